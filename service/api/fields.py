"""Fields that take exactly what they say, and convert nothing.

Each ``read`` returns the value or raises ValidationError with one Flaw.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from marshmallow import ValidationError, fields

from service.api import flaws
from service.api.flaws import Flaw
from service.engine.facts import EARLIEST, Fact, Kind
from service.engine.window import Moment

SEOUL = timezone(timedelta(hours=9), "Asia/Seoul")
"""Asia/Seoul, which has kept this offset in all years one can ask for."""

_FEBRUARY_29 = r"(?:19(?:0[48]|[2468][048]|[13579][26])|20(?:[02468][048]|[13579][26]))-02-29"
_MONTH_DAY = (
    r"(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
DAY = rf"(?:(?:19|20)[0-9]{{2}}-{_MONTH_DAY}|{_FEBRUARY_29})"
"""Every date from 1900 to 2099, and no other text; Python and JavaScript read it alike."""

_LEAP_20 = r"20(?:[02468][048]|[13579][26])-02-29"
_AS_OF_DAY = rf"(?:20[0-9]{{2}}-{_MONTH_DAY}|{_LEAP_20})"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
_OFFSET = r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
AS_OF = rf"{_AS_OF_DAY}(?:T{_CLOCK}{_OFFSET}?)?"
_AS_OF = re.compile(AS_OF)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAYS_20 = re.compile(r"20[0-9]{2}-")
_CODE = re.compile(r"[0-9]{5}")
_YEARS = range(2000, 2100)

_BUILT_IN = {"required": flaws.MISSING, "null": flaws.NOT_NULL, "invalid": flaws.NOT_LIST}


class _Exact(fields.Field[Any]):
    """A field whose messages are flaws."""

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        return ValidationError(_BUILT_IN[key])

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        return self.read(value)

    def read(self, value: Any) -> Any:
        """Return what ``value`` says."""
        raise NotImplementedError


class Many(fields.List[Any]):
    """A list whose messages are flaws."""

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """Word marshmallow's own errors."""
        return ValidationError(_BUILT_IN[key])


class Inner(fields.Nested):
    """An object whose messages are flaws."""

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        """Word marshmallow's own errors."""
        return ValidationError(_BUILT_IN[key])


def clean(value: Any) -> str:
    """Return a text without control characters, broken characters and resident numbers."""
    if not isinstance(value, str):
        raise ValidationError(flaws.NOT_TEXT)
    fault = flaws.unclean(value)
    if fault is not None:
        raise ValidationError(fault)
    return value


class Quantity(_Exact):
    """A number within bounds; 5.0 is 5, and halves are allowed by ``step``."""

    def __init__(self, least: int, greatest: int, step: float = 1, **options: Any) -> None:
        """Take the bounds, both included."""
        super().__init__(**options)
        self.least, self.greatest, self.step = least, greatest, step

    def read(self, value: Any) -> int | float:
        """Return a number, whole ones as int."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError(flaws.NOT_NUMBER)
        if not math.isfinite(value) if isinstance(value, float) else False:
            raise ValidationError(flaws.NOT_FINITE)
        if not self.least <= value <= self.greatest:
            raise ValidationError(flaws.between(self.least, self.greatest))
        if (value / self.step) % 1 if isinstance(value, float) else False:
            raise ValidationError(flaws.NOT_WHOLE if self.step == 1 else flaws.NOT_HALF)
        return int(value) if value == int(value) else value


class Truth(_Exact):
    """True or false."""

    def read(self, value: Any) -> bool:
        """Return the answer."""
        if not isinstance(value, bool):
            raise ValidationError(flaws.NOT_TRUTH)
        return value


class Day(_Exact):
    """A date from 1900 on."""

    def read(self, value: Any) -> date:
        """Return the date."""
        text = clean(value)
        try:
            day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            raise ValidationError(flaws.NOT_DATE)
        if day < EARLIEST:
            raise ValidationError(flaws.TOO_EARLY)
        return day


class Choice(_Exact):
    """One of some texts."""

    def __init__(self, choices: Sequence[str], **options: Any) -> None:
        """Take the texts in the order to show them."""
        super().__init__(**options)
        self.choices = tuple(choices)
        self.known = frozenset(choices)
        self.flaw = flaws.among(self.choices)

    def read(self, value: Any) -> str:
        """Return the choice."""
        text = clean(value)
        if text not in self.known:
            raise ValidationError(self.flaw)
        return text


class District(Choice):
    """A choice, or a five-digit code that the loader turns into one."""

    def read(self, value: Any) -> str:
        """Return the choice or code."""
        text = clean(value)
        return text if _CODE.fullmatch(text) else super().read(text)


class Code(_Exact):
    """A five-digit code; whether there is such a code depends on the revision."""

    def read(self, value: Any) -> str:
        """Return the code."""
        text = clean(value)
        if not _CODE.fullmatch(text):
            raise ValidationError(flaws.NOT_CODE)
        return text


class Known(_Exact):
    """A text that must be one of ``known``."""

    def __init__(self, known: Collection[str], flaw: Flaw, **options: Any) -> None:
        """Take the texts and what to say of any other."""
        super().__init__(**options)
        self.known, self.flaw = frozenset(known), flaw

    def read(self, value: Any) -> str:
        """Return the text."""
        text = clean(value)
        if text not in self.known:
            raise ValidationError(self.flaw)
        return text


class Prose(_Exact):
    """A free text of limited length."""

    longest = 200

    def read(self, value: Any) -> str:
        """Return the text."""
        text = clean(value)
        if len(text) > self.longest:
            raise ValidationError(flaws.TOO_LONG)
        return text


class AsOf(_Exact):
    """A whole day, or a moment; one without an offset is Seoul time."""

    def read(self, value: Any) -> Moment:
        """Return the moment in Seoul."""
        text = clean(value)
        if not _AS_OF.fullmatch(text):
            raise ValidationError(_when_not(text))
        if len(text) == 10:
            return Moment.whole_day(date.fromisoformat(text))
        at = datetime.fromisoformat(text)
        at = (at if at.tzinfo is None else at.astimezone(SEOUL)).replace(tzinfo=None)
        if at.year not in _YEARS:
            raise ValidationError(flaws.YEARS)
        return Moment.instant(at)


def _when_not(text: str) -> Flaw:
    """Tell a real moment of another century from a text that is none."""
    try:
        fromisoformat = datetime.fromisoformat(text)
    except ValueError:
        return flaws.NOT_MOMENT
    dashed = _DAY.match(text) and fromisoformat.year not in _YEARS
    return flaws.YEARS if dashed else flaws.NOT_MOMENT


def of_fact(fact: Fact, district: bool, **options: Any) -> _Exact:
    """Return the field of ``fact``; null means unknown."""
    options["allow_none"] = True
    match fact.kind:
        case Kind.MONEY | Kind.COUNT | Kind.NUMBER:
            return Quantity(fact.minimum, fact.maximum, fact.step, **options)
        case Kind.DATE:
            return Day(**options)
        case Kind.BOOL:
            return Truth(**options)
        case Kind.CODE:
            return Code(**options)
        case Kind.CHOICE:
            return (District if district else Choice)(fact.values, **options)
