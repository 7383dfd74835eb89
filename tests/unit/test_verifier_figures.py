"""The one-file verifier on figures: what it works out anew, and what whoever made a zip may have changed in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from shared.events import (
    Binary,
    CheckInCorrected,
    CheckInRetracted,
    Checkpoint,
    Checkpoints,
    KeyResultAdded,
    KeyResultDropped,
    KeyResultLinked,
    KeyResultMoved,
    KeyResultPhased,
    KeyResultRetargeted,
    KeyResultReweighted,
    Maintain,
    Measure,
    Metric,
    Milestone,
    Milestones,
    ObjectiveAligned,
    ObjectiveRevised,
    ObjectiveScored,
    Ordinal,
    PlannedPoint,
    ProgressOverridden,
    QuarterEnded,
    Stage,
    Stages,
    Zone,
)
from tests.figure_kit import World, id_of, referrals, world
from tests.notary_kit import Notary, proof, refused, said, written

D = Decimal
NOTARY = Notary()


@dataclass
class Audit:
    """Somebody who has a policy, and is given zips."""

    top: Path
    capsys: pytest.CaptureFixture[str]
    more: tuple[str, ...] = field(default=())

    def __call__(self, zipped: bytes, *more: object) -> tuple[int, str]:
        policy = written(self.top / "policy", NOTARY.policy().encode())
        return said(self.capsys, "figure", written(self.top / "figure.zip", zipped), "--policy", policy, *more)

    def holds(self, zipped: bytes, words: str) -> str:
        code, told = self(zipped)
        assert code == 0, told
        assert words in told, told
        return told


@pytest.fixture
def audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Audit:
    return Audit(tmp_path, capsys)


def changed(zipped: bytes, **how: Callable[[bytes], bytes]) -> bytes:
    """The zip with files changed, by the first word of their names."""
    made = BytesIO()
    with ZipFile(BytesIO(zipped)) as before, ZipFile(made, "w") as after:
        for name in before.namelist():
            after.writestr(name, how.get(name.split(".")[0], bytes)(before.read(name)))
    return made.getvalue()


def with_figure(zipped: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The zip with the explanation changed."""

    def edited(data: bytes) -> bytes:
        figure = json.loads(data)
        change(figure["explanation"])
        return json.dumps(figure).encode()

    return changed(zipped, figure=edited)


def test_a_key_result_is_worked_out_anew(audit: Audit) -> None:
    told = audit.holds(
        referrals().zipped("referrals", NOTARY, names=["reach"]), "progress 20 %, exactly 1/5, worked out anew"
    )
    assert "9 records, byte for byte, each at its place in the log of 9" in told
    assert "the versions of 2 aggregates run from 1 without a hole" in told
    assert f"NOT CHECKED  that objective/{id_of('reach')} has no version after 7, which stands at position 9" in told
    assert "only the whole export or a witnessed index shows it, never one zip" in told
    assert "NOT CHECKED  that it is called KR-1, the day, its health" in told


def test_an_objective_is_worked_out_anew_with_its_weights(audit: Audit) -> None:
    made = referrals()
    made.key_result("reach", "calls", weight=30)
    made.key_result("reach", "visits")
    made.tell(f"objective/{id_of('reach')}", KeyResultReweighted(key_result=id_of("referrals"), weight=D(20)))
    made.check_in("reach", "calls", 99, 40)
    audit.holds(made.zipped("reach", NOTARY, names=["reach"]), "progress 34 %, exactly 17/50, worked out anew")


METRIC = Metric(baseline=D(15), target=D(35))
CURVE = Checkpoints(points=tuple(Checkpoint(value=D(a), progress=D(b)) for a, b in ((0, "0"), (10, "0.8"), (20, "1"))))
PLAN = "Plan 9 from outer space"
PARTS = Milestones(milestones=(Milestone(name=PLAN, weight=D(30)), Milestone(name="Build", weight=D(70))))
STEPS = Stages(stages=(Stage(name="Idea"), Stage(name="Pilot"), Stage(name="Live")))
GIVEN = Stages(stages=(Stage(name="Idea", progress=D("0.1")), Stage(name="Live", progress=D("0.9"))))


