"""Short codes that survive being read out, written down and typed by someone else.

One sign stands for each group that is mixed up: by ear in Korean (5 and O are both "오", 2 and E
both "이", 1 and 7 "일" and "칠", D and T, M and N) or by eye in handwriting (B and 8, S and 5).
Whichever of a group is typed leads to the sign that was meant, and so does a keyboard that was left
in Korean: there the keys D, K and F write "알".
"""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "23456789CDFHJKMRWXY"
LENGTH = 8

_MEANT = {
    **{sign: sign for sign in ALPHABET},
    **dict.fromkeys("EZ", "2"),
    **dict.fromkeys("0OS", "5"),
    **dict.fromkeys("GU", "6"),
    **dict.fromkeys("1IL", "7"),
    **dict.fromkeys("B", "8"),
    **dict.fromkeys("Q", "9"),
    **dict.fromkeys("T", "D"),
    **dict.fromkeys("A", "H"),
    **dict.fromkeys("N", "M"),
    **dict.fromkeys("P", "R"),
    **dict.fromkeys("V", "Y"),
}

_KEYS = {
    ord(first) + place: keys
    for first, row in (
        ("\u1100", "R R S E E F A Q Q T T D W W C Z X V G"),
        ("\u1161", "K O I O J P U P H HK HO HL Y N NJ NP NL B M ML L"),
        ("\u11a8", "R R RT S SW SG E F FR FA FQ FT FX FV FG A Q QT T T D W C Z X V G"),
    )
    for place, keys in enumerate(row.split())
}
"""From a syllable's first, middle and last letters, in Unicode's order, to the keys that write them."""

_BETWEEN = re.compile(r"[\s\-‐-―−~.,·_/]")
_LONGEST = 64


def make() -> str:
    """Return a new random code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read(typed: str) -> str | None:
    """Return the code that ``typed`` means; None for what cannot be one."""
    if len(typed) > _LONGEST:
        return None
    letters = unicodedata.normalize("NFKD", typed).translate(_KEYS)
    signs = _BETWEEN.sub("", letters).upper()
    code = "".join(_MEANT.get(sign, "") for sign in signs)
    return code if len(code) == len(signs) == LENGTH else None


def shown(code: str) -> str:
    """Return a code as it is printed and read out: in two halves."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
