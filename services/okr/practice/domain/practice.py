"""The ideal state of a unit's practice, and the support that was given where it falls short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, assert_never

from services.okr.kernel import rules
from services.okr.kernel.permissions import Action, Concerned
from services.okr.kernel.units import unit_name
from services.okr.practice.domain.measures import MEASURES
from shared.events import (
    Event,
    Ideal,
    IdealStateDefined,
    Invalid,
    NotFound,
    PracticeMeasure,
    Sealed,
    SupportGiven,
    Unfitting,
)

FULL = Decimal(100)
"""The end of the scale of every measure, in percent."""

MOST_PLACES = 2


@dataclass(frozen=True, slots=True)
class Practice:
    """What the unit's events so far add up to: the ideals that hold, by measure."""

    ideals: Mapping[PracticeMeasure, Decimal] = field(default_factory=dict)


def evolve(practice: Practice, event: Event) -> Practice:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case IdealStateDefined(ideals=ideals):
            return Practice({each.measure: each.percent for each in ideals})
        case _:
            return practice


@dataclass(frozen=True, slots=True)
class DefineIdeal:
    """These are the unit's ideals from now on, in percent; None takes an ideal away.

    `whole`: there are no others; otherwise those of measures that aren't named stay.
    """

    action: ClassVar[Action] = Action.DEFINE_IDEAL

    ideals: Mapping[str, Decimal | None]
    team: str | None = None
    whole: bool = False

    def concerned(self, state: Practice) -> Concerned:
        """The team's own; the company's is nobody's, so admins define it."""
        return Concerned(team=self.team)


@dataclass(frozen=True, slots=True)
class GiveSupport:
    """Somebody helped with a measure; `guide` is the one that was used, with its version, `words` are sealed."""

    action: ClassVar[Action] = Action.GIVE_SUPPORT

    support: str
    measure: str
    team: str | None = None
    guide: tuple[str, int] | None = None
    words: Sealed | None = None

    def concerned(self, state: Practice) -> Concerned:
        """The team that was helped."""
        return Concerned(team=self.team)


Command = DefineIdeal | GiveSupport


def decide(command: Command, practice: Practice) -> list[Event]:
    """The events that the command brings about; none where it is so already. Raises Invalid, NotFound."""
    match command:
        case DefineIdeal():
            return _define(command, practice)
        case GiveSupport(guide=guide):
            return [
                SupportGiven(
                    support=command.support,
                    measure=known_measure(command.measure),
                    team=rules.optional_label(command.team, "team"),
                    guide=None if guide is None else guide[0],
                    guide_version=None if guide is None else guide[1],
                    words=command.words,
                )
            ]
        case _:
            assert_never(command)


def known_measure(text: str) -> PracticeMeasure:
    """The measure of this name. Raises NotFound, with all names."""
    for measure in MEASURES:
        if measure == text.strip().lower():
            return measure
    raise NotFound(f"there is no measure {text[:60]!r} of the practice; name one of {', '.join(MEASURES)}")


def _define(command: DefineIdeal, practice: Practice) -> list[Event]:
    if not command.ideals and not command.whole:
        raise Unfitting(f"no ideal is named for {unit_name(command.team)}; give one such as {MEASURES[0]}=90")
    ideals: dict[PracticeMeasure, Decimal] = {} if command.whole else dict(practice.ideals)
    for name, percent in command.ideals.items():
        measure = known_measure(name)
        if percent is None:
            ideals.pop(measure, None)
        else:
            ideals[measure] = _percent(measure, percent)
    if ideals == practice.ideals:
        return []
    named = tuple(Ideal(measure=each, percent=ideals[each]) for each in MEASURES if each in ideals)
    return [IdealStateDefined(team=rules.optional_label(command.team, "team"), ideals=named)]


def _percent(measure: str, percent: Decimal) -> Decimal:
    if not percent.is_finite() or not 0 <= percent <= FULL:
        raise Invalid(f"the ideal of {measure} is {percent}; give 0 to 100, in percent")
    _, _, exponent = percent.as_tuple()
    if isinstance(exponent, int) and -exponent > MOST_PLACES:
        raise Invalid(f"the ideal of {measure} has {-exponent} decimal places; give at most {MOST_PLACES}")
    return abs(percent)
