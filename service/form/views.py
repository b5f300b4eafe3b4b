"""The pages a merchant meets: one method for each address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from service.catalog.model import Catalog
from service.catalog.words import QUALIFIES, span_words, written_moment
from service.engine.facts import Facts
from service.engine.program import Edition
from service.engine.verdict import Qualifies
from service.engine.window import Moment, Status, application
from service.form import faults
from service.form.answers import AnswerWords, Kept, facts_of
from service.form.asking import MOST, Asking, opening
from service.form.board import ROOM, Board, Room, asked_here
from service.form.calculator import Calculator
from service.form.cards import Cards
from service.form.codes import spelled
from service.form.drafts import Drafts, Notice, State
from service.form.fields import LONGEST, Reader, Typed
from service.form.programs import ProgramPages
from service.form.questions import Questions
from service.form.results import Change, Group, Results, changes
from service.form.shell import LANGUAGES, Shell, language, remember_language
from service.form.typed import resident
from service.store import Gone, Saved, Store, shown
from service.store.codes import read as meant

_SHOWN = 8
"""How many answers the page of results repeats."""

Limit = Callable[[Callable[..., ResponseReturnValue]], Callable[..., Response]]
"""Makes a view refuse whoever has often missed with it."""


class Refusal(Protocol):
    """Why somebody gets no answer, in words."""

    @property
    def status(self) -> int:
        """The status of the answer."""

    @property
    def reason(self) -> str:
        """The reason as a key."""

    def title(self, language: str = "ko") -> str:
        """What is the matter."""

    def text(self, language: str = "ko") -> str:
        """What to do about it."""


class Told(NamedTuple):
    """An answer as it was understood."""

    id: str
    label: str
    told: str
    known: bool


class Tongue:
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


class Views:
    """The form over one catalog and one store."""

    def __init__(
        self,
        catalog: Catalog,
        store: Store,
        *,
        official: bool,
        draft_life: timedelta,
        code_life: timedelta,
        few_misses: Limit,
        clock: Callable[[], datetime],
    ) -> None:
        """Prepare whatever does not depend on the visitor."""
        self._catalog, self._store, self._clock = catalog, store, clock
        self._draft_life, self._code_life = draft_life, code_life
        self._few_misses = few_misses
        self._shell = Shell(catalog, official=official)
        self._reader = Reader(catalog)
        self._asking = Asking(catalog)
        self._drafts = Drafts(store, clock)
        self._tongues = {lang: Tongue(catalog, self._reader, lang) for lang in LANGUAGES}

    def blueprint(self) -> Blueprint:
        """Return the addresses."""
        made = Blueprint("form", __name__)
        made.before_request(remember_language)
        reads: dict[str, Any] = {
            "/": self.start,
            "/questions": self.next_questions,
            "/questions/<names>": self.ask,
            "/results": self.results,
            "/results/<program>": self.verdict,
            "/answers": self.answers,
            "/saved": self.saved,
            "/saved/<program>": self.saved_verdict,
            "/open": self.code,
            "/programs": self.programs,
            "/programs/<program>": self.program,
            "/programs/<program>/calculator": self.calculator,
            "/programs/<program>/<edition>": self.edition,
            "/lists/<name>": self.code_list,
            "/privacy": self.privacy,
            self._shell.stylesheet: self._shell.style,
        }
        for rule, view in reads.items():
            made.add_url_rule(rule, view_func=view, endpoint=view.__name__)
        writes: dict[str, Any] = {
            "/questions/<names>": self.take,
            "/save": self.save,
            "/open": self._few_misses(self.open),
            "/resume": self.resume,
            "/forget": self.forget,
            "/programs/<program>/calculator": self.calculate,
        }
        for rule, view in writes.items():
            endpoint = f"{view.__name__}_post"
            made.add_url_rule(rule, view_func=view, endpoint=endpoint, methods=["POST"])
        return made

    # Questions

    def start(self) -> Response:
        """Ask the first questions."""
        state, kept = self._drafts.read()
        names = opening(self._catalog, self._clock().date())[0]
        return self._question_page(names, kept, start=True, answered=bool(kept), state=state)

    def next_questions(self) -> ResponseReturnValue:
        """Go on to the best questions that are left, or else to the results."""
        _, kept = self._drafts.read()
        names = self._following(self._judged(kept), kept)
        return _to(f"/questions/{','.join(names)}" if names else "/results")

    def ask(self, names: str) -> Response:
        """Ask some questions."""
        wanted = self._named(names)
        state, kept = self._drafts.read()
        return self._question_page(wanted, kept, state=state)

    def take(self, names: str) -> ResponseReturnValue:
        """Take the answers to some questions."""
        wanted = self._named(names)
        sent = _sent(wanted)
        values, found = self._reader.read(wanted, sent, self._clock().date())
        if found:
            _, kept = self._drafts.read()
            return self._question_page(wanted, kept, sent=sent, found=found)
        self._drafts.write(values)
        return _to("/answers" if request.form.get("then") == "answers" else "/results")

    def _named(self, names: str) -> tuple[str, ...]:
        wanted = tuple(names.split(","))
        known = all(name in self._catalog.entries for name in wanted)
        if not known or len(set(wanted)) != len(wanted) or len(wanted) > MOST:
            raise NotFound
        return wanted

    def _question_page(
        self,
        names: Sequence[str],
        kept: Kept,
        *,
        start: bool = False,
        answered: bool = False,
        state: State = State.NONE,
        sent: Mapping[str, Typed] | None = None,
        found: Mapping[str, faults.Fault] | None = None,
        notice: str = "",
        code: int = 200,
    ) -> Response:
        tongue, now = self._tongue, self._clock()
        facts = facts_of(kept, self._catalog, now.date())
        editions = self._editions(facts, now)
        questions, told = tongue.questions.page(names, kept, facts, editions, sent, found)
        programs: set[str] = set()
        if sent is None and not start:
            best = self._asking.ranked(self._judged(kept).verdicts)
            programs = {program for name, of in best if name in names for program in of}
        say = tongue.words.say
        if start:
            title = say(
                "우리 가게가 받을 수 있는 지원을 찾아 드립니다",
                "Find what support your business can get",
            )
        else:
            title = say("가게에 대해 알려 주십시오", "Tell us about your business")
        return self._shell.page(
            "questions.html",
            422 if told else code,
            title=title,
            questions=questions,
            faults=told,
            notice=notice or self._notice(state),
            start=start,
            answered=answered,
            count=len(programs),
            action=f"/questions/{','.join(names)}",
            then=_then(),
        )

    # Results

    def results(self) -> ResponseReturnValue:
        """Show what the merchant can get."""
        state, kept = self._drafts.read()
        if state is not State.LIVE:
            return self._without_answers(state)
        results = self._judged(kept)
        return self._board(results, kept, base="/results")

    def verdict(self, program: str) -> ResponseReturnValue:
        """Show one program's verdict in full."""
        state, kept = self._drafts.read()
        if program not in self._catalog.programs:
            raise NotFound
        if state is not State.LIVE:
            return self._without_answers(state)
        results = self._judged(kept, program=program)
        return self._verdict(results, program, kept, base="/results")

    def answers(self) -> ResponseReturnValue:
        """Show every answer."""
        state, kept = self._drafts.read()
        if state is not State.LIVE:
            return self._without_answers(state)
        results = self._judged(kept)
        return self._shell.page(
            "answers.html",
            answers=self._told(kept, results.judgement.facts),
            following=self._following(results, kept),
            life=self._life(),
        )

    def _judged(
        self, kept: Kept, moment: datetime | None = None, program: str | None = None
    ) -> Results:
        moment = moment or self._clock()
        facts = facts_of(kept, self._catalog, moment.date())
        only = None if program is None else (program,)
        return Results.of(self._catalog, facts, moment, only)

    def _editions(self, facts: Facts, now: datetime) -> list[Edition]:
        """Return the editions of the programs that have not ended."""
        moment = Moment.instant(now)
        editions = [p.edition(moment.day) for p in self._catalog.programs.values()]
        return [
            edition
            for edition in editions
            if application(edition.windows, facts, moment).status is not Status.CLOSED
        ]

    def _following(self, results: Results, kept: Kept) -> tuple[str, ...]:
        best = self._asking.ranked(results.verdicts)
        return self._asking.following(best, kept, results.judgement.day)

    def _told(self, kept: Kept, facts: Facts) -> list[Told]:
        tongue, entries = self._tongue, self._catalog.entries
        found = []
        for name in kept:
            if name not in entries or (kept[name] is not None and name not in facts):
                continue
            entry, value = entries[name], facts.get(name)
            words = "" if value is None else tongue.answers.told(entry, value)
            found.append(Told(name, entry.label.word(tongue.lang), words, value is not None))
        return found

    def _board(
        self, results: Results, kept: Kept, *, base: str, saved: Mapping[str, Any] | None = None
    ) -> Response:
        tongue = self._tongue
        board, say = tongue.board, tongue.words.say
        facts = results.judgement.facts
        editions = [
            verdict.edition
            for verdict in results.verdicts.values()
            if verdict.application.status is not Status.CLOSED
        ]
        sections = board.sections(results)
        best = self._asking.ranked(results.verdicts)
        unknown = [name for name in kept if kept[name] is None]
        may = next(each.cards for each in sections if each.id == Group.MAY)
        blocks = board.blocks(may, results, best, unknown)
        if saved is None:
            for block in asked_here(blocks):
                question = tongue.questions.question(block.id, kept, facts, editions)
                block.question = question if len(question.choices) <= MOST * 2 else None
        following = self._asking.following(best, kept, results.judgement.day)
        waiting = {program for name, of in best if name in following for program in of}
        sums, left_out = board.sums(results)
        room = Room(tongue.words, base, ROOM - self._shell.weight)
        for section in sections:
            if section.id not in (Group.NO, Group.ENDED):
                for card in section.cards:
                    room.mark(card)
        told = self._told(kept, facts)
        page = self._shell.render(
            "results.html",
            title=say("받을 수 있는 지원", "What you can get"),
            moment=written_moment(results.judgement.moment.start, tongue.lang),
            base=base,
            saved=saved,
            notice=self._notice(),
            groups=sections,
            blocks=blocks,
            sums=sums,
            left_out=left_out,
            following=following,
            waiting=len(waiting),
            answers=[each for each in told if each.known][:_SHOWN],
            told=len(told),
            fresh=len(told) <= MOST,
            uncovered=len(self._catalog.uncovered),
        )
        return Response(room.fill(page), mimetype="text/html")

    def _verdict(self, results: Results, program: str, kept: Kept, *, base: str) -> Response:
        tongue = self._tongue
        verdict = results.verdicts[program]
        words = tongue.cards.of(verdict)
        card = words.card(verdict, results.judgement)
        asks: list[str] = []
        asking = base == "/results" and bool(verdict.needs)
        if asking and verdict.application.status is not Status.CLOSED:
            ranked = self._asking.ranked({program: verdict})
            asks = [name for name, _ in ranked if name not in kept][: MOST - 1]
        return self._shell.page(
            "verdict.html",
            card=card,
            verdict=QUALIFIES[verdict.qualifies].word(tongue.lang),
            conditions=words.reasons(verdict, results.judgement),
            kinds=words.kinds(verdict, results.judgement),
            caveats=words.own_caveats(verdict),
            asking=asking,
            asks=asks,
            unknown=[name for name in kept if kept[name] is None],
            base=base,
            moment=written_moment(results.judgement.moment.start, tongue.lang),
        )

    def _without_answers(self, state: State) -> Response:
        say = self._tongue.words.say
        if state is State.EXPIRED:
            title = say("답이 지워졌습니다", "Your answers are gone")
            text = say(
                f"마지막으로 쓰신 때부터 {self._life()}이 지나 답을 지웠습니다. 번거로우시겠지만 처음부터 다시 알려 주십시오.",
                f"Answers are deleted {self._life()} after your last visit. Please start again.",
            )
        else:
            title = say("아직 알려 주신 내용이 없습니다", "There are no answers yet")
            text = say(
                "질문 세 개에 답하시면 바로 결과를 보여 드립니다.",
                "Answer three questions and you will see the results at once.",
            )
        return self._shell.page(
            "message.html",
            410 if state is State.EXPIRED else 404,
            title=title,
            text=text,
            link="/",
            label=say("처음부터 시작하기", "Start"),
        )

    # Saving

    def save(self) -> ResponseReturnValue:
        """Keep the result and give its code."""
        state, kept = self._drafts.read()
        if state is not State.LIVE:
            return self._without_answers(state)
        moment = self._clock().replace(microsecond=0)
        results = self._judged(kept, moment)
        try:
            self._drafts.save(moment, self._catalog.digest, results.outcome())
        except Gone:
            return self._without_answers(State.EXPIRED)
        return _to("/saved")

    def code(self) -> Response:
        """Ask for the code of a saved result."""
        return self._shell.page("open.html", fault="", typed="")

    def open(self) -> ResponseReturnValue:
        """Open what was saved under a code."""
        typed = request.form.get("code", "").strip()
        code = meant(typed)
        saved = None if code is None else self._store.opened(code, self._clock())
        if code is None or saved is None:
            fault = faults.NO_RESULT if code else faults.NOT_A_CODE
            shown_again = "" if resident(typed) else typed[:LONGEST]
            values = {"fault": fault.text.word(language()), "typed": shown_again}
            return self._shell.page("open.html", 422, **values)
        self._drafts.show(code)
        return _to("/saved")

    def saved(self) -> ResponseReturnValue:
        """Show a saved result as it was."""
        opened = self._opened()
        if opened is None:
            return _to("/open")
        code, saved = opened
        results = self._judged(saved.answers, saved.moment)
        return self._board(
            results, saved.answers, base="/saved", saved=self._saved_words(code, saved, results)
        )

    def saved_verdict(self, program: str) -> ResponseReturnValue:
        """Show one program's verdict of a saved result."""
        if program not in self._catalog.programs:
            raise NotFound
        opened = self._opened()
        if opened is None:
            return _to("/open")
        saved = opened[1]
        results = self._judged(saved.answers, saved.moment, program)
        return self._verdict(results, program, saved.answers, base="/saved")

    def resume(self) -> ResponseReturnValue:
        """Go on with the answers of a saved result, as of now."""
        opened = self._opened()
        if opened is None:
            return _to("/open")
        self._drafts.resume(opened[1].answers)
        return _to("/results")

    def forget(self) -> ResponseReturnValue:
        """Delete every answer."""
        self._drafts.forget()
        return _to("/")

    def _opened(self) -> tuple[str, Saved] | None:
        code = self._drafts.shown()
        saved = None if code is None else self._store.opened(code, self._clock())
        return None if code is None or saved is None else (code, saved)

    def _saved_words(self, code: str, saved: Saved, results: Results) -> dict[str, Any]:
        tongue = self._tongue
        stale = saved.rules != self._catalog.digest
        found = changes(saved.outcome, results.verdicts) if stale else []
        return {
            "code": shown(code),
            "spelled": spelled(code, tongue.lang),
            "until": tongue.words.day(saved.expires_at.date()),
            "at": written_moment(saved.saved_at, tongue.lang),
            "stale": stale,
            "changes": [self._change(change) for change in found],
        }

    def _change(self, change: Change) -> dict[str, str]:
        tongue = self._tongue
        program = self._catalog.programs.get(change.program)
        none = tongue.words.say("없던 지원사업", "no such programme")

        def told(qualifies: Qualifies, least: int, most: int) -> str:
            word = QUALIFIES[qualifies].word(tongue.lang)
            if qualifies is Qualifies.NO or not most:
                return word
            return f"{word} {span_words((least, most), False, tongue.lang)}"

        after = change.after
        return {
            "name": program.name.word(tongue.lang) if program else change.program,
            "before": told(*change.before) if change.before else none,
            "after": told(after.qualifies, after.least, after.most)
            if after
            else tongue.words.say("표에서 빠짐", "no longer in the tables"),
        }

    # Programs

    def programs(self) -> Response:
        """List the programs."""
        values = self._tongue.programs.listing(self._clock())
        return _public(self._shell.page("programs.html", **values))

    def program(self, program: str) -> Response:
        """Show a program's table, its edition of today."""
        return self._program(program, None)

    def edition(self, program: str, edition: str) -> Response:
        """Show one edition of a program."""
        return self._program(program, edition)

    def _program(self, program: str, edition: str | None) -> Response:
        values = self._tongue.programs.program(program, edition, self._clock())
        if values is None:
            raise NotFound
        return _public(self._shell.page("program.html", **values))

    def code_list(self, name: str) -> Response:
        """Show a list of industries."""
        values = self._tongue.programs.code_list(name)
        if values is None:
            raise NotFound
        return _public(self._shell.page("list.html", **values))

    def calculator(self, program: str) -> Response:
        """Ask what an amount is worked out from."""
        return self._calculator(program)

    def calculate(self, program: str) -> Response:
        """Work out an amount; nothing is kept."""
        found = self._catalog.programs.get(program)
        if found is None or found.calculator is None:
            raise NotFound
        names = self._tongue.calculator.names(found, self._clock())
        sent = _sent(names)
        values, wrong = self._reader.read(names, sent, self._clock().date())
        facts = {name: value for name, value in values.items() if value is not None}
        return self._calculator(program, sent, wrong, None if wrong else facts)

    def _calculator(
        self,
        program: str,
        sent: Mapping[str, Typed] | None = None,
        wrong: Mapping[str, faults.Fault] | None = None,
        facts: Facts | None = None,
        *,
        notice: str = "",
        code: int = 200,
    ) -> Response:
        tongue, now = self._tongue, self._clock()
        found = self._catalog.programs.get(program)
        if found is None or found.calculator is None:
            raise NotFound
        names = tongue.calculator.names(found, now)
        questions, told = tongue.questions.page(names, {}, {}, (), sent, wrong)
        return self._shell.page(
            "calculator.html",
            422 if wrong else code,
            **tongue.calculator.head(found, now),
            questions=questions,
            faults=told,
            notice=notice,
            result=None if facts is None else tongue.calculator.result(found, facts, now),
        )

    # The rest

    def privacy(self) -> Response:
        """Tell what is kept, and for how long."""
        return _public(
            self._shell.page("privacy.html", life=self._life(), days=self._code_life.days)
        )

    def refused(self, refusal: Refusal) -> Response:
        """Tell somebody why there is no answer; a form that came too late is shown again."""
        again = self._again(refusal, request.endpoint, request.view_args or {})
        if again is not None:
            return again
        say = self._tongue.words.say
        return self._shell.page(
            "message.html",
            refusal.status,
            title=refusal.title(language()),
            text=refusal.text(language()),
            link="/",
            label=say("처음으로", "To the start"),
        )

    def _again(
        self, refusal: Refusal, endpoint: str | None, given: Mapping[str, Any]
    ) -> Response | None:
        """Show a form again with all that was typed, where it was not taken for no fault of it."""
        say = self._tongue.words.say
        if refusal.reason == "stale":
            notice = say(
                "화면을 연 지 오래되어 아직 보내지 못했습니다. "
                "적으신 내용은 그대로 있으니 한 번 더 눌러 주십시오.",
                "The page had been open for long, so nothing was sent yet. "
                "What you typed is still here; please press the button once more.",
            )
        elif refusal.reason == "no-store":
            notice = say(
                "지금은 데이터베이스를 쓸 수 없어 답을 적어 두지 못했습니다. "
                "적으신 내용은 그대로 있으니 잠시 뒤에 다시 눌러 주십시오.",
                "The database is not available, so your answers were not kept. "
                "What you typed is still here; please press the button again in a while.",
            )
        else:
            return None
        if endpoint == "form.take_post":
            wanted = self._named(given["names"])
            kept = self._drafts.read()[1] if refusal.reason == "stale" else {}
            return self._question_page(
                wanted, kept, sent=_sent(wanted), notice=notice, code=refusal.status
            )
        if endpoint == "form.calculate_post" and refusal.reason == "stale":
            program = self._catalog.programs[given["program"]]
            names = self._tongue.calculator.names(program, self._clock())
            return self._calculator(program.id, _sent(names), notice=notice, code=refusal.status)
        return None

    @property
    def _tongue(self) -> Tongue:
        return self._tongues[language()]

    def _notice(self, state: State = State.NONE) -> str:
        told = self._drafts.notice()
        if state is State.EXPIRED:
            told = told or Notice.EXPIRED
        if told is None:
            return ""
        say = self._tongue.words.say
        return {
            Notice.EXPIRED: say(
                "앞서 하신 답은 보관 기간이 지나 지워졌습니다. 방금 하신 답부터 새로 시작했습니다.",
                "Your earlier answers had expired; this is a fresh start with what you just answered.",
            )
            if state is State.NONE
            else say(
                "앞서 하신 답은 보관 기간이 지나 지워졌습니다.",
                "Your earlier answers have expired.",
            ),
            Notice.RESUMED: say(
                "저장한 답으로 지금 기준의 결과를 다시 계산했습니다.",
                "These results use the saved answers as of now.",
            ),
            Notice.FORGOTTEN: say("답을 모두 지웠습니다.", "All answers are deleted."),
        }[told]

    def _life(self) -> str:
        minutes = int(self._draft_life.total_seconds() // 60)
        hours, rest = divmod(minutes, 60)
        say = self._tongue.words.say
        if rest:
            return say(f"{minutes}분", f"{minutes} minutes")
        return say(f"{hours}시간", f"{hours} hour{'s' * (hours != 1)}")


def _sent(names: Sequence[str]) -> dict[str, Typed]:
    form = request.form
    return {
        name: Typed(
            form.get(name, ""), form.get(f"{name}.pick", ""), bool(form.get(f"{name}.unknown"))
        )
        for name in names
    }


def _then() -> str:
    then = request.values.get("then", "")
    return then if then in ("answers", "results") else ""


def _to(address: str) -> ResponseReturnValue:
    return redirect(address, 303)


def _public(page: Response) -> Response:
    """Mark a page that shows nobody's answers."""
    page.headers["Cache-Control"] = "no-cache"
    return page
