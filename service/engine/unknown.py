"""The value of an unknown fact in generated code: any use of it raises KeyError."""

from __future__ import annotations

from numbers import Rational
from typing import Any, NoReturn

_USES = (
    *("lt", "le", "gt", "ge", "eq", "ne", "hash", "bool", "int", "index", "str", "format"),
    *("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "floordiv", "rfloordiv"),
    *("mod", "rmod", "divmod", "rdivmod", "neg", "getattr", "iter"),
)


class _Unknown:
    """What only ``is`` can tell."""


def _needed(*_: Any) -> NoReturn:
    raise KeyError


for _use in _USES:
    setattr(_Unknown, f"__{_use}__", _needed)
Rational.register(_Unknown)  # so that a fraction asks it for its parts
UNKNOWN = _Unknown()
