"""Go's packages for notes and transparency logs, which we did not write, open our notes and check our proofs.

And refuse changed ones. They are Debian's golang-go and golang-golang-x-mod-dev; where these are not, nothing is tried.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.proofs import (
    COSIGNATURE,
    NOTE,
    Checkpoint,
    Growth,
    SignedNote,
    SigningKey,
    Tile,
    TileHashes,
    consistency,
    cosign,
    inclusion,
    sign,
    tile_path,
)
from tests.notary_kit import Notary

GO, PACKAGES = shutil.which("go"), Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
MISSING = "Go, or its golang.org/x/mod, is not here: apt-get install golang-go golang-golang-x-mod-dev"
pytestmark = pytest.mark.skipif(GO is None or not PACKAGES.is_dir(), reason=MISSING)

RECORDS = [b'{"id":"%d"}' % number for number in range(600)]
ORIGIN = "audit.example/tomoni"
Ask = Callable[..., tuple[bool, str]]


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Asks Go, whose program is built once."""
    program = tmp_path_factory.mktemp("go") / "checker"
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "CGO_ENABLED": "0"}
    source = Path(__file__).with_name("checker.go")
    assert GO is not None
    subprocess.run([GO, "build", "-o", program, source], check=True, env=environment, cwd=program.parent)
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdin is not None
        assert running.stdout is not None

        def ask(do: str, **question: Any) -> tuple[bool, str]:
            assert running.stdin is not None
            assert running.stdout is not None
            running.stdin.write(json.dumps({"do": do, **question}, default=_base64) + "\n")
            running.stdin.flush()
            answer = json.loads(running.stdout.readline())
            return answer["ok"], answer["says"]

        yield ask
        running.stdin.close()
        assert running.wait() == 0


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Log:
    """Our tree of the records, as the product grows it, and its tiles in a directory."""

    def __init__(self, top: Path) -> None:
        self.top, self.growth = top, Growth()
        self.roots = {0: self.growth.root}
        for start in range(0, len(RECORDS), 100):
            self.growth.add(RECORDS[start : start + 100])
            self.roots[self.growth.size] = self.growth.root
            for tile, data in self.growth.tiles():
                path = top / tile_path(tile)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            self.growth.written()

    def hashes(self, size: int) -> TileHashes:
        def read(tile: Tile) -> bytes:
            return (self.top / tile_path(tile)).read_bytes()

        return TileHashes(read, size)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    return Log(tmp_path_factory.mktemp("log"))


def noted(log: Log, key: SigningKey, witness: SigningKey) -> SignedNote:
    text = Checkpoint(ORIGIN, 600, log.roots[600]).text
    return SignedNote(text, (sign(text, key), cosign(text, witness, 1_800_000_000)))


def test_go_opens_our_checkpoint_and_refuses_a_changed_one(go: Ask, log: Log) -> None:
    key = SigningKey(ORIGIN, NOTE, bytes(range(32)))
    note = noted(log, key, SigningKey("witness.example/w1", COSIGNATURE, bytes(32))).encode().decode()
    ok, says = go("open", note=note, keys=[key.verifier.text])
    assert ok, says
    assert says == f"1 verified, 1 not: {note.partition(chr(10) * 2)[0]}\n"
    ok, says = go("open", note=note.replace("\n600\n", "\n599\n"), keys=[key.verifier.text])
    assert (ok, "invalid signature" in says) == (False, True)
    other = SigningKey(ORIGIN, NOTE, bytes(32)).verifier.text
    assert not go("open", note=note, keys=[other])[0]


def test_go_checks_that_our_records_are_included_and_refuses_others(go: Ask, log: Log) -> None:
    for size in (100, 300, 600):
        for index in {0, 1, 99, 255, 256, 257, size // 2, size - 1} & set(range(size)):
            proof = inclusion(log.hashes(size), index)
            asked: dict[str, Any] = {"size": size, "root": log.roots[size], "index": index, "proof": proof}
            assert go("record", record=RECORDS[index], **asked) == (True, "")
            assert not go("record", record=RECORDS[index] + b" ", **asked)[0]
            assert not go("record", record=RECORDS[index], **asked | {"index": (index + 1) % size})[0]
            assert not go("record", record=RECORDS[index], **asked | {"root": log.roots[0]})[0]
            assert not go("record", record=RECORDS[index], **asked | {"proof": proof[:-1]})[0]


def test_go_checks_that_our_log_goes_on_and_refuses_one_that_does_not(go: Ask, log: Log) -> None:
    for old, new in ((100, 200), (200, 600), (300, 600), (500, 600)):
        proof = consistency(log.hashes(new), old)
        asked: dict[str, Any] = {"size": new, "root": log.roots[new], "old": old, "proof": proof}
        assert go("tree", old_root=log.roots[old], **asked) == (True, "")
        assert not go("tree", old_root=log.roots[0], **asked)[0]
        assert not go("tree", old_root=log.roots[old], **asked | {"proof": proof[:-1]})[0]


def test_go_proves_by_our_tiles_what_we_prove_and_refuses_a_damaged_tile(go: Ask, log: Log) -> None:
    asked: dict[str, Any] = {"size": 600, "root": log.roots[600], "tiles": str(log.top)}
    for index in (0, 255, 256, 599):
        ok, says = go("prove", index=index, **asked)
        assert ok, says
        assert [base64.b64decode(each) for each in json.loads(says)] == inclusion(log.hashes(600), index)
    # Of a full tile Debian's version looks at some only, those that the root is made of first.
    tile = log.top / "tile/0/002.p/88"
    whole = tile.read_bytes()
    tile.write_bytes(bytes(32) + whole[32:])
    ok, says = go("prove", index=599, **asked)
    tile.write_bytes(whole)
    assert (ok, "downloaded inconsistent tile" in says) == (False, True)


def test_go_and_the_plain_way_agree_so_the_verifier_s_tests_stand_on_go_too(go: Ask) -> None:
    notary = Notary()
    ok, says = go("open", note=notary.checkpoint(RECORDS[:9]).decode(), keys=[notary.log.vkey])
    assert ok, says
    assert says.startswith("1 verified, 2 not: ")
