"""Figures about a quarter's buddy groups as a whole, never about one person or one group. Pure functions."""

from services.pairing.measuring.measures import FEWEST_GROUPS, FEWEST_PEOPLE, Measures, measure
from services.pairing.measuring.past import PastGroup

__all__ = ["FEWEST_GROUPS", "FEWEST_PEOPLE", "Measures", "PastGroup", "measure"]
