"""The addresses a merchant meets: questions, results, what is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from service.catalog.model import Catalog
from service.form import faults
from service.form.answers import Kept, facts_of
from service.form.asking import MOST, opening
from service.form.desk import Desk, Lives, sent_for, to
from service.form.drafts import Drafts, Notice, State
from service.form.fields import LONGEST, Typed
from service.form.sheets import Sheets
from service.form.shell import language, remember_language
from service.form.tables import Tables
from service.form.typed import resident
from service.store import Gone, Saved, Store
from service.store.codes import read as meant

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
        self._few_misses = few_misses
        lives = Lives(draft_life, code_life)
        self._desk = Desk(catalog, official=official, lives=lives, clock=clock)
        self._drafts = Drafts(store, clock)
        self._sheets = Sheets(self._desk)
        self._tables = Tables(self._desk)

    def blueprint(self) -> Blueprint:
        """Return the addresses."""
        made = Blueprint("form", __name__)
        made.before_request(remember_language)
        shell = self._desk.shell
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
            "/forget": self.forgetting,
            shell.stylesheet: shell.style,
            **self._tables.reads,
        }
        for rule, view in reads.items():
            made.add_url_rule(rule, view_func=view, endpoint=view.__name__)
        writes: dict[str, Any] = {
            "/questions/<names>": self.take,
            "/save": self.save,
            "/open": self._few_misses(self.open),
            "/resume": self.resume,
            "/forget": self.forget,
            **self._tables.writes,
        }
        for rule, view in writes.items():
            made.add_url_rule(
                rule, view_func=view, endpoint=f"{view.__name__}_post", methods=["POST"]
            )
        return made

    # Questions

    def start(self) -> Response:
        """Ask the first questions."""
        state, kept = self._drafts.read()
        names = opening(self._catalog, self._clock().date(), {})[0]
        return self._questions(names, kept, start=True, notice=self._notice(state))

    def next_questions(self) -> ResponseReturnValue:
        """Go on to the best questions that are left, or else to the results."""
        _, kept = self._drafts.read()
        names = self._desk.following(self._desk.judged(kept), kept)
        return to(f"/questions/{','.join(names)}" if names else "/results")

    def ask(self, names: str) -> Response:
        """Ask some questions."""
        wanted = self._named(names)
        state, kept = self._drafts.read()
        sent = self._drafts.held(names, wanted)
        _, found = self._desk.reader.read(tuple(sent), sent, self._clock().date())
        return self._questions(wanted, kept, sent=sent, found=found, notice=self._notice(state))

    def take(self, names: str) -> ResponseReturnValue:
        """Take the answers to some questions; lead back to those that have faults."""
        wanted = self._named(names)
        sent = sent_for(wanted)
        values, found = self._desk.reader.read(wanted, sent, self._clock().date())
        if values:
            self._drafts.write(values)
        answers = request.form.get("then") == "answers"
        if not found:
            self._drafts.release()
            return to("/answers" if answers else "/results")
        faulty = {name: sent[name] for name in found}
        if not all(typed.harmless for typed in faulty.values()):
            _, kept = self._drafts.read()
            return self._questions(wanted, kept, sent=faulty, found=found, code=422)
        self._drafts.hold(names, faulty)
        return to(f"/questions/{names}{'?then=answers' if answers else ''}")

    def _named(self, names: str) -> tuple[str, ...]:
        wanted = tuple(names.split(","))
        known = all(name in self._catalog.entries for name in wanted)
        if not known or len(set(wanted)) != len(wanted) or len(wanted) > MOST:
            raise NotFound
        return wanted

    def _questions(
        self,
        names: Sequence[str],
        kept: Kept,
        *,
        start: bool = False,
        sent: Mapping[str, Typed] | None = None,
        found: Mapping[str, faults.Fault] | None = None,
        notice: str = "",
        code: int = 200,
    ) -> Response:
        desk, now = self._desk, self._clock()
        facts = facts_of(kept, self._catalog, now.date())
        editions = desk.editions(facts, now)
        questions, told = desk.kit.questions.page(names, kept, facts, editions, sent, found)
        programs: set[str] = set()
        if not sent and not start:
            best = desk.asking.ranked(desk.judged(kept).verdicts)
            programs = {program for name, of in best if name in names for program in of}
        title = desk.say("가게에 대해 알려 주십시오", "Tell us about your business")
        if start:
            title = desk.say(
                "우리 가게가 받을 수 있는 지원을 찾아 드립니다",
                "Find what support your business can get",
            )
        then = request.values.get("then", "")
        return desk.shell.page(
            "questions.html",
            code,
            title=title,
            questions=questions,
            faults=told,
            notice=notice,
            start=start,
            answered=bool(kept),
            count=len(programs),
            action=f"/questions/{','.join(names)}",
            then=then if then in ("answers", "results") else "",
        )

    # Results

    def results(self) -> ResponseReturnValue:
        """Show what the merchant can get."""
        state, kept = self._drafts.read()
        if state is not State.LIVE:
            return self._without_answers(state)
        results = self._desk.judged(kept)
        return self._sheets.all(results, kept, base="/results", notice=self._notice())

    def verdict(self, program: str) -> ResponseReturnValue:
        """Show one program's verdict in full."""
        state, kept = self._drafts.read()
        if program not in self._catalog.programs:
            raise NotFound
        if state is not State.LIVE:
            return self._without_answers(state)
        results = self._desk.judged(kept, program=program)
        return self._sheets.one(results, program, kept, base="/results")

    def answers(self) -> ResponseReturnValue:
        """Show every answer."""
        state, kept = self._drafts.read()
        if state is not State.LIVE:
            return self._without_answers(state)
        results = self._desk.judged(kept)
        return self._desk.shell.page(
            "answers.html",
            answers=list(self._desk.told(kept, results.judgement.facts)),
            following=self._desk.following(results, kept),
            life=self._desk.life(),
        )

    def _without_answers(self, state: State) -> Response:
        say, label = self._desk.say, self._desk.say("처음부터 시작하기", "Start")
        if state is State.EXPIRED:
            life = self._desk.life()
            return self._desk.message(
                410,
                say("답이 지워졌습니다", "Your answers are gone"),
                say(
                    f"마지막으로 쓰신 때부터 {life}이 지나 답을 지웠습니다. "
                    "번거로우시겠지만 처음부터 다시 알려 주십시오.",
                    f"Answers are deleted {life} after your last visit. Please start again.",
                ),
                label,
            )
        return self._desk.message(
            404,
            say("아직 알려 주신 내용이 없습니다", "There are no answers yet"),
            say(
                "질문 네 개에 답하시면 바로 결과를 보여 드립니다.",
                "Answer four questions and you will see the results at once.",
            ),
            label,
        )

    # Saving

    def save(self) -> ResponseReturnValue:
        """Keep the result and give its code."""
        state, kept = self._drafts.read()
        if state is not State.LIVE:
            return self._without_answers(state)
        moment = self._clock().replace(microsecond=0)
        outcome = self._desk.judged(kept, moment).outcome()
        try:
            self._drafts.save(moment, self._catalog.digest, outcome)
        except Gone:
            return self._without_answers(State.EXPIRED)
        return to("/saved")

    def code(self) -> Response:
        """Ask for the code of a saved result."""
        return self._desk.shell.page("open.html", fault="", typed="")

    def open(self) -> ResponseReturnValue:
        """Open what was saved under a code."""
        typed = request.form.get("code", "").strip()
        code = meant(typed)
        saved = None if code is None else self._store.opened(code, self._clock())
        if code is not None and saved is not None:
            self._drafts.show(code)
            return to("/saved")
        fault = faults.NOT_A_CODE if code is None else faults.NO_RESULT
        values = {"fault": fault.text.word(language()), "typed": typed[:LONGEST]}
        if resident(typed):
            values["typed"] = ""
        return self._desk.shell.page("open.html", 422, **values)

    def saved(self) -> ResponseReturnValue:
        """Show a saved result as it was."""
        opened = self._opened()
        return to("/open") if opened is None else self._sheets.saved(*opened)

    def saved_verdict(self, program: str) -> ResponseReturnValue:
        """Show one program's verdict of a saved result."""
        if program not in self._catalog.programs:
            raise NotFound
        opened = self._opened()
        if opened is None:
            return to("/open")
        saved = opened[1]
        results = self._desk.judged(saved.answers, saved.moment, program)
        return self._sheets.one(results, program, saved.answers, base="/saved")

    def resume(self) -> ResponseReturnValue:
        """Go on with the answers of a saved result, as of now."""
        opened = self._opened()
        if opened is None:
            return to("/open")
        self._drafts.resume(opened[1].answers)
        return to("/results")

    def forgetting(self) -> Response:
        """Ask whether to delete every answer."""
        return self._desk.shell.page("forget.html")

    def forget(self) -> ResponseReturnValue:
        """Delete every answer."""
        self._drafts.forget()
        return to("/")

    def _opened(self) -> tuple[str, Saved] | None:
        code = self._drafts.shown()
        saved = None if code is None else self._store.opened(code, self._clock())
        return None if code is None or saved is None else (code, saved)

    # What goes wrong

    def refused(self, refusal: Refusal) -> Response:
        """Tell somebody why there is no answer; a form that could not be taken is shown again."""
        return self._again(refusal) or self._desk.message(
            refusal.status,
            refusal.title(language()),
            refusal.text(language()),
            self._desk.say("처음으로", "To the start"),
        )

    def _again(self, refusal: Refusal) -> Response | None:
        """Show a form again with all that was typed, where it was not taken for no fault of it."""
        say = self._desk.say
        if refusal.reason == "stale":
            notice = say(
                "화면을 연 지 오래되어 아직 보내지 못했습니다. "
                "적으신 내용은 그대로 있으니 한 번 더 눌러 주십시오. "
                "그래도 같은 화면이 나오면 이 누리집의 쿠키를 허용해 주십시오.",
                "The page had been open for long, so nothing was sent yet. "
                "What you typed is still here; please press the button once more. "
                "If this page comes again, please allow this site's cookies.",
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
        if request.endpoint == "form.calculate_post":
            return self._tables.calculate_again(notice, refusal.status)
        if request.endpoint != "form.take_post":
            return None
        wanted = self._named((request.view_args or {})["names"])
        kept = self._drafts.read()[1] if refusal.reason == "stale" else {}
        return self._questions(
            wanted, kept, sent=sent_for(wanted), notice=notice, code=refusal.status
        )

    def _notice(self, state: State = State.LIVE) -> str:
        """Write what is to be told first, once."""
        told = self._drafts.notice()
        if told is None and state is State.EXPIRED:
            told = Notice.LOST
        say = self._desk.say
        match told:
            case Notice.LOST:
                return say(
                    "앞서 하신 답은 보관 기간이 지나 지워졌습니다.",
                    "Your earlier answers have expired.",
                )
            case Notice.RENEWED:
                return say(
                    "앞서 하신 답은 보관 기간이 지나 지워졌습니다. "
                    "방금 하신 답부터 새로 시작했습니다.",
                    "Your earlier answers had expired; this is a fresh start with your last ones.",
                )
            case Notice.RESUMED:
                return say(
                    "저장한 답으로 지금 기준의 결과를 다시 계산했습니다.",
                    "These results use the saved answers as of now.",
                )
            case Notice.FORGOTTEN:
                return say("답을 모두 지웠습니다.", "All answers are deleted.")
        return ""
