"""Every event ever published, with its type's name and major version, and how an old version becomes today's.

A new optional field with a default needs nothing here. Anything else is a new version: the class changes, its row's
version goes up by one, and an upcaster turns the former `data` (plain JSON values) into the new one. Every read path
(live, rebuild, load, as-of) decodes through `find`, so an old event is the new one everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from . import absences, access, company, continuing, goals, okr, pairing, parking, practice, role_models, win_sessions
from .base import Event
from .values import plain

__all__ = ["CATALOGUE", "Kind", "UnknownEvent", "kind_of", "known_types"]

Upcast = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownEvent(ValueError):
    """The log holds a type or a version that this program doesn't know; a newer program wrote it."""

    def __init__(self, type_: str) -> None:
        super().__init__(f"unknown event type {type_!r}: a newer version of Tomoni wrote it; upgrade this program")
        self.type = type_


@dataclass(frozen=True, slots=True)
class Kind:
    """One event type at its present version, and the kind of aggregate that it happens to."""

    name: str
    version: int
    model: type[Event]
    aggregate: str
    upcasters: tuple[Upcast, ...] = ()

    @property
    def type(self) -> str:
        """The type as the envelope spells it: ``okr.progress-updated.v1``."""
        return f"{self.name}.v{self.version}"

    @property
    def service(self) -> str:
        """The service that publishes it."""
        return self.name.partition(".")[0]

    @property
    def private(self) -> bool:
        """Whether it happens to a confidential aggregate, of which no subscriber hears."""
        return self.aggregate.startswith("private/")

    @property
    def summary(self) -> str:
        """What it says, in the words of its class."""
        return " ".join((self.model.__doc__ or self.name).split("\n\n")[0].split())


def _key_result_added_v1(data: dict[str, Any]) -> dict[str, Any]:
    # Version 1 knew numbers only and held baseline, target and unit beside the title.
    measure = {"kind": "metric", "baseline": data.pop("baseline"), "target": data.pop("target")}
    if "unit" in data:
        measure["unit"] = data.pop("unit")
    return {**data, "measure": measure}


def _key_result_added_v2(data: dict[str, Any]) -> dict[str, Any]:
    # Version 2 knew numbers and zones only; what it said is said the same way.
    return data


def _in_clear(*names: str) -> Upcast:
    """The former version had these texts in clear."""

    def upcast(data: dict[str, Any]) -> dict[str, Any]:
        return data | {name: plain(data[name]) for name in names if data.get(name) is not None}

    return upcast


_lines_in_clear = {"priorities": _in_clear("text"), "health": _in_clear("name", "note")}


def _four_boxes_filled_v1(data: dict[str, Any]) -> dict[str, Any]:
    boxes = {name: [upcast(line) for line in data.get(name, ())] for name, upcast in _lines_in_clear.items()}
    return data | boxes | {"next_weeks": [plain(line) for line in data.get("next_weeks", ())]}


