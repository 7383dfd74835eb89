"""Which quarter, or other time of groups, somebody means: as it is written here, however he writes it. Queries only."""

from __future__ import annotations

import re
from difflib import get_close_matches

from sqlalchemy import Connection, select, union

from services.pairing.goals.views import quarters
from services.pairing.goals.views.quarters import Quarters
from services.pairing.groups.views.groups import Groups
from services.pairing.rotations.views.rotations import Rotations
from shared.events import NotFound
from shared.texts import identifier, level, skeletons

_PERIOD = re.compile(r"\d{4}-(Q[1-4]|W\d{2})", re.ASCII)


def label_meant(connection: Connection, text: str) -> str:
    """The label of a quarter, a rotation or of groups. A time such as 2027-Q1 may have nothing yet.

    Raises NotFound, with the labels that come near, for what is neither.
    """
    labels = (table.c.label for table in (Groups.table, Quarters.table, Rotations.table))
    known = {label for label in connection.execute(union(*map(select, labels))).scalars() if label is not None}
    if text in known:
        return text
    looks = skeletons(text)
    found = next((label for label in sorted(known) if looks & skeletons(label)), None)
    if found is not None:
        return str(found)
    if (quarter := quarters.find(connection, text)) is not None:
        return str(quarter["label"])
    written = identifier(level(text)).upper()
    if _PERIOD.fullmatch(written):
        return written
    near = get_close_matches(text, known, n=3, cutoff=0.6)
    told = f"did you mean {' or '.join(near)}?" if near else "write it as it was planned, such as 2026-Q4"
    raise NotFound(f"there is no quarter {text[:60]!r}; {told}")
