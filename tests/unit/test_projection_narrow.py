"""Rows are cut to the columns that they fill, and the table holds what it held before that."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, false, select

from shared.projection import Exact, Row, sparse_rows as narrow_module
from shared.projection.engines import sqlite_engine
from shared.projection.sparse_rows import narrowed
from shared.projection.writing import append_rows, write_rows

TABLE = Table(
    "toy_narrow",
    MetaData(),
    Column("key", String, primary_key=True),
    Column("value", Exact),
    Column("reason", String),
    Column("dropped", Integer, server_default=false()),
)
values = st.one_of(st.none(), st.none(), st.none(), st.integers())


@given(st.lists(st.tuples(st.integers(), values, values), min_size=1, max_size=40), st.integers(1, 40))
def test_the_parts_make_up_the_rows(rows: list[tuple[int, int | None, int | None]], seldom: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrow_module, "_WORTH_IT", 1)
        patch.setattr(narrow_module, "_SELDOM", seldom)
        parts = narrowed(list(zip(*rows, strict=True)), (1, 2))
    found = []
    for places, columns in parts:
        assert 0 in places
        for row in zip(*columns, strict=True):
            whole = dict.fromkeys(range(3)) | dict(zip(places, row, strict=True))
            found.append((whole[0], whole[1], whole[2]))
    assert sorted(found, key=repr) == sorted(rows, key=repr)


def test_what_no_row_fills_is_not_written() -> None:
    parts = narrowed([range(1000), [None] * 1000, [None] * 999 + ["moved"]], (1, 2))
    assert [(places, len(columns[0])) for places, columns in parts] == [((0,), 999), ((0, 1, 2), 1)]


def test_rows_replace_others_also_by_empty_columns() -> None:
    def row(key: int, **given: object) -> Row:
        return {"key": str(key), "value": None, "reason": None, "dropped": None} | given

    before = [row(key, value=Decimal(key), reason=f"because of {key}", dropped=1) for key in range(1000)]
    after = [row(key, reason="late" if key == 7 else None) for key in range(500)]
    engine = sqlite_engine("sqlite://")
    try:
        with engine.begin() as connection:
            TABLE.create(connection)
            append_rows(connection, TABLE, before)
            write_rows(connection, TABLE, after)
            found = {each["key"]: dict(each) for each in connection.execute(select(TABLE)).mappings()}
    finally:
        engine.dispose()
    assert found == {each["key"]: each for each in (*after, *before[500:])}
