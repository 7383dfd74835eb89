"""The one-file verifier against whoever keeps the log: an export that was cut, edited, swapped or forked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.figure_kit import World
from tests.notary_kit import Notary, leaf, refused, root, said, written


def company() -> list[bytes]:
    """A log in which two objectives take turns."""
    world = World()
    world.quarter()
    for name in ("reach", "keep"):
        world.objective(name)
        world.key_result(name, f"{name} more")
    for day in range(1, 20):
        world.check_in("reach", "reach more", 15 + day, day)
        world.check_in("keep", "keep more", 20 + day, day)
    return world.records


RECORDS = company()


@pytest.fixture(scope="module")
def notary() -> Notary:
    return Notary()


class Auditor:
    """Has a policy and two checkpoints of former days; is given exports."""

    def __init__(self, tmp_path: Path, notary: Notary, capsys: pytest.CaptureFixture[str]) -> None:
        self._tmp_path, self._capsys = tmp_path, capsys
        self._known = ["--policy", str(written(tmp_path / "policy", notary.policy().encode()))]
        for size in (20, len(RECORDS)):
            self._known += [
                "--checkpoint",
                str(written(tmp_path / f"checkpoint-{size}", notary.checkpoint(RECORDS[:size]))),
            ]

    def asks(self, records: list[bytes], *more: str) -> tuple[int, str]:
        export = written(self._tmp_path / "export", b"".join(each + b"\n" for each in records))
        return said(self._capsys, "export", export, *self._known, *more)

    def asks_with_tiles(self, records: list[bytes]) -> tuple[int, str]:
        top = self._tmp_path / "tiles"
        (top / "tile/0/000.p").mkdir(parents=True, exist_ok=True)
        (top / f"tile/0/000.p/{len(RECORDS)}").write_bytes(b"".join(map(leaf, RECORDS)))
        return self.asks(records, "--tiles", str(top))


@pytest.fixture
def auditor(tmp_path: Path, notary: Notary, capsys: pytest.CaptureFixture[str]) -> Auditor:
    return Auditor(tmp_path, notary, capsys)


def test_a_whole_export_is_as_signed(auditor: Auditor) -> None:
    code, told = auditor.asks(RECORDS)
    assert code == 0
    assert f"all {len(RECORDS)} records in their order" in told
    assert "the versions of 3 aggregates run from 1 without a hole" in told


def test_what_came_after_the_checkpoint_is_not_said_to_be_checked(auditor: Auditor) -> None:
    code, told = auditor.asks([*RECORDS, b'{"specversion":"1.0"}'])
    assert code == 0
    assert f"NOT CHECKED  the records {len(RECORDS) + 1} to {len(RECORDS) + 1}: they are newer" in told
    assert "NOT CHECKED  what 1 records say: they are no events" in told


def test_a_changed_record_is_refused_between_the_checkpoints_that_hold_and_named_by_tiles(auditor: Auditor) -> None:
    changed = [*RECORDS]
    changed[30] = changed[30].replace(b'"value":"', b'"value":"1')
    refused(*auditor.asks(changed), f"among the records 21 to {len(RECORDS)}")
    refused(*auditor.asks_with_tiles(changed), "at position 31 a record was changed")


def test_a_removed_record_is_named(auditor: Auditor) -> None:
    refused(*auditor.asks_with_tiles(RECORDS[:30] + RECORDS[31:]), "at position 31 a record was removed")


def test_a_removed_record_shows_in_its_aggregate_s_versions_even_without_tiles(auditor: Auditor) -> None:
    code, told = auditor.asks(RECORDS[:30] + RECORDS[31:])
    refused(code, told, "what came before it was left out")
    assert "record 32 is version" in told


def test_an_inserted_record_is_named(auditor: Auditor) -> None:
    forged = RECORDS[30].replace(b'"value":"', b'"value":"1')
    refused(*auditor.asks([*RECORDS[:31], forged, *RECORDS[31:]]), "one is there twice, or too late")
    refused(*auditor.asks_with_tiles([*RECORDS[:31], forged, *RECORDS[31:]]), "at position 32 a record was inserted")


def test_an_inserted_record_that_is_no_event_is_named_too(auditor: Auditor) -> None:
    refused(*auditor.asks([b"{}", *RECORDS]), "among the records 1 to 20")
    refused(*auditor.asks_with_tiles([b"{}", *RECORDS]), "at position 1 a record was inserted")


def test_swapped_records_are_named(auditor: Auditor) -> None:
    swapped = [*RECORDS]
    swapped[30], swapped[31] = swapped[31], swapped[30]
    refused(*auditor.asks(swapped), f"moved among the records 21 to {len(RECORDS)}")
    refused(*auditor.asks_with_tiles(swapped), "at position 31 a record was moved away")


def test_a_cut_tail_is_told_by_the_size_that_the_witnesses_saw(auditor: Auditor) -> None:
    for asks in (auditor.asks, auditor.asks_with_tiles):
        code, told = asks(RECORDS[:-3])
        refused(code, told, f"the tail is cut: 3 of {len(RECORDS)} records are missing, seen by w1 on 2026-10-01")


def test_a_record_cut_in_the_middle_is_another_record(auditor: Auditor) -> None:
    refused(
        *auditor.asks_with_tiles([*RECORDS[:-1], RECORDS[-1][:-9]]), f"at position {len(RECORDS)} a record was changed"
    )


def test_a_history_signed_anew_is_refused_by_the_older_checkpoint(
    notary: Notary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The operator has the log's key, and even the witnesses': who kept an older checkpoint sees it."""
    rewritten = [*RECORDS]
    rewritten[10] = rewritten[10].replace(b'"time":"2026-07', b'"time":"2026-08')
    kept = written(tmp_path / "kept", notary.checkpoint(RECORDS[:20]))
    forged = written(tmp_path / "forged", notary.checkpoint(rewritten))
    export = written(tmp_path / "export", b"".join(each + b"\n" for each in rewritten))
    policy = written(tmp_path / "policy", notary.policy().encode())
    known = ("--policy", policy, "--checkpoint", forged)
    assert said(capsys, "export", export, *known)[0] == 0
    refused(*said(capsys, "export", export, *known, "--checkpoint", kept), "among the records 1 to 20")


def test_two_histories_of_one_size_are_named(
    notary: Notary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forked = [b"{}", *RECORDS[1:]]
    one, other = (
        written(tmp_path / name, notary.checkpoint(each)) for name, each in (("one", RECORDS), ("other", forked))
    )
    policy, export = written(tmp_path / "policy", notary.policy().encode()), written(tmp_path / "export", b"")
    told = said(capsys, "export", export, "--policy", policy, "--checkpoint", one, "--checkpoint", other)
    refused(*told, "show two histories, or two logs")


def test_an_export_without_a_checkpoint_proves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = said(capsys, "export", written(tmp_path / "export", b""))
    assert code == 2
    assert "give one by --checkpoint" in told


def test_an_empty_log_has_a_root_too(notary: Notary, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert root([]).hex().startswith("e3b0c442")
    policy, empty = (
        written(tmp_path / "policy", notary.policy().encode()),
        written(tmp_path / "c", notary.checkpoint([])),
    )
    code, told = said(capsys, "export", written(tmp_path / "e", b""), "--policy", policy, "--checkpoint", empty)
    assert (code, "all 0 records" in told) == (0, True)
