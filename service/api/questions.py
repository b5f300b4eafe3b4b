"""Which facts to ask for next, the most useful first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.api.pieces import encode, ids, word
from service.catalog.model import Catalog, Entry
from service.engine.questions import ranked
from service.engine.verdict import Verdict

LIMIT = 20
Choices = list[dict[str, str]] | None


def choices(entry: Entry, language: str) -> Choices:
    """Return the choices of a fact as plain data."""
    if not entry.choices:
        return None
    return [{"id": value, "label": label.word(language)} for value, label in entry.choices]


class QuestionWriter:
    """Writes the questions in one language."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        """Encode each question once."""
        self._order = {key: place for place, key in enumerate(catalog.entries)}
        self._full: dict[str, str] = {}
        self._brief: dict[str, str] = {}
        for key, entry in catalog.entries.items():
            kind = f'"type":"{entry.fact.kind}"'
            full = {
                "text": entry.question.word(language),
                "label": entry.label.word(language),
                "help": word(entry.help, language),
                "where": word(entry.where, language),
                "choices": choices(entry, language),
            }
            self._full[key] = f'{{"fact":"{key}",{kind},{encode(full)[1:-1]},"programs":'
            self._brief[key] = f'{{"fact":"{key}",{kind},"programs":'

    def text(self, verdicts: Mapping[str, Verdict], brief: bool) -> str:
        """Return the questions as a JSON list."""
        heads = self._brief if brief else self._full
        asked = ranked(verdicts, self._order)[:LIMIT]
        return _listed([heads[fact] + ids(programs) for fact, programs in asked])


def _listed(items: Sequence[str]) -> str:
    return "[" + "},".join(items) + "}]" if items else "[]"
