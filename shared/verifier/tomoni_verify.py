#!/usr/bin/env python3
"""Check what a log of Tomoni says, trusting nobody who keeps it.

One file, the standard library alone, Python 3.9 or newer. It opens no connection and writes nothing.

    python3 tomoni_verify.py figure KR-17.zip --policy POLICY
    python3 tomoni_verify.py export events.jsonl --checkpoint CHECKPOINT --policy POLICY
    python3 tomoni_verify.py proof RECORD FILE.tlog-proof --policy POLICY
    python3 tomoni_verify.py tiles DIRECTORY --policy POLICY
    python3 tomoni_verify.py consistency OLDER NEWER PROOF --policy POLICY
    python3 tomoni_verify.py checkpoint CHECKPOINT --policy POLICY

POLICY is yours, not the operator's: a file of https://c2sp.org/tlog-policy with the log's key and the keys of those
witnesses whom you believe. `--key VKEY` instead takes the log's key alone. `--tiles DIRECTORY` of the log's tiles names
what differs in an export; `--export FILE` shows that nothing is left out of a figure. Each line begins with what became
of it, `checked` or `NOT CHECKED`; what is wrong is one sentence, the last one.

The exit code: 0 all of it is as signed; 1 something is wrong; 2 a file can't be read, or there is no such command;
3 nothing is wrong, but what matters most was not checked: whether those signed whom you believe, or the figure's sum.

It rests on SHA-256, on Ed25519 (RFC 8032), on the trees of RFC 6962 and on the formats of c2sp.org.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple


class Refused(ValueError):
    """Something is wrong; the text is one sentence."""


class Report:
    """Tells what was checked and what was not; `whole` is false once what matters most was left open."""

    whole = True

    def checked(self, text: str) -> None:
        """Tell what holds."""
        print(f"checked      {text}")

    def not_checked(self, text: str, *, whole: bool = True) -> None:
        """Tell what was left open."""
        print(f"NOT CHECKED  {text}")
        self.whole = self.whole and whole


# ---- Ed25519 (RFC 8032, 5.1). A point is x, y, z, t: x / z and y / z are on the curve, and t is x * y / z.

_P, _ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
_D, _ROOT = -121665 * pow(121666, _P - 2, _P) % _P, pow(2, (_P - 1) // 4, _P)


def _plus(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    a, b = (one[1] - one[0]) * (other[1] - other[0]), (one[1] + one[0]) * (other[1] + other[0])
    c, d = 2 * one[3] * other[3] * _D, 2 * one[2] * other[2]
    e, f, g, h = (b - a) % _P, (d - c) % _P, (d + c) % _P, (b + a) % _P
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: Sequence[int]) -> Sequence[int]:
    result: Sequence[int] = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = _plus(result, point)
        point, factor = _plus(point, point), factor >> 1
    return result


def _point(encoded: bytes) -> tuple[int, ...] | None:
    y, sign = int.from_bytes(encoded, "little") & (2**255 - 1), encoded[31] >> 7
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if y >= _P or (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


def ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the key's signature of the message."""
    point, scalar = _point(key) if len(key) == 32 else None, int.from_bytes(signature[32:], "little")
    base = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))
    if point is None or base is None or len(signature) != 64 or scalar >= _ORDER:
        return False
    digest = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _ORDER
    x, y, z, _ = _plus(_times(scalar, base), _times(digest, (_P - point[0], point[1], 1, _P - point[3])))
    x, y = x * pow(z, _P - 2, _P) % _P, y * pow(z, _P - 2, _P) % _P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# ---- The tree (RFC 6962, 2.1; how its proofs are checked: RFC 9162, 2.1.3.2 and 2.1.4.2)
def leaf_hash(record: bytes) -> bytes:
    """The leaf of a record: of its bytes as they stand in the log."""
    return hashlib.sha256(b"\x00" + record).digest()


def _above(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The root over leaves that are told one by one."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size, self._peaks = 0, list[bytes]()
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> None:
        """One leaf more."""
        ended, self.size = self.size, self.size + 1
        while ended & 1:
            leaf, ended = _above(self._peaks.pop(), leaf), ended >> 1
        self._peaks.append(leaf)

    def root(self) -> bytes:
        """The root over all of them."""
        root = self._peaks[-1] if self._peaks else hashlib.sha256(b"").digest()
        for peak in self._peaks[-2::-1]:
            root = _above(peak, root)
        return root


def _climbed(here: int, last: int, path: Sequence[bytes], lefts: list[bytes], rights: list[bytes]) -> bool:
    """Climb from the node `here` of a level that ends at `last`; whether the path is just long enough.

    In each hash of `lefts` goes only what lies to the left of it, in those of `rights` also what lies to the right.
    """
    for other in path:
        if not last:
            return False
        if here & 1 or here == last:
            lefts[:], rights[:] = [_above(other, e) for e in lefts], [_above(other, e) for e in rights]
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            rights[:] = [_above(e, other) for e in rights]
        here, last = here >> 1, last >> 1
    return not last


def includes(size: int, root: bytes, index: int, leaf: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path shows that the leaf stands at this index (from 0) of the tree."""
    hashes = [leaf]
    return 0 <= index < size and _climbed(index, size - 1, path, [], hashes) and hashes == [root]


def continues(older: int, older_root: bytes, newer: int, newer_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path shows that the newer tree begins with all of the older one."""
    if older in (0, newer):
        return not path and older_root == (newer_root if older else Tree().root())
    if not path or older > newer:
        return False
    here, last = older - 1, newer - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first, rest = (path[0], path[1:]) if older & (older - 1) else (older_root, path)
    lefts, rights = [first], [first]
    return _climbed(here, last, rest, lefts, rights) and lefts == [older_root] and rights == [newer_root]


# ---- Keys, policies, signed checkpoints (c2sp.org/signed-note, /tlog-policy, /tlog-checkpoint, /tlog-cosignature)
_NOTE, _COSIGNATURE, _ML_DSA = 0x01, 0x04, 0x06
_IN_NO_NAME = re.compile(r"[\s\x00-\x20+]")


class Key(NamedTuple):
    """A key that is believed; `called` is its name in the policy."""

    name: str
    id: bytes
    kind: int
    material: bytes
    called: str

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}"


class Policy(NamedTuple):
    """Whose keys are believed, and which witnesses must have seen a checkpoint."""

    logs: tuple[Key, ...]
    witnesses: tuple[Key, ...]
    groups: dict[str, tuple[int, tuple[str, ...]]]
    quorum: str

    def agreed(self, cosigned: Iterable[str], name: str | None = None) -> bool:
        """Whether these witnesses are a quorum, or what the group of this name asks for."""
        name = name or self.quorum
        if name not in self.groups:
            return name == "none" or name in cosigned
        least, members = self.groups[name]
        return sum(self.agreed(cosigned, each) for each in members) >= least


class Checkpoint(NamedTuple):
    """What a log's head says, the text that is signed, and the signatures: name, key id, bytes."""

    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...]


