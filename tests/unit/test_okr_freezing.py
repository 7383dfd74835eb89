"""What an ended quarter came to, digested from records: the same from the same log, named where it differs."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, strategies as st

from services.okr.kernel.rule_book import RULES, TENTHS
from services.okr.quarter_ends.domain import Listed, QuarterLines, Record, changed_parts, digests, suspects
from shared.events import (
    Event,
    KeyResultAdded,
    Metric,
    ObjectiveDrafted,
    ObjectiveMoved,
    ObjectivePublished,
    ObjectiveScored,
    ProgressUpdated,
    QuarterFrozen,
    Recorded,
    encode,
    event_id,
)
from tests.core_kit import record
from tests.examples import examples
from tests.freezing_kit import digested

Q3, Q4 = str(UUID(int=3)), str(UUID(int=4))


class History:
    """Events of several objectives, each from a command of its own."""

    def __init__(self) -> None:
        self.events: list[Recorded[Event]] = []
        self.versions: dict[str, int] = {}

    def tell(self, goal: str, data: Event, **more: Any) -> None:
        self.versions[goal] = version = self.versions.get(goal, 0) + 1
        command = str(UUID(int=1000 * (len(self.events) + 1)))
        fields: dict[str, Any] = {
            "id": event_id(command, f"objective/{goal}", 0),
            "causation": command,
            "correlation": command,
        }
        self.events.append(record(data, aggregate=f"objective/{goal}", version=version, **(fields | more)))

    def goal(self, goal: str, quarter: str | None, *values: int) -> None:
        self.tell(goal, ObjectiveDrafted(title=goal, quarter=quarter))
        measure = Metric(baseline=Decimal(0), target=Decimal(10))
        self.tell(goal, KeyResultAdded(key_result=f"kr-{goal}", title=goal, measure=measure))
        self.tell(goal, ObjectivePublished())
        for at, value in enumerate(values):
            said = ProgressUpdated(check_in=f"{goal}-{at}", key_result=f"kr-{goal}", value=Decimal(value))
            self.tell(goal, said)

    @property
    def records(self) -> list[Record]:
        return [(position, encode(event)) for position, event in enumerate(self.events, 1)]


@pytest.fixture
def history() -> History:
    found = History()
    found.goal("heard", Q3, 3, 5)
    found.goal("later", Q4, 9)
    found.goal("seen", Q3, 1)
    return found


def found(records: list[Record], rules: str = RULES) -> QuarterFrozen:
    return digested(records, Q3, {}, rules)


def named(records: list[Record], frozen: QuarterFrozen) -> list[str]:
    lines = QuarterLines(Q3, Listed())
    for each in records:
        lines.take(each)
    return suspects(lines.lines, changed_parts(digests(lines.lines)[1], frozen.parts))


def test_only_the_quarters_own_events_count(history: History) -> None:
    before = found(history.records)
    assert before.position == 13
    assert len(before.parts) == 2
    history.goal("idea", None, 4)
    history.tell("later", ProgressUpdated(check_in="x", key_result="kr-later", value=Decimal(1)))
    after = found(history.records)
    assert (after.events, after.results, after.parts) == (before.events, before.results, before.parts)
    history.tell("seen", ProgressUpdated(check_in="y", key_result="kr-seen", value=Decimal(1)))
    assert found(history.records).events != before.events
    assert found(history.records).results == before.results, "said again, it is the same result"


def test_an_objective_counts_in_the_quarter_that_it_was_moved_to_from_then_on(history: History) -> None:
    before = found(history.records)
    history.tell("later", ObjectiveMoved(quarter=Q3))
    there = found(history.records)
    assert len(there.parts) == len(before.parts) + 1
    assert there.results != before.results
    history.tell("later", ProgressUpdated(check_in="x", key_result="kr-later", value=Decimal(1)))
    assert named(history.records, found(history.records)) == [], "its versions begin where it came"
    history.tell("later", ObjectiveMoved(quarter=None))
    away = found(history.records)
    assert (away.events, away.results, away.parts) == (before.events, before.results, before.parts)


def test_another_rule_book_gives_other_results_of_the_same_events(history: History) -> None:
    history.tell("seen", ProgressUpdated(check_in="y", key_result="kr-seen", value=Decimal("1.25")))
    one, other = found(history.records), found(history.records, TENTHS)
    assert one.events == other.events
    assert one.results != other.results


def test_a_changed_event_is_traced_to_its_objective(history: History) -> None:
    frozen = found(history.records)
    records = history.records
    at = next(at for at, (_, payload) in enumerate(records) if b"heard-1" in payload)
    records[at] = (records[at][0], records[at][1].replace(b'"value":"5"', b'"value":"9"'))
    changed = found(records)
    assert changed.events != frozen.events
    assert changed.results != frozen.results
    assert named(records, frozen) == ["an event of objective/heard is another one, or gone"]


def test_a_foreign_event_is_named(history: History) -> None:
    frozen = found(history.records)
    said = ProgressUpdated(check_in="z", key_result="kr-seen", value=Decimal(10))
    history.tell("seen", said, id=str(UUID(int=77)))
    (sentence,) = named(history.records, frozen)
    assert sentence.startswith("the event at position 14 (00000000-0000-0000-0000-00000000004d of objective/seen)")
    assert sentence.endswith("is foreign: its id is none that its command makes")


def test_a_missing_event_is_named_by_the_hole_it_leaves(history: History) -> None:
    frozen = found(history.records)
    records = [each for each in history.records if b"heard-0" not in each[1]]
    assert named(records, frozen) == [
        f"the event at position 5 ({history.events[4].id} of objective/heard) is version 5 where 4 should stand"
    ]


def test_an_objective_that_is_gone_altogether(history: History) -> None:
    frozen = found(history.records)
    records = [each for each in history.records if b"objective/seen" not in each[1]]
    assert named(records, frozen) == ["the events of an objective are gone from the log"]


def test_what_cannot_be_read_is_part_of_the_digest_too(history: History) -> None:
    frozen = found(history.records)
    position, payload = history.records[-1]
    unknown = payload.replace(b"okr.progress-updated.v1", b"okr.progress-updated.v9")
    assert found([*history.records[:-1], (position, unknown)]).events != frozen.events


def test_a_log_without_the_quarter_has_a_digest_of_nothing() -> None:
    empty = found([])
    assert (empty.position, empty.parts) == (0, {})
    history = History()
    history.goal("later", Q4, 1)
    assert (found(history.records).events, found(history.records).results) == (empty.events, empty.results)


@examples(30, thorough=150)
@given(
    goals=st.lists(st.tuples(st.sampled_from([Q3, Q4, None]), st.lists(st.integers(-20, 20), max_size=4)), max_size=6),
    score=st.none() | st.decimals(min_value=0, max_value=1, places=4),
    seed=st.integers(0, 100),
)
def test_an_untouched_log_gives_the_same_digests_and_any_other_event_another(
    goals: list[tuple[str | None, list[int]]], score: Decimal | None, seed: int
) -> None:
    history = History()
    for number, (quarter, values) in enumerate(goals):
        history.goal(f"g{number}", quarter, *values)
    if goals:
        history.tell("g0", ObjectiveScored(score=score, proposed=score, rules=RULES, automatic=True))
    frozen = found(history.records)
    assert found(history.records) == frozen
    assert named(history.records, frozen) == []
    own = [at for at, event in enumerate(history.events) if goals[int(event.aggregate[-1])][0] == Q3]
    if own:
        at = random.Random(seed).choice(own)
        records = history.records
        position, payload = records[at]
        records[at] = (position, payload.replace(b'"actor":"me"', b'"actor":"you"'))
        assert found(records).events != frozen.events
        assert len(named(records, frozen)) == 1
