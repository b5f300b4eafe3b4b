"""What the tables hold once they are read: the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from service.catalog.districts import Districts
from service.catalog.grammar import Vocabulary
from service.catalog.revisions import Revisions
from service.catalog.wording import Labels
from service.engine.facts import Fact, Facts
from service.engine.program import Combination, Program, Text
from service.engine.window import Moment


@dataclass(frozen=True)
class Entry:
    """A fact with the words people see."""

    fact: Fact
    label: Text
    question: Text
    help: Text | None
    where: Text | None
    choices: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Document:
    """A document that sources point to."""

    id: str
    title: Text
    date: date | None
    url: str


@dataclass(frozen=True)
class Industry:
    """A five-digit industry and the everyday words it is searched by."""

    code: str
    name: Text
    words: tuple[str, ...]


Rate = tuple[Fraction, Fraction] | tuple[None, None]
"""The least and the greatest rate of a loan in percent a year, None where not sourced."""


@dataclass(frozen=True)
class Case:
    """A merchant and the verdict it must get (``rules/cases``).

    Fields left None are not checked.
    """

    program: str
    name: str
    moment: Moment
    facts: Facts
    expect: str
    because: tuple[str, ...] | None = None
    needs: tuple[str, ...] | None = None
    amount: tuple[int, int] | None = None
    details: Mapping[str, tuple[int, int]] | None = None
    rate: Rate | None = None
    rates: tuple[str, ...] | None = None
    options: tuple[str, ...] | None = None
    application: str | None = None
    today: str | None = None
    caveat: str | None = None
    hidden: str | None = None
    edition: str | None = None
    file: str = ""
    line: int = 0


class Reason(StrEnum):
    """Why a known program is not encoded."""

    NO_SOURCE = "no-source"
    ENDED = "ended"
    OUTSIDE_SCOPE = "outside-scope"


@dataclass(frozen=True)
class Uncovered:
    """A program that is known but not encoded, and why not."""

    name: Text
    agency: Text | None
    reason: Reason
    why: Text
    phone: str
    url: str


@dataclass(frozen=True)
class Catalog:
    """Everything in ``rules/``; immutable. ``digest`` changes with any byte of it."""

    entries: Mapping[str, Entry]
    programs: Mapping[str, Program]
    documents: Mapping[str, Document]
    industries: Mapping[str, Industry]
    districts: Districts
    revisions: Revisions
    labels: Labels
    vocabulary: Vocabulary
    cases: tuple[Case, ...]
    combinations: tuple[Combination, ...]
    uncovered: tuple[Uncovered, ...]
    digest: str

    def combinations_of(self, program: str) -> tuple[Combination, ...]:
        """Return the rules on combining ``program`` with others."""
        return tuple([rule for rule in self.combinations if program in rule.programs])
