"""The shape of every table, as marshmallow schemas; messages in Korean."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from service.catalog.model import Reason
from service.engine.facts import Kind
from service.engine.program import Bond
from service.engine.sources import Grade

_MESSAGES: dict[str, Any] = {
    "required": "빠졌습니다.",
    "null": "비워 둘 수 없습니다.",
    "invalid": "형식이 맞지 않습니다.",
    "type": "형식이 맞지 않습니다.",
    "validator_failed": "값이 맞지 않습니다.",
}
_ID = validate.Regexp(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*\Z", error="소문자·숫자·'-'로 쓰십시오.")


class _Table(Schema):
    """A table that refuses unknown keys."""

    class Meta:
        """Refuse what the schema does not name."""

        unknown = RAISE

    error_messages = {
        "unknown": "모르는 이름입니다.",
        "type": "표(table)여야 합니다.",
    }


class _Plain(fields.Field[Any]):
    """A value that TOML has already typed; nothing is converted."""

    types: tuple[type, ...] = ()
    wanted = ""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        exact = type(value) if not isinstance(value, str) else str
        if exact not in self.types:
            raise ValidationError(f"{self.wanted}여야 합니다.")
        return value


class Line(_Plain):
    """A text on one line."""

    types, wanted = (str,), "따옴표로 묶은 글"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if not text.strip():
            raise ValidationError("비워 둘 수 없습니다.")
        return text


class Day(_Plain):
    """A date."""

    types, wanted = (date,), "날짜(2026-01-31)"


class LocalTime(_Plain):
    """A date and time in Seoul."""

    types, wanted = (datetime,), "일시(2026-01-31T09:00:00)"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        if moment.tzinfo is not None:
            raise ValidationError("시간대 없이 한국 시각으로 쓰십시오.")
        return moment


class Clock(_Plain):
    """A time of day."""

    types, wanted = (time,), "시각(23:30:00)"


class Whole(_Plain):
    """A whole number."""

    types, wanted = (int,), "정수"


class Size(_Plain):
    """A number."""

    types, wanted = (int, float), "수"


class Truth(_Plain):
    """True or false."""

    types, wanted = (bool,), "true나 false"


def _nested(schema: type[Schema], **options: Any) -> fields.Nested:
    messages = {**_MESSAGES, "type": "표(table)여야 합니다."}
    return fields.Nested(schema, error_messages=messages, **options)


def _required(field: type[_Plain], **options: Any) -> Any:
    return field(required=True, error_messages=_MESSAGES, **options)


def _list_of(inner: Any, **options: Any) -> Any:
    return fields.List(
        inner, error_messages={**_MESSAGES, "invalid": "목록([ ])이어야 합니다."}, **options
    )


class Words(_Table):
    """A text in Korean and English."""

    ko = _required(Line)
    en = _required(Line)


class Cited(_Table):
    """A place in a document."""

    doc = _required(Line)
    at = _required(Line)
    grade = _required(
        Line,
        validate=validate.OneOf(
            [g.word for g in Grade], error="근거등급은 {choices} 중 하나입니다."
        ),
    )


class Condition(_Table):
    """A condition: one line, any of several, or a shared one by its id."""

    id = Line(validate=_ID)
    when = Line()
    any = _list_of(Line())
    use = Line()
    source = _nested(Cited)

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


class Case(_Table):
    """A branch of a derived fact."""

    when = _required(Line)
    value = _required(Line)


class Let(_Table):
    """A derived fact with a name."""

    name = _required(Line)
    name_en = _required(Line)
    value = Line()
    cases = _list_of(_nested(Case))
    otherwise = Line()
    source = _nested(Cited, required=True)

    @validates_schema
    def _one_form(self, data: dict[str, Any], **kwargs: Any) -> None:
        if ("value" in data) == ("cases" in data) or ("cases" in data) != ("otherwise" in data):
            raise ValidationError("value 하나, 또는 cases와 otherwise를 쓰십시오.")


class RotaDay(_Table):
    """A day of a rota and the last digits it is for."""

    on = _required(Day)
    digits = _list_of(Whole(validate=validate.Range(0, 9)), required=True)


class Rota(_Table):
    """The first days of a window by last digit."""

    digit = _required(Line)
    days = _list_of(_nested(RotaDay), required=True)


class Pause(_Table):
    """Hours of the night without applications."""

    start = _required(Clock, data_key="from")
    end = _required(Clock, data_key="until")


class Window(_Table):
    """A time in which one can apply."""

    opens = LocalTime()
    closes = LocalTime()
    confirmed = Day()
    when = Line()
    rota = _nested(Rota)
    pause = _nested(Pause)
    source = _nested(Cited, required=True)


class Checked(_Table):
    """The last second reading of an edition, and what it found."""

    on = _required(Day)
    differences = _list_of(Line(), required=True)


class Paper(Words):
    """A document to prepare."""

    when = Line()


class Caveat(_Table):
    """What one must know besides."""

    text = _nested(Words, required=True)
    when = Line()
    source = _nested(Cited, required=True)


class Discount(_Table):
    """Points off a loan's rate that follow from facts."""

    points = _required(Line)
    when = _required(Line)


