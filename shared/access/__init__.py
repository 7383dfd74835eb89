"""Whether a session or token still holds: what every answering process of both services knows of what has ended."""

from shared.access.gate import AccessOver, Gate, NotCurrent
from shared.access.views import EndedAccess, GonePeople, ended_table, gone_table

__all__ = ["AccessOver", "EndedAccess", "Gate", "GonePeople", "NotCurrent", "ended_table", "gone_table"]
