"""The solver: who meets whom. Pure functions, integers only, the same answer for the same seed everywhere."""

from services.pairing.matching.composition import compose
from services.pairing.matching.plan import Apart, Clash, Draw, Drawn, History, Member, Plan, Policy, Wish
from services.pairing.matching.solve import draw

__all__ = ["Apart", "Clash", "Draw", "Drawn", "History", "Member", "Plan", "Policy", "Wish", "compose", "draw"]
