"""A line of a table cut into tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction

_WORD = r"[가-힣A-Za-z0-9·%㎡]"
_END = rf"(?!{_WORD})"
# A comma stands between digits; one after them belongs to the line.
_DIGITS = r"[0-9](?:,?[0-9])*"
_UNITS = "명|개월|시간|세|년|일|점|회|개|㎡"
_SCALES = {"억": 10**8, "천만": 10**7, "백만": 10**6, "만": 10**4, "천": 10**3, "": 1}


class LineError(Exception):
    """A line that cannot be read: what is wrong, and where in the line."""

    def __init__(self, message: str, start: int, end: int) -> None:
        """Point at the characters from ``start`` to ``end``."""
        super().__init__(message)
        self.message = message
        self.span = (start, end)


class Sort(StrEnum):
    """The sort of a token."""

    NAME = "name"
    MONEY = "money"
    DATE = "date"
    PERCENT = "percent"
    COUNT = "count"
    NUMBER = "number"
    SIGN = "sign"
    WORD = "word"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line; ``text`` as written, a name with single spaces."""

    sort: Sort
    text: str
    start: int
    end: int


_MONEY = rf"(?:{_DIGITS}\s*(?:억|천만|백만|만|천)\s*)*(?:{_DIGITS})?\s*원"
_LITERALS = (
    (Sort.DATE, r"[0-9]{4}-[0-9]{2}-[0-9]{2}" + _END),
    (Sort.MONEY, rf"(?=[0-9]){_MONEY}{_END}"),
    (Sort.PERCENT, r"[0-9]+(?:\.[0-9]+)?%" + _END),
    (Sort.COUNT, rf"{_DIGITS}(?:\.[0-9]+)?(?:{_UNITS}){_END}(?!\s*[가-힣])"),
    (Sort.NUMBER, rf"{_DIGITS}(?:\.[0-9]+)?{_END}"),
    (Sort.SIGN, r"<=|>=|!=|not\s+in\b|in\b|[<>=+\-*/(),]"),
    (Sort.WORD, rf"{_WORD}+(?:\s(?!in\b|not\b){_WORD}+)*"),
)
_SLIPS = {
    "=<": "<=",
    "=>": ">=",
    "==": "=",
    "<>": "!=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "×": "*",
    "÷": "/",
}


class Cutter:
    """Cuts lines in which the names of one vocabulary may stand."""

    def __init__(self, names: Iterable[str]) -> None:
        """Prepare for ``names``; where two fit, the longest is read."""
        self.names = sorted(names, key=len, reverse=True)
        known = "|".join(r"\s+".join(map(re.escape, n.split(" "))) for n in self.names)
        parts = [f"(?P<name>(?:{known}){_END})"] if known else []
        parts += [f"(?P<{sort.value}>{pattern})" for sort, pattern in _LITERALS]
        self._pattern = re.compile("|".join(parts))

    def cut(self, line: str) -> list[Token]:
        """Return the tokens of ``line``, an END token last; raise LineError."""
        tokens: list[Token] = []
        place = 0
        while place < len(line):
            if line[place].isspace():
                place += 1
                continue
            for slip, meant in _SLIPS.items():
                if line.startswith(slip, place):
                    raise LineError(
                        f"'{slip}' 기호는 쓰지 않습니다. '{meant}'로 쓰십시오.",
                        place,
                        place + len(slip),
                    )
            found = self._pattern.match(line, place)
            if found is None:
                raise LineError(f"읽을 수 없는 글자입니다: '{line[place]}'", place, place + 1)
            tokens.append(self._token(Sort(str(found.lastgroup)), found[0], place))
            place = found.end()
        return [*tokens, Token(Sort.END, "", len(line), len(line) + 1)]

    def _token(self, sort: Sort, text: str, place: int) -> Token:
        if sort is Sort.WORD:
            near = get_close_matches(text, self.names, 1, 0.6)
            hint = f" 혹시 '{near[0]}'입니까?" if near else ""
            raise LineError(f"모르는 이름입니다: '{text}'.{hint}", place, place + len(text))
        return Token(sort, re.sub(r"\s+", " ", text).strip(), place, place + len(text))


def money(text: str) -> int:
    """Read an amount such as ``1억 400만원`` in won; raise ValueError."""
    total, last = 0, 10**17
    parts = re.findall(r"([0-9][0-9,]*)\s*(억|천만|백만|만|천|)", text.removesuffix("원"))
    for digits, scale in parts:
        if _SCALES[scale] >= last:
            raise ValueError(text)
        last = _SCALES[scale]
        total += number(digits) * last
    return total


def number(text: str) -> int:
    """Read a whole number, commas between groups of three; raise ValueError."""
    if "," in text and not re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", text):
        raise ValueError(text)
    return int(text.replace(",", ""))


def decimal(text: str) -> int | Fraction:
    """Read a number with or without a decimal point, exactly; raise ValueError."""
    return Fraction(text) if "." in text else number(text)


def percent(text: str) -> Fraction:
    """Read ``20%`` as one fifth."""
    return Fraction(text.removesuffix("%")) / 100


def count(text: str) -> tuple[int | float, str]:
    """Read ``5명`` as a number and its unit."""
    digits = text.rstrip("".join(_UNITS.split("|")))
    value = decimal(digits)
    return (float(value) if isinstance(value, Fraction) else value), text[len(digits) :]


def day(text: str) -> date:
    """Read a date; raise ValueError where the calendar has none such."""
    return date.fromisoformat(text)
