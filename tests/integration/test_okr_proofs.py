"""Figures in zips, over HTTP and on the command line: a stranger checks them, and reads no more in them than he may."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from shared.identity.roles import Role
from shared.verifier import source
from tests.cli_kit import SAMPLE, cli_on_server
from tests.nats_fixture import NatsServer
from tests.notary_kit import refused, said, written
from tests.okr_kit import Answer, OkrKit, okr_kit
from tests.pages import ROOT, Page
from tests.proofs_kit import House, house_on, watched

WORDS = "Sato-san was ill"


@dataclass
class Company:
    """The service, the signer beside it with two witnesses, and a stranger who was given the keys."""

    kit: OkrKit
    house: House
    tmp_path: Path
    capsys: pytest.CaptureFixture[str]

    async def zipped(self, path: str, **asked: object) -> bytes:
        answer = await self.kit.get(f"{path}/proof", **asked)
        assert answer.status == 200, answer.response.text
        return answer.response.content

    def checks(self, zipped: bytes, *more: object) -> tuple[int, str]:
        lines = [f"log {self.house.memory.key.verifier.text}"]
        lines += [f"witness {name} {each.verifier.text}" for name, each in self.house.witnesses.items()]
        text = "\n".join([*lines, f"group both all {' '.join(self.house.witnesses)}", "quorum both", ""])
        policy = written(self.tmp_path / "policy", text.encode())
        file = written(self.tmp_path / "figure.zip", zipped)
        return said(self.capsys, "figure", file, "--policy", policy, *more)

    def holds(self, zipped: bytes, words: str) -> str:
        code, told = self.checks(zipped)
        assert code == 0, told
        assert words in told, told
        return told

    async def export(self) -> Path:
        records = await self.house.log.payloads()
        return written(self.tmp_path / "events.jsonl", b"".join(each + b"\n" for each in records))


@pytest.fixture
async def company(
    nats_server: NatsServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Company]:
    async with made(nats_server, tmp_path, capsys) as found:
        yield found


@asynccontextmanager
async def made(server: NatsServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Company]:
    async with house_on(server, server.layout.var) as house, okr_kit(server) as kit:
        await watched(house, "one", "two", quorum="none")
        yield Company(kit, house, tmp_path, capsys)


def inside(zipped: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(zipped)) as held:
        return {name: held.read(name) for name in held.namelist()}


def rezipped(held: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as zipped:
        for name, data in held.items():
            zipped.writestr(name, data)
    return made.getvalue()


async def test_a_stranger_checks_a_key_result_and_its_objective(company: Company) -> None:
    kit = company.kit
    objective, key_result = await kit.running_key_result(await kit.running_quarter())
    first = await kit.done(f"/key-results/{key_result}/check-ins", {"value": 5, "confidence": 3})
    await kit.done(f"/check-ins/{first.id}/correction", {"value": 4, "reason": WORDS})
    await company.house.signed()
    zipped = await company.zipped(f"/key-results/{key_result}")
    told = company.holds(zipped, "progress 40 %, exactly 2/5, worked out anew")
    assert "seen by one on 2027-01-15" in told
    assert "two on 2027-01-15" in told
    company.holds(await company.zipped(f"/objectives/{objective}"), "progress 40 %, exactly 2/5, worked out anew")
    held = inside(zipped)
    assert held["tomoni_verify.py"] == source()
    assert WORDS not in held["figure.json"].decode()
    records = held["records.jsonl"].splitlines()
    assert set(records) <= set(await company.house.log.payloads())
    code, told = company.checks(zipped, "--export", await company.export())
    assert code == 0
    assert "the export holds no other record of these" in told


async def test_what_is_newer_than_the_checkpoint_is_proved_by_the_next(company: Company) -> None:
    kit = company.kit
    _, key_result = await kit.running_key_result(await kit.running_quarter())
    await company.house.signed()
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 5})
    code, told = company.checks(await company.zipped(f"/key-results/{key_result}"))
    assert code == 3
    assert "NOT CHECKED  1 records from position" in told
    await company.house.signed()
    company.holds(await company.zipped(f"/key-results/{key_result}"), "progress 50 %")


async def test_before_anything_is_signed_nothing_can_be_proved(nats_server: NatsServer) -> None:
    async with okr_kit(nats_server) as kit:
        objective, key_result = await kit.running_key_result()
        for path in (f"/key-results/{key_result}", f"/objectives/{objective}"):
            (await kit.get(f"{path}/proof")).refused(404, "not-found", "no checkpoint is published yet")
        (await kit.get("/key-results/KR-99/proof")).refused(404, "not-found", "KR-99")
        (await kit.get(f"/key-results/{objective}/proof")).refused(404, "not-found")


async def test_a_figure_as_of_another_time_is_worked_out_as_of_then_and_says_so(company: Company) -> None:
    kit = company.kit
    objective, key_result = await kit.running_key_result(await kit.running_quarter())
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 2})
    then = kit.clock().isoformat()
    kit.later(days=3)
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 7})
    await company.house.signed()
    for path in (f"/key-results/{key_result}", f"/objectives/{objective}"):
        company.holds(await company.zipped(path), "progress 70 %")
        for clock, name in (("as_of", "time"), ("known_at", "recordedtime")):
            zipped = await company.zipped(path, params={clock: then})
            told = company.holds(zipped, "progress 20 %")
            assert f"with {name} up to 2026-08-03T" in told
            held = inside(zipped)
            figure = json.loads(held["figure.json"]) | {clock: None}
            refused(*company.checks(rezipped(held | {"figure.json": json.dumps(figure).encode()})), "is told as")


async def test_linked_aligned_moved_weighed_and_set_by_hand(company: Company) -> None:
    kit = company.kit
    quarter = await kit.running_quarter()
    top, fed = await kit.running_key_result(quarter)
    below, calls = await kit.running_key_result(quarter)
    other, visits = await kit.running_key_result(quarter)
    await kit.done(f"/key-results/{calls}/check-ins", {"value": 3})
    await kit.done(f"/key-results/{visits}/check-ins", {"value": 4})
    await kit.done(f"/objectives/{below}/align", {"to": fed})
    measure = {"kind": "metric", "baseline": "0", "target": "20"}
    linked = (await kit.done(f"/objectives/{top}/key-results", {"title": "Sum", "measure": measure, "weight": 40})).id
    await kit.done(f"/key-results/{linked}/link", {"sources": [calls, visits]})
    await company.house.signed()
    told = company.holds(await company.zipped(f"/objectives/{top}"), "exactly 8/25, worked out anew")
    assert f"objective/{other}" in told
    company.holds(await company.zipped(f"/key-results/{linked}"), "exactly 7/20, worked out anew")
    company.holds(await company.zipped(f"/key-results/{fed}"), "exactly 3/10, worked out anew")
    await kit.done(f"/key-results/{linked}/override", {"progress": "0.9", "reason": WORDS})
    await kit.done(f"/key-results/{visits}/move", {"objective": below, "reason": WORDS})
    await company.house.signed()
    company.holds(await company.zipped(f"/key-results/{linked}"), "exactly 9/10, worked out anew")
    company.holds(await company.zipped(f"/objectives/{below}"), "exactly 7/20, worked out anew")


async def test_a_log_that_is_not_what_was_signed_gives_no_zip(company: Company) -> None:
    kit = company.kit
    _, key_result = await kit.running_key_result()
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 5})
    await company.house.signed()
    payloads = await company.house.log.payloads()
    tile = company.house.place.public / f"tile/0/000.p/{len(payloads)}"
    data = bytearray(tile.read_bytes())
    data[-1] ^= 1
    tile.write_bytes(data)
    (await kit.get(f"/key-results/{key_result}/proof")).refused(503, "log-damaged", "the log isn't what was signed")


async def everything(company: Company) -> tuple[str, str, str]:
    """A public figure in a log full of what is nobody else's business: ids of it, a private one, its owner."""
    kit = company.kit
    quarter = await kit.running_quarter()
    people = [
        (await kit.done("/people", {"name": name, "function": "Sales", "email": f"{name}@x.example"})).id
        for name in ("aiko", "ben")
    ]
    _, key_result = await kit.running_key_result(quarter)
    hidden = (
        await kit.done("/private/objectives", {"title": "Buy the rival", "owner": people[0]}, subject=people[0])
    ).id
    for value in (2, 5):
        await kit.done(f"/key-results/{key_result}/check-ins", {"value": value, "comment": WORDS})
        await kit.send("PUT", "/absence", {"until": f"2026-08-1{value}"}, subject=people[1], role=Role.MEMBER)
        measure = {"kind": "metric", "baseline": "0", "target": "10"}
        body = {"title": f"Letters {value}", "measure": measure}
        await kit.done(f"/objectives/{hidden}/key-results", body, subject=people[0], role=Role.MEMBER)
    await company.house.signed()
    return key_result, hidden, people[0]


