"""The shape of every table, as marshmallow schemas."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from service.catalog.fields import (
    ID,
    MESSAGES,
    Clock,
    Day,
    Line,
    LocalTime,
    Size,
    Table,
    Truth,
    Whole,
    list_of,
    nested,
    required,
)
from service.catalog.model import Reason
from service.engine.facts import Kind
from service.engine.program import Bond
from service.engine.sources import Grade


class Words(Table):
    """A text in Korean and English."""

    ko = required(Line)
    en = required(Line)


class Cited(Table):
    """A place in a document."""

    doc = required(Line)
    at = required(Line)
    grade = required(
        Line,
        validate=validate.OneOf(
            [g.word for g in Grade], error="근거등급은 {choices} 중 하나입니다."
        ),
    )


class Condition(Table):
    """A condition: one line, any of several, or a shared one by its id."""

    id = Line(validate=ID)
    when = Line()
    any = list_of(Line())
    use = Line()
    source = nested(Cited)

    @validates_schema
    def _one_form(self, data: dict[str, Any], **kwargs: Any) -> None:
        forms = [name for name in ("when", "any", "use") if name in data]
        if len(forms) != 1:
            raise ValidationError("when, any, use 가운데 하나만 쓰십시오.")
        if forms != ["use"]:
            for name in ("id", "source"):
                if name not in data:
                    raise ValidationError("빠졌습니다.", name)
        elif len(data) > 1:
            raise ValidationError("use에는 다른 것을 함께 쓸 수 없습니다.")


class Case(Table):
    """A branch of a derived fact."""

    when = required(Line)
    value = required(Line)


class Let(Table):
    """A derived fact with a name."""

    name = required(Line)
    name_en = required(Line)
    value = Line()
    cases = list_of(nested(Case))
    otherwise = Line()
    source = nested(Cited, required=True)

    @validates_schema
    def _one_form(self, data: dict[str, Any], **kwargs: Any) -> None:
        if ("value" in data) == ("cases" in data) or ("cases" in data) != ("otherwise" in data):
            raise ValidationError("value 하나, 또는 cases와 otherwise를 쓰십시오.")


class RotaDay(Table):
    """A day of a rota and the last digits it is for."""

    on = required(Day)
    digits = list_of(Whole(validate=validate.Range(0, 9)), required=True)


class Rota(Table):
    """The first days of a window by last digit."""

    digit = required(Line)
    days = list_of(nested(RotaDay), required=True)


class Pause(Table):
    """Hours of the night without applications."""

    start = required(Clock, data_key="from")
    end = required(Clock, data_key="until")


class Window(Table):
    """A time in which one can apply."""

    opens = LocalTime()
    closes = LocalTime()
    confirmed = Day()
    seen = Truth()
    when = Line()
    rota = nested(Rota)
    pause = nested(Pause)
    source = nested(Cited, required=True)

    @validates_schema
    def _one_form(self, data: dict[str, Any], **kwargs: Any) -> None:
        if "seen" in data and "confirmed" in data:
            raise ValidationError("confirmed와 함께 쓸 수 없습니다.", "seen")


class Checked(Table):
    """The last second reading of an edition, and what it found."""

    on = required(Day)
    differences = list_of(Line(), required=True)


class Paper(Words):
    """A document to prepare."""

    when = Line()


class Caveat(Table):
    """What one must know besides; a shared one by its id."""

    use = Line()
    text = nested(Words)
    when = Line()
    source = nested(Cited)

    @validates_schema
    def _one_form(self, data: dict[str, Any], **kwargs: Any) -> None:
        if "use" in data:
            if len(data) > 1:
                raise ValidationError("use에는 다른 것을 함께 쓸 수 없습니다.")
            return
        for name in ("text", "source"):
            if name not in data:
                raise ValidationError("빠졌습니다.", name)


class SharedCaveat(Table):
    """A caveat that several programs use."""

    id = required(Line, validate=ID)
    text = nested(Words, required=True)
    when = Line()
    source = nested(Cited, required=True)


class Discount(Table):
    """Points off a loan's rate that follow from facts."""

    points = required(Line)
    when = required(Line)


class Loan(Table):
    """The terms of a loan."""

    term_months = required(Whole)
    grace_months = required(Whole)
    fixed = Line()
    spread = Line()
    base = Line()
    discount = list_of(nested(Discount))
    most = Line()
    source = nested(Cited, required=True)

    @validates_schema
    def _one_form(self, data: dict[str, Any], **kwargs: Any) -> None:
        if ("fixed" in data) == ("spread" in data) or ("spread" in data) != ("base" in data):
            raise ValidationError("fixed 하나, 또는 spread와 base를 쓰십시오.")


class Detail(Table):
    """An amount told beside the benefit's own."""

    name = nested(Words, required=True)
    amount = required(Line)
    at_most = Truth()
    source = nested(Cited, required=True)


class Rates(Table):
    """The list of dated rates that come with a benefit."""

    list = required(Line)
    uncovered = nested(Words, required=True, data_key="unknown")


class Benefit(Table):
    """What one gets."""

    form = required(
        Line,
        validate=validate.OneOf(
            [
                "credit",
                "voucher",
                "cash",
                "loan",
                "guarantee",
                "subsidy",
                "refund",
                "status",
                "service",
            ],
            error="지원 형태는 {choices} 중 하나입니다.",
        ),
    )
    amount = required(Line)
    at_most = Truth()
    text = nested(Words)
    loan = nested(Loan)
    detail = list_of(nested(Detail))
    rates = nested(Rates)
    source = nested(Cited, required=True)


