"""``make screenshots``: a picture of every page on a phone and a desktop, to be looked at.

make screenshots                    # all, into var/screenshots/
make screenshots ARGS="start help"  # only those whose name has one of the words
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.chromium import Visitor, launched
from tests.servers import serving
from tests.states import STATES

OUT = Path("var/screenshots")
PROFILES = ("phone", "desktop")


def main(words: list[str]) -> None:
    """Make the pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    unlimited = {"PAGES_PER_MINUTE": "0", "MISSES_PER_HOUR": "0", "WEB_WORKERS": "1"}
    with (
        tempfile.TemporaryDirectory() as directory,
        serving(Path(directory), "tests.spring:app", **unlimited) as server,
        launched() as browser,
    ):
        for name, reach in STATES.items():
            if words and not any(word in name for word in words):
                continue
            for profile in PROFILES:
                visitor = Visitor(browser, server.url, profile)
                file = OUT / f"{name}-{profile}.png"
                reach(visitor).screenshot(path=file, full_page=True)
                print(file, *visitor.faults())
                visitor.close()


if __name__ == "__main__":
    main(sys.argv[1:])
