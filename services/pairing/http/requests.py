"""What pairing's endpoints ask for: the use cases, and who calls."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from services.pairing.service import Pairing
from shared.command.orders import Commander, commands
from shared.http.auth import require
from shared.identity.roles import Permission
from shared.identity.tokens import Identity


def _pairing(request: Request) -> Pairing:
    pairing: Pairing = request.app.state.pairing
    return pairing


Service = Annotated[Pairing, Depends(_pairing)]
"""Parameter type of every endpoint: the use cases."""

# Of queries.
Reader = Annotated[Identity, Depends(require(Permission.READ))]
ReadingAnswerer = Annotated[Identity, Depends(require(Permission.ANSWER_PULSE))]
ReadingOrganiser = Annotated[Identity, Depends(require(Permission.MANAGE_ROTATIONS))]
ReadingPauser = Annotated[Identity, Depends(require(Permission.PAUSE))]
ReadingSeeker = Annotated[Identity, Depends(require(Permission.SEEK_ROLE_MODEL))]

# Of commands: `who.order(body)` is the order that whoever calls gives.
Answerer = Annotated[Commander, Depends(commands(Permission.ANSWER_PULSE))]
Organiser = Annotated[Commander, Depends(commands(Permission.MANAGE_ROTATIONS))]
Pauser = Annotated[Commander, Depends(commands(Permission.PAUSE))]
Reporter = Annotated[Commander, Depends(commands(Permission.REPORT_MEETING))]
Seeker = Annotated[Commander, Depends(commands(Permission.SEEK_ROLE_MODEL))]
Sharer = Annotated[Commander, Depends(commands(Permission.SHARE_INSIGHT))]
