"""Who gets whom for a role model: two ways to assign, both with a proof. Pure functions, the same answer everywhere."""

from services.pairing.matching.role_models.assign import METHODS, Assigned, Certificate, Method, Placed, assign
from services.pairing.matching.role_models.preferences import RoleModel, Search, Seeker

__all__ = ["METHODS", "Assigned", "Certificate", "Method", "Placed", "RoleModel", "Search", "Seeker", "assign"]
