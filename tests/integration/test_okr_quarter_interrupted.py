"""Ending a quarter is broken off anywhere, by an exception or by kill -9, and taken up again: nothing shows of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.okr.runtime.executor import Done
from services.okr.service import Okr
from shared.eventlog import EventLog, Order, connect
from shared.events import Authority, Metric, ObjectiveScored, QuarterEnded, QuarterFrozen, decode, named_id
from tests.cli_kit import Cli, cli_on_server
from tests.nats_fixture import running_server
from tests.okr_kit import NOW, okr_kit

STEPS = 6
"""Three objectives are scored, the quarter ends, a carry-over is completed, and all is frozen."""


class Broken(Exception):
    """The process is gone."""


class BreaksOff:
    """Lets so many steps through and then breaks off, before the next one or (`late`) right after it was stored."""

    def __init__(self, okr: Okr, steps: int, *, late: bool) -> None:
        self.okr, self.left, self.late, self.taken = okr, steps, late, 0
        self.carry_out = okr.executor.carry_out

    async def __call__(self, *arguments: Any) -> Done:
        if self.left == 0 and not self.late:
            raise Broken
        done = await self.carry_out(*arguments)
        self.taken += 1
        if self.left == 0:
            raise Broken
        self.left -= 1
        return done


def order(name: str, **fields: Any) -> Order:
    return Order(
        **(
            {"command": named_id("interrupted", name), "actor": "aiko", "now": NOW, "authority": Authority.ADMIN}
            | fields
        )
    )


async def quarter_of_work(okr: Okr) -> str:
    """A running quarter with objectives in every state; the same ids every time."""
    day = NOW.date()
    quarter = (await okr.quarters.plan(order("plan"), label="Q", start=day.replace(day=1), end=day)).id
    following = await okr.quarters.plan(order("next"), label="R", start=day.replace(month=9), end=day.replace(month=10))
    await okr.quarters.start(order("start"), quarter=quarter)
    for name, value in (("none", None), ("half", 5), ("judged", 9), ("all", 10), ("draft", None), ("carried", 2)):
        goal = (await okr.objectives.draft(order(f"draft {name}"), title=name, quarter=quarter)).id
        measure = Metric(baseline=Decimal(0), target=Decimal(10))
        added = await okr.objectives.add_key_result(order(f"add {name}"), objective=goal, title=name, measure=measure)
        if name != "draft":
            await okr.objectives.publish(order(f"publish {name}"), objective=goal)
        if value is not None:
            await okr.check_ins.make(order(f"check in {name}"), key_result=added.id, value=Decimal(value))
        if name == "judged":
            await okr.scoring.score(order("score"), objective=goal)
        if name == "carried":
            await okr.scoring.score(order("score carried"), objective=goal)
            breaking = BreaksOff(okr, 0, late=True)
            okr.executor.carry_out = breaking  # type: ignore[method-assign]
            with pytest.raises(Broken):
                await okr.carry_over.carry_over(order("carry over"), objective=goal, quarter=following.id)
            okr.executor.carry_out = breaking.carry_out  # type: ignore[method-assign]
    return quarter


async def records(okr: Okr) -> list[tuple[int, bytes]]:
    log = okr.runtime.log
    last = (await log.info()).state.last_seq
    return [record async for batch in log.range(0, last) for record in batch]


@asynccontextmanager
async def installation(var: Path) -> AsyncIterator[Okr]:
    """The use cases on a server of their own."""
    async with running_server(var) as server, okr_kit(server) as kit:
        yield kit.okr


async def in_one_go(var: Path) -> list[tuple[int, bytes]]:
    """The log of a quarter that ended in one go."""
    async with installation(var) as okr:
        quarter = await quarter_of_work(okr)
        counting = BreaksOff(okr, 1000, late=False)
        okr.executor.carry_out = counting  # type: ignore[method-assign]
        await okr.quarter_ends.end(order("end"), quarter=quarter)
        assert counting.taken == STEPS, "it is broken off at each of these steps"
        return await records(okr)


async def broken_off(okr: Okr, step: int, *, late: bool) -> str:
    """A quarter whose ending was broken off at this step."""
    quarter = await quarter_of_work(okr)
    breaking = BreaksOff(okr, step, late=late)
    okr.executor.carry_out = breaking  # type: ignore[method-assign]
    with pytest.raises(Broken):
        await okr.quarter_ends.end(order("end"), quarter=quarter)
    okr.executor.carry_out = breaking.carry_out  # type: ignore[method-assign]
    return quarter


async def test_broken_off_at_any_step_and_taken_up_again(tmp_path: Path) -> None:
    whole = await in_one_go(tmp_path / "whole")
    for step in range(STEPS):
        for late in (False, True):
            async with installation(tmp_path / f"{step} {late}") as okr:
                quarter = await broken_off(okr, step, late=late)
                told = await okr.quarter_ends.end(order("end"), quarter=quarter)
                assert told.report.automatic == ["O-1", "O-2", "O-4"]
                assert await records(okr) == whole, (step, late)
                assert (await okr.quarter_ends.verify(quarter)).agrees


async def test_a_new_command_completes_what_another_began(tmp_path: Path) -> None:
    whole = await in_one_go(tmp_path / "whole")
    async with installation(tmp_path / "broken") as okr:
        quarter = await broken_off(okr, 3, late=True)
        assert isinstance(decode(*(await records(okr))[-1]).data, QuarterEnded)
        await okr.quarter_ends.end(order("another", actor="ken"), quarter=quarter)
        ids = [decode(*record).id for record in await records(okr)]
        assert ids == [decode(*record).id for record in whole]


def company(directory: Path, goals: int) -> Path:
    """Files to import: a running quarter with so many objectives, each checked in once."""
    directory.mkdir()
    ids = range(1, goals + 1)
    files = {
        "quarters": ["quarter,start,end,state", "2026-Q1,2026-01-01,2026-03-31,started"],
        "objectives": ["objective,quarter,title,state", *(f"{id_},2026-Q1,Goal {id_},ongoing" for id_ in ids)],
        "key_results": ["key_result,objective,kind,baseline,target", *(f"{id_},{id_},metric,0,{goals}" for id_ in ids)],
        "check_ins": [
            "check_in,key_result,recorded_at,value",
            *(f"{id_},{id_},2026-02-01T09:00:00,{id_}" for id_ in ids),
        ],
    }
    for name, lines in files.items():
        (directory / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return directory


def outcomes(cli: Cli) -> list[tuple[str, str, int, object]]:
    """What happened at the end, without the times."""
    told: list[tuple[str, str, int, object]] = []
    for event in cli.events():
        data = event.data
        frozen = isinstance(data, QuarterFrozen)
        told.append((event.type, event.aggregate, event.version, data.results if frozen else data))
    return told


def kill_when(cli: Cli, events: int) -> int:
    """End the quarter in a process and kill it as soon as the log holds so many events; how many it holds then."""
    process = cli.start("quarter", "end", "2026-Q1")

    async def watch() -> None:
        client = await connect(str(cli.url), seed_file=cli.layout.credentials("audit"), name="test")
        try:
            log = EventLog(client)
            while (await log.info()).state.last_seq < events:
                assert process.poll() is None, "it had ended before it could be killed"
        finally:
            process.kill()
            await client.close()

    try:
        asyncio.run(asyncio.wait_for(watch(), 60))
    finally:
        process.kill()
        process.communicate()
    return len(cli.records())


def test_killed_three_times_and_run_again(tmp_path: Path) -> None:
    directory = company(tmp_path / "files", 400)
    with cli_on_server(tmp_path / "whole") as (cli, _):
        cli.ok("import", directory, "--source", "acme")
        cli.ok("quarter", "end", "2026-Q1")
        wanted = outcomes(cli)
        assert sum(isinstance(event.data, ObjectiveScored) for event in cli.events()) == 400
    with cli_on_server(tmp_path / "broken") as (cli, _):
        cli.ok("import", directory, "--source", "acme")
        before = len(cli.records())
        reached = before
        for more in (20, 150, 150):
            killed = kill_when(cli, reached + more)
            assert reached + more <= killed < len(wanted), "it was killed on the way"
            reached = killed
        told = cli.ok("quarter", "end", "2026-Q1", "--json").json
        assert len(told["automatic"]) == 400
        assert outcomes(cli) == wanted
        assert cli.ok("quarter", "verify", "2026-Q1", "--json").json["agrees"] is True
        cli.refused(3, "quarter", "end", "2026-Q1", words="has already ended")
        assert cli.ok("rebuild", "okr", "--check", "--json").json["equal"]
