"""What a witness answers to a checkpoint: pure, so that what it does with its memory lies in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shared.proofs import (
    EMPTY_ROOT,
    Checkpoint,
    Malformed,
    SignedNote,
    SigningKey,
    Submission,
    Unproven,
    VerifierKey,
    check_consistency,
    checkpoint_of,
    cosign,
    opened,
)

PLAIN, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `remember` is what must be on the disk before anybody gets it."""

    status: int
    text: str
    content_type: str = PLAIN
    remember: SignedNote | None = None


def submitted(body: bytes) -> tuple[Submission, Checkpoint] | Reply:
    """What was sent, or why it can't be read."""
    try:
        asked = Submission.parse(body)
        return asked, checkpoint_of(asked.note)
    except Malformed as error:
        return Reply(400, f"{error}\n")


def judged(
    asked: Submission,
    told: Checkpoint,
    keys: Sequence[VerifierKey],
    last: Checkpoint | None,
    key: SigningKey,
    now: Callable[[], int],
) -> Reply:
    """As the specification has it: `keys` are those of the log's origin, `last` what was cosigned last for it."""
    if not keys:
        return Reply(404, f"no log of the name {told.origin} is known here\n")
    try:
        trusted = opened(asked.note, keys)
    except Unproven as error:
        return Reply(403, f"{error}\n")
    if asked.old > told.size:
        return Reply(400, f"the old size {asked.old} is larger than that of the checkpoint, {told.size}\n")
    size, root = (0, EMPTY_ROOT) if last is None else (last.size, last.root)
    if asked.old != size:
        return Reply(409, f"{size}\n", SIZE)
    try:
        check_consistency(size, root, told.size, told.root, asked.proof)
    except Unproven as error:
        return Reply(422, f"{error}\n")
    line = cosign(told.text, key, now())
    by_log = tuple(each for each in asked.note.signatures if any(each.by(one) for one in trusted))
    return Reply(200, line.text, remember=SignedNote(told.text, (*by_log, line)))
