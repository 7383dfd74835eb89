"""What is said, and refused, when somebody chooses how a key result is measured and what it weighs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from services.okr.kernel import measures, notation, rules
from services.okr.kernel.arithmetic import Said, progress
from services.okr.objectives.cli.measure_options import measured
from services.okr.objectives.domain.what_counts import what_counts
from services.okr.objectives.routes.measures import MaintainBody
from shared.events import (
    Binary,
    Checkpoint,
    Checkpoints,
    Invalid,
    Maintain,
    Measure,
    Metric,
    Milestone,
    Milestones,
    Ordinal,
    Stage,
    Stages,
    decode,
)

D = Decimal


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        (Metric(baseline=D(-5), target=D("2.50")), "the way of the latest value from −5 to 2.5"),
        (Ordinal(), "the zone that was said last (fail 0 %, commit 30 %, target 70 %, stretch 100 %)"),
        (Binary(), "100 % once it is done, 0 % before"),
        (Milestones(milestones=(Milestone(name="hired"),)), "the milestones that are done, by their weights"),
        (Stages(stages=(Stage(name="a"), Stage(name="b"))), "the highest stage that was ever reached"),
        (
            Checkpoints(points=(Checkpoint(value=D(0), progress=D(0)), Checkpoint(value=D(9), progress=D(1)))),
            "the latest value, straight from one checkpoint to the next (0 is 0 %, 9 is 100 %)",
        ),
        (
            Maintain(lower=D("4.5"), rule="latest"),
            "the latest value: 100 % where it is at least 4.5, 0 % where it is not",
        ),
        (
            Maintain(lower=D(4), upper=D(8)),
            "check-ins that are at least 4 and at most 8 ÷ those planned (one a week), so it fills up as they are made",
        ),
        (
            Maintain(upper=D(8), planned=13),
            "check-ins that are at most 8 ÷ those planned (13), so it fills up as they are made",
        ),
        (Maintain(upper=D(8), rule="distance"), "how far the latest value is from at most 8: 2 − value ÷ 8"),
    ],
)
def test_in_words(measure: Measure, told: str) -> None:
    assert what_counts(measure) == told


def test_a_number_to_be_kept_counts_by_its_latest_value_unless_check_ins_are_planned() -> None:
    for expected, options, body in (
        ("latest", {"at-least": "4.5"}, {"lower": "4.5"}),
        ("planned", {"at-least": "4.5", "planned": 13}, {"lower": "4.5", "planned": 13}),
        ("distance", {"at-least": "4.5", "rule": "distance"}, {"lower": "4.5", "rule": "distance"}),
    ):
        by_command = measured(None, options)
        assert isinstance(by_command, Maintain)
        assert by_command.rule == expected
        assert MaintainBody.model_validate({"kind": "maintain"} | body).measure() == by_command
    kept = measured(None, {"at-least": "4.5"})
    assert [progress(kept, [Said(D(value))]) for value in ("4.6", "4.4")] == [1, 0]


def test_an_event_that_names_no_rule_goes_on_by_planned_check_ins() -> None:
    payload = (
        b'{"specversion":"1.0","id":"i","source":"/tomoni/okr","type":"okr.key-result-added.v3","subject":"objective/o",'
        b'"time":"2026-07-06T01:15:30Z","recordedtime":"2026-07-06T01:15:30Z","version":2,"actor":"a","correlationid":"c",'
        b'"causationid":"c","data":{"key_result":"k","title":"t","measure":{"kind":"maintain","lower":"4.5"}}}'
    )
    measure = decode(1, payload).data.measure  # type: ignore[attr-defined]
    assert measure == Maintain(lower=D("4.5"), rule="planned")
    assert progress(measure, [Said(D("4.6"))], 4) == Fraction(1, 4)


def test_a_checkpoint_in_percent_is_written_so_and_else_refused() -> None:
    assert notation.checkpoint("100=50%") == Checkpoint(value=D(100), progress=D("0.5"))
    points = tuple(map(notation.checkpoint, ("0=0", "100=50", "200=100")))
    with pytest.raises(Invalid, match=r"stands for 50 of the way, which is 5,000 %; give a part of it, such as 0\.5"):
        measures.checked(Checkpoints(points=points))
    beyond = Checkpoints(points=tuple(map(notation.checkpoint, ("0=0", "100=1", "150=2"))))
    assert measures.checked(beyond) == beyond


def test_less_than_a_percent_is_no_weight() -> None:
    with pytest.raises(Invalid, match=r"the weight is 0\.5 of a percent; give .* such as 50 for 0\.5 of it"):
        rules.weight(D("0.5"))
    assert [rules.weight(each) for each in (None, D(0), D(1), D("12.5"), D(100))] == [None, 0, 1, D("12.5"), 100]
