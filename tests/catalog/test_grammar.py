"""The language of a table's lines: tokens, trees, and what is told of a line that cannot be read."""

import unicodedata
from datetime import date
from fractions import Fraction

import pytest

from service.catalog.grammar import Vocabulary, answer, condition, expression
from service.catalog.tokens import (
    Cutter,
    LineError,
    Sort,
    count,
    day,
    decimal,
    money,
    number,
    percent,
)
from service.engine.facts import Fact, Kind
from service.engine.sources import Grade, Source
from service.engine.tree import (
    Arithmetic,
    Call,
    CodeList,
    Compare,
    Const,
    Get,
    Lookup,
    Member,
    Named,
    Row,
    Today,
)

SALES = Fact("sales", Kind.MONEY, "원", maximum=10**12)
STAFF = Fact("staff", Kind.COUNT, "명", maximum=1000)
DIGIT = Fact("digit", Kind.COUNT, "", maximum=9)
OPENED = Fact("opened", Kind.DATE)
STATUS = Fact("status", Kind.CHOICE, values=("operating", "closed"))
OWNER = Fact("owner", Kind.BOOL)
TRADE = Fact("trade", Kind.CODE, values=("56221", "56111"))
SOURCE = Source("notice", "1", Grade.NOTICE)
CAP = CodeList(
    "cap", "소기업 기준", "cap", (Row("56", True, SOURCE, amount=Const(10, Kind.MONEY, "원")),)
)
YEARLY = Named("연 매출", "a year's sales", Get(SALES))
WORDS = Vocabulary(
    facts={
        "매출액": SALES,
        "2024년 매출액": SALES,
        "직원 수": STAFF,
        "끝자리": DIGIT,
        "개업일": OPENED,
        "영업상태": STATUS,
        "대표자": OWNER,
        "업종코드": TRADE,
    },
    choices={"status": {"영업 중": "operating", "폐업": "closed"}},
    named={"연 매출": YEARLY},
    listings={"소기업 기준": CAP},
)


def won(amount: int) -> Const:
    return Const(amount, Kind.MONEY, "원")


def refused(line: str) -> tuple[str, str]:
    """Return what is told of ``line`` and the part of it that is pointed at."""
    with pytest.raises(LineError) as caught:
        condition(line, WORDS)
    start, end = caught.value.span
    return caught.value.message, line[start:end]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0원", 0),
        ("1원", 1),
        ("300,000,001원", 300_000_001),
        ("25만원", 250_000),
        ("25 만원", 250_000),
        ("7,500만원", 75_000_000),
        ("3천만원", 30_000_000),
        ("5백만원", 5_000_000),
        ("2천원", 2_000),
        ("1억원", 100_000_000),
        ("1억 400만원", 104_000_000),
        ("1억400만원", 104_000_000),
        ("1억 5천만원", 150_000_000),
        ("3억 1원", 300_000_001),
        ("1억 2천만 3만 4천 5원", 120_034_005),
    ],
)
def test_money_is_read_in_every_usual_form(text: str, amount: int) -> None:
    assert money(text) == amount
    assert expression(text, WORDS) == won(amount)


@pytest.mark.parametrize("text", ["400만 1억원", "3만 5만원", "1,00원", "10,0000원", "1억 ,5만원"])
def test_money_out_of_order_or_with_stray_commas_is_refused(text: str) -> None:
    with pytest.raises(LineError) as caught:
        expression(text, WORDS)
    assert is_korean(caught.value.message)


def is_korean(text: str) -> bool:
    return any("가" <= character <= "힣" for character in text)


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("12", 12), ("1,234", 1234), ("1,234,567", 1_234_567)]
)
def test_a_whole_number_may_have_commas_between_threes(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["1,23", "12,34,567", "1234,567", ",123", "1,"])
def test_commas_elsewhere_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        number(text)


def test_a_decimal_is_exact() -> None:
    assert decimal("0.1") == Fraction(1, 10)
    assert decimal("7") == 7


