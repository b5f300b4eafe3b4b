"""Results as pages: all of them, one in full, and what was saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from flask import Response

from service.catalog.words import QUALIFIES, span_words, written_moment
from service.engine.verdict import Qualifies
from service.engine.window import Status
from service.form.answers import Kept
from service.form.asking import MOST
from service.form.board import OPEN, ROOM, Room, asked_here
from service.form.codes import spelled
from service.form.desk import Desk
from service.form.phrases import Citations
from service.form.results import Change, Group, Results, changes
from service.store import Saved, shown

_SHOWN = 8
"""How many answers the page of results repeats."""


class Sheets:
    """Makes the pages of results."""

    def __init__(self, desk: Desk) -> None:
        """Make pages at ``desk``."""
        self._desk = desk

    def all(
        self,
        results: Results,
        kept: Kept,
        *,
        base: str,
        notice: str = "",
        saved: Mapping[str, Any] | None = None,
    ) -> Response:
        """Show every program; ``base`` is where each stands in full."""
        desk, kit = self._desk, self._desk.kit
        facts = results.judgement.facts
        editions = [
            verdict.edition
            for verdict in results.verdicts.values()
            if verdict.application.status is not Status.CLOSED
        ]
        sections = kit.board.sections(results)
        title, lead = kit.board.heading(sections, asks=saved is None)
        best = desk.asking.ranked(results.verdicts)
        may = next(each.cards for each in sections if each.id == Group.MAY)
        blocks = kit.board.blocks(may, results, best, _unknown(kept))
        if saved is None:
            for block in asked_here(blocks):
                question = kit.questions.question(block.id, kept, facts, editions)
                block.question = question if len(question.choices) <= MOST * 2 else None
        following = desk.asking.following(best, kept, facts, results.judgement.day)
        waiting = {program for name, of in best if name in following for program in of}
        room = Room(kit.words, base, ROOM - desk.shell.weight)
        for section in sections:
            if section.id not in (Group.NO, Group.ENDED):
                for card in section.cards:
                    room.mark(card)
        known = (each for each in desk.told(kept, facts) if each.known)
        page = desk.shell.render(
            "results.html",
            title=title,
            lead=lead,
            moment=_minute(results.judgement.moment.start, kit.lang),
            base=base,
            saved=saved,
            notice=notice,
            standing=kit.board.standing(results),
            groups=sections,
            blocks=blocks,
            open=OPEN,
            asks=saved is None,
            sums=kit.board.sums(results),
            following=following,
            waiting=len(waiting),
            answers=list(islice(known, _SHOWN)),
            told=len(kept),
            fresh=len(kept) <= MOST,
            uncovered=len(desk.catalog.uncovered),
        )
        return Response(room.fill(page), mimetype="text/html")

    def one(self, results: Results, program: str, kept: Kept, *, base: str) -> Response:
        """Show one program's verdict in full."""
        desk, kit = self._desk, self._desk.kit
        verdict = results.verdicts[program]
        words, citations = kit.cards.of(verdict), Citations(kit.words)
        asks: list[str] = []
        asking = base == "/results" and bool(verdict.needs)
        if asking and verdict.application.status is not Status.CLOSED:
            ranked = desk.asking.ranked({program: verdict})
            asks = [name for name, _ in ranked if name not in kept][: MOST - 1]
        conditions = words.reasons(verdict, results.judgement, citations.cite)
        kinds = words.kinds(verdict, results.judgement, citations.cite)
        return desk.shell.page(
            "verdict.html",
            card=words.card(verdict, results.judgement),
            verdict=QUALIFIES[verdict.qualifies].word(kit.lang),
            conditions=conditions,
            kinds=kinds,
            documents=citations.documents(),
            caveats=words.own_caveats(verdict),
            asking=asking,
            asks=asks,
            unknown=_unknown(kept),
            base=base,
            moment=_minute(results.judgement.moment.start, kit.lang),
        )

    def saved(self, code: str, saved: Saved) -> Response:
        """Show a saved result, judged by today's tables; where these differ, what they change."""
        desk, kit = self._desk, self._desk.kit
        results = desk.judged(saved.answers, saved.moment)
        stale = saved.rules != desk.catalog.digest
        found = changes(saved.outcome, results.verdicts) if stale else []
        told = {
            "code": shown(code),
            "spelled": spelled(code, kit.lang),
            "until": kit.words.day(saved.expires_at.date()),
            "at": _minute(saved.saved_at, kit.lang),
            "stale": stale,
            "changes": [self._change(change) for change in found],
        }
        return self.all(results, saved.answers, base="/saved", saved=told)

    def _change(self, change: Change) -> dict[str, str]:
        desk, lang = self._desk, self._desk.kit.lang
        program = desk.catalog.programs.get(change.program)
        before, after = (
            desk.say("없던 지원사업", "not known then"),
            desk.say("표에서 빠짐", "no longer in the tables"),
        )
        if change.before is not None:
            before = _outcome(*change.before, lang)
        if change.after is not None:
            verdict = change.after
            after = _outcome(verdict.qualifies, verdict.least, verdict.most, lang)
        name = program.name.word(lang) if program else change.program
        return {"name": name, "before": before, "after": after}


def _outcome(qualifies: Qualifies, least: int, most: int, lang: str) -> str:
    word = QUALIFIES[qualifies].word(lang)
    if qualifies is Qualifies.NO or not most:
        return word
    return f"{word} {span_words((least, most), False, lang)}"


def _minute(moment: datetime, lang: str) -> str:
    """Write a moment without its seconds, which say nothing to people."""
    return written_moment(moment.replace(second=0), lang)


def _unknown(kept: Kept) -> list[str]:
    return [name for name, value in kept.items() if value is None]
