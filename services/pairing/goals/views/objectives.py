"""Objectives by number, as okr tells them: all that pairing knows of one is what people call it."""

from __future__ import annotations

import re

from sqlalchemy import Column, Connection, Integer, String, Table, select

from shared.events import ObjectiveDrafted, Recorded
from shared.projection import Rows, View, handles, metadata

_TYPED = re.compile(r"o-([1-9]\d{0,8})", re.ASCII | re.IGNORECASE)


class Objectives(View):
    """One row per objective, numbered as okr numbers them: O-4 is the same here. Private ones have none."""

    table = Table(
        "pairing_objectives",
        metadata,
        Column("objective", String, primary_key=True),
        Column("number", Integer, nullable=False, index=True),
    )

    @handles(ObjectiveDrafted)
    def drafted(self, rows: Rows, event: Recorded[ObjectiveDrafted]) -> None:
        rows[event.aggregate_id] = {"number": rows.count() + 1}


def find(connection: Connection, typed: str) -> str | None:
    """The objective's id, from it or from what people type; None where there is none."""
    table, text = Objectives.table.c, typed.strip()
    match = _TYPED.fullmatch(text)
    wanted = table.number == int(match[1]) if match is not None else table.objective == text
    query = select(table.objective).where(wanted)
    return connection.execute(query).scalar_one_or_none()
