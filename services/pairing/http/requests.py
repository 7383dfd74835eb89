"""From a request to an order, and from an outcome to an answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from services.pairing.service import Pairing
from shared.http.auth import require
from shared.identity.roles import Permission
from shared.identity.tokens import Identity


def _pairing(request: Request) -> Pairing:
    pairing: Pairing = request.app.state.pairing
    return pairing


Service = Annotated[Pairing, Depends(_pairing)]
"""Parameter type of every endpoint: the use cases."""

Reader = Annotated[Identity, Depends(require(Permission.READ))]
Organiser = Annotated[Identity, Depends(require(Permission.MANAGE_ROTATIONS))]
Reporter = Annotated[Identity, Depends(require(Permission.REPORT_MEETING))]
Pauser = Annotated[Identity, Depends(require(Permission.PAUSE))]
Answerer = Annotated[Identity, Depends(require(Permission.ANSWER_PULSE))]
Sharer = Annotated[Identity, Depends(require(Permission.SHARE_INSIGHT))]
Seeker = Annotated[Identity, Depends(require(Permission.SEEK_ROLE_MODEL))]
