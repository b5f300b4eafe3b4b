"""The answer's JSON text, joined from pieces that are encoded once at start."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from service.api.coding import Coder
from service.api.editions import EditionWriter, combined
from service.api.pieces import Sources, encode
from service.api.question import Question
from service.api.questions import QuestionWriter
from service.api.quick import function
from service.api.values import Cell, Values
from service.catalog.model import Catalog
from service.catalog.wording import Wording
from service.engine.program import Edition
from service.engine.sources import documents_of
from service.engine.verdict import Judgement, Verdict
from service.engine.window import Moment

_KEPT = 100


class _Plan(NamedTuple):
    """How to answer about some programs on one day."""

    editions: tuple[Edition, ...]
    writes: tuple[Callable[..., None], ...]
    cells: tuple[Cell, ...]
    documents: str


class AnswerWriter:
    """Answers questions in one language."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        """Prepare every edition."""
        self._programs = catalog.programs
        self._language = language
        self._rules = f',"rules":{encode(catalog.digest)},"programs":['
        wording, sources = Wording(catalog.labels, language), Sources(catalog.documents, language)
        self._sources = sources
        self._cited = {
            id(edition): documents_of(edition, catalog.combinations_of(program.id))
            for program in catalog.programs.values()
            for edition in program.editions
        }
        self._editions = {
            id(edition): EditionWriter(
                program, edition, wording, sources, encode(combined(catalog, program, sources))
            )
            for program in catalog.programs.values()
            for edition in program.editions
        }
        slots = [slot for writer in self._editions.values() for slot in writer.slots()]
        facts = [entry.fact for entry in catalog.entries.values()]
        self._values = Values(facts, catalog.programs.values())
        coder = Coder(wording, self._values, slots)
        self._writes = {
            id(edition): function(coder, edition, self._editions[id(edition)])
            for program in catalog.programs.values()
            for edition in program.editions
        }
        self._plan = lru_cache(_KEPT)(self._planned)
        self._marks = sorted({m for w in self._editions.values() for m in w.application.marks()})
        self._states: dict[tuple[int, int], dict[Any, bytes]] = {}
        self._questions = QuestionWriter(catalog, language)

    def text(self, question: Question) -> bytes:
        """Return the whole answer as JSON."""
        return self.thorough(question) if question.brief else self.quick(question)

    def quick(self, question: Question) -> bytes:
        """Write each edition by its function, thoroughly where a fact it needs is unknown."""
        judgement = Judgement(question.facts, question.moment)
        day, facts = judgement.day, judgement.facts
        states = self._states_at(question.moment)
        plan = self._plan(day, question.programs)
        values, plain = self._values.of(facts, day, plan.cells)
        verdicts: dict[str, Verdict] = {}
        out = [self._head(question)]
        for place, write in enumerate(plan.writes):
            begun = len(out)
            try:
                write(judgement, facts, values, plain, day, states, out)
            except KeyError:
                del out[begun:]
                verdict = judgement.verdict(plan.editions[place])
                verdicts[question.programs[place]] = verdict
                text = self._editions[id(verdict.edition)].text(verdict, judgement)
                out += (text.encode(), b",")
        return self._whole(question, out, verdicts)

    def thorough(self, question: Question) -> bytes:
        """Judge and write every edition in full, or briefly."""
        judgement = Judgement(question.facts, question.moment)
        verdicts = {
            name: judgement.verdict(self._programs[name].edition(judgement.day))
            for name in question.programs
        }
        out = [self._head(question)]
        for verdict in verdicts.values():
            writer = self._editions[id(verdict.edition)]
            text = writer.brief(verdict) if question.brief else writer.text(verdict, judgement)
            out += (text.encode(), b",")
        return self._whole(question, out, verdicts)

    def _head(self, question: Question) -> bytes:
        return f'{{"as_of":"{question.as_of}"{self._rules}'.encode()

    def _whole(self, question: Question, out: list[bytes], verdicts: dict[str, Verdict]) -> bytes:
        """Join the answer; ``out`` has a comma after each program."""
        if len(out) > 1:
            out[-1] = out[-1][:-1]
        notes = [note.word(self._language) for note in question.notes]
        questions = self._questions.text(verdicts, question.brief)
        rest = f'],"questions":{questions},"notes":{encode(notes)}'
        if not question.brief:
            rest += self._plan(question.moment.day, question.programs).documents
        out.append(f"{rest}}}".encode())
        return b"".join(out)

    def _planned(self, day: date, programs: tuple[str, ...]) -> _Plan:
        editions = tuple([self._programs[name].edition(day) for name in programs])
        writes = [self._writes[id(edition)] for edition in editions]
        documents = dict.fromkeys(doc for each in editions for doc in self._cited[id(each)])
        return _Plan(
            editions,
            tuple([write.call for write in writes]),
            self._values.needed(number for write in writes for number in write.reads),
            f',"sources":{encode(self._sources.documents(documents))}',
        )

    def _states_at(self, moment: Moment) -> dict[Any, bytes]:
        """Return the application states written so far for times like ``moment``."""
        if len(self._states) > 1000:
            self._states.clear()
        key = bisect_right(self._marks, moment.start), bisect_right(self._marks, moment.end)
        return self._states.setdefault(key, {})
