"""The solver: who meets whom. Pure functions, integers only, the same answer for the same seed everywhere."""

from services.pairing.matching.composition import compose
from services.pairing.matching.giving_way import draw
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
    "compose",
    "draw",
]
