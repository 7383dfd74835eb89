"""An example of every event, whole as the log keeps it: for the published documents, and for whoever reads the code.

All of them tell one small story: a quarter with one objective in it, its key results, and the buddy group that met.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from . import absences, access, company, continuing, goals, okr, pairing, parking, practice, role_models, win_sessions
from .base import Event
from .catalogue import CATALOGUE, Kind
from .envelope import Recorded
from .ids import elder_event_id, named_id
from .measures import Metric
from .story import (
    CHECK_IN,
    COLLEAGUE,
    DIGEST,
    GROUP,
    KEY_RESULT,
    MANAGER,
    OBJECTIVE,
    PERSON,
    PROGRAMME,
    QUARTER,
    ROTATION,
    TRIO,
    sealed,
)
from .values import Zone

_FIRST = datetime(2026, 7, 3, 1, 15, 30, tzinfo=UTC)
_VEILED = frozenset(
    {"private/member", "private/day", "private/notices", "private/absence", "private/access", "private/unplaced"}
)

_IDS = {
    "person": PERSON,
    "quarter": QUARTER,
    "objective": OBJECTIVE,
    "private/objective": "po-3f9a2c41d07b",
    "private/access": "t-6a457f80-5f0b9c1d2e3a4b5c6d7e8f90",
    "programme": PROGRAMME,
    "rotation": ROTATION,
    "group": GROUP,
}


_EVENTS: tuple[Event, ...] = (
    okr.PersonJoined(
        name=sealed(PERSON),
        function="sales",
        email=sealed(PERSON),
        email_index="2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
        team="Sales",
        manager=MANAGER,
    ),
    okr.PersonMoved(function="cs", team="Customer Success", manager=MANAGER),
    okr.PersonRenamed(
        name=sealed(PERSON),
        email=sealed(PERSON),
        email_index="7b1e0ad2c5f94c0f8a5f1c3a9e2d4b60",
    ),
    okr.PersonLeft(),
    okr.PersonForgotten(),
    okr.QuarterPlanned(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30)),
    okr.QuarterStarted(),
    okr.QuarterEnded(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30)),
    okr.ObjectiveDrafted(title="毎週話す会社にする", quarter=QUARTER, team="Company", owner=PERSON),
    okr.ObjectivePublished(),
    okr.ObjectiveRevised(title="毎週話す会社にする / Talk every week"),
    okr.ObjectiveClosed(result="successful"),
    okr.KeyResultAdded(
        key_result=KEY_RESULT,
        title="Trios that met this week",
        measure=Metric(baseline=Decimal("0"), target=Decimal("40"), unit="trios"),
        owner=PERSON,
        weight=Decimal("50"),
    ),
    okr.KeyResultDropped(key_result=KEY_RESULT),
    okr.ProgressUpdated(
        check_in=CHECK_IN,
        key_result=KEY_RESULT,
        value=Decimal("31.25"),
        confidence=7,
        comment=sealed(PERSON),
    ),
    okr.CheckInCorrected(
        check_in=CHECK_IN, key_result=KEY_RESULT, zone=Zone.TARGET, confidence=8, reason=sealed(PERSON)
    ),
    okr.CheckInRetracted(check_in=CHECK_IN, key_result=KEY_RESULT, reason=sealed(PERSON)),
    okr.CheckInDue(key_result=KEY_RESULT, due=date(2026, 7, 31), owner=PERSON),
    okr.CheckInMissed(key_result=KEY_RESULT, due=date(2026, 7, 31), owner=PERSON),
    okr.CadenceSet(team="Sales", every="two-weeks", weekday=5, grace_days=2),
    company.QuarterFrozen(position=4700, events=DIGEST, results=DIGEST, rules="tomoni/1", parts={"2d": DIGEST[:16]}),
    goals.ObjectiveReassigned(owner=COLLEAGUE, team="Company", reason=sealed(PERSON), approver=MANAGER),
    goals.ObjectiveMoved(quarter=named_id("example", "quarter", "next"), reason=sealed(PERSON), approver=MANAGER),
    goals.ObjectiveAligned(
        key_result=named_id("example", "key result", "of the company"), reason=sealed(PERSON), approver=MANAGER
    ),
    goals.ObjectiveScored(
        score=Decimal("0.7"),
        proposed=Decimal("0.78125"),
        rules="tomoni/1",
        key_results=(goals.KeyResultScore(key_result=KEY_RESULT, score=Decimal("0.78125"), weight=Decimal(100)),),
        note=sealed(PERSON),
    ),
    goals.PostMortemWritten(text=sealed(PERSON)),
    goals.ObjectiveReopened(reason=sealed(PERSON)),
    goals.ObjectiveCarriedOver(
        into=named_id("example", "objective", "next"),
        quarter=named_id("example", "quarter", "next"),
        key_results=(
            goals.CarriedKeyResult(
                key_result=KEY_RESULT, choice="continue", into=named_id("example", "key result", "next")
            ),
        ),
    ),
    goals.ObjectiveShared(people=(PERSON, MANAGER)),
    goals.KeyResultRevised(key_result=KEY_RESULT, title="Trios that met this week, all offices"),
    goals.KeyResultRetargeted(
        key_result=KEY_RESULT,
        measure=Metric(baseline=Decimal("0"), target=Decimal("45"), unit="trios"),
        reason=sealed(PERSON),
        approver=MANAGER,
    ),
    goals.KeyResultReweighted(key_result=KEY_RESULT, weight=Decimal("60"), reason=sealed(PERSON), approver=MANAGER),
    goals.KeyResultReassigned(key_result=KEY_RESULT, owner=COLLEAGUE, reason=sealed(PERSON), approver=MANAGER),
    goals.KeyResultLinked(
        key_result=KEY_RESULT,
        sources=(named_id("example", "key result", "Tokyo"), named_id("example", "key result", "Osaka")),
        reason=sealed(PERSON),
        approver=MANAGER,
    ),
    goals.KeyResultMoved(
        key_result=KEY_RESULT,
        objective=named_id("example", "objective", "other"),
        reason=sealed(PERSON),
        approver=MANAGER,
    ),
    goals.KeyResultPhased(
        key_result=KEY_RESULT,
        points=(
            goals.PlannedPoint(day=date(2026, 7, 31), progress=Decimal("0.2")),
            goals.PlannedPoint(day=date(2026, 9, 30), progress=Decimal("1")),
        ),
    ),
    goals.ProgressOverridden(key_result=KEY_RESULT, progress=Decimal("0.23"), reason=sealed(PERSON)),
    goals.OverrideCleared(key_result=KEY_RESULT),
    goals.CheckInAcknowledged(check_in=CHECK_IN, key_result=KEY_RESULT),
    company.CalendarChanged(start_month=4, label_year="start", since=date(2026, 4, 1), zone="Asia/Tokyo"),
    company.ThresholdsSet(stale_days=10),
    *win_sessions.examples(),
    *practice.examples(),
    pairing.ProgrammeConfigured(
        name="Buddy trios", functions=("sales", "cs", "dev"), group_size=3, approval="organiser"
    ),
    pairing.RotationDrafted(
        programme=PROGRAMME,
        after_quarter=QUARTER,
        label="2026-Q4",
        seed="2d711642b726b044",
        groups=1,
        repeats=0,
        unplaced=(named_id("example", "person", "4"),),
        turn=3,
        least_repeats=0,
        optimal=True,
        gap=0,
    ),
    pairing.GroupsProposed(groups=(pairing.PlannedGroup(group=GROUP, members=TRIO, seats=(0, 4, 2)),)),
    pairing.RotationConfirmed(label="2026-Q4", after_quarter=QUARTER),
    pairing.RotationDiscarded(reason="Two people change their function first."),
    pairing.GroupFormed(rotation=ROTATION, label="2026-Q4", members=TRIO, on=date(2026, 10, 1)),
    pairing.GroupDissolved(successor=ROTATION, on=date(2026, 10, 1)),
    pairing.MeetingHeld(week="2026-W41"),
    pairing.MemberPaused(until=date(2026, 10, 5)),
    pairing.MemberResumed(),
    pairing.MemberOptedOut(),
    pairing.MemberOptedIn(),
    pairing.WishesStated(hours=(0, 540), office="Tokyo", languages=("ja", "en")),
    pairing.ExclusionSet(one=PERSON, other=MANAGER),
    pairing.ExclusionLifted(one=PERSON, other=MANAGER),
    pairing.GroupAdjusted(members=TRIO[:2], because="left", on=date(2026, 11, 2), rotation=ROTATION, label="2026-Q4"),
    pairing.CadenceChosen(every_weeks=2),
    pairing.MeetingDue(week="2026-W42"),
    pairing.GroupQuiet(since="2026-W38"),
    pairing.NewcomerWaits(person=COLLEAGUE),
    pairing.PulseAnswered(month="2026-10", answer=4),
    pairing.InsightShared(
        insight=named_id("example", "insight"),
        text=sealed("+".join(sorted(TRIO))),
        objective=OBJECTIVE,
    ),
    role_models.RoleModelOffered(capacity=2, topics=(DIGEST[:32],), words=sealed(PERSON)),
    role_models.RoleModelWithdrawn(),
    role_models.SeekerJoined(wishes=(DIGEST[:32], DIGEST[32:]), topics=(DIGEST[:32],)),
    role_models.SeekerWithdrawn(),
    role_models.TermDrafted(
        programme=PROGRAMME,
        label="2026-H2",
        begins=date(2026, 10, 1),
        ends=date(2027, 4, 1),
        method="stable",
        pool=DIGEST[:32],
        seekers=7,
        role_models=4,
        places=6,
        placed=6,
        total_rank=9,
        blocking=0,
        most_placed=6,
        least_total_rank=8,
        proved=True,
        wishing=6,
        first_wishes=4,
    ),
    role_models.PlacementsProposed(
        placements=(
            role_models.Placement(seeker=DIGEST[:32], role_model=DIGEST[32:], rank=1),
            role_models.Placement(seeker=DIGEST[16:48], because="full"),
        )
    ),
    role_models.TermConfirmed(label="2026-H2"),
    role_models.TermDiscarded(),
    role_models.TermEnded(on=date(2027, 4, 1)),
    continuing.LogContinued(
        former="audit.example.com/5d1f0c7ae2b4",
        size=4700,
        root="CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
        origin="audit.example.com/9e04ed13c7a1",
        how="restored",
    ),
    parking.OkrEventDropped(
        position=4711,
        event=elder_event_id(named_id("example", "dropped"), 0),
        aggregate=f"objective/{named_id('example', 'objective')}",
        reason="Written by a trial version that nobody runs any more.",
    ),
    parking.PairingEventDropped(
        position=4712,
        event="",
        aggregate="position/4712",
        reason="Not an event: somebody tried something out.",
    ),
    absences.AbsenceSet(begins=date(2026, 10, 12), until=date(2026, 10, 26), shown=True),
    absences.AbsenceEnded(on=date(2026, 10, 23)),
    pairing.RotationNotDrawn(programme=PROGRAMME, after_quarter=QUARTER, label="2026-Q4", because="clash", run=2),
    pairing.MemberUnplaced(label="2026-Q4"),
    pairing.PulsesGathered(month="2026-10", answers=sealed("installation")),
    access.AccessEnded(),
    access.AccessSuspended(),
    access.AccessConfirmed(),
)


def example(kind: Kind) -> Recorded[Event] | None:
    """The event of this kind as a record at its aggregate; None where nobody has written one yet."""
    return _examples().get(kind.model)


@cache
def _examples() -> dict[type[Event], Recorded[Event]]:
    kinds = {kind.model: kind for kind in CATALOGUE}
    return {type(event): _recorded(kinds[type(event)], event, index) for index, event in enumerate(_EVENTS, 1)}


def _recorded(kind: Kind, event: Event, index: int) -> Recorded[Event]:
    command = named_id("example", "command", kind.name)
    aggregate_id = _IDS.get(kind.aggregate) or named_id("example", kind.aggregate)
    moment = _FIRST + timedelta(days=index)
    # Where naming a person is nobody's business the aggregate itself is the actor.
    veiled = kind.aggregate in _VEILED or isinstance(event, pairing.MeetingHeld)
    actor = f"{kind.aggregate.rpartition('/')[2]}/{aggregate_id}" if veiled else PERSON
    return Recorded(
        position=index,
        id=elder_event_id(command, 0),
        type=kind.type,
        aggregate=f"{kind.aggregate}/{aggregate_id}",
        version=index,
        time=moment,
        recorded=moment,
        actor=actor,
        correlation=command,
        causation=command,
        data=event,
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    )
