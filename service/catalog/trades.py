"""The search for an industry by everyday words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from enum import IntEnum
from typing import NamedTuple

from service.catalog.model import Industry

_GAPS = re.compile(r"[\s·,./()\-]+")
_TAILS = re.compile(r"(?:전문점|가게|매장|영업|장사|운영|하는\s?곳|샵|숍|집|점|업)$")
_SHORTEST = 2
"""How many letters a word must have before it is looked for inside longer ones."""
_LONGEST = 20
"""How many letters what was typed may have to be taken apart."""
_ALIKE = 0.82
"""From when on two words pass for one mistyped: one letter of seven may differ, not of five."""


class Fit(IntEnum):
    """How well an industry's words fit what was typed; a smaller value is better."""

    SAME = 0
    BEGINS = 1
    HOLDS = 2
    PARTS = 3
    WITHIN = 4
    SIMILAR = 5


class Found(NamedTuple):
    """An industry that fits, how well, and how many of its words do."""

    fit: Fit
    words: int
    trade: Industry


class Trades:
    """All industries, ready to be searched by code, Korean or English words."""

    def __init__(self, known: Iterable[Industry]) -> None:
        """Prepare the words of ``known``."""
        self._trades = {trade.code: trade for trade in known}
        self._terms = [
            (trade, tuple(dict.fromkeys(_plain(term) for term in _words(trade))), _spaced(trade))
            for trade in self._trades.values()
        ]
        self._letters = {_letters(term): term for _, terms, _ in self._terms for term in terms}

    def search(self, text: str) -> list[Found]:
        """Return the industries that fit ``text``, best first.

        Digits are looked for at the beginning of codes, words among the everyday
        words and the names; something similar is offered only where nothing fits.
        """
        wanted = unicodedata.normalize("NFKC", text).strip()
        if re.fullmatch(r"[0-9]{1,5}", wanted):
            return [
                Found(Fit.SAME if code == wanted else Fit.BEGINS, 0, trade)
                for code, trade in self._trades.items()
                if code.startswith(wanted)
            ]
        # Spaces are typed or not as people like: with or without them the same is found.
        return self._by_words(_plain(wanted))

    def _by_words(self, plain: str) -> list[Found]:
        if not plain:
            return []
        found = [
            Found(*fit, trade)
            for trade, terms, _ in self._terms
            if (fit := _fit(plain, terms)) is not None
        ]
        if all(each.fit is Fit.WITHIN for each in found) and len(plain) <= _LONGEST:
            parts = [trade for trade, _, spaced in self._terms if _apart(plain, spaced)]
            found = [each for each in found if each.trade not in parts]
            found += [Found(Fit.PARTS, 0, trade) for trade in parts]
        if not found:
            stem = _TAILS.sub("", plain)
            if stem != plain and len(stem) >= _SHORTEST:
                return self._by_words(stem)
            found = list(self._similar(plain))
        return sorted(found, key=lambda each: (each.fit, -each.words, each.trade.code))

    def _similar(self, plain: str) -> Iterator[Found]:
        close = get_close_matches(_letters(plain), self._letters, 5, _ALIKE)
        near = {self._letters[each] for each in close}
        for trade, known, _ in self._terms:
            if near.intersection(known):
                yield Found(Fit.SIMILAR, 0, trade)


def _words(trade: Industry) -> Iterator[str]:
    yield from trade.words
    yield trade.name.ko
    yield trade.name.en


def _plain(text: str) -> str:
    return _GAPS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _letters(plain: str) -> str:
    """Take syllables apart: one letter of them may be mistyped."""
    return unicodedata.normalize("NFD", plain)


def _spaced(trade: Industry) -> str:
    """Return every single word of a trade, between spaces."""
    return _GAPS.sub(" ", f" {' '.join(_words(trade))} ").casefold()


def _fit(plain: str, terms: tuple[str, ...]) -> tuple[Fit, int] | None:
    holding = [term for term in terms if plain in term]
    if holding:
        begins = any(term.startswith(plain) for term in holding)
        best = Fit.SAME if plain in holding else Fit.BEGINS if begins else Fit.HOLDS
        return best, len(holding)
    if any(len(term) >= _SHORTEST and term in plain for term in terms):
        return Fit.WITHIN, 0
    return None


def _apart(plain: str, spaced: str) -> bool:
    """Tell whether ``plain`` is made of beginnings and ends of words."""
    return any(
        (f" {head}" in spaced or f"{head} " in spaced)
        and (f"{rest} " in spaced or _apart(rest, spaced))
        for cut in range(_SHORTEST, len(plain))
        for head, rest in ((plain[:cut], plain[cut:]),)
    )
