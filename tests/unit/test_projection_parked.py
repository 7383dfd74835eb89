"""Parking: whatever can't be applied keeps its own aggregate waiting, and nothing else; nothing of it is ever lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import Engine

from shared.eventlog import Record
from shared.events import Event, ObjectiveDrafted, ObjectiveRevised, Recorded, catalogue, decode, identity_of, label_of
from shared.projection import Halt, Row, View, fold_into, memory_engine, parked_in, position_in, version_in
from shared.projection.batches import Batches
from shared.projection.fold import Folder
from shared.projection.halting import Poisoned
from shared.projection.rows import Rows
from shared.projection.view import handles
from tests.core_kit import ToyKeyResults, ToyObjectives, birth, dump, progress, record, records, revised
from tests.examples import examples
from tests.samples_kit import events as sound_events

AGGREGATES = [f"objective/o-{number}" for number in (1, 2, 3)]


class Picky(ToyObjectives):
    """Fails in the middle of its work, and puts in what no database takes, until it is mended."""

    @handles(ObjectiveDrafted, ObjectiveRevised)
    def titled(self, rows: Rows, event: Recorded[ObjectiveDrafted] | Recorded[ObjectiveRevised]) -> None:
        super().titled(rows, event)
        if self.faulty and event.data.title == "half":
            rows[f"half of {event.aggregate_id}"] = {"title": "half"}
            raise LookupError("in the middle")
        if self.faulty and event.data.title == "huge":
            rows[event.aggregate_id] = {"title": 2**70}


def views() -> list[View]:
    return [ToyKeyResults(), Picky()]


@dataclass
class Told:
    position: tuple[int, str]
    rows: dict[str, list[Row]]
    parked: list[tuple[int, str, bool]]
    versions: list[int]


@contextmanager
def memory() -> Iterator[Engine]:
    engine = memory_engine(views())
    try:
        yield engine
    finally:
        engine.dispose()


def store_of(
    batches: Sequence[Sequence[Record]], *, dropped: Mapping[int, str] | None = None, new_process_each: bool = False
) -> Told:
    with memory() as engine:
        position = 0
        pieces: Batches | None = None
        for batch in batches:
            if pieces is None or new_process_each:
                pieces = Batches(Folder("okr", views(), strict=False, dropped=dropped), engine.begin)
            position = pieces.fold(batch, position)
        with engine.connect() as connection:
            parked = [(one.position, one.aggregate, one.reason is not None) for one in parked_in(connection)]
            found = [version_in(connection, aggregate) for aggregate in AGGREGATES]
            return Told(position_in(connection), dump(connection, views()), parked, found)


@contextmanager
def upgraded() -> Iterator[None]:
    """The program that comes after: it knows the newer type, and its handlers are mended."""
    newer = {"okr.objective-revised.v8": catalogue._plain(ObjectiveRevised)}
    with patch.dict(catalogue._DECODERS, newer), patch.object(ToyObjectives, "faulty", False):
        yield


def unapplied(log: Sequence[Record]) -> list[tuple[int, str, bool]]:
    """What must be parked: told by the records themselves."""
    stuck: set[str] = set()
    found = []
    for position, payload in log:
        label = label_of(payload)
        if label is None:
            found.append((position, f"position/{position}", True))
        elif b".v8" in payload or any(f'"title":"{title}"'.encode() in payload for title in ("boom", "half")):
            own = label.aggregate not in stuck or b".v8" in payload
            found.append((position, label.aggregate, own))
            stuck.add(label.aggregate)
        elif label.aggregate in stuck:
            found.append((position, label.aggregate, False))
    return found


def rows_without(log: Sequence[Record], left_out: set[int]) -> dict[str, list[Row]]:
    with memory() as engine:
        kept = [decode(*each) for each in log if each[0] not in left_out]
        with engine.begin() as connection:
            fold_into(connection, views(), kept)
            return dump(connection, views())


poison: st.SearchStrategy[Event | str] = st.one_of(
    st.sampled_from(["boom", "half"]).map(revised), st.just("newer"), st.just("garbage")
)


@st.composite
def logs(draw: st.DrawFn) -> list[Record]:
    """A log, and so many poisonous records in it that most aggregates meet one."""
    chosen = draw(
        st.lists(st.tuples(st.sampled_from(AGGREGATES), st.one_of(sound_events, sound_events, poison)), max_size=20)
    )
    versions: dict[str, int] = {}
    found: list[Record] = []
    for position, (aggregate, what) in enumerate(chosen, 1):
        if what == "garbage":
            found.append((position, b'{"not": "an event"}'))
            continue
        versions[aggregate] = versions.get(aggregate, 0) + 1
        data = revised("newer") if isinstance(what, str) else what
        ((_, payload),) = records([record(data, aggregate=aggregate, version=versions[aggregate])])
        found.append((position, payload.replace(b"revised.v1", b"revised.v8") if what == "newer" else payload))
    return found


def cut(log: list[Record], data: st.DataObject) -> list[list[Record]]:
    batches, done = [], 0
    while done < len(log):
        end = data.draw(st.integers(done + 1, len(log)), label="up to")
        batches.append(log[done:end])
        done = end
    return batches


@examples(20, thorough=250)
@given(logs(), st.data())
def test_any_poison_keeps_only_its_aggregate_waiting(log: list[Record], data: st.DataObject) -> None:
    expected = unapplied(log)
    for new_process_each in (False, True):
        told = store_of(cut(log, data), new_process_each=new_process_each)
        assert told.parked == expected
        assert told.rows == rows_without(log, {position for position, *_ in expected})
        assert told.position == ((len(log), identity_of(log[-1][1])) if log else (0, ""))
        # An aggregate that waits is not current.
        for aggregate, version in zip(AGGREGATES, told.versions, strict=True):
            own = [label.version for each in log if (label := label_of(each[1])) and label.aggregate == aggregate]
            waiting = sum(1 for _, name, _ in expected if name == aggregate)
            assert version == len(own) - waiting


@examples(12, thorough=150)
@given(logs(), st.data())
def test_a_retry_after_an_upgrade_gives_the_store_as_if_nothing_had_been_parked(
    log: list[Record], data: st.DataObject
) -> None:
    garbage = {position: identity_of(payload) for position, payload in log if label_of(payload) is None}
    store_of(cut(log, data))
    with upgraded():
        again = store_of(cut(log, data), dropped=garbage)
        assert again.parked == []
        assert again.rows == rows_without(log, set(garbage))
        assert again == store_of([log] if log else [], dropped=garbage)


@examples(12, thorough=150)
@given(logs(), st.data())
def test_what_is_dropped_is_left_out_and_what_waited_is_applied(log: list[Record], data: st.DataObject) -> None:
    """Decided one by one, as an operator does: in the end nothing is parked, and only what was dropped is missing."""
    dropped: dict[int, str] = {}
    payloads = dict(log)
    while True:
        told = store_of(cut(log, data), dropped=dropped)
        own = [position for position, _, reason in told.parked if reason]
        if not own:
            break
        assert own[0] not in dropped
        dropped[own[0]] = identity_of(payloads[own[0]])
    assert told.parked == []
    assert told.rows == rows_without(log, set(dropped))
    assert told.versions == [
        sum(1 for _, payload in log if (label := label_of(payload)) and label.aggregate == aggregate)
        for aggregate in AGGREGATES
    ]


def test_a_decision_about_another_event_at_the_position_counts_for_nothing() -> None:
    log = records([record(revised("a")), record(revised("boom"), version=2)])
    assert store_of([log], dropped={2: "another event"}).parked == [(2, "objective/o-1", True)]


@pytest.mark.parametrize("title", ["boom", "half", "huge"])
def test_a_strict_store_stops_behind_what_came_before_and_names_the_way_out(title: str) -> None:
    log = records([record(data, version=version) for version, data in enumerate([*birth("k"), revised(title)], 1)])
    with memory() as engine:
        pieces = Batches(Folder("okr", views()), engine.begin)
        with pytest.raises(Poisoned, match=r"at position 3 can't be applied .*tomoni parked drop okr 3") as told:
            pieces.fold(log, 0)
        assert (told.value.rule, told.value.position) == ("undecided", 3)
        with engine.connect() as connection:
            assert position_in(connection)[0] == 2
            assert parked_in(connection) == []
            assert dump(connection, views())["toy_objectives"] == [{"objective": "o-1", "title": "Grow"}]


def test_values_that_no_database_takes_are_found_in_any_batch() -> None:
    history = [record(revised("a"), aggregate=f"objective/o-{number}") for number in range(40)]
    history[17] = record(revised("huge"), aggregate="objective/o-17")
    told = store_of([records([*history, record(progress("k"), aggregate="objective/o-17", version=2)])])
    assert told.parked == [(18, "objective/o-17", True), (41, "objective/o-17", False)]
    assert len(told.rows["toy_objectives"]) == 39


def test_a_hole_and_a_skipped_version_halt_also_where_events_are_parked() -> None:
    first = [record(revised("boom")), record(progress("k"), version=2)]
    for after, told in (
        (record(progress("k"), version=4), "objective/o-1 goes from version 2 to 4 at position 3"),
        (record(progress("k"), version=2), "objective/o-1 goes from version 2 to 2 at position 3"),
    ):
        with pytest.raises(Halt, match=told):
            store_of([records([*first, after])])
    with pytest.raises(Halt, match="no event at position 3"):
        store_of([[*records(first), (4, b"{}")]])


def test_a_foreign_event_that_was_dropped_moves_no_version() -> None:
    log = records([record(revised("a")), record(revised("b"), version=9), record(revised("c"), version=2)])
    told = store_of([log], dropped={2: identity_of(log[1][1])})
    assert (told.parked, told.versions[0]) == ([], 2)
    assert told.rows["toy_objectives"] == [{"objective": "o-1", "title": "c"}]


def test_reasons_and_records_of_any_kind_can_be_kept() -> None:
    strange = [b"", b"\xff\x00\xfe", b"[" * 60_000, b'{"id":"a\\u0000b"}', b'{"id":17}', b"null"]
    told = store_of([list(enumerate(strange, 1))])
    assert [aggregate for _, aggregate, _ in told.parked] == [f"position/{number}" for number in range(1, 7)]
