"""Faults seeded into a copy of the shipped tables: all of them are told at once, each in its place."""

import re
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from service.app import create_app
from service.catalog.load import load
from service.cli import rules
from service.config import RULES, Settings
from service.errors import Fault, TableError

CREDIT = "programs/burden-relief-credit.toml"
CUSTOMER = "programs/payback-customer.toml"
MERCHANT = "programs/payback-merchant.toml"
LOAN = "programs/policy-loan-general.toml"
STATUS = "programs/small-business-status.toml"
VOUCHER = "programs/stability-voucher.toml"
SEEDED = {Path(name).name for name in (CREDIT, CUSTOMER, MERCHANT, LOAN, STATUS, VOUCHER)}


@dataclass(frozen=True)
class Seed:
    """``old`` in ``file`` becomes ``new``; the first line that differs is to be reported."""

    name: str
    file: str
    old: str
    new: str
    message: str

    def sow(self, root: Path) -> None:
        path = root / self.file
        text = path.read_text("utf-8")
        assert self.old in text, f"{self.name}: not in {self.file}: {self.old}"
        assert self.new not in text
        path.write_text(text.replace(self.old, self.new, 1), "utf-8")

    def line(self, root: Path) -> int:
        """Return the line on which the seeded text begins."""
        text = (root / self.file).read_text("utf-8")
        assert text.count(self.new) == 1
        return text[: text.index(self.new)].count("\n") + 1

    def expected(self, root: Path) -> tuple[str, int, str]:
        return f"{root.name}/{self.file}", self.line(root), self.message


