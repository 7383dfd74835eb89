"""`tomoni demo`: both services at work on the sample company, in a temporary directory, in under a minute."""

from __future__ import annotations

import asyncio
import tempfile
import time
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from services.cli.exits import FAILED, execute
from services.cli.import_summary import tell
from services.cli.opened import order
from services.cli.output import show
from services.cli.services import Service
from services.cli.workplace import caught_up
from services.okr.app import open_okr
from services.okr.buddy_groups import view as buddy_groups
from services.okr.objectives.cli.standing import show_board
from services.okr.quarters import view as quarters
from services.operations.import_ import Wish, imported, read
from services.operations.rebuild import rebuilt, sentence
from services.operations.up import everything
from services.pairing.app import open_pairing
from services.pairing.groups.cli.trios import groups_of, show_trios
from shared.settings import load_settings

if TYPE_CHECKING:
    from services.pairing.service import Pairing
    from shared.settings import Settings

_QUARTER = "2026-Q3"
_NEXT = "2026-Q4"
_PATIENCE = 30.0


def demo() -> None:
    """Import the sample company, end its quarter, show the board and the trios, prove the stores equal the log."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tomoni-demo-") as directory:
        settings = load_settings(var=Path(directory) / "var", nats_url=None, okr_store=None, pairing_store=None)
        equal = execute(_demo(settings))
    show(f"\nDone in {time.monotonic() - began:.0f} s; nothing of it was kept. The real thing: make run")
    if not equal:
        raise SystemExit(FAILED)


async def _demo(settings: Settings) -> bool:
    async with everything(settings) as whole:
        url = whole.what.nats_url
        _title("The sample company is imported")
        with as_file(files("services.cli") / "sample") as sample:
            report = await imported(settings, url, read(sample), Wish("sample"))
        tell(report, settings.var / "rejects-sample.csv")

        _title(f"The board of {_QUARTER}")
        async with open_okr(settings, url=url) as okr, open_pairing(settings, url=url) as pairing:
            show_board(await okr.boards.board(quarter=_QUARTER))

            _title(f"The trios of {_QUARTER}, before the rotation")
            show_trios(await groups_of(pairing, None))
            await okr.quarter_ends.end(order(), quarter=_QUARTER)
            _title(f"{_QUARTER} has ended; the trios of {_NEXT}, after the rotation")
            async with asyncio.timeout(_PATIENCE):
                while not await _rotated(pairing):
                    await asyncio.sleep(0.2)
            show_trios(await groups_of(pairing, _NEXT))
            await caught_up(okr.runtime)
            await caught_up(pairing.runtime)
            with okr.runtime.store.read() as connection:
                row = next(one for one in quarters.listed(connection) if one["label"] == _QUARTER)
                met = buddy_groups.meetings_in(connection, row["start"], row["end"])
        show(f"\nokr knows from pairing's events that buddy groups met {met} times in {_QUARTER}.")

        _title("Both stores are rebuilt from the log and compared with the live ones")
        comparisons = {name: await rebuilt(settings, url, name, swap=False) for name in Service}
        for name, comparison in comparisons.items():
            show(sentence(name, comparison, swapped=False))
        return all(comparison.equal for comparison in comparisons.values())


async def _rotated(pairing: Pairing) -> bool:
    """Whether the next quarter's groups, and only these, exist."""
    after = await groups_of(pairing, _NEXT)
    return bool(after) and after == await groups_of(pairing, None)


def _title(text: str) -> None:
    show(f"\n── {text} ".ljust(100, "─"))
