"""The texts of pairing's bodies and queries, each with what the API page says of it."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, Field, WithJsonSchema

from services.pairing.role_models.handlers_seekers import LONGEST as LONGEST_TOPIC, MOST_TOPICS
from services.pairing.voices.domain import insight
from shared.days import WEEK_PATTERN, YEARS
from shared.http.texts import LINE, LINES, text, unpadded

_LONGEST = 100
_LINE = re.compile(LINE)


def _one_line(given: str) -> str:
    if not given:
        raise ValueError("it is empty; write something")
    if len(given) > _LONGEST:
        raise ValueError(f"it has {len(given)} characters; shorten it to {_LONGEST}")
    if _LINE.fullmatch(given) is None:
        raise ValueError("it holds a line break or a control character; write it on one line")
    return given


Text = Annotated[str, AfterValidator(_one_line), unpadded(_LONGEST), WithJsonSchema(text(_LONGEST))]
"""A line of 1 to 100 characters: a name, an id, a label."""

Asked = Annotated[str, Query(), AfterValidator(_one_line), unpadded(_LONGEST), WithJsonSchema(text(_LONGEST))]
"""The same in a query."""

Topics = Annotated[
    list[Annotated[str, unpadded(LONGEST_TOPIC), WithJsonSchema(text(LONGEST_TOPIC))]],
    Field(max_length=MOST_TOPICS, description="What one has experience of, or looks for."),
]

Insight = Annotated[str, unpadded(insight.LONGEST), WithJsonSchema(text(insight.LONGEST, LINES))]
"""What a group tells everybody: some lines."""

IsoWeek = Annotated[str, WithJsonSchema({"type": "string", "pattern": WEEK_PATTERN})]
Month = Annotated[str, WithJsonSchema({"type": "string", "pattern": f"^{YEARS}-(0[1-9]|1[0-2])$"})]
