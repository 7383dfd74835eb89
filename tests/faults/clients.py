"""What people do while things break: they join and leave, write objectives, check in, correct, meet, end quarters."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from shared.events import iso_week
from tests.faults.checker import COUNTER
from tests.faults.sending import ADMIN, Sender

_FUNCTIONS = ("sales", "cs", "dev")


@dataclass(slots=True)
class World:
    """What clients know to be there, because they were told."""

    people: list[str] = field(default_factory=list)
    counters: list[str] = field(default_factory=list)
    key_results: list[str] = field(default_factory=list)
    check_ins: list[tuple[str, str]] = field(default_factory=list)
    quarters: int = 0
    running: str | None = None


class Clients:
    """Tasks that go on until they are told to stop. Each has its own source of chance, made from the seed."""

    def __init__(self, sender: Sender, seed: int) -> None:
        self.world, self._sender, self._seed = World(), sender, seed
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def prepare(self) -> None:
        """People of each function, objectives to count on, key results to check in on."""
        for number in range(9):
            await self.join(Random(number))
        for number in range(4):
            answer, said = await self._sender.command("okr", "POST", "/objectives", {"title": f"{COUNTER}0"})
            objective = said["id"]
            if number < 2:
                self.world.counters.append(objective)
            for _ in range(2):
                body = {"title": "A measure", "measure": {"kind": "metric", "baseline": "0", "target": "100"}}
                answer, said = await self._sender.command("okr", "POST", f"/objectives/{objective}/key-results", body)
                assert answer.status == 201, said
                self.world.key_results.append(said["id"])
            await self._sender.command("okr", "POST", f"/objectives/{objective}/publish")

    def start(self) -> None:
        """Let everybody begin."""
        crowd: list[tuple[Callable[[Random], Awaitable[None]], int, float]] = [
            (self.check_in, 5, 0.15),
            (self.count_on, 4, 0.15),
            (self.correct, 1, 0.4),
            (self.write_objective, 1, 0.6),
            (self.join, 1, 2.0),
            (self.leave, 1, 3.0),
            (self.meet, 2, 0.8),
            (self.configure, 1, 1.5),
            (self.hold_wins, 1, 1.0),
            (self.turn_quarter, 1, 5.0),
        ]
        for act, many, pause in crowd:
            for number in range(many):
                chance = Random(f"{self._seed}:{act.__name__}:{number}")
                self._tasks.append(asyncio.create_task(self._go_on(act, chance, pause), name=act.__name__))

    async def stop(self, patience: float) -> None:
        """Let everybody finish what they have begun; what isn't finished then never will be."""
        self._stop.set()
        await asyncio.wait(self._tasks, timeout=patience)
        for task in self._tasks:
            task.cancel()
        for outcome in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome  # a fault of the client's own

    async def _go_on(self, act: Callable[[Random], Awaitable[None]], chance: Random, pause: float) -> None:
        while not self._stop.is_set():
            await act(chance)
            await asyncio.sleep(chance.uniform(0.3, 1.7) * pause)

    async def join(self, chance: Random) -> None:
        """Somebody joins; at most thirty do."""
        number = len(self.world.people)
        if number < 30:
            body = {"name": f"Person {number}", "function": _FUNCTIONS[number % 3]}
            _, said = await self._sender.command("okr", "POST", "/people", body)
            self.world.people.append(said["id"])

    async def leave(self, chance: Random) -> None:
        """One of those who came last leaves; nine stay."""
        if len(self.world.people) > 9:
            person = self.world.people.pop()
            await self._sender.command("okr", "POST", f"/people/{person}/leave")

    async def check_in(self, chance: Random) -> None:
        """A member says where a key result stands, now and then slowly."""
        person, key_result = chance.choice(self.world.people[:9]), chance.choice(self.world.key_results)
        body: dict[str, object] = {"value": str(chance.randrange(100)), "confidence": chance.randrange(11)}
        if chance.random() < 0.2:
            body["comment"] = "順調です / going well"
        slowly = chance.random() < 0.02
        answer, said = await self._sender.command(
            "okr", "POST", f"/key-results/{key_result}/check-ins", body, actor=person, slowly=slowly
        )
        if answer.status < 300:
            self.world.check_ins = [*self.world.check_ins[-50:], (said["id"], person)]

    async def correct(self, chance: Random) -> None:
        """Somebody corrects his own check-in, or takes it back."""
        if self.world.check_ins:
            check_in, person = chance.choice(self.world.check_ins)
            if chance.random() < 0.2:
                await self._sender.command("okr", "POST", f"/check-ins/{check_in}/retraction", actor=person)
            else:
                body = {"value": str(chance.randrange(100))}
                await self._sender.command("okr", "POST", f"/check-ins/{check_in}/correction", body, actor=person)

    async def count_on(self, chance: Random) -> None:
        """Read a number, write the next one, only if nobody else did."""
        objective = chance.choice(self.world.counters)
        found = await self._sender.query("okr", f"/objectives/{objective}")
        if found is not None and found.status_code == 200:
            number = int(found.json()["title"].removeprefix(COUNTER))
            version = int(found.headers["ETag"].strip('"'))
            body = {"title": f"{COUNTER}{number + 1}"}
            await self._sender.command("okr", "PATCH", f"/objectives/{objective}", body, if_match=version)

    async def write_objective(self, chance: Random) -> None:
        """An objective in the quarter that runs, which may end just now, with a key result; then it is closed."""
        body = {"title": "毎週話す / Talk", "quarter": self.world.running, "team": "Company"}
        answer, said = await self._sender.command("okr", "POST", "/objectives", body)
        if answer.status < 300:
            objective = said["id"]
            more = {"title": "Zones", "measure": {"kind": "ordinal"}}
            await self._sender.command("okr", "POST", f"/objectives/{objective}/key-results", more)
            await self._sender.command("okr", "POST", f"/objectives/{objective}/close", {"result": "successful"})

    async def meet(self, chance: Random) -> None:
        """A group's member reports that it met."""
        found = await self._sender.query("pairing", "/groups", limit="100")
        groups = found.json()["items"] if found is not None and found.status_code == 200 else []
        if groups:
            group = chance.choice(groups[-8:])
            week = iso_week(datetime.now(UTC).date() - timedelta(weeks=chance.randrange(2)))
            person = chance.choice(group["members"])["person"]
            path = f"/groups/{group['id']}/meetings"
            await self._sender.command("pairing", "POST", path, {"week": week}, actor=person, veiled=True)

    async def hold_wins(self, chance: Random) -> None:
        """A win session is prepared, somebody tells a win, somebody else praises him for it, the session is held."""
        soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        begin = {"at": soon, "every": "never", "facilitator": chance.choice(self.world.people[:9])}
        answer, said = await self._sender.command("okr", "POST", "/win-sessions/prepare", begin)
        if answer.status < 300:
            session, (teller, friend) = said["id"], chance.sample(self.world.people[:9], 2)
            path = f"/win-sessions/{session}"
            words = {"words": "やりました / We did it"}
            told, win = await self._sender.command("okr", "POST", f"{path}/wins", words, actor=teller)
            if told.status < 300:
                await self._sender.command("okr", "POST", f"{path}/wins/{win['id']}/praise", {}, actor=friend)
            await self._sender.command("okr", "POST", f"{path}/open")
            await self._sender.command("okr", "POST", f"{path}/close", {"note": "It was held"})

    async def configure(self, chance: Random) -> None:
        """The programme gets another name."""
        body = {"name": f"Buddies {chance.randrange(9)}", "functions": list(_FUNCTIONS), "approval": "automatic"}
        await self._sender.command("pairing", "PUT", "/programme", body)

    async def turn_quarter(self, chance: Random) -> None:
        """The quarter that runs ends, and so pairing draws; the next one begins."""
        number, ended = self.world.quarters, self.world.running
        self.world.quarters += 1
        label, begin = f"{2030 + number // 4}-Q{number % 4 + 1}", date(2030, 1, 1) + timedelta(days=90 * number)
        body = {"label": label, "start": str(begin), "end": str(begin + timedelta(days=89))}
        answer, said = await self._sender.command("okr", "POST", "/quarters", body)
        assert answer.status == 201, said
        await self._sender.command("okr", "POST", f"/quarters/{said['id']}/start")
        self.world.running = said["id"]
        if ended is not None:
            await self._sender.command("okr", "POST", f"/quarters/{ended}/end", actor=ADMIN)
