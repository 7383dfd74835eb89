"""A view that fills its rows otherwise has a new version number, so that stores that are there are made anew."""

from __future__ import annotations

import copy
from typing import Any, ClassVar

import pytest

from services.okr.people.view import People
from services.okr.views import VIEWS
from shared.projection.pointers import edition_of, fingerprint_of
from tests.contract import views


@pytest.fixture(scope="module")
def now() -> dict[str, dict[str, Any]]:
    return views.present(views.stored()["samples"])


def test_no_view_makes_other_rows_under_the_same_number(now: dict[str, dict[str, Any]]) -> None:
    before = views.stored()
    assert views.unnumbered(before, now) == []
    assert views.lowered(before, now) == []
    assert views.unwritten(before, now) == [], "write it down: python -m tests.contract.views"


def test_other_rows_and_lowered_numbers_are_found(now: dict[str, dict[str, Any]]) -> None:
    before = {"samples": []} | copy.deepcopy(now)
    before["okr"]["okr_people"]["rows"]["0a23b2c"] = "otherwise"
    (found,) = views.unnumbered(before, now)
    assert found.startswith("okr_people of okr has other rows than before of the log 0a23b2c: raise the `version`")
    before["okr"]["okr_people"]["version"] += 1
    assert views.unnumbered(before, now) == []
    (found, edition) = views.lowered(before, now)
    assert found.endswith("never lower it")
    assert edition.startswith("the views of okr were edition")


def test_a_view_that_is_taken_away_makes_no_older_edition(now: dict[str, dict[str, Any]]) -> None:
    before, after = copy.deepcopy(now), copy.deepcopy(now)
    gone = after["okr"].pop("okr_people")
    (found,) = views.lowered(before, after)
    assert "raise the `version` of another by as much" in found
    after["okr"]["okr_quarters"]["version"] += gone["version"]
    assert views.lowered(before, after) != [], "of two equal ones neither is the newer"
    after["okr"]["okr_quarters"]["version"] += 1
    assert views.lowered(before, after) == []


def test_the_logs_reach_every_view(now: dict[str, dict[str, Any]]) -> None:
    """What no log reaches could change unnoticed."""
    bare = [table for service in now.values() for table, told in service.items() if not told["rows"]]
    assert bare == []


def test_a_new_number_is_another_fingerprint_and_a_later_edition() -> None:
    class Otherwise(People):
        version: ClassVar[int] = People.version + 1

    after = [Otherwise() if isinstance(view, People) else view for view in VIEWS]
    assert fingerprint_of(after) != fingerprint_of(VIEWS)
    assert fingerprint_of(list(reversed(VIEWS))) == fingerprint_of(VIEWS)
    assert edition_of(after) == edition_of(VIEWS) + 1
