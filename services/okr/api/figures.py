"""Exact figures in a body."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from services.okr.domain import rules
from shared.http.bodies import ExactInJson, exact


def _within(value: Decimal) -> Decimal:
    # The domain's own bounds, told beside the field's name; `shared.http.bodies.Number` has narrower ones.
    return rules.decimal(value, "number")


Figure = Annotated[Decimal, BeforeValidator(exact), AfterValidator(_within), ExactInJson]
"""A decimal as a JSON string or number, of at most 28 digits and 12 places; one that JSON has rounded is refused."""
