"""The terminal's door, over tables of its own."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from service.catalog.load import load
from service.cli import rules

SOURCE = 'source = { doc = "notice-1", at = "2. 지원 대상", grade = "notice" }'

FACTS = """
[[fact]]
id = "trade"
label = "업종코드"
label_en = "Industry"
type = "code"
question = { ko = "어떤 업종입니까?", en = "What is your trade?" }

[[fact]]
id = "sales"
label = "매출액"
label_en = "Revenue"
type = "money"
minimum = 0
maximum = 1000000000000
question = { ko = "매출액은 얼마입니까?", en = "What is your revenue?" }

[[fact]]
id = "staff"
label = "직원 수"
label_en = "Staff"
type = "count"
unit = "명"
minimum = 0
maximum = 1000
step = 0.5
question = { ko = "직원은 몇 명입니까?", en = "How many staff?" }

[[fact]]
id = "opened"
label = "개업일"
label_en = "Opened"
type = "date"
question = { ko = "언제 개업했습니까?", en = "When did you open?" }

[[fact]]
id = "status"
label = "영업상태"
label_en = "Status"
type = "choice"
question = { ko = "영업하고 있습니까?", en = "Are you operating?" }
choice = [
  { id = "operating", label = "영업 중", label_en = "operating" },
  { id = "suspended", label = "휴업", label_en = "suspended" },
  { id = "closed", label = "폐업", label_en = "closed" },
]

[[fact]]
id = "digit"
label = "번호 끝자리"
label_en = "Last digit"
type = "count"
minimum = 0
maximum = 9
question = { ko = "번호의 끝자리는 무엇입니까?", en = "Which is the last digit?" }
"""

PROGRAM = f"""
id = "tea-voucher"
name = {{ ko = "찻집 바우처", en = "Tea voucher" }}
agency = {{ ko = "차 진흥원", en = "Tea agency" }}
summary = {{ ko = "찻집에 주는 바우처", en = "A voucher for tea houses" }}

[[edition]]
id = "2026"
from = 2026-01-01
until = 2026-12-31
checked = {{ on = 2026-02-03, differences = ["마감 시각을 고쳤습니다."] }}
documents = [
  {{ ko = "통장 사본", en = "Bank book" }},
  {{ ko = "휴업 신고서", en = "Notice of suspension", when = "영업상태 = 휴업" }},
]
apply = {{ url = "https://tea.example", phone = "062-000-0000" }}

[[edition.window]]
opens = 2026-02-09T09:00:00
closes = 2026-12-18T18:00:00
rota = {{ digit = "번호 끝자리", days = [{{ on = 2026-02-09, digits = [1, 3] }}] }}
pause = {{ from = 23:30:00, until = 00:30:00 }}
{SOURCE}

[[edition.condition]]
id = "sales-cap"
when = "0원 < 매출액 < 1억 400만원"
{SOURCE}

[[edition.condition]]
id = "staff-cap"
when = "직원 수 < 5명"
{SOURCE}

[[edition.condition]]
id = "trade"
when = "업종코드 not in 빠지는 업종"
{SOURCE}

[edition.benefit]
form = "voucher"
amount = "25만원"
{SOURCE}

[[edition.benefit.detail]]
name = {{ ko = "월 지원액", en = "Each month" }}
amount = "5만원"
{SOURCE}

[edition.benefit.rates]
list = "tea-discounts"
unknown = {{ ko = "오늘 할인율은 모릅니다.", en = "Today's discount is not known." }}

[[edition.caveat]]
text = {{ ko = "일찍 마감될 수 있습니다.", en = "It may close early." }}
{SOURCE}
"""

LOAN = f"""
id = "tea-loan"
name = {{ ko = "찻집 대출", en = "Tea loan" }}
agency = {{ ko = "차 진흥원", en = "Tea agency" }}
summary = {{ ko = "찻집에 빌려주는 돈", en = "A loan for tea houses" }}

[[edition]]
id = "2026"
from = 2026-01-01
until = 2026-12-31
checked = {{ on = 2026-02-03, differences = ["마감 시각을 고쳤습니다."] }}
apply = {{ phone = "062-000-0000" }}

[[edition.window]]
opens = 2026-01-01T00:00:00
{SOURCE}