def test_a_percentage_is_an_exact_part_of_one() -> None:
    assert percent("20%") == Fraction(1, 5)
    assert percent("3.85%") == Fraction(385, 10_000)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5명", (5, "명")),
        ("4.5명", (4.5, "명")),
        ("12개월", (12, "개월")),
        ("3회", (3, "회")),
        ("2,006년", (2006, "년")),
        ("19세", (19, "세")),
        ("2개", (2, "개")),
        ("33㎡", (33, "㎡")),
    ],
)
def test_a_count_is_a_number_and_its_unit(text: str, read: tuple[float, str]) -> None:
    assert count(text) == read
    assert expression(text, WORDS) == Const(read[0], Kind.COUNT, read[1])


def test_a_date_is_read() -> None:
    assert day("2026-02-28") == date(2026, 2, 28)
    assert expression("2024-02-29", WORDS) == Const(date(2024, 2, 29), Kind.DATE)


@pytest.mark.parametrize("text", ["2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10"])
def test_a_day_no_calendar_has_is_pointed_at(text: str) -> None:
    assert refused(f"개업일 <= {text}") == (f"값을 읽을 수 없습니다: '{text}'", text)


def test_the_longest_of_two_names_is_read() -> None:
    tokens = Cutter(["매출액", "2024년 매출액"]).cut("2024년 매출액 <= 3억원")
    assert [(t.sort, t.text) for t in tokens] == [
        (Sort.NAME, "2024년 매출액"),
        (Sort.SIGN, "<="),
        (Sort.MONEY, "3억원"),
        (Sort.END, ""),
    ]


def test_a_name_may_be_written_with_more_spaces() -> None:
    (name, _) = Cutter(["직원 수"]).cut("직원   수")
    assert (name.text, name.start, name.end) == ("직원 수", 0, 6)


def test_a_name_is_not_read_out_of_a_longer_word() -> None:
    with pytest.raises(LineError, match="모르는 이름입니다: '매출액수'"):
        Cutter(["매출액"]).cut("매출액수")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("=<", "<="), ("=>", ">="), ("==", "="), ("<>", "!="), ("≤", "<="), ("≥", ">="), ("≠", "!=")],
)
def test_a_sign_of_another_language_is_put_right(slip: str, meant: str) -> None:
    message = f"'{slip}' 기호는 쓰지 않습니다. '{meant}'로 쓰십시오."
    assert refused(f"매출액 {slip} 3억원") == (message, slip)


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "=", "!="])
def test_a_comparison_is_read(sign: str) -> None:
    assert condition(f"매출액 {sign} 3억원", WORDS) == Compare(
        (Get(SALES), won(300_000_000)), (sign,)
    )


def test_spaces_around_signs_do_not_matter() -> None:
    assert condition("매출액<=3억원", WORDS) == condition("  매출액  <=  3억원 ", WORDS)


def test_a_chain_of_two_comparisons_is_read() -> None:
    assert condition("0원 < 매출액 <= 3억원", WORDS) == Compare(
        (won(0), Get(SALES), won(300_000_000)), ("<", "<=")
    )


@pytest.mark.parametrize(
    "line",
    [
        "3억원 > 매출액 > 0원",
        "0원 < 매출액 > 1원",
        "0원 = 매출액 = 1원",
        "0원 < 매출액 < 1억원 < 2억원",
    ],
)
def test_other_chains_are_refused(line: str) -> None:
    assert refused(line)[0] == "두 번 비교할 때에는 '<'나 '<='만 쓰십시오."


def test_a_line_that_compares_nothing_is_refused() -> None:
    assert refused("매출액")[0] == "비교 기호(<, <=, >, >=, =, !=, in)가 없습니다."


def test_a_choice_is_read_by_its_label_and_yes_and_no_are_truths() -> None:
    assert answer("영업상태 = 영업 중", WORDS) == (STATUS, "operating")
    assert answer("대표자 = 예", WORDS) == (OWNER, True)
    assert answer("대표자 = 아니오", WORDS) == (OWNER, False)
    assert answer("끝자리 = 4", WORDS) == (DIGIT, 4)


@pytest.mark.parametrize(
    "line", ["매출액 < 3억원", "매출액 = 매출액", "0원 < 매출액 < 3억원", "영업상태 in (폐업)"]
)
def test_an_answer_is_one_fact_and_its_value(line: str) -> None:
    with pytest.raises(LineError) as caught:
        answer(line, WORDS)
    assert (caught.value.message, caught.value.span) == (
        "'항목 = 값' 꼴로 쓰십시오.",
        (0, len(line)),
    )


