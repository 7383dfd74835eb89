"""The figures of a run, and how they are shown: ratios first, absolute figures beside them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from statistics import median

from rich.console import Console
from rich.table import Table


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

    def told(self) -> dict[str, object]:
        """All of it, for a program."""
        return asdict(self) | {"figure": self.figure, "ratio": self.ratio, "verdict": self.verdict}


def show(rows: list[Row], title: str) -> None:
    """Print the table, as wide as it needs to be where nobody's terminal says otherwise."""
    table = Table(title=title, title_justify="left")
    for name in ("what", "against"):
        table.add_column(name, no_wrap=True)
    for name in ("ratio", "target", "verdict", "absolute, here", "rounds"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        target = "" if row.target is None else f">= {row.target:g}"
        if row.most is not None:
            target = f"<= {row.most:g}"
        table.add_row(
            row.what,
            row.against or "",
            "" if row.ratio is None else f"{row.ratio:.2f}x",
            target,
            row.verdict,
            f"{_number(row.figure)} {row.unit}",
            f"{_number(min(row.figures))} - {_number(max(row.figures))}",
        )
    console = Console()
    if not console.is_terminal:
        console = Console(width=170)
    console.print(table)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
