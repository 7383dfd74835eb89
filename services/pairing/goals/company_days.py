"""The company's days as the own store knows them."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection

from services.pairing.goals.views import calendar
from shared.company.company_days import CompanyDays
from shared.runtime import Runtime


class Days:
    """Asked anew each time, as the calendar may change; where it names no zone, days are the installation's."""

    def __init__(self, runtime: Runtime) -> None:
        self._store, self._installation = runtime.store, runtime.settings.zone

    def on(self, connection: Connection) -> CompanyDays:
        """The company's days, by what else is read on this connection."""
        return calendar.company_days(connection, self._installation)

    def read(self) -> CompanyDays:
        """The company's days. Blocks."""
        with self._store.read() as connection:
            return self.on(connection)

    async def now(self) -> CompanyDays:
        """The company's days."""
        return await asyncio.to_thread(self.read)
