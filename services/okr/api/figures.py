"""Exact figures in a body."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from services.okr.domain import rules
from shared.http.bodies import Number


def _within(value: Decimal) -> Decimal:
    # The same bounds as the domain's, told beside the field's name.
    return rules.decimal(value, "number")


Figure = Annotated[Number, AfterValidator(_within)]
"""A decimal as a JSON string or number."""