async def test_nobody_finds_anything_but_the_figure_s_own_records_in_a_zip(company: Company) -> None:
    key_result, hidden, on_the_list = await everything(company)
    payloads = await company.house.log.payloads()
    private = [each for each in payloads if b'"subject":"private/' in each]
    assert len(private) > 4
    readers = (("admin", Role.ADMIN), (on_the_list, Role.MEMBER), ("other", Role.MEMBER), ("eva", Role.AUDITOR))
    for subject, role in readers:
        held = inside(await company.zipped(f"/key-results/{key_result}", subject=subject, role=role))
        everything_in_it = b"".join(held.values())
        for record in private:
            assert record not in everything_in_it
            assert json.loads(record)["id"].encode() not in everything_in_it
            assert json.loads(record)["subject"].encode() not in everything_in_it
        for secret in (hidden, "Buy the rival", WORDS, "aiko@x.example", "Letters"):
            assert secret.encode() not in everything_in_it, secret
        subjects = {json.loads(each)["subject"].partition("/")[0] for each in held["records.jsonl"].splitlines()}
        assert subjects == {"quarter", "objective"}
    (await company.kit.get(f"/key-results/{key_result}/proof", role=Role.MONITOR)).refused(403, "not-allowed")


async def test_of_a_private_figure_no_record_leaves_and_to_others_it_is_not_there(company: Company) -> None:
    _, hidden, owner = await everything(company)
    path = f"/private/objectives/{hidden}"
    held = inside(await company.zipped(path, subject=owner, role=Role.MEMBER))
    assert set(held) == {"figure.json", "README.txt"}
    assert b"records that are not shown" in held["README.txt"]
    figure = json.loads(held["figure.json"])
    assert figure["not_shown"] > 0
    code, told = company.checks(await company.zipped(path, subject=owner, role=Role.MEMBER))
    assert code == 3
    assert "records that are not shown" in told
    absent = path.replace(hidden, "po-000000000000")
    for subject, role in (("admin", Role.ADMIN), ("other", Role.MEMBER), ("eva", Role.AUDITOR)):
        answers: list[Answer] = [
            await company.kit.get(f"{each}/proof", subject=subject, role=role) for each in (path, absent)
        ]
        answers[0].refused(404, "not-found", "there is no such objective")
        assert answers[0].body["detail"] == answers[1].body["detail"]
    (await company.kit.get(f"/objectives/{hidden}/proof")).refused(404, "not-found")


