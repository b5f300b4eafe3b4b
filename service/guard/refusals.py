"""What a person is told who cannot be answered, in Korean and English."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from werkzeug.exceptions import HTTPException

_WORDS = {
    "stale": (
        "화면이 오래되어 보내지 못했습니다",
        "앞 화면으로 돌아가 새로 고친 뒤 다시 보내 주십시오. 쿠키를 막으셨다면 허용해 주십시오.",
        "This form is out of date",
        "Go back, reload the page and send it again. If you block cookies, allow this site's.",
    ),
    "not-found": (
        "이런 화면은 없습니다",
        "주소를 다시 확인하시거나 처음부터 시작해 주십시오.",
        "There is no such page",
        "Check the address, or begin at the start.",
    ),
    "too-large": (
        "보내신 내용이 너무 깁니다",
        "앞 화면으로 돌아가 내용을 줄여 다시 보내 주십시오.",
        "That was too much text",
        "Go back, shorten it and send it again.",
    ),
    "too-many": (
        "잠시 뒤에 다시 시도해 주십시오",
        "짧은 시간에 요청이 너무 많았습니다. 적어 두신 답은 그대로 남아 있습니다.",
        "Please try again a little later",
        "There were too many requests in a short time. Your answers are still there.",
    ),
    "no-store": (
        "지금은 답을 적어 둘 수 없습니다",
        "서비스의 데이터베이스를 쓸 수 없습니다. 잠시 뒤에 다시 시도해 주십시오.",
        "Answers cannot be kept right now",
        "The service's database is not available. Please try again later.",
    ),
    "failed": (
        "서비스에 문제가 생겼습니다",
        "잠시 뒤에 다시 시도해 주십시오. 계속되면 서비스 담당자에게 알려 주십시오.",
        "Something went wrong in the service",
        "Please try again later. If it goes on, tell the people who run it.",
    ),
    "refused": (
        "요청을 처리할 수 없습니다",
        "앞 화면으로 돌아가 다시 시도해 주십시오.",
        "The request cannot be answered",
        "Go back and try again.",
    ),
}
_REASONS = {
    404: "not-found",
    405: "not-found",
    413: "too-large",
    429: "too-many",
    500: "failed",
    503: "no-store",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a person gets no answer: a status, a reason as a key, and words for both languages."""

    status: int
    reason: str

    @classmethod
    def of(cls, error: HTTPException) -> Refusal:
        """Return the refusal that an error of 400 or above stands for."""
        status = error.code or 500
        reason = "stale" if isinstance(error, CSRFError) else _REASONS.get(status, "refused")
        return cls(status, reason)

    def title(self, language: str = "ko") -> str:
        """Return what is the matter."""
        return _WORDS[self.reason][0 if language == "ko" else 2]

    def text(self, language: str = "ko") -> str:
        """Return what to do about it."""
        return _WORDS[self.reason][1 if language == "ko" else 3]


def plain(refusal: Refusal) -> Response:
    """Return a page that needs no template and no style."""
    ko, en = (
        (escape(refusal.title(language)), escape(refusal.text(language)))
        for language in ("ko", "en")
    )
    return Response(
        f'<!doctype html>\n<html lang="ko">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # An empty icon, so that no browser asks for one.
        f'<link rel="icon" href="data:,">\n'
        f"<title>{ko[0]}</title>\n</head>\n<body>\n<main>\n<h1>{ko[0]}</h1>\n<p>{ko[1]}</p>\n"
        f'<p lang="en">{en[0]}. {en[1]}</p>\n<p><a href="/">처음으로</a></p>\n'
        f"</main>\n</body>\n</html>\n",
        refusal.status,
        content_type="text/html; charset=utf-8",
    )