@pytest.mark.parametrize(
    ("measure", "said_", "exactly"),
    [
        (METRIC, [{"value": 31.5}], "33/40"),
        (METRIC, [{"value": 10}], "-1/4"),
        (METRIC, [{"value": 39}], "6/5"),
        (Metric(baseline=D(-5), target=D("-7.5")), [{"value": -6.25}], "1/2"),
        (CURVE, [{"value": 5}], "2/5"),
        (CURVE, [{"value": 15}], "9/10"),
        (CURVE, [{"value": -3}], "0"),
        (CURVE, [{"value": 30}], "1"),
        (Binary(), [{"value": 1}], "1"),
        (Binary(), [{"value": 1}, {"value": 0}], "0"),
        (Ordinal(), [{"value": None, "zone": Zone.TARGET}], "7/10"),
        (Ordinal(), [{"value": None, "zone": Zone.FAIL}], "0"),
        (PARTS, [{"value": None, "reached": (PLAN,)}], "3/10"),
        (PARTS, [{"value": None, "reached": ()}], "0"),
        (STEPS, [{"value": None, "reached": ("Pilot",)}, {"value": None, "reached": ("Idea",)}], "2/3"),
        (GIVEN, [{"value": None, "reached": ("Live",)}], "9/10"),
        (Maintain(lower=D(4), rule="latest"), [{"value": 3}], "0"),
        (Maintain(lower=D(4), rule="latest"), [{"value": 4}], "1"),
        (Maintain(upper=D(4), rule="distance"), [{"value": 5}], "3/4"),
        (Maintain(lower=D(4), upper=D(8), rule="distance"), [{"value": 5}], "1"),
        (Maintain(lower=D(4)), [{"value": 5}, {"value": 3}, {"value": 4}], "2/13"),
        (Maintain(lower=D(4), planned=2), [{"value": 5}, {"value": 3}, {"value": 4}], "2/3"),
    ],
)
def test_every_measure_is_worked_out_anew(
    measure: Measure, said_: list[dict[str, Any]], exactly: str, audit: Audit
) -> None:
    made = World()
    made.quarter()
    made.objective("reach")
    made.key_result("reach", "measured", measure)
    for day, each in enumerate(said_, 1):
        made.check_in("reach", "measured", each.get("value"), day, **{k: v for k, v in each.items() if k != "value"})
    audit.holds(made.zipped("measured", NOTARY, names=["reach"]), f"exactly {exactly}, worked out anew")
    audit.holds(made.zipped("reach", NOTARY, names=["reach"]), "worked out anew")


def test_what_nobody_ever_checked_in_has_no_progress(audit: Audit) -> None:
    audit.holds(world().zipped("referrals", NOTARY, names=["reach"]), "no progress, worked out anew")
    audit.holds(world().zipped("reach", NOTARY, names=["reach"]), "no progress, worked out anew")


def test_back_dated_corrected_retracted_and_retargeted(audit: Audit) -> None:
    made = world()
    first = made.check_in("reach", "referrals", 20, 20)
    made.check_in("reach", "referrals", 30, 10)
    wrong = made.check_in("reach", "referrals", 34, 30)
    here = f"objective/{id_of('reach')}"
    made.tell(here, CheckInRetracted(check_in=wrong, key_result=id_of("referrals")), day=30)
    made.tell(here, CheckInCorrected(check_in=first, key_result=id_of("referrals"), value=D(25), confidence=3), day=20)
    made.tell(here, KeyResultRetargeted(key_result=id_of("referrals"), measure=Metric(baseline=D(0), target=D(100))))
    audit.holds(made.zipped("referrals", NOTARY, names=["reach"]), "exactly 1/4, worked out anew")


def test_set_by_hand_dropped_linked_phased_and_revised(audit: Audit) -> None:
    made = referrals()
    here = f"objective/{id_of('reach')}"
    made.key_result("reach", "calls")
    made.key_result("reach", "sum", Metric(baseline=D(0), target=D(100)))
    made.check_in("reach", "calls", 30, 9)
    made.tell(here, KeyResultLinked(key_result=id_of("sum"), sources=(id_of("referrals"), id_of("calls"))))
    audit.holds(made.zipped("sum", NOTARY, names=["reach"]), "exactly 49/100, worked out anew")
    points = (
        PlannedPoint(day=date(2026, 7, 31), progress=D("0.2")),
        PlannedPoint(day=date(2026, 9, 30), progress=D(1)),
    )
    made.tell(here, KeyResultPhased(key_result=id_of("sum"), points=points))
    audit.holds(made.zipped("sum", NOTARY, names=["reach"]), "exactly 49/100, worked out anew")
    made.tell(here, KeyResultDropped(key_result=id_of("calls")), ObjectiveRevised(title="Another", contribution="size"))
    audit.holds(made.zipped("sum", NOTARY, names=["reach"]), "exactly 19/100, worked out anew")
    audit.holds(made.zipped("reach", NOTARY, names=["reach"]), "'Another', on")
    made.tell(here, ProgressOverridden(key_result=id_of("sum"), progress=D("0.4")))
    audit.holds(made.zipped("sum", NOTARY, names=["reach"]), "exactly 2/5, worked out anew")
    made.tell(here, ObjectiveScored(score=D("0.3"), proposed=D("0.2967"), rules="tomoni/2"))
    audit.holds(made.zipped("reach", NOTARY, names=["reach"]), "worked out anew")


