"""The README's examples are real."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from service import cli
from service.catalog.model import Reason
from service.config import Settings
from tests.tables import CATALOG

README = Path("README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the README's code blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_first_example_gets_the_answer_the_readme_prints(client: FlaskClient) -> None:
    """Request and answer stand in the README as the service gives them."""
    (command,), (answer,) = blocks("sh"), blocks("json")
    body = re.search(r"-d '\n(.*)'", command, re.DOTALL)
    assert body is not None
    response = client.post(
        "/api/v1/eligibility", data=body[1].encode(), content_type="application/json"
    )
    expected, given = json.loads(answer), response.get_json()
    expected.pop("rules"), given.pop("rules")
    assert given == expected


def test_the_commands_the_readme_names_exist() -> None:
    """Every make target in the README stands in the Makefile, and every command is known."""
    makefile = Path("Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make ([a-z-]+)", README):
        assert f"\n{target}:" in makefile
    for group in (cli.rules, cli.store):
        named = set(re.findall(rf"--app wsgi {group.name} (\w+)", README))
        assert named == set(group.commands)


def test_every_setting_stands_in_the_readme() -> None:
    """With its default, where it is a plain one."""
    asked: dict[str, str] = {}

    class Environment(dict[str, str]):
        def get(self, name: str, default: Any = None) -> Any:
            asked[name] = ""
            return default

    Settings.from_env(Environment())
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", README, re.MULTILINE))
    assert set(rows) == {*asked, "BIND", "WEB_WORKERS"}
    given = {name: default for name, default in rows.items() if re.fullmatch(r"\d+", default)}
    assert Settings.from_env(given) == Settings()


def test_the_readme_tells_what_is_not_covered() -> None:
    """Every programme known but not judged stands in the README, under its reason."""
    flat = " ".join(README.split())
    assert f"{len(CATALOG.programs)} programmes" in flat
    lines = {
        Reason.NO_SOURCE: re.search(r"- no source (.*?) - ended", flat),
        Reason.ENDED: re.search(r"- ended: (.*?) - outside", flat),
        Reason.OUTSIDE_SCOPE: re.search(r"- outside the scope (.*?) ## ", flat),
    }
    for program in CATALOG.uncovered:
        found = lines[program.reason]
        assert found is not None
        assert program.name.en in found[1], program.name.en
