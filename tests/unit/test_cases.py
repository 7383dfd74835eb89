"""The use cases of a service are one object made of many parts: no part may shadow another one's method."""

from __future__ import annotations

from collections import defaultdict

import pytest

from services.okr.service import Okr
from services.pairing.service import Pairing


@pytest.mark.parametrize("whole", [Okr, Pairing])
def test_no_part_shadows_another(whole: type) -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for part in whole.__mro__:
        if part.__module__.startswith("services."):
            for name, value in vars(part).items():
                if callable(value) and not name.startswith("__"):
                    found[name].append(part.__name__)
    assert {name: parts for name, parts in found.items() if len(parts) > 1} == {}
