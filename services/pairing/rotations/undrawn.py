"""That no groups could be drawn, in words for whoever organises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.pairing.programmes.domain import DEFAULT
from services.pairing.rotations.views import not_drawn
from shared.events import NotDrawnBecause
from shared.projection import Store


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """No groups could be drawn for a time; those that there are go on."""

    label: str
    because: NotDrawnBecause
    since: datetime

    @property
    def says(self) -> str:
        """That, why, and what whoever organises is to do."""
        match self.because:
            case "too-few":
                why = "fewer than two people can be drawn: let people join, or name their functions in the programme"
            case "clash":
                why = (
                    "what is always kept leaves no groups: see what clashes with tomoni rotation draft, then take "
                    "pairs off the organisers' list or give up pins and forbids"
                )
        return f"No buddy groups could be drawn for {self.label}, so the former ones go on; {why}."


def undrawn(store: Store) -> NotDrawn | None:
    """The time for which no groups could be drawn, unless others have been drawn since. Blocks."""
    with store.read() as connection:
        row = not_drawn.standing(connection, DEFAULT)
    return None if row is None else NotDrawn(row["label"], row["because"], row["noted"])