class Apply(Table):
    """Where one applies or asks."""

    url = Line(validate=validate.URL(schemes={"https", "http"}, error="인터넷 주소여야 합니다."))
    phone = Line()
    how = nested(Words)


class Option(Table):
    """A route or type of an edition."""

    id = required(Line, validate=ID)
    name = nested(Words, required=True)
    condition = list_of(nested(Condition), required=True)
    benefit = nested(Benefit, required=True)
    caveat = list_of(nested(Caveat))
    apply = nested(Apply)


class Edition(Table):
    """One notice of a program."""

    id = required(Line, validate=ID)
    start = required(Day, data_key="from")
    end = required(Day, data_key="until")
    checked = nested(Checked, required=True)
    note = nested(Words)
    documents = list_of(nested(Paper))
    apply = nested(Apply, required=True)
    let = list_of(nested(Let))
    window = list_of(nested(Window), required=True)
    condition = list_of(nested(Condition), required=True)
    option = list_of(nested(Option))
    benefit = nested(Benefit, required=True)
    caveat = list_of(nested(Caveat))

    @validates_schema(skip_on_field_errors=False)
    def _in_order(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data.get("start", date.min) > data.get("end", date.max):
            raise ValidationError("until이 from보다 빠릅니다.", "until")


class Program(Table):
    """A program's table."""

    id = required(Line, validate=ID)
    name = nested(Words, required=True)
    agency = nested(Words, required=True)
    summary = nested(Words, required=True)
    successor = Line()
    calculator = nested(Words)
    edition = list_of(nested(Edition), required=True)


class Shared(Table):
    """Derived facts, conditions and caveats that several programs use."""

    let = list_of(nested(Let))
    condition = list_of(nested(Condition))
    caveat = list_of(nested(SharedCaveat))


class Choice(Table):
    """One answer of a choice."""

    id = required(Line, validate=ID)
    label = required(Line)
    label_en = required(Line)


class Fact(Table):
    """A fact's declaration."""

    id = required(Line, validate=ID)
    label = required(Line)
    label_en = required(Line)
    type = required(
        Line,
        validate=validate.OneOf(
            [k.value for k in Kind if k is not Kind.NUMBER], error="type은 {choices} 중 하나입니다."
        ),
    )
    unit = fields.String(error_messages=MESSAGES)
    minimum = Whole()
    maximum = Whole()
    step = Size()
    future = Truth()
    list = Line()
    question = nested(Words, required=True)
    help = nested(Words)
    where = nested(Words)
    choice = list_of(nested(Choice))


class FactsFile(Table):
    """The file of all facts."""

    fact = list_of(nested(Fact), required=True)


class Document(Table):
    """A document that sources point to."""

    id = required(Line, validate=ID)
    title = nested(Words, required=True)
    date = Day()
    url = Line()


class SourcesFile(Table):
    """The file of all documents."""

    doc = list_of(nested(Document), required=True)


class Listing(Table):
    """A code list's title and what it gives for a code without a row."""

    id = required(Line, validate=ID)
    title = required(Line)
    title_en = required(Line)
    default = Line()


class RateListing(Table):
    """A list of dated rates and its title."""

    id = required(Line, validate=ID)
    title = required(Line)
    title_en = required(Line)


class ListsFile(Table):
    """The file that names all lists: of codes, and of rates by date."""

    list = list_of(nested(Listing), required=True)
    rates = list_of(nested(RateListing))


class Combination(Table):
    """A rule on having several programs at once."""

    id = required(Line, validate=ID)
    kind = required(
        Line,
        validate=validate.OneOf([b.value for b in Bond], error="kind는 {choices} 중 하나입니다."),
    )
    programs = list_of(Line(), required=True, validate=validate.Length(1, error="비어 있습니다."))
    text = nested(Words, required=True)
    source = nested(Cited, required=True)


class CombinationsFile(Table):
    """The file of all rules on combining programs."""

    rule = list_of(nested(Combination))


class Uncovered(Table):
    """A program that is known but not encoded, and why not."""

    name = nested(Words, required=True)
    agency = nested(Words)
    reason = required(
        Line,
        validate=validate.OneOf(
            [r.value for r in Reason], error="reason은 {choices} 중 하나입니다."
        ),
    )
    why = nested(Words, required=True)
    phone = Line()
    url = Line()


class UncoveredFile(Table):
    """The file of programs that are not covered."""

    program = list_of(nested(Uncovered))


class Expected(Table):
    """A merchant and the verdict it must get."""

    name = required(Line)
    ref = Line()
    each = list_of(list_of(Line()))
    on = fields.Raw(required=True, error_messages=MESSAGES)
    answers = list_of(Line())
    without = list_of(Line())
    expect = required(Line)
    because = list_of(Line())
    needs = list_of(Line())
    amount = fields.Raw()
    details = fields.Dict(keys=Line(), error_messages=MESSAGES)
    rate = fields.Raw()
    rates = list_of(Line())
    options = list_of(Line())
    application = Line(
        validate=validate.OneOf(
            ["open", "upcoming", "closed", "unconfirmed"], error="{choices} 중 하나입니다."
        )
    )
    today = Line(
        validate=validate.OneOf(["예", "아니오", "모름"], error="{choices} 중 하나입니다.")
    )
    caveat = Line()
    hidden = Line()
    edition = Line()


class CasesFile(Table):
    """The cases of one program; ``answers`` at the top are common to all."""

    answers = list_of(Line())
    case = list_of(nested(Expected), required=True)