async def test_the_operator_leaves_out_a_check_in_of_a_zip_that_the_export_shows(company: Company) -> None:
    kit = company.kit
    _, key_result = await kit.running_key_result(await kit.running_quarter())
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 9})
    await company.house.signed()
    flattering = await company.zipped(f"/key-results/{key_result}")
    kit.later(days=1)
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 1})
    await company.house.signed()
    note = company.house.note
    older, newer = inside(flattering), inside(await company.zipped(f"/key-results/{key_result}"))
    kept = len(older["records.jsonl"].splitlines())
    proofs = newer["records.tlog-proofs"].split(b"c2sp.org/tlog-proof@v1")[1:][:kept]
    older["records.tlog-proofs"] = b"".join(b"c2sp.org/tlog-proof@v1" + each for each in proofs)
    forged = rezipped(older)
    assert note.encode() in older["records.tlog-proofs"]
    told = company.holds(forged, "progress 90 %")
    assert "only the whole export or a witnessed index shows it, never one zip" in told
    refused(*company.checks(forged, "--export", await company.export()), "the zip leaves out 1 records")


def test_a_stranger_checks_what_the_command_line_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with cli_on_server(tmp_path / "var") as (cli, _):
        cli.ok("import", SAMPLE)
        file = tmp_path / "KR-47.zip"
        cli.refused(3, "explain", "KR-47", "--proof", file, words="no checkpoint is published yet")
        assert not file.exists()
        cli.ok("audit", "sign", "--once")
        key = cli.ok("audit", "key").out.strip()
        told = cli.ok("explain", "KR-47", "--proof", file).out
        assert told.startswith("KR-47 with ")
        assert told.endswith(f"records and their proofs is in {file}\n")
        facts = cli.ok("explain", "O-1", "--proof", file, "--as-of", "2026-08-15", "--json").json
        assert facts["records"] > 5
        assert (facts["left_out"], facts["not_shown"]) == (0, 0)
        code, printed = said(capsys, "figure", file, "--key", key)
        assert code == 0, printed
        assert "worked out anew" in printed
        for number in range(1, 31, 6):
            cli.ok("explain", f"O-{number}", "--proof", file)
            code, printed = said(capsys, "figure", file, "--key", key)
            assert code == 0, printed
        cli.ok("log", "export", tmp_path / "events.jsonl")
        checkpoint = written(tmp_path / "checkpoint", cli.ok("audit", "checkpoint").out.encode())
        more = ("--key", key, "--tiles", tmp_path / "var/proofs/public")
        assert said(capsys, "export", tmp_path / "events.jsonl", "--checkpoint", checkpoint, *more)[0] == 0
        assert said(capsys, "tiles", tmp_path / "var/proofs/public", "--key", key)[0] == 0
        assert said(capsys, "figure", file, "--key", key, "--export", tmp_path / "events.jsonl")[0] == 0


