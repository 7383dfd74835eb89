"""Folding: however a log is cut into batches and however often records come, the store is the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.eventlog import Record
from shared.events import Event, KeyResultAdded, KeyResultDropped, Metric, ObjectiveDrafted, ProgressUpdated, decode
from shared.projection import Halt, Row, View, fold_into, memory_engine, position_in, version_in
from shared.projection import rows as rows_module
from shared.projection.fold import Folder
from shared.projection.rows import Rows
from shared.projection.view import handles
from tests.core_kit import ToyObjectives, dump, record, records, revised, toy_views

MEASURE = Metric(baseline=Decimal(0), target=Decimal(1))
key_results = st.sampled_from(["k1", "k2", "k3"])
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(ObjectiveDrafted, title=st.sampled_from(["a", "b"])),
    st.sampled_from(["c", "gone"]).map(revised),
    st.builds(KeyResultAdded, key_result=key_results, title=st.just("t"), measure=st.just(MEASURE)),
    st.builds(
        ProgressUpdated,
        check_in=st.uuids().map(str),
        key_result=key_results,
        value=st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-9, max_value=9),
    ),
    st.builds(KeyResultDropped, key_result=key_results),
)


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


@settings(max_examples=100, deadline=None)
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


@settings(max_examples=50, deadline=None)
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
