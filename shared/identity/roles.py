"""Who may do what: the roles, the permissions, and the one table that ties them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody is to Tomoni; a token names exactly one."""

    ADMIN = "admin"
    MEMBER = "member"
    AUDITOR = "auditor"
    SERVICE = "service"
    MONITOR = "monitor"


class Permission(StrEnum):
    """What a request needs. None of them lets anybody act for another: the actor is the token's subject, always."""

    READ = "read"
    READ_LOG = "read_log"
    MANAGE_PEOPLE = "manage_people"
    FORGET_PEOPLE = "forget_people"
    MANAGE_QUARTERS = "manage_quarters"
    WRITE_OBJECTIVES = "write_objectives"
    CHECK_IN = "check_in"
    SET_CADENCES = "set_cadences"
    MANAGE_ROTATIONS = "manage_rotations"
    REPORT_MEETING = "report_meeting"
    PAUSE = "pause"
    ANSWER_PULSE = "answer_pulse"
    SHARE_INSIGHT = "share_insight"
    SEEK_ROLE_MODEL = "seek_role_model"
    PRACTISE = "practise"
    MANAGE_NOTICES = "manage_notices"
    ISSUE_TOKENS = "issue_tokens"
    OPERATE = "operate"
    READ_METRICS = "read_metrics"
    READ_CHECKPOINTS = "read_checkpoints"


_EVERYBODY = frozenset(Role) - {Role.MONITOR}
_ADMIN = frozenset({Role.ADMIN})
_PEOPLE = frozenset({Role.ADMIN, Role.MEMBER})

PERMISSIONS: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        Permission.READ: _EVERYBODY,
        Permission.READ_LOG: frozenset({Role.ADMIN, Role.AUDITOR}),
        # A program of the personnel department keeps the list of people.
        Permission.MANAGE_PEOPLE: frozenset({Role.ADMIN, Role.SERVICE}),
        # Nothing brings a forgotten person back, so a program is not trusted with it.
        Permission.FORGET_PEOPLE: _ADMIN,
        Permission.MANAGE_QUARTERS: _ADMIN,
        Permission.WRITE_OBJECTIVES: _PEOPLE,
        # A program that measures a key result checks in under its own name.
        Permission.CHECK_IN: frozenset({Role.ADMIN, Role.MEMBER, Role.SERVICE}),
        # Who is owed a check-in how often is the company's business, so nobody excuses himself.
        Permission.SET_CADENCES: _ADMIN,
        Permission.MANAGE_ROTATIONS: _ADMIN,
        # That the reporter belongs to the group is the group's own rule.
        Permission.REPORT_MEETING: _PEOPLE,
        # Only for oneself, unless an admin does it: the use case's own rule.
        Permission.PAUSE: _PEOPLE,
        # For oneself only, and for nobody else, whatever his role.
        Permission.ANSWER_PULSE: _PEOPLE,
        # That the teller belongs to the group is the group's own rule.
        Permission.SHARE_INSIGHT: _PEOPLE,
        # To offer oneself and to seek somebody; only for oneself, unless an admin does it.
        Permission.SEEK_ROLE_MODEL: _PEOPLE,
        # Win sessions, experiments, the day, four boxes, support; who in particular may, the goals' own table says.
        Permission.PRACTISE: _PEOPLE,
        # Through which channels notices leave the house.
        Permission.MANAGE_NOTICES: _ADMIN,
        Permission.ISSUE_TOKENS: _ADMIN,
        Permission.OPERATE: _ADMIN,
        # Prometheus sees figures and nothing else: its token may lie in a configuration that many read.
        Permission.READ_METRICS: frozenset({Role.ADMIN, Role.MONITOR}),
        # How long the log is and what it hashes to, and nothing of what stands in it: a witness gets a monitor's token.
        Permission.READ_CHECKPOINTS: frozenset(Role),
    }
)
"""The roles that hold each permission."""


def allowed(role: Role, permission: Permission) -> bool:
    """Whether somebody with this role may do what the permission names."""
    return role in PERMISSIONS[permission]
