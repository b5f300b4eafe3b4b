"""What can be wrong with a request's values: a stable code and a Korean sentence.

The sentences never repeat a value: it may be personal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class Flaw(str):
    """A fault as marshmallow carries it: a text, here with its code."""

    __slots__ = ("code",)
    code: str

    def __new__(cls, code: str, detail: str) -> Flaw:
        """Make a flaw with a stable ``code``."""
        made = super().__new__(cls, detail)
        made.code = code
        return made


@dataclass(frozen=True, slots=True)
class Located:
    """A flaw and the keys that lead to it."""

    path: tuple[str | int, ...]
    flaw: Flaw


class Rejected(Exception):
    """A request that cannot be answered, with all its flaws."""

    def __init__(self, flaws: Sequence[Located]) -> None:
        """Keep the flaws."""
        super().__init__(len(flaws))
        self.flaws = tuple(flaws)


UNKNOWN_KEY = Flaw("unknown-key", "모르는 이름입니다. 철자를 확인해 주십시오.")
UNKNOWN_FACT = Flaw(
    "unknown-fact", "모르는 항목입니다. 쓸 수 있는 항목은 /api/v1/facts에서 확인해 주십시오."
)
MISSING = Flaw("missing-key", "빠졌습니다. 함께 보내 주십시오.")
NOT_NULL = Flaw("wrong-type", "비워(null) 둘 수 없습니다. 필요 없으면 이름까지 빼 주십시오.")
NOT_OBJECT = Flaw("wrong-type", '객체({"이름": 값})로 보내 주십시오.')
NOT_LIST = Flaw("wrong-type", "목록([])으로 보내 주십시오.")
NOT_TEXT = Flaw("wrong-type", "따옴표로 묶은 글로 보내 주십시오.")
NOT_NUMBER = Flaw("wrong-type", "따옴표 없는 수로 보내 주십시오.")
NOT_TRUTH = Flaw("wrong-type", "true나 false로 보내 주십시오.")
NOT_FINITE = Flaw("not-finite", "NaN이나 Infinity는 쓸 수 없습니다. 수로 보내 주십시오.")
NOT_WHOLE = Flaw("not-whole", "정수로 보내 주십시오.")
NOT_HALF = Flaw("not-whole", "0.5 단위의 수로 보내 주십시오.")
NOT_DATE = Flaw("not-a-date", "달력에 있는 날짜를 2026-01-31 꼴로 보내 주십시오.")
NOT_MOMENT = Flaw(
    "not-a-date",
    "달력에 있는 날짜(2026-01-31)나 일시(2026-01-31T09:00:00+09:00)로 보내 주십시오.",
)
YEARS = Flaw("out-of-range", "2000년부터 2099년까지만 답할 수 있습니다.")
TOO_EARLY = Flaw("out-of-range", "1900년 1월 1일 뒤의 날짜로 보내 주십시오.")
TOO_LATE = Flaw("out-of-range", "너무 먼 뒤의 날짜입니다.")
FUTURE = Flaw("future-date", "기준일(as_of)보다 늦은 날짜입니다. 날짜를 확인해 주십시오.")
NOT_CODE = Flaw("not-a-code", "업종코드를 숫자 다섯 자리의 글로 보내 주십시오.")
UNKNOWN_CODE = Flaw(
    "unknown-code",
    "한국표준산업분류에 없는 업종코드입니다. "
    "10차 코드이면 industry_revision을 10으로 보내 주십시오.",
)
UNKNOWN_DISTRICT = Flaw("unknown-code", "모르는 행정구역 코드입니다.")
UNKNOWN_PROGRAM = Flaw(
    "unknown-program", "모르는 지원사업입니다. 목록은 /api/v1/programs에서 확인해 주십시오."
)
TOO_LONG = Flaw("too-long", "너무 깁니다.")
CONTROL = Flaw("control-character", "글에 제어문자가 들어 있습니다. 빼고 보내 주십시오.")
SURROGATE = Flaw("lone-surrogate", "글에 깨진 문자가 들어 있습니다. 고쳐서 보내 주십시오.")
RESIDENT = Flaw(
    "resident-number",
    "주민등록번호로 보이는 숫자가 들어 있습니다. 주민등록번호는 받지 않으니 빼고 보내 주십시오.",
)
ADDRESS = Flaw(
    "unknown-address",
    "주소에서 구를 알 수 없습니다. 시·도부터 구까지 적어 주십시오(예: 광주광역시 북구).",
)
CONTRADICTION = Flaw(
    "contradiction", "facts.district와 address가 서로 다릅니다. 하나만 보내거나 맞춰 주십시오."
)

_RESIDENT = re.compile(r"\d{6}[\s\-‐-―−~.·_/]*\d{7}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def unclean(text: str) -> Flaw | None:
    """Return what makes ``text`` unacceptable wherever it stands."""
    if _RESIDENT.search(text):
        return RESIDENT
    if _SURROGATE.search(text):
        return SURROGATE
    return CONTROL if _CONTROL.search(text) else None


def among(choices: Sequence[str]) -> Flaw:
    """Return the flaw of a text that is none of ``choices``."""
    return Flaw("not-a-choice", f"다음 가운데 하나로 보내 주십시오: {', '.join(choices)}")


def between(least: int, greatest: int) -> Flaw:
    """Return the flaw of a number beyond its bounds."""
    return Flaw("out-of-range", f"{least:,} 이상 {greatest:,} 이하의 수로 보내 주십시오.")


def located(messages: Any, path: tuple[str | int, ...] = ()) -> Iterator[Located]:
    """Yield what marshmallow found, each flaw with its path."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from located(inner, path if key == "_schema" else (*path, key))
        return
    for flaw in messages:
        yield Located(
            path, flaw if isinstance(flaw, Flaw) else Flaw("invalid", "값이 맞지 않습니다.")
        )


_LONGEST_KEY = 64


def pointer(flaw: Located) -> tuple[str, Flaw]:
    """Return the JSON pointer of a flaw; a name that may not be repeated is left out."""
    parts: list[str] = []
    for key in flaw.path:
        text = str(key)
        fault = unclean(text)
        if fault is not None or len(text) > _LONGEST_KEY:
            return "".join(parts), fault or flaw.flaw
        parts.append("/" + text.replace("~", "~0").replace("/", "~1"))
    return "".join(parts), flaw.flaw
