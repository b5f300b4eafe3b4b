"""What every page and every program meets before a door, over doors made for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, abort, request, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from service.api import problem
from service.config import Settings
from service.errors import StoreError
from service.guard import Guard, Refusal

KEY = "k" * 32
NewClient = Callable[..., FlaskClient]


@pytest.fixture
def made() -> NewClient:
    """Return what makes an application with a few doors and the given settings."""

    def make(**settings: Any) -> FlaskClient:
        app = Flask("doors", static_folder=None)
        guard = Guard(app, Settings(secret_key=KEY, **settings), problem=problem.refused)
        api = Blueprint("api", __name__)

        @api.post("/api/v1/ask")
        def ask() -> str:
            return "session" if session else "no session"

        @api.get("/livez")
        def livez() -> str:
            return "alive"

        @app.route("/form", methods=["GET", "POST"])
        def form() -> str:
            if request.method == "POST":
                return "sent"
            return str(generate_csrf())

        @app.get("/public")
        def public() -> tuple[str, dict[str, str]]:
            return "public", {"Cache-Control": "max-age=60"}

        @app.get("/seen")
        def seen() -> str:
            return f"{request.remote_addr} {request.scheme}"

        @app.get("/code/<code>")
        @guard.rates.few_misses
        def code(code: str) -> tuple[str, int]:
            if code == "abort":
                abort(404)
            return code, 200 if code == "right" else 404

        @app.get("/broken")
        @api.get("/api/v1/broken")
        def broken() -> str:
            raise ValueError("secret 83123457")

        @app.get("/down")
        @api.get("/api/v1/down")
        def down() -> str:
            raise StoreError("unreachable", "OperationalError")

        app.register_blueprint(api)
        return app.test_client()

    return make


def sent_from(client: FlaskClient, address: str, path: str = "/seen") -> TestResponse:
    return client.get(path, environ_base={"REMOTE_ADDR": address})


class TestHeaders:
    def test_a_page_may_do_nothing_but_show_itself(self, made: NewClient) -> None:
        headers = made().get("/form").headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        )
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers

    def test_errors_are_pages_too(self, made: NewClient) -> None:
        for path in ("/nothing", "/broken", "/down"):
            headers = made().get(path).headers
            assert "default-src 'none'" in headers["Content-Security-Policy"]
            assert headers["Cache-Control"] == "no-store"

    def test_a_page_that_shows_no_answers_may_be_kept(self, made: NewClient) -> None:
        assert made().get("/public").headers["Cache-Control"] == "max-age=60"

    def test_behind_https_a_browser_keeps_to_it(self, made: NewClient) -> None:
        response = made(https=True).get("/form", base_url="https://merchants.test")
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
        cookie = response.headers["Set-Cookie"]
        assert cookie.startswith("__Host-session=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))

    def test_a_cookie_is_for_this_site_alone_and_no_script(self, made: NewClient) -> None:
        cookie = made().get("/form").headers["Set-Cookie"]
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie


class TestTokens:
    def test_a_form_with_its_token_is_taken(self, made: NewClient) -> None:
        client = made()
        token = client.get("/form").text
        assert client.post("/form", data={"csrf_token": token}).text == "sent"

    def test_over_https_without_a_referer_too(self, made: NewClient) -> None:
        """Our own Referrer-Policy withholds it."""
        client, base = made(https=True), "https://merchants.test"
        token = client.get("/form", base_url=base).text
        response = client.post("/form", data={"csrf_token": token}, base_url=base)
        assert response.text == "sent"

    @pytest.mark.parametrize("token", ["", "wrong", "\ud800", "a" * 10_000])
    def test_without_it_a_page_says_what_to_do(self, made: NewClient, token: str) -> None:
        client = made()
        client.get("/form")
        response = client.post("/form", data={"csrf_token": token.encode("utf-8", "replace")})
        assert (response.status_code, response.mimetype) == (400, "text/html")
        assert "<h1>화면이 오래되어 보내지 못했습니다</h1>" in response.text
        assert "새로 고친 뒤 다시 보내" in response.text

    def test_another_session_s_token_is_none(self, made: NewClient) -> None:
        client = made()
        token = client.get("/form").text
        client.delete_cookie("session")
        client.get("/form")
        assert client.post("/form", data={"csrf_token": token}).status_code == 400

    def test_a_program_needs_none_and_gets_no_session(self, made: NewClient) -> None:
        client = made()
        token = client.get("/form").text
        assert client.post("/api/v1/ask", data={"csrf_token": token}).text == "no session"
        assert client.post("/api/v1/ask").headers.get("Set-Cookie") is None


class TestErrors:
    def test_a_program_is_told_by_a_problem_a_person_by_a_page(self, made: NewClient) -> None:
        client = made()
        for path, status in (("nothing", 404), ("broken", 500), ("down", 503)):
            told = client.get(f"/api/v1/{path}")
            assert (told.status_code, told.mimetype) == (status, problem.MEDIA_TYPE)
            assert told.get_json()["status"] == status
            assert told.headers["X-Content-Type-Options"] == "nosniff"
            shown = client.get(f"/{path}")
            assert (shown.status_code, shown.mimetype) == (status, "text/html")
            assert '<html lang="ko">' in shown.text

    def test_what_went_wrong_inside_is_not_repeated(
        self, made: NewClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        told = made().get("/broken").text + made().get("/api/v1/broken").text + caplog.text
        assert "83123457" not in told
        assert "ValueError at " in caplog.text

    def test_a_database_that_is_down_is_named_in_the_log(
        self, made: NewClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert "데이터베이스를 쓸 수 없습니다" in made().get("/down").text
        assert "The database is unreachable: OperationalError" in caplog.text

    def test_what_a_method_allows_is_still_said(self, made: NewClient) -> None:
        client = made()
        for path, methods in (("/api/v1/ask", {"POST"}), ("/seen", {"GET", "HEAD"})):
            response = client.delete(path)
            assert response.status_code == 405
            assert set(response.headers["Allow"].split(", ")) == {*methods, "OPTIONS"}

    def test_a_form_that_is_too_large_is_not_read(self, made: NewClient) -> None:
        client = made()
        client.application.config["MAX_CONTENT_LENGTH"] = 1000
        response = client.post("/form", data={"trade": "가" * 1000})
        assert (response.status_code, response.mimetype) == (413, "text/html")
        assert "너무 깁니다" in response.text

    def test_every_reason_has_words_in_both_languages(self) -> None:
        for status in (400, 404, 405, 413, 429, 500, 503, 418):
            error = type("Made", (problem.HTTPException,), {"code": status})()
            refusal = Refusal.of(error)
            words = {refusal.title(), refusal.text(), refusal.title("en"), refusal.text("en")}
            assert len(words) == 4
            assert all(words)


class TestRates:
    def test_who_asks_too_often_is_told_when_to_come_back(self, made: NewClient) -> None:
        client = made(pages_per_minute=3)
        assert [client.get("/seen").status_code for _ in range(4)] == [200, 200, 200, 429]
        response = client.get("/nothing")
        assert (response.status_code, response.mimetype) == (429, "text/html")
        assert 1 <= int(response.headers["Retry-After"]) <= 60
        assert "잠시 뒤에 다시 시도해 주십시오" in response.text
        assert client.post("/api/v1/ask").status_code == 200, "a program's limit is its own"
        assert client.get("/livez").status_code == 200
        assert sent_from(client, "192.0.2.7").status_code == 200

    def test_programs_have_no_limit_unless_one_is_set(self, made: NewClient) -> None:
        client = made(pages_per_minute=1)
        assert {client.get("/api/v1/nothing").status_code for _ in range(50)} == {404}

    def test_a_program_s_limit_is_told_by_a_problem(self, made: NewClient) -> None:
        client = made(api_per_minute=2)
        got = [client.get("/api/v1/nothing") for _ in range(3)]
        assert [response.status_code for response in got] == [404, 404, 429]
        assert got[2].mimetype == problem.MEDIA_TYPE
        assert 1 <= int(got[2].headers["Retry-After"]) <= 60
        assert client.get("/seen").status_code == 200
        assert client.get("/livez").status_code == 200

    def test_who_guesses_codes_is_stopped_early(self, made: NewClient) -> None:
        client = made(misses_per_hour=3)
        for code in ("wrong", "abort", "wrong"):
            assert client.get(f"/code/{code}").status_code == 404
        stopped = client.get("/code/right")
        assert stopped.status_code == 429
        assert 60 < int(stopped.headers["Retry-After"]) <= 3600
        assert client.get("/seen").status_code == 200
        assert sent_from(client, "192.0.2.7", "/code/right").status_code == 200

    def test_who_knows_codes_may_open_many(self, made: NewClient) -> None:
        client = made(misses_per_hour=3)
        assert {client.get("/code/right").status_code for _ in range(50)} == {200}

    def test_none_is_no_limit(self, made: NewClient) -> None:
        client = made(pages_per_minute=0, misses_per_hour=0)
        assert {client.get("/code/wrong").status_code for _ in range(50)} == {404}

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("192.0.2.1", "192.0.2.2", False),
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
            ("", "not an address", True),
        ],
    )
    def test_a_sender_is_an_address_or_an_ipv6_network(
        self, made: NewClient, one: str, other: str, same: bool
    ) -> None:
        client = made(pages_per_minute=1)
        assert sent_from(client, one).status_code == 200
        assert sent_from(client, other).status_code == (429 if same else 200)


class TestProxies:
    FORWARDED = {"X-Forwarded-For": "203.0.113.9, 198.51.100.4", "X-Forwarded-Proto": "https"}

    def test_without_proxies_nobody_s_word_is_taken(self, made: NewClient) -> None:
        assert made().get("/seen", headers=self.FORWARDED).text == "127.0.0.1 http"

    def test_as_many_as_are_set_are_believed(self, made: NewClient) -> None:
        assert made(proxies=1).get("/seen", headers=self.FORWARDED).text == "198.51.100.4 https"
        two = {**self.FORWARDED, "X-Forwarded-Proto": "https, http"}
        assert made(proxies=2).get("/seen", headers=two).text == "203.0.113.9 https"
