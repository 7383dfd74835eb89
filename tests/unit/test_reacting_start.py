"""From where reactions begin is noted once, whoever else writes just then."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import event

from shared.projection import Store
from shared.reacting.start import begun


def test_another_process_may_write_between_the_look_and_the_note(tmp_path: Path) -> None:
    file = tmp_path / "okr.sqlite"
    store = Store(f"sqlite:///{file}", "okr", ())
    written: list[str] = []

    @event.listens_for(store.lasting, "after_cursor_execute")
    def looked(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT") and not written:
            written.append(statement)
            with closing(sqlite3.connect(file, timeout=1)) as other:
                other.execute("CREATE TABLE another_process (a)")
                other.commit()

    try:
        assert begun(store, 7) == 7
        assert written, "the other one has written"
        assert begun(store, 9) == 7, "it was decided before"
    finally:
        store.close()