def test_a_key_result_that_moved_takes_its_check_ins_along(audit: Audit) -> None:
    made = referrals()
    made.objective("keep")
    moved = KeyResultAdded(key_result=id_of("referrals"), title="Referrals", measure=METRIC, moved_from=id_of("reach"))
    made.tell(f"objective/{id_of('keep')}", moved)
    made.tell(f"objective/{id_of('reach')}", KeyResultMoved(key_result=id_of("referrals"), objective=id_of("keep")))
    audit.holds(made.zipped("keep", NOTARY, names=["reach", "keep"]), "exactly 1/5, worked out anew")
    audit.holds(made.zipped("referrals", NOTARY, names=["reach", "keep"]), "exactly 1/5, worked out anew")


@pytest.mark.parametrize("source", ["key-results", "children", "both"])
def test_objectives_below_are_worked_out_by_their_records(source: str, audit: Audit) -> None:
    made = referrals()
    made.objective("top", source=source)
    made.key_result("top", "fed")
    made.key_result("top", "own")
    made.check_in("top", "own", 35, 20)
    made.tell(f"objective/{id_of('reach')}", ObjectiveAligned(key_result=id_of("fed")))
    made.objective("direct")
    made.key_result("direct", "third", Metric(baseline=D(0), target=D(3)))
    made.check_in("direct", "third", 1, 20)
    made.tell(f"objective/{id_of('direct')}", ObjectiveAligned(objective=id_of("top")))
    whole = ["top", "reach", "direct"]
    audit.holds(made.zipped("top", NOTARY, names=whole), "worked out anew")
    audit.holds(made.zipped("fed", NOTARY, names=whole), "exactly 1/5, worked out anew")
    refused(*audit(made.zipped("top", NOTARY, names=["top", "direct"])), "its p")


def test_a_sum_of_too_many_objectives_is_said_not_to_be_checked(audit: Audit) -> None:
    made = referrals()
    code, told = audit(made.zipped("referrals", NOTARY, names=["reach"], left_out=["another"]))
    assert code == 3
    assert "NOT CHECKED  KR-1: its sum, which takes 1 objectives that are left out" in told
    assert "worked out anew" not in told


def test_by_older_rules_what_others_feed_is_left_to_the_replay(audit: Audit) -> None:
    made = referrals()
    ended = QuarterEnded(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30))
    made.tell(f"quarter/{id_of('Q3')}", ended)
    audit.holds(made.zipped("referrals", NOTARY, names=["reach"]), "by the rules tomoni/1: progress 20 %")
    made.key_result("reach", "sum")
    made.tell(f"objective/{id_of('reach')}", KeyResultLinked(key_result=id_of("sum"), sources=(id_of("referrals"),)))
    code, told = audit(made.zipped("sum", NOTARY, names=["reach"]))
    assert code == 3
    assert "NOT CHECKED  KR-2: its sum, which takes 0 objectives that are left out, or the rules tomoni/1" in told


