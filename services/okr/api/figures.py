"""Exact figures in a body."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from services.okr.domain import rules

_EXACT_IN_JSON = 15


def _exact(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("it should be a number")
    if isinstance(value, float) and len(Decimal(repr(value)).as_tuple().digits) > _EXACT_IN_JSON:
        raise ValueError(f"a number of more than {_EXACT_IN_JSON} digits is not exact in JSON; send it as a string")
    return value


def _within(value: Decimal) -> Decimal:
    # The domain's own bounds, told beside the field's name; `shared.http.bodies.Number` has narrower ones.
    return rules.decimal(value, "number")


Figure = Annotated[Decimal, BeforeValidator(_exact), AfterValidator(_within)]
"""A decimal as a JSON string or number, of at most 28 digits and 12 places; one that JSON has rounded is refused."""
