"""Questions as a page shows them: with what was typed, what it was taken for, and its fault."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from marshmallow import ValidationError

from service.catalog.model import Catalog, Entry, Industry
from service.catalog.trades import Trades
from service.engine.facts import Facts, Kind, Value
from service.engine.program import Edition, Text
from service.form import typed
from service.form.answers import AnswerWords, Kept
from service.form.asking import Choices
from service.form.faults import THIS_TRADE, WHICH_TRADE, Fault
from service.form.fields import DONT_KNOW, LONGEST, Typed

_FOUND = 12
"""How many trades a search shows."""
_SHORT = 4
"""How many letters a choice may have to stand beside others."""
_WORDS = 5
"""How many everyday words explain a trade."""
_SCORE = 100
"""A number that begins above nothing and goes beyond this is a score, not a handful."""
_LARGE = 2 * 10**8
"""More than the examples of what a shop turns over in a year."""
_SPENDING = "card_spending_"
"""What one person spends in a month is written in smaller amounts, though nothing limits it."""
_TRUTH = (("yes", Text("예", "Yes")), ("no", Text("아니오", "No")))


class Offered(NamedTuple):
    """One choice of a question."""

    value: str
    label: str
    about: str
    chosen: bool


@dataclass(slots=True)
class Question:
    """One question on a page."""

    id: str
    kind: str
    label: str
    text: str
    help: str
    where: str
    example: str = ""
    typed: str = ""
    told: str = ""
    unknown: bool = False
    digits: bool = False
    short: bool = False
    choices: Sequence[Offered] = ()
    more: int = 0
    fault: str = ""
    narrow: str = ""
    focus: bool = False

    @property
    def target(self) -> str:
        """The id of the element that a link to this question leads to."""
        return f"{self.id}-1" if self.choices else self.id

    @property
    def described(self) -> str:
        """The ids of what describes the question."""
        parts = [f"{self.id}-help"] if self.help else []
        if self.kind == "text":
            parts.append(f"{self.id}-hint")
        if self.fault or self.narrow:
            parts.append(f"{self.id}-fault")
        return " ".join(parts)


class Told(NamedTuple):
    """A fault as the summary names it."""

    target: str
    label: str
    text: str


class Questions:
    """Makes questions in one language."""

    def __init__(self, catalog: Catalog, trades: Trades, language: str) -> None:
        """Use the questions of ``catalog``."""
        self._catalog, self._trades, self._language = catalog, trades, language
        self._words = AnswerWords(catalog, language)
        self._choices = Choices(catalog)

    def page(
        self,
        names: Sequence[str],
        kept: Kept,
        facts: Facts,
        editions: Collection[Edition],
        sent: Mapping[str, Typed] | None = None,
        faults: Mapping[str, Fault] | None = None,
    ) -> tuple[list[Question], list[Told]]:
        """Return the questions with what was sent, or else kept, and the faults to head the page."""
        made: list[Question] = []
        told: list[Told] = []
        for name in names:
            question = self.question(name, kept, facts, editions)
            if sent and name in sent:
                self._as_sent(question, sent[name])
            if faults and name in faults:
                text = faults[name].text.word(self._language)
                question.focus = not any(other.focus for other in made)
                if faults[name] in (THIS_TRADE, WHICH_TRADE):
                    question.narrow = text
                else:
                    question.fault = text
                    told.append(Told(question.target, question.label, text))
            made.append(question)
        return made, told

    def question(
        self, name: str, kept: Kept, facts: Facts, editions: Collection[Edition]
    ) -> Question:
        """Return one question with the answer that is kept."""
        entry = self._catalog.entries[name]
        value = facts.get(name)
        made = Question(
            id=name,
            kind="text",
            label=entry.label.word(self._language),
            text=entry.question.word(self._language),
            help=entry.help.word(self._language) if entry.help else "",
            where=entry.where.word(self._language) if entry.where else "",
            unknown=name in kept and kept[name] is None,
        )
        match entry.fact.kind:
            case Kind.CHOICE:
                shown = self._choices.of(entry, facts, editions)
                self._offer(made, [(v, t) for v, t in entry.choices if v in shown], value)
            case Kind.BOOL:
                chosen = None if value is None else "yes" if value else "no"
                self._offer(made, _TRUTH, chosen)
            case Kind.CODE:
                made.kind = "trade"
                made.example = self._say(
                    "보기: 치킨, 미용실, 네일. 업종코드 다섯 자리를 아시면 숫자로 적으셔도 됩니다.",
                    "For example: coffee, chicken, 네일. A five-digit industry code will do too.",
                )
                if value is not None:
                    made.choices = [self._trade(self._catalog.industries[str(value)], True)]
            case _:
                self._text(made, entry, value)
        return made

    def _offer(
        self, made: Question, choices: Sequence[tuple[str, Text]], chosen: Value | None
    ) -> None:
        made.kind = "choice"
        made.choices = [
            Offered(value, text.word(self._language), "", value == chosen)
            for value, text in choices
        ]
        made.short = all(len(choice.label) <= _SHORT for choice in made.choices)

    def _text(self, made: Question, entry: Entry, value: Value | None) -> None:
        made.example = self._example(entry)
        made.digits = entry.fact.kind is Kind.DATE or (
            entry.fact.kind is Kind.COUNT and entry.fact.step == 1
        )
        if value is not None:
            made.typed = self._words.typed(entry, value)
            made.told = self._words.told(entry, value)

    def _example(self, entry: Entry) -> str:
        fact = entry.fact
        match fact.kind:
            case Kind.MONEY if fact.maximum < _LARGE or fact.id.startswith(_SPENDING):
                return self._say(
                    "보기: 85만원, 120만원, 850,000", "For example: 850,000 or 1.2 million"
                )
            case Kind.MONEY:
                return self._say(
                    "보기: 8300만원, 1억 2천만원, 83,000,000",
                    "For example: 83,000,000 or 83 million",
                )
            case Kind.DATE:
                return self._say(
                    "보기: 2020-03-02, 2020. 3. 2. 또는 20200302",
                    "For example: 2020-03-02 or 20200302",
                )
        if fact.step != 1:
            return self._say(f"보기: 1, 1.5 ({fact.unit})", "For example: 1 or 1.5")
        few = min(max(fact.minimum, 3), fact.maximum)
        if fact.minimum > 0 and fact.maximum > _SCORE:
            few = fact.maximum * 4 // 5
        unit = f" ({fact.unit})" if fact.unit else ""
        return self._say(f"보기: {few}{unit}", f"For example: {few}")

    def _as_sent(self, made: Question, sent: Typed) -> None:
        """Show what was typed, except what may not be shown again."""
        try:
            made.typed = typed.clean(sent.text)[:LONGEST]
        except ValidationError:
            made.typed = ""
        made.told = ""
        made.unknown = sent.unknown or sent.pick == DONT_KNOW
        if made.kind == "trade":
            self._found(made, sent)
        else:
            made.choices = [
                choice._replace(chosen=choice.value == sent.pick) for choice in made.choices
            ]

    def _found(self, made: Question, sent: Typed) -> None:
        found = [each.trade for each in self._trades.search(made.typed)] if made.typed else []
        if found:
            made.choices = [self._trade(t, t.code == sent.pick) for t in found[:_FOUND]]
            made.more = max(0, len(found) - _FOUND)
        elif made.typed:
            made.choices = ()
        elif sent.pick in self._catalog.industries:
            made.choices = [self._trade(self._catalog.industries[sent.pick], True)]

    def _trade(self, trade: Industry, chosen: bool) -> Offered:
        label = f"{trade.name.word(self._language)} ({trade.code})"
        return Offered(trade.code, label, ", ".join(trade.words[:_WORDS]), chosen)

    def _say(self, ko: str, en: str) -> str:
        return ko if self._language == "ko" else en
