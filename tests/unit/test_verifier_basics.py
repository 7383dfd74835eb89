"""The one-file verifier: signatures, trees, notes, policies, proofs and tiles, held against the plain way."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.verifier import tomoni_verify as verify
from tests.notary_kit import (
    NOON,
    ORIGIN,
    Notary,
    Signer,
    consistency,
    inclusion,
    leaf,
    proof,
    refused,
    root,
    said,
    signature_line,
    written,
)

VECTORS = Path(__file__).parents[1] / "rfc8032.txt"
RECORDS = [b"record %d" % number for number in range(300)]
LEAVES = [leaf(each) for each in RECORDS]


def vectors() -> list[tuple[str, bytes, bytes, bytes]]:
    lines = VECTORS.read_text().split("\n")[2:-1]
    return [(lines[at], *map(bytes.fromhex, lines[at + 1 : at + 4])) for at in range(0, len(lines), 4)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "key", "message", "signature"), vectors(), ids=lambda each: each if type(each) is str else ""
)
def test_it_verifies_what_the_rfc_signs(name: str, key: bytes, message: bytes, signature: bytes) -> None:
    assert verify.ed25519(key, message, signature), name


@pytest.mark.parametrize("bit", [0, 7, 255, 256, 300, 511])
def test_it_refuses_a_signature_with_one_bit_changed(bit: int) -> None:
    _, key, message, signature = vectors()[2]
    changed = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
    assert not verify.ed25519(key, message, changed)
    assert not verify.ed25519(key, message + b"!", signature)


def test_it_takes_one_spelling_of_a_signature_only() -> None:
    _, key, message, signature = vectors()[2]
    more = int.from_bytes(signature[32:], "little") + 2**252 + 27742317777372353535851937790883648493
    assert not verify.ed25519(key, message, signature[:32] + more.to_bytes(32, "little"))


def test_what_is_no_point_is_no_key() -> None:
    _, _, message, signature = vectors()[2]
    for key in (b"\x02" + bytes(31), b"\xff" * 32, bytes(31), b""):
        assert not verify.ed25519(key, message, signature)


def test_it_agrees_with_another_hand_s_ed25519() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes_raw()
    for number in range(20):
        message = bytes([number]) * number
        assert verify.ed25519(public, message, key.sign(message))


@pytest.mark.parametrize("size", [*range(1, 18), 31, 32, 33, 255, 256, 257, 300])
def test_a_root_and_every_inclusion_are_the_rfc_s(size: int) -> None:
    whole = root(LEAVES[:size])
    assert verify.Tree(LEAVES[:size]).root() == whole
    for index in {0, 1, size // 2, size - 2, size - 1} & set(range(size)):
        path = inclusion(index, LEAVES[:size])
        assert verify.includes(size, whole, index, LEAVES[index], path)
        assert not verify.includes(size, whole, index, LEAVES[index], [*path, LEAVES[0]])
        assert not verify.includes(size, whole, index, LEAVES[index - 1], path) or size == 1
        assert not path or not verify.includes(size, whole, index, LEAVES[index], path[:-1])
        assert not path or not verify.includes(size, whole, index ^ 1, LEAVES[index], path)


def test_every_consistency_is_the_rfc_s() -> None:
    for newer in (*range(1, 20), 32, 33):
        for older in range(newer + 1):
            ends = older, root(LEAVES[:older]), newer, root(LEAVES[:newer])
            path = consistency(older, LEAVES[:newer])
            assert verify.continues(*ends, path), (older, newer)
            assert not verify.continues(*ends, [*path, LEAVES[0]])
            assert not path or not verify.continues(*ends, path[:-1])
            assert not verify.continues(older, LEAVES[7], newer, root(LEAVES[:newer]), path)
            assert older in (0, newer) or not verify.continues(older, ends[1], newer, LEAVES[7], path)


def test_it_reads_the_example_of_the_specification_of_notes() -> None:
    key = verify.key_of("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    line = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    signature = base64.b64decode(line)
    assert signature[:4] == key.id
    assert verify.ed25519(key.material, b"This is an example message.\n", signature[4:])


@pytest.mark.parametrize(
    "text",
    [
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",
        "example.com/foo+530d903a",
        "",
    ],
)
def test_a_damaged_key_is_no_key(text: str) -> None:
    with pytest.raises(ValueError, match="is no key"):
        verify.key_of(text)


@pytest.fixture
def notary() -> Notary:
    return Notary()


@pytest.fixture
def policy(notary: Notary, tmp_path: Path) -> Path:
    path = tmp_path / "policy"
    path.write_text(notary.policy())
    return path


def test_a_checkpoint_is_told_with_who_signed_and_who_saw_it(
    notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "checkpoint", notary.checkpoint(RECORDS))
    code, told = said(capsys, "checkpoint", file, "--policy", policy)
    assert code == 0
    assert f"{ORIGIN}, size 300, signed by {ORIGIN}+{notary.log.id.hex()}" in told
    assert "seen by w1 on 2026-10-01 12:00:00 UTC, w2 on" in told


def test_without_a_key_nobody_is_believed(notary: Notary, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = said(capsys, "checkpoint", written(tmp_path / "checkpoint", notary.checkpoint(RECORDS)))
    assert code == 3
    assert told.startswith("NOT CHECKED  who signed")
    assert "checked   " not in told


def test_the_log_s_key_alone_says_that_no_witness_is_asked(
    notary: Notary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "checkpoint", notary.checkpoint(RECORDS))
    code, told = said(capsys, "checkpoint", file, "--key", notary.log.vkey)
    assert code == 0
    assert "NOT CHECKED  that others are shown the same log" in told


def test_a_foreign_origin_is_named(
    notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Notary(Signer("log.example/other"), notary.witnesses).checkpoint(RECORDS, origin="log.example/other")
    code, told = said(capsys, "checkpoint", written(tmp_path / "c", other), "--policy", policy)
    refused(code, told, "is of another log: its origin is 'log.example/other', and the policy knows log.example/tomoni")


def test_a_key_of_the_log_s_name_is_not_the_log_s_key(
    notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = notary.checkpoint(RECORDS, by=(Signer(ORIGIN), *notary.witnesses))
    code, told = said(capsys, "checkpoint", written(tmp_path / "c", forged), "--policy", policy)
    refused(code, told, "is not signed by that log's key")


def test_one_witness_is_not_two(
    notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = notary.checkpoint(RECORDS, by=(notary.log, notary.witnesses[0], notary.witnesses[0]))
    code, told = said(capsys, "checkpoint", written(tmp_path / "c", alone), "--policy", policy)
    refused(code, told, "was seen by w1 on 2026-10-01 12:00:00 UTC, which is not the quorum seen")
    one = written(tmp_path / "any", notary.policy("any").encode())
    assert said(capsys, "checkpoint", tmp_path / "c", "--policy", one)[0] == 0


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_changed_text_or_signature_is_refused(
    place: int, notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = notary.checkpoint(RECORDS)
    text, _, _ = note.partition(b"\n\n")
    lines = [signature_line(each, bytes(72 if each.kind == 4 else 64)) for each in (notary.log, *notary.witnesses)]
    wrong = [each.line(text + b"\n") for each in (notary.log, *notary.witnesses)]
    wrong[place] = lines[place]
    code, told = said(
        capsys, "checkpoint", written(tmp_path / "c", text + b"\n\n" + b"".join(wrong)), "--policy", policy
    )
    refused(code, told, "is not its own, or what it signed was changed")
    code, told = said(
        capsys, "checkpoint", written(tmp_path / "c", note.replace(b"\n300\n", b"\n299\n")), "--policy", policy
    )
    refused(code, told, "is not its own, or what it signed was changed")


def test_a_cosignature_at_another_time_is_another_one(
    notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    witness = notary.witnesses[0]
    text = notary.checkpoint(RECORDS, by=()).rpartition(b"\n")[0]
    moved = (NOON + 1).to_bytes(8, "big") + base64.b64decode(witness.line(text).split()[2])[12:]
    note = text + b"\n" + notary.log.line(text) + signature_line(witness, moved) + notary.witnesses[1].line(text)
    code, told = said(capsys, "checkpoint", written(tmp_path / "c", note), "--policy", policy)
    refused(code, told, f"the signature of {witness.name}+{witness.id.hex()}")


def test_a_signature_that_it_cannot_check_is_named_and_decides_nothing(
    notary: Notary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class MlDsa(Signer):
        @property
        def public(self) -> bytes:
            return bytes([6]) + bytes(1312)

        def line(self, text: bytes, at: int = NOON) -> bytes:
            return signature_line(self, bytes(8 + 2420))

    both = Notary(notary.log, (notary.witnesses[0], MlDsa("post.example")))
    file = written(tmp_path / "c", both.checkpoint(RECORDS))
    code, told = said(capsys, "checkpoint", file, "--policy", written(tmp_path / "all", both.policy().encode()))
    assert code == 3
    assert "it is ML-DSA-44, which this file can't check" in told
    assert "NOT CHECKED  the quorum seen" in told
    code, told = said(capsys, "checkpoint", file, "--policy", written(tmp_path / "any", both.policy("any").encode()))
    assert code == 0
    assert "it is ML-DSA-44, which this file can't check" in told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda note: note.replace(b"\n300\n", b"\n0300\n"), "tells no size"),
        (lambda note: note.replace(b"\n\n", b"\n"), "is no signed checkpoint"),
        (lambda note: note.replace("—".encode(), b"-"), "is no signature"),
        (lambda note: note[:-2], "is no signed checkpoint"),
        (lambda note: note.replace(b"300\n", b"300\r\n"), "is no signed checkpoint"),
        (lambda note: b"", "is no signed checkpoint"),
        (lambda note: b"\xff" + note, "is no signed checkpoint"),
    ],
)
def test_what_is_no_checkpoint_is_refused_in_a_sentence(
    change: object, words: str, notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = change(notary.checkpoint(RECORDS))  # type: ignore[operator]
    refused(*said(capsys, "checkpoint", written(tmp_path / "c", note), "--policy", policy), words)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("quorum none\nquorum none\n", "one quorum line"),
        ("", "one quorum line"),
        ("{log}\n{log}\nquorum none\n", "names one key twice"),
        ("{one}\nwitness again {key}\nquorum w1\n", "names one key twice"),
        ("{one}\n{one}\nquorum w1\n", "line 2 of the policy"),
        ("{one}\ngroup g 2 w1\nquorum g\n", "asks for none or more than it has"),
        ("{one}\ngroup g 0 w1\nquorum g\n", "asks for none or more than it has"),
        ("{one}\ngroup g all w1 w1\nquorum g\n", "asks for none or more than it has"),
        ("{one}\ngroup g all w1\ngroup h all w1\nquorum h\n", "asks for none or more than it has"),
        ("group g all later\n{one}\nquorum g\n", "asks for none or more than it has"),
        ("quorum later\n{one}\n", "line 1 of the policy"),
        ("witness none {key}\nquorum none\n", "line 1 of the policy"),
        ("believe everybody\n", "line 1 of the policy"),
        ("log nonsense\nquorum none\n", "is no key"),
    ],
)
def test_a_policy_that_is_none_is_said_to_be_none(
    lines: str, words: str, notary: Notary, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = notary.witnesses[0].vkey
    text = lines.format(log=f"log {notary.log.vkey}", one=f"witness w1 {key}", key=key)
    file = written(tmp_path / "c", notary.checkpoint(RECORDS))
    code, told = said(capsys, "checkpoint", file, "--policy", written(tmp_path / "policy", text.encode()))
    assert code == 2
    assert told.startswith("UNREADABLE")
    assert words in told


def test_the_policy_of_the_specification_asks_for_two_of_three_and_one_of_three() -> None:
    named = {name: Signer(f"{name}.example", 4) for name in ("X1", "X2", "X3", "Y1", "Y2", "Y3")}
    lines = [
        f"log {Signer(ORIGIN).vkey}",
        "  # who sees it",
        *(f"witness {n} {s.vkey}\thttps://{n}" for n, s in named.items()),
    ]
    lines += [
        "group X-witnesses 2 X1 X2 X3",
        "group Y-witnesses any Y1 Y2 Y3",
        "group X-and-Y all X-witnesses Y-witnesses",
    ]
    policy = verify.policy_of("\n".join([*lines, "quorum X-and-Y", ""]))
    assert policy.agreed({"X1", "X3", "Y2"})
    assert not policy.agreed({"X1", "X2", "X3"})
    assert not policy.agreed({"X1", "Y1", "Y2", "Y3"})


def test_a_record_is_proved_byte_for_byte(
    notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "p.tlog-proof", proof(41, RECORDS, notary.checkpoint(RECORDS)))
    code, told = said(capsys, "proof", written(tmp_path / "record", RECORDS[41]), file, "--policy", policy)
    assert code == 0
    assert "stands, byte for byte, at position 42 of the log" in told
    code, told = said(capsys, "proof", written(tmp_path / "record", RECORDS[41] + b" "), file, "--policy", policy)
    refused(code, told, "is not in the signed log at position 42: it, or its proof, was changed")


def test_a_proof_with_extra_is_read_and_one_of_another_kind_is_refused(
    notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record, made = written(tmp_path / "record", RECORDS[0]), proof(0, RECORDS, notary.checkpoint(RECORDS))
    extra = written(tmp_path / "e", made.replace(b"index", b"extra AAAA\nindex", 1))
    assert said(capsys, "proof", record, extra, "--policy", policy)[0] == 0
    for wrong in (
        made.replace(b"@v1", b"@v2"),
        made.replace(b"index 0", b"index 00"),
        b"c2sp.org/tlog-proof@v1\n\n",
        b"",
    ):
        refused(
            *said(capsys, "proof", record, written(tmp_path / "w", wrong), "--policy", policy),
            "is no c2sp.org/tlog-proof",
        )


def test_a_log_that_grew_is_told_from_one_that_was_rewritten(
    notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older, newer = (written(tmp_path / str(size), notary.checkpoint(RECORDS[:size])) for size in (100, 300))
    lines = "".join(base64.b64encode(each).decode() + "\n" for each in consistency(100, LEAVES))
    path = written(tmp_path / "path", lines.encode())
    assert said(capsys, "consistency", older, newer, path, "--policy", policy)[0] == 0
    asked = written(tmp_path / "asked", b"old 100\n" + lines.encode() + b"\n" + newer.read_bytes())
    assert said(capsys, "consistency", older, newer, asked, "--policy", policy)[0] == 0
    forked = written(tmp_path / "forked", notary.checkpoint([b"another", *RECORDS[1:100]]))
    refused(
        *said(capsys, "consistency", forked, newer, path, "--policy", policy), "nothing shows that the log of size 300"
    )


def tiles(top: Path, notary: Notary, *, entries: bool = True) -> Path:
    """The tiles of the records, as c2sp.org/tlog-tiles has them."""
    (top / "tile/0").mkdir(parents=True)
    (top / "tile/1").mkdir()
    (top / "tile/0/001.p").mkdir()
    (top / "tile/1/000.p").mkdir()
    (top / "tile/entries/001.p").mkdir(parents=True)
    (top / "tile/0/000").write_bytes(b"".join(LEAVES[:256]))
    (top / "tile/0/001.p/44").write_bytes(b"".join(LEAVES[256:]))
    (top / "tile/1/000.p/1").write_bytes(root(LEAVES[:256]))
    bundle = [len(each).to_bytes(2, "big") + each for each in RECORDS]
    if entries:
        (top / "tile/entries/000").write_bytes(b"".join(bundle[:256]))
        (top / "tile/entries/001.p/44").write_bytes(b"".join(bundle[256:]))
    (top / "checkpoint").write_bytes(notary.checkpoint(RECORDS))
    return top


def test_tiles_and_the_records_beside_them_are_checked_up_to_the_root(
    notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = said(capsys, "tiles", tiles(tmp_path / "log", notary), "--policy", policy)
    assert code == 0
    assert "checked      the tiles of 300 records" in told
    assert "checked      300 records in bundles" in told


def test_records_that_are_not_there_are_not_said_to_be_checked(
    notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = said(capsys, "tiles", tiles(tmp_path / "log", notary, entries=False), "--policy", policy)
    assert code == 0
    assert "NOT CHECKED  300 records, whose bundles aren't there" in told


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tile/0/000", "the tile tile/0/000 is damaged"),
        ("tile/0/001.p/44", "the tiles don't lead to the checkpoint's root"),
        ("tile/1/000.p/1", "the tile tile/0/000 is damaged: the tile above it tells another hash"),
        ("tile/entries/000", "record 1 in tile/entries/000 was changed"),
        ("tile/entries/001.p/44", "record 257 in tile/entries/001.p/44 was changed"),
    ],
)
def test_a_damaged_tile_is_named(
    name: str, words: str, notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    top = tiles(tmp_path / "log", notary)
    data = bytearray((top / name).read_bytes())
    data[5] ^= 1
    (top / name).write_bytes(data)
    refused(*said(capsys, "tiles", top, "--policy", policy), words)
    if "entries" not in name:
        (top / name).write_bytes(data[:-1])
        refused(*said(capsys, "tiles", top, "--policy", policy), f"the tile {name} is cut short")
        (top / name).unlink()
        refused(*said(capsys, "tiles", top, "--policy", policy), f"the tile {name} is missing")


def test_where_a_partial_tile_is_gone_the_whole_one_does(
    notary: Notary, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    top = tiles(tmp_path / "log", notary)
    (top / "tile/0/001").write_bytes((top / "tile/0/001.p/44").read_bytes() + bytes(32 * 212))
    (top / "tile/0/001.p/44").unlink()
    assert said(capsys, "tiles", top, "--policy", policy)[0] == 0


def test_a_file_that_is_not_there_is_said_not_to_be_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = said(capsys, "checkpoint", tmp_path / "nothing")
    assert code == 2
    assert "nothing" in told
