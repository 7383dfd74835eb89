"""Both services on one server, and a story of keyed commands that touches all that can be commanded over HTTP.

Run by itself (``python -m tests.keyed_kit DIRECTORY``) it writes down what it sent, the log that came of it, the keys
and the master key: so `tests/corpus/keyed` was made by an older version, whose ids were made otherwise.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx

from services.okr.clock import okr_rules
from services.okr.importing import OkrImport, import_okr, known_in
from services.operations.import_ import read
from services.pairing.clock import pairing_rules
from services.pairing.http import pairing_app
from services.pairing.importing import import_pairing
from shared.clock import clock_of
from shared.eventlog import EventLog, connect
from shared.events import CONTENT_TYPE, label_of, nats_subject
from shared.files import write_once
from shared.identity.roles import Role
from shared.importing import History, Report
from shared.settings import load_settings
from tests.nats_fixture import NatsServer, running_server
from tests.okr_kit import OkrKit, okr_kit
from tests.pairing_world import Service, service_of

BEGINS = datetime(2026, 8, 3, 9, tzinfo=UTC)  # a Monday in 2026-W32
FUNCTIONS = ("sales", "cs", "dev")
KEPT = Path(__file__).parent / "corpus" / "keyed"
FORMER = KEPT / "former"
"""What a former system knew: the files of a small import."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A keyed command, and what it was answered."""

    at: str
    service: str
    method: str
    path: str
    body: Any
    who: str
    role: str
    key: str
    status: int
    answer: Any


