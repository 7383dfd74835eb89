"""What bodies and paths are made of: models that refuse what they don't know, exact numbers, harmless ids."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from shared.http.texts import STORABLE, text

_FLOAT_DIGITS, _FLOAT_PLACES = 15, 12
INEXACT = "inexact_number"
"""The kind of error that is told apart from others: JSON Schema counts no digits, so the API page can't say it."""


class Body(BaseModel):
    """The base of every request body: unknown fields are refused, texts are stripped and hold no null character."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    added: ClassVar[frozenset[str]] = frozenset()
    """Fields that the body didn't have from the start: at its default one says nothing (see `to_digest`)."""

    def to_digest(self) -> str:
        """The body as it counts when a command comes again: by its values, whatever its spelling.

        Older versions kept the digest of it, so a field that comes to a body later is named in `added`.
        """
        return self.model_dump_json(exclude=_unsaid(self) or None)

    @field_validator("*", mode="after")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        # PostgreSQL takes no null character in a text: it would pass here and stop the projection there.
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a text can't hold the null character")
        if isinstance(value, list | tuple | set | frozenset):
            for each in value:
                cls._storable(each)
        return value


def _unsaid(body: BaseModel) -> dict[str, Any]:
    """What is left out of a body, as pydantic wants to have it named."""
    added: frozenset[str] = getattr(body, "added", frozenset())
    left: dict[str, Any] = {}
    for name, field in type(body).model_fields.items():
        value = getattr(body, name)
        if name in added and value == field.get_default(call_default_factory=True):
            left[name] = True
        elif isinstance(value, BaseModel) and (within := _unsaid(value)):
            left[name] = within
        elif isinstance(value, list | tuple):
            items = {index: _unsaid(each) for index, each in enumerate(value) if isinstance(each, BaseModel)}
            if some := {index: each for index, each in items.items() if each}:
                left[name] = some
    return left


_DECIMAL = re.compile(r"[+-]?([0-9]{1,16}([.][0-9]{0,12})?|[.][0-9]{1,12}|[0-9]{17,28}|[0-9]{1,16}[eE][+]?[0-9])")


_TOO_LONG = re.compile(r"[+-]?([0-9]{29,}|[0-9]+[.][0-9]{13,})")


def exact(value: object) -> object:
    """The decimal as it came, for a BeforeValidator: a number that JSON can't have rounded, or digits in a text."""
    if isinstance(value, bool):
        raise ValueError("it should be a number")
    # What has too many digits to be any number here is told so by the bounds behind this.
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()) is None and _TOO_LONG.fullmatch(value) is None:
        raise ValueError("it should be a number in digits, such as 12.5")
    if isinstance(value, float):
        _, digits, exponent = Decimal(repr(value)).as_tuple()
        if len(digits) > _FLOAT_DIGITS or (isinstance(exponent, int) and exponent < -_FLOAT_PLACES):
            raise PydanticCustomError(
                INEXACT,
                f"a number of more than {_FLOAT_DIGITS} digits, or {_FLOAT_PLACES} behind the point, is not exact in "
                "JSON; send it as a string",
            )
    return value


LARGEST = 999_999_999_999_999 * 10**13
"""The largest number of 28 digits that JSON carries exactly: the next one is read as one of 29."""

ExactInJson = WithJsonSchema(
    {
        "anyOf": [
            {"type": "string", "pattern": f"^{_DECIMAL.pattern}$"},
            {"type": "number", "minimum": -LARGEST, "maximum": LARGEST},
        ],
        "description": "A number of more than 15 digits comes as a text, for JSON would have rounded it.",
    }
)
"""What the API page says of a decimal."""

Number = Annotated[
    Decimal, Field(max_digits=30, decimal_places=10, allow_inf_nan=False), BeforeValidator(exact), ExactInJson
]
"""A decimal in a body, as a JSON string or number; one that JSON would have rounded on the way is refused."""


def _whole(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("it should be a whole number")
    return value


OnlyWhole = BeforeValidator(_whole)
"""Neither a text nor true or false: behind the bounds of a whole number, so that the API page tells these."""

Whole = Annotated[int, Field(ge=-(2**53), le=2**53), OnlyWhole]
"""A whole number in a body: neither a text nor true or false, and no larger than JSON carries exactly."""


_ID = re.compile(r"[-_]*[A-Za-z0-9][A-Za-z0-9_-]*")


def _id(value: str) -> str:
    if not 0 < len(value) <= 100 or _ID.fullmatch(value) is None:
        raise ValueError("an id has 1 to 100 letters, digits, hyphens or underscores")
    return value


def _storable(value: str) -> str:
    if "\0" in value:
        raise ValueError("a text can't hold the null character")
    return value


Name = Annotated[
    str,
    AfterValidator(_storable),
    Field(min_length=1, max_length=120),
    WithJsonSchema(text(120, STORABLE)),
]
"""A name in a path (``{team:path}``, for it may hold a slash)."""

Id = Annotated[
    str,
    AfterValidator(_id),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 100, "pattern": f"^{_ID.pattern}$"}),
]
"""An id in a path or a body: harmless as part of a subject in the log and in any database."""
