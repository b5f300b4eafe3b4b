"""How often one sender may ask.

Counted in the memory of each process: with several, a limit is up to that many times as high.
What must hold exactly belongs in front of the service.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import ParamSpec

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import HTTPException, TooManyRequests

from service.config import Settings
from service.guard.headers import for_machine

P = ParamSpec("P")


class Rates:
    """Limits for pages, for programs, and for whoever guesses codes; 0 is no limit."""

    def __init__(self, settings: Settings) -> None:
        """Begin to count."""
        self._counts = FixedWindowRateLimiter(MemoryStorage())
        self._pages = _item(RateLimitItemPerMinute, settings.pages_per_minute, "page")
        self._api = _item(RateLimitItemPerMinute, settings.api_per_minute, "api")
        self._misses = _item(RateLimitItemPerHour, settings.misses_per_hour, "miss")

    def count(self) -> None:
        """Count a request; raise TooManyRequests."""
        limit = self._limit(request.path)
        if limit is not None and not self._counts.hit(limit, _sender()):
            raise self._exceeded(limit)

    def _limit(self, path: str) -> RateLimitItem | None:
        if path.startswith("/api/"):
            return self._api
        # Whoever watches over the service asks whether it lives as often as they like.
        return None if for_machine(path) else self._pages

    def few_misses(self, view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
        """Make a view refuse whoever has often been told by it that there is no such thing.

        A miss is an answer with a status from 400 to 499. Those who name what is there, many of
        them perhaps behind one address, may do so as often as they like.
        """

        @wraps(view)
        def limited(*args: P.args, **kwargs: P.kwargs) -> Response:
            limit = self._misses
            if limit is not None and not self._counts.test(limit, _sender()):
                raise self._exceeded(limit)
            try:
                answer = current_app.make_response(view(*args, **kwargs))
            except HTTPException as error:
                self._count_miss(error.code or 0)
                raise
            self._count_miss(answer.status_code)
            return answer

        return limited

    def _count_miss(self, status: int) -> None:
        if self._misses is not None and 400 <= status < 500:
            self._counts.hit(self._misses, _sender())

    def _exceeded(self, limit: RateLimitItem) -> TooManyRequests:
        ends = self._counts.get_window_stats(limit, _sender()).reset_time
        return TooManyRequests(retry_after=max(1, round(ends - time.time())))


def _item(kind: type[RateLimitItem], amount: int, name: str) -> RateLimitItem | None:
    return kind(amount, namespace=name) if amount else None


def _sender() -> str:
    """Return who asks: an address, or in IPv6 the network, as one sender has a whole one."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(address)