def _unbase64(text: str, what: str, size: int | None = None) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or base64.b64encode(data).decode() != text or size not in (None, len(data)):
        raise Refused(f"{what} can't be read: {text[:60]!r}")
    return data


def key_of(text: str, called: str = "") -> Key:
    """The key that a vkey is. Raises ValueError."""
    name, id_, coded = [*text.split("+", 2), "", ""][:3]
    data = _unbase64(coded, f"{text[:80]!r} is no key: its end")
    named, sized = bool(name) and not _IN_NO_NAME.search(name), data[0] not in (_NOTE, _COSIGNATURE) or len(data) == 33
    if not named or not sized or id_ != hashlib.sha256(name.encode() + b"\n" + data).hexdigest()[:8]:
        raise ValueError(f"{text[:80]!r} is no key: it should read name+id+base64, and its id be that of the rest")
    return Key(name, bytes.fromhex(id_), data[0], data[1:], called or name)


def policy_of(text: str) -> Policy:
    """The policy in a file of c2sp.org/tlog-policy. Raises ValueError with the line."""
    logs, witnesses, groups, quorums = list[Key](), list[Key](), dict[str, tuple[int, tuple[str, ...]]](), list[str]()
    free, members = set[str](), set[str]()
    for number, line in enumerate(text.split("\n"), 1):
        what, *words = line.split() or ["#"]
        try:
            if what == "log":
                logs.append(key_of(words[0]))
            elif what in ("witness", "group") and words[0] not in free | members | {"none"}:
                if what == "witness":
                    witnesses.append(key_of(words[1], words[0]))
                else:
                    named, many = tuple(words[2:]), {"all": len(words) - 2, "any": 1}.get(words[1]) or int(words[1])
                    groups[words[0]] = (many if set(named) <= free and len(set(named)) == len(named) else 0, named)
                    free, members = free - set(named), members | set(named)
                free.add(words[0])
            elif what == "quorum" and words[0] in free | members | {"none"}:
                quorums.append(words[0])
            elif not what.startswith("#"):
                raise ValueError(f"{line.strip()[:80]!r}")
        except (IndexError, ValueError) as error:
            raise ValueError(f"line {number} of the policy can't stand there: {error}") from None
    if any(not 1 <= least <= len(named) for least, named in groups.values()):
        raise ValueError("a group of the policy asks for none or more than it has, or for names that it can't have")
    if any(len({key.material for key in keys}) < len(keys) for keys in (logs, witnesses)):
        raise ValueError("the policy names one key twice, so that one could count as two")
    if len(quorums) != 1:
        raise ValueError("the policy must have one quorum line, of a name above it; `quorum none` asks for no witness")
    return Policy(tuple(logs), tuple(witnesses), groups, quorums[0])


def checkpoint_of(note: bytes, what: str) -> Checkpoint:
    """The checkpoint in a signed note; nothing of it is believed yet. Raises Refused."""
    try:
        text, gap, signed = note.decode().rpartition("\n\n")
        origin, size, root, *_ = lines = text.split("\n")
    except ValueError:
        lines, gap = [], ""
    if not gap or "" in lines or not signed.endswith("\n") or re.search(rb"[\x00-\x09\x0b-\x1f]", note):
        raise Refused(f"{what} is no signed checkpoint: origin, size, root, an empty line and signatures, each a line")
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", size):
        raise Refused(f"{what} tells no size of its log: {size[:40]!r}")
    found = list[tuple[str, bytes, bytes]]()
    for line in signed[:-1].split("\n"):
        dash, name, coded = [*line.split(" "), "", ""][:3]
        if dash != "\u2014" or not name or _IN_NO_NAME.search(name) or line.count(" ") != 2:
            raise Refused(f"{what} has a line that is no signature: {line[:60]!r}")
        data = _unbase64(coded, f"a signature of {what}")
        found.append((name, data[:4], data[4:]))
    return Checkpoint(origin, int(size), _unbase64(root, f"the root of {what}", 32), f"{text}\n".encode(), tuple(found))


def _signed(key: Key, point: Checkpoint, signature: bytes) -> int | None:
    """When it signed, 0 where it doesn't say; None where that is not its signature."""
    if key.kind == _NOTE:
        return 0 if ed25519(key.material, point.text, signature) else None
    time = int.from_bytes(signature[:8], "big")
    return time if ed25519(key.material, b"cosignature/v1\ntime %d\n" % time + point.text, signature[8:]) else None


