"""Gunicorn's settings for the service."""

import gc
import os
from typing import Any
from urllib.parse import quote

from gunicorn.glogging import Logger

from service.api.views import now
from service.config import Settings
from service.engine.verdict import Judgement
from service.engine.window import Moment
from service.errors import StoreError
from service.store import Store
from service.store.migrate import upgrade


class DiscreetLogger(Logger):
    """Writes a request on one line, and of one it cannot parse only that it came."""

    def atoms(self, *args: Any) -> dict[str, Any]:
        """Quote the path again: gunicorn decodes it, and %0A would start a forged log line."""
        atoms = super().atoms(*args)
        atoms["U"] = quote(atoms["U"] or "-", encoding="latin-1")
        return atoms

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Cut gunicorn's quotation of a malformed request, query string and address included."""
        super().warning(msg.partition(" from ip=")[0], *args, **kwargs)


bind = os.environ.get("BIND", "127.0.0.1:8000")

# Answers are computed, not waited for: more processes than cores gain nothing, threads only keep
# slow clients from holding a process.
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or max(2, os.cpu_count() or 1))
threads = 4

# The tables are read and compiled once, and a fault in them stops the start instead of a worker.
preload_app = True

timeout = 30
graceful_timeout = 30
max_requests = 10_000
max_requests_jitter = 1_000

# The heartbeat file on a slow disk can stall a worker until it is taken for dead.
if os.access("/dev/shm", os.W_OK):
    worker_tmp_dir = "/dev/shm"

# Nobody uses it, and it would write under the home directory of the service's user.
control_socket_disable = True

# What a merchant asks is personal: no query string, referrer, address or body is logged.
accesslog = "-"
access_log_format = "%(t)s %(p)s %(m)s %(U)s %(s)s %(B)s %(L)s"
errorlog = "-"
logger_class = DiscreetLogger


def on_starting(server: Any) -> None:
    """Bring SQLite's tables up to date; a server's are upgraded by command, at a chosen time."""
    settings = Settings.from_env()
    if settings.secret_key is None:
        server.log.warning("SECRET_KEY is not set: with each start, open forms are lost")
    database = Store(settings.database_url).database
    if database.address.file is None:
        return
    try:
        upgrade(database)
    except StoreError as fault:
        # What needs no database works all the same.
        server.log.error("%s", fault)


def when_ready(server: Any) -> None:
    """Think of the first question before it comes, and keep the catalog from the collector.

    What is open about a merchant of whom nothing is known takes longest to find; every worker
    inherits it. The catalog lives as long as the process.
    """
    catalog, moment = server.app.wsgi().extensions.get("catalog"), Moment.instant(now())
    nobody = Judgement({}, moment)
    for program in catalog.programs.values() if catalog else ():
        nobody.verdict(program.edition(moment.day))
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
