"""Notes, checkpoints, cosignatures, proofs as files, requests to witnesses, and policies."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from shared.proofs import (
    COSIGNATURE,
    EMPTY_ROOT,
    NOTE,
    Checkpoint,
    Malformed,
    Policy,
    ProofError,
    SignedNote,
    SigningKey,
    Submission,
    TlogProof,
    Unproven,
    VerifierKey,
    checkpoint_of,
    cosign,
    cosigned_at,
    leaf_hash,
    node_hash,
    opened,
    sign,
    signature_lines,
)

# The example of c2sp.org/signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""

LOG = SigningKey("tomoni.example/log", NOTE, b"\1" * 32)
OTHER = SigningKey("tomoni.example/other", NOTE, b"\2" * 32)
WITNESSES = [SigningKey(f"witness.example/w{each}", COSIGNATURE, bytes([10 + each]) * 32) for each in range(4)]
HEAD = Checkpoint(LOG.name, 1, leaf_hash(b"one"))


def signed(head: Checkpoint = HEAD, *, by: SigningKey = LOG, witnesses: tuple[int, ...] = ()) -> SignedNote:
    cosigned = (cosign(head.text, WITNESSES[each], 1_800_000_000 + each) for each in witnesses)
    return SignedNote(head.text, (sign(head.text, by),)).with_signatures(cosigned)


def policy(*lines: str, logs: tuple[SigningKey, ...] = (LOG,)) -> Policy:
    witnesses = [f"witness W{number} {key.verifier.text}" for number, key in enumerate(WITNESSES)]
    return Policy.parse("\n".join((*(f"log {key.verifier.text}" for key in logs), *witnesses, *lines, "")))


def test_the_example_of_the_specification_opens() -> None:
    key = VerifierKey.parse(EXAMPLE_KEY)
    note = SignedNote.parse(EXAMPLE.encode())
    assert opened(note, [key]) == (key,)
    assert note.encode().decode() == EXAMPLE
    assert key.text == EXAMPLE_KEY


def test_a_changed_text_is_refused() -> None:
    note = SignedNote.parse(EXAMPLE.replace("an example", "no example").encode())
    with pytest.raises(Unproven, match=r"example\.com/foo isn't over this text"):
        opened(note, [VerifierKey.parse(EXAMPLE_KEY)])


def test_a_note_that_nobody_signed_who_is_trusted_is_refused() -> None:
    with pytest.raises(Unproven, match=r"the signatures say example\.com/foo"):
        opened(SignedNote.parse(EXAMPLE.encode()), [LOG.verifier])


def test_a_key_of_the_same_name_is_another_key() -> None:
    impostor = SigningKey(LOG.name, NOTE, b"\7" * 32)
    with pytest.raises(Unproven, match="none of the keys"):
        opened(signed(by=impostor), [LOG.verifier])


def test_keys_go_through_text_and_are_not_shown_by_accident() -> None:
    for key in (LOG, WITNESSES[0]):
        assert SigningKey.parse(key.secret_text) == key
        assert VerifierKey.parse(key.verifier.text) == key.verifier
        assert key.seed.hex() not in repr(key)
        assert repr(key.seed) not in repr(key)


@pytest.mark.parametrize(
    "text",
    ["", "a+b+c", EXAMPLE_KEY[:-4], EXAMPLE_KEY.replace("530d903a", "530d903b"), EXAMPLE_KEY.replace("530d", "530D"),
     EXAMPLE_KEY.replace("example.com", "example com"), EXAMPLE_KEY.replace("+Ae", "+Bu")],
)  # fmt: skip
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        VerifierKey.parse(text)


def test_a_signing_key_that_is_damaged_is_never_repeated() -> None:
    damaged = LOG.secret_text[:-3] + "AA="
    with pytest.raises(Malformed) as refused:
        SigningKey.parse(damaged)
    assert damaged[-20:] not in str(refused.value)


@pytest.mark.parametrize(
    "note",
    [b"", b"text\n", b"text\n\n", b"text\n\nno dash\n", "text\n\n— a AAAA\n".encode(),
     "text\n\n— a AAAAAAA=".encode(), b"\xff\n\n", "te\txt\n\n— a AAAAAAA=\n".encode(),
     "text\n\n— a b AAAAAAA=\n".encode(),
     "text\n\n— a+b AAAAAAA=\n".encode()],
)  # fmt: skip
def test_what_is_no_note_is_refused(note: bytes) -> None:
    with pytest.raises(Malformed):
        SignedNote.parse(note)


def test_a_note_may_hold_empty_lines() -> None:
    text = "one\n\ntwo\n"
    note = SignedNote(text, (sign(text, LOG),))
    assert SignedNote.parse(note.encode()) == note


def test_a_key_signs_once_and_its_latest_word_stands() -> None:
    twice = signed(witnesses=(0, 1)).with_signatures([cosign(HEAD.text, WITNESSES[0], 1_900_000_000)])
    assert [line.name for line in twice.signatures] == [LOG.name, WITNESSES[0].name, WITNESSES[1].name]
    assert cosigned_at(twice.signatures[1]) == 1_900_000_000


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_goes_through_text(size: int, root: bytes) -> None:
    head = Checkpoint("tomoni.example/log", size, root)
    assert Checkpoint.parse(head.text) == head


def test_the_checkpoint_of_the_specification_is_read() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert Checkpoint.parse(text).size == 20_852_163
    assert Checkpoint.parse(text + "more\n").extensions == ("more",)


@pytest.mark.parametrize("size", ["-1", "01", "+1", "1.0", "", "one", str(2**63), "1 "])
def test_a_size_has_one_spelling(size: str) -> None:
    with pytest.raises(Malformed):
        Checkpoint.parse(HEAD.text.replace("\n1\n", f"\n{size}\n"))


def test_a_root_has_one_spelling() -> None:
    for line in ("AAAA", "!" * 44, "A" * 42 + "B="):
        with pytest.raises(Malformed):
            Checkpoint.parse(f"o\n1\n{line}\n")


def test_a_cosignature_is_over_the_time_too() -> None:
    line = cosign(HEAD.text, WITNESSES[0], 1_800_000_000)
    key = WITNESSES[0].verifier
    assert key.verifies(HEAD.text, line.signature)
    assert cosigned_at(line) == 1_800_000_000
    later = (1_800_000_001).to_bytes(8, "big") + line.signature[8:]
    assert not key.verifies(HEAD.text, later)
    assert not key.verifies(HEAD.text, b"")


def test_a_cosignature_is_no_signature_of_the_log() -> None:
    same = SigningKey(LOG.name, COSIGNATURE, LOG.seed)
    note = SignedNote(HEAD.text, (cosign(HEAD.text, same, 1),))
    with pytest.raises(Unproven):
        opened(note, [LOG.verifier])


def test_a_proof_goes_through_its_file_and_proves_its_record_only() -> None:
    leaves = [b"one", b"two"]
    head = Checkpoint(LOG.name, 2, node_hash(*map(leaf_hash, leaves)))
    proof = TlogProof(1, (leaf_hash(b"one"),), signed(head, witnesses=(0,)), b"more")
    again = TlogProof.parse(proof.encode())
    assert again == proof
    again.check(b"two")
    with pytest.raises(Unproven, match="record at index 1 isn't in the tree of 2"):
        again.check(b"TWO")


def test_the_proof_of_the_only_record_has_no_hashes() -> None:
    proof = TlogProof(0, (), signed())
    assert TlogProof.parse(proof.encode()) == proof
    proof.check(b"one")


@pytest.mark.parametrize(
    ("old", "new"), [("proof@v1", "proof@v2"), ("index 0\n", ""), ("index 0", "index 00"), ("\n\n", "\n")]
)
def test_what_is_no_proof_is_refused(old: str, new: str) -> None:
    text = TlogProof(0, (), signed()).encode().decode()
    with pytest.raises(Malformed):
        TlogProof.parse(text.replace(old, new).encode())


def test_a_request_to_a_witness_goes_through_its_body() -> None:
    for proof in ((), (EMPTY_ROOT, leaf_hash(b"x"))):
        asked = Submission(7, proof, signed())
        assert Submission.parse(asked.encode()) == asked


@pytest.mark.parametrize("head", ["old 1", "old 01\n", "size 1\n", "old 1\nAAAA\n", "old 1\n" + "A" * 43 + "=\n" * 64])
def test_what_is_no_request_is_refused(head: str) -> None:
    with pytest.raises(Malformed):
        Submission.parse(head.encode() + b"\n" + signed().encode())


def test_a_policy_counts_groups_of_groups() -> None:
    nested = policy("group X 2 W0 W1 W2", "group Y any W3", "group both all X Y", "quorum both")
    for witnesses, enough in (((0, 1, 3), True), ((0, 3), False), ((0, 1, 2), False), ((0, 1, 2, 3), True)):
        note = signed(witnesses=witnesses)
        if enough:
            assert [each.name for each in nested.judge(note).witnesses] == [f"W{each}" for each in witnesses]
        else:
            with pytest.raises(Unproven, match="isn't enough for the quorum both"):
                nested.judge(note)


def test_without_witnesses_the_log_alone_must_sign() -> None:
    assert policy("quorum none").judge(signed()).checkpoint == HEAD
    with pytest.raises(Unproven, match="isn't trusted here"):
        policy("quorum none").judge(signed(Checkpoint(OTHER.name, 1, HEAD.root), by=OTHER))
    with pytest.raises(Unproven, match="none of the keys"):
        policy("quorum none", logs=(LOG, OTHER)).judge(signed(by=OTHER))


def test_a_forged_cosignature_is_no_silence_but_a_refusal() -> None:
    note = signed(witnesses=(0, 1))
    other = Checkpoint(LOG.name, 1, leaf_hash(b"another"))
    moved = SignedNote(other.text, (sign(other.text, LOG), note.signatures[1]))
    with pytest.raises(Unproven, match=r"w0 isn't over this text"):
        policy("quorum W1").judge(moved)


def test_spaces_comments_and_empty_lines_of_a_policy_mean_nothing() -> None:
    found = Policy.parse(f"  # whom we trust\n\n\tlog\t{LOG.verifier.text}   https://log.example/ \n quorum  none\t\n")
    assert found.logs[0].url == "https://log.example/"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((), "no quorum line"),
        (("quorum W9",), "names W9, which isn't defined above"),
        (("quorum W0", "quorum W0"), "already"),
        (("group G any W9", "quorum G"), "isn't defined above"),
        (("group G 3 W0 W1", "quorum G"), "a number from 1 to 2"),
        (("group G 0 W0", "quorum G"), "a number from 1 to 1"),
        (("group G two W0 W1", "quorum G"), "number of members"),
        (("group G any W0", "group H any W0", "quorum H"), "already a member"),
        (("group W0 any W1", "quorum W0"), "is taken"),
        (("group none any W1", "quorum none"), "is taken"),
        (("witness",), "is no log, witness, group or quorum line"),
        ((f"log {LOG.verifier.text}", "quorum none"), "stands there already"),
        ((f"log {WITNESSES[0].verifier.text}", "quorum none"), "for cosignatures"),
        ((f"witness W8 {LOG.verifier.text}", "quorum none"), "isn't one for cosignatures"),
        ((f"witness W8 {WITNESSES[0].verifier.text}", "quorum none"), "already that of another"),
        (("quorum none\r",), "control characters"),
    ],
)
def test_a_policy_that_means_nothing_says_why(lines: tuple[str, ...], why: str) -> None:
    with pytest.raises(Malformed, match=why):
        policy(*lines)


@given(st.binary(max_size=200))
def test_nothing_that_is_read_fails_otherwise_than_it_should(data: bytes) -> None:
    for read in (SignedNote.parse, TlogProof.parse, Submission.parse):
        with pytest.raises(ProofError):
            read(data)


@given(st.text(max_size=200))
def test_no_text_that_is_read_fails_otherwise_than_it_should(text: str) -> None:
    for read in (VerifierKey.parse, SigningKey.parse, Checkpoint.parse, Policy.parse, signature_lines):
        try:
            read(text)
        except ProofError:
            continue


def test_a_checkpoint_says_what_its_note_says() -> None:
    assert checkpoint_of(signed()) == HEAD
