"""What requests and answers about pulses, insights and measures look like."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from services.pairing.http.texts import Insight, Month, Text
from services.pairing.voices.domain.pulse import LEAST, MOST
from shared.http.bodies import Body, Whole
from shared.http.texts import whole


class PulseBody(Body):
    """One answer to the month's one question. Nothing else is asked."""

    answer: Annotated[Whole, whole(LEAST, MOST)] = Field(description="1 (badly) to 5 (very well).")
    month: Month | None = Field(None, description="The month that is asked about, such as 2026-11: this one.")


class Answered(BaseModel):
    """The month whose question was answered. The answer itself can't be found again."""

    month: str


class QuestionShape(BaseModel):
    """The month's one question, whether you have answered it, and what becomes of answers."""

    month: str
    question: str
    answered: bool
    note: str


class PulseShape(BaseModel):
    """A month's answers; `counts` tells how many were 1, 2, 3, 4, 5."""

    month: str
    answers: int
    mean: float
    counts: list[int]


class PulsesShape(BaseModel):
    """The months with five answers or more."""

    items: list[PulseShape]


class InsightBody(Body):
    """What a group tells everybody."""

    text: Insight
    objective: Text | None = Field(None, description="What it is about: O-4, or the id.")


class CoverageShape(BaseModel):
    """Pairs of people of two functions: in one group, met at least once, and at most possible in one rotation."""

    functions: tuple[str, str]
    assigned: int
    met: int | None
    ceiling: int


class QuarterMeasuresShape(BaseModel):
    """The figures of a quarter's groups; `too_few` says that those about meetings would tell of too few.

    Those count the weeks before the day `settled`: later ones can still be reported.
    """

    quarter: str
    settled: date
    people: int
    groups: int
    too_few: bool
    coverage: list[CoverageShape]
    repeats: int | None
    least_repeats: int | None
    smallest_gap: int | None
    reach_median: float | None
    reach_least: int | None
    gini: float | None
    centralisation: float | None
    ei_index: float | None
    adherence: float | None
