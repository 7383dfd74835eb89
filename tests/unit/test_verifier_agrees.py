"""Whatever happens to goals, the verifier works out of their records what the service shows of them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import example, given, settings, strategies as st

from shared.events import (
    CheckInCorrected,
    CheckInRetracted,
    KeyResultDropped,
    KeyResultLinked,
    KeyResultPhased,
    KeyResultReweighted,
    Maintain,
    Metric,
    ObjectiveAligned,
    ObjectiveRevised,
    OverrideCleared,
    PlannedPoint,
    ProgressOverridden,
)
from shared.verifier import tomoni_verify as verify
from tests.examples import THOROUGH, often
from tests.figure_kit import World, id_of

NAMES = ("a", "b", "c")
PARTS = tuple(f"{name}{number}" for name in NAMES for number in (1, 2))
_encode = msgspec.json.Encoder(decimal_format="string").encode
_MEASURES = (Metric(baseline=Decimal(15), target=Decimal(35)), Metric(baseline=Decimal(9), target=Decimal("1.5")),
             Maintain(lower=Decimal(4)), Maintain(upper=Decimal(7), rule="distance"))  # fmt: skip

part, name = st.sampled_from(PARTS), st.sampled_from(NAMES)
STEP = st.one_of(
    st.tuples(st.just("check in"), part, st.integers(-5, 45), st.integers(0, 90)),
    st.tuples(st.just("correct"), part, st.integers(-5, 45), st.just(0)),
    st.tuples(st.just("retract"), part, st.just(0), st.just(0)),
    st.tuples(st.just("weigh"), part, st.sampled_from([None, 0, 20, 60, 100]), st.just(0)),
    st.tuples(st.just("drop"), part, st.just(0), st.just(0)),
    st.tuples(st.just("link"), part, st.sets(part, max_size=2), st.just(0)),
    st.tuples(st.just("align"), name, part, st.just(0)),
    st.tuples(st.just("align"), name, name, st.just(0)),
    st.tuples(st.just("set by hand"), part, st.sampled_from(["0", "0.25", "1"]), st.just(0)),
    st.tuples(st.just("adopt"), part, st.just(0), st.just(0)),
    st.tuples(st.just("phase"), part, st.sampled_from(["0.1", "0.9"]), st.integers(1, 90)),
    st.tuples(st.just("revise"), name, st.sampled_from(["children", "both"]), st.sampled_from(["size", "weight"])),
)  # fmt: skip


def told(steps: list[tuple[Any, ...]], measures: list[int]) -> World:
    """The goals after these steps; what would close a circle, which no command does, is left out."""
    world = World()
    world.quarter()
    for each in NAMES:
        world.objective(each)
    for each, measure in zip(PARTS, measures, strict=True):
        world.key_result(each[0], each, _MEASURES[measure])
    last: dict[str, str] = {}
    for do, what, how, more in steps:
        here, ours = f"objective/{id_of(what[0])}", id_of(what)
        match do:
            case "check in":
                last[what] = world.check_in(what[0], what, how, more, confidence=how % 10 + 1)
            case "correct" if what in last:
                world.tell(here, CheckInCorrected(check_in=last[what], key_result=ours, value=Decimal(how)))
            case "retract" if what in last:
                world.tell(here, CheckInRetracted(check_in=last[what], key_result=ours))
            case "weigh":
                weight = None if how is None else Decimal(how)
                world.tell(here, KeyResultReweighted(key_result=ours, weight=weight))
            case "drop":
                world.tell(here, KeyResultDropped(key_result=ours))
            case "link":
                world.tell(
                    here, KeyResultLinked(key_result=ours, sources=tuple(id_of(e) for e in sorted(how) if e < what))
                )
            case "align" if how[0] > what:
                world.tell(here, ObjectiveAligned(**{"objective" if how in NAMES else "key_result": id_of(how)}))
            case "set by hand":
                world.tell(here, ProgressOverridden(key_result=ours, progress=Decimal(how)))
            case "adopt":
                world.tell(here, OverrideCleared(key_result=ours))
            case "phase":
                day = date.fromordinal(date(2026, 7, 1).toordinal() + more)
                world.tell(
                    here, KeyResultPhased(key_result=ours, points=(PlannedPoint(day=day, progress=Decimal(how)),))
                )
            case "revise":
                world.tell(here, ObjectiveRevised(title=what, source=how, contribution=more))
            case _:
                pass
    return world


class Heard(verify.Report):
    """Keeps what was checked, and what was not."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def checked(self, text: str) -> None:
        self.texts.append(text)

    def not_checked(self, text: str, *, whole: bool = True) -> None:
        raise AssertionError(text)


@settings(max_examples=often(60, thorough=2000), deadline=None, derandomize=not THOROUGH)
@example([("align", "a", "b1", 0), ("check in", "a1", 20, 4), ("drop", "b1", 0, 0)], [0] * 6)
@given(st.lists(STEP, max_size=25), st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_every_figure_of_any_goals_is_worked_out_alike(steps: list[tuple[Any, ...]], measures: list[int]) -> None:
    world = told(steps, measures)
    events = {position: json.loads(record) for position, record in enumerate(world.records, 1)}
    try:
        for each in (*NAMES, *PARTS):
            explanation = json.loads(_encode(world.explained(each)))
            report = Heard()
            figure = {"explanation": explanation, "as_of": None, "known_at": None, "left_out": []}
            verify._check_explanation(figure, events, report)
            assert "worked out anew" in report.texts[-1]
    finally:
        world.store.connection.close()
        world.store.connection.engine.dispose()