def test_the_page_walks_a_stranger_with_one_zip_through_checking_a_figure(tmp_path: Path) -> None:
    """What he types, in a directory where nothing else is; the maker's commands alone know an installation."""
    page = Page("services/proofs/README.md").text
    section = page.partition("## Check one figure\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    commands = [line for block in blocks for line in block.splitlines()]
    assert [line.split()[0] for line in commands] == ["tomoni", "tomoni", "python3", "python3", "tomoni", "python3"]
    with cli_on_server(tmp_path / "var") as (cli, _):
        cli.ok("import", SAMPLE)
        cli.ok("audit", "sign", "--once")
        here = tmp_path / "stranger"
        here.mkdir()
        written(here / "log.key", cli.ok("audit", "key").out.encode())
        written(here / "tomoni_verify.py", cli.ok("audit", "verifier").out.encode())
        program = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
        maker, told = cli.environment(**program), {}
        for line in commands:
            mine = maker if line.startswith("tomoni") else {"PATH": os.environ["PATH"]}
            run = subprocess.run(["bash", "-c", line], cwd=here, env=mine, capture_output=True, text=True, check=False)
            assert run.returncode == 0, (line, run.stdout, run.stderr)
            told[line] = run.stdout
        *_, checked, _, whole = told.values()
        assert "worked out anew from" in checked
        assert "only the whole export or a witnessed index shows it, never one zip" in checked
        assert "the export holds no other record of these" in whole
