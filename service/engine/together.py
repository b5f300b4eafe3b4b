"""Which of several amounts can be had together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence


def together(amounts: Mapping[str, int], bars: Sequence[Collection[str]]) -> tuple[str, ...]:
    """Return the programs with the greatest total of which no bar holds two.

    They come in the order of ``amounts``; of equal totals the first in this order counts.
    """
    rivals = {name: frozenset[str]() for name in amounts}
    for bar in bars:
        inside = [name for name in bar if name in rivals]
        for name in inside:
            rivals[name] |= frozenset(inside) - {name}
    free = {name for name, others in rivals.items() if not others}
    bound = sorted((n for n in amounts if n not in free), key=lambda n: -amounts[n])
    chosen = free | _best(tuple(bound), amounts, rivals)
    return tuple(name for name in amounts if name in chosen)


def _best(
    names: tuple[str, ...], amounts: Mapping[str, int], rivals: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """Return the best choice among ``names``, the greatest amount first."""
    if not names:
        return frozenset()
    first, rest = names[0], names[1:]
    others = rivals[first]
    with_first = _best(tuple(n for n in rest if n not in others), amounts, rivals) | {first}
    hindered = others.intersection(rest)
    # One rival at most is lost with it, and none is worth more.
    if len(hindered) <= 1 or all(hindered - {n} <= rivals[n] for n in hindered):
        return with_first
    without = _best(rest, amounts, rivals)
    return without if _total(without, amounts) > _total(with_first, amounts) else with_first


def _total(names: Collection[str], amounts: Mapping[str, int]) -> int:
    return sum(amounts[name] for name in names)