SEEDS = (
    Seed(
        "a fact misspelt",
        CREDIT,
        'when = "개업일 <= 2025-05-01"',
        'when = "개엽일 <= 2025-05-01"',
        "모르는 이름입니다: '개엽일'. 혹시 '개업일'입니까?",
    ),
    Seed(
        "months for heads",
        VOUCHER,
        'when = "개업일 <= 2025-12-31"',
        'when = "상시근로자 수 < 5개월"',
        "수량(명)과(와) 수량(개월)은(는) 비교할 수 없습니다.",
    ),
    Seed(
        "an amount for a date",
        STATUS,
        'when = "개업일 >= 2024-01-02"',
        'when = "개업일 < 3억원"',
        "날짜과(와) 금액은(는) 비교할 수 없습니다.",
    ),
    Seed(
        "editions that overlap",
        CUSTOMER,
        "from = 2025-11-26",
        "from = 2025-11-25",
        "'2025' 회차와 기간이 겹칩니다.",
    ),
    Seed(
        "a condition without a source",
        CREDIT,
        '[[edition.condition]]\nid = "operating"\nwhen = "영업상태 = 영업 중"\nsource = '
        '{ doc = "credit-2025-copies", at = "지원 대상(활동여부)", grade = "corroborated" }',
        '[[edition.condition]] # 근거 없음\nid = "operating"\nwhen = "영업상태 = 영업 중"',
        "'source' 빠졌습니다.",
    ),
    Seed(
        "a document nobody knows",
        CUSTOMER,
        'doc = "payback-press-schedule"',
        'doc = "payback-press-scedule"',
        "모르는 문서입니다: 'payback-press-scedule' (sources.toml에 없음)",
    ),
    Seed(
        "a list nobody knows",
        LOAN,
        'any = ["업종코드 not in 정책자금 융자제외 업종"',
        'any = ["업종코드 not in 정책자금 제외 업종"',
        "모르는 이름입니다: '정책자금 제외 업종'. 혹시 '정책자금 융자제외 업종'입니까?",
    ),
    Seed(
        "a sign turned round",
        STATUS,
        'when = "개업일 >= 2025-01-02"',
        'when = "개업일 =< 2025-01-02"',
        "'=<' 기호는 쓰지 않습니다. '<='로 쓰십시오.",
    ),
    Seed(
        "a condition's id twice",
        STATUS,
        'id = "revenue"',
        'id = "listed-industry" # 또',
        "요건 id가 두 번 나옵니다: 'listed-industry'",
    ),
    Seed(
        "a case's name twice",
        "cases/burden-relief-credit.toml",
        'name = "폐업했으면 받을 수 없다"',
        'name = "신청일에 휴업 중이면 받을 수 없다" # 또',
        "사례 이름이 두 번 나옵니다: '신청일에 휴업 중이면 받을 수 없다'",
    ),
    Seed(
        "a key nobody knows",
        "sources.toml",
        "date = 2026-07-29",
        "dated = 2026-07-29",
        "'dated' 모르는 이름입니다.",
    ),
    Seed(
        "an id that is not the file's name",
        LOAN,
        'id = "policy-loan-general"',
        'id = "policy-loan"',
        "id가 파일 이름과 다릅니다: 'policy-loan-general'",
    ),
    Seed(
        "a day no calendar has",
        MERCHANT,
        "from = 2025-",
        "from = 2025-02-30 # ",
        "TOML 문법 오류: ",
    ),
    Seed(
        "a window that closes before it opens",
        VOUCHER,
        "closes = 2026-12-18T18:00:00",
        "closes = 2026-01-18T18:00:00",
        "마감이 시작보다 빠릅니다.",
    ),
    Seed(
        "a code no industry has",
        "lists/good-landlord.csv",
        "68112,",
        "68999,",
        "없는 업종코드입니다: '68999'",
    ),
    Seed(
        "a row that lacks a cell",
        "lists/policy-fund-rates.csv",
        "2026-04-10,2026-07-09,정책자금 기준금리,",
        "2026-04-10,2026-07-09,base",
        "칸 수가 첫 줄과 다릅니다.",
    ),
    Seed(
        "a shared condition nobody knows",
        VOUCHER,
        'use = "operating"',
        'use = "operatin"',
        "모르는 공통 요건입니다: 'operatin' (shared.toml에 없음)",
    ),
    Seed(
        "an amount out of order",
        VOUCHER,
        'amount = "25만원"',
        'amount = "400만 1억원"',
        "값을 읽을 수 없습니다: '400만 1억원'",
    ),
    Seed(
        "no English",
        CUSTOMER,
        'agency = { ko = "중소벤처기업부", en = "Ministry of SMEs and Startups" }',
        'agency = { ko = "중소벤처기업부" }',
        "'en' 빠졌습니다.",
    ),
    Seed(
        "a divisor that can be zero",
        CREDIT,
        'otherwise = "2025년 매출액 * 12 / 큰값(영업개월(개업일, 2025-12-31), 1개월)"',
        'otherwise = "2025년 매출액 * 12 / 큰값(영업개월(개업일, 2025-12-31), 0개월)"',
        "0으로 나눌 수 있습니다.",
    ),
)

