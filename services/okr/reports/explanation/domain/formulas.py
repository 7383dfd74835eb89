"""The sum behind a figure, written out with the numbers in it: `(20 − 15) ÷ (35 − 15) = 25 %`.

Each ends with what `arithmetic` and `roll_up` have worked out; here it is only told.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from services.okr.kernel.arithmetic import Said, clamp, percent, progress, rounded, within
from shared.events import (
    Binary,
    Checkpoints,
    Maintain,
    Measure,
    Metric,
    Milestones,
    Ordinal,
    ProgressSource,
    Stages,
    ThresholdsSet,
)

Part = tuple[Fraction | None, Fraction | None]
"""A part of a whole: its raw progress, and what it counts by in percent (None: like the others)."""


def of_measure(measure: Measure, said: Sequence[Said], planned: int | None = None) -> str:
    """How the check-ins that count become the progress; the arguments are those of `arithmetic.progress`."""
    found = progress(measure, said, planned)
    if not said:
        return "never checked in: no progress, which is not 0 %"
    if found is None:
        return "what was said says nothing under this measure: no progress"
    return f"{_steps(measure, said, planned)} = {shown(found)}"


def of_sum(measure: Measure, values: Sequence[Decimal | None], whole: Decimal) -> str:
    """How linked key results' values become the progress of the one that they feed."""
    terms = " + ".join("–" if value is None else _plain(value) for value in values)
    return f"sum of values {terms} = {_plain(whole)}; {of_measure(measure, [Said(whole)])}"


def of_mean(parts: Sequence[Fraction | None], whole: Fraction | None) -> str:
    """How the objectives aligned to a key result become its progress."""
    return _mean([(part, None) for part in parts], whole)


def of_objective(
    source: ProgressSource, key_results: Sequence[Part], children: Sequence[Fraction | None], whole: Fraction | None
) -> str:
    """How an objective's items become its progress: by `weight` only where it counts its key results alone."""
    match source:
        case "children":
            return of_mean(children, whole)
        case "both":
            return _mean([*((part, None) for part, _ in key_results), *((part, None) for part in children)], whole)
        case _:
            return _mean(key_results, whole)


def of_pace(done: Fraction, due: Fraction, named: str, thresholds: ThresholdsSet) -> str:
    """How what is done and what is due become a pace, by the gap or by the ratio."""
    if thresholds.pace_by == "gap":
        gap = f"{shown(due)} due − {shown(done)} done = {points(due - done)} points"
        return f"{gap}: {named} (on track below {thresholds.on_track_below}, behind up to {thresholds.behind_up_to})"
    ratio = f"{points(done / due)} %" if due else "–"
    on_track, behind = (
        points(Fraction(bound)) for bound in (thresholds.ratio_on_track_from, thresholds.ratio_behind_from)
    )
    bounds = f"on track from {on_track} %, behind from {behind} %"
    return f"{shown(done)} done ÷ {shown(due)} due = {ratio}: {named} ({bounds})"


def shown(part: Fraction | None) -> str:
    """The part in whole percent; a dash where nothing was ever said."""
    return "–" if part is None else f"{percent(part)} %"


def points(part: Fraction) -> str:
    """The part in percentage points, with one decimal where it has any."""
    tenths = rounded(part * 1000)
    return _plain(Decimal(tenths) / 10)


def _mean(parts: Sequence[Part], whole: Fraction | None) -> str:
    if whole is None:
        return "nothing that counts has a progress: no progress, which is not 0 %"
    if len({share for _, share in parts}) > 1:
        terms = " + ".join(f"{points(share / 100)} % × {_counted(part)}" for part, share in parts if share is not None)
        return f"{terms} = {shown(whole)}"
    terms = " + ".join(_counted(part) for part, _ in parts)
    return f"({terms}) ÷ {len(parts)} = {shown(whole)}" if len(parts) > 1 else f"{terms} = {shown(whole)}"


def _counted(part: Fraction | None) -> str:
    if part is None:
        return "0 % (never checked in)"
    kept = clamp(part)
    return shown(kept) if kept == part else f"{shown(kept)} (of {shown(part)})"


def _steps(measure: Measure, said: Sequence[Said], planned: int | None) -> str:
    latest = said[-1]
    match measure:
        case Metric(baseline=baseline, target=target):
            return f"({_number(latest.value)} − {_number(baseline)}) ÷ ({_number(target)} − {_number(baseline)})"
        case Ordinal():
            return f"zone {latest.zone}"
        case Maintain():
            return _kept(measure, [each.value for each in said if each.value is not None], measure.planned or planned)
        case Binary():
            return "done" if latest.value else "not done"
        case Milestones(milestones=milestones):
            whole = sum((each.weight for each in milestones), Decimal(0))
            reached = [each for each in milestones if each.name in (latest.reached or ())]
            terms = " + ".join(f"{each.name} {_plain(each.weight)}" for each in reached) or "0"
            return f"({terms}) ÷ {_plain(whole)}"
        case Stages(stages=stages):
            ever = {name for each in said for name in each.reached or ()}
            names = [each.name for each in stages if each.name in ever]
            return f"highest stage reached: {names[-1]}" if names else "no stage reached"
        case Checkpoints():
            assert latest.value is not None
            return _along(measure, latest.value)
        case _:
            assert_never(measure)


def _kept(measure: Maintain, values: Sequence[Decimal], planned: int | None) -> str:
    named = (("at least", measure.lower), ("at most", measure.upper))
    bounds = " and ".join(f"{words} {_plain(bound)}" for words, bound in named if bound is not None)
    if measure.rule == "planned":
        met = sum(within(measure, value) for value in values)
        return f"{met} check-ins with {bounds} ÷ {max(planned or 0, len(values))} planned"
    value = values[-1]
    if measure.rule == "latest":
        return f"{_plain(value)}, to be {bounds}: {'met' if within(measure, value) else 'not met'}"
    terms = [f"{_plain(value)} ÷ {_plain(measure.lower)}"] if measure.lower else []
    terms += [f"2 − {_plain(value)} ÷ {_plain(measure.upper)}"] if measure.upper else []
    return terms[0] if len(terms) == 1 else f"the least of {', '.join(terms)} and 1"


def _along(measure: Checkpoints, value: Decimal) -> str:
    ordered = sorted((point.value, point.progress) for point in measure.points)
    if value <= ordered[0][0]:
        return f"{_plain(value)}, at or before the checkpoint {_plain(ordered[0][0])}"
    for (start, low), (end, high) in pairwise(ordered):
        if value <= end:
            way = f"({_number(value)} − {_number(start)}) ÷ ({_number(end)} − {_number(start)})"
            return f"{shown(Fraction(low))} + ({shown(Fraction(high))} − {shown(Fraction(low))}) × {way}"
    return f"{_plain(value)}, at or past the checkpoint {_plain(ordered[-1][0])}"


def _number(value: Decimal | None) -> str:
    """A number in a sum; one below 0 in brackets."""
    if value is None:
        return "–"
    return f"({_plain(value)})" if value < 0 else _plain(value)


def _plain(value: Decimal) -> str:
    text = f"{value.normalize():f}"
    return text.replace("-", "−")
