"""Which names and filters a subscriber may have."""

from __future__ import annotations

import pytest

from shared.server.errors import SubscriberRefused
from shared.server.filters import PRIVATE, check_filter, check_filters, check_name, overlap, subjects_of


@pytest.mark.parametrize("name", ["dash", "dash-board", "d2", "a-1-b"])
def test_good_names(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", ["", "Dash", "a_b", "a.b", "-a", "a-", "a--b", "1a", "ä", "a b", "a>", "*", "a" * 65])
def test_bad_names(name: str) -> None:
    with pytest.raises(SubscriberRefused, match="can't be called"):
        check_name(name)


@pytest.mark.parametrize("name", ["provisioner", "okr", "pairing", "audit", "okr-projection", "pairing-x"])
def test_names_of_our_own(name: str) -> None:
    with pytest.raises(SubscriberRefused, match="belongs to Tomoni"):
        check_name(name)


@pytest.mark.parametrize(
    "subject", ["okr.objective.*", "okr.objective.>", "pairing.group.g-1", "okr.quarter.2026-Q3", "okr.person.*"]
)
def test_good_filters(subject: str) -> None:
    check_filter(subject)


@pytest.mark.parametrize("subject", ["", "okr", "okr.", "keys.>", ">", "*.>", "okr.>.x", "okr..x", "okr.a b", "$JS.>"])
def test_filters_that_are_no_subject_of_the_log(subject: str) -> None:
    with pytest.raises(SubscriberRefused, match="isn't a subject of the log"):
        check_filter(subject)


@pytest.mark.parametrize(
    ("subject", "private"),
    [
        ("okr.>", "okr.private.>"),
        ("okr.*.>", "okr.private.>"),
        ("okr.*.*", "okr.private.>"),
        ("okr.*.o-1", "okr.private.>"),
        ("okr.private.>", "okr.private.>"),
        ("okr.private.objective.o-1", "okr.private.>"),
        ("pairing.>", "pairing.private.>"),
    ],
)
def test_filters_that_cover_what_is_private(subject: str, private: str) -> None:
    with pytest.raises(SubscriberRefused) as refused:
        check_filter(subject)
    assert private in str(refused.value)


def test_a_filter_names_a_kind_that_there_is() -> None:
    with pytest.raises(SubscriberRefused, match=r"nothing is ever published.*the kinds of okr are .*objective"):
        check_filter("okr.nothing.*")


def test_everything_of_a_service_is_every_kind_that_is_public() -> None:
    check_filters(["okr.>", "pairing.group.*"])
    subjects = subjects_of(["okr.>"])
    assert {"okr.objective.*", "okr.person.*", "okr.quarter.*"} <= set(subjects)
    assert not any(overlap(subject, private) for subject in subjects for private in PRIVATE)
    for subject in subjects:
        check_filter(subject)


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ([], "needs a filter"),
        (["okr.objective.*", "okr.objective.>"], "overlap"),
        (["okr.>", "okr.quarter.*"], "overlap"),
        (["okr.objective.*", "okr.private.>"], "no subscriber may read"),
    ],
)
def test_several_filters_are_refused_in_a_sentence(filters: list[str], words: str) -> None:
    with pytest.raises(SubscriberRefused, match=words):
        check_filters(filters)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a.b", "a.b", True),
        ("a.b", "a.c", False),
        ("a.*", "a.b", True),
        ("a.*", "a.b.c", False),
        ("a.>", "a", False),
        ("a.>", "a.b.c", True),
        ("a.*.c", "a.b.*", True),
        ("*.b", "a.>", True),
    ],
)
def test_overlap_goes_both_ways(one: str, other: str, expected: bool) -> None:
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected
