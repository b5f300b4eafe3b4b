"""Fields that read answers as a page sends them, each fault a sentence in two languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from service.catalog.model import Catalog, Entry
from service.catalog.trades import Fit, Trades
from service.catalog.wording import Wording
from service.engine.facts import EARLIEST, Fact, Kind, Value
from service.form import faults, typed
from service.form.faults import Fault

LONGEST = 100
"""How many characters an answer may have."""
DONT_KNOW = "-"
"""What a page sends for “I don't know”; no choice has this id."""
SURE = (Fit.SAME, Fit.BEGINS)
_DIGITS = 10
"""So many digits may be somebody's telephone, account or resident number, mistyped or not."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page sent for one question: a text or a choice, and whether it is not known."""

    text: str = ""
    pick: str = ""
    unknown: bool = False

    @property
    def nothing(self) -> bool:
        """Whether there is no answer at all."""
        return not self.text.strip() and not self.pick

    @property
    def harmless(self) -> bool:
        """Whether it may be kept until it is corrected: it tells nobody's number."""
        return all(
            len(each) <= LONGEST and sum(map(str.isdigit, each)) < _DIGITS
            for each in (self.text, self.pick)
        )


class Answer(fields.Field[Any]):
    """An answer to one question; None where the merchant does not know."""

    def __init__(self, fact: Fact, today: date) -> None:
        """Take answers given on ``today``."""
        super().__init__(required=True)
        self.fact, self.today = fact, today

    def _deserialize(self, value: Typed, attr: Any, data: Any, **kwargs: Any) -> Value | None:
        text = typed.clean(value.text)
        if len(text) > LONGEST:
            raise ValidationError(faults.TOO_LONG)
        if value.unknown or value.pick == DONT_KNOW:
            if text and value.unknown:
                raise ValidationError(faults.BOTH)
            return None
        if not text and not value.pick:
            raise ValidationError(self.missing())
        return self.read(text, value.pick)

    def missing(self) -> Fault:
        """Return what to say where there is no answer."""
        return faults.EMPTY

    def read(self, text: str, pick: str) -> Value:
        """Return what the answer says; raise ValidationError."""
        raise NotImplementedError

    def within(self, value: Any, wording: Sequence[Wording]) -> Any:
        """Return ``value`` where it lies in the fact's bounds."""
        least, most = self.fact.bounds(self.today)
        if value < least or value > most:
            bound, say = (least, faults.at_least) if value < least else (most, faults.at_most)
            fact = self.fact
            raise ValidationError(say(*(w.value(bound, fact.kind, fact.unit) for w in wording)))
        return value


class Amount(Answer):
    """An amount of won."""

    def __init__(self, fact: Fact, today: date, wording: Sequence[Wording]) -> None:
        """Write bounds in both languages."""
        super().__init__(fact, today)
        self.wording = wording

    def read(self, text: str, pick: str) -> Value:
        """Return the amount."""
        return self.within(typed.amount(text), self.wording)  # type: ignore[no-any-return]


class Count(Amount):
    """A number of people, points or the like."""

    def read(self, text: str, pick: str) -> Value:
        """Return the number."""
        value = typed.count(text, self.fact.unit, self.fact.step)
        return self.within(value, self.wording)  # type: ignore[no-any-return]


class Day(Answer):
    """A date."""

    def read(self, text: str, pick: str) -> Value:
        """Return the date."""
        day = typed.day(text)
        if day < EARLIEST:
            raise ValidationError(faults.TOO_EARLY)
        last = self.fact.bounds(self.today)[1]
        assert isinstance(last, date)
        if day > last:
            raise ValidationError(faults.FUTURE if self.fact.past else faults.TOO_LATE)
        return day


class Choice(Answer):
    """One of some choices."""

    def missing(self) -> Fault:
        """Ask for a choice."""
        return faults.NOT_CHOSEN

    def read(self, text: str, pick: str) -> Value:
        """Return the choice."""
        if pick not in self.fact.values:
            raise ValidationError(faults.NOT_A_CHOICE)
        return pick


class Truth(Choice):
    """Yes or no."""

    def read(self, text: str, pick: str) -> Value:
        """Return the answer."""
        if pick not in ("yes", "no"):
            raise ValidationError(faults.NOT_A_CHOICE)
        return pick == "yes"


class Trade(Answer):
    """A trade in everyday words, a code, or one chosen from those that were found."""

    def __init__(self, fact: Fact, today: date, trades: Trades) -> None:
        """Search among ``trades``."""
        super().__init__(fact, today)
        self.trades = trades

    def read(self, text: str, pick: str) -> Value:
        """Return the code; where several fit, ask which."""
        found = [each for each in self.trades.search(text) if each.trade.code in self.fact.values]
        if pick:
            if pick not in self.fact.values:
                raise ValidationError(faults.NOT_A_CHOICE)
            # A choice among what was found; after other words were typed it is out of date.
            if not text or pick in {each.trade.code for each in found}:
                return pick
        if len(found) == 1 and found[0].fit in SURE:
            return found[0].trade.code
        if found:
            raise ValidationError(faults.WHICH_TRADE if len(found) > 1 else faults.THIS_TRADE)
        raise ValidationError(faults.NO_CODE if text.isdigit() else faults.NO_TRADE)


class Reader:
    """Reads what a page sent about some facts of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Prepare the search for trades and the words of bounds."""
        self.entries = catalog.entries
        self.trades = Trades(catalog.industries.values())
        self._wording = [Wording(catalog.labels, language) for language in ("ko", "en")]
        self._schema = cache(self._make)

    def read(
        self, names: tuple[str, ...], sent: Mapping[str, Typed], today: date
    ) -> tuple[dict[str, Value | None], dict[str, Fault]]:
        """Return the answers that can be taken and the faults of the others."""
        try:
            return dict(self._schema(names, today).load(dict(sent))), {}
        except ValidationError as error:
            messages = error.messages_dict
            good = error.valid_data if isinstance(error.valid_data, dict) else {}
            return dict(good), {name: messages[name][0] for name in names if name in messages}

    def field(self, entry: Entry, today: date) -> Answer:
        """Return the field of a fact."""
        fact = entry.fact
        match fact.kind:
            case Kind.MONEY:
                return Amount(fact, today, self._wording)
            case Kind.DATE:
                return Day(fact, today)
            case Kind.BOOL:
                return Truth(fact, today)
            case Kind.CHOICE:
                return Choice(fact, today)
            case Kind.CODE:
                return Trade(fact, today, self.trades)
        return Count(fact, today, self._wording)

    def _make(self, names: tuple[str, ...], today: date) -> Schema:
        made = {name: self.field(self.entries[name], today) for name in names}
        return Schema.from_dict(dict(made))(unknown=EXCLUDE)
