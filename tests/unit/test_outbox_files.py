"""What file channels have of somebody goes when he is forgotten; whoever writes or reads on is not disturbed."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.outbox import files
from shared.outbox.results import Arrived, Delivery, Failed

NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)


def delivery(number: int, text: str, *about: str, to: str = "ken") -> Delivery:
    told = {"id": f"n{number}", "person": to, "number": "P-1", "name": to.title()}
    return Delivery(f"m{number}", "praise", text, {"notices": [told]}, NOW, frozenset({to, *about}))


def nobody(person: str) -> bool:
    return False


def read(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_bytes().splitlines() if line.strip()]


def test_what_names_him_goes_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "notices" / "room.jsonl"
    for one in (
        delivery(1, "Mari praises Ken: thanks", "mari"),
        delivery(2, "Mari: a check-in is due", to="mari"),
        delivery(3, "Jun praises Ken: well done", "jun"),
    ):
        assert files.append(file, one, nobody) == Arrived()
    before = file.read_bytes()
    assert files.forget(file.parent, ["mari"]) == 2
    after = file.read_bytes()
    assert len(after) == len(before), "who reads on from an offset finds the next line there"
    assert (b"Mari" in after, b"thanks" in after) == (False, False)
    first, second, third = read(file)
    assert (first["text"], first["data"]["notices"][0]["name"]) == ("(forgotten)", "Ken")
    assert (second["text"], second["data"]["notices"][0]["name"]) == ("(forgotten)", "")
    assert third == read_of(before)[2]
    assert files.forget(file.parent, ["mari"]) == 0, "again changes nothing"
    assert files.forget(tmp_path / "nowhere", ["mari"]) == files.forget(file.parent, []) == 0


def read_of(whole: bytes) -> list[Any]:
    return [json.loads(line) for line in whole.splitlines()]


def test_lines_of_older_versions_and_torn_ones_keep_no_text(tmp_path: Path) -> None:
    file = tmp_path / "room.jsonl"
    old = {"id": "m", "type": "tomoni.check-in-missed", "text": "KR-1: Mari hasn't made one since"}
    old |= {"data": {"notices": [{"person": "boss", "name": "Boss"}]}}
    test = {"id": "t", "type": "tomoni.test", "text": "This is a test.", "data": {}}
    file.write_text(f'{json.dumps(old)}\n{json.dumps(test)}\n{{"text": "Mari pr')
    assert files.forget(tmp_path, ["mari"]) == 2
    assert b"Mari" not in file.read_bytes()
    kept, same = read(file)
    assert (kept["text"], kept["data"]) == ("(forgotten)", old["data"])
    assert same == test
    assert files.append(file, delivery(1, "Jun praises Ken", "jun"), nobody) == Arrived()
    assert [each["id"] for each in read(file)] == ["m", "t", "m1"]
    assert files.forget(tmp_path, ["mari"]) == 0


def test_a_letter_that_was_opened_before_is_not_written_after(tmp_path: Path) -> None:
    file = tmp_path / "room.jsonl"
    refused = files.append(file, delivery(1, "Mari praises Ken", "mari"), lambda person: person == "mari")
    assert isinstance(refused, Failed)
    assert (refused.channel, file.read_bytes()) == (False, b"")


@pytest.mark.skipif(os.name != "posix", reason="files are locked as POSIX has it")
def test_who_writes_meanwhile_loses_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    file, gone = tmp_path / "room.jsonl", set[str]()

    def write(number: int) -> bool:
        about = "mari" if number % 2 else "jun"
        return (
            files.append(file, delivery(number, f"{about.title()} praises Ken", about), gone.__contains__) == Arrived()
        )

    def forget() -> int:
        gone.add("mari")
        return files.forget(tmp_path, ["mari"])

    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(write, number) for number in range(60)]
        forgetting = pool.submit(forget)
        arrived = [number for number, each in enumerate(writing) if each.result()]
        forgetting.result()
    assert b"Mari" not in file.read_bytes()
    assert sorted(each["id"] for each in read(file)) == sorted(f"m{number}" for number in arrived)
    assert {number for number in range(60) if not number % 2} <= set(arrived)
