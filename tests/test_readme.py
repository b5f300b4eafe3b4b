"""The README's examples are real."""

from __future__ import annotations

import json
import re
from pathlib import Path

from flask.testing import FlaskClient

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
    for target in re.findall(r"make (\w+) ", README):
        assert f"\n{target}:" in makefile
    commands = set(re.findall(r"--app wsgi rules (\w+)", README))
    assert commands == {"check", "show", "ask"}
