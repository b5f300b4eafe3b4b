"""From what people type to values: amounts, numbers and dates as Koreans write them.

Each function returns the value or raises ValidationError with a Fault.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from fractions import Fraction

from marshmallow import ValidationError

from service.catalog.wording import won
from service.form import faults

_RESIDENT = re.compile(r"(?<!\d)\d{6}[\s\-‐-―−~.·_/]*\d{7}(?!\d)")
_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NOTHING = frozenset(("없음", "없어요", "없습니다", "없다", "무", "none"))

_HANGUL_DIGITS = str.maketrans("일이삼사오육칠팔구", "123456789")
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_SMALL = rf"(?:(?:{_NUMBER})?천)?(?:(?:{_NUMBER})?백)?(?:(?:{_NUMBER})?십)?(?:{_NUMBER})?"
_AMOUNT = re.compile(
    rf"(?:(?P<조>{_SMALL})조)?(?:(?P<억>{_SMALL})억)?(?:(?P<만>{_SMALL})만)?(?P<rest>{_SMALL})"
)
_PART = re.compile(rf"({_NUMBER})?([천백십]?)")
_SCALES = {"천": 10**3, "백": 10**2, "십": 10, "": 1}
_ENGLISH = re.compile(rf"({_NUMBER})(million|billion|thousand|mn|bn|m|k)")
_ENGLISH_SCALES = {
    "billion": 10**9,
    "bn": 10**9,
    "million": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "thousand": 10**3,
    "k": 10**3,
}
_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_DOUBTFUL = 10**5
"""A bare number below this was perhaps meant in ten thousands of won."""

_DATE = re.compile(r"([0-9]{1,4})[-./년]+([0-9]{1,2})[-./월]+([0-9]{1,2})[./일]*")
_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_NO_DAY = re.compile(r"[0-9]{4}[-./년]+[0-9]{1,2}[./월]*|[0-9]{4}년?|[0-9]{6}")


def clean(text: str) -> str:
    """Bring typed text into one form; raise ValidationError for what may not stand in any."""
    if resident(text):
        raise ValidationError(faults.RESIDENT)
    if _UNREADABLE.search(text):
        raise ValidationError(faults.UNREADABLE)
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return re.sub(r"\s+", " ", plain).strip()


def resident(text: str) -> bool:
    """Tell whether a resident registration number may stand in ``text``."""
    return _RESIDENT.search(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text))) is not None


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def amount(text: str) -> int:
    """Read an amount of won: ``8300만``, ``1억 2천``, ``83,000,000원``."""
    written = _compact(text)
    compact = re.sub(r"^(?:₩|\\|krw)", "", written)
    if compact in _NOTHING:
        return 0
    if compact.startswith(("-", "−", "△", "▲")):
        raise ValidationError(faults.NEGATIVE)
    if english := _ENGLISH.fullmatch(compact.removesuffix("won").removesuffix("krw")):
        return _whole(_number(english[1]) * _ENGLISH_SCALES[english[2]])
    sure = compact != written or compact.endswith(("원", "won", "krw"))
    compact = re.sub(r"(?:원정?|won|krw)$", "", compact)
    if re.search("[조억만천백십]", compact):
        compact = compact.translate(_HANGUL_DIGITS)
    found = _AMOUNT.fullmatch(compact)
    if not compact or found is None:
        raise ValidationError(faults.NOT_MONEY)
    value = _whole(_total(found, sure))
    if not sure and compact.replace(",", "").isdigit() and 0 < value < _DOUBTFUL:
        raise ValidationError(faults.small_amount(f"{value:,}원", won(value * 10**4)))
    return value


def _total(found: re.Match[str], sure: bool) -> Fraction:
    """Add up the parts of an amount; what follows 억 without its unit is ten thousands."""
    sums = {scale: _small(found[scale]) for scale in ("조", "억", "만", "rest")}
    high = found["조"] is not None or found["억"] is not None
    if high and found["만"] is not None and sums["만"] >= 10**4:
        raise ValidationError(faults.NOT_MONEY)
    rest = found["rest"]
    if rest and found["만"] is None:
        hundreds = re.search("[천백십]", rest) is not None
        if high and hundreds and not sure:
            sums["만"], sums["rest"] = sums["rest"], Fraction(0)
        elif high and hundreds:
            raise ValidationError(faults.HUNDREDS_OF_WHAT)
        elif high and not sure:
            raise ValidationError(faults.AFTER_EOK)
        elif hundreds and not sure:
            raise ValidationError(faults.HUNDREDS_OF_WHAT)
    if found["조"] == "" or found["억"] == "" or found["만"] == "":
        sums |= {scale: Fraction(1) for scale in ("조", "억", "만") if found[scale] == ""}
    return sums["조"] * 10**12 + sums["억"] * 10**8 + sums["만"] * 10**4 + sums["rest"]


def _small(text: str | None) -> Fraction:
    total = Fraction(0)
    for digits, scale in _PART.findall(text or ""):
        if digits or scale:
            total += (_number(digits) if digits else 1) * _SCALES[scale]
    return total


def _number(text: str) -> Fraction:
    whole = text.partition(".")[0]
    if "," in whole and not _GROUPS.fullmatch(whole):
        raise ValidationError(faults.COMMAS)
    return Fraction(text.replace(",", ""))


def _whole(value: Fraction) -> int:
    if value.denominator != 1:
        raise ValidationError(faults.PART_OF_WON)
    return int(value)


def count(text: str, unit: str, step: float) -> int | float:
    """Read a number with or without its unit, in whole or half steps."""
    compact = _compact(text)
    if compact in _NOTHING:
        return 0
    if compact.startswith(("-", "−")):
        raise ValidationError(faults.NEGATIVE)
    digits = compact.removesuffix(unit) if unit else compact
    if not re.fullmatch(_NUMBER, digits):
        if unit and re.fullmatch(rf"{_NUMBER}[가-힣%]+", digits):
            raise ValidationError(faults.other_unit(unit))
        raise ValidationError(faults.NOT_NUMBER)
    value = _number(digits)
    if (value / Fraction(step)).denominator != 1:
        if step == 1:
            raise ValidationError(faults.NOT_WHOLE)
        raise ValidationError(faults.in_steps(f"{step:g}{unit}", f"{step:g}"))
    return int(value) if value.denominator == 1 else float(value)


def day(text: str) -> date:
    """Read a date: ``2020-03-02``, ``2020. 3. 2.``, ``2020년 3월 2일``, ``20200302``."""
    compact = _compact(re.sub(r"(?<=[0-9])\s+(?=[0-9])", ".", text.strip()))
    found = _DATE.fullmatch(compact) or _EIGHT.fullmatch(compact)
    if found is None:
        if re.fullmatch(r"(?!19|20)[0-9]{6}", compact):
            raise ValidationError(faults.SHORT_YEAR)
        raise ValidationError(faults.NO_DAY if _NO_DAY.fullmatch(compact) else faults.NOT_DATE)
    if len(found[1]) != len("2020"):
        raise ValidationError(faults.SHORT_YEAR)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise ValidationError(faults.NO_SUCH_DAY) from None
