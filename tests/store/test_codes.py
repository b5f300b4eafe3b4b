"""Codes: results saved to be opened again."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.errors import StoreError
from service.store import Gone, Saved, Store, TooLarge, codes, shown
from service.store import tables as made

NOW = datetime.fromisoformat("2026-11-22T10:00:00")
MOMENT = datetime.fromisoformat("2026-11-22T09:59:59.123456")
SECOND = timedelta(seconds=1)
LIFE = timedelta(days=30)
RULES = "208556bff53df799"
OUTCOME: dict[str, list[Any]] = {
    "stability-voucher": ["yes", 250_000, 250_000],
    "payback-customer": ["unknown", 0, None],
}


@pytest.fixture
def draft(store: Store) -> str:
    made = store.start(NOW)
    store.merge(made, {"district": "buk-gu", "sales_2025": 83_000_000, "employees": None}, NOW)
    return made


def save(store: Store, draft: str, now: datetime = NOW, **changes: Any) -> str:
    given = {"moment": MOMENT, "rules": RULES, "outcome": OUTCOME, **changes}
    return store.save(draft, given["moment"], given["rules"], given["outcome"], now)


def test_a_code_opens_what_was_saved(store: Store, draft: str) -> None:
    code = save(store, draft)
    answers = {"district": "buk-gu", "sales_2025": 83_000_000, "employees": None}
    expected = Saved(answers, MOMENT, RULES, OUTCOME, NOW, NOW + LIFE)
    assert store.opened(code, NOW) == expected


def test_a_code_outlives_its_draft_and_later_answers(store: Store, draft: str) -> None:
    code = save(store, draft)
    before = store.opened(code, NOW)
    store.merge(draft, {"district": "nam-gu"}, NOW)
    assert store.opened(code, NOW) == before
    store.forget(draft)
    assert store.opened(code, NOW) == before


def test_a_code_ends_to_the_second(store: Store, draft: str) -> None:
    code = save(store, draft)
    assert store.opened(code, NOW + LIFE - SECOND) is not None
    assert store.opened(code, NOW + LIFE) is None


def test_the_life_is_a_setting(url: str) -> None:
    store = Store(url, code_life=timedelta(days=1))
    code = save(store, store.start(NOW))
    assert store.opened(code, NOW + timedelta(days=1) - SECOND) is not None
    assert store.opened(code, NOW + timedelta(days=1)) is None
    store.database.close()


def test_the_same_content_has_the_same_code_and_lives_from_its_last_save(
    store: Store, draft: str
) -> None:
    code = save(store, draft)
    later = NOW + timedelta(hours=1)
    assert save(store, draft, later) == code
    found = store.opened(code, NOW)
    assert found is not None
    assert (found.saved_at, found.expires_at) == (NOW, later + LIFE)


@pytest.mark.parametrize(
    "change",
    [
        {"moment": MOMENT + SECOND},
        {"rules": "another"},
        {"outcome": {**OUTCOME, "stability-voucher": ["no", 0, 0]}},
    ],
)
def test_other_content_has_another_code(store: Store, draft: str, change: dict[str, Any]) -> None:
    assert save(store, draft, **change) != save(store, draft)


def test_answers_given_in_another_order_are_the_same_content(store: Store) -> None:
    one, other, third = store.start(NOW), store.start(NOW), store.start(NOW)
    store.merge(one, {"a": 1, "b": 2}, NOW)
    store.merge(other, {"b": 2, "a": 1}, NOW)
    store.merge(third, {"a": 1, "b": True}, NOW)
    assert save(store, one) == save(store, other)
    assert save(store, one) != save(store, third)


def test_a_code_that_has_ended_stays_dead_when_the_same_is_saved_again(store: Store) -> None:
    store = Store(str(store.database.address.url), draft_life=timedelta(days=60))
    draft = store.start(NOW)
    code, after = save(store, draft), NOW + LIFE
    again = save(store, draft, after)
    assert again != code
    assert store.opened(code, after) is None
    assert store.opened(again, after) is not None
    store.database.close()


def test_a_double_submit_makes_one_code(store: Store, draft: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        got = set(threads.map(lambda _: save(store, draft), range(16)))
    assert len(got) == 1
    with store.database.reading() as connection:
        assert len(connection.execute(select(made.codes)).all()) == 1


def test_a_draft_that_is_gone_cannot_be_saved(store: Store, draft: str) -> None:
    with pytest.raises(Gone):
        save(store, "never-given")
    with pytest.raises(Gone):
        save(store, draft, NOW + timedelta(hours=2))


def test_an_outcome_has_a_bound(store: Store, draft: str) -> None:
    with pytest.raises(TooLarge):
        save(store, draft, outcome={f"program-{n}": ["yes", 1, 1] for n in range(2000)})


def test_a_code_that_is_taken_is_not_given_again(
    store: Store, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = iter(["2" * 8, "2" * 8, "2" * 8, "3" * 8])
    monkeypatch.setattr(codes, "make", lambda: next(signs))
    assert save(store, draft) == "2" * 8
    assert save(store, draft, moment=MOMENT + SECOND) == "3" * 8
    first = store.opened("2" * 8, NOW)
    assert first is not None
    assert first.moment == MOMENT


def test_when_no_free_code_is_found_it_is_said(
    store: Store, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "make", lambda: "2" * 8)
    save(store, draft)
    with pytest.raises(StoreError, match="no free code"):
        save(store, draft, moment=MOMENT + SECOND)


class TestSigns:
    def test_a_code_is_eight_signs_that_cannot_be_mixed_up(self) -> None:
        assert len(codes.ALPHABET) == len(set(codes.ALPHABET)) == 19
        assert not set(codes.ALPHABET) & set("01OILUSZBGQEANTPV")
        made = {codes.make() for _ in range(2000)}
        assert len(made) == 2000
        assert all(re.fullmatch(f"[{codes.ALPHABET}]{{8}}", code) for code in made)
        assert {sign for code in made for sign in code} == set(codes.ALPHABET)

    def test_every_code_is_read_as_itself(self) -> None:
        for code in (codes.make() for _ in range(200)):
            assert codes.read(code) == code
            assert codes.read(shown(code)) == code
            assert re.fullmatch(r"\w{4}-\w{4}", shown(code))

    @pytest.mark.parametrize(
        "typed",
        [
            "2345-6789",
            "2345 6789",
            " 2345\t6789\n",
            "2 3 4 5 6 7 8 9",
            "2345–6789",
            "2345.6789",
            "２３４５－６７８９",
            "E345-6789",
            "z345-6789",
            "234O-6789",
            "2340-6789",
            "234s-6789",
            "2345-G789",
            "2345-u789",
            "2345-6I89",
            "2345-6189",
            "2345-6l89",
            "2345-67b9",
            "2345-678q",
        ],
    )  # fmt: skip
    def test_what_was_misheard_misread_or_typed_otherwise_is_still_understood(
        self, typed: str
    ) -> None:
        assert codes.read(typed) == "23456789"

    @pytest.mark.parametrize(
        ("typed", "code"),
        [("tanp-vcdf", "DHMRYCDF"), ("xywr kmjh", "XYWRKMJH"), ("ｄｈｍｒｙｃｄｆ", "DHMRYCDF")],
    )
    def test_letters_too(self, typed: str, code: str) -> None:
        assert codes.read(typed) == code

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("알ㅡ-2345", "DKFM2345"),  # the keys D, K, F and M
            ("ㅇㅏㄹㅡ 2345", "DKFM2345"),
            ("광ㅗㅓ23", "RHKDHJ23"),  # a vowel of two keys
            ("닭ㅓㅓㅓ2", "2KFRJJJ2"),  # a final of two keys, and E is read as 2
        ],
    )
    def test_a_keyboard_left_in_korean_is_understood(self, typed: str, code: str) -> None:
        assert codes.read(typed) == code

    @pytest.mark.parametrize(
        "typed",
        ["", " ", "2345678", "234567899", "2345678!", "가나다라마바사아", "2345678\x00", "²" * 9,
         "2345678ß", "2345678ﬁ", "2" * 8 + " " * 60, "\ud800" * 8, "٢" * 8],
    )  # fmt: skip
    def test_what_cannot_be_a_code_is_not_looked_for(self, typed: str) -> None:
        assert codes.read(typed) is None
        assert Store("postgresql://127.0.0.1:1/nowhere").opened(typed, NOW) is None

    def test_a_code_opens_however_it_was_typed(self, store: Store, draft: str) -> None:
        code = save(store, draft)
        for typed in (code.lower(), shown(code), f" {shown(code).lower()} "):
            assert store.opened(typed, NOW) is not None