CATALOGUE: tuple[Kind, ...] = (
    Kind("okr.person-joined", 1, okr.PersonJoined, "person"),
    Kind("okr.person-moved", 1, okr.PersonMoved, "person"),
    Kind("okr.person-renamed", 1, okr.PersonRenamed, "person"),
    Kind("okr.person-left", 1, okr.PersonLeft, "person"),
    Kind("okr.person-forgotten", 1, okr.PersonForgotten, "person"),
    Kind("okr.quarter-planned", 1, okr.QuarterPlanned, "quarter"),
    Kind("okr.quarter-started", 1, okr.QuarterStarted, "quarter"),
    Kind("okr.quarter-ended", 1, okr.QuarterEnded, "quarter"),
    Kind("okr.objective-drafted", 1, okr.ObjectiveDrafted, "objective"),
    Kind("okr.objective-published", 1, okr.ObjectivePublished, "objective"),
    Kind("okr.objective-revised", 1, okr.ObjectiveRevised, "objective"),
    Kind("okr.objective-closed", 1, okr.ObjectiveClosed, "objective"),
    Kind("okr.key-result-added", 3, okr.KeyResultAdded, "objective", (_key_result_added_v1, _key_result_added_v2)),
    Kind("okr.key-result-dropped", 1, okr.KeyResultDropped, "objective"),
    Kind("okr.progress-updated", 1, okr.ProgressUpdated, "objective"),
    Kind("okr.check-in-corrected", 1, okr.CheckInCorrected, "objective"),
    Kind("okr.check-in-retracted", 1, okr.CheckInRetracted, "objective"),
    Kind("okr.check-in-due", 1, okr.CheckInDue, "objective"),
    Kind("okr.check-in-missed", 1, okr.CheckInMissed, "objective"),
    Kind("okr.cadence-set", 1, okr.CadenceSet, "cadence"),
    Kind("okr.quarter-frozen", 1, company.QuarterFrozen, "quarter"),
    Kind("okr.objective-reassigned", 1, goals.ObjectiveReassigned, "objective"),
    Kind("okr.objective-moved", 1, goals.ObjectiveMoved, "objective"),
    Kind("okr.objective-shared", 1, goals.ObjectiveShared, "private/objective"),
    Kind("okr.objective-aligned", 1, goals.ObjectiveAligned, "objective"),
    Kind("okr.objective-scored", 1, goals.ObjectiveScored, "objective"),
    Kind("okr.post-mortem-written", 1, goals.PostMortemWritten, "objective"),
    Kind("okr.objective-reopened", 1, goals.ObjectiveReopened, "objective"),
    Kind("okr.objective-carried-over", 1, goals.ObjectiveCarriedOver, "objective"),
    Kind("okr.key-result-revised", 1, goals.KeyResultRevised, "objective"),
    Kind("okr.key-result-retargeted", 1, goals.KeyResultRetargeted, "objective"),
    Kind("okr.key-result-reweighted", 1, goals.KeyResultReweighted, "objective"),
    Kind("okr.key-result-reassigned", 1, goals.KeyResultReassigned, "objective"),
    Kind("okr.key-result-linked", 1, goals.KeyResultLinked, "objective"),
    Kind("okr.key-result-moved", 1, goals.KeyResultMoved, "objective"),
    Kind("okr.key-result-phased", 1, goals.KeyResultPhased, "objective"),
    Kind("okr.progress-overridden", 1, goals.ProgressOverridden, "objective"),
    Kind("okr.override-cleared", 1, goals.OverrideCleared, "objective"),
    Kind("okr.check-in-acknowledged", 1, goals.CheckInAcknowledged, "objective"),
    Kind("okr.calendar-changed", 1, company.CalendarChanged, "company"),
    Kind("okr.thresholds-set", 1, company.ThresholdsSet, "company"),
    Kind("okr.win-session-scheduled", 1, win_sessions.WinSessionScheduled, "win-session"),
    Kind("okr.win-session-cancelled", 1, win_sessions.WinSessionCancelled, "win-session"),
    Kind("okr.win-agenda-prepared", 1, win_sessions.WinAgendaPrepared, "win-session"),
    Kind("okr.win-shared", 1, win_sessions.WinShared, "win-session"),
    Kind("okr.win-withdrawn", 1, win_sessions.WinWithdrawn, "win-session"),
    Kind("okr.win-agenda-arranged", 1, win_sessions.WinAgendaArranged, "win-session"),
    Kind("okr.win-session-opened", 1, win_sessions.WinSessionOpened, "win-session"),
    Kind("okr.praise-given", 1, win_sessions.PraiseGiven, "win-session"),
    Kind("okr.win-session-closed", 1, win_sessions.WinSessionClosed, "win-session"),
    Kind("okr.four-boxes-filled", 2, practice.FourBoxesFilled, "four-boxes", (_four_boxes_filled_v1,)),
    Kind("okr.priority-marked", 1, practice.PriorityMarked, "four-boxes"),
    Kind("okr.experiment-started", 2, practice.ExperimentStarted, "experiment", (_in_clear("what", "know_by"),)),
    Kind("okr.experiment-extended", 1, practice.ExperimentExtended, "experiment"),
    Kind("okr.experiment-overdue", 1, practice.ExperimentOverdue, "experiment"),
    Kind("okr.experiment-concluded", 2, practice.ExperimentConcluded, "experiment", (_in_clear("learned"),)),
    Kind("okr.day-opened", 1, practice.DayOpened, "private/day"),
    Kind("okr.day-closed", 1, practice.DayClosed, "private/day"),
    Kind("okr.mentor-invited", 1, practice.MentorInvited, "private/day"),
    Kind("okr.mentor-dismissed", 1, practice.MentorDismissed, "private/day"),
    Kind("okr.ideal-state-defined", 1, practice.IdealStateDefined, "practice"),
    Kind("okr.support-given", 1, practice.SupportGiven, "practice"),
    Kind("okr.notices-chosen", 1, practice.NoticesChosen, "private/notices"),
    Kind("okr.absence-set", 1, absences.AbsenceSet, "private/absence"),
    Kind("okr.absence-ended", 1, absences.AbsenceEnded, "private/absence"),
    Kind("okr.access-ended", 1, access.AccessEnded, "private/access"),
    Kind("okr.access-suspended", 1, access.AccessSuspended, "private/access"),
    Kind("okr.access-confirmed", 1, access.AccessConfirmed, "private/access"),
    Kind("pairing.programme-configured", 1, pairing.ProgrammeConfigured, "programme"),
    Kind("pairing.rotation-drafted", 1, pairing.RotationDrafted, "rotation"),
    Kind("pairing.groups-proposed", 1, pairing.GroupsProposed, "rotation"),
    Kind("pairing.rotation-confirmed", 1, pairing.RotationConfirmed, "rotation"),
    Kind("pairing.rotation-discarded", 1, pairing.RotationDiscarded, "rotation"),
    Kind("pairing.group-formed", 1, pairing.GroupFormed, "group"),
    Kind("pairing.group-dissolved", 1, pairing.GroupDissolved, "group"),
    Kind("pairing.meeting-held", 1, pairing.MeetingHeld, "group"),
    Kind("pairing.member-paused", 1, pairing.MemberPaused, "private/member"),
    Kind("pairing.member-resumed", 1, pairing.MemberResumed, "private/member"),
    Kind("pairing.member-opted-out", 1, pairing.MemberOptedOut, "private/member"),
    Kind("pairing.member-opted-in", 1, pairing.MemberOptedIn, "private/member"),
    Kind("pairing.wishes-stated", 1, pairing.WishesStated, "private/member"),
    Kind("pairing.exclusion-set", 1, pairing.ExclusionSet, "private/exclusion"),
    Kind("pairing.exclusion-lifted", 1, pairing.ExclusionLifted, "private/exclusion"),
    Kind("pairing.group-adjusted", 1, pairing.GroupAdjusted, "group"),
    Kind("pairing.cadence-chosen", 1, pairing.CadenceChosen, "group"),
    Kind("pairing.meeting-due", 1, pairing.MeetingDue, "private/group"),
    Kind("pairing.group-quiet", 1, pairing.GroupQuiet, "private/group"),
    Kind("pairing.newcomer-waits", 1, pairing.NewcomerWaits, "private/newcomer"),
    Kind("pairing.pulse-answered", 1, pairing.PulseAnswered, "private/pulse"),
    Kind("pairing.pulses-gathered", 1, pairing.PulsesGathered, "private/pulse"),
    Kind("pairing.insight-shared", 2, pairing.InsightShared, "group", (_in_clear("text"),)),
    Kind("pairing.role-model-offered", 1, role_models.RoleModelOffered, "role-model"),
    Kind("pairing.role-model-withdrawn", 1, role_models.RoleModelWithdrawn, "role-model"),
    Kind("pairing.seeker-joined", 1, role_models.SeekerJoined, "private/seeker"),
    Kind("pairing.seeker-withdrawn", 1, role_models.SeekerWithdrawn, "private/seeker"),
    Kind("pairing.term-drafted", 1, role_models.TermDrafted, "private/term"),
    Kind("pairing.placements-proposed", 1, role_models.PlacementsProposed, "private/term"),
    Kind("pairing.term-confirmed", 1, role_models.TermConfirmed, "private/term"),
    Kind("pairing.term-discarded", 1, role_models.TermDiscarded, "private/term"),
    Kind("pairing.term-ended", 1, role_models.TermEnded, "private/term"),
    Kind("pairing.rotation-not-drawn", 1, pairing.RotationNotDrawn, "rotation"),
    Kind("pairing.member-unplaced", 1, pairing.MemberUnplaced, "private/unplaced"),
    Kind("okr.log-continued", 1, continuing.LogContinued, "log"),
    Kind("okr.parked-event-dropped", 1, parking.OkrEventDropped, "parked"),
    Kind("pairing.parked-event-dropped", 1, parking.PairingEventDropped, "parked"),
)

