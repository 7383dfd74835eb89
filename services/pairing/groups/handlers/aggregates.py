"""The aggregates of groups: what forms, heals and meets in them are handlers of their own."""

from __future__ import annotations

from services.pairing.groups.domain import group
from services.pairing.groups.domain.group import Group
from shared.eventlog import Decider, EventLog, Repository

Groups = Repository[Group, group.Command]


def groups_of(log: EventLog) -> Groups:
    """The groups that this log tells of."""
    return Repository(log, Decider("pairing", "group", Group(), group.decide, group.evolve))