class Loan(_Table):
    """The terms of a loan."""

    term_months = _required(Whole)
    grace_months = _required(Whole)
    fixed = Line()
    spread = Line()
    base = Line()
    discount = _list_of(_nested(Discount))
    most = Line()
    source = _nested(Cited, required=True)

    @validates_schema
    def _one_form(self, data: dict[str, Any], **kwargs: Any) -> None:
        if ("fixed" in data) == ("spread" in data) or ("spread" in data) != ("base" in data):
            raise ValidationError("fixed 하나, 또는 spread와 base를 쓰십시오.")


class Detail(_Table):
    """An amount told beside the benefit's own."""

    name = _nested(Words, required=True)
    amount = _required(Line)
    at_most = Truth()
    source = _nested(Cited, required=True)


class Rates(_Table):
    """The list of dated rates that come with a benefit."""

    list = _required(Line)
    uncovered = _nested(Words, required=True, data_key="unknown")


class Benefit(_Table):
    """What one gets."""

    form = _required(
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
    amount = _required(Line)
    at_most = Truth()
    text = _nested(Words)
    loan = _nested(Loan)
    detail = _list_of(_nested(Detail))
    rates = _nested(Rates)
    source = _nested(Cited, required=True)


class Apply(_Table):
    """Where one applies or asks."""

    url = Line(validate=validate.URL(schemes={"https", "http"}, error="인터넷 주소여야 합니다."))
    phone = Line()
    how = _nested(Words)


class Option(_Table):
    """A route or type of an edition."""

    id = _required(Line, validate=_ID)
    name = _nested(Words, required=True)
    condition = _list_of(_nested(Condition), required=True)
    benefit = _nested(Benefit, required=True)
    caveat = _list_of(_nested(Caveat))
    apply = _nested(Apply)


class Edition(_Table):
    """One notice of a program."""

    id = _required(Line, validate=_ID)
    start = _required(Day, data_key="from")
    end = _required(Day, data_key="until")
    checked = _nested(Checked, required=True)
    note = _nested(Words)
    documents = _list_of(_nested(Paper))
    apply = _nested(Apply, required=True)
    let = _list_of(_nested(Let))
    window = _list_of(_nested(Window), required=True)
    condition = _list_of(_nested(Condition), required=True)
    option = _list_of(_nested(Option))
    benefit = _nested(Benefit, required=True)
    caveat = _list_of(_nested(Caveat))

    @validates_schema(skip_on_field_errors=False)
    def _in_order(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data.get("start", date.min) > data.get("end", date.max):
            raise ValidationError("until이 from보다 빠릅니다.", "until")


class Program(_Table):
    """A program's table."""

    id = _required(Line, validate=_ID)
    name = _nested(Words, required=True)
    agency = _nested(Words, required=True)
    summary = _nested(Words, required=True)
    successor = Line()
    edition = _list_of(_nested(Edition), required=True)


class Shared(_Table):
    """Derived facts and conditions that several programs use."""

    let = _list_of(_nested(Let))
    condition = _list_of(_nested(Condition))


class Choice(_Table):
    """One answer of a choice."""

    id = _required(Line, validate=_ID)
    label = _required(Line)
    label_en = _required(Line)


class Fact(_Table):
    """A fact's declaration."""

    id = _required(Line, validate=_ID)
    label = _required(Line)
    label_en = _required(Line)
    type = _required(
        Line,
        validate=validate.OneOf(
            [k.value for k in Kind if k is not Kind.NUMBER], error="type은 {choices} 중 하나입니다."
        ),
    )
    unit = fields.String(error_messages=_MESSAGES)
    minimum = Whole()
    maximum = Whole()
    step = Size()
    future = Truth()
    list = Line()
    question = _nested(Words, required=True)
    help = _nested(Words)
    where = _nested(Words)
    choice = _list_of(_nested(Choice))


class FactsFile(_Table):
    """The file of all facts."""

    fact = _list_of(_nested(Fact), required=True)


class Document(_Table):
    """A document that sources point to."""

    id = _required(Line, validate=_ID)
    title = _nested(Words, required=True)
    date = Day()
    url = Line()


class SourcesFile(_Table):
    """The file of all documents."""

    doc = _list_of(_nested(Document), required=True)


class Listing(_Table):
    """A code list's title and what it gives for a code without a row."""

    id = _required(Line, validate=_ID)
    title = _required(Line)
    title_en = _required(Line)
    default = Line()


class RateListing(_Table):
    """A list of dated rates and its title."""

    id = _required(Line, validate=_ID)
    title = _required(Line)
    title_en = _required(Line)


class ListsFile(_Table):
    """The file that names all lists: of codes, and of rates by date."""

    list = _list_of(_nested(Listing), required=True)
    rates = _list_of(_nested(RateListing))


class Combination(_Table):
    """A rule on having several programs at once."""

    id = _required(Line, validate=_ID)
    kind = _required(
        Line,
        validate=validate.OneOf([b.value for b in Bond], error="kind는 {choices} 중 하나입니다."),
    )
    programs = _list_of(Line(), required=True, validate=validate.Length(1, error="비어 있습니다."))
    text = _nested(Words, required=True)
    source = _nested(Cited, required=True)


class CombinationsFile(_Table):
    """The file of all rules on combining programs."""

    rule = _list_of(_nested(Combination))


class Uncovered(_Table):
    """A program that is known but not encoded, and why not."""

    name = _nested(Words, required=True)
    agency = _nested(Words)
    reason = _required(
        Line,
        validate=validate.OneOf(
            [r.value for r in Reason], error="reason은 {choices} 중 하나입니다."
        ),
    )
    why = _nested(Words, required=True)
    phone = Line()
    url = Line()


class UncoveredFile(_Table):
    """The file of programs that are not covered."""

    program = _list_of(_nested(Uncovered))


class Expected(_Table):
    """A merchant and the verdict it must get."""

    name = _required(Line)
    ref = Line()
    on = fields.Raw(required=True, error_messages=_MESSAGES)
    answers = _list_of(Line())
    without = _list_of(Line())
    expect = _required(
        Line,
        validate=validate.OneOf(
            ["받을 수 있음", "받을 수 없음", "확인 필요"], error="expect는 {choices} 중 하나입니다."
        ),
    )
    because = _list_of(Line())
    needs = _list_of(Line())
    amount = fields.Raw()
    options = _list_of(Line())
    application = Line(
        validate=validate.OneOf(
            ["open", "upcoming", "closed", "unconfirmed"], error="{choices} 중 하나입니다."
        )
    )
    today = Line(
        validate=validate.OneOf(["예", "아니오", "모름"], error="{choices} 중 하나입니다.")
    )
    caveat = Line()
    edition = Line()


class CasesFile(_Table):
    """The cases of one program; ``answers`` at the top are common to all."""

    answers = _list_of(Line())
    case = _list_of(_nested(Expected), required=True)
