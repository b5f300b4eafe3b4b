from typing import cast

from service.engine.questions import ranked
from service.engine.verdict import Qualifies, Verdict
from service.engine.window import Application, Status

ORDER = {"sales": 0, "staff": 1, "opened": 2, "trade": 3}


class Told:
    """As much of a verdict as the ranking reads."""

    def __init__(
        self,
        needs: str,
        decisive: str = "",
        most: int = 0,
        status: Status = Status.OPEN,
        qualifies: Qualifies = Qualifies.UNKNOWN,
        today: str = "",
    ) -> None:
        self.needs = tuple(needs.split())
        self.decisive = tuple(decisive.split())
        self.most = most
        self.qualifies = qualifies
        self.application = Application(status, None, None, tuple(today.split()))


def order(**verdicts: Told) -> list[str]:
    return [fact for fact, _ in ranked(cast("dict[str, Verdict]", verdicts), ORDER)]


def test_what_settles_the_most_programs_comes_first():
    told = {"a": Told("sales trade", "trade", 9), "b": Told("trade staff", "trade staff", 5)}
    assert order(**told) == ["trade", "staff", "sales"]


def test_then_the_most_money_at_stake():
    assert order(a=Told("sales", "sales", 1), b=Told("opened", "opened", 2)) == ["opened", "sales"]


def test_then_what_the_most_programs_need():
    told = {"a": Told("sales opened"), "b": Told("opened")}
    assert order(**told) == ["opened", "sales"]


def test_then_the_order_of_the_declaration():
    assert order(a=Told("trade opened staff sales")) == list(ORDER)


def test_each_question_names_the_programs_that_need_it():
    told = {"a": Told("sales"), "b": Told("staff"), "c": Told("sales staff")}
    found = ranked(cast("dict[str, Verdict]", told), ORDER)
    assert found == [("sales", ("a", "c")), ("staff", ("b", "c"))]


def test_nothing_needed_leaves_nothing_to_ask():
    assert order(a=Told("")) == []


def test_a_closed_program_settles_nothing_but_is_still_asked_for():
    told = {"a": Told("sales", "sales", 9, Status.CLOSED), "b": Told("trade", "trade")}
    assert order(**told) == ["trade", "sales"]


def test_what_decides_only_about_today_is_asked_of_those_not_refused():
    assert order(a=Told("", qualifies=Qualifies.YES, today="trade")) == ["trade"]
    assert order(a=Told("", qualifies=Qualifies.NO, today="trade")) == []
