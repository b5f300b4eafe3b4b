"""``make bench``: server CPU per request against plain Flask, and the evaluation alone.

Both servers run under the service's own gunicorn settings with one worker and
are asked in turn, so that a change in the machine's speed meets both alike.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from service.app import create_app
from service.catalog.model import Catalog
from service.engine.facts import Facts, Kind
from service.engine.verdict import Judgement
from service.engine.window import Moment

ROUNDS, REQUESTS, PATH = 21, 300, "/api/v1/eligibility"
CAFE: dict[str, Any] = {
    "district": "buk-gu",
    "industry_code": "56221",
    "activity": "none-of-these",
    "opened_on": "2020-03-02",
    "at_place_since": "2020-03-02",
    "operating_status": "operating",
    "business_form": "individual",
    "tax_type": "general",
    "employees": 1,
    "owner_birth_date": "1980-05-05",
    "tax_arrears": "none",
    "credit_score": 800,
}


def merchant(catalog: Catalog) -> dict[str, Any]:
    """Return a café in Buk-gu of which every fact is known."""
    facts: dict[str, Any] = {}
    for key, entry in catalog.entries.items():
        fact = entry.fact
        if key in CAFE:
            facts[key] = CAFE[key]
        elif fact.kind is Kind.MONEY:
            facts[key] = min(83_000_000, fact.maximum)
        elif fact.kind is Kind.COUNT:
            facts[key] = fact.minimum
        elif fact.kind is Kind.DATE:
            facts[key] = "2020-03-02"
        elif fact.kind is Kind.BOOL:
            facts[key] = False
        else:
            facts[key] = fact.values[0]
    return facts


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

    def spend(self, body: bytes) -> float:
        """Return microseconds of server CPU per request over one round."""
        before = self.cpu()
        for _ in range(REQUESTS):
            self.ask(body)
        return (self.cpu() - before) / REQUESTS / 1000


def evaluation(catalog: Catalog, facts: Facts) -> float:
    """Return the median microseconds to judge every program, without any wording."""
    moment = Moment.whole_day(max(p.editions[-1].start for p in catalog.programs.values()))
    editions = [program.edition(moment.day) for program in catalog.programs.values()]
    spent = []
    for _ in range(300):
        start = time.process_time_ns()
        judgement = Judgement(facts, moment)
        for edition in editions:
            judgement.verdict(edition)
        spent.append(time.process_time_ns() - start)
    return statistics.median(spent) / 1000


def engine_facts(catalog: Catalog, facts: dict[str, Any]) -> Facts:
    """Return ``facts`` with dates as dates, as the engine takes them."""
    kinds = {key: entry.fact.kind for key, entry in catalog.entries.items()}
    return {k: date.fromisoformat(v) if kinds[k] is Kind.DATE else v for k, v in facts.items()}


def main() -> None:
    """Measure and print; the last line is the ratio."""
    catalog: Catalog = create_app().extensions["catalog"]
    facts = merchant(catalog)
    body = json.dumps({"facts": facts}, ensure_ascii=False).encode()
    with ExitStack() as stack:
        service = Server("wsgi:app", 8761, stack)
        answer = service.ask(body)
        assert len(json.loads(answer)["programs"]) == len(catalog.programs), answer[:300]
        plain = Server("tests.plain:app", 8762, stack, ANSWER_SIZE=str(len(answer)))
        for server in (service, plain):
            server.spend(body)
        pairs = [(service.spend(body), plain.spend(body)) for _ in range(ROUNDS)]
    ratios = [ours / theirs for ours, theirs in pairs]
    print(f"programs {len(catalog.programs)}, body {len(body)} B, answer {len(answer)} B")
    print(f"server CPU per request, ours  {statistics.median(p[0] for p in pairs):.0f} us")
    print(f"server CPU per request, plain {statistics.median(p[1] for p in pairs):.0f} us")
    print(f"rounds {ROUNDS} x {REQUESTS}, ratios from {min(ratios):.2f} to {max(ratios):.2f}")
    print(
        f"evaluation alone, in process  {evaluation(catalog, engine_facts(catalog, facts)):.0f} us"
    )
    print(f"ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