# These draw further faults after them, or are further kinds of a seed above.
FURTHER = (
    Seed(
        "a choice of another fact",
        STATUS,
        'when = "사업자 형태 = 비영리법인·단체"',
        'when = "사업자 형태 = 간이과세자"',
        "'간이과세자'은(는) 이 항목의 선택지가 아닙니다.",
    ),
    Seed(
        "a grade that is none",
        STATUS,
        'at = "시행령 제2조제1호", grade = "statute"',
        'at = "시행령 제2조제1호", grade = "law"',
        "'grade' 근거등급은 ",
    ),
    Seed(
        "a grade that is none in a list",
        "lists/good-landlord.csv",
        "(6쪽),notice",
        "(6쪽),note",
        "근거등급이 아닙니다: 'note'",
    ),
    Seed(
        "a fact's id twice",
        "facts.toml",
        'id = "industry_code"',
        'id = "district" # 또',
        "항목 id가 두 번 나옵니다: 'district'",
    ),
    Seed(
        "a document's id twice",
        "sources.toml",
        'id = "mss-2026-478"',
        'id = "mss-2026-37" # 또',
        "문서 id가 두 번 나옵니다: 'mss-2026-37'",
    ),
    Seed(
        "a choice without English",
        "facts.toml",
        '[[fact.choice]]\n  id = "nam-gu"\n  label = "남구"\n  label_en = "Nam-gu"',
        '[[fact.choice]] # 영어 없음\n  id = "nam-gu"\n  label = "남구"',
        "'label_en' 빠졌습니다.",
    ),
    Seed(
        "a derived fact in another unit",
        CREDIT,
        'cases = [\n  { when = "개업일 <= 2023-12-31", value = "2024년 매출액" }',
        'cases = [\n  { when = "개업일 <= 2023-12-31", value = "5명" }',
        "경우마다 값의 단위가 다릅니다.",
    ),
    Seed(
        "a benefit in another unit",
        VOUCHER,
        'amount = "25만원"',
        'amount = "25명"',
        "금액이어야 합니다.",
    ),
    Seed(
        "an answer without a unit",
        "cases/burden-relief-credit.toml",
        '"상시근로자 수 = 1명"',
        '"상시근로자 수 = 1"',
        "수량(명)과(와) 단위 없는 수은(는) 비교할 수 없습니다.",
    ),
    Seed(
        "a text for a list of texts",
        "cases/burden-relief-credit.toml",
        'answers = ["2024년 매출액 = 3억원"]',
        'answers = "2024년 매출액 = 3억원"',
        "'answers' 목록([ ])이어야 합니다.",
    ),
    Seed(
        "a quote not closed in a list",
        "lists/good-landlord.csv",
        "68112,비주거용",
        '68112,"비주거용" ',
        "CSV",
    ),
    Seed(
        "base rates out of order",
        "lists/policy-fund-rates.csv",
        "2026-04-10,2026-07-09,",
        "2026-04-09,2026-07-09,",
        "기간이 겹치거나 순서가 맞지 않습니다.",
    ),
    Seed(
        "a successor nobody knows",
        CREDIT,
        'successor = "stability-voucher"',
        'successor = "stability-vouchers"',
        "모르는 지원사업입니다: 'stability-vouchers'",
    ),
    Seed(
        "a time with a zone",
        VOUCHER,
        "opens = 2026-02-09T09:00:00",
        "opens = 2026-02-09T09:00:00Z",
        "'opens' 시간대 없이 한국 시각으로 쓰십시오.",
    ),
)

Sow = Callable[[Sequence[Seed]], Path]


def named(seed: Seed) -> str:
    return seed.name


@pytest.fixture
def sow(tmp_path: Path) -> Sow:
    """Return the maker of a copy of some shipped tables with the given seeds in it."""

    def copy(seeds: Sequence[Seed]) -> Path:
        root = tmp_path / "rules"
        shutil.copytree(RULES, root)
        # the programs that seeds touch are enough, and quicker to read
        for path in (*root.glob("programs/*"), *root.glob("cases/*")):
            if path.name not in SEEDED:
                path.unlink()
        (root / "combinations.toml").write_text("", "utf-8")
        for seed in seeds:
            seed.sow(root)
        return root

    return copy


def faults_in(root: Path) -> tuple[Fault, ...]:
    with pytest.raises(TableError) as caught:
        load(root)
    return caught.value.faults


def told(faults: Sequence[Fault], file: str, line: int, message: str) -> list[Fault]:
    return [f for f in faults if (f.file, f.line) == (file, line) and f.message.startswith(message)]


def test_twenty_faults_are_seeded() -> None:
    assert len(SEEDS) == 20
    assert len({seed.file for seed in SEEDS}) >= 8


def test_one_load_raises_all_twenty_faults_and_no_other(sow: Sow) -> None:
    root = sow(SEEDS)
    faults = faults_in(root)
    missing = [seed.name for seed in SEEDS if not told(faults, *seed.expected(root))]
    assert not missing, "\n".join(map(str, faults))
    wanted = [found for seed in SEEDS for found in told(faults, *seed.expected(root))]
    assert sorted(wanted) == list(faults)
    assert len(faults) == 20