[[edition.condition]]
id = "status"
when = "영업상태 = 영업 중"
{SOURCE}

[[edition.option]]
id = "new"
name = {{ ko = "새내기형", en = "new" }}
condition = [{{ id = "late", when = "개업일 >= 2025-01-01", {SOURCE} }}]
apply = {{ phone = "062-111-1111" }}

[[edition.option.caveat]]
text = {{ ko = "첫해에만 빌립니다.", en = "In the first year only." }}
{SOURCE}

[edition.option.benefit]
form = "loan"
amount = "5000만원"
at_most = true
{SOURCE}

[edition.option.benefit.loan]
term_months = 60
grace_months = 24
spread = "0.6%"
base = "policy-fund-rates"
{SOURCE}

[[edition.option]]
id = "old"
name = {{ ko = "단골형", en = "old" }}
condition = [{{ id = "early", when = "개업일 < 2015-01-01", {SOURCE} }}]

[edition.option.benefit]
form = "loan"
amount = "3000만원"
at_most = true
{SOURCE}

[edition.benefit]
form = "loan"
amount = "5000만원"
at_most = true
{SOURCE}
"""

CASES = """
answers = ["업종코드 = 56221", "직원 수 = 1명"]

[[case]]
name = "매출이 적은 찻집은 받는다"
on = 2026-03-02
answers = ["매출액 = 8300만원"]
expect = "받을 수 있음"
amount = "25만원"
"""

RATE_COLUMNS = "from,until,name,name_en,when,rate,doc,at,grade"

FILES = {
    "facts.toml": FACTS,
    "sources.toml": """
[[doc]]
id = "notice-1"
title = { ko = "찻집 공고", en = "Tea notice" }
date = 2026-01-28
""",
    "shared.toml": "",
    "combinations.toml": f"""
[[rule]]
id = "one-tea"
kind = "not-together"
programs = ["tea-voucher", "tea-loan"]
text = {{ ko = "바우처와 대출은 하나만 받습니다.", en = "Either the voucher or the loan." }}
{SOURCE}
""",
    "not-covered.toml": "",
    "lists/lists.toml": """
[[list]]
id = "left-out"
title = "빠지는 업종"
title_en = "left-out trades"

[[rates]]
id = "policy-fund-rates"
title = "기준금리"
title_en = "base rate"

[[rates]]
id = "tea-discounts"
title = "찻집 할인율"
title_en = "tea discount"
""",
    "lists/tea-discounts.csv": f"{RATE_COLUMNS}\n"
    "2026-01-01,2026-03-31,기본 할인,discount,,10%,notice-1,할인,notice\n"
    "2026-02-01,2026-02-28,새 찻집 추가,extra,개업일 >= 2025-01-01,5%,notice-1,할인,notice\n",
    "lists/districts.csv": "district,name,code,from,until\n",
    "lists/industries-rev10.csv": "rev10,rev11,kind\n",
    "lists/left-out.csv": "code,name,name_en,when,included,amount,doc,at,grade\n"
    "562,주점,Bars,,예,,notice-1,붙임,notice\n"
    "56221,커피,Coffee,,아니오,,notice-1,붙임,notice\n",
    "lists/industries.csv": "code,name,name_en,words\n"
    "56221,커피 전문점,Coffee shops,카페;커피\n"
    "56211,일반 유흥 주점업,Bars,술집\n",
    "lists/policy-fund-rates.csv": f"{RATE_COLUMNS}\n"
    "2026-01-01,2026-03-31,기준금리,base rate,,3.35%,notice-1,금리,notice\n",
    "programs/tea-voucher.toml": PROGRAM,
    "programs/tea-loan.toml": LOAN,
    "cases/tea-voucher.toml": CASES,
    "cases/tea-loan.toml": """
