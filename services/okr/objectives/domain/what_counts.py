"""What will count under a measure, in words: for whoever chooses it, before the first check-in."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from shared.events import ZONE_SCORES, Binary, Checkpoints, Maintain, Measure, Metric, Milestones, Ordinal, Stages, Zone


def what_counts(measure: Measure) -> str:
    """How check-ins will become progress, in a sentence without a full stop."""
    match measure:
        case Metric(baseline=baseline, target=target):
            return f"the way of the latest value from {_plain(baseline)} to {_plain(target)}"
        case Ordinal():
            zones = ", ".join(f"{zone} {_percent(ZONE_SCORES[zone])}" for zone in Zone)
            return f"the zone that was said last ({zones})"
        case Maintain():
            return _maintained(measure)
        case Binary():
            return "100 % once it is done, 0 % before"
        case Milestones():
            return "the milestones that are done, by their weights"
        case Stages():
            return "the highest stage that was ever reached"
        case Checkpoints(points=points):
            told = ", ".join(f"{_plain(each.value)} is {_percent(each.progress)}" for each in points)
            return f"the latest value, straight from one checkpoint to the next ({told})"
        case _:
            assert_never(measure)


def _maintained(measure: Maintain) -> str:
    named = (("at least", measure.lower), ("at most", measure.upper))
    bounds = " and ".join(f"{words} {_plain(bound)}" for words, bound in named if bound is not None)
    match measure.rule:
        case "latest":
            return f"the latest value: 100 % where it is {bounds}, 0 % where it is not"
        case "planned":
            many = "one a week" if measure.planned is None else str(measure.planned)
            return f"check-ins that are {bounds} ÷ those planned ({many}), so it fills up as they are made"
        case "distance":
            terms = [f"value ÷ {_plain(measure.lower)}"] if measure.lower else []
            terms += [f"2 − value ÷ {_plain(measure.upper)}"] if measure.upper else []
            whole = terms[0] if len(terms) == 1 else f"the least of {', '.join(terms)} and 1"
            return f"how far the latest value is from {bounds}: {whole}"
        case _:
            assert_never(measure.rule)


def _percent(part: Decimal) -> str:
    return f"{_plain(part * 100)} %"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace("-", "−")
