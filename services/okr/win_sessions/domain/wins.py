"""What is a win: how far a key result came between two moments, and how strong that is.

A key result gives one win at most, of the strongest kind that it earned:

1. `reached`: it came to the end of its way (or, for a measure to be kept, back within its bounds);
2. `milestone`: a milestone or stage more is done;
3. `zone-up`: it stands in a higher zone (commit from 0.3 of the way on, target from 0.7);
4. `progress`: it went a tenth of its way or more, and stands above its baseline;
5. `confidence-up`: it is `CONFIDENCE_STEP` points or more surer, at least yellow, and did not fall behind meanwhile;
6. `first-check-in`: the first word on one that nobody had spoken of, and not a bad one: neither red nor below baseline.

What stands lower than before is none, whatever happened between: a failure is never listed by itself. Both sides are
measured by what the key result is measured by now, so a target that was lowered to where one stood anyway wins nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from services.okr.kernel.arithmetic import Said, needs_every_check_in, progress, zone_of
from services.okr.objectives.domain.history import KnownCheckIn
from services.okr.win_sessions.domain.strength import (
    CONFIDENCE_STEP,
    Strength,
    confidence_strength,
    first_strength,
    way_strength,
)
from shared.events import (
    Binary,
    Checkpoints,
    Maintain,
    Measure,
    Metric,
    Milestones,
    Ordinal,
    Stages,
    Win,
    WinKind,
    Zone,
    named_id,
)

_LEAST_WAY = Fraction(1, 10)
_NOTHING, _ALL = Fraction(0), Fraction(1)
_FROM = {Zone.COMMIT: Fraction(3, 10), Zone.TARGET: Fraction(7, 10), Zone.STRETCH: _ALL}


def win_of(moved: Moved) -> Win | None:
    """The win that the key result earned; None where it earned none."""
    judged = _judged(moved)
    if judged is None:
        return None
    kind, start, end = judged
    source = _source(moved, kind, end)
    if source is None:
        return None
    before, after = _told_in_words(moved, kind)
    people = [each for each in (moved.owner, source.by) if each is not None]
    return Win(
        item=item_id(source.source),
        kind=kind,
        source=source.source,
        time=source.time,
        strength=_strength(moved, kind, start, end).points,
        objective=moved.objective,
        key_result=moved.key_result,
        before=before,
        after=after,
        people=tuple(dict.fromkeys(people)),
    )


def strength_of(moved: Moved) -> Strength | None:
    """What the points of its win are made of; None where it earned none."""
    judged = _judged(moved)
    return None if judged is None else _strength(moved, *judged)


def item_id(source: str) -> str:
    """The id of the item that an event makes: collected again, it is the same one."""
    return named_id("win", source)


def _judged(moved: Moved) -> tuple[WinKind, Fraction, Fraction] | None:
    """The kind of win, where it stood and where it stands."""
    if not any(each.new for each in moved.after):
        return None
    end = _came(moved, len(moved.after))
    if end is None:
        return None
    start = _start(moved)
    kind = _kind(moved, start, end)
    return None if kind is None else (kind, start, end)


def _came(moved: Moved, count: int) -> Fraction | None:
    """How far it had come with the first so many of its check-ins."""
    first = 0 if needs_every_check_in(moved.measure) else count - 1
    return progress(moved.measure, [each.said for each in moved.after[first:count]], moved.planned)


def _start(moved: Moved) -> Fraction:
    """Where it stood: at its baseline, where nothing was said before or it lay below, for to make that good is no win.

    What is to be kept stood where it was first said to stand: to be within bounds from the beginning is none either.
    """
    known = progress(moved.measure, [each.said for each in moved.before], moved.planned)
    if known is None and isinstance(moved.measure, Maintain):
        known = progress(moved.measure, [moved.after[0].said], moved.planned)
    return _NOTHING if known is None else max(_NOTHING, known)


def _kind(moved: Moved, start: Fraction, end: Fraction) -> WinKind | None:
    if start < _ALL <= end:
        return "reached"
    if end > start and end > 0:
        if isinstance(moved.measure, Milestones | Stages):
            if _newly_done(moved):
                return "milestone"
        elif zone_of(end) is not zone_of(start):
            return "zone-up"
        if end - start >= _LEAST_WAY:
            return "progress"
    before, after, _ = moved.confidences()
    surer = after is not None and before is not None and after - before >= CONFIDENCE_STEP
    if surer and end >= start and after is not None and after >= moved.sure_from:
        return "confidence-up"
    return "first-check-in" if _breaks_silence(moved, end) else None


def _breaks_silence(moved: Moved, end: Fraction) -> bool:
    if moved.before or moved.quiet_from is None or moved.after[0].time < moved.quiet_from:
        return False
    _, sure, _ = moved.confidences()
    if sure is not None and sure < moved.sure_from:
        return False
    return end > 0 or (end == 0 and not isinstance(moved.measure, Ordinal))


def _source(moved: Moved, kind: WinKind, end: Fraction) -> KnownCheckIn | None:
    """The first new check-in since which it is so, without a break."""
    holds = _holding(moved, kind, end)
    found = None
    for place in range(len(moved.after), 0, -1):
        if not holds(place):
            break
        told = moved.after[place - 1]
        if told.new and (kind != "confidence-up" or told.confidence is not None):
            found = told
    return found


def _holding(moved: Moved, kind: WinKind, end: Fraction) -> Callable[[int], bool]:
    """Whether what makes the win was so with the first so many check-ins."""
    if kind == "first-check-in":
        return lambda place: True
    if kind == "confidence-up":
        _, sure, _ = moved.confidences()
        return lambda place: (now := moved.after[place - 1].confidence) is None or (sure is not None and now >= sure)
    least = _FROM[zone_of(end)] if kind in ("reached", "zone-up") else end
    return lambda place: (came := _came(moved, place)) is not None and came >= least


def _strength(moved: Moved, kind: WinKind, start: Fraction, end: Fraction) -> Strength:
    before, after, least = moved.confidences()
    overcome = after - least if after is not None and least is not None else 0
    match kind:
        case "confidence-up":
            return confidence_strength(start, end, (after or 0) - (before or 0))
        case "first-check-in":
            return first_strength(start, end)
        case _:
            return way_strength(start, end, overcome)


def _told_in_words(moved: Moved, kind: WinKind) -> tuple[str | None, str | None]:
    if kind == "confidence-up":
        before, after, _ = moved.confidences()
        return str(before), str(after)
    was = start_words(moved.measure, moved.before[-1].said if moved.before else None)
    return was, ", ".join(_newly_done(moved)) or words(moved.after[-1].said)


def _newly_done(moved: Moved) -> list[str]:
    before, after = ([each.said for each in side] for side in (moved.before, moved.after))
    return newly_done(moved.measure, before, after)


def words(said: Said) -> str | None:
    """A value as it was typed, a zone, or what was done."""
    if said.value is not None:
        return _plain(said.value)
    if said.zone is not None:
        return said.zone.value
    return ", ".join(said.reached) if said.reached else None


def start_words(measure: Measure, last: Said | None) -> str | None:
    """What was said last; where nothing was, the measure's own beginning, if it has one."""
    if last is not None:
        return words(last)
    match measure:
        case Metric(baseline=baseline):
            return _plain(baseline)
        case Checkpoints(points=points) if points:
            return _plain(min(points, key=lambda point: point.progress).value)
        case Binary():
            return "0"
        case Ordinal():
            return Zone.FAIL.value
        case _:
            return None


