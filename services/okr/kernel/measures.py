"""What a measure must keep to, and what a check-in may say under it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never

from services.okr.kernel import rules
from services.okr.kernel.arithmetic import Said
from shared.events import (
    Binary,
    Checkpoint,
    Checkpoints,
    Invalid,
    Maintain,
    MaintainRule,
    Measure,
    Metric,
    Milestone,
    Milestones,
    Ordinal,
    Stage,
    Stages,
    Unfitting,
    Zone,
)

MOST_PARTS = 50
"""Milestones, stages or checkpoints that one key result may have."""

FARTHEST = Decimal(2)
"""How far a checkpoint may lie, in parts of the way: what is more was meant in percent."""

_ZONES = ", ".join(zone.value for zone in Zone)


def maintain_rule(planned: int | None) -> MaintainRule:
    """The rule by which a number is kept where whoever adds the key result names none.

    It is written into the event; in one that holds no rule, it is by planned check-ins.
    """
    return "latest" if planned is None else "planned"


def checked(how: Measure, *, sealed: bool = False) -> Measure:
    """The measure itself. Raises Invalid with what to change: no way to go, no bound, decimals out of bounds.

    `sealed` says that its unit is a private objective's, which was looked at before it was sealed.
    """
    if not sealed:
        rules.optional_name(getattr(how, "unit", None), "unit")
    match how:
        case Metric(baseline=baseline, target=target):
            rules.decimal(baseline, "baseline")
            rules.decimal(target, "target")
            if baseline == target:
                raise Unfitting(f"baseline and target are both {target}, so there is no way to go; make them differ")
        case Ordinal(commit=commit, target=reached, stretch=stretch):
            for zone, text in ((Zone.COMMIT, commit), (Zone.TARGET, reached), (Zone.STRETCH, stretch)):
                if text is not None:
                    rules.words(text, f"description of the zone {zone.value}")
        case Maintain():
            _maintain(how)
        case Binary():
            pass
        case Milestones(milestones=milestones):
            _milestones(milestones)
        case Stages(stages=stages):
            _stages(stages)
        case Checkpoints(points=points):
            _checkpoints(points)
        case _:
            assert_never(how)
    return how


def figure(how: Measure, said: Said, zone: Zone | str | None = None) -> Said:
    """What a check-in may say under this measure, and nothing else; `zone` as somebody wrote it.

    Raises Invalid with what to give instead.
    """
    match how:
        case Metric() | Maintain() | Checkpoints():
            _nothing_but("by a number", "a value", zone=zone, reached=said.reached)
            if said.value is None:
                raise Unfitting("this key result is measured by a number; give a value")
            return Said(value=rules.decimal(said.value, "value"))
        case Binary():
            _nothing_but("as done or not", "1 or 0", zone=zone, reached=said.reached)
            if said.value not in (Decimal(0), Decimal(1)):
                raise Unfitting("this key result is either done or not; give 1 for done, 0 for not")
            return Said(value=said.value)
        case Ordinal():
            if said.value is not None or said.reached is not None:
                raise Unfitting("this key result is measured by zones; give a zone and no value")
            if zone is None:
                raise Unfitting(f"this key result is measured by zones; give one of {_ZONES}")
            return Said(zone=_zone(zone))
        case Milestones(milestones=milestones):
            _nothing_but("by milestones", "those that are done", zone=zone, value=said.value)
            return Said(reached=_known("milestone", [each.name for each in milestones], said.reached))
        case Stages(stages=stages):
            _nothing_but("by stages", "the stage that was reached", zone=zone, value=said.value)
            reached = _known("stage", [each.name for each in stages], said.reached)
            if len(reached) != 1:
                raise Unfitting("a check-in names one stage: the one that the key result stands at")
            return Said(reached=reached)
        case _:
            assert_never(how)


def _nothing_but(how: str, wanted: str, **others: object) -> None:
    for name, given in others.items():
        if given is not None:
            raise Unfitting(f"this key result is measured {how}; give {wanted} and no {name}")


def _known(what: str, names: Sequence[str], reached: tuple[str, ...] | None) -> tuple[str, ...]:
    if reached is None:
        raise Unfitting(f"this key result is measured by {what}s; give what is reached of {', '.join(names)}")
    for name in reached:
        if name not in names:
            raise Unfitting(f"there is no {what} {name!r}; give one of {', '.join(names)}")
    return tuple(name for name in names if name in reached)


def _maintain(how: Maintain) -> None:
    if how.lower is None and how.upper is None:
        raise Unfitting("nothing says what is to be kept; give a lower bound, an upper bound, or both")
    for bound, what in ((how.lower, "lower bound"), (how.upper, "upper bound")):
        if bound is not None:
            rules.decimal(bound, what)
            if how.rule == "distance" and bound <= 0:
                raise Unfitting(f"the {what} is {bound}, and a distance is told by dividing by it; give one above 0")
    if how.lower is not None and how.upper is not None and how.lower > how.upper:
        raise Unfitting(f"the lower bound {how.lower} is above the upper bound {how.upper}; swap them")
    if how.planned is not None and (how.rule != "planned" or not 1 <= how.planned <= 1000):
        raise Unfitting("how many check-ins are planned is a number from 1 to 1000, for a measure that counts them")


def _milestones(milestones: Sequence[Milestone]) -> None:
    _parts("milestone", [each.name for each in milestones], least=1)
    for each in milestones:
        if rules.decimal(each.weight, "weight") < 0:
            raise Invalid(f"the milestone {each.name!r} weighs {each.weight}; give 0 or more")
    if not any(each.weight for each in milestones):
        raise Unfitting("no milestone weighs anything; give at least one a weight above 0")


def _stages(stages: Sequence[Stage]) -> None:
    _parts("stage", [each.name for each in stages], least=2)
    given = [each.progress for each in stages if each.progress is not None]
    if given and len(given) < len(stages):
        raise Unfitting("some stages say their progress and others don't; give it for all of them, or for none")
    for each in given:
        if not 0 <= rules.decimal(each, "progress") <= 1:
            raise Invalid(f"a stage stands for {each} of the way; give 0 to 1")
    if given != sorted(set(given)):
        raise Unfitting("each stage must stand for more than the one before it; put them in order")


def _checkpoints(points: Sequence[Checkpoint]) -> None:
    if not 2 <= len(points) <= MOST_PARTS:
        raise Invalid(f"there are {len(points)} checkpoints; give 2 to {MOST_PARTS}")
    values = [rules.decimal(each.value, "value") for each in points]
    parts = [rules.decimal(each.progress, "progress") for each in points]
    if values not in (sorted(set(values)), sorted(set(values), reverse=True)):
        raise Unfitting("the checkpoints' values must rise, or fall, from each to the next; put them in order")
    far = next((part for part in parts if part > FARTHEST), None)
    if far is not None:
        raise Invalid(
            f"a checkpoint stands for {far} of the way, which is {far * 100:,f} %; give a part of it, such as 0.5 for "
            f"50 %, and {FARTHEST} at most"
        )
    if parts != sorted(set(parts)) or parts[0] < 0:
        raise Unfitting("each checkpoint must stand for more than the one before it, from 0 on; put them in order")


def _parts(what: str, names: Sequence[str], *, least: int) -> None:
    if not least <= len(names) <= MOST_PARTS:
        raise Invalid(f"there are {len(names)} {what}s; give {least} to {MOST_PARTS}")
    for name in names:
        rules.name(name, what)
    if len(set(names)) < len(names):
        raise Unfitting(f"two {what}s have the same name; give each its own")


def _zone(text: Zone | str) -> Zone:
    try:
        return Zone(text)
    except ValueError:
        raise Invalid(f"there is no zone {text!r}; give one of {_ZONES}") from None
