"""Events as samples: the published ones by type, and such as may be drawn."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from shared.events import Event, KeyResultAdded, KeyResultDropped, Metric, ObjectiveDrafted, ProgressUpdated
from tests.core_kit import revised

MEASURE = Metric(baseline=Decimal(0), target=Decimal(1))
key_results = st.sampled_from(["k1", "k2", "k3"])
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(ObjectiveDrafted, title=st.sampled_from(["a", "b"])),
    st.sampled_from(["c", "gone"]).map(revised),
    st.builds(KeyResultAdded, key_result=key_results, title=st.just("t"), measure=st.just(MEASURE)),
    st.builds(
        ProgressUpdated,
        check_in=st.uuids().map(str),
        key_result=key_results,
        value=st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-9, max_value=9),
    ),
    st.builds(KeyResultDropped, key_result=key_results),
)


GOLDEN = Path(__file__).parent / "contract" / "golden"


def golden(type_: str) -> bytes:
    return (GOLDEN / f"{type_}.json").read_bytes().removesuffix(b"\n")
