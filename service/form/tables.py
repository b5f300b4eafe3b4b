"""The addresses that show the tables: programs, lists, calculators. Nobody's answers are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.exceptions import NotFound

from service.engine.facts import Facts
from service.engine.program import Program
from service.form.desk import Desk, public, sent_for
from service.form.faults import Fault
from service.form.fields import Typed


class Tables:
    """Pages that are the same for everybody."""

    def __init__(self, desk: Desk) -> None:
        """Make pages at ``desk``."""
        self._desk = desk

    @property
    def reads(self) -> dict[str, Any]:
        """The addresses one can open."""
        return {
            "/programs": self.programs,
            "/programs/<program>": self.program,
            "/programs/<program>/calculator": self.calculator,
            "/programs/<program>/<edition>": self.edition,
            "/lists/<name>": self.code_list,
            "/privacy": self.privacy,
        }

    @property
    def writes(self) -> dict[str, Any]:
        """The addresses one can send a form to."""
        return {"/programs/<program>/calculator": self.calculate}

    def programs(self) -> Response:
        """List the programs."""
        values = self._desk.kit.programs.listing(self._desk.clock())
        return public(self._desk.shell.page("programs.html", **values))

    def program(self, program: str) -> Response:
        """Show a program's table, its edition of today."""
        return self._program(program, None)

    def edition(self, program: str, edition: str) -> Response:
        """Show one edition of a program."""
        return self._program(program, edition)

    def _program(self, program: str, edition: str | None) -> Response:
        values = self._desk.kit.programs.program(program, edition, self._desk.clock())
        if values is None:
            raise NotFound
        return public(self._desk.shell.page("program.html", **values))

    def code_list(self, name: str) -> Response:
        """Show a list of industries."""
        values = self._desk.kit.programs.code_list(name)
        if values is None:
            raise NotFound
        return public(self._desk.shell.page("list.html", **values))

    def privacy(self) -> Response:
        """Tell what is kept, and for how long."""
        days = self._desk.lives.code.days
        return public(self._desk.shell.page("privacy.html", life=self._desk.life(), days=days))

    def calculator(self, program: str) -> Response:
        """Ask what an amount is worked out from."""
        return self._calculator(self._calculable(program))

    def calculate(self, program: str) -> Response:
        """Work out an amount; nothing is kept."""
        found, now = self._calculable(program), self._desk.clock()
        names = self._desk.kit.calculator.names(found, now)
        sent = sent_for(names)
        values, wrong = self._desk.reader.read(names, sent, now.date())
        facts = {name: value for name, value in values.items() if value is not None}
        return self._calculator(found, sent, wrong, None if wrong else facts)

    def calculate_again(self, notice: str, code: int) -> Response:
        """Show a calculator's form again as it was sent."""
        found = self._calculable((request.view_args or {}).get("program", ""))
        names = self._desk.kit.calculator.names(found, self._desk.clock())
        return self._calculator(found, sent_for(names), notice=notice, code=code)

    def _calculable(self, program: str) -> Program:
        found = self._desk.catalog.programs.get(program)
        if found is None or found.calculator is None:
            raise NotFound
        return found

    def _calculator(
        self,
        program: Program,
        sent: Mapping[str, Typed] | None = None,
        wrong: Mapping[str, Fault] | None = None,
        facts: Facts | None = None,
        *,
        notice: str = "",
        code: int = 200,
    ) -> Response:
        kit, now = self._desk.kit, self._desk.clock()
        names = kit.calculator.names(program, now)
        questions, told = kit.questions.page(names, {}, {}, (), sent, wrong)
        return self._desk.shell.page(
            "calculator.html",
            422 if wrong else code,
            **kit.calculator.head(program, now),
            questions=questions,
            faults=told,
            notice=notice,
            result=None if facts is None else kit.calculator.result(program, facts, now),
        )
