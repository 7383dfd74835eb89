"""On whose authority something is commanded: what a token's role, or the way a command came in, amounts to."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Authority"]


class Authority(StrEnum):
    """Whose word a command is; who may do what with it is each service's own table.

    `SYSTEM` is the company's own machinery (the clock, reactions, imports), which no table binds.
    """

    SYSTEM = "system"
    ADMIN = "admin"
    MEMBER = "member"
    SERVICE = "service"
