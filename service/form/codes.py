"""Codes as they are read out."""

from __future__ import annotations

from service.store import shown

_NAMES = {
    "2": "이",
    "3": "삼",
    "4": "사",
    "5": "오",
    "6": "육",
    "7": "칠",
    "8": "팔",
    "9": "구",
    "C": "씨",
    "D": "디",
    "F": "에프",
    "H": "에이치",
    "J": "제이",
    "K": "케이",
    "M": "엠",
    "R": "알",
    "W": "더블유",
    "X": "엑스",
    "Y": "와이",
}


def spelled(code: str, language: str) -> str:
    """Write a code sign by sign, in Korean as one says it."""
    halves = shown(code).split("-")
    if language != "ko":
        return ", ".join(" ".join(half) for half in halves)
    return ", ".join(" ".join(_NAMES.get(sign, sign) for sign in half) for half in halves)