def vouched(point: Checkpoint, policy: Policy | None, report: Report, what: str = "the checkpoint") -> str:
    """Check who signed the checkpoint. Returns the witnesses that did, with when. Raises Refused."""
    if policy is None:
        by = ", ".join(f"{name}+{id_.hex()}" for name, id_, _ in point.signatures)
        report.not_checked(f"who signed {what} of {point.origin}, size {point.size}, by {by}: no key", whole=False)
        return "nobody whose key was given"
    logs = [key for key in policy.logs if key.name == point.origin]
    if not logs:
        known = ", ".join(sorted({key.name for key in policy.logs})) or "no log"
        raise Refused(f"{what} is of another log: its origin is {point.origin!r}, and the policy knows {known}")
    signed, cosigned, open_ = list[Key](), dict[str, int](), set[Key]()
    for key in (*logs, *policy.witnesses):
        for signature in (data for name, id_, data in point.signatures if (name, id_) == (key.name, key.id)):
            if key.kind not in (_NOTE, _COSIGNATURE):
                kind = "ML-DSA-44" if key.kind == _ML_DSA else f"kind {key.kind}"
                report.not_checked(f"the signature of {key} under {what}: it is {kind}, which this file can't check")
                open_.add(key)
            elif (time := _signed(key, point, signature)) is None:
                raise Refused(f"the signature of {key} under {what} is not its own, or what it signed was changed")
            elif key in logs:
                signed.append(key)
            elif key.kind == _COSIGNATURE:
                cosigned[key.called] = time
    if signed:
        report.checked(f"{what}: {point.origin}, size {point.size}, signed by {', '.join(map(str, signed))}")
    elif open_.intersection(logs):
        report.not_checked(f"that the log signed {what}: it did by a key that can't be checked here", whole=False)
    else:
        raise Refused(f"{what} says that it is of {point.origin}, and is not signed by that log's key")
    times = {name: datetime.fromtimestamp(min(time, 2**37), timezone.utc) for name, time in sorted(cosigned.items())}
    told = ", ".join(f"{name} on {time:%Y-%m-%d %H:%M:%S} UTC" for name, time in times.items()) or "no witness"
    if policy.quorum == "none":
        report.not_checked("that others are shown the same log: no witness is asked for")
    elif policy.agreed(cosigned):
        report.checked(f"{what}: seen by {told}, as the quorum {policy.quorum} asks")
    elif policy.agreed({*cosigned, *(key.called for key in open_.difference(logs))}):
        report.not_checked(f"the quorum {policy.quorum} of {what}: it takes keys that can't be checked", whole=False)
    else:
        raise Refused(f"{what} was seen by {told}, which is not the quorum {policy.quorum} that the policy asks for")
    return told


# ---- The proof of a record (c2sp.org/tlog-proof)
_PROOF = "c2sp.org/tlog-proof@v1"
Proof = tuple[int, tuple[bytes, ...], bytes]
"""A record's index, from 0, its way to the root, and the note with the checkpoint."""


def proof_of(text: bytes, what: str) -> Proof:
    """The proof in a file of c2sp.org/tlog-proof. Raises Refused."""
    head, gap, note = text.partition(b"\n\n")
    first, *lines = head.decode("utf-8", "replace").split("\n")
    lines = lines[1:] if lines and lines[0].startswith("extra ") else lines
    if first != _PROOF or not gap or not lines or not re.fullmatch(r"index (0|[1-9][0-9]{0,18})", lines[0]):
        raise Refused(f"{what} is no {_PROOF}")
    return int(lines[0][6:]), tuple(_unbase64(line, f"a hash of {what}", 32) for line in lines[1:]), note


def stands(record: bytes, proof: Proof, point: Checkpoint, what: str) -> None:
    """Check that the record stands in the log of this checkpoint where the proof says. Raises Refused."""
    if not includes(point.size, point.root, proof[0], leaf_hash(record), proof[1]):
        raise Refused(f"{what} is not in the signed log at position {proof[0] + 1}: it, or its proof, was changed")


# ---- An export: all records of the log, one a line
class Versions:
    """Follows the aggregates: the versions of each run 1, 2, 3 … without a hole, in the order of the log."""

    def __init__(self) -> None:
        self.latest, self.strange = dict[tuple[str, str], int](), 0

    def hear(self, position: int, record: bytes) -> dict[str, Any] | None:
        """The event that the record is, or None where it is none. Raises Refused where it can't follow."""
        try:
            event = json.loads(record)
            aggregate, version = (event["source"], event["subject"]), int(event["version"])
            due = self.latest.get(aggregate, 0) + 1
        except (ValueError, LookupError, TypeError, RecursionError):
            self.strange += 1
            return None
        if version != due:
            why = "one is there twice, or too late" if version < due else "what came before it was left out"
            raise Refused(f"record {position} is version {version} of {event['subject']}, not {due}: {why}")
        self.latest[aggregate] = due
        return event  # type: ignore[no-any-return]


