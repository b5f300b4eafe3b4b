"""Programs, their editions and what an edition asks and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from service.engine.sources import Source
from service.engine.tree import Condition, Expression
from service.engine.window import Window


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the two languages of the service."""

    ko: str
    en: str

    def word(self, language: str) -> str:
        """Return the text in ``language``, ``ko`` or ``en``."""
        return self.en if language == "en" else self.ko


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition of an edition (요건) with its source."""

    id: str
    condition: Condition
    source: Source


@dataclass(frozen=True, slots=True)
class Caveat:
    """What one must know besides; shown unless ``when`` is known to fail."""

    text: Text
    source: Source
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A rate in percent known to hold from ``start`` to ``end``.

    ``name`` tells rates of one list apart; ``when`` limits one to some merchants.
    """

    start: date
    end: date
    percent: Fraction
    source: Source
    name: Text
    when: Condition | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the rate is known to hold on ``day``."""
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Discount:
    """Points off a loan's rate where ``when`` holds; ``when`` of None may always apply."""

    points: Fraction
    when: Condition | None
    source: Source


@dataclass(frozen=True, slots=True)
class Loan:
    """The terms of a loan: rates in percent a year, lengths in months.

    A floating rate is the base rate of the day plus ``spread``; a fixed one is
    ``fixed``. ``sure`` discounts follow from facts; ``most`` is the greatest
    total discount one may get.
    """

    term_months: int
    grace_months: int
    source: Source
    fixed: Fraction | None = None
    spread: Fraction = Fraction(0)
    base_rates: tuple[DatedRate, ...] = ()
    sure: tuple[Discount, ...] = ()
    most: Fraction = Fraction(0)

    def base(self, day: date) -> DatedRate | None:
        """Return the base rate on ``day``, or None where none is sourced."""
        return next((rate for rate in self.base_rates if rate.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates that come with a benefit; ``unknown`` is said on days that no rate covers."""

    rows: tuple[DatedRate, ...]
    unknown: Text

    def known(self, day: date) -> bool:
        """Tell whether a rate for everybody is known to hold on ``day``."""
        return any(row.when is None and row.covers(day) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Detail:
    """An amount in won told beside the benefit's own: a monthly sum, interest help, a cap."""

    name: Text
    amount: Expression
    source: Source
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Benefit:
    """What one gets: a form and an amount in won, with what belongs to it.

    ``at_most`` marks an amount that an agency sets within a limit.
    """

    form: str
    amount: Expression
    source: Source
    at_most: bool = False
    wording: Text | None = None
    loan: Loan | None = None
    details: tuple[Detail, ...] = ()
    rates: Rates | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Where one applies or asks."""

    url: str = ""
    phone: str = ""
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to prepare; shown unless ``when`` is known to fail."""

    text: Text
    when: Condition | None = None


@dataclass(frozen=True, eq=False)
class Option:
    """One route or type of an edition, with conditions and a benefit of its own.

    ``contact`` of None means the edition's.
    """

    id: str
    name: Text
    requirements: tuple[Requirement, ...]
    benefit: Benefit
    caveats: tuple[Caveat, ...] = ()
    contact: Contact | None = None


@dataclass(frozen=True, eq=False)
class Edition:
    """One notice of a program, in force from ``start`` to ``end``.

    All requirements must hold and, where there are options, one of those.
    ``checked`` is the day of its last second reading against the sources, and
    ``differences`` tells what that found, in Korean.
    """

    id: str
    start: date
    end: date
    checked: date
    requirements: tuple[Requirement, ...]
    benefit: Benefit
    windows: tuple[Window, ...]
    options: tuple[Option, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    documents: tuple[Paper, ...] = ()
    contact: Contact = field(default_factory=Contact)
    note: Text | None = None
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Program:
    """A support program (지원사업) with its editions in order of time.

    ``calculator`` titles a page on which anyone can work out the amount, if there is one.
    """

    id: str
    name: Text
    agency: Text
    summary: Text
    editions: tuple[Edition, ...]
    successor: str = ""
    calculator: Text | None = None

    def edition(self, day: date) -> Edition:
        """Return the latest edition begun by ``day``, else the first."""
        begun = [edition for edition in self.editions if edition.start <= day]
        return begun[-1] if begun else self.editions[0]


class Bond(StrEnum):
    """How programs stand in each other's way."""

    NOT_TOGETHER = "not-together"
    SHARED_LIMIT = "shared-limit"
    ONE_PER_PERSON = "one-per-person"
    ONE_AT_A_TIME = "one-at-a-time"


@dataclass(frozen=True, slots=True)
class Combination:
    """A rule on having several programs at once, or one for several businesses."""

    id: str
    bond: Bond
    programs: tuple[str, ...]
    text: Text
    source: Source

    def others(self, program: str) -> list[str]:
        """Return the programs it holds against ``program``."""
        return [name for name in self.programs if name != program]