def test_one_check_prints_all_twenty_faults_and_exits_with_1(sow: Sow, app: Flask) -> None:
    root = sow(SEEDS)
    result = app.test_cli_runner().invoke(rules, ["check", str(root)])
    assert result.exit_code == 1
    lines = result.output.splitlines()
    heads = [line for line in lines if re.match(r"rules/[^:]+:[0-9]+: ", line)]
    for seed in SEEDS:
        file, number, message = seed.expected(root)
        assert [h for h in heads if h.startswith(f"{file}:{number}: {message}")], seed.name
    assert len(heads) == 20
    assert all(re.search("[가-힣]{2}", head) for head in heads)
    assert lines[-1] == "표에 오류가 20건 있습니다."
    assert "Traceback" not in result.output


@pytest.mark.parametrize("seed", [*SEEDS, *FURTHER], ids=named)
def test_a_fault_alone_is_told_on_its_line(seed: Seed, sow: Sow) -> None:
    root = sow([seed])
    faults = faults_in(root)
    assert told(faults, *seed.expected(root)), "\n".join(map(str, faults))


@pytest.mark.parametrize("seed", SEEDS, ids=named)
def test_a_fault_alone_draws_no_other(seed: Seed, sow: Sow) -> None:
    assert len(faults_in(sow([seed]))) == 1


def test_a_faulty_program_does_not_hide_the_faults_of_its_cases(sow: Sow) -> None:
    no_english = next(seed for seed in SEEDS if seed.name == "no English")
    case = Seed(
        "a case on no date",
        "cases/payback-customer.toml",
        "\non = 2025-",
        '\non = "그날" # 2025-',
        "on은 날짜나 한국 시각이어야 합니다.",
    )
    faults = faults_in(sow([no_english, case]))
    assert [f.message for f in faults] == [case.message, no_english.message]


def test_a_faulty_edition_leaves_its_names_to_the_next(sow: Sow) -> None:
    seed = Seed(
        "a benefit without an amount",
        CUSTOMER,
        '[edition.benefit]\nform = "voucher"\namount = "9월 페이백 + 10월 페이백 + 11월 페이백"',
        '[edition.benefit] # 금액 없음\nform = "voucher"',
        "'amount' 빠졌습니다.",
    )
    root = sow([seed])
    faults = faults_in(root)
    assert told(faults, *seed.expected(root))
    assert len(faults) == 1


def test_a_text_in_place_of_a_list_is_one_fault_not_one_a_letter(sow: Sow) -> None:
    seed = next(seed for seed in FURTHER if seed.name == "a text for a list of texts")
    assert len(faults_in(sow([seed]))) == 1


