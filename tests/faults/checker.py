"""Compare what clients were told with what the log holds. Pure: a history and a log in, findings out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from shared.events import (
    Event,
    GroupAdjusted,
    GroupDissolved,
    GroupFormed,
    GroupsProposed,
    MeetingHeld,
    ObjectiveRevised,
    PersonLeft,
    QuarterEnded,
    Recorded,
    RotationConfirmed,
    RotationDiscarded,
    RotationDrafted,
    event_id,
)
from tests.faults.history import Answer, History, Operation, Told

COUNTER = "Count "
"""Titles of objectives that several clients count up, each with If-Match: `Count 1`, `Count 2` …"""


@dataclass(slots=True)
class Findings:
    """What must not be: acknowledged and not there, there twice, or otherwise not as promised."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not (self.lost or self.twice or self.violations)


def check(history: History, events: Sequence[Recorded[Event]], others: Container[str] = ()) -> Findings:
    """Everything that can be said about a history and the log that it led to. Positions begin at 1.

    `others` are actors who also did things that the history doesn't know of.
    """
    findings = Findings(violations=[*history.broken, *_holes(events), *_skips(events)])
    by_id: dict[str, Recorded[Event]] = {}
    for event in events:
        if event.id in by_id:
            findings.twice.append(f"event {event.id} stands at {by_id[event.id].position} and at {event.position}")
        by_id.setdefault(event.id, event)
    by_command: dict[str, list[Recorded[Event]]] = {}
    for event in by_id.values():
        by_command.setdefault(event.causation, []).append(event)
    asked: set[str] = set()
    for operation in history.operations:
        stored = _stored(operation, by_command.get(operation.command, []))
        asked.update(event.id for event in stored)
        _compare(operation, stored, findings)
    clients = {operation.actor for operation in history.operations}
    findings.violations += [
        f"{event.type} at {event.position}: {event.actor} never asked for it"
        for event in events
        if event.actor in clients and event.actor not in others and event.id not in asked
    ]
    findings.violations += [*_counts(events), *_meetings(events), *_reactions(events), *_seats(events)]
    return findings


def _stored(operation: Operation, caused: Sequence[Recorded[Event]]) -> list[Recorded[Event]]:
    """Of the events that the command caused, those with the ids that it gives."""
    made = {event_id(operation.command, event.aggregate, index) for event in caused for index in range(len(caused))}
    return [event for event in caused if event.id in made]


def _compare(operation: Operation, stored: list[Recorded[Event]], findings: Findings) -> None:
    told = operation.told
    if told is Told.NOTHING:
        findings.violations.append(f"{operation} was never answered for good")
    if told is Told.REFUSED and stored:
        reason = operation.answers[-1].detail
        findings.violations.append(f"{operation} was refused ({reason}), yet it stands at {stored[0].position}")
    if {answer.told for answer in operation.answers} == {Told.ACKNOWLEDGED, Told.REFUSED}:
        findings.violations.append(f"{operation} was both done and refused")
    for answer in operation.answers:
        if answer.told is Told.ACKNOWLEDGED:
            _compare_answer(operation, answer, stored, findings)
    if stored and operation.if_match is not None and stored[0].version != operation.if_match + 1:
        findings.violations.append(
            f"{operation} was meant for version {operation.if_match}, and became version {stored[0].version}"
        )


def _answers(operation: Operation, answer: Answer, last: Recorded[Event]) -> bool:
    """Whether the answer names the command's last event; a process of several steps may name a later step's."""
    if answer.aggregate != last.aggregate:
        return False
    return answer.version >= last.version if operation.what.endswith("/end") else answer.version == last.version


def _compare_answer(operation: Operation, answer: Answer, stored: list[Recorded[Event]], findings: Findings) -> None:
    written = bool(answer.changed or answer.repeated)
    if written and not stored:
        findings.lost.append(f"{operation} was acknowledged at version {answer.version}, and is not in the log")
    elif written and not _answers(operation, answer, last := stored[-1]):
        findings.violations.append(
            f"{operation} was told as version {answer.version} of {answer.aggregate}, and is {last.version} of "
            f"{last.aggregate}"
        )
    elif answer.changed is False and answer.repeated is False and stored:
        findings.violations.append(f"{operation} changed nothing, it was told, yet it stands at {stored[0].position}")


def _holes(events: Sequence[Recorded[Event]]) -> Iterator[str]:
    for expected, event in enumerate(events, 1):
        if event.position != expected:
            yield f"the log has a hole at {expected}: {event.position} comes next"
            return


