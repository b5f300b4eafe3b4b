"""The page of all results: its groups, its sums, and how much of each card there is room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import inf
from typing import NamedTuple

from markupsafe import Markup

from service.catalog.model import Catalog
from service.catalog.words import span_words
from service.engine.program import Text
from service.engine.verdict import Qualifies
from service.engine.window import Status
from service.form.asking import Ranked
from service.form.cards import Card, Cards
from service.form.phrases import Words, days_left
from service.form.questions import Question
from service.form.results import Group, Money, Results, Sum

ROOM = 60 * 10**3
"""How many bytes a page may weigh with its stylesheet."""
_SPARE = 500
"""What the heads of the answer take."""
OPEN = 3
"""How many questions stand open on the page of results; the others unfold."""
_URGENT = 14
"""Within how many days of its end a program that hangs on a question brings it to the front."""
_FORMS = 12
"""How many questions it asks right there; the others are linked."""
_MARK = "\x00"
_AROUND = 90

_TITLES: Mapping[Group, tuple[str, str, str, str]] = {
    Group.NOW: (
        "지금 신청할 수 있는 지원",
        "What you can get now",
        "지금 신청 가능",
        "open now",
    ),
    Group.CHECK: (
        "요건에 맞지만 접수 중인지 확인할 지원",
        "You qualify; check that it is still open",
        "접수 확인 필요",
        "to be checked",
    ),
    Group.SOON: (
        "곧 신청을 받는 지원",
        "Opening later",
        "곧 접수",
        "opening later",
    ),
    Group.MAY: (
        "답에 따라 받을 수도 있는 지원",
        "What you may get",
        "답에 달림",
        "depend on your answers",
    ),
    Group.NO: (
        "받을 수 없는 지원",
        "What you cannot get",
        "받을 수 없음",
        "not for you",
    ),
    Group.ENDED: ("끝난 지원", "What has ended", "끝남", "ended"),
}
_ABOUT: Mapping[Group, Text] = {
    Group.CHECK: Text(
        "요건에는 맞지만 지금도 신청을 받는지 확인되지 않았습니다. "
        "예산이 떨어져 이미 끝났을 수 있으니 신청하기 전에 확인해 주십시오.",
        "You meet the conditions, but nobody has confirmed that these are still open; "
        "the budget may be used up. Please ask before you apply.",
    ),
    Group.NO: Text(
        "맞지 않는 요건과 알려 주신 값을 적었습니다. 값이 다르면 답을 고쳐 주십시오.",
        "Each names the condition that is not met and your answer. If it is wrong, change it.",
    ),
}
_SUMS: Mapping[Money, tuple[str, str, str, str]] = {
    Money.GRANT: ("받는 돈", "Grants", "갚지 않는 돈", "not paid back"),
    Money.LOAN: (
        "대출 한도",
        "Loans",
        "갚아야 하는 돈, 심사로 정함",
        "to be paid back, if granted",
    ),
    Money.GUARANTEE: (
        "보증 한도",
        "Guarantees",
        "대출받을 때 서 주는 보증, 심사로 정함",
        "for a bank loan, if granted",
    ),
}


@dataclass(slots=True)
class Section:
    """One group as the page shows it."""

    id: str
    title: str
    brief: str
    about: str
    cards: Sequence[Card] = ()

    @property
    def count(self) -> int:
        """How many programs are in it."""
        return len(self.cards)


@dataclass(slots=True)
class Block:
    """A question and the programs that may hang on its answer alone."""

    id: str
    text: str
    about: str
    question: Question | None = None
    cards: list[Card] = field(default_factory=list)
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class SumLine:
    """A sum in words."""

    name: str
    amount: str
    about: str


@dataclass(frozen=True, slots=True)
class Sums:
    """What all programs of some groups give, and which were left out of it."""

    title: str
    lines: Sequence[SumLine]
    left_out: Sequence[str]


class Board:
    """Lays out results in one language."""

    def __init__(self, catalog: Catalog, cards: Cards) -> None:
        """Use prepared cards."""
        self._catalog, self._cards = catalog, cards
        self._words = cards.words

    def sections(self, results: Results) -> list[Section]:
        """Return the groups with their cards, but for what one need not apply for."""
        return [
            self._section(group, [self._card(name, results) for name in names])
            for group, names in results.groups().items()
            if group is not Group.STANDING
        ]

    def heading(self, sections: Sequence[Section], asks: bool) -> tuple[str, str]:
        """Return the title of the page, and a line where it has nothing to get for sure."""
        say = self._words.say
        count = {section.id: section.count for section in sections}
        if count[Group.NOW] or count[Group.CHECK] or count[Group.SOON]:
            return say("받을 수 있는 지원", "What you can get"), ""
        if not count[Group.MAY]:
            return (
                say("지금은 받을 수 있는 지원이 없습니다", "Nothing you can get at present"),
                say("까닭은 아래에 적었습니다.", "The reasons stand below."),
            )
        title = say("받을 수도 있는 지원", "What you may get")
        if asks:
            title = say("몇 가지만 더 답해 주십시오", "A few more answers, please")
        may = count[Group.MAY]
        return title, say(
            f"받을 수 있다고 정해진 지원은 아직 없습니다. 답에 따라 받을 수도 있는 지원이 {may}개 "
            "있습니다.",
            f"Nothing is certain yet. {may} programme{'s' * (may != 1)} may be yours, "
            "depending on your answers.",
        )

    def standing(self, results: Results) -> list[Card]:
        """Return what one is without applying for it."""
        return [self._card(name, results) for name in results.groups()[Group.STANDING]]

    def _section(self, group: Group, cards: Sequence[Card]) -> Section:
        title, title_en, brief, brief_en = _TITLES[group]
        say = self._words.say
        return Section(
            id=group.value,
            title=say(title, title_en),
            brief=say(brief, brief_en),
            about=_ABOUT[group].word(self._words.language) if group in _ABOUT else "",
            cards=cards,
        )

    def _card(self, name: str, results: Results) -> Card:
        return self._cards.card(results.verdicts[name], results.judgement)

    def sums(self, results: Results) -> list[Sums]:
        """Add up all one qualifies for; what nobody confirmed to be open, by itself."""
        groups, say = results.groups(), self._words.say
        return [
            Sums(
                title,
                [self._line(each) for each in found],
                [self._name(name) for each in found for name in each.left_out],
            )
            for title, names in (
                (
                    say("지금이나 곧 신청할 수 있는 지원", "What you can apply for now or later"),
                    [*groups[Group.NOW], *groups[Group.SOON]],
                ),
                (
                    say("접수 중인지 확인해야 하는 지원", "To be checked: it may be closed"),
                    groups[Group.CHECK],
                ),
            )
            if (found := results.sums(names))
        ]

    def _line(self, found: Sum) -> SumLine:
        name, name_en, about, about_en = _SUMS[found.money]
        say = self._words.say
        loose = found.money is not Money.GRANT
        amount = span_words((found.least, found.most), loose, self._words.language)
        return SumLine(say(name, name_en), amount, say(about, about_en))

    def _name(self, program: str) -> str:
        return self._catalog.programs[program].name.word(self._words.language)

    def blocks(
        self, cards: Sequence[Card], results: Results, best: Ranked, unknown: Sequence[str]
    ) -> list[Block]:
        """Put undecided programs under the question that may decide each; best first.

        What the merchant said not to know comes last, unless a program soon closes; of the
        programs under one question, those that close come first.
        """
        days = {card.id: self._days_left(card, results) for card in cards}
        order = [name for name, _ in best if name not in unknown]
        order += [name for name, _ in best if name in unknown]
        found: dict[tuple[str, bool], Block] = {}
        for card in sorted(cards, key=lambda card: days[card.id]):
            verdict = results.verdicts[card.id]
            decisive = next((name for name in order if name in verdict.decisive), "")
            name = decisive or next((name for name in order if name in verdict.needs), "")
            key = (name, bool(decisive))
            if key not in found:
                found[key] = self._block(name, bool(decisive), name in unknown)
            found[key].cards.append(card)
            found[key].urgent |= days[card.id] <= _URGENT
        places = {name: place for place, name in enumerate(order)}
        keys = sorted(
            found,
            key=lambda key: (not found[key].urgent, not key[1], places.get(key[0], len(places))),
        )
        return [found[key] for key in keys]

    def _days_left(self, card: Card, results: Results) -> float:
        days = days_left(results.verdicts[card.id].application, results.judgement.day)
        return days if days is not None and card.deadline else inf

    def _block(self, name: str, decisive: bool, unknown: bool) -> Block:
        say = self._words.say
        entry = self._catalog.entries.get(name)
        text = entry.question.word(self._words.language) if entry else ""
        if unknown:
            about = say(
                "모른다고 하신 질문입니다. 확인해서 답하시면 아래 지원의 결과가 정해질 수 있습니다.",
                "You said you do not know. Your answer may decide these:",
            )
        elif decisive:
            about = say(
                "이 답으로 아래 지원의 결과가 정해질 수 있습니다.", "Your answer may decide these:"
            )
        else:
            about = say(
                "아래 지원은 이 답과 다른 답이 함께 있어야 정해집니다.",
                "These need this answer together with others:",
            )
        return Block(name, text, about)


def asked_here(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks whose question the page of results itself asks."""
    seen: set[str] = set()
    found: list[Block] = []
    for block in blocks:
        if block.id and block.id not in seen and len(found) < _FORMS:
            seen.add(block.id)
            found.append(block)
    return found


