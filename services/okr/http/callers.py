"""Who may call what: the parameter types of okr's endpoints."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from shared.command.orders import Commander, commands
from shared.http.auth import require
from shared.identity.roles import Permission
from shared.identity.tokens import Identity

# Of queries.
Reader = Annotated[Identity, Depends(require(Permission.READ))]
Auditor = Annotated[Identity, Depends(require(Permission.READ_LOG))]
NoticeManager = Annotated[Identity, Depends(require(Permission.MANAGE_NOTICES))]
Issuer = Annotated[Identity, Depends(require(Permission.ISSUE_TOKENS))]

# Of commands: `who.order(body)` is the order that whoever calls gives.
Anybody = Annotated[Commander, Depends(commands(None))]
CadenceSetter = Annotated[Commander, Depends(commands(Permission.SET_CADENCES))]
Checker = Annotated[Commander, Depends(commands(Permission.CHECK_IN))]
Forgetter = Annotated[Commander, Depends(commands(Permission.FORGET_PEOPLE))]
PeopleManager = Annotated[Commander, Depends(commands(Permission.MANAGE_PEOPLE))]
Practitioner = Annotated[Commander, Depends(commands(Permission.PRACTISE))]
QuarterManager = Annotated[Commander, Depends(commands(Permission.MANAGE_QUARTERS))]
Writer = Annotated[Commander, Depends(commands(Permission.WRITE_OBJECTIVES))]
