"""The greatest sum that combination rules allow."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from service.engine.together import together

NAMES = "abcdefg"


def test_nothing_bars_nothing() -> None:
    assert together({"a": 1, "b": 2}, []) == ("a", "b")


def test_of_two_that_exclude_each_other_the_larger_counts() -> None:
    assert together({"a": 1, "b": 2, "c": 3}, [("a", "b")]) == ("b", "c")


def test_two_smaller_ones_may_beat_a_larger_one() -> None:
    assert together({"a": 5, "b": 3, "c": 3}, [("a", "b"), ("a", "c")]) == ("b", "c")


def test_a_rule_may_name_programs_that_are_not_there() -> None:
    assert together({"a": 1}, [("a", "z"), ("y", "z")]) == ("a",)


@given(
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 9), max_size=7),
    st.lists(st.sets(st.sampled_from(NAMES), min_size=2, max_size=4), max_size=5),
)
def test_it_is_the_greatest_of_all_allowed_sums(
    amounts: dict[str, int], bars: list[set[str]]
) -> None:
    allowed = [
        sum(amounts[n] for n in names)
        for size in range(len(amounts) + 1)
        for names in combinations(amounts, size)
        if all(len(bar.intersection(names)) < 2 for bar in bars)
    ]
    chosen = together(amounts, bars)
    assert all(len(bar.intersection(chosen)) < 2 for bar in bars)
    assert sum(amounts[n] for n in chosen) == max(allowed)
