"""The goalpost ledger is read, with the reasons opened for whoever may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.kernel.arithmetic import Said, percent, progress
from services.okr.objectives.views import board, ledger
from services.okr.objectives.views.ledger import Entry
from services.okr.runtime.command_context import CommandContext
from shared.events import Measure, Zone
from shared.sealing import Sealer


@dataclass(frozen=True, slots=True)
class KeyResultLedger:
    """Every goalpost of a key result, and its progress in whole percent against the first and the present target."""

    key_result: str
    number: str
    entries: tuple[Entry, ...]
    progress_original: int | None
    progress_revised: int | None


class LedgerHandlers:
    """Questions to the ledger."""

    def __init__(self, context: CommandContext, sealer: Sealer) -> None:
        self._context, self._sealer = context, sealer

    async def of_key_result(self, key_result: str) -> KeyResultLedger:
        """What the key result was measured by, weighed and owned, from the start. Raises NotFound."""

        def read(connection: Connection) -> KeyResultLedger:
            id_ = resolve.key_result(connection, key_result)
            shown = board.key_result(connection, id_)
            assert shown is not None
            original = ledger.original_measure(connection, id_)
            return KeyResultLedger(
                key_result=id_,
                number=shown.number,
                entries=tuple(ledger.of_key_result(connection, id_)),
                progress_original=_against(original, shown),
                progress_revised=shown.progress,
            )

        found = await self._context.ask(read)
        return replace(found, entries=tuple(await self._opened(found.entries)))

    async def of_objective(self, objective: str) -> list[Entry]:
        """Every goalpost of the objective and of its key results. Raises NotFound."""

        def read(connection: Connection) -> list[Entry]:
            return ledger.of_objective(connection, resolve.objective(connection, objective))

        return await self._opened(await self._context.ask(read))

    async def _opened(self, entries: Sequence[Entry]) -> list[Entry]:
        reasons = await self._sealer.open_all([entry.reason for entry in entries])
        return [replace(entry, reason=reason) for entry, reason in zip(entries, reasons, strict=True)]


def _against(measure: str | None, shown: board.BoardKeyResult) -> int | None:
    if measure is None or shown.check_in is None:
        return None
    said = Said(shown.value, None if shown.zone is None else Zone(shown.zone))
    return percent(progress(_decode(measure), [said]))


_decode = msgspec.json.Decoder(Measure).decode
