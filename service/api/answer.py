"""The answer's JSON text, joined from pieces that are encoded once at start."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Any

from service.api.coding import Coder
from service.api.editions import EditionWriter, combined
from service.api.pieces import Sources, encode
from service.api.question import Question
from service.api.questions import QuestionWriter
from service.api.quick import Write, function
from service.api.values import Values
from service.catalog.model import Catalog
from service.catalog.wording import Wording
from service.engine.sources import documents_of
from service.engine.verdict import Judgement, Verdict
from service.engine.window import Moment


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
        self._documents: dict[tuple[date, tuple[str, ...]], str] = {}
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
        self._days: dict[date, dict[str, Write]] = {}
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
        values, plain = self._values.of(facts, day)
        verdicts: dict[str, Verdict] = {}
        out = [self._head(question)]
        writes = self._writes_on(day)
        for name in question.programs:
            begun = len(out)
            try:
                writes[name](judgement, facts, values, plain, day, states, out)
            except KeyError:
                del out[begun:]
                edition = self._programs[name].edition(day)
                verdict = verdicts[name] = judgement.verdict(edition)
                pieces: list[str] = []
                self._editions[id(edition)].write(verdict, judgement, pieces)
                out += ("".join(pieces).encode(), b",")
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
            writer, pieces = self._editions[id(verdict.edition)], list[str]()
            if question.brief:
                pieces.append(writer.brief(verdict))
            else:
                writer.write(verdict, judgement, pieces)
            out += ("".join(pieces).encode(), b",")
        return self._whole(question, out, verdicts)

    def _head(self, question: Question) -> bytes:
        return f'{{"as_of":"{question.as_of}"{self._rules}'.encode()

    def _whole(self, question: Question, out: list[bytes], verdicts: dict[str, Verdict]) -> bytes:
        """Join the answer; ``out`` has a comma after each program."""
        if len(out) > 1:
            out[-1] = out[-1][:-1]
        notes = [note.word(self._language) for note in question.notes]
        questions = self._questions.text(verdicts, question.brief)
        sources = "" if question.brief else self._documents_for(question)
        out.append(f'],"questions":{questions},"notes":{encode(notes)}{sources}}}'.encode())
        return b"".join(out)

    def _documents_for(self, question: Question) -> str:
        """Return the documents that the answer's sources are places in."""
        key = question.moment.day, question.programs
        if key not in self._documents:
            if len(self._documents) > 100:
                self._documents.clear()
            editions = [self._programs[name].edition(key[0]) for name in question.programs]
            names = dict.fromkeys(doc for each in editions for doc in self._cited[id(each)])
            written = encode(self._sources.documents(names))
            self._documents[key] = f',"sources":{written}'
        return self._documents[key]

    def _writes_on(self, day: date) -> dict[str, Write]:
        """Return what writes each program on ``day``."""
        if len(self._days) > 1000:
            self._days.clear()
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = {
                name: self._writes[id(program.edition(day))]
                for name, program in self._programs.items()
            }
        return found

    def _states_at(self, moment: Moment) -> dict[Any, bytes]:
        """Return the application states written so far for times like ``moment``."""
        if len(self._states) > 1000:
            self._states.clear()
        key = bisect_right(self._marks, moment.start), bisect_right(self._marks, moment.end)
        return self._states.setdefault(key, {})
