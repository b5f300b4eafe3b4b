"""Programs, their editions and what an edition asks and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
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
class BaseRate:
    """The policy-fund base rate in force from ``start`` to ``end``, in percent a year."""

    start: date
    end: date
    percent: Fraction
    source: Source


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
    base_rates: tuple[BaseRate, ...] = ()
    sure: tuple[Discount, ...] = ()
    most: Fraction = Fraction(0)

    def base(self, day: date) -> BaseRate | None:
        """Return the base rate on ``day``, or None where none is sourced."""
        for rate in self.base_rates:
            if rate.start <= day <= rate.end:
                return rate
        return None


@dataclass(frozen=True, slots=True)
class Benefit:
    """What one gets: a form and an amount in won.

    ``at_most`` marks an amount that an agency sets within a limit.
    """

    form: str
    amount: Expression
    source: Source
    at_most: bool = False
    wording: Text | None = None
    loan: Loan | None = None


@dataclass(frozen=True, eq=False)
class Option:
    """One route or type of an edition, with conditions and a benefit of its own."""

    id: str
    name: Text
    requirements: tuple[Requirement, ...]
    benefit: Benefit


@dataclass(frozen=True, slots=True)
class Contact:
    """Where one applies or asks."""

    url: str = ""
    phone: str = ""
    text: Text | None = None


@dataclass(frozen=True, eq=False)
class Edition:
    """One notice of a program, in force from ``start`` to ``end``.

    All requirements must hold and, where there are options, one of those.
    ``checked`` is the day on which its sources were last compared.
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
    documents: tuple[Text, ...] = ()
    contact: Contact = field(default_factory=Contact)
    note: Text | None = None


@dataclass(frozen=True, eq=False)
class Program:
    """A support program (지원사업) with its editions in order of time."""

    id: str
    name: Text
    agency: Text
    summary: Text
    editions: tuple[Edition, ...]
    successor: str = ""

    def edition(self, day: date) -> Edition:
        """Return the latest edition begun by ``day``, else the first."""
        begun = [edition for edition in self.editions if edition.start <= day]
        return begun[-1] if begun else self.editions[0]
