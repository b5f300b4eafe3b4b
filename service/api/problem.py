"""Errors as RFC 9457 ``application/problem+json``."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from service.api.flaws import Rejected, pointer

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)
_DETAILS = {
    404: "이런 주소는 없습니다.",
    405: "이 주소에는 쓸 수 없는 메서드입니다.",
    413: "요청 본문이 너무 큽니다.",
}
_OWN = (400, 404, 415)
"""The statuses that this service raises itself, with a detail of its own."""


def problem(status: int, detail: str, **more: Any) -> Response:
    """Make an error's answer."""
    title = HTTPStatus(status).phrase
    data = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(json.dumps(data, ensure_ascii=False), status, mimetype=MEDIA_TYPE)


def register(app: Flask) -> None:
    """Answer every error of ``app`` as a problem."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Rejected, _rejected)
    app.register_error_handler(Exception, _failed)


def _refused(error: HTTPException) -> AnyResponse:
    if error.code is None or error.code < 400:
        return error.get_response()
    own = error.description if error.code in _OWN and _is_own(error) else None
    made = problem(error.code, own or _DETAILS.get(error.code, "요청을 처리할 수 없습니다."))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            made.headers[name] = value
    return made


def _is_own(error: HTTPException) -> bool:
    return error.description != type(error).description


def _rejected(error: Rejected) -> Response:
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for flaw in error.flaws:
        place, what = pointer(flaw)
        found[place, what.code] = {"pointer": place, "code": what.code, "detail": str(what)}
    count = len(found)
    return problem(422, f"고쳐야 할 곳이 {count}군데 있습니다.", errors=list(found.values()))


def _failed(error: Exception) -> Response:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    # Neither the message nor the values: both may hold what a merchant sent.
    _log.error("%s at %s:%s", type(error).__name__, frame.filename, frame.lineno)
    return problem(500, "서비스에 문제가 생겼습니다. 잠시 뒤에 다시 시도해 주십시오.")
