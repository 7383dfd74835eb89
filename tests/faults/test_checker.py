"""The checker itself: it finds in made-up histories what must never happen, and nothing in a good one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shared.events import (
    Event,
    GroupAdjusted,
    GroupDissolved,
    GroupFormed,
    GroupsProposed,
    MeetingHeld,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveRevised,
    PersonLeft,
    PlannedGroup,
    QuarterEnded,
    Recorded,
    RotationConfirmed,
    RotationDiscarded,
    RotationDrafted,
    event_id,
    fresh_command_id,
    type_of,
)
from tests.faults.checker import COUNTER, Findings, check
from tests.faults.history import Answer, History, Operation
from tests.faults.notices import compared

NOW = datetime(2026, 5, 4, tzinfo=UTC)


class Story:
    """A log and what clients were told of it, written by hand."""

    def __init__(self) -> None:
        self.history, self.log = History(), list[Recorded[Event]]()
        self._versions: dict[str, int] = {}

    def store(self, aggregate: str, command: str, *events: Event, actor: str = "system:x", skip: int = 0) -> int:
        """What the log holds of a command; its last version."""
        for index, data in enumerate(events):
            version = self._versions[aggregate] = self._versions.get(aggregate, 0) + 1 + skip
            self.log.append(
                Recorded(
                    position=len(self.log) + 1,
                    id=event_id(command, aggregate, index),
                    type=type_of(data),
                    aggregate=aggregate,
                    version=version,
                    time=NOW,
                    recorded=NOW,
                    actor=actor,
                    correlation="c",
                    causation=command,
                    data=data,
                )
            )
        return self._versions[aggregate]

    def tell(self, command: str, *answers: Answer, if_match: int | None = None, unknown: int = 0) -> Operation:
        """What its client was told."""
        attempts = len(answers) + unknown
        return self.history.begin(
            Operation("POST /x", command, "me", if_match, attempts, unknown, answers=list(answers))
        )

    def do(self, aggregate: str, *events: Event, if_match: int | None = None) -> str:
        """A command that is stored and acknowledged as it should be."""
        command = fresh_command_id()
        version = self.store(aggregate, command, *events, actor="me")
        self.tell(command, acknowledged(aggregate, version), if_match=if_match)
        return command

    def system(self, aggregate: str, *events: Event) -> None:
        self.store(aggregate, fresh_command_id(), *events)

    @property
    def findings(self) -> Findings:
        return check(self.history, self.log)


def acknowledged(aggregate: str, version: int, *, changed: bool = True, repeated: bool = False) -> Answer:
    return Answer(200, aggregate, version, changed, repeated)


REFUSED = Answer(409, detail="409 no")
DRAFTED = ObjectiveDrafted(title="Grow")


def counted(number: int) -> ObjectiveRevised:
    return ObjectiveRevised(title=f"{COUNTER}{number}")


@pytest.fixture
def story() -> Story:
    """A good one: commands done once, one refused, one resolved after two lost answers, one sent twice."""
    story = Story()
    story.do("objective/a", DRAFTED)
    story.do("objective/a", ObjectivePublished(), counted(1), if_match=1)
    story.tell(fresh_command_id(), REFUSED)
    story.tell(fresh_command_id(), acknowledged("objective/a", 3, changed=False))
    twice = fresh_command_id()
    version = story.store("objective/b", twice, DRAFTED, actor="me")
    story.tell(
        twice,
        acknowledged("objective/b", version),
        acknowledged("objective/b", version, changed=False, repeated=True),
        unknown=2,
    )
    return story


def rotation(story: Story, name: str, quarter: str, *groups: str, former: tuple[str, ...] = ()) -> None:
    story.system(f"quarter/{quarter}", QuarterEnded(label="2026-Q1", start=date(2026, 1, 1), end=date(2026, 3, 31)))
    planned = tuple(PlannedGroup(group=group, members=("p", "q")) for group in groups)
    drafted = RotationDrafted(
        programme="default", after_quarter=quarter, label="2026-Q2", seed="s", groups=len(groups), repeats=0
    )
    story.system(f"rotation/{name}", drafted, GroupsProposed(groups=planned))
    story.system(f"rotation/{name}", RotationConfirmed(label="2026-Q2", after_quarter=quarter))
    for group in groups:
        members = (f"{group}-p", f"{group}-q")
        story.system(f"group/{group}", GroupFormed(rotation=name, label="2026-Q2", members=members))
    for group in former:
        story.system(f"group/{group}", GroupDissolved(successor=name))


def test_a_good_history_is_clean(story: Story) -> None:
    rotation(story, "r1", "q1", "g1", "g2")
    rotation(story, "r2", "q2", "g3", former=("g1", "g2"))
    story.system("group/g3", MeetingHeld(week="2026-W28"))
    assert story.findings == Findings()
    assert story.history.unknown == 1


def test_a_draft_that_was_discarded_counts_for_nothing(story: Story) -> None:
    planned = GroupsProposed(groups=(PlannedGroup(group="g0", members=("p", "q")),))
    stale = RotationDrafted(
        programme="default", after_quarter="q1", label="2026-Q2", seed="s", groups=1, repeats=0, pool="then"
    )
    story.system("rotation/r0", stale, planned)
    story.system("rotation/r0", RotationDiscarded())
    rotation(story, "r1", "q1", "g1", "g2")
    assert story.findings == Findings()
    story.system("group/g0", GroupFormed(rotation="r0", label="2026-Q2", members=("p", "q")))
    assert any("without a confirmed rotation" in each for each in story.findings.violations)


def test_lost(story: Story) -> None:
    story.tell(fresh_command_id(), acknowledged("objective/a", 4))
    story.tell(fresh_command_id(), acknowledged("objective/a", 4, changed=False, repeated=True))
    found = story.findings
    assert len(found.lost) == 2
    assert "acknowledged at version 4" in found.lost[0]


def test_the_second_event_of_a_command_is_lost(story: Story) -> None:
    command = fresh_command_id()
    story.store("objective/c", command, DRAFTED, actor="me")
    story.tell(command, acknowledged("objective/c", 2))
    assert "told as version 2" in story.findings.violations[0]


def test_twice(story: Story) -> None:
    command = story.do("objective/a", counted(2))
    story.store("objective/a", command, ObjectiveRevised(title="again"), actor="me")
    assert "stands at 5 and at 6" in story.findings.twice[0]


def test_a_hole(story: Story) -> None:
    del story.log[1]
    assert any("hole at 2" in each for each in story.findings.violations)


def test_a_version_is_skipped(story: Story) -> None:
    story.store("objective/a", fresh_command_id(), ObjectivePublished(), skip=1)
    assert story.findings.violations == ["objective/a goes from version 3 to 5 at 5"]


def test_two_events_of_one_version(story: Story) -> None:
    story.store("objective/a", fresh_command_id(), ObjectivePublished(), skip=-1)
    assert "goes from version 3 to 3" in story.findings.violations[0]


def test_refused_and_yet_stored(story: Story) -> None:
    command = fresh_command_id()
    story.store("objective/a", command, ObjectivePublished(), actor="me")
    story.tell(command, REFUSED, unknown=1)
    assert "was refused (409 no), yet it stands at 5" in story.findings.violations[0]


def test_done_and_refused(story: Story) -> None:
    command = fresh_command_id()
    version = story.store("objective/a", command, ObjectivePublished(), actor="me")
    story.tell(command, REFUSED, acknowledged("objective/a", version))
    assert "both done and refused" in story.findings.violations[0]


def test_nothing_changed_and_yet_stored(story: Story) -> None:
    command = fresh_command_id()
    version = story.store("objective/a", command, ObjectivePublished(), actor="me")
    story.tell(command, acknowledged("objective/a", version, changed=False))
    assert "changed nothing, it was told, yet it stands at 5" in story.findings.violations[0]


def test_never_resolved(story: Story) -> None:
    story.tell(fresh_command_id(), unknown=3)
    assert "never answered for good" in story.findings.violations[0]


def test_nobody_asked_for_it(story: Story) -> None:
    story.store("objective/a", fresh_command_id(), ObjectivePublished(), actor="me")
    assert "me never asked for it" in story.findings.violations[0]


def test_an_if_match_that_was_not_kept(story: Story) -> None:
    story.do("objective/a", ObjectivePublished(), if_match=1)
    assert "meant for version 1, and became version 4" in story.findings.violations[0]


@pytest.mark.parametrize("number", [1, 3])
def test_a_lost_update(story: Story, number: int) -> None:
    story.do("objective/a", counted(number))
    assert story.findings.violations == [f"an update of objective/a was lost: 1, then {number}"]


def test_a_meeting_twice_in_a_week(story: Story) -> None:
    rotation(story, "r1", "q1", "g1")
    for _ in range(2):
        story.system("group/g1", MeetingHeld(week="2026-W28"))
    assert story.findings.violations == ["group/g1 met 2 times in 2026-W28"]


def test_reactions_that_happened_twice_or_not_at_all(story: Story) -> None:
    rotation(story, "r1", "q1", "g1", "g2")
    good = list(story.log)
    story.system("rotation/r9", story.log[5].data)
    assert "quarter q1 has 2 rotations" in story.findings.violations
    assert "has 0 rotations" in _without(story, good, RotationDrafted)[0]
    assert "rotation rotation/r1 was never confirmed" in _without(story, good, RotationConfirmed)
    assert "group g1 was never formed" in _without(story, good, GroupFormed)
    story.log = good
    story.system("group/g1", GroupFormed(rotation="r1", label="2026-Q2", members=("p", "q")))
    assert "g1 was formed 2 times" in story.findings.violations
    story.system("group/g1", GroupDissolved(successor="r8"))
    assert "group g1 is over, against the last rotation" in story.findings.violations


def test_a_healing_that_stopped_halfway(story: Story) -> None:
    rotation(story, "r1", "q1", "g1", "g2")
    story.system("person/g1-q", PersonLeft())
    assert story.findings.violations == ["person g1-q left and sits in a group"]
    three = ("g1-p", "g2-p", "g2-q")
    story.system("group/g2", GroupAdjusted(members=three, because="merged", on=NOW.date(), rotation="r1"))
    assert "person g1-p sits in 2 groups" in story.findings.violations
    story.system("group/g1", GroupDissolved())
    assert story.findings.clean
    story.system("group/g2", GroupAdjusted(members=("g1-p",), because="left", on=NOW.date(), rotation="r1"))
    assert story.findings.violations == ["group g2 has 1 member"]


def _without(story: Story, log: list[Recorded[Event]], kind: type[Event]) -> list[str]:
    story.log = [each for each in log if not isinstance(each.data, kind)]
    found = [each for each in story.findings.violations if "hole" not in each and "version" not in each]
    story.log = list(log)
    return found


def test_what_no_client_should_see(story: Story) -> None:
    story.history.broken.append("POST /x was answered 500")
    assert story.findings.violations == ["POST /x was answered 500"]
    assert not story.findings.clean


def test_it_does_not_mind_an_empty_log() -> None:
    assert check(History(), []).clean


def test_notices_are_in_the_file_once_each() -> None:
    one, other = ("m1", "{a}"), ("m2", "{b}")
    assert compared(["m1", "m2"], [one, other], whole=True) == []
    assert compared(["m1"], [one, one], whole=True) == [], "written again by whoever didn't know that it was"
    assert compared(["m1", "m2"], [one], whole=True) == ["message m2 was delivered and isn't in the file"]
    assert compared(["m1"], [one, ("m1", "{c}")], whole=True) == ["message m1 has 2 bodies"]
    assert compared(["m1", "m3"], [one, ("m3", "{a}")], whole=True) == ["m1 and m3 are one message"]
    assert compared(["m1"], [one, other], whole=True) == ["message m2 is in the file and was never sent"]
