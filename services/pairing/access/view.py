"""Pairing's own knowledge of what has ended and who has left, for its gate."""

from __future__ import annotations

from shared import access


class EndedAccess(access.EndedAccess):
    """Sessions and tokens that were ended or confirmed."""

    table = access.ended_table("pairing")


class GonePeople(access.GonePeople):
    """People who have ever left."""

    table = access.gone_table("pairing")
