"""The fields of tables: what TOML has typed is checked, never converted; messages in Korean."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

MESSAGES: dict[str, Any] = {
    "required": "빠졌습니다.",
    "null": "비워 둘 수 없습니다.",
    "invalid": "형식이 맞지 않습니다.",
    "type": "형식이 맞지 않습니다.",
    "validator_failed": "값이 맞지 않습니다.",
}
ID = validate.Regexp(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*\Z", error="소문자·숫자·'-'로 쓰십시오.")


class Table(Schema):
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


def nested(schema: type[Schema], **options: Any) -> fields.Nested:
    """Return a field for a table within a table."""
    messages = {**MESSAGES, "type": "표(table)여야 합니다."}
    return fields.Nested(schema, error_messages=messages, **options)


def required(field: type[_Plain], **options: Any) -> Any:
    """Return a field that must be there."""
    return field(required=True, error_messages=MESSAGES, **options)


def list_of(inner: Any, **options: Any) -> Any:
    """Return a field for a list."""
    return fields.List(
        inner, error_messages={**MESSAGES, "invalid": "목록([ ])이어야 합니다."}, **options
    )
