"""From a request to the bytes of its JSON body, and from these to plain data."""

from __future__ import annotations

import json
from typing import Any

from flask import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

_HUGE = 10**100
"""What stands for a whole number too long to convert: beyond every bound."""


class _Repeated(Exception):
    """An object that names a key twice."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Repeated
    return made


def _whole(digits: str) -> int:
    if len(digits) <= 100:
        return int(digits)
    return -_HUGE if digits.startswith("-") else _HUGE


_decoder = json.JSONDecoder(object_pairs_hook=_unique)
_patient = json.JSONDecoder(object_pairs_hook=_unique, parse_int=_whole)


def read(request: Request) -> bytes:
    """Return a request's JSON body, not parsed yet; raise a 4xx HTTPException."""
    if request.environ.get("CONTENT_TYPE") != "application/json" and not _is_json(request):
        raise UnsupportedMediaType("Content-Type: application/json(UTF-8)으로 보내 주십시오.")
    raw = request.get_data(cache=False)
    if len(raw) != request.content_length:
        # Of a body that does not state its length, werkzeug silently drops what is over the limit.
        limit = request.max_content_length
        if limit is not None and len(raw) >= limit:
            raise RequestEntityTooLarge
    return raw


def _is_json(request: Request) -> bool:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    return request.mimetype == "application/json" and charset in ("utf-8", "utf8")


def parse(raw: bytes) -> Any:
    """Return the data of a JSON text; raise BadRequest."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"UTF-8 글이 아닙니다({error.start + 1}번째 바이트).") from None
    try:
        return _decode(text)
    except json.JSONDecodeError as error:
        where = f"{error.lineno}번째 줄 {error.colno}번째 글자"
        raise BadRequest(f"JSON 문법에 맞지 않습니다({where}).") from None
    except RecursionError:
        raise BadRequest("JSON이 너무 깊이 겹쳐 있습니다.") from None
    except _Repeated:
        raise BadRequest("JSON의 한 객체에 같은 이름이 두 번 나옵니다.") from None


def _decode(text: str) -> Any:
    try:
        return _decoder.decode(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # Python refuses to convert a whole number of thousands of digits
        return _patient.decode(text)
