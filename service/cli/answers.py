"""From what someone types to a fact's value."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from service.catalog import grammar
from service.catalog.model import Catalog, Entry
from service.catalog.tokens import LineError
from service.catalog.wording import Wording
from service.engine.facts import Kind, Value

_YES = frozenset(("예", "네", "응", "맞음", "y", "yes", "1"))
_NO = frozenset(("아니오", "아니요", "아뇨", "아님", "n", "no", "2"))
_DATE = re.compile(r"([0-9]{4})\s*[-./년]\s*([0-9]{1,2})\s*[-./월]\s*([0-9]{1,2})\s*[.일]?")
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_BARE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


class Unclear(Exception):
    """An answer that cannot be taken; says why, in Korean."""


def cleaned(text: str) -> str:
    """Bring typed text into the form of the tables."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def read(text: str, entry: Entry, catalog: Catalog, day: date) -> Value:
    """Read an answer given on ``day`` to the question of ``entry``; raise Unclear."""
    fact = entry.fact
    match fact.kind:
        case Kind.CHOICE:
            return _choice(text, entry)
        case Kind.BOOL:
            if text.lower() in _YES | _NO:
                return text.lower() in _YES
            raise Unclear("'예'나 '아니오'로 답해 주세요.")
        case Kind.CODE:
            if text in fact.values:
                return text
            raise Unclear(f"없는 코드입니다: '{text}'")
    value = _written(text, entry, catalog)
    least, most = fact.bounds(day)
    # an answer of the same kind as the bounds, by the grammar
    if not least <= value <= most:  # type: ignore[operator]
        words = Wording(catalog.labels, "ko")
        ends = [words.value(end, fact.kind, fact.unit) for end in (least, most)]
        raise Unclear(f"{ends[0]}에서 {ends[1]} 사이로 답해 주세요.")
    if isinstance(value, int | float) and (value - fact.minimum) % fact.step:
        raise Unclear(f"{fact.step:g}{fact.unit} 단위로 답해 주세요.")
    return value


def _choice(text: str, entry: Entry) -> Value:
    for place, (value, label) in enumerate(entry.choices, 1):
        if text in (str(place), value, label.ko):
            return value
    raise Unclear(f"1에서 {len(entry.choices)} 사이의 번호나 그 이름으로 답해 주세요.")


def _written(text: str, entry: Entry, catalog: Catalog) -> Value:
    """Read a value in the notation of the tables; lend it a unit nobody can mistake."""
    fact = entry.fact
    if found := fact.kind is Kind.DATE and (_DATE.fullmatch(text) or _DIGITS.fullmatch(text)):
        text = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    elif fact.kind is Kind.COUNT and _BARE.fullmatch(text):
        text += fact.unit
    elif fact.kind is Kind.MONEY and text.endswith(("만", "억")):
        text += "원"
    try:
        return grammar.answer(f"{entry.label.ko} = {text}", catalog.vocabulary)[1]
    except LineError:
        raise Unclear(f"읽을 수 없는 답입니다. {example(entry)}처럼 써 주세요.") from None


def example(entry: Entry) -> str:
    """Return an answer as it may be written."""
    fact = entry.fact
    match fact.kind:
        case Kind.MONEY:
            return "8300만원"
        case Kind.DATE:
            return "2021-03-02"
        case Kind.BOOL:
            return "예"
        case Kind.CODE:
            return "56221이나 커피"
        case Kind.CHOICE:
            return "1"
    return f"{min(max(4, fact.minimum), fact.maximum)}{fact.unit}"
