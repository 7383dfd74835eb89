"""What writing to the log has come to in this process, counted where it happens and read by whoever shows it."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate

_BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Durations:
    """How long something took, in seconds: how often within each bound, and the sum."""

    def __init__(self, bounds: tuple[float, ...] = _BOUNDS) -> None:
        self.bounds = bounds
        self.sum = 0.0
        self._counts = [0] * (len(bounds) + 1)

    def observe(self, seconds: float) -> None:
        """Count one more."""
        self._counts[bisect_left(self.bounds, seconds)] += 1
        self.sum += seconds

    def buckets(self) -> list[tuple[str, float]]:
        """How many took at most each bound, as Prometheus wants it: by the bound's text, ``+Inf`` at the end."""
        return list(zip([*map(str, self.bounds), "+Inf"], map(float, self.cumulated()), strict=True))

    def cumulated(self) -> list[int]:
        """How many took at most each bound; the last number is how many there were."""
        return list(accumulate(self._counts))


class LogMetrics:
    """By kind of aggregate: conflicts and answers that failed to come; and how long appending took."""

    def __init__(self) -> None:
        self.conflicts: dict[str, int] = {}
        self.unknown_outcomes: dict[str, int] = {}
        self.publish = Durations()

    def expect(self, kind: str) -> None:
        """Count from 0, so that the first one is seen as a change."""
        self.conflicts.setdefault(kind, 0)
        self.unknown_outcomes.setdefault(kind, 0)
