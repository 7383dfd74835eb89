"""What happens when something is asked of a team's win sessions."""

from __future__ import annotations

from typing import assert_never

from services.okr.win_sessions.domain.agenda import arranged, prepared
from services.okr.win_sessions.domain.commands import (
    Arrange,
    Cancel,
    Close,
    Command,
    Edit,
    Open,
    Praise,
    Prepare,
    Schedule,
    Tell,
    Withdraw,
)
from services.okr.win_sessions.domain.contributions import edited, praised, told, withdrawn
from services.okr.win_sessions.domain.holding import cancelled, closed, opened, scheduled
from services.okr.win_sessions.domain.session import Sessions
from shared.events import Event


def decide(command: Command, state: Sessions) -> list[Event]:
    """The events that the command brings about; none where it is so already. Raises Invalid, NotFound, WrongState."""
    match command:
        case Schedule():
            return scheduled(command, state)
        case Prepare():
            return prepared(command, state)
        case Tell():
            return told(command, state)
        case Edit():
            return edited(command, state)
        case Withdraw():
            return withdrawn(command, state)
        case Arrange():
            return arranged(command, state)
        case Open():
            return opened(command, state)
        case Praise():
            return praised(command, state)
        case Close():
            return closed(command, state)
        case Cancel():
            return cancelled(command, state)
        case _:
            assert_never(command)
