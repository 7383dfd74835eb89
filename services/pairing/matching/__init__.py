"""The solver: who meets whom. Pure functions, integers only, the same answer for the same seed everywhere."""

from services.pairing.matching.composition import compose, sizes
from services.pairing.matching.plan import Draw, Drawn, History, Member, Plan
from services.pairing.matching.solve import draw

__all__ = ["Draw", "Drawn", "History", "Member", "Plan", "compose", "draw", "sizes"]
