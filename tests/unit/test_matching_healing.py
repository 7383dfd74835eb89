"""Between two rotations: groups heal where somebody leaves or joins, and nobody else is moved."""

from __future__ import annotations

from hypothesis import given, strategies as st

from services.pairing.matching import Apart, History, Member
from services.pairing.matching.healing import Healed, after_joining, after_leaving


def group(*members: str) -> list[Member]:
    """Members by names like ``s1``; the letter is the function."""
    return [Member(name, name[0]) for name in members]


GROUPS = {
    "g1": group("s1", "c1", "d1"),
    "g2": group("s2", "c2"),
    "g3": group("d3", "c3"),
    "g4": group("s4", "c4", "d4", "e4"),
}


def test_two_remain_as_a_pair() -> None:
    assert after_leaving(GROUPS, "s1", History()) == Healed({"g1": ("c1", "d1")})
    assert after_leaving(GROUPS, "e4", History()) == Healed({"g4": ("c4", "d4", "s4")})


def test_one_alone_joins_the_cheapest_pair() -> None:
    assert after_leaving(GROUPS, "s2", History({("c2", "c3"): 4})) == Healed({"g3": ("c2", "c3", "d3")}, ended=("g2",))
    groups = GROUPS | {"g5": group("s5", "d5")}
    met = History({("c2", "s5"): 1})
    assert after_leaving(groups, "s2", met) == Healed({"g3": ("c2", "c3", "d3")}, ended=("g2",))
    assert after_leaving(groups, "s2", History()) == Healed({"g5": ("c2", "d5", "s5")}, ended=("g2",))


def test_without_a_pair_the_cheapest_trio_takes_him_as_its_fourth() -> None:
    groups = {"g1": group("s1", "c1", "d1"), "g2": group("s2", "c2"), "g3": group("s3", "c3", "d3")}
    met = History({("c2", "d1"): 2})
    assert after_leaving(groups, "s2", met) == Healed({"g3": ("c2", "c3", "d3", "s3")}, ended=("g2",))
    apart = [Apart("c3", "c2"), Apart("c2", "s1")]
    assert after_leaving(groups, "s2", met, apart) == Healed(ended=("g2",), waiting=("c2",))


def test_who_was_in_no_group_leaves_no_trace() -> None:
    assert after_leaving(GROUPS, "x9", History()) == Healed()


def test_a_joiner_completes_the_pair_that_lacks_his_function() -> None:
    assert after_joining(GROUPS, Member("d9", "d"), 8, History()) == Healed({"g2": ("c2", "d9", "s2")})
    assert after_joining(GROUPS, Member("s9", "s"), 4, History()) == Healed({"g3": ("c3", "d3", "s9")})


def test_else_he_is_a_trios_fourth() -> None:
    assert after_joining(GROUPS, Member("c9", "c"), 8, History()) == Healed({"g1": ("c1", "c9", "d1", "s1")})
    assert after_joining(GROUPS, Member("d9", "d"), 8, History(), [Apart("d9", "s2")]) == Healed(
        {"g1": ("c1", "d1", "d9", "s1")}
    )


def test_he_waits_where_little_time_is_left_or_nobody_may_take_him() -> None:
    assert after_joining(GROUPS, Member("d9", "d"), 3, History()) == Healed(waiting=("d9",))
    assert after_joining({"g4": GROUPS["g4"]}, Member("d9", "d"), 9, History()) == Healed(waiting=("d9",))
    apart = [Apart("d9", name) for name in ("s1", "s2", "c3")]
    assert after_joining(GROUPS, Member("d9", "d"), 9, History(), apart) == Healed(waiting=("d9",))


def test_who_is_in_a_group_already_changes_nothing() -> None:
    assert after_joining(GROUPS, Member("s1", "s"), 9, History()) == Healed()


@given(
    st.lists(st.integers(2, 4), min_size=1, max_size=6),
    st.lists(st.tuples(st.booleans(), st.integers(0, 100)), max_size=12),
)
def test_whatever_happens_nobody_is_alone_and_nobody_else_moves(
    sizes: list[int], steps: list[tuple[bool, int]]
) -> None:
    groups = {f"g{n}": group(*(f"{'scde'[k]}{n}" for k in range(size))) for n, size in enumerate(sizes)}
    waiting: set[str] = set()
    for number, (leaves, which) in enumerate(steps):
        everybody = sorted((member.id, member) for members in groups.values() for member in members)
        if leaves and everybody:
            gone = everybody[which % len(everybody)][1]
            healed, before = after_leaving(groups, gone.id, History()), {m.id for _, m in everybody} - {gone.id}
        else:
            new = Member(f"new{number}", "scd"[which % 3])
            healed, before = after_joining(groups, new, which % 8, History()), {m.id for _, m in everybody} | {new.id}
            everybody.append((new.id, new))
        assert len(healed.changed) <= 1
        known = dict(everybody)
        groups = {name: members for name, members in groups.items() if name not in healed.ended}
        groups |= {name: [known[person] for person in people] for name, people in healed.changed.items()}
        seated = [member.id for members in groups.values() for member in members]
        assert sorted([*seated, *healed.waiting]) == sorted(before)
        assert all(2 <= len(members) <= 4 for members in groups.values())
        waiting |= set(healed.waiting)


def test_of_a_team_that_is_to_be_apart_nobody_sits_with_a_newcomer_unless_nothing_else_is_possible() -> None:
    newcomer, teams = Member("n", "dev"), {"n": "red", "a": "red", "c": "blue"}
    pairs = {"g1": [Member("a", "cs"), Member("b", "sales")], "g2": [Member("c", "cs"), Member("d", "sales")]}
    assert after_joining(pairs, newcomer, 9, History(), teams=teams).changed == {"g2": ("c", "d", "n")}
    only = {"g1": pairs["g1"]}
    assert after_joining(only, newcomer, 9, History(), teams=teams).changed == {"g1": ("a", "b", "n")}
    kept = [Apart("a", "n", "manager", "manager"), Apart("b", "n", "list", "list", "b")]
    assert after_joining(only, newcomer, 9, History(), kept, teams).waiting == ("n",)
