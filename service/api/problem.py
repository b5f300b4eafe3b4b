"""Errors as RFC 9457 ``application/problem+json``."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, json
from werkzeug.exceptions import HTTPException

from service.api.flaws import Rejected, pointer

MEDIA_TYPE = "application/problem+json"
_DETAILS = {
    404: "이런 주소는 없습니다.",
    405: "이 주소에는 쓸 수 없는 메서드입니다.",
    413: "요청 본문이 너무 큽니다.",
    429: "요청이 너무 잦습니다. Retry-After만큼 기다려 주십시오.",
    500: "서비스에 문제가 생겼습니다. 잠시 뒤에 다시 시도해 주십시오.",
    503: "지금은 데이터베이스를 쓸 수 없습니다. 잠시 뒤에 다시 시도해 주십시오.",
}
_OWN = (400, 404, 415)
"""The statuses that this service raises itself, with a detail of its own."""


def problem(status: int, detail: str, **more: Any) -> Response:
    """Make an error's answer."""
    title = HTTPStatus(status).phrase
    data = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(json.dumps(data, ensure_ascii=False), status, mimetype=MEDIA_TYPE)


def refused(error: HTTPException) -> Response:
    """Tell of an error with a status of 400 or above."""
    status = error.code or 500
    own = error.description if status in _OWN and _is_own(error) else None
    made = problem(status, own or _DETAILS.get(status, "요청을 처리할 수 없습니다."))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            made.headers[name] = value
    return made


def rejected(error: Rejected) -> Response:
    """Tell of all that is wrong with a request."""
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for flaw in error.flaws:
        place, what = pointer(flaw)
        found[place, what.code] = {"pointer": place, "code": what.code, "detail": str(what)}
    count = len(found)
    return problem(422, f"고쳐야 할 곳이 {count}군데 있습니다.", errors=list(found.values()))


def _is_own(error: HTTPException) -> bool:
    return error.description != type(error).description