@pytest.mark.parametrize(("word", "negated"), [("in", False), ("not in", True), ("not  in", True)])
def test_membership_in_values_and_in_a_list_is_read(word: str, negated: bool) -> None:
    assert condition(f"영업상태 {word} (영업 중, 폐업)", WORDS) == Member(
        Get(STATUS), ("operating", "closed"), negated
    )
    assert condition(f"업종코드 {word} 소기업 기준", WORDS) == Member(Get(TRADE), CAP, negated)


def test_a_code_is_its_first_digits() -> None:
    assert condition("업종코드 in (56, 56111)", WORDS) == Member(Get(TRADE), ("56", "56111"), False)
    assert condition("끝자리 in (4, 9)", WORDS) == Member(Get(DIGIT), (4, 9), False)
    assert refused("업종코드 in (56, 99)") == ("없는 코드입니다: '99'", "99")


def test_membership_is_refused_where_it_makes_no_sense() -> None:
    assert refused("매출액 in 소기업 기준") == (
        "금액은(는) 목록에서 찾을 수 없습니다.",
        "매출액 in 소기업 기준",
    )
    assert refused("영업상태 in 폐업") == ("목록 이름이나 '(값, 값)'이 있어야 합니다.", "폐업")
    assert refused("영업상태 in (폐업")[0] == "여기에 ')'가 있어야 합니다."
    assert refused("매출액 in (1원, 5명)") == (
        "금액과(와) 수량(명)은(는) 비교할 수 없습니다.",
        "5명",
    )
    assert refused("매출액 in (1원, 매출액)") == ("여기에는 값만 쓸 수 있습니다.", "매출액")


def test_products_bind_closer_than_sums_and_parentheses_closest() -> None:
    sales, two = Get(SALES), Const(2, Kind.NUMBER)
    product = Arithmetic("*", sales, two, Kind.MONEY, "원")
    assert expression("1원 + 매출액 * 2", WORDS) == Arithmetic(
        "+", won(1), product, Kind.MONEY, "원"
    )
    inner = Arithmetic("+", won(1), sales, Kind.MONEY, "원")
    assert expression("(1원 + 매출액) * 2", WORDS) == Arithmetic("*", inner, two, Kind.MONEY, "원")


def test_a_difference_is_taken_from_the_left() -> None:
    first = Arithmetic("-", won(3), won(2), Kind.MONEY, "원")
    assert expression("3원 - 2원 - 1원", WORDS) == Arithmetic("-", first, won(1), Kind.MONEY, "원")


@pytest.mark.parametrize(
    ("line", "kind", "unit"),
    [
        ("매출액 * 20%", Kind.MONEY, "원"),
        ("20% * 매출액", Kind.MONEY, "원"),
        ("매출액 * 12 / 3개월", Kind.MONEY, "원"),
        ("매출액 / 2원", Kind.NUMBER, ""),
        ("직원 수 * 2", Kind.COUNT, "명"),
        ("2 * 직원 수", Kind.COUNT, "명"),
        ("직원 수 + 1명", Kind.COUNT, "명"),
        ("연도(개업일)", Kind.COUNT, "년"),
        ("만나이(개업일, 신청일)", Kind.COUNT, "세"),
        ("영업개월(개업일, 2025-12-31)", Kind.COUNT, "개월"),
        ("큰값(매출액, 0원, 연 매출)", Kind.MONEY, "원"),
        ("작은값(개업일, 신청일)", Kind.DATE, ""),
        ("절사(매출액 * 20%, 1원)", Kind.MONEY, "원"),
        ("소기업 기준(업종코드)", Kind.MONEY, "원"),
    ],
)
def test_an_expression_has_a_kind_and_a_unit(line: str, kind: Kind, unit: str) -> None:
    read = expression(line, WORDS)
    assert (read.kind, read.unit) == (kind, unit)