[[case]]
name = "문 닫은 찻집은 빌리지 못한다"
on = 2026-03-02
answers = ["영업상태 = 폐업"]
expect = "받을 수 없음"
because = ["status"]
""",
}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    root = tmp_path / "rules"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


@pytest.fixture
def runner(tables: Path) -> FlaskCliRunner:
    app = Flask("tables")
    app.extensions["catalog"] = load(tables)
    app.cli.add_command(rules)
    return app.test_cli_runner()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def ask(runner: FlaskCliRunner, *arguments: str, answers: str) -> Result:
    lines = "\n".join(answers.split("|"))
    return runner.invoke(args=["rules", "ask", *arguments], input=lines)


class TestCheck:
    def test_sound_tables_are_counted_in_one_line(self, runner, tables):
        result = runner.invoke(args=["rules", "check", str(tables)])
        assert result.exit_code == 0
        counts = "지원사업 2개, 회차 2개, 요건 6개, 사례 2개"
        assert result.output == f"표에 오류가 없습니다: {counts}\n"

    def test_without_a_directory_the_settings_tables_are_checked(self, runner, tables, monkeypatch):
        monkeypatch.setenv("RULES_DIR", str(tables))
        assert "지원사업 2개" in runner.invoke(args=["rules", "check"]).output

    def test_every_fault_of_every_table_is_shown_with_a_caret(self, runner, tables):
        change(tables / "programs/tea-voucher.toml", "매출액 <", "매출엑 <")
        change(tables / "cases/tea-loan.toml", "폐업", "폐없")
        result = runner.invoke(args=["rules", "check", str(tables)])
        assert result.exit_code == 1
        assert "rules/programs/tea-voucher.toml:27: 모르는 이름입니다: '매출엑'" in result.output
        assert "^^^^^^" in result.output
        assert "rules/cases/tea-loan.toml:" in result.output

    def test_a_case_that_comes_out_differently_is_shown_with_each_difference(self, runner, tables):
        change(tables / "programs/tea-voucher.toml", "1억 400만원", "8000만원")
        result = runner.invoke(args=["rules", "check", str(tables)])
        assert result.exit_code == 1
        assert "rules/cases/tea-voucher.toml:4: 매출이 적은 찻집은 받는다" in result.output
        assert "    - 결과:" in result.output
        assert "    - 금액:" in result.output
        assert "사례 2개 가운데 1개가 기대와 다릅니다." in result.output


class TestShow:
    def test_a_table_is_read_out_in_korean(self, runner):
        shown = runner.invoke(args=["rules", "show", "tea-voucher"]).output
        for line in (
            "찻집 바우처 (tea-voucher)",
            "표를 근거와 맞춰 본 날: 2026년 2월 3일",
            "- 2026년 2월 9일 09:00부터 2026년 12월 18일 18:00까지",
            "    2026년 2월 9일: 번호 끝자리 1, 3만",
            "    매일 23:30~00:30에는 신청할 수 없음",
            "1. 매출액: 0원 초과 1억 400만원 미만 (sales-cap)",
            "    근거: 찻집 공고, 2. 지원 대상 (2026년 1월 28일, 공고문)",
            "금액: 바우처 25만원",
            "- 빠지는 업종: 2줄 (lists/left-out.csv)",
            "- 일찍 마감될 수 있습니다.",
            "- 통장 사본",
            "- 휴업 신고서 (해당: 영업상태: 휴업)",
            "    그때 찾은 차이: 마감 시각을 고쳤습니다.",
            "월 지원액: 5만원",
            "2026년 1월 1일부터 2026년 3월 31일까지 기본 할인 10%",
            "2026년 2월 1일부터 2026년 2월 28일까지 새 찻집 추가 5% (해당: 개업일: 2025년 1월 1일부터)",
            "- 중복 지원 제한: 바우처와 대출은 하나만 받습니다. (찻집 대출)",
            "- 전화: 062-000-0000",
            "- notice-1: 찻집 공고 (2026년 1월 28일)",
        ):
            assert line in shown.splitlines()

    def test_a_loan_shows_its_rate_of_each_date(self, runner):
        shown = runner.invoke(args=["rules", "show", "찻집 대출", "--edition", "2026"]).output
        assert "- 새내기형 (new)" in shown
        assert "금액: 대출 최대 5,000만원" in shown
        assert "  - 첫해에만 빌립니다." in shown
        assert "  전화: 062-111-1111" in shown
        assert "2026년 1월 1일부터 2026년 3월 31일까지: 연 3.95% (기준금리 3.35%)" in shown

    def test_a_status_is_not_said_to_be_worth_nothing(self, app):
        shown = app.test_cli_runner().invoke(args=["rules", "show", "sangsaeng-card-merchant"])
        assert "금액: 자격 금액 없음" in shown.output
        assert "0원\n" not in shown.output

    def test_an_unknown_program_is_answered_with_near_names(self, runner):
        result = runner.invoke(args=["rules", "show", "tea-vouchr"])
        assert result.exit_code == 2
        assert "'tea-vouchr'에 맞는 지원사업이 없습니다." in result.stderr
        assert "혹시 tea-voucher (찻집 바우처)?" in result.stderr

    def test_an_unknown_edition_is_answered_with_those_there_are(self, runner):
        result = runner.invoke(args=["rules", "show", "tea-voucher", "--edition", "2019"])
        assert result.exit_code == 2
        assert "있는 회차: 2026" in result.stderr


class TestAsk:
    DAY = ("--as-of", "2026-03-02")

    def test_answers_lead_to_a_yes_with_amount_and_way_to_apply(self, runner):
        told = ask(runner, *self.DAY, "tea-voucher", answers="카페|1|8300만원|4명").output
        assert "→ 56221 커피 전문점" in told
        assert "■ 찻집 바우처 (차 진흥원): 받을 수 있음" in told
        assert "지원: 바우처 25만원" in told
        assert "오늘 신청할 수 있음" in told
        assert "누리집: https://tea.example" in told

    def test_a_no_tells_the_value_against_the_limit_and_asks_no_more(self, runner):
        told = ask(runner, *self.DAY, "tea-voucher", answers="56221|2억원").output
        assert "맞지 않음: 매출액: 0원 초과 1억 400만원 미만 (답: 2억원)" in told
        assert "직원은 몇 명입니까?" not in told

    def test_a_wrong_answer_is_asked_again_with_a_reason(self, runner):
        told = ask(
            runner, *self.DAY, "tea-voucher", answers="|팔천|-5원|8300만원|4.2명|5000명|4.5"
        ).output
        assert told.count("8300만원처럼 써 주세요.") == 2
        assert "0.5명 단위로 답해 주세요." in told
        assert "0명에서 1,000명 사이로 답해 주세요." in told
        assert "→ 4.5명" in told

    def test_an_unknown_answer_is_not_asked_again_and_stays_open(self, runner):
        told = ask(runner, *self.DAY, "tea-voucher", answers="|||").output
        assert told.count("매출액은 얼마입니까?") == 1
        assert "받을 수 없음" not in told
        assert needed(told) == {"업종코드", "매출액", "직원 수"}

    def test_q_stops_and_the_verdicts_are_still_told(self, runner):
        result = ask(runner, *self.DAY, answers="q")
        assert result.exit_code == 0
        assert "═══ 확인 필요 (2개) ═══" in result.output

    def test_choices_are_taken_by_number_or_by_name(self, runner):
        for answer in ("2", "폐업", "closed"):
            told = ask(runner, *self.DAY, "tea-loan", answers=f"2020-01-02|{answer}").output
            assert "받을 수 없음" in told
        told = ask(runner, *self.DAY, "tea-loan", answers="1|2025.3.2").output
        assert "대출 최대 5,000만원" in told
        assert "맞는 유형: 새내기형" in told

    def test_a_date_that_has_not_come_is_refused(self, runner):
        told = ask(runner, *self.DAY, "tea-loan", answers="1|2027-01-01").output
        assert "2026년 3월 2일 사이로 답해 주세요." in told

    def test_on_a_rota_day_the_last_digit_is_asked_last(self, runner):
        told = ask(
            runner, "--as-of", "2026-02-09", "tea-voucher", answers="56221|8300만원|1|2"
        ).output
        assert "번호의 끝자리는 무엇입니까?" in told
        assert "오늘 신청할 수 없음" in told

    def test_a_search_without_a_match_is_asked_again(self, runner):
        told = ask(runner, *self.DAY, "tea-voucher", answers="우주선|술집|1").output
        assert "찾지 못했습니다." in told
        assert "맞지 않음: 업종코드: 빠지는 업종에 해당하지 않음" in told

    def test_a_date_that_is_none_is_refused(self, runner):
        result = ask(runner, "--as-of", "어제", answers="")
        assert result.exit_code == 2
        assert "2026-11-22" in result.stderr


def needed(told: str) -> set[str]:
    line = next(line for line in told.splitlines() if "더 필요한 것: " in line)
    return set(line.split(": ")[1].split(", "))