def check_export(file: BinaryIO, points: Sequence[tuple[Checkpoint, str]], report: Report,
                 signed: Sequence[bytes] | None = None) -> dict[str, list[int]]:  # fmt: skip
    """Check that an export is the log of these checkpoints (each with who saw it), whole and unchanged.

    With the leaves that were `signed` a difference is named record by record. Returns the positions of each aggregate's
    records. Raises Refused.
    """
    points = sorted(points, key=lambda each: each[0].size)
    last, seen = points[-1]
    for (one, _), (other, _) in zip(points, points[1:]):
        if one.origin != other.origin or (one.size == other.size and one.root != other.root):
            raise Refused(f"two checkpoints, of sizes {one.size} and {other.size}, show two histories, or two logs")
    tree, versions, ahead, right = Tree(), Versions(), [point for point, _ in points if point.size], 0
    leaves, places, holes, wrong = list[bytes](), dict[str, list[int]](), list[Refused](), list[Refused]()
    for position, line in enumerate(file, 1):
        record = line[:-1] if line.endswith(b"\n") else line
        leaf = leaf_hash(record)
        tree.add(leaf)
        if signed is not None:
            leaves.append(leaf)
        try:
            if not holes and (event := versions.hear(position, record)) is not None:
                places.setdefault(event["subject"], []).append(position)
        except Refused as hole:
            holes.append(hole)
        while ahead and ahead[0].size == position:
            if ahead.pop(0).root == tree.root():
                right = position
            else:
                among = f"the records {right + 1} to {position} (--tiles tells which; all before are as signed)"
                wrong.append(Refused(f"at least one was inserted, removed, changed or moved among {among}"))
    cut = Refused(f"the tail is cut: {last.size - tree.size} of {last.size} records are missing, seen by {seen}")
    for fault in [*_difference(leaves, signed or (), cut), *holes, *wrong, *([cut] if tree.size < last.size else [])]:
        raise fault
    report.checked(f"all {last.size} records in their order: none inserted, removed, changed or moved")
    report.checked(f"the versions of {len(versions.latest)} aggregates run from 1 without a hole")
    if versions.strange:
        report.not_checked(f"what {versions.strange} records say: they are no events, and stand there as signed")
    if tree.size > last.size:
        report.not_checked(f"the records {last.size + 1} to {tree.size}: they are newer than any checkpoint given")
    return places


def _difference(leaves: list[bytes], signed: Sequence[bytes], cut: Refused) -> list[Refused]:
    """What is wrong with an export of these leaves, by those that were signed: the first of it."""
    at = next((place for place, (one, other) in enumerate(zip(leaves, signed)) if one != other), None)
    if at is None:
        return [cut] if len(leaves) < len(signed) else []
    belongs, there = leaves[at] in set(signed), signed[at] in set(leaves)
    what = "moved away" if belongs and there else "removed" if belongs else "inserted" if there else "changed"
    return [Refused(f"at position {at + 1} a record was {what}: what stands there is not what was signed")]


# ---- Tiles (c2sp.org/tlog-tiles)
def _tile(top: Path, level: str, number: int, width: int) -> tuple[str, bytes]:
    """Where the tile lies, and what it holds: the partial one, or where that is gone the whole one."""
    digits = [f"{number % 1000:03d}"]
    while number := number // 1000:
        digits.insert(0, f"x{number % 1000:03d}")
    whole = f"tile/{level}/{'/'.join(digits)}"
    name = whole if width == 256 else f"{whole}.p/{width}"
    return name, next(((top / each).read_bytes() for each in (name, whole) if (top / each).is_file()), b"")


def leaves_in_tiles(top: Path, point: Checkpoint, report: Report) -> list[bytes]:
    """The leaves in the tiles below a directory, checked up to the checkpoint's root. Raises Refused."""
    levels, size = list[list[bytes]](), point.size
    while size:
        found = list[bytes]()
        for number, start in enumerate(range(0, size, 256)):
            width = min(256, size - start)
            name, data = _tile(top, str(len(levels)), number, width)
            if len(data) < 32 * width:
                raise Refused(f"the tile {name} is {'cut short' if data else 'missing'}")
            found += [data[at : at + 32] for at in range(0, 32 * width, 32)]
        for place, told in enumerate(found if levels else ()):
            if told != Tree(levels[-1][place * 256 : place * 256 + 256]).root():
                name, _ = _tile(top, str(len(levels) - 1), place, 256)
                raise Refused(f"the tile {name} is damaged: the tile above it tells another hash of it")
        levels.append(found)
        size //= 256
    leaves = levels[0] if levels else []
    if Tree(leaves).root() != point.root:
        raise Refused("the tiles don't lead to the checkpoint's root: one at the end is damaged, or they are another's")
    report.checked(f"the tiles of {point.size} records, up to the checkpoint's root")
    return leaves