LIES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "progress": (lambda told: told.update(progress=80, exact="4/5"), "its progress is told as [80, '4/5']"),
    "percent": (
        lambda told: told.update(progress=80),
        "its progress is told as [80, '1/5'], and the records say [20, '1/5']",
    ),
    "exact": (lambda told: told.update(exact="4/5"), "its progress is told as [20, '4/5']"),
    "measure": (lambda told: told["measure"].update(target="20"), "its measure is told as"),
    "counting": (lambda told: told.update(counting=told["counting"] * 2), "its check-ins that count is told as"),
    "title": (lambda told: told.update(title="Miracles"), "its title is told as 'Miracles'"),
    "rules": (lambda told: told.update(rules="tomoni/1"), ""),
    "source": (lambda told: told.update(made_of="links"), "its source is told as 'links'"),
    "confidence": (lambda told: told.update(confidence=9), "its confidence is told as 9, and the records say 8"),
    "pace": (lambda told: told["pace"].update(expected=20, gap="0"), "its pace is told as"),
    "sum": (lambda told: told.update(rule=told["rule"].replace("19", "91")), "91 in its sum is in none of the records"),
    "cause": (
        lambda told: told["causes"][0].update(position=1),
        "the record at position 1, which it comes from, was left out",
    ),
    "another": (lambda told: told.update(id=id_of("calls")), "none of the records tells of it"),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_explanation_that_says_something_else_is_refused(lie: str, audit: Audit) -> None:
    change, words = LIES[lie]
    code, told = audit(with_figure(referrals().zipped("referrals", NOTARY, names=["reach"]), change))
    if words:
        refused(code, told, words)
    else:
        # By these rules the sum is the same; that the quarter ended by them no record says.
        assert code == 0


PART_LIES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "part": (lambda told: told["items"][0].update(progress=90), "its part KR-1 is told as [90, '20']"),
    "weight": (lambda told: told["items"][0].update(share="70"), "its part KR-1 is told as [20, '70']"),
    "left out": (lambda told: told["items"].pop(), "its parts is told as"),
    "score": (lambda told: told.update(score="1"), "its score is told as"),
    "sum": (
        lambda told: told.update(rule=told["rule"].replace("20 %", "60 %", 1)),
        "60 in its sum is in none of the records",
    ),
}


@pytest.mark.parametrize("lie", PART_LIES)
def test_a_sum_of_other_parts_or_weights_is_refused(lie: str, audit: Audit) -> None:
    made = referrals()
    made.key_result("reach", "calls", weight=80)
    made.check_in("reach", "calls", 25, 9)
    change, words = PART_LIES[lie]
    refused(*audit(with_figure(made.zipped("reach", NOTARY, names=["reach"]), change)), words)


def without(zipped: bytes, place: int) -> bytes:
    """The zip without one of its records and the proof of it."""

    def fewer(data: bytes) -> bytes:
        lines = data.split(b"\n")
        return b"\n".join([*lines[:place], *lines[place + 1 :]])

    def fewer_proofs(data: bytes) -> bytes:
        first, *proofs = data.split(b"c2sp.org/tlog-proof@v1")
        return first + b"".join(b"c2sp.org/tlog-proof@v1" + each for each in [*proofs[:place], *proofs[place + 1 :]])

    both = {"records.jsonl": fewer, "records.tlog-proofs": fewer_proofs}
    made = BytesIO()
    with ZipFile(BytesIO(zipped)) as before, ZipFile(made, "w") as after:
        for name in before.namelist():
            after.writestr(name, both.get(name, bytes)(before.read(name)))
    return made.getvalue()


def test_a_check_in_left_out_in_the_middle_is_named(audit: Audit) -> None:
    zipped = without(referrals().zipped("referrals", NOTARY, names=["reach"]), 6)
    refused(*audit(zipped), "record 8 is version 6 of objective/")


def test_a_record_without_its_proof_or_a_proof_without_its_record_is_refused(audit: Audit) -> None:
    zipped = referrals().zipped("referrals", NOTARY, names=["reach"])
    with ZipFile(BytesIO(zipped)) as held:
        proofs, records = held.read("records.tlog-proofs"), held.read("records.jsonl")
    for name, data in (("records.tlog-proofs", proofs[: proofs.rindex(b"c2sp.org/tlog")]), ("records.jsonl", b"")):
        made = BytesIO()
        with ZipFile(BytesIO(zipped)) as before, ZipFile(made, "w") as after:
            for each in before.namelist():
                after.writestr(each, data if each == name else before.read(each))
        refused(*audit(made.getvalue()), "they don't belong together")
    assert records.count(b"\n") == 9


def test_the_last_check_in_left_out_needs_another_explanation(audit: Audit) -> None:
    refused(
        *audit(without(referrals().zipped("referrals", NOTARY, names=["reach"]), 8)),
        "the record at position 9, which it comes from, was left out",
    )


