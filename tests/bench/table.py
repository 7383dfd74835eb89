"""The figures of a run, a line each: ratios first, absolute figures beside them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from statistics import median

_COLUMNS = "{:<52}{:>9}{:>9} {:<8}{:>18}{:>20}  {}"
HEAD = _COLUMNS.format("what", "ratio", "target", "", "absolute, here", "rounds", "against")


@dataclass(frozen=True)
class Row:
    """One way to do something, measured once per round; `against` is the other way, in the same rounds."""

    what: str
    unit: str
    figures: list[float]
    against: str | None = None
    others: list[float] = field(default_factory=list)
    target: float | None = None
    most: float | None = None

    @property
    def figure(self) -> float:
        """The median round."""
        return median(self.figures)

    @property
    def ratio(self) -> float | None:
        """The median of the rounds' ratios: what slowed the machine in one round slowed both sides of it."""
        if not self.others:
            return None
        return median(one / other for one, other in zip(self.figures, self.others, strict=True))

    @property
    def verdict(self) -> str:
        """Whether the target is met, if there is one: on the ratio, or on the figure where nothing is against it.

        `target` is the least that will do, `most` the most.
        """
        measured = self.figure if self.ratio is None else self.ratio
        if self.target is not None:
            return "met" if measured >= self.target else "MISSED"
        if self.most is not None:
            return "met" if measured <= self.most else "MISSED"
        return ""

    def line(self) -> str:
        """A line of the table under `HEAD`."""
        target = "" if self.target is None else f">= {self.target:g}"
        if self.most is not None:
            target = f"<= {self.most:g}"
        return _COLUMNS.format(
            self.what,
            "" if self.ratio is None else f"{self.ratio:.2f}x",
            target,
            self.verdict,
            f"{_number(self.figure)} {self.unit}",
            f"{_number(min(self.figures))} - {_number(max(self.figures))}",
            self.against or "",
        ).rstrip()

    def told(self) -> dict[str, object]:
        """All of it, for a program."""
        return asdict(self) | {"figure": self.figure, "ratio": self.ratio, "verdict": self.verdict}


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