@dataclass
class Both:
    """The services, a client of each, and what was sent."""

    okr: OkrKit
    pairing: Service
    client: httpx.AsyncClient
    sent: list[Sent] = field(default_factory=list)

    async def ask(
        self,
        service: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        who: str = "boss",
        role: str = "admin",
        key: str,
    ) -> httpx.Response:
        """Send it as soon as both stores hold all that the log holds."""
        await self.caught_up()
        client = self.okr.client if service == "okr" else self.client
        token = self.okr.issuer.issue(who, Role(role), 24, self.okr.clock())
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        content = {} if body is None else {"json": body}
        return await client.request(method, path, headers=headers, **content)

    async def send(self, service: str, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """The same, written down. It must be done."""
        who, role = options.get("who", "boss"), options.get("role", "member" if "who" in options else "admin")
        key = options.get("key", f"key-{len(self.sent)}")
        answer = await self.ask(service, method, path, body, who=who, role=role, key=key)
        assert answer.status_code in (200, 201), f"{method} {path}: {answer.text}"
        told = answer.json()
        at = self.okr.clock().isoformat()
        self.sent.append(Sent(at, service, method, path, body, who, role, key, answer.status_code, told))
        return told

    async def again(self, one: Sent) -> httpx.Response:
        """Send once more what was sent before, at the time of then."""
        self.turn_to(one.at)
        return await self.ask(one.service, one.method, one.path, one.body, who=one.who, role=one.role, key=one.key)

    async def caught_up(self) -> None:
        last = (await self.pairing.log.info()).state.last_seq
        for runner in (self.okr.okr.runtime.runner, self.pairing.runner):
            assert await runner.wait_for_position(last, 20)

    async def log(self) -> list[bytes]:
        """The log's payloads, in order."""
        log = self.pairing.log
        last = (await log.info()).state.last_seq
        return [payload async for batch in log.range(0, last) for _, payload in batch]

    async def tick(self) -> None:
        """Have both clocks do what is due."""
        okr, pairing = self.okr.okr, self.pairing.pairing
        for runtime, rules in ((okr.runtime, okr_rules(okr)), (pairing.runtime, pairing_rules(pairing))):
            await clock_of(runtime, rules, now=self.okr.clock).tick()

    async def bring_in(self, directory: Path) -> int:
        """Import what a former system knew; how many events that were."""
        await self.caught_up()
        okr, report = self.okr.okr, Report()
        known = known_in(okr.runtime.store)
        history = History("former", self.okr.clock(), okr.runtime.sealer.digest)
        found = read(directory)
        work = OkrImport(okr.runtime.log, okr.runtime.sealer, history, report, found.okr, lambda: None, known)
        await import_okr(work)

        def starts(label: str) -> date:
            return work.quarters[label][1].start

        await import_pairing(self.pairing.pairing, found.buddies, work.people, starts, history, report, lambda: None)
        assert not report.rejects, report.rejects
        return report.events

    def turn_to(self, moment: str) -> None:
        """Have both services think that it is then."""
        self.okr.clock.time = self.pairing.now = datetime.fromisoformat(moment)


@asynccontextmanager
async def both_of(server: NatsServer, directory: Path) -> AsyncIterator[Both]:
    """Both services on this server, pairing's store in the directory, at the time at which the story begins."""
    async with okr_kit(server) as kit, service_of(server, directory / "pairing.sqlite") as pairing:
        await kit.okr.runtime.sealer.found()
        kit.clock.time = pairing.now = BEGINS
        app = pairing_app(pairing.pairing, kit.issuer, now=kit.clock)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://pairing.test", timeout=30) as client:
            yield Both(kit, pairing, client)


async def tell(both: Both, former: Path) -> None:
    """The story: a company, its goals, its groups, each command under a key of its own or under one used before."""
    assert await both.bring_in(former)
    people = [await _joined(both, number, function) for number in range(4) for function in FUNCTIONS]
    quarter, objective, key_result = await _goals(both, people)
    await _practice(both, people, objective, key_result)
    await _wins(both, people)
    await _secrets(both, people)
    await _voices(both, people)
    both.turn_to("2026-10-07T09:00:00+00:00")
    await _ends(both, people, quarter, objective)


async def _joined(both: Both, number: int, function: str) -> str:
    body = {"name": f"{function} {number}", "function": function, "team": "Team A" if number < 2 else "Team B"}
    return str((await both.send("okr", "POST", "/people", body))["id"])


async def _goals(both: Both, people: list[str]) -> tuple[str, str, str]:
    async def okr(method: str, path: str, body: Any = None, **options: Any) -> str:
        return str((await both.send("okr", method, path, body, **options))["id"])

    calendar = {"start_month": 1, "label_year": "start", "since": "2026-01-01"}
    await both.send("okr", "POST", "/calendar", calendar)
    await both.send("okr", "PUT", "/thresholds", {"stale_days": 10})
    quarter = await okr("POST", "/quarters", {"label": "2026-Q3", "start": "2026-07-01", "end": "2026-09-30"})
    # One key for everything that begins: each is a command of its own.
    await okr("POST", f"/quarters/{quarter}/start", key="begin")
    following = await okr("POST", "/quarters", {"label": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"})
    owner, other = people[:2]
    goal = {"title": "Be heard", "quarter": quarter, "team": "Team A", "owner": owner}
    objective = await okr("POST", "/objectives", goal, key="begin")
    second = await okr("POST", "/objectives", {"title": "Be seen", "quarter": quarter, "source": "both"})
    await okr("POST", f"/objectives/{second}/publish", key="begin")
    await okr("PATCH", f"/objectives/{second}", {"title": "Be seen by all"})
    metric = {"kind": "metric", "baseline": "0", "target": "10", "unit": "calls"}
    adding = {"title": "Calls", "measure": metric, "owner": owner, "weight": "60"}
    key_result = await okr("POST", f"/objectives/{objective}/key-results", adding)
    await okr("POST", f"/objectives/{objective}/publish", key="begin")
    stages = {"kind": "stages", "stages": [{"name": "offer"}, {"name": "signed"}]}
    staged = await okr("POST", f"/objectives/{objective}/key-results", {"title": "Deal", "measure": stages})
    other_kr = await okr("POST", f"/objectives/{second}/key-results", {"title": "Views", "measure": metric})
    check_in = await okr(
        "POST", f"/key-results/{key_result}/check-ins", {"value": "3", "confidence": 7, "comment": "Going"}, who=owner
    )
    await okr("POST", f"/key-results/{staged}/check-ins", {"reached": ["offer"]}, key="begin")
    await okr("POST", f"/check-ins/{check_in}/correction", {"value": "4", "reason": "Miscounted"}, who=owner)
    await okr("POST", f"/check-ins/{check_in}/acknowledge", {})
    again = await okr("POST", f"/key-results/{key_result}/check-ins", {"value": "5"}, who=owner)
    await okr("POST", f"/check-ins/{again}/retraction", {"reason": "Not mine"}, who=owner)
    several = [{"key_result": key_result, "value": "5"}, {"key_result": other_kr, "value": "2", "confidence": 4}]
    await both.send("okr", "POST", "/me/check-ins", {"check_ins": several})
    await okr("POST", f"/key-results/{key_result}/retarget", {"measure": {**metric, "target": "12"}, "reason": "More"})
    await okr("POST", f"/key-results/{key_result}/reweight", {"weight": "50", "reason": "Less"})
    await okr("POST", f"/key-results/{staged}/reassign", {"owner": other, "reason": "Hers"})
    await okr("PATCH", f"/key-results/{staged}", {"title": "The deal"})
    await okr("POST", f"/objectives/{second}/reassign", {"owner": other, "team": "Team B", "reason": "Hers"})
    await okr("POST", f"/objectives/{second}/align", {"to": objective, "reason": "Serves it"})
    await okr("POST", f"/key-results/{key_result}/override", {"progress": "0.5", "reason": "Said so"})
    await okr("POST", f"/key-results/{key_result}/clear-override", {})
    points = [{"day": "2026-07-01", "progress": "0"}, {"day": "2026-09-30", "progress": "1"}]
    await okr("POST", f"/key-results/{key_result}/phase", {"points": points})
    moved = await okr("POST", f"/objectives/{second}/key-results", {"title": "Clicks", "measure": metric})
    await okr("POST", f"/key-results/{moved}/move", {"objective": objective, "reason": "Belongs there"})
    await okr("POST", f"/key-results/{moved}/drop", {})
    await okr("PUT", "/cadences/teams/Team%20A", {"every": "week"}, key="begin")
    await okr("PUT", f"/cadences/people/{owner}", {"every": "week", "weekday": 3}, key="begin")
    backlog = await okr("POST", "/objectives", {"title": "Be quick", "quarter": following})
    await okr("POST", f"/objectives/{backlog}/close", {})
    return quarter, second, key_result


async def _practice(both: Both, people: list[str], objective: str, key_result: str) -> None:
    owner = people[0]
    what = {"key_result": key_result, "what": "Call earlier", "know_by": "More calls", "until": "2026-08-20"}
    experiment = (await both.send("okr", "POST", "/experiments", what, who=owner))["id"]
    await both.send("okr", "POST", f"/experiments/{experiment}/extend", {"until": "2026-08-28"}, who=owner)
    learned = {"outcome": "kept", "learned": "Mornings are better"}
    await both.send("okr", "POST", f"/experiments/{experiment}/conclude", learned, who=owner)
    ideals = {"ideals": [{"measure": "check-ins-on-time", "percent": "90"}]}
    await both.send("okr", "PUT", "/practice/ideal", ideals, key="practice")
    support = {"measure": "check-ins-on-time", "team": "Team A", "words": "We talked"}
    await both.send("okr", "POST", "/practice/support", support, key="practice")
    boxes = {"priorities": [{"text": "Call"}], "next_weeks": ["Write"], "health": [{"name": "Mood", "sign": "green"}]}
    await both.send("okr", "PUT", "/four-boxes/Team%20A", boxes, key="boxes")
    await both.send("okr", "POST", "/four-boxes/Team%20A/marks", {"priority": "1", "kept": True})
    await both.send("okr", "PUT", "/notices/choice", {"remind_at": 600}, who=owner)


async def _wins(both: Both, people: list[str]) -> None:
    at = "2026-08-03T15:00:00Z"
    body = {"at": at, "facilitator": people[0], "every": "month", "minutes": 30}
    session = (await both.send("okr", "POST", "/win-sessions", body, key="wins"))["id"]
    told = f"/win-sessions/{session}/wins"
    item = (await both.send("okr", "POST", told, {"words": "We did it"}, who=people[1], key="wins"))["id"]
    await both.send("okr", "POST", f"{told}/{item}/words", {"words": "We really did it"}, who=people[1])
    await both.send("okr", "POST", "/win-sessions/prepare", {})
    await both.send("okr", "POST", f"/win-sessions/{session}/arrange", {"items": [{"item": item, "minutes": 5}]})
    await both.send("okr", "POST", f"{told}/{item}/praise", {"to": [people[2]], "words": "Well done"}, who=people[0])
    gone = (await both.send("okr", "POST", told, {"words": "And this"}, who=people[1]))["id"]
    await both.send("okr", "POST", f"{told}/{gone}/withdraw", {}, who=people[1])
    await both.send("okr", "POST", f"/win-sessions/{session}/open", {})
    await both.send("okr", "POST", f"/win-sessions/{session}/close", {"note": "Good"})


async def _secrets(both: Both, people: list[str]) -> None:
    one, two, three = people[:3]
    drafting = {"title": "Be healthy", "share": [two]}
    own = (await both.send("okr", "POST", "/private/objectives", drafting, who=one))["id"]
    await both.send("okr", "POST", f"/private/objectives/{own}/share", {"people": [two, three]}, who=one)
    metric = {"kind": "metric", "baseline": "0", "target": "10"}
    adding = {"title": "Runs", "measure": metric}
    part = (await both.send("okr", "POST", f"/objectives/{own}/key-results", adding, who=one, key="own"))["id"]
    await both.send("okr", "POST", f"/objectives/{own}/publish", {}, who=one)
    await both.send("okr", "POST", f"/key-results/{part}/check-ins", {"value": "2"}, who=one, key="own")
    await both.send("okr", "POST", "/day/open", {"intents": [{"text": "Run"}]}, who=one, key="day")
    await both.send("okr", "POST", "/day/close", {"happened": "Ran"}, who=one, key="day")
    await both.send("okr", "PUT", f"/day/mentors/{two}", {}, who=one, key="day")
    await both.send("okr", "PUT", f"/day/mentors/{three}", {}, who=one, key="day")
    await both.send("okr", "DELETE", f"/day/mentors/{three}", who=one)


async def _voices(both: Both, people: list[str]) -> None:
    async def pairing(method: str, path: str, body: Any = None, **options: Any) -> Any:
        return await both.send("pairing", method, path, body, **options)

    how = {"name": "Buddies", "functions": list(FUNCTIONS), "approval": "organiser"}
    await pairing("PUT", "/programme", how, key="pairing")
    one, two, three, four, *others = people
    await pairing("PUT", f"/pool/{one}/pause", {"until": "2026-08-10"}, who=one, key="pairing")
    await pairing("PUT", f"/pool/{two}/pause", {}, who=two)
    await pairing("DELETE", f"/pool/{two}/pause", who=two)
    await pairing("PUT", f"/pool/{three}/opt-out", who=three, key="pairing")
    await pairing("DELETE", f"/pool/{three}/opt-out", who=three)
    await pairing("PUT", f"/pool/{one}/wishes", {"office": "Tokyo", "languages": ["ja"]}, who=one)
    await pairing("PUT", f"/pool/{one}/exclusions/{two}", who=one)
    await pairing("PUT", f"/pool/{two}/exclusions/{one}", who=two)
    await pairing("DELETE", f"/pool/{one}/exclusions/{two}", key="lift")
    # One key for two people's offers.
    await pairing("PUT", f"/role-models/offers/{three}", {"topics": ["sales"]}, key="pairing")
    await pairing("PUT", f"/role-models/offers/{four}", {"topics": ["code"]}, key="pairing")
    await pairing("PUT", f"/role-models/seekers/{one}", {"wishes": [three]}, who=one, key="seek")
    await pairing("PUT", f"/role-models/seekers/{two}", {"topics": ["code"]}, who=two, key="seek")
    term = {"label": "2026-H2", "begins": "2026-08-03", "ends": "2026-12-31"}
    await pairing("POST", "/role-models/terms", term)
    await pairing("POST", "/role-models/terms/2026-H2/confirm", {})
    await pairing("DELETE", f"/role-models/seekers/{two}", who=two)
    await pairing("DELETE", f"/role-models/offers/{four}")
    drafted = await pairing("POST", "/rotations", {"after": "2026-Q3"}, key="draw")
    again = await pairing("POST", f"/rotations/{drafted['id']}/again", {"forbids": [[three, four]]}, key="draw")
    await pairing("POST", f"/rotations/{again['id']}/confirm")
    await both.pairing.until_handled()
    for row in (await both.pairing.groups(current=True))[:2]:
        group, member = row["group"], row["members"][0]
        await pairing("POST", f"/groups/{group}/meetings", {"week": "2026-W32"}, who=member, key="met")
        await pairing("POST", f"/groups/{group}/insights", {"text": "Talk more"}, who=member, key="met-2")
    for number, person in enumerate(others):
        await pairing("POST", "/pulse", {"answer": 1 + number % 5}, who=person, key="pulse")


async def _ends(both: Both, people: list[str], quarter: str, objective: str) -> None:
    await both.send("okr", "POST", f"/quarters/{quarter}/end", {}, key="end")
    await both.send("okr", "POST", f"/objectives/{objective}/score", {"score": "0.4", "note": "Half"}, key="end")
    await both.send("okr", "POST", f"/objectives/{objective}/post-mortem", {"text": "Begin earlier"})
    await both.send("okr", "POST", f"/objectives/{objective}/carry-over", {"quarter": "2026-Q4"})
    await both.send("okr", "POST", f"/quarters/{quarter}/freeze", {}, key="freeze")
    await both.send("okr", "POST", f"/people/{people[-1]}/move", {"function": "dev", "team": "Team B"})
    await both.send("okr", "POST", f"/people/{people[-2]}/leave", {}, key="leave")


async def restore(server: NatsServer, kept: Path = KEPT) -> list[Sent]:
    """Bring a log, its keys and the master key to a server that holds nothing; what had been sent to the old one."""
    path = load_settings(var=server.layout.var).master_key_path
    write_once(path, bytes.fromhex((kept / "master.txt").read_text()))
    client = await connect(server.url, seed_file=server.seed_file("provisioner"), name="provisioner")
    try:
        manager = client.jetstream()
        for key in map(json.loads, (kept / "keys.jsonl").read_text().splitlines()):
            await manager.publish(key["subject"], b64decode(key["data"]))
        for payload in (kept / "log.jsonl").read_bytes().splitlines():
            label = label_of(payload)
            assert label is not None
            subject = nats_subject(label.type.partition(".")[0], label.aggregate)
            await manager.publish(subject, payload, headers={"Content-Type": CONTENT_TYPE, "Tomoni-Type": label.type})
    finally:
        await client.close()
    return [Sent(**json.loads(line)) for line in (kept / "sent.jsonl").read_text().splitlines()]


async def _keys(server: NatsServer) -> list[dict[str, str]]:
    client = await connect(server.url, seed_file=server.seed_file("provisioner"), name="provisioner")
    try:
        found = []
        manager = client.jetstream()
        log = EventLog(client, stream="KEYS")
        last = (await log.info()).state.last_seq
        for sequence in range(1, last + 1):
            message = await manager.get_msg("KEYS", sequence)
            found.append({"subject": str(message.subject), "data": b64encode(message.data or b"").decode()})
        return found
    finally:
        await client.close()


async def _write(directory: Path) -> None:
    with tempfile.TemporaryDirectory() as var:
        async with running_server(Path(var) / "var") as server, both_of(server, Path(var)) as both:
            async with both.pairing.reacting():
                await tell(both, FORMER)
                await both.pairing.until_handled()
            await both.tick()
            lines = await both.log()
            keys = await _keys(server)
            master = load_settings(var=server.layout.var).master_key_path.read_bytes()
            (directory / "log.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
            (directory / "keys.jsonl").write_text("".join(json.dumps(key) + "\n" for key in keys))
            (directory / "master.txt").write_text(master.hex() + "\n")
            sent = (json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in both.sent)
            (directory / "sent.jsonl").write_text("".join(sent))
            print(f"{len(both.sent)} commands, {len(lines)} events, {len(keys)} keys")


if __name__ == "__main__":
    asyncio.run(_write(Path(sys.argv[1])))
