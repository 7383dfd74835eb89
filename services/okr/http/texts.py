"""The texts of okr's bodies and queries: each rule of `services.okr.kernel.rules` as the API page says it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, WithJsonSchema

from services.okr.kernel import rules
from shared.days import WEEK_PATTERN, monday_written
from shared.events import Unfitting
from shared.http.texts import EMAIL, LINES, STORABLE, text, unpadded


def _without_null(given: str) -> str:
    if "\0" in given:
        raise ValueError("a text can't hold the null character")
    return given


def _week(given: str) -> str:
    monday_written(given)
    return given


def as_the_page_says(rule: Callable[[str, str], str], given: str, what: str) -> str:
    """The text as it is. Raises Invalid for what the rule never takes; what is only unfitting here finds out later."""
    with suppress(Unfitting):
        rule(given, what)
    return given


def _team(given: str) -> str:
    return as_the_page_says(rules.name, given, "team")


Title = Annotated[str, unpadded(rules.LONGEST_TITLE), WithJsonSchema(text(rules.LONGEST_TITLE))]
"""A line: the title of an objective, a person's name, what a zone means."""

Label = Annotated[str, unpadded(rules.LONGEST_NAME), WithJsonSchema(text(rules.LONGEST_NAME))]
"""A short name: of a team, a function, a quarter, a unit."""

Intent = Annotated[str, unpadded(500), WithJsonSchema(text(500))]
"""A longer line: what is tried, what somebody will do."""

Comment = Annotated[str, unpadded(rules.LONGEST_COMMENT), WithJsonSchema(text(rules.LONGEST_COMMENT, LINES))]
"""A text of several lines."""

Email = Annotated[str, unpadded(rules.LONGEST_EMAIL), WithJsonSchema(text(rules.LONGEST_EMAIL, EMAIL))]
"""An e-mail address."""

Named = Annotated[str, unpadded(120), WithJsonSchema(text(120))]
"""An id, or what people type for it."""

Week = Annotated[str, WithJsonSchema({"type": "string", "pattern": WEEK_PATTERN})]
"""An ISO week in a body."""

AskedWeek = Annotated[Week, Query(), AfterValidator(_week)]
"""Parameter type of a week."""

Ref = Annotated[
    str,
    Path(min_length=1, max_length=120, description="The id, or the one that people type (KR-17)."),
    AfterValidator(_without_null),
    WithJsonSchema(text(120, STORABLE)),
]
"""Parameter type of an id in a path."""

TeamRef = Annotated[
    str,
    Path(description="The team's name."),
    AfterValidator(_team),
    unpadded(rules.LONGEST_NAME),
    WithJsonSchema(text(rules.LONGEST_NAME)),
]
"""Parameter type of a team in a path."""

Word = Annotated[
    str, Query(min_length=1, max_length=120), AfterValidator(_without_null), WithJsonSchema(text(120, STORABLE))
]
"""Parameter type of a filter."""

Team = Annotated[
    str, Query(), AfterValidator(_team), unpadded(rules.LONGEST_NAME), WithJsonSchema(text(rules.LONGEST_NAME))
]
"""Parameter type of a filter by team."""
