"""`Rows` behaves as a plain dict of rows would, and the table holds just that after a flush."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import Column, Engine, Integer, String, Table, event, insert

from shared.projection import Exact, Instant, Row, Rows, metadata, rows as rows_module
from shared.projection.store import sqlite_engine
from tests.examples import examples

TABLE = Table(
    "toy_rows",
    metadata,
    Column("key", String, primary_key=True),
    Column("group", String),
    Column("value", Exact),
    Column("at", Instant),
    Column("count", Integer),
)
EMPTY: Row = {"group": None, "value": None, "at": None, "count": None}
KEYS = ["a", "b", "c", "ß", "Z"]


@contextmanager
def memory(*already: Row) -> Iterator[Engine]:
    engine = sqlite_engine("sqlite://")
    TABLE.create(engine)
    try:
        with engine.begin() as connection:
            for row in already:
                connection.execute(insert(TABLE).values(row))
        yield engine
    finally:
        engine.dispose()


def table(connection: Any) -> dict[str, Row]:
    return {row["key"]: dict(row) for row in connection.execute(TABLE.select()).mappings()}


keys = st.sampled_from(KEYS)
groups = st.sampled_from(["x", "y", None])
operations = st.lists(
    st.one_of(
        st.tuples(st.just("put"), keys, groups, st.decimals(allow_nan=False, allow_infinity=False, places=3)),
        st.tuples(st.just("change"), keys, groups),
        st.tuples(st.just("change, where there is one"), keys, groups),
        st.tuples(st.just("hold, look around, change"), keys, groups),
        st.tuples(st.just("hold, count, change"), keys, groups),
        st.tuples(st.just("delete"), keys),
        st.tuples(st.just("read"), keys),
        st.tuples(st.just("matching"), groups),
        st.tuples(st.just("regroup"), groups, groups),
        st.tuples(st.just("count")),
        st.tuples(st.just("flush")),
        st.tuples(st.just("fail")),
    ),
    max_size=40,
)


@examples(200, thorough=1000)
@given(operations, st.booleans(), st.sampled_from([0, 2, 100]))
def test_rows_are_a_dict_that_reaches_the_table(ops: list[tuple[Any, ...]], started_empty: bool, kept: int) -> None:
    already = (
        [] if started_empty else [{"key": "a", "group": "x"}, {"key": "Z", "group": "y", "value": Decimal("1.50")}]
    )
    before_limit, rows_module._KEPT = rows_module._KEPT, kept
    try:
        with memory(*already) as engine:
            rows = Rows(TABLE)
            model: dict[str, Row] = {str(row["key"]): EMPTY | row for row in already}
            connection = engine.connect()
            connection.begin()
            rows.bind(connection, empty=started_empty)
            committed = dict(model)
            for op, *arguments in ops:
                match op:
                    case "put":
                        key, group, value = arguments
                        rows[key] = {"group": group, "value": value}
                        model[key] = {**EMPTY, "key": key, "group": group, "value": value}
                    case "change":
                        _change(rows, model, *arguments)
                    case "change, where there is one":
                        key, group = arguments
                        rows.change(key, group=group, count=8)
                        if key in model:
                            model[key] = model[key] | {"group": group, "count": 8}
                    case "hold, look around, change" | "hold, count, change":
                        key, group = arguments
                        row = rows.get(key)
                        if "look" in op:
                            assert [each["key"] for each in rows.matching(group="x")] == _matching(model, "x")
                        else:
                            assert rows.count() == len(model)
                        if row is not None:
                            row |= {"group": group, "count": 7}
                            model[key] = model[key] | {"group": group, "count": 7}
                    case "delete":
                        del rows[arguments[0]]
                        model.pop(arguments[0], None)
                    case "read":
                        assert (arguments[0] in rows) == (arguments[0] in model)
                        assert rows.get(arguments[0]) == model.get(arguments[0])
                    case "matching":
                        assert list(rows.matching(group=arguments[0])) == [
                            model[key] for key in _matching(model, arguments[0])
                        ]
                    case "regroup":
                        for row in rows.matching(group=arguments[0]):
                            row["group"] = arguments[1]
                            model[row["key"]] = model[row["key"]] | {"group": arguments[1]}
                    case "count":
                        assert rows.count() == len(model)
                    case "flush":
                        rows.flush()
                        assert table(connection) == model
                        connection.commit()
                        connection.begin()
                        committed, started_empty = dict(model), started_empty and not model
                        rows.bind(connection)
                    case "fail":
                        connection.rollback()
                        rows.forget()
                        connection.begin()
                        rows.bind(connection, empty=started_empty)
                        model = dict(committed)
            rows.flush()
            assert table(connection) == model
            connection.close()
    finally:
        rows_module._KEPT = before_limit


def _change(rows: Rows, model: dict[str, Row], key: str, group: str | None) -> None:
    if key not in model:
        with pytest.raises(KeyError, match=key):
            rows[key]
        return
    rows[key] |= {"group": group}
    model[key] = model[key] | {"group": group}


def _matching(model: dict[str, Row], group: str | None) -> list[str]:
    return sorted(key for key, row in model.items() if row["group"] == group)


def test_a_touched_row_is_written_once_and_loaded_once() -> None:
    with memory({"key": "a", "group": "x"}) as engine, engine.begin() as connection:
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        rows = Rows(TABLE)
        rows.bind(connection)
        for count in range(100):
            rows["a"]["count"] = count
        assert rows.flush() == 1
        assert rows.flush() == 0
        assert [statement.split()[0] for statement in statements] == ["SELECT", "INSERT"]
        assert table(connection)["a"]["count"] == 99


def test_an_empty_table_is_never_asked() -> None:
    with memory() as engine, engine.begin() as connection:
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        rows = Rows(TABLE)
        rows.bind(connection, empty=True)
        for key in KEYS:
            assert rows.get(key) is None
            rows[key] = {"count": rows.count() + 1}
        rows.flush()
        assert [statement.split()[0] for statement in statements] == ["INSERT"]


def test_rows_outside_a_batch_say_so() -> None:
    with pytest.raises(RuntimeError, match="outside a batch"):
        Rows(TABLE).get("a")
