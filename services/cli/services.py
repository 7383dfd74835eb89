"""The two services as the program knows them: their names and their views."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.projection import View


class Service(StrEnum):
    """A service's name."""

    OKR = "okr"
    PAIRING = "pairing"


def views_of(service: str) -> Sequence[View]:
    """The views of a service's store, loaded with all that they show: a command asks for those that it opens."""
    if service == Service.OKR:
        from services.okr.views import VIEWS as OKR_VIEWS

        return OKR_VIEWS
    from services.pairing.views import VIEWS as PAIRING_VIEWS

    return PAIRING_VIEWS
