"""Exact figures in a body, and between which bounds each lies: the domain refuses the rest, in its own words."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from services.okr.kernel import rules
from services.okr.kernel.measures import FARTHEST
from shared.http.bodies import LARGEST, ExactInJson, Number, exact

_PLACES = f"([.][0-9]{{0,{rules.MOST_PLACES}}})?"
_NOUGHT = f"0{{1,16}}([.]0{{0,{rules.MOST_PLACES}}})?"
_PART = f"0{{0,16}}[.][0-9]{{1,{rules.MOST_PLACES}}}|{_NOUGHT}"
_ONE = f"0{{0,15}}1([.]0{{0,{rules.MOST_PLACES}}})?"
_HUNDRED = f"0{{0,13}}100([.]0{{0,{rules.MOST_PLACES}}})?"


def _within(value: Decimal) -> Decimal:
    # The domain's own bounds, told beside the field's name; `shared.http.bodies.Number` has narrower ones.
    return rules.decimal(value, "number")


def _as(pattern: str, *numbers: dict[str, Any]) -> WithJsonSchema:
    """A text that fits, or a number within one of these bounds."""
    return WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": f"^[+]?({pattern})$"},
                *({"type": "number", **bounds} for bounds in numbers),
            ],
            "description": "A number of more than 15 digits comes as a text, for JSON would have rounded it.",
        }
    )


Figure = Annotated[Decimal, BeforeValidator(exact), AfterValidator(_within), ExactInJson]
"""A decimal as a JSON string or number, of at most 28 digits and 12 places; one that JSON has rounded is refused."""

Share = Annotated[Figure, _as(f"{_PART}|{_ONE}", {"minimum": 0, "maximum": 1})]
"""From 0 to 1."""

Score = Annotated[
    Figure,
    _as(
        "0{0,16}[.][0-9]{1,4}0{0,8}|0{1,16}[.]?|0{0,15}1([.]0{0,12})?",
        {"minimum": 0, "maximum": 1, "multipleOf": 0.0001},
    ),
]
"""From 0 to 1, with four decimal places at most."""

Weight = Annotated[
    Figure,
    _as(
        f"{_NOUGHT}|0{{0,14}}[1-9][0-9]?{_PLACES}|{_HUNDRED}",
        {"minimum": 0, "maximum": 0},
        {"minimum": 1, "maximum": 100},
    ),
]
"""In percent: 0, or 1 to 100."""

Percent = Annotated[
    Figure, _as(f"0{{0,14}}[0-9]{{1,2}}{_PLACES}|[.][0-9]{{1,12}}|{_HUNDRED}", {"minimum": 0, "maximum": 100})
]
"""From 0 to 100."""

FinePercent = Annotated[
    Number,
    _as(
        "0{0,14}[0-9]{1,2}([.][0-9]{0,2})?|[.][0-9]{1,2}|100([.]0{0,2})?",
        {"minimum": 0, "maximum": 100, "multipleOf": 0.01},
    ),
]
"""From 0 to 100, with two decimal places at most."""

NotNegative = Annotated[Figure, _as(f"[0-9]{{1,16}}{_PLACES}|[.][0-9]{{1,12}}", {"minimum": 0, "maximum": LARGEST})]
"""0 or more."""

Beyond = Annotated[
    Figure, _as(f"{_PART}|0{{0,15}}1{_PLACES}|0{{0,15}}2([.]0{{0,12}})?", {"minimum": 0, "maximum": int(FARTHEST)})
]
"""From 0 to 2: what lies beyond the target counts past 1."""