def columns(text: str) -> int:
    """Return how many columns a terminal gives ``text``."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def shown(fault: Fault) -> tuple[str, str]:
    head, text, caret = str(fault).splitlines()
    assert head == f"{fault.file}:{fault.line}: {fault.message}"
    return text, caret


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("a sign turned round", "=<"),
        ("a fact misspelt", "개엽일"),
        ("a list nobody knows", "정책자금 제외 업종"),
        ("an amount out of order", "400만 1억원"),
        ("months for heads", "5개월"),
        ("an amount for a date", "3억원"),
        ("a choice of another fact", "간이과세자"),
    ],
)
def test_the_caret_stands_under_the_faulty_text(name: str, marked: str, sow: Sow) -> None:
    seed = next(seed for seed in (*SEEDS, *FURTHER) if seed.name == name)
    root = sow([seed])
    (fault,) = told(faults_in(root), *seed.expected(root))
    text, caret = shown(fault)
    before = text[: text.index(marked)]
    assert caret == " " * columns(before) + "^" * columns(marked)


def test_the_caret_under_a_sign_counts_a_hangul_syllable_as_two_columns(sow: Sow) -> None:
    seed = next(seed for seed in SEEDS if seed.name == "a sign turned round")
    (fault,) = faults_in(sow([seed]))
    assert shown(fault) == (
        '    when = "개업일 =< 2025-01-02"',
        "                   ^^",
    )


def test_the_caret_finds_the_whole_text_and_not_a_longer_one_before_it(sow: Sow) -> None:
    seed = Seed(
        "an answer that is the beginning of one before it",
        "cases/burden-relief-credit.toml",
        '  "상시근로자 수 = 1명",\n',
        '  "상시근로자 수 = 1명",\n  "상시근로자 수 = 1",\n',
        "",
    )
    root = sow([seed])
    (fault,) = faults_in(root)
    assert fault.line == seed.line(root) + 1
    assert shown(fault)[0] == '    "상시근로자 수 = 1",'


def test_the_service_does_not_start_with_a_faulty_table(sow: Sow) -> None:
    root = sow(SEEDS)
    with pytest.raises(TableError) as caught:
        create_app(Settings(rules_dir=root))
    assert len(caught.value.faults) == 20


def test_the_service_starts_with_the_copied_tables_as_shipped(sow: Sow) -> None:
    assert create_app(Settings(rules_dir=sow([]))).extensions["catalog"].programs


def test_tables_written_in_nfd_are_read_like_nfc(sow: Sow) -> None:
    root = sow([])
    for path in [*root.rglob("*.toml"), *root.rglob("*.csv")]:
        path.write_text(unicodedata.normalize("NFD", path.read_text("utf-8")), "utf-8")
    apart = load(root)
    shipped = load(RULES)
    cases = [case.facts for case in shipped.cases if case.program in apart.programs]
    assert {key: repr(program) for key, program in apart.programs.items()} == {
        key: repr(shipped.programs[key]) for key in apart.programs
    }
    assert repr(apart.entries) == repr(shipped.entries)
    assert [case.facts for case in apart.cases] == cases


def test_a_fault_in_an_nfd_table_is_told_like_one_in_nfc(sow: Sow) -> None:
    seed = next(seed for seed in SEEDS if seed.name == "a fact misspelt")
    root = sow([seed])
    composed = faults_in(root)
    path = root / seed.file
    path.write_text(unicodedata.normalize("NFD", path.read_text("utf-8")), "utf-8")
    assert faults_in(root) == composed


def test_a_table_that_is_not_utf_8_is_a_fault(sow: Sow) -> None:
    root = sow([])
    path = root / "lists" / "good-landlord.csv"
    path.write_bytes(path.read_text("utf-8").encode("cp949"))
    assert [f.file for f in faults_in(root)] == ["rules/lists/good-landlord.csv"]


def test_a_program_without_cases_is_a_fault(sow: Sow) -> None:
    root = sow([])
    (root / "cases" / "payback-customer.toml").unlink()
    (fault,) = faults_in(root)
    assert (fault.file, fault.message) == ("rules/cases/payback-customer.toml", "파일이 없습니다.")


def test_one_fault_of_an_edition_does_not_hide_the_next(sow: Sow) -> None:
    ends = Seed(
        "ends before it begins", VOUCHER, "until = 2026-12-31", "until = 2025-12-31", "until"
    )
    shapeless = Seed("a day that is none", VOUCHER, "on = 2026-02-10", 'on = "2026-02-10"', "'on'")
    unknown = Seed(
        "a fact misspelt", VOUCHER, "개업일 <= 2025-12-31", "개엽일 <= 2025-12-31", "개엽일"
    )
    root = sow([ends, shapeless, unknown])
    (root / VOUCHER).write_text(
        (root / VOUCHER).read_text("utf-8").replace("[[edition.window]]", "[[edition.windows]]"),
        "utf-8",
    )
    messages = [fault.message for fault in faults_in(root)]
    assert any(message.startswith("'until'") for message in messages)
    assert any("개엽일" in message for message in messages)
    assert any(message.startswith("'window' 빠졌습니다") for message in messages)


def test_sources_that_cannot_be_read_are_one_fault_and_not_one_a_citation(sow: Sow) -> None:
    root = sow([])
    path = root / "sources.toml"
    path.write_text(path.read_text("utf-8").replace("[[doc]]\nid", "id", 2), "utf-8")
    (fault,) = faults_in(root)
    assert fault.file == "rules/sources.toml"
    assert fault.message.startswith("TOML 문법 오류")