Decode = Callable[[msgspec.Raw], Event]


def _plain(model: type[Event]) -> Decode:
    return msgspec.json.Decoder(model).decode


def _upcasting(model: type[Event], upcasters: tuple[Upcast, ...]) -> Decode:
    def decode(raw: msgspec.Raw) -> Event:
        data = msgspec.json.decode(raw)
        for upcast in upcasters:
            data = upcast(data)
        return msgspec.convert(data, model)

    return decode


def _decoders() -> dict[str, Decode]:
    table: dict[str, Decode] = {}
    for kind in CATALOGUE:
        if len(kind.upcasters) != kind.version - 1:
            raise TypeError(f"{kind.name} is at version {kind.version} and needs {kind.version - 1} upcasters")
        for old in range(1, kind.version):
            table[f"{kind.name}.v{old}"] = _upcasting(kind.model, kind.upcasters[old - 1 :])
        table[kind.type] = _plain(kind.model)
    return table


_BY_MODEL = {kind.model: kind for kind in CATALOGUE}
_DECODERS = _decoders()


def kind_of(event: Event | type[Event]) -> Kind:
    """The catalogue's row of an event or of its class."""
    return _BY_MODEL[event if isinstance(event, type) else type(event)]


def decoder_of(type_: str) -> Decode:
    """What turns the `data` of this type, old versions too, into today's event. Raises UnknownEvent."""
    try:
        return _DECODERS[type_]
    except KeyError:
        raise UnknownEvent(type_) from None


def known_types() -> list[str]:
    """Every type that can be read, old versions included, in the catalogue's order."""
    return list(_DECODERS)
