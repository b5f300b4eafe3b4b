"""What all pages are made with: the tables, the words of each language, the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue

from service.catalog.model import Catalog
from service.engine.facts import Facts
from service.engine.program import Edition
from service.engine.window import Moment, Status, application
from service.form.answers import AnswerWords, Kept, facts_of
from service.form.asking import Asking
from service.form.board import Board
from service.form.calculator import Calculator
from service.form.cards import Cards
from service.form.fields import Reader, Typed
from service.form.programs import ProgramPages
from service.form.questions import Questions
from service.form.results import Results
from service.form.shell import LANGUAGES, Shell, language


class Told(NamedTuple):
    """An answer as it was understood."""

    id: str
    label: str
    told: str
    known: bool


class Kit:
    """Everything that is prepared for one language."""

    def __init__(self, catalog: Catalog, reader: Reader, lang: str) -> None:
        """Prepare it."""
        self.lang = lang
        self.cards = Cards(catalog, lang)
        self.words = self.cards.words
        self.board = Board(catalog, self.cards)
        self.questions = Questions(catalog, reader.trades, lang)
        self.answers = AnswerWords(catalog, lang)
        self.programs = ProgramPages(catalog, self.words)
        self.calculator = Calculator(self.cards)


class Lives(NamedTuple):
    """For how long answers and saved results are kept."""

    draft: timedelta
    code: timedelta


class Desk:
    """Where pages are made."""

    def __init__(
        self, catalog: Catalog, *, official: bool, lives: Lives, clock: Callable[[], datetime]
    ) -> None:
        """Prepare whatever does not depend on the visitor."""
        self.catalog, self.clock = catalog, clock
        self.lives = lives
        self.shell = Shell(catalog, official=official)
        self.reader = Reader(catalog)
        self.asking = Asking(catalog)
        self._kits = {lang: Kit(catalog, self.reader, lang) for lang in LANGUAGES}

    @property
    def kit(self) -> Kit:
        """What is prepared for the visitor's language."""
        return self._kits[language()]

    def say(self, ko: str, en: str) -> str:
        """Return one of two texts."""
        return self.kit.words.say(ko, en)

    def judged(
        self, kept: Kept, moment: datetime | None = None, program: str | None = None
    ) -> Results:
        """Judge every program, or one, now or at a moment."""
        moment = moment or self.clock()
        facts = facts_of(kept, self.catalog, moment.date())
        return Results.of(self.catalog, facts, moment, None if program is None else (program,))

    def editions(self, facts: Facts, now: datetime) -> list[Edition]:
        """Return the editions of the programs that have not ended."""
        moment = Moment.instant(now)
        editions = [p.edition(moment.day) for p in self.catalog.programs.values()]
        return [
            edition
            for edition in editions
            if application(edition.windows, facts, moment).status is not Status.CLOSED
        ]

    def following(self, results: Results, kept: Kept) -> tuple[str, ...]:
        """Return the questions to ask next."""
        best = self.asking.ranked(results.verdicts)
        judgement = results.judgement
        return self.asking.following(best, kept, judgement.facts, judgement.day)

    def told(self, kept: Kept, facts: Facts) -> Iterator[Told]:
        """Yield the answers as they were understood, in the order they were given."""
        kit, entries = self.kit, self.catalog.entries
        for name in kept:
            if name not in entries or (kept[name] is not None and name not in facts):
                continue
            entry, value = entries[name], facts.get(name)
            words = "" if value is None else kit.answers.told(entry, value)
            yield Told(name, entry.label.word(kit.lang), words, value is not None)

    def life(self) -> str:
        """Write for how long answers are kept."""
        minutes = int(self.lives.draft.total_seconds() // 60)
        hours, rest = divmod(minutes, 60)
        if rest:
            return self.say(f"{minutes}분", f"{minutes} minutes")
        return self.say(f"{hours}시간", f"{hours} hour{'s' * (hours != 1)}")

    def message(self, code: int, title: str, text: str, label: str) -> Response:
        """Answer with a page that leads back to the start."""
        values: Mapping[str, Any] = {"title": title, "text": text, "label": label}
        return self.shell.page("message.html", code, link="/", **values)


def sent_for(names: tuple[str, ...]) -> dict[str, Typed]:
    """Return what the request's form says of some facts."""
    form = request.form
    return {
        name: Typed(
            form.get(name, ""), form.get(f"{name}.pick", ""), bool(form.get(f"{name}.unknown"))
        )
        for name in names
    }


def to(address: str) -> ResponseReturnValue:
    """Lead on to another page, which a reload then shows again."""
    return redirect(address, 303)


def public(page: Response) -> Response:
    """Mark a page that shows nobody's answers."""
    page.headers["Cache-Control"] = "no-cache"
    return page