def test_the_last_check_in_left_out_of_all_is_said_not_to_be_seen_and_is_seen_from_the_export(
    audit: Audit, tmp_path: Path
) -> None:
    """Who makes the zip tells of an earlier day as if it were today: no single zip can show it, and it says so."""
    whole, former = referrals(), referrals(3)
    checkpoint = NOTARY.checkpoint(whole.records)
    zipped = former.zipped("referrals", NOTARY, names=["reach"])
    proofs = b"".join(proof(index, whole.records, checkpoint) for index in range(8))
    made = BytesIO()
    with ZipFile(BytesIO(zipped)) as before, ZipFile(made, "w") as after:
        for name in before.namelist():
            after.writestr(name, proofs if name == "records.tlog-proofs" else before.read(name))
    told = audit.holds(made.getvalue(), "progress 15 %")
    assert "has no version after 6, which stands at position 8" in told
    export = written(tmp_path / "export", b"".join(each + b"\n" for each in whole.records))
    refused(*audit(made.getvalue(), "--export", export), "leaves out 1 records of objective/")
    code, told = audit(whole.zipped("referrals", NOTARY, names=["reach"]), "--export", export)
    assert code == 0
    assert "the export holds no other record of these 2 aggregates" in told


@pytest.mark.parametrize("place", range(9))
def test_a_changed_record_is_named_wherever_it_stands(place: int, audit: Audit) -> None:
    def edit(data: bytes) -> bytes:
        lines = data.split(b"\n")
        lines[place] = lines[place].replace(b'"actor":"', b'"actor":"0')
        return b"\n".join(lines)

    made = BytesIO()
    with (
        ZipFile(BytesIO(referrals().zipped("referrals", NOTARY, names=["reach"]))) as before,
        ZipFile(made, "w") as after,
    ):
        for name in before.namelist():
            after.writestr(name, edit(before.read(name)) if name == "records.jsonl" else before.read(name))
    refused(*audit(made.getvalue()), f"record {place + 1} is not in the signed log at position {place + 1}")


def test_a_history_of_the_maker_s_own_is_signed_by_nobody_who_is_believed(audit: Audit) -> None:
    other = Notary()
    refused(*audit(referrals().zipped("referrals", other, names=["reach"])), "is not signed by that log's key")


def test_the_keys_in_the_zip_are_never_believed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "figure.zip", referrals().zipped("referrals", NOTARY, names=["reach"]))
    code, told = said(capsys, "figure", file)
    assert code == 3
    assert "NOT CHECKED  who signed the checkpoint" in told
    assert "progress 20 %" in told


def test_records_newer_than_the_checkpoint_are_said_not_to_be_proved(audit: Audit) -> None:
    code, told = audit(referrals().zipped("referrals", NOTARY, names=["reach"], signed=8))
    assert code == 3
    assert "NOT CHECKED  1 records from position 9 on: newer than the checkpoint" in told


def test_what_rests_on_records_that_are_not_shown_says_how_many(audit: Audit) -> None:
    from shared.verifier import figure_zip

    code, told = audit(figure_zip(referrals().explained("referrals"), [], not_shown=7))
    assert code == 3
    assert told == "NOT CHECKED  KR-1: it rests on 7 records that are not shown, so nothing of it\n"


@pytest.mark.parametrize("data", [b"", b"PK", b"{}"])
def test_what_is_no_zip_is_said_to_be_none(data: bytes, audit: Audit) -> None:
    code, told = audit(data)
    assert code == 2
    assert told.startswith("UNREADABLE")


def test_a_zip_with_a_file_twice_is_refused(audit: Audit) -> None:
    made = BytesIO(referrals().zipped("referrals", NOTARY, names=["reach"]))
    with ZipFile(made, "a") as zipped, pytest.warns(UserWarning, match="Duplicate name"):
        zipped.writestr("figure.json", b"{}")
    refused(*audit(made.getvalue()), "a file twice")


def test_linked_to_what_nobody_checked_in_its_own_stands(audit: Audit) -> None:
    made = referrals()
    made.key_result("reach", "silent")
    made.tell(f"objective/{id_of('reach')}", KeyResultLinked(key_result=id_of("referrals"), sources=(id_of("silent"),)))
    audit.holds(made.zipped("referrals", NOTARY, names=["reach"]), "exactly 1/5, worked out anew")


def test_a_sum_that_is_to_be_kept_counts_once(audit: Audit) -> None:
    made = referrals()
    made.key_result("reach", "kept", Maintain(lower=D(4)))
    made.tell(f"objective/{id_of('reach')}", KeyResultLinked(key_result=id_of("kept"), sources=(id_of("referrals"),)))
    audit.holds(made.zipped("kept", NOTARY, names=["reach"]), "exactly 1, worked out anew")
