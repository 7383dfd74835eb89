"""The solver: who meets whom. Pure functions, integers only, the same answer for the same seed everywhere.

What a draw starts from and ends with stands here; `giving_way.draw` is loaded by whoever draws, for numpy takes longer
to load than most commands work.
"""

from services.pairing.matching.plan import (
    Apart,
    Clash,
    Draw,
    Drawn,
    GaveWay,
    History,
    Member,
    Plan,
    Policy,
    Unplaced,
    Wish,
)

__all__ = [
    "Apart",
    "Clash",
    "Draw",
    "Drawn",
    "GaveWay",
    "History",
    "Member",
    "Plan",
    "Policy",
    "Unplaced",
    "Wish",
]
