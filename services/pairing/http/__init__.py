"""HTTP for programs: the pool, rotations, groups and the programme."""

from services.pairing.http.application import pairing_app

__all__ = ["pairing_app"]
