"""The two services as the program knows them: their names and their views."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from services.okr.views import VIEWS as OKR_VIEWS
from services.pairing.views import VIEWS as PAIRING_VIEWS
from shared.projection import View


class Service(StrEnum):
    """A service's name."""

    OKR = "okr"
    PAIRING = "pairing"


VIEWS: dict[str, Sequence[View]] = {Service.OKR: OKR_VIEWS, Service.PAIRING: PAIRING_VIEWS}
"""The views of each service's store."""
