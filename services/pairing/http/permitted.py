"""Who may do what with pairing over HTTP, endpoint by endpoint: the permission that is needed, and whose it must be.

===========================  =================  ==========================
endpoint                     permission         and then only
===========================  =================  ==========================
GET of what everybody knows  read
programme, rotations         manage rotations
simulation, all exclusions   manage rotations
POST …/meetings, …/cadence   report meeting     a member of the group
GET …/notices, …/brief       read               a member of the group
GET …/calendar.ics           read               a member, or an admin
POST …/insights              share insight      a member of the group
… /pool/{person}/…           pause              the person, or an admin
GET …/pause, …/choices       pause              the person
GET, POST /pulse             answer pulse       for oneself, in the pool
… /role-models/…/{person}    seek role model    the person, or an admin
POST /role-models/terms…     manage rotations
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

    ANYBODY = "anybody"
    GROUP = "a member of the group"
    GROUP_OR_ADMIN = "a member of the group, or an admin"
    PERSON = "the person"
    PERSON_OR_ADMIN = "the person, or an admin"
    POOL = "in the pool"


_CELLS = {
    Whose.GROUP: "of the group",
    Whose.GROUP_OR_ADMIN: "of the group",
    Whose.PERSON: "the person",
    Whose.PERSON_OR_ADMIN: "the person",
    Whose.POOL: "in the pool",
}


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
        ("PUT", "/groups/{group}/cadence"): (Permission.REPORT_MEETING, Whose.GROUP),
        ("GET", "/groups/{group}/notices"): (Permission.READ, Whose.GROUP),
        ("GET", "/groups/{group}/brief"): (Permission.READ, Whose.GROUP),
        ("GET", "/groups/{group}/calendar.ics"): (Permission.READ, Whose.GROUP_OR_ADMIN),
        ("GET", "/notices"): (Permission.READ, Whose.ANYBODY),
        ("GET", "/pool/{person}/pause"): (Permission.PAUSE, Whose.PERSON),
        ("PUT", "/pool/{person}/pause"): (Permission.PAUSE, Whose.PERSON_OR_ADMIN),
        ("DELETE", "/pool/{person}/pause"): (Permission.PAUSE, Whose.PERSON_OR_ADMIN),
        ("GET", "/pool/{person}/choices"): (Permission.PAUSE, Whose.PERSON),
        ("PUT", "/pool/{person}/opt-out"): (Permission.PAUSE, Whose.PERSON_OR_ADMIN),
        ("DELETE", "/pool/{person}/opt-out"): (Permission.PAUSE, Whose.PERSON_OR_ADMIN),
        ("PUT", "/pool/{person}/wishes"): (Permission.PAUSE, Whose.PERSON_OR_ADMIN),
        ("GET", "/pool/{person}/exclusions"): (Permission.PAUSE, Whose.PERSON_OR_ADMIN),
        ("PUT", "/pool/{person}/exclusions/{other}"): (Permission.PAUSE, Whose.PERSON_OR_ADMIN),
        ("DELETE", "/pool/{person}/exclusions/{other}"): (Permission.PAUSE, Whose.PERSON_OR_ADMIN),
        ("GET", "/pulse"): (Permission.ANSWER_PULSE, Whose.POOL),
        ("POST", "/pulse"): (Permission.ANSWER_PULSE, Whose.POOL),
        ("GET", "/pulses"): (Permission.READ, Whose.ANYBODY),
        ("GET", "/measures"): (Permission.READ, Whose.ANYBODY),
        ("GET", "/role-models/offers"): (Permission.READ, Whose.ANYBODY),
        ("PUT", "/role-models/offers/{person}"): (Permission.SEEK_ROLE_MODEL, Whose.PERSON_OR_ADMIN),
        ("DELETE", "/role-models/offers/{person}"): (Permission.SEEK_ROLE_MODEL, Whose.PERSON_OR_ADMIN),
        ("GET", "/role-models/seekers/{person}"): (Permission.SEEK_ROLE_MODEL, Whose.PERSON_OR_ADMIN),
        ("PUT", "/role-models/seekers/{person}"): (Permission.SEEK_ROLE_MODEL, Whose.PERSON_OR_ADMIN),
        ("DELETE", "/role-models/seekers/{person}"): (Permission.SEEK_ROLE_MODEL, Whose.PERSON_OR_ADMIN),
        ("GET", "/role-models/terms"): (Permission.READ, Whose.ANYBODY),
        ("POST", "/role-models/terms"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
        ("GET", "/role-models/terms/{term}"): (Permission.READ, Whose.ANYBODY),
        ("GET", "/role-models/terms/{term}/measures"): (Permission.READ, Whose.ANYBODY),
        ("POST", "/role-models/terms/{term}/confirm"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
        ("POST", "/role-models/terms/{term}/discard"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
        ("POST", "/role-models/terms/{term}/end"): (Permission.MANAGE_ROTATIONS, Whose.ANYBODY),
    }
)
"""The one table: method and path to what is needed."""


_FOR_ADMINS_TOO = (Whose.GROUP_OR_ADMIN, Whose.PERSON_OR_ADMIN)


def may(role: Role, method: str, path: str, *, own: bool) -> bool:
    """Whether this role may; `own` says that the group is his own, the person himself, or that he is in the pool."""
    permission, whose = ENDPOINTS[method, path]
    free = whose is Whose.ANYBODY or (whose in _FOR_ADMINS_TOO and role is Role.ADMIN)
    return role in PERMISSIONS[permission] and (own or free)


def table() -> str:
    """The table for pairing's page."""
    head = "| pairing | " + " | ".join(Role) + " |"
    rows = [
        f"| `{method} {path}` | " + " | ".join(_cell(role, method, path) for role in Role) + " |"
        for method, path in ENDPOINTS
    ]
    return "\n".join([head, "|---|" + "---|" * len(Role), *rows])


def _cell(role: Role, method: str, path: str) -> str:
    if may(role, method, path, own=False):
        return "yes"
    return _CELLS[ENDPOINTS[method, path][1]] if may(role, method, path, own=True) else ""