def check_entries(top: Path, leaves: Sequence[bytes], report: Report) -> None:
    """Check the bundles of records that lie beside the tiles, as far as they do. Raises Refused."""
    shown = 0
    for start in range(0, len(leaves), 256):
        name, data = _tile(top, "entries", start // 256, min(256, len(leaves) - start))
        for place, leaf in enumerate(leaves[start : start + 256] if data else (), start + 1):
            size = 2 + int.from_bytes(data[:2], "big")
            if leaf_hash(data[2:size]) != leaf:
                raise Refused(f"record {place} in {name} was changed: it is not the one that was signed")
            data, shown = data[size:], place
    report.checked(f"{shown} records in bundles, each against its leaf")
    if shown < len(leaves):
        report.not_checked(f"{len(leaves) - shown} records, whose bundles aren't there: of them the hashes are known")


# ---- What figures are made of: measures, and what is said under them
def _number(text: Any) -> Fraction | None:
    return None if text is None else Fraction(text)


def progress(measure: dict[str, Any], said: Sequence[dict[str, Any]], planned: Callable[[], int]) -> Fraction | None:
    """How much of the way is done by what was said, in effective order: 0 at its start, 1 at its end. None: no say."""
    kind, latest = measure["kind"], said[-1] if said else {}
    value, reached = _number(latest.get("value")), latest.get("reached")
    if kind == "metric" and value is not None:
        start, way = Fraction(measure["baseline"]), Fraction(measure["target"]) - Fraction(measure["baseline"])
        return (value - start) / way if way else None
    if kind == "checkpoints" and value is not None:
        return along([(Fraction(each["value"]), Fraction(each["progress"])) for each in measure["points"]], value)
    if kind == "binary" and value is not None:
        return Fraction(1 if value else 0)
    if kind == "ordinal" and latest.get("zone") is not None:
        return Fraction({"fail": 0, "commit": 3, "target": 7, "stretch": 10}[latest["zone"]], 10)
    if kind == "milestones" and reached is not None:
        weights = {each["name"]: Fraction(each.get("weight", 1)) for each in measure["milestones"]}
        whole, done = sum(weights.values()), sum(weight for name, weight in weights.items() if name in reached)
        return Fraction(done, whole) if whole else None
    if kind == "stages" and said:
        steps = [_number(each.get("progress")) for each in measure["stages"]]
        shares = [Fraction(at, len(steps)) if step is None else step for at, step in enumerate(steps, 1)]
        ever = {name for each in said for name in each.get("reached") or ()}
        reached = [share for share, each in zip(shares, measure["stages"]) if each["name"] in ever]
        return max(reached, default=Fraction(0))
    values = [Fraction(each["value"]) for each in said if each.get("value") is not None]
    return _kept(measure, values, planned) if kind == "maintain" and values else None


def _kept(measure: dict[str, Any], values: Sequence[Fraction], planned: Callable[[], int]) -> Fraction | None:
    lower, upper, rule = _number(measure.get("lower")), _number(measure.get("upper")), measure.get("rule", "planned")
    met = [(lower is None or value >= lower) and (upper is None or value <= upper) for value in values]
    if rule == "planned":
        return Fraction(sum(met), max(measure.get("planned") or planned(), len(values)))
    if rule == "latest":
        return Fraction(1 if met[-1] else 0)
    parts = [*([values[-1] / lower] if lower else []), *([2 - values[-1] / upper] if upper else [])]
    return min([*parts, Fraction(1)] if len(parts) > 1 else parts, default=None)


def along(curve: Sequence[tuple[Any, Fraction]], at: Any) -> Fraction:
    """How far a curve has come: straight between its points, level before the first and after the last."""
    ordered = sorted(curve)
    for (start, low), (end, high) in zip(ordered, ordered[1:]):
        if start < at <= end:
            return low + (high - low) * Fraction(at - start) / Fraction(end - start)
    return ordered[0][1] if at <= ordered[0][0] else ordered[-1][1]


def mean(parts: Sequence[Fraction | None], weights: Sequence[Fraction] | None) -> Fraction | None:
    """The mean, each counted between 0 and 1; one never checked in counts as 0 beside others that were."""
    weights = [Fraction(1)] * len(parts) if weights is None else weights
    if all(part is None for part in parts) or not sum(weights):
        return None
    counted = (weight * min(1, max(0, part or 0)) for part, weight in zip(parts, weights))
    return Fraction(sum(counted)) / sum(weights)


def percent(part: Fraction | None) -> int | None:
    """In whole percent, rounded half up."""
    return None if part is None else (200 * part.numerator + part.denominator) // (2 * part.denominator)


def points(part: Fraction) -> str:
    """In percentage points, rounded half up to a tenth, which is left out where it is 0."""
    tenths = (2000 * part.numerator + part.denominator) // (2 * part.denominator)
    return f"{'−' if tenths < 0 else ''}{abs(tenths) // 10}" + (f".{abs(tenths) % 10}" if tenths % 10 else "")


class Goals:
    """Objectives and key results as their records tell of them; LookupError where they don't."""

    def __init__(self) -> None:
        self.objectives, self.key_results = dict[str, dict[str, Any]](), dict[str, dict[str, Any]]()
        self.check_ins, self.quarters = dict[str, dict[str, Any]](), dict[str, dict[str, Any]]()

    def hear(self, position: int, event: dict[str, Any]) -> None:
        """What this record changes. Raises Refused where it is not what its type says."""
        try:
            kind, data, own = event["type"].rpartition(".v")[0][4:], event["data"], event["subject"].partition("/")[2]
            known = self.key_results.get(data.get("key_result", ""))
            if kind == "objective-drafted":
                self.objectives[own] = {"source": "key-results", "contribution": "weight", **data}
            elif kind == "key-result-added":
                measure = data.get("measure") or {"kind": "metric", **data}
                told = {"title": data["title"], "measure": measure} if known is None else known
                self.key_results[data["key_result"]] = {**told, "objective": own, "weight": data.get("weight")}
            elif kind == "progress-updated":
                self.check_ins[data["check_in"]] = {**data, "at": (_moment(event["time"]), position)}
            elif kind in ("quarter-planned", "quarter-ended"):
                self.quarters[own] = {"rules": "tomoni/1", **data} if kind == "quarter-ended" else data
            changed = self.objectives.get(own) if kind.startswith("objective-") else known
            changed = self.check_ins.get(data.get("check_in", "")) if kind.startswith("check-in-") else changed
            if changed is not None and kind in _CHANGES:
                changed.update({**_CHANGES[kind], **data})
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            raise Refused(f"record {position} can't be read as the event that it says it is: {error!r}") from None

    def counting(self, id_: str, *, every: bool = False) -> list[str]:
        """The check-ins that the key result's own progress is made of, in effective order."""
        own = [(said["at"], key) for key, said in self.check_ins.items() if said["key_result"] == id_]
        found = [key for _, key in sorted(own) if not self.check_ins[key].get("retracted")]
        measure = self.key_results[id_]["measure"]
        planned = measure["kind"] == "maintain" and measure.get("rule", "planned") == "planned"
        every = every or planned or measure["kind"] == "stages"
        return found if every else found[-1:]

    def key_result(self, id_: str) -> tuple[Fraction | None, str | None]:
        """The key result's progress, and what it is made of."""
        known, said = self.key_results[id_], [self.check_ins[each] for each in self.counting(id_)]
        own = progress(known["measure"], said, lambda: self.planned(id_))
        if known.get("progress") is not None:
            return Fraction(known["progress"]), "override"
        if self._living(id_):
            whole, made_of = self.summed(id_, own=False), "links"
            others = progress(known["measure"], [{"value": whole}], lambda: 0)
        else:
            others, made_of = mean([self.part(each) for each in self.below(id_)], None), "children"
        return (own, None if own is None else "check-ins") if others is None else (others, made_of)

    def part(self, id_: str) -> Fraction | None:
        """The progress of either: a key result's, or an objective's."""
        if id_ in self.key_results:
            return self.key_result(id_)[0]
        key_results, below, source = self.key_results_of(id_), self.below(id_), self.objectives[id_]["source"]
        if source == "key-results":
            return mean([self.part(each) for each in key_results], self.shares(id_))
        return mean([self.part(each) for each in (below if source == "children" else key_results + below)], None)

    def key_results_of(self, id_: str) -> list[str]:
        """The objective's key results that count, in the order of adding."""
        parts = [each for each, known in self.key_results.items() if known["objective"] == id_]
        return [each for each in parts if not self.key_results[each].get("dropped")]

    def below(self, id_: str) -> list[str]:
        """The published objectives that are aligned to this objective or key result; none to a dropped one."""
        goals = [] if self.key_results.get(id_, {}).get("dropped") else self.objectives.items()
        return [e for e, g in goals if g.get("published") and id_ in (g.get("objective"), g.get("key_result"))]

    def shares(self, id_: str) -> list[Fraction] | None:
        """The percent that each of its key results counts by; None where all count alike."""
        parts = [self.key_results[each] for each in self.key_results_of(id_)]
        sized = self.objectives[id_]["contribution"] == "size"
        given = [_way(each["measure"]) if sized else _number(each["weight"]) for each in parts]
        known = [max(each, Fraction(0)) for each in given if each is not None]
        if not sized and not known:
            return None
        rest = Fraction(sum(known)) / len(known) if sized and known else Fraction(1)
        rest = rest if sized else max(Fraction(100 - sum(known)), Fraction(0)) / (given.count(None) or 1)
        counted = [rest if each is None else max(each, Fraction(0)) for each in given]
        return [each * 100 / (sum(counted) or Fraction(1)) for each in counted]

    def period(self, id_: str) -> tuple[date, date]:
        """The first and the last day of the key result's quarter."""
        quarter = self.quarters[self.objectives[self.key_results[id_]["objective"]].get("quarter") or "a quarter"]
        return date.fromisoformat(quarter["start"]), date.fromisoformat(quarter["end"])

    def due(self, id_: str, on: date) -> Fraction:
        """The progress that was due at the end of the day, by the key result's own curve, else straight on."""
        start, end = self.period(id_)
        given = self.key_results[id_].get("points") or [{"day": end.isoformat(), "progress": "1"}]
        curve = [(date.fromisoformat(each["day"]).toordinal(), Fraction(each["progress"])) for each in given]
        return Fraction(0) if on < start else along([(start.toordinal() - 1, Fraction(0)), *curve], on.toordinal())

    def summed(self, id_: str, *, own: bool = True) -> Fraction | None:
        """The value that others add up: the sum of those that it is linked to, else its `own` latest."""
        known, latest = self.key_results[id_], self.counting(id_, every=True)[-1:] if own else []
        found = [] if known.get("progress") is not None else [self.summed(each) for each in self._living(id_)]
        values = [value for value in found if value is not None]
        return Fraction(sum(values)) if values else _number(self.check_ins[latest[0]].get("value")) if latest else None

    def _living(self, id_: str) -> list[str]:
        sources = self.key_results[id_].get("sources") or ()
        return [each for each in sources if not self.key_results[each].get("dropped")]

    def planned(self, id_: str) -> int:
        """How many check-ins its quarter should have: one a week."""
        start, end = self.period(id_)
        return max(1, (2 * ((end - start).days + 1) + 7) // 14)


# Which events change what is known of their thing to what they hold, and to what stands here where they don't hold it.
_CHANGES: dict[str, dict[str, Any]] = {
    "objective-published": {"published": True}, "objective-revised": {}, "objective-moved": {"quarter": None},
    "objective-aligned": {"objective": None, "key_result": None}, "objective-scored": {},
    "objective-reopened": {"score": None, "proposed": None},
    "key-result-revised": {}, "key-result-retargeted": {}, "key-result-reweighted": {}, "key-result-linked": {},
    "key-result-phased": {}, "key-result-dropped": {"dropped": True},
    "progress-overridden": {}, "override-cleared": {"progress": None}, "check-in-retracted": {"retracted": True},
    "check-in-corrected": {"value": None, "zone": None, "reached": None, "confidence": None},
}  # fmt: skip


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _way(measure: dict[str, Any]) -> Fraction | None:
    ends = [Fraction(measure[end]) for end in ("baseline", "target") if measure["kind"] == "metric"]
    ends += [Fraction(each["value"]) for each in measure.get("points", ())]
    return max(ends) - min(ends) if ends else None


# ---- A figure's zip: the explanation, the records that it comes from, their proofs
_BOOK, _FORMER_BOOKS, _MOST_BYTES = "tomoni/2", ("tomoni/1", "re-work/1"), 64_000_000


def check_figure(zipped: zipfile.ZipFile, export: str | None, policy: Policy | None, report: Report) -> None:
    """Check a figure's zip, and by a whole export, where there is one, that it leaves nothing out. Raises Refused."""
    names = zipped.namelist()
    if len(set(names)) < len(names) or sum(each.file_size for each in zipped.infolist()) > _MOST_BYTES:
        raise Refused("the zip holds a file twice, or more than any figure takes")
    figure = json.loads(zipped.read("figure.json"))
    if figure["format"] != "tomoni-figure/1":
        raise ValueError(f"the zip is of the format {figure['format']!r}, and this file knows tomoni-figure/1")
    hidden, asked = figure["not_shown"], figure["explanation"]["number"]
    if hidden:
        report.not_checked(f"{asked}: it rests on {hidden} records that are not shown, so nothing of it", whole=False)
        return
    records = zipped.read("records.jsonl").split(b"\n")[:-1]
    texts = zipped.read("records.tlog-proofs").split(_PROOF.encode())[1:]
    proofs = [proof_of(_PROOF.encode() + each, f"proof {place}") for place, each in enumerate(texts, 1)]
    newer = [int(each) for each in figure["newer"]]
    places = [index + 1 for index, _, _ in proofs] + newer
    unlike = any(note != proofs[0][2] for _, _, note in proofs) or any(a >= b for a, b in zip(places, places[1:]))
    if not proofs or len(places) != len(records) or unlike:
        raise Refused("a record or a proof was left out of the zip, put in or moved: they don't belong together")
    point = checkpoint_of(proofs[0][2], "the checkpoint")
    seen = vouched(point, policy, report)
    for record, proof in zip(records, proofs):
        stands(record, proof, point, f"record {proof[0] + 1}")
    report.checked(f"{len(proofs)} records, byte for byte, each at its place in the log of {point.size}")
    if newer:
        report.not_checked(f"{len(newer)} records from position {newer[0]} on: newer than the checkpoint", whole=False)
    versions, by_aggregate, events = Versions(), dict[str, list[int]](), dict[int, dict[str, Any]]()
    for place, record in zip(places, records):
        if (event := versions.hear(place, record)) is None:
            raise Refused(f"record {place} is no event")
        events[place] = event
        by_aggregate.setdefault(event["subject"], []).append(place)
    report.checked(f"the versions of {len(by_aggregate)} aggregates run from 1 without a hole")
    _check_explanation(figure, events, report)
    report.not_checked(f"that it is called {asked}, the day, its health, and what is said in words")
    if export is None:
        for aggregate, own in sorted(by_aggregate.items()):
            report.not_checked(f"that {aggregate} has no version after {len(own)}, which stands at position {own[-1]}")
        report.not_checked("a later event left out: only the whole export or a witnessed index shows it, never one zip")
        return
    with open(export, "rb") as file:
        everywhere = check_export(file, [(point, seen)], report)
    for aggregate, own in sorted(by_aggregate.items()):
        if left_out := sorted({*everywhere[aggregate]} - {*own}):
            raise Refused(f"the zip leaves out {len(left_out)} records of {aggregate}, the first at {left_out[0]}")
    report.checked(f"the export holds no other record of these {len(by_aggregate)} aggregates")


def _check_explanation(figure: dict[str, Any], events: dict[int, dict[str, Any]], report: Report) -> None:
    """Work the figure out anew from the records, and compare. Raises Refused."""
    told, asked, id_ = figure["explanation"], figure["explanation"]["number"], figure["explanation"]["id"]
    goals = Goals()
    bounds = [("time", figure["as_of"]), ("recordedtime", figure["known_at"])]
    until = "".join(f", with {name} up to {at}" for name, at in bounds if at)
    for place, event in events.items():
        late = any(bound and _moment(event[name]) > _moment(bound) for name, bound in bounds)
        if not late or event["subject"].startswith("quarter/"):
            goals.hear(place, event)
    for cause in told["causes"]:
        if events.get(cause["position"], {}).get("id") != cause["event"]:
            raise Refused(f"{asked}: the record at position {cause['position']}, which it comes from, was left out")
    of_key_result = "counting" in told
    if (known := (goals.key_results if of_key_result else goals.objectives).get(id_)) is None:
        raise Refused(f"{asked}: none of the records tells of it")
    objective = goals.objectives.get(known["objective"] if of_key_result else id_, {})
    book = goals.quarters.get(objective.get("quarter") or "", {}).get("rules", told["rules"])
    _same(asked, "rule book", told["rules"], book)
    _same(asked, "title", told["title"], known["title"])
    if of_key_result:
        measures = [{"rule": "planned", **each} for each in (told["measure"], known["measure"])]
        _same(asked, "measure", *({name: each[name] for name in each if each[name] is not None} for each in measures))
        _same(asked, "check-ins that count", told["counting"], goals.counting(id_))
    fed = [each for each, key_result in goals.key_results.items() if key_result.get("sources") or goals.below(each)]
    try:
        if figure["left_out"] or (book != _BOOK and (fed or book not in _FORMER_BOOKS)):
            raise LookupError(f"{len(figure['left_out'])} objectives that are left out, or the rules {book}")
        figure_, made_of = goals.key_result(id_) if of_key_result else (goals.part(id_), None)
        if told.get("pace") is not None:
            due = goals.due(id_, date.fromisoformat(told["on"]))
            pace = [percent(due), points(due - (figure_ or Fraction(0)))]
            _same(asked, "pace", [told["pace"]["expected"], told["pace"]["gap"]], pace)
    except (LookupError, RecursionError) as error:
        report.not_checked(f"{asked}: its sum, which takes {error}: `tomoni audit replay` works it out", whole=False)
        return
    _same(asked, "progress", [told["progress"], str(told["exact"])], [percent(figure_), str(figure_)])
    _check_items(asked, told, goals, of_key_result)
    if of_key_result:
        _same(asked, "source", told["made_of"], made_of)
        latest = goals.counting(id_, every=True)[-1:]
        _same(asked, "confidence", told["confidence"], goals.check_ins[latest[0]].get("confidence") if latest else None)
    else:
        _same(asked, "score", [told["score"], told["proposed"]], [known.get("score"), known.get("proposed")])
    what = f"{asked} {told['title']!r}, on {told['on']}{until}, by the rules {book}: "
    what += "no progress" if figure_ is None else f"progress {percent(figure_)} %, exactly {figure_}"
    report.checked(f"{what}, worked out anew from {len(events)} records: {told['rule']}")


def _check_items(asked: str, told: dict[str, Any], goals: Goals, of_key_result: bool) -> None:
    """Compare the parts that are told with the records', and the numbers in the sum with all that it can hold."""
    id_, items = told["id"], {each["id"]: each for each in told["items"]}
    known = goals.key_results.get(id_, {})
    own = goals.key_results[id_].get("sources") or () if of_key_result else goals.key_results_of(id_)
    below, weighted = goals.below(id_), not of_key_result and goals.objectives[id_]["source"] == "key-results"
    shares = goals.shares(id_) or [Fraction(100, len(own) or 1)] * len(own) if weighted else [None] * len(own)
    _same(asked, "parts", sorted(items), sorted({*own, *below}))
    for each, share in [*zip(own, shares), *((each, None) for each in below)]:
        part = [percent(goals.part(each)), None if share is None else points(share / 100)]
        _same(asked, f"part {items[each]['number']}", [items[each]["progress"], items[each]["share"]], part)
    # Every number in the sum must be one of these: a sum that tells another one is told wrong.
    there: list[Any] = [[each["progress"], each["share"]] for each in items.values()]
    there += [told["progress"], len(own), len(below), len(items), 0, 2, 100, known["measure"] if of_key_result else 0]
    numbers = set[Fraction]()
    if of_key_result:
        said = goals.counting(id_, every=True)
        there += [told["otherwise"], *range(len(said) + 1), *(goals.check_ins[each].get("value") for each in said)]
        there += [goals.planned(id_)] if known["measure"]["kind"] == "maintain" else []
        numbers |= {abs(each) for each in (goals.summed(id_), *map(goals.summed, own)) if each is not None}
    in_text = re.compile(r"\d+(?:\.\d+)?").findall
    numbers |= {Fraction(each) * by for each in in_text(json.dumps(there)) for by in (1, 100)}
    strange = [each for each in in_text(told["rule"]) if Fraction(each) not in numbers]
    if strange:
        raise Refused(f"{asked}: {strange[0]} in its sum is in none of the records: {told['rule']}")


def _same(asked: str, what: str, told: Any, found: Any) -> None:
    if told != found:
        raise Refused(f"{asked}: its {what} is told as {told!r}, and the records say {found!r}")


# ---- Commands, each with how many files it takes
_COMMANDS = {"figure": 1, "export": 1, "proof": 2, "tiles": 1, "consistency": 3, "checkpoint": 1}


def _run(asked: argparse.Namespace, policy: Policy | None, report: Report) -> None:
    files: list[str] = asked.files

    def seen(path: str, note: bytes | None = None) -> tuple[Checkpoint, str]:
        point = checkpoint_of(note or Path(path).read_bytes(), path)
        return point, vouched(point, policy, report, path)

    if asked.command == "checkpoint":
        seen(files[0])
    elif asked.command == "proof":
        proof = proof_of(Path(files[1]).read_bytes(), files[1])
        point, _ = seen(files[1], proof[2])
        stands(Path(files[0]).read_bytes(), proof, point, files[0])
        report.checked(f"{files[0]} stands, byte for byte, at position {proof[0] + 1} of the log")
    elif asked.command == "consistency":
        (older, _), (newer, _) = seen(files[0]), seen(files[1])
        lines = Path(files[2]).read_bytes().decode("utf-8", "replace").partition("\n\n")[0].split()
        path = [_unbase64(each, f"a hash of {files[2]}", 32) for each in (lines[2:] if lines[:1] == ["old"] else lines)]
        if older.origin != newer.origin or not continues(older.size, older.root, newer.size, newer.root, path):
            raise Refused(f"nothing shows that the log of size {newer.size} begins with that of size {older.size}")
        report.checked(f"the log of size {newer.size} begins with all {older.size} records of the older one")
    elif asked.command == "tiles":
        point, _ = seen(f"{files[0]}/checkpoint")
        check_entries(Path(files[0]), leaves_in_tiles(Path(files[0]), point, report), report)
    elif asked.command == "export":
        if not asked.checkpoint:
            raise ValueError("an export is checked against a checkpoint: give one by --checkpoint")
        given = [seen(each) for each in asked.checkpoint]
        newest, _ = max(given, key=lambda each: each[0].size)
        signed = None if asked.tiles is None else leaves_in_tiles(Path(asked.tiles), newest, report)
        with open(files[0], "rb") as export:
            check_export(export, given, report, signed)
    else:
        with zipfile.ZipFile(files[0]) as zipped:
            check_figure(zipped, asked.export, policy, report)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is as above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=_COMMANDS)
    parser.add_argument("files", nargs="+", help="what it is to check, in the order above")
    parser.add_argument("--checkpoint", action="append", default=[], help="for an export; may be given again")
    for name in ("--policy", "--key", "--tiles", "--export"):
        parser.add_argument(name, help="see above")
    asked = parser.parse_args(arguments)
    if len(asked.files) != _COMMANDS[asked.command]:
        parser.error(f"{asked.command} takes {_COMMANDS[asked.command]} files")
    report = Report()
    try:
        policy = policy_of(Path(asked.policy).read_bytes().decode("utf-8", "surrogateescape")) if asked.policy else None
        policy = policy_of(f"log {asked.key}\nquorum none\n") if asked.key else policy
        _run(asked, policy, report)
    except Refused as error:
        print(f"REFUSED      {error}")
        return 1
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, zipfile.BadZipFile) as error:
        print(f"UNREADABLE   {error if isinstance(error, (OSError, ValueError)) else repr(error)}")
        return 2
    return 0 if report.whole else 3


if __name__ == "__main__":
    sys.exit(main())
