"""What a request meets before any door, and its answer after: limits, CSRF, headers, errors."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Callable

from flask import Flask, Response, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from service.config import Settings
from service.errors import StoreError
from service.guard import headers, sessions
from service.guard.rates import Rates
from service.guard.refusals import Refusal, plain

__all__ = ["Guard", "Refusal"]
_log = logging.getLogger(__name__)


class Guard:
    """Protects an application's doors: machines' under ``/api/``, people's everywhere else."""

    def __init__(
        self,
        app: Flask,
        settings: Settings,
        *,
        problem: Callable[[HTTPException], AnyResponse],
        page: Callable[[Refusal], Response] = plain,
    ) -> None:
        """Protect ``app``; tell a machine of an error by ``problem``, a person by ``page``."""
        self.rates = Rates(settings)
        self._problem = problem
        self._page = page
        self._headers = headers.for_pages(https=settings.https)
        self._csrf = CSRFProtect()
        app.config.from_mapping(
            # Without one, sessions end with the process. Gunicorn's workers share the master's.
            SECRET_KEY=settings.secret_key or secrets.token_hex(32),
            SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Lax",
            SESSION_COOKIE_SECURE=settings.https,
            # Asked for where a cookie is heeded, which is not under /api/.
            WTF_CSRF_CHECK_DEFAULT=False,
            # As long as the session: a form may lie open for longer than an hour.
            WTF_CSRF_TIME_LIMIT=None,
            # It asks for the Referer that "no-referrer" withholds; the token is what protects.
            WTF_CSRF_SSL_STRICT=False,
        )
        app.session_interface = sessions.PagesOnly()
        if settings.proxies:
            count = settings.proxies
            app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
        self._csrf.init_app(app)
        app.before_request(self._admit)
        app.after_request(self._dress)
        app.register_error_handler(HTTPException, self._refused)
        app.register_error_handler(StoreError, self._without_store)
        app.register_error_handler(Exception, self._failed)

    def _admit(self) -> None:
        self.rates.count()
        if request.endpoint and not headers.for_machine(request.path):
            self._csrf.protect()

    def _dress(self, response: Response) -> Response:
        if headers.for_machine(request.path):
            response.headers["X-Content-Type-Options"] = "nosniff"
            return response
        response.headers.update(self._headers)
        # It may show what somebody answered; a page that never does says so itself.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _refused(self, error: HTTPException) -> AnyResponse:
        if error.response is not None or error.code is None or error.code < 400:
            return error.get_response()
        if headers.for_machine(request.path):
            return self._problem(error)
        made = self._page(Refusal.of(error))
        for name, value in error.get_headers():
            if name.lower() not in ("content-type", "content-length"):
                made.headers[name] = value
        return made

    def _without_store(self, error: StoreError) -> AnyResponse:
        _log.error("The database is %s: %s", error.state, error.reason)
        return self._refused(ServiceUnavailable())

    def _failed(self, error: Exception) -> AnyResponse:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        # Neither the message nor the values: both may hold what a merchant sent.
        _log.error("%s at %s:%s", type(error).__name__, frame.filename, frame.lineno)
        return self._refused(InternalServerError())
