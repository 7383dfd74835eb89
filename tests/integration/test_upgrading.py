"""A program that was upgraded meets a store whose tables another version made: it says so, and makes it anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from shared.projection import Outdated, Store
from tests.cli_kit import SAMPLE, Cli
from tests.core_kit import ServerThread, server_thread, toy_views
from tests.integration.test_up import cli, up
from tests.patience import PATIENCE
from tests.runner_kit import end_of, rebuilt, rows_of, running, some_history, until

__all__ = ["cli"]

TABLE = toy_views()[0].table.name


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    with server_thread(tmp_path_factory.mktemp("upgrading") / "var") as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/okr.sqlite" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (f"ALTER TABLE {TABLE} DROP COLUMN {{column}}", "has no column"),
        (f"ALTER TABLE {TABLE} ADD COLUMN weather VARCHAR", "has a column weather"),
        (f"DROP TABLE {TABLE}", f"has no table {TABLE}"),
    ],
)
async def test_a_store_of_another_version_is_made_anew(server: ServerThread, url: str, change: str, words: str) -> None:
    column = [each.name for each in toy_views()[0].table.columns if not each.primary_key][-1]
    async with server.log() as log:
        await some_history(log)
        async with running(log, url) as runner:
            await until(lambda: runner.position > 0)
            assert await runner.wait_for_position(await end_of(log), PATIENCE)
            expected = rows_of(runner.store)
            with runner.store.write(runner.store.generation) as connection:
                schema = "" if runner.store.sqlite else f"okr_g{runner.store.generation}."
                connection.execute(text(change.format(column=column).replace(TABLE, schema + TABLE)))
        store = Store(url, "okr", toy_views())
        try:
            assert store.outdated is not None
            assert words in store.outdated
            assert store.outdated.endswith("run: tomoni rebuild okr")
            with pytest.raises(Outdated, match="another version"), store.read():
                pass
            async with running(log, url, store=store) as runner:
                await until(lambda: runner.halted is not None)
                assert runner.halted_by == "other-version"
                _, comparison = await rebuilt(store, log, swap=True)
                assert comparison.outdated is not None
                assert comparison.equal
                await until(lambda: runner.halted is None)
                assert await runner.wait_for_position(await end_of(log), PATIENCE)
                assert store.outdated is None
                assert rows_of(store) == expected
        finally:
            store.close()


def test_the_program_says_what_to_do_and_up_does_it(cli: Cli) -> None:
    cli.ok("import", SAMPLE)
    board = cli.ok("board").out
    lose_a_column(cli)
    cli.refused(6, "board", words="was made by another version: its table okr_check_ins has no column")
    assert "made anew" in cli.ok("rebuild", "okr").out
    assert cli.ok("board").out == board
    lose_a_column(cli)
    with up(cli) as running_:
        assert cli.ok("board").out == board
        code, err = running_.stop()
    assert code == 0
    assert "making it anew from the log" in err


def lose_a_column(cli: Cli) -> None:
    """As if the store had been made before the column was thought of."""
    (file,) = cli.var.rglob("okr.g*.sqlite")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("ALTER TABLE okr_check_ins DROP COLUMN event")
        connection.commit()