class Room:
    """Fills the rest of a page with papers and caveats, as many as fit, each card in turn."""

    def __init__(self, words: Words, base: str, room: int) -> None:
        """Fill up to ``room`` bytes; ``base`` is where the whole of each verdict stands."""
        self._words, self._base, self._room = words, base, room - _SPARE
        self._cards: list[Card] = []

    def mark(self, card: Card) -> None:
        """Keep a place in a card."""
        card.slot = Markup(f"{_MARK}{len(self._cards)}{_MARK}")
        self._cards.append(card)

    def fill(self, page: str) -> str:
        """Return the page with every place filled."""
        parts = page.split(_MARK)
        slots = self._slots(self._room - len(page.encode()))
        # A page shows the cards in an order of its own.
        parts[1::2] = [slots[int(number)] for number in parts[1::2]]
        return "".join(parts)

    def _slots(self, room: int) -> list[str]:
        offered = [self._pieces(card) for card in self._cards]
        empty = [self._slot(card, []) for card in self._cards]
        left = room - sum(len(slot.encode()) for slot in empty)
        taken = [0] * len(offered)
        waiting = [place for place, pieces in enumerate(offered) if pieces]
        while waiting:
            for place in tuple(waiting):
                piece = offered[place][taken[place]]
                left -= piece.weight
                if left < 0:
                    left += piece.weight
                    waiting.remove(place)
                    continue
                taken[place] += 1
                if taken[place] == len(offered[place]):
                    waiting.remove(place)
        return [
            self._slot(card, pieces[:count])
            for card, pieces, count in zip(self._cards, offered, taken, strict=True)
        ]

    def _pieces(self, card: Card) -> list[Piece]:
        """Return what belongs into a card's place, the most needed first."""
        say = self._words.say
        how = [card.apply] if group_of_card(card) is not Group.NOW else []
        notes = [_item(card.note)] if card.note and group_of_card(card) is not Group.NOW else []
        if card.fitting and group_of_card(card) is Group.MAY:
            notes.append(_item(card.fitting))
        bonds = [Markup("<li><b>{}</b> {}</li>").format(*bond) for bond in card.bonds]
        return [
            Piece(title, kind, item)
            for title, kind, items in (
                # On paper the telephone number above is enough, where there is one.
                (say("신청", "How to apply"), "" if card.phone else " papers", how),
                (say("알아 두실 점", "Please note"), "", [*notes, *bonds]),
                (say("준비할 서류", "Documents to prepare"), " papers", card.papers),
                (say("유의사항", "What else to know"), "", card.caveats),
            )
            for item in items
        ]

    def _slot(self, card: Card, pieces: Sequence[Piece]) -> str:
        say = self._words.say
        every = say("요건·유의사항·근거 모두 보기", "All conditions, caveats and sources")
        link = f'<p class="more"><a href="{self._base}/{card.id}">{every}</a></p>'
        lists = "".join(
            f'<p class="sub{kind}">{title}</p><ul class="in{kind}">'
            f"{''.join(piece.item for piece in group)}</ul>"
            for (title, kind), group in groupby(pieces, key=lambda piece: piece[:2])
        )
        if not pieces or group_of_card(card) is Group.MAY:
            return lists + link
        open_card = group_of_card(card) is Group.NOW
        summary = (
            say("서류·유의사항", "Documents and caveats")
            if open_card
            else say("신청 방법·서류·유의사항", "Applying, documents, caveats")
        )
        return f"<details><summary>{summary}</summary>{lists}{link}</details>"


def group_of_card(card: Card) -> Group:
    """Tell in which group a card stands, where it has a place to fill."""
    if card.qualifies is Qualifies.UNKNOWN:
        return Group.MAY
    return Group.CHECK if card.status is Status.UNCONFIRMED else Group.NOW


def _item(text: str | Markup) -> Markup:
    return Markup("<li>{}</li>").format(text)


class Piece(NamedTuple):
    """One list item, the title of its list, and the class of what goes on paper too."""

    title: str
    kind: str
    item: str

    @property
    def weight(self) -> int:
        """How many bytes it adds at most: its own, and its share of the list around it."""
        return len(self.item.encode()) + _AROUND
