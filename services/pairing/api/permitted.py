"""Who may do what with pairing over HTTP, endpoint by endpoint: the permission that is needed, and whose it must be.

===========================  =================  ==========================
endpoint                     permission         and then only
===========================  =================  ==========================
GET of what everybody knows  read
programme, rotations         manage rotations
simulation, all exclusions   manage rotations
POST …/meetings              report meeting     a member of the group
POST …/insights              share insight      a member of the group
… /pool/{person}/…           pause              the person, or an admin
POST /pulse                  answer pulse       for oneself, in the pool
===========================  =================  ==========================

Which roles hold a permission is `shared.identity.roles`' business. That each endpoint has a row, and that each cell is
so over HTTP, is tested. Beyond that, ``GET /groups`` tells how often a group met to its members and to admins only.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from shared.identity.roles import PERMISSIONS, Permission, Role


class Whose(StrEnum):
    """What must be true of whoever asks, beside his role."""

    ANYBODY = ""
    GROUP = "of the group"
    PERSON = "the person"
    POOL = "in the pool"


ENDPOINTS: Mapping[tuple[str, str], tuple[Permission, Whose]] = MappingProxyType(
    {
        ("GET", "/pool"): (Permission.READ, Whose.ANYBODY),
        ("GET", "/programme"): (Permission.READ, Whose.ANYBODY),
        ("PUT", "/programme"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
        ("GET", "/rotations"): (Permission.READ, Whose.ANYBODY),
        ("POST", "/rotations"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
        ("GET", "/rotations/{rotation}"): (Permission.READ, Whose.ANYBODY),
        ("POST", "/rotations/{rotation}/confirm"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
        ("POST", "/rotations/{rotation}/discard"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
        ("POST", "/rotations/{rotation}/again"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
        ("GET", "/rotations/{rotation}/swap"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
        ("GET", "/simulation"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
        ("GET", "/exclusions"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
        ("GET", "/groups"): (Permission.READ, Whose.ANYBODY),
        ("GET", "/groups/{group}"): (Permission.READ, Whose.ANYBODY),
        ("POST", "/groups/{group}/meetings"): (Permission.REPORT_MEETING, Whose.GROUP),
        ("POST", "/groups/{group}/insights"): (Permission.SHARE_INSIGHT, Whose.GROUP),
        ("GET", "/pool/{person}/pause"): (Permission.PAUSE, Whose.PERSON),
        ("PUT", "/pool/{person}/pause"): (Permission.PAUSE, Whose.PERSON),
        ("DELETE", "/pool/{person}/pause"): (Permission.PAUSE, Whose.PERSON),
        ("GET", "/pool/{person}/choices"): (Permission.PAUSE, Whose.PERSON),
        ("PUT", "/pool/{person}/opt-out"): (Permission.PAUSE, Whose.PERSON),
        ("DELETE", "/pool/{person}/opt-out"): (Permission.PAUSE, Whose.PERSON),
        ("PUT", "/pool/{person}/wishes"): (Permission.PAUSE, Whose.PERSON),
        ("GET", "/pool/{person}/exclusions"): (Permission.PAUSE, Whose.PERSON),
        ("PUT", "/pool/{person}/exclusions/{other}"): (Permission.PAUSE, Whose.PERSON),
        ("DELETE", "/pool/{person}/exclusions/{other}"): (Permission.PAUSE, Whose.PERSON),
        ("POST", "/pulse"): (Permission.ANSWER_PULSE, Whose.POOL),
        ("GET", "/pulses"): (Permission.READ, Whose.ANYBODY),
        ("GET", "/measures"): (Permission.READ, Whose.ANYBODY),
    }
)
"""The one table: method and path to what is needed."""


def may(role: Role, method: str, path: str, *, own: bool) -> bool:
    """Whether this role may; `own` says that the group is his own, the person himself, or that he is in the pool."""
    permission, whose = ENDPOINTS[method, path]
    free = whose is Whose.ANYBODY or (whose is Whose.PERSON and role is Role.ADMIN)
    return role in PERMISSIONS[permission] and (own or free)


def table() -> str:
    """The table for the README."""
    head = "| pairing | " + " | ".join(Role) + " |"
    rows = [
        f"| `{method} {path}` | " + " | ".join(_cell(role, method, path) for role in Role) + " |"
        for method, path in ENDPOINTS
    ]
    return "\n".join([head, "|---|" + "---|" * len(Role), *rows])


def _cell(role: Role, method: str, path: str) -> str:
    if may(role, method, path, own=False):
        return "yes"
    return ENDPOINTS[method, path][1] if may(role, method, path, own=True) else ""
