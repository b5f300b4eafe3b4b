"""``make bench``: server CPU per request against plain Flask, and the evaluation alone.

It asks about every program, or about those whose ids it is given.

Both servers run under the service's own gunicorn settings with one worker and
are asked in turn, so that a change in the machine's speed meets both alike.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import date, timedelta
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask

from service.api import views
from service.api.answer import AnswerWriter
from service.api.question import Question
from service.app import create_app
from service.catalog.model import Catalog
from service.engine.facts import Fact, Kind
from service.engine.window import Moment
from tests.merchants import CAFE

ROUNDS, REQUESTS, PATH = 21, 300, "/api/v1/eligibility"


def merchant(catalog: Catalog, number: int) -> dict[str, Any]:
    """Return a merchant of whom every fact is known, with figures and a few answers of its own."""
    chance = random.Random(number)
    return {key: answer(entry.fact, chance) for key, entry in catalog.entries.items()}


def answer(fact: Fact, chance: random.Random) -> Any:
    """Draw an answer as the interface takes it: mostly a café's, sums never twice the same."""
    usual = chance.random() < 0.9
    if fact.id in CAFE and usual:
        return CAFE[fact.id]
    match fact.kind:
        case Kind.MONEY:
            return min(fact.maximum, round(10 ** chance.uniform(6, 8.5)))
        case Kind.COUNT:
            return min(fact.maximum, fact.minimum + chance.randrange(4))
        case Kind.DATE:
            return str(date(2020, 3, 2) - timedelta(days=chance.randrange(5000)))
        case Kind.BOOL:
            return not usual
    return fact.values[0] if usual else chance.choice(fact.values)


class Server:
    """A gunicorn with one worker, and the CPU time its processes have used."""

    def __init__(self, app: str, port: int, stack: ExitStack, **environ: str) -> None:
        """Start ``app`` on ``port`` and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "service/gunicorn.conf.py", app],
            env={**os.environ, "BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "1", **environ},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(self.process.wait)
        stack.callback(self.process.terminate)
        self.port = port
        self.connection = HTTPConnection("127.0.0.1", port, timeout=10)
        for _ in range(600):
            try:
                self.connection.request("GET", "/livez")
                self.connection.getresponse().read()
            except OSError:
                self.connection.close()
                time.sleep(0.1)
            else:
                return
        raise SystemExit(f"{app} does not answer on port {port}")

    def cpu(self) -> int:
        """Return the nanoseconds of CPU its worker has used, every thread counted."""
        total = 0
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for child in children.split():
            for task in Path(f"/proc/{child}/task").iterdir():
                total += int((task / "schedstat").read_text().split()[0])
        return total

    def ask(self, body: bytes) -> bytes:
        """Send one request and return the answer's body."""
        self.connection.request("POST", PATH, body, {"Content-Type": "application/json"})
        return self.connection.getresponse().read()

    def spend(self, bodies: list[bytes]) -> float:
        """Return microseconds of server CPU per request over one round."""
        self.connection.close()  # kept open for two seconds only
        before = self.cpu()
        for body in bodies:
            self.ask(body)
        return (self.cpu() - before) / len(bodies) / 1000


def evaluation(app: Flask, bodies: list[bytes], programs: tuple[str, ...]) -> float:
    """Return the median microseconds to judge programs and write the answer, in process."""
    catalog = app.extensions["catalog"]
    writer = AnswerWriter(catalog, "ko")
    kinds = {key: entry.fact.kind for key, entry in catalog.entries.items()}
    now, spent = Moment.instant(views.now()), []
    for body in bodies:
        raw = json.loads(body)["facts"]
        facts = {k: date.fromisoformat(v) if kinds[k] is Kind.DATE else v for k, v in raw.items()}
        question = Question(now, facts, programs)
        start = time.process_time_ns()
        writer.text(question)
        spent.append(time.process_time_ns() - start)
    return statistics.median(spent) / 1000


def main() -> None:
    """Measure and print; the last line is the ratio."""
    app = create_app()
    catalog: Catalog = app.extensions["catalog"]
    programs = sys.argv[1:] or list(catalog.programs)
    numbers = iter(range(10**6))

    def merchants() -> list[bytes]:
        """Return questions about merchants not asked about before."""
        facts = [merchant(catalog, number) for number in islice(numbers, REQUESTS)]
        some = {"programs": programs} if sys.argv[1:] else {}
        return [json.dumps({"facts": f, **some}, ensure_ascii=False).encode() for f in facts]

    with ExitStack() as stack:
        service = Server("wsgi:app", 8761, stack)
        bodies = merchants()
        answers = [service.ask(body) for body in bodies]
        for found in answers:
            assert len(json.loads(found)["programs"]) == len(programs), found[:300]
        size = round(statistics.mean(len(found) for found in answers))
        plain = Server("tests.plain:app", 8762, stack, ANSWER_SIZE=str(size))
        for server in (service, plain):
            server.spend(bodies)
        pairs = []
        for _ in range(ROUNDS):
            bodies = merchants()
            pairs.append((service.spend(bodies), plain.spend(bodies)))
    ratios = [ours / theirs for ours, theirs in pairs]
    print(f"programs {len(programs)}, body {len(bodies[0])} B, answer {size} B")
    print(f"server CPU per request, ours  {statistics.median(p[0] for p in pairs):.0f} us")
    print(f"server CPU per request, plain {statistics.median(p[1] for p in pairs):.0f} us")
    print(f"rounds {ROUNDS} x {REQUESTS}, ratios from {min(ratios):.2f} to {max(ratios):.2f}")
    print(f"evaluation alone, in process  {evaluation(app, bodies, tuple(programs)):.0f} us")
    print(f"ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
