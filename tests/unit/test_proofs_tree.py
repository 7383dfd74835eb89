"""The tree against a definition that is a recursion and nothing else, for every shape."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given, strategies as st

from shared.proofs import (
    EMPTY_ROOT,
    HASH_BYTES,
    Growth,
    Malformed,
    Tile,
    TileHashes,
    Unproven,
    check_consistency,
    check_inclusion,
    consistency,
    encode_entries,
    entries_of,
    entries_path,
    entries_tile,
    inclusion,
    leaf_hash,
    node_hash,
    root,
    root_of,
    tile_at,
    tile_path,
    tiles_between,
    tiles_of,
)

LARGEST = 70_000
LEAVES = [leaf_hash(b"%d" % each) for each in range(1_000)]
MANY = [leaf_hash(b"%d" % each) for each in range(2_400)]


def naive_split(count: int) -> int:
    largest = 1
    while largest * 2 < count:
        largest *= 2
    return largest


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = naive_split(len(leaves))
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = naive_split(len(leaves))
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_proof(old: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """RFC 6962, 2.1.2."""
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = naive_split(len(leaves))
    if old <= k:
        return [*naive_proof(old, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_proof(old - k, leaves[k:], False), naive_root(leaves[:k])]


def tiles(leaves: Sequence[bytes]) -> dict[Tile, bytes]:
    """Each tile by its definition."""
    found = {}
    for tile in tiles_of(len(leaves)):
        span = 256**tile.level
        start = tile.index * 256 * span
        found[tile] = b"".join(
            naive_root(leaves[start + each * span : start + (each + 1) * span]) for each in range(tile.width)
        )
    return found


def hashes_of(leaves: Sequence[bytes]) -> TileHashes:
    return TileHashes(tiles(leaves).__getitem__, len(leaves))


SIZES = st.integers(0, len(LEAVES))


@given(SIZES)
def test_root_is_that_of_the_recursion(size: int) -> None:
    assert root(hashes_of(LEAVES[:size])) == root_of(LEAVES[:size]) == naive_root(LEAVES[:size])


@given(st.integers(1, len(LEAVES)), st.data())
def test_inclusion_is_that_of_the_recursion_and_checks(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion(hashes_of(LEAVES[:size]), index)
    assert proof == naive_path(index, LEAVES[:size])
    check_inclusion(LEAVES[index], index, size, proof, naive_root(LEAVES[:size]))


@given(st.integers(1, len(LEAVES)), st.data())
def test_consistency_is_that_of_the_recursion_and_checks(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    proof = consistency(hashes_of(LEAVES[:size]), old)
    assert proof == (naive_proof(old, LEAVES[:size]) if old else [])
    check_consistency(old, naive_root(LEAVES[:old]), size, naive_root(LEAVES[:size]), proof)


def test_every_small_tree_proves_every_leaf_and_nothing_else() -> None:
    for size in range(1, 40):
        hashes, top = hashes_of(LEAVES[:size]), naive_root(LEAVES[:size])
        for index in range(size):
            proof = inclusion(hashes, index)
            for other in range(size):
                if other == index:
                    check_inclusion(LEAVES[other], other, size, proof, top)
                else:
                    refused(LEAVES[other], index, size, proof, top)
                    refused(LEAVES[index], other, size, proof, top)


def test_every_small_tree_is_consistent_with_its_beginnings_only() -> None:
    roots = [naive_root(LEAVES[:size]) for size in range(41)]
    for new in range(1, 40):
        hashes = hashes_of(LEAVES[:new])
        for old in range(1, new):
            proof = consistency(hashes, old)
            check_consistency(old, roots[old], new, roots[new], proof)
            for changed in (proof[:-1], [*proof, proof[-1]], [proof[-1], *proof[:-1]]):
                if changed != proof:
                    with pytest.raises(Unproven):
                        check_consistency(old, roots[old], new, roots[new], changed)
            for other_old, other_new in ((old + 1, new), (old, new + 1)):
                with pytest.raises(Unproven):
                    check_consistency(old, roots[other_old], new, roots[other_new], proof)


def refused(leaf: bytes, index: int, size: int, proof: list[bytes], top: bytes) -> None:
    with pytest.raises(Unproven):
        check_inclusion(leaf, index, size, proof, top)


@given(st.integers(2, 300), st.data())
def test_a_changed_bit_anywhere_in_a_proof_is_noticed(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion(hashes_of(LEAVES[:size]), index)
    which, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    proof[which] = (int.from_bytes(proof[which], "big") ^ 1 << bit).to_bytes(HASH_BYTES, "big")
    refused(LEAVES[index], index, size, proof, naive_root(LEAVES[:size]))


def test_a_tree_goes_back_never() -> None:
    with pytest.raises(Unproven, match="went back from 7 leaves to 5"):
        check_consistency(7, naive_root(LEAVES[:7]), 5, naive_root(LEAVES[:5]), [])


def test_one_size_has_one_root() -> None:
    with pytest.raises(Unproven, match="two roots for the tree of 5 leaves"):
        check_consistency(5, naive_root(LEAVES[:5]), 5, naive_root(LEAVES[1:6]), [])
    with pytest.raises(Unproven, match="without leaves"):
        check_consistency(0, LEAVES[0], 5, naive_root(LEAVES[:5]), [])


def test_a_tile_that_is_cut_short_is_named() -> None:
    hashes = TileHashes(lambda tile: b"\0" * (HASH_BYTES * tile.width - 1), 300)
    with pytest.raises(Malformed, match=r"tile/1/000.p/1 holds 31 bytes instead of 32"):
        root(hashes)


# The vectors of RFC 6962's reference implementation (certificate-transparency, merkletree tests).
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENT = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
KNOWN = [leaf_hash(bytes.fromhex(each)) for each in INPUTS]


def test_roots_of_the_reference_implementation() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [root(hashes_of(KNOWN[: size + 1])).hex() for size in range(8)] == ROOTS


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_inclusion_of_the_reference_implementation(index: int, size: int) -> None:
    assert [each.hex() for each in inclusion(hashes_of(KNOWN[:size]), index)] == PATHS[index, size]


@pytest.mark.parametrize(("old", "new"), CONSISTENT)
def test_consistency_of_the_reference_implementation(old: int, new: int) -> None:
    assert [each.hex() for each in consistency(hashes_of(KNOWN[:new]), old)] == CONSISTENT[old, new]


def test_the_tiles_of_seventy_thousand_are_those_of_the_specification() -> None:
    found = list(tiles_of(LARGEST))
    assert sum(tile.level == 0 and tile.width == 256 for tile in found) == 273
    assert [tile for tile in found if tile.width < 256] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]


@given(st.integers(0, LARGEST), st.integers(0, 3_000))
def test_growing_writes_what_is_new_and_nothing_else(old: int, more: int) -> None:
    assert set(tiles_between(old, old + more)) == set(tiles_of(old + more)) - set(tiles_of(old))


def test_paths_are_those_of_the_specification() -> None:
    assert tile_path(Tile(0, 1_234_067)) == "tile/0/x001/x234/067"
    assert tile_path(Tile(1, 5, 17)) == "tile/1/005.p/17"
    assert entries_path(273, 112) == "tile/entries/273.p/112"


@given(st.integers(0, 63), st.integers(0, 2**40), st.integers(1, 256))
def test_a_path_leads_back(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert tile_at(tile_path(tile)) == tile
    assert entries_tile(entries_path(index, width)) == Tile(0, index, width)


@pytest.mark.parametrize(
    "path",
    ["tile/64/000", "tile/00/000", "tile/0/0", "tile/0/x000/001", "tile/0/1000", "tile/0/000.p/256", "tile/0/000.p/0",
     "tile/0/000.p/300", "tile/0/000.p/01", "tile/0/../000", "tile/-1/000", "tile/0/001/000", "tile/entries/000",
     "/tile/0/000"],
)  # fmt: skip
def test_what_is_no_path_of_a_tile_is_refused(path: str) -> None:
    with pytest.raises(Malformed):
        tile_at(path)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_holds_its_records(payloads: list[bytes]) -> None:
    assert entries_of(encode_entries(payloads)) == payloads


def test_a_record_may_be_as_long_as_a_bundle_can_say_and_no_longer() -> None:
    assert entries_of(encode_entries([b"x" * 65_535])) == [b"x" * 65_535]
    with pytest.raises(Malformed, match="65536 bytes"):
        encode_entries([b"x" * 65_536])


@pytest.mark.parametrize("cut", [b"\0", b"\0\2x", b"\0\1a\0"])
def test_a_bundle_that_ends_in_the_middle_is_refused(cut: bytes) -> None:
    with pytest.raises(Malformed, match="in the middle"):
        entries_of(cut)


def test_leaves_and_nodes_are_never_confused() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)


@given(st.lists(st.integers(0, 400), max_size=6))
def test_a_tree_that_grows_by_and_by_has_the_tiles_of_one_made_at_once(steps: list[int]) -> None:
    growth, held = Growth(), dict[Tile, bytes]()
    for step in steps:
        growth.add_leaves(MANY[growth.size : growth.size + step])
        held |= dict(growth.tiles())
        growth.written()
        assert growth.root == naive_root(MANY[: growth.size])
        wanted = tiles(MANY[: growth.size])
        assert {tile: held[tile] for tile in wanted} == wanted
        growth = Growth.of(held.__getitem__, growth.size)


def test_a_growing_tree_reaches_the_third_level() -> None:
    growth = Growth()
    growth.add([b"%d" % each for each in range(LARGEST)])
    held = dict(growth.tiles())
    assert held.keys() == set(tiles_of(LARGEST))
    assert root(TileHashes(held.__getitem__, LARGEST)) == growth.root
    assert Growth.of(held.__getitem__, LARGEST).root == growth.root