def _skips(events: Sequence[Recorded[Event]]) -> Iterator[str]:
    versions: dict[str, int] = {}
    for event in events:
        expected = versions.get(event.aggregate, 0) + 1
        if event.version != expected:
            yield f"{event.aggregate} goes from version {expected - 1} to {event.version} at {event.position}"
        versions[event.aggregate] = event.version


def _counts(events: Sequence[Recorded[Event]]) -> Iterator[str]:
    """Whoever counts on reads n at a version and writes n + 1 for that version: no number may be skipped or doubled."""
    last: dict[str, int] = {}
    for event in events:
        if isinstance(event.data, ObjectiveRevised) and event.data.title.startswith(COUNTER):
            number = int(event.data.title.removeprefix(COUNTER))
            if number != last.get(event.aggregate, 0) + 1:
                yield f"an update of {event.aggregate} was lost: {last.get(event.aggregate, 0)}, then {number}"
            last[event.aggregate] = number


def _meetings(events: Sequence[Recorded[Event]]) -> Iterator[str]:
    held = Counter((each.aggregate, each.data.week) for each in events if isinstance(each.data, MeetingHeld))
    yield from (f"{group} met {times} times in {week}" for (group, week), times in held.items() if times > 1)


def _reactions(events: Sequence[Recorded[Event]]) -> Iterator[str]:
    """One rotation per ended quarter, confirmed once, its groups formed once, the former ones dissolved once.

    A draft that the pool left behind, because somebody came or went before it was confirmed, is discarded and counts
    for nothing.
    """
    discarded = {each.aggregate for each in events if isinstance(each.data, RotationDiscarded)}
    events = [each for each in events if each.aggregate not in discarded]
    drawn = Counter(each.data.after_quarter for each in events if isinstance(each.data, RotationDrafted))
    confirmed = Counter(each.aggregate for each in events if isinstance(each.data, RotationConfirmed))
    formed = Counter(each.aggregate_id for each in events if isinstance(each.data, GroupFormed))
    dissolved = Counter(each.aggregate_id for each in events if isinstance(each.data, GroupDissolved))
    planned: dict[str, list[str]] = {}
    for each in events:
        if isinstance(each.data, GroupsProposed):
            planned.setdefault(each.aggregate, []).extend(group.group for group in each.data.groups)
    ended = {each.aggregate_id for each in events if isinstance(each.data, QuarterEnded)}
    for quarter in ended | set(drawn):
        if drawn[quarter] != (quarter in ended):
            yield f"quarter {quarter} has {drawn[quarter]} rotations"
    wanted = [group for rotation in confirmed for group in planned.get(rotation, ())]
    for what, times in (("confirmed", confirmed), ("formed", formed), ("dissolved", dissolved)):
        yield from (f"{thing} was {what} {number} times" for thing, number in times.items() if number > 1)
    yield from (f"rotation {rotation} was never confirmed" for rotation in planned if rotation not in confirmed)
    yield from (f"group {group} was never formed" for group in wanted if group not in formed)
    yield from (f"group {group} was formed without a confirmed rotation" for group in formed if group not in wanted)
    # A healing ends a group too, in the name of no rotation.
    replaced = {each.aggregate_id for each in events if isinstance(each.data, GroupDissolved) and each.data.successor}
    newest = set(planned.get(list(confirmed)[-1], ())) if confirmed else set()
    yield from (
        f"group {group} is {'over' if group in dissolved else 'not over'}, against the last rotation"
        for group in formed
        if (group in replaced if group in newest else group not in dissolved)
    )


def _seats(events: Sequence[Recorded[Event]]) -> Iterator[str]:
    """Nobody sits in two groups that exist, nobody alone in one, and nobody who left in any."""
    seats: dict[str, tuple[str, ...]] = {}
    left = {each.aggregate_id for each in events if isinstance(each.data, PersonLeft)}
    for each in events:
        match each.data:
            case GroupFormed(members=members) | GroupAdjusted(members=members):
                seats[each.aggregate_id] = members
            case GroupDissolved():
                seats.pop(each.aggregate_id, None)
    seated = Counter(person for members in seats.values() for person in members)
    yield from (f"person {person} sits in {number} groups" for person, number in seated.items() if number > 1)
    yield from (f"person {person} left and sits in a group" for person in seated if person in left)
    yield from (f"group {group} has {len(members)} member" for group, members in seats.items() if len(members) < 2)
