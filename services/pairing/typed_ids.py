"""From what people type (`G-3`, `R-2`, `P-1`, or an opaque id) to opaque ids, and back."""

from __future__ import annotations

import re

from sqlalchemy import Column, Connection, Table, select

from services.pairing.groups.views.groups import Groups
from services.pairing.members.views.pool import Pool
from services.pairing.rotations.views.rotations import Rotations

_TYPED = re.compile(r"([GPR])-([1-9]\d{0,9})", re.IGNORECASE)


def group_id(connection: Connection, typed: str) -> str | None:
    """The group's opaque id; None where there is no such group."""
    return _resolve(connection, typed, "G", Groups.table, Groups.table.c.group)


def person_id(connection: Connection, typed: str) -> str | None:
    """The person's opaque id; None where there is no such person. `P-3` is the same person as in okr."""
    return _resolve(connection, typed, "P", Pool.table, Pool.table.c.person)


def rotation_id(connection: Connection, typed: str) -> str | None:
    """The rotation's opaque id; None where there is no such rotation."""
    return _resolve(connection, typed, "R", Rotations.table, Rotations.table.c.rotation)


def group_code(number: int) -> str:
    """What people type for a group: ``G-3``."""
    return f"G-{number}"


def person_code(number: int) -> str:
    """What people type for a person: ``P-3``."""
    return f"P-{number}"


def rotation_code(number: int) -> str:
    """What people type for a rotation: ``R-2``."""
    return f"R-{number}"


def _resolve(connection: Connection, typed: str, letter: str, table: Table, key: Column[str]) -> str | None:
    match = _TYPED.fullmatch(typed.strip())
    if match is None:
        wanted = key == typed
    elif match[1].upper() == letter:
        wanted = table.c.number == int(match[2])
    else:
        return None
    return connection.execute(select(key).where(wanted)).scalar_one_or_none()
