"""Folding: however a log is cut into batches and however often records come, the store is the same."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import Column, StaticPool, String, Table, select

from shared.eventlog import Record
from shared.events import Event, KeyResultDropped, ObjectiveDrafted, ProgressUpdated, Recorded, decode
from shared.projection import Halt, Row, View, fold_into, memory_engine, position_in, rows as rows_module, version_in
from shared.projection.deferred_index import has_key, make_key, take_key
from shared.projection.engines import sqlite_engine
from shared.projection.fold import Folder
from shared.projection.rows import Rows
from shared.projection.store import tables_of
from shared.projection.view import handles, metadata
from tests.core_kit import ToyObjectives, dump, record, records, revised, toy_views
from tests.examples import examples
from tests.samples_kit import events


@st.composite
def logs(draw: st.DrawFn) -> list[Record]:
    versions: dict[str, int] = {}
    history = []
    for aggregate, data in draw(st.lists(st.tuples(st.sampled_from(["o-1", "o-2"]), events), max_size=30)):
        versions[aggregate] = versions.get(aggregate, 0) + 1
        history.append(record(data, aggregate=f"objective/{aggregate}", version=versions[aggregate]))
    return records(history)


def store_of(batches: list[list[Record]], *, new_process_each: bool = False) -> tuple[int, str, dict[str, list[Row]]]:
    views = toy_views()
    engine = memory_engine(views)
    try:
        folder, position = Folder("okr", views), 0
        for batch in batches:
            if new_process_each:
                folder = Folder("okr", views)
            with engine.begin() as connection:
                position = folder.apply(connection, batch, position, empty=position == 0)
        with engine.connect() as connection:
            assert position_in(connection)[0] == position
            for aggregate in ("objective/o-1", "objective/o-2"):
                last = [
                    event.version
                    for batch in batches
                    for each in batch
                    if (event := decode(*each)).aggregate == aggregate
                ]
                assert version_in(connection, aggregate) == (max(last) if last else 0)
            return (*position_in(connection), dump(connection, views))
    finally:
        engine.dispose()


@examples(30, thorough=500)
@given(logs(), st.data())
def test_any_batches_with_any_repeats_give_the_rows_of_a_rebuild(log: list[Record], data: st.DataObject) -> None:
    batches: list[list[Record]] = []
    done = 0
    while done < len(log):
        begin = data.draw(st.integers(0, done), label="repeat from")
        end = data.draw(st.integers(done + 1, len(log)), label="up to")
        batches.append(log[begin:end])
        done = end
    kept, rows_module._KEPT = rows_module._KEPT, data.draw(st.sampled_from([0, 2, 1000]), label="rows kept")
    try:
        rebuilt = store_of([log] if log else [])
        assert store_of(batches) == rebuilt
        assert store_of(batches, new_process_each=True) == rebuilt
    finally:
        rows_module._KEPT = kept


@examples(15, thorough=250)
@given(logs())
def test_an_answer_about_now_is_what_the_store_holds(log: list[Record]) -> None:
    views = toy_views()
    engine = memory_engine(views)
    with engine.begin() as connection:
        fold_into(connection, views, [decode(*each) for each in log])
        rows = dump(connection, views)
    engine.dispose()
    assert rows == store_of([log] if log else [])[2]


def test_a_batch_of_old_records_writes_nothing() -> None:
    log = records([record(revised("a"), version=version) for version in (1, 2, 3)])
    assert store_of([log, log, log[:1], []]) == store_of([log])


def test_a_version_that_comes_again_at_another_position_halts() -> None:
    log = records([record(revised("a"), version=version) for version in (1, 2, 2)])
    with pytest.raises(Halt, match="objective/o-1 goes from version 2 to 2 at position 3"):
        store_of([log])


def test_two_handlers_of_one_event_in_one_view_are_refused() -> None:
    class Twice(ToyObjectives):
        @handles(ObjectiveDrafted)
        def again(self, rows: Rows, event: object) -> None:
            """Never called."""

    with pytest.raises(TypeError, match="Twice handles ObjectiveDrafted twice"):
        Folder("okr", [Twice()])


def test_a_view_is_told_only_what_it_asks_for() -> None:
    view: View = ToyObjectives()
    assert ProgressUpdated not in view.handlers()


class Passing(View):
    """Rows that are added and hardly asked for again; a revision asks for one, a drop takes one out."""

    table = Table(
        "passing_test_rows", metadata, Column("key", String, primary_key=True), Column("title", String, nullable=False)
    )

    @handles(ObjectiveDrafted)
    def drafted(self, rows: Rows, event: Recorded[ObjectiveDrafted]) -> None:
        rows.add(event.data.title, {"title": event.aggregate_id})

    @handles(KeyResultDropped)
    def dropped(self, rows: Rows, event: Recorded[KeyResultDropped]) -> None:
        if (row := rows.get(event.data.key_result)) is not None:
            row["title"] = "changed"


def rows_without_key_at_first(batches: list[list[Record]]) -> tuple[dict[str, str], list[bool]]:
    """What the table holds in the end, and whether it had its key after each batch."""
    engine = sqlite_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine, tables=tables_of([Passing()]))
    folder, position, keyed = Folder("okr", [Passing()], late_keys=True), 0, []
    try:
        with engine.begin() as connection:
            take_key(connection, Passing.table)
        for batch in batches:
            with engine.begin() as connection:
                position = folder.apply(connection, batch, position, empty=position == 0)
                keyed.append(has_key(connection, Passing.table))
        with engine.begin() as connection:
            if not keyed[-1]:
                make_key(connection, Passing.table)
            assert has_key(connection, Passing.table)
            found = connection.execute(select(Passing.table)).all()
            assert len(found) == len({key for key, _ in found})
            return {row.key: row.title for row in found}, keyed
    finally:
        engine.dispose()


def apart(*events: Event) -> list[Record]:
    """A log in which each event is the first of an objective of its own."""
    return records([record(event, aggregate=f"objective/o-{number}") for number, event in enumerate(events)])


def test_rows_are_appended_until_somebody_asks_by_the_key() -> None:
    drafts = [ObjectiveDrafted(title=title) for title in "abcd"]
    log = apart(*drafts)
    assert rows_without_key_at_first([log[:2], log[2:]]) == (
        {"a": "o-0", "b": "o-1", "c": "o-2", "d": "o-3"},
        [False, False],
    )
    # A row of the same batch is at hand; one of an earlier batch is asked for by its key.
    log = apart(*drafts, KeyResultDropped(key_result="b"), KeyResultDropped(key_result="a"))
    changed = {"a": "changed", "b": "changed", "c": "o-2", "d": "o-3"}
    assert rows_without_key_at_first([log[:1], log[1:4], log[4:]]) == (changed, [False, False, True])
    assert rows_without_key_at_first([log]) == (changed, [False])


def test_of_rows_that_came_twice_the_last_one_stays() -> None:
    log = apart(*(ObjectiveDrafted(title=title) for title in "aba"))
    assert rows_without_key_at_first([log[:2], log[2:]])[0] == {"a": "o-2", "b": "o-1"}
    assert rows_without_key_at_first([log])[0] == {"a": "o-2", "b": "o-1"}