def test_names_functions_and_lists_become_their_trees() -> None:
    assert expression("연 매출", WORDS) is YEARLY
    assert expression("신청일", WORDS) == Today()
    assert expression("소기업 기준(업종코드)", WORDS) == Lookup(CAP, Get(TRADE))
    read = expression("경과일수(개업일, 신청일)", WORDS)
    assert isinstance(read, Call)
    assert read.arguments == (Get(OPENED), Today())


@pytest.mark.parametrize(
    ("line", "message", "marked"),
    [
        ("매출액 < 5명", "금액과(와) 수량(명)은(는) 비교할 수 없습니다.", "5명"),
        ("직원 수 < 5개월", "수량(명)과(와) 수량(개월)은(는) 비교할 수 없습니다.", "5개월"),
        ("직원 수 < 5", "수량(명)과(와) 단위 없는 수은(는) 비교할 수 없습니다.", "5"),
        ("개업일 < 3억원", "날짜과(와) 금액은(는) 비교할 수 없습니다.", "3억원"),
        ("영업상태 < 폐업", "선택 항목에는 '=', '!=', 'in'만 쓸 수 있습니다.", "< 폐업"),
        ("매출엑 < 3억원", "모르는 이름입니다: '매출엑'. 혹시 '매출액'입니까?", "매출엑"),
        ("매출액 < 3억원 원", "모르는 이름입니다: '원'.", "원"),
        ("매출액 <", "여기에 항목이나 값이 있어야 합니다.", ""),
        ("매출액 < 3억원 매출액", "줄이 여기에서 끝나야 합니다.", "매출액"),
        ("매출액 < 3억원; 1원", "읽을 수 없는 글자입니다: ';'", ";"),
        ("영업상태 = 예 ", "선택 항목과(와) 예/아니오은(는) 비교할 수 없습니다.", "예"),
        ("대표자 = 폐업", "'폐업'은(는) 이 항목의 선택지가 아닙니다.", "폐업"),
        (
            "매출액 + 5명 < 3억원",
            "금액과(와) 수량(명)은(는) 더하거나 뺄 수 없습니다.",
            "매출액 + 5명",
        ),
        (
            "매출액 * 매출액 < 3억원",
            "금액과(와) 금액은(는) 곱하거나 나눌 수 없습니다.",
            "매출액 * 매출액",
        ),
    ],
)
def test_an_error_says_what_is_wrong_and_where(line: str, message: str, marked: str) -> None:
    assert refused(line) == (message, marked)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("연도(매출액) > 1년", "'연도'에는 (날짜)을(를) 넣어야 합니다."),
        ("만나이(개업일) > 1세", "'만나이'에는 (날짜, 날짜)을(를) 넣어야 합니다."),
        ("큰값(매출액) > 1원", "'큰값'에는 같은 종류의 값을 둘 이상 넣어야 합니다."),
        ("큰값(매출액, 1명) > 1원", "'큰값'에는 같은 종류의 값을 둘 이상 넣어야 합니다."),
        ("큰값(영업상태, 영업상태) > 1원", "'큰값'에는 같은 종류의 값을 둘 이상 넣어야 합니다."),
        ("소기업 기준(매출액) > 1원", "목록은 코드로만 찾을 수 있습니다."),
        ("연도 > 1년", "여기에 '('가 있어야 합니다."),
    ],
)
def test_a_function_refuses_what_it_does_not_take(line: str, message: str) -> None:
    assert refused(line)[0] == message


@pytest.mark.parametrize(
    "line", ["", "   ", "(", ")", "in", "<", "((매출액)", "매출액 not 3", "%", "'"]
)
def test_a_line_without_sense_is_an_error_within_the_line(line: str) -> None:
    with pytest.raises(LineError) as caught:
        condition(line, WORDS)
    start, end = caught.value.span
    assert 0 <= start < end <= len(line) + 1
    assert is_korean(caught.value.message)


def test_a_line_in_nfd_is_for_its_table_to_compose() -> None:
    line = unicodedata.normalize("NFD", "매출액 < 3억원")
    assert condition(unicodedata.normalize("NFC", line), WORDS) == condition(
        "매출액 < 3억원", WORDS
    )
    with pytest.raises(LineError):
        condition(line, WORDS)