def newly_done(measure: Measure, before: Sequence[Said], after: Sequence[Said]) -> list[str]:
    """The milestones or stages that are done now and weren't before, in the measure's own order."""
    match measure:
        case Milestones(milestones=milestones):
            names = [each.name for each in milestones]
            was, now = _done(before[-1:]), _done(after[-1:])
        case Stages(stages=stages):
            # A stage that was once reached stays so.
            names = [each.name for each in stages]
            was, now = _done(before), _done(after)
        case _:
            return []
    return [name for name in names if name in now - was]


def _done(said: Sequence[Said]) -> set[str]:
    return {name for each in said for name in each.reached or ()}


def _plain(value: Decimal) -> str:
    return f"{value:f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A key result of which something was said: all that counted `before`, and all that counts `after`.

    Both in effective order. `planned` is how many check-ins its period should have. One that nobody speaks of by
    `quiet_from` is a quiet one. From `sure_from` on, a confidence is yellow.
    """

    key_result: str
    objective: str
    measure: Measure
    planned: int | None
    owner: str | None
    before: Sequence[KnownCheckIn]
    after: Sequence[KnownCheckIn]
    quiet_from: datetime | None
    sure_from: int

    def confidences(self) -> tuple[int | None, int | None, int | None]:
        """How sure one was before (or when it was first said), how sure one is, and when one was least so.

        None each where nobody said anything new of it.
        """
        before = [each.confidence for each in self.before if each.confidence is not None][-1:]
        since = [each.confidence for each in self.after if each.new and each.confidence is not None]
        if not since:
            return None, None, None
        last = [each.confidence for each in self.after if each.confidence is not None][-1]
        return (before or since)[0], last, min([*before, *since])
