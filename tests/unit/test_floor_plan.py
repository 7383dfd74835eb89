"""The contracts about the floor plan can fail, and say where."""

from __future__ import annotations

import pytest
from grimp import ImportGraph

from tests.floor_plan import FloorPlanContract, OneWayContract, floor_of


def graph_of(*imports: tuple[str, str]) -> ImportGraph:
    graph = ImportGraph()
    for one, other in [("services.okr", "shared"), *imports]:
        for name in (one, other):
            whole = name.split(".")
            for end in range(1, len(whole) + 1):
                graph.add_module(".".join(whole[:end]))
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    return graph


def wrong(*imports: tuple[str, str]) -> list[str]:
    contract = FloorPlanContract(
        name="floor plan",
        session_options={},
        contract_options={"services": ["services.okr"], "allowed": ["shared.events", "numpy in matching"]},
    )
    found: list[str] = contract.check(graph_of(*imports), verbose=False).metadata["wrong"]
    return found


def circles(*imports: tuple[str, str]) -> list[str]:
    contract = OneWayContract(
        name="one way", session_options={}, contract_options={"services": ["services.okr"], "open": ["http"]}
    )
    found: list[str] = contract.check(graph_of(*imports), verbose=False).metadata["wrong"]
    return found


@pytest.mark.parametrize(
    ("module", "floor"),
    [
        ("services.okr.kernel.pace", 0),
        ("services.okr.days.domain", 0),
        ("services.okr.quarters.view", 1),
        ("services.okr.reports.board.handlers", 3),
        ("services.okr.days.cli_readers", 4),
        ("services.cli.opened", 4),
        ("services.okr.service", None),
    ],
)
def test_a_name_says_where_a_module_lies(module: str, floor: int | None) -> None:
    assert floor_of(module) == floor


def test_what_looks_down_is_allowed() -> None:
    assert not wrong(
        ("services.okr.days.cli", "services.okr.days.handlers"),
        ("services.okr.days.handlers", "services.okr.people.domain"),
        ("services.okr.days.domain", "services.okr.kernel.period"),
        ("services.okr.days.domain", "shared.events.okr"),
        ("services.okr.days.domain", "datetime"),
        ("services.okr.matching.solve", "numpy"),
    )


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("services.okr.days.domain", "services.okr.days.view"),
        ("services.okr.days.view", "services.okr.people.queries"),
        ("services.okr.days.queries", "services.okr.days.handlers"),
        ("services.okr.days.handlers", "services.okr.days.routes"),
        ("services.okr.days.handlers", "services.cli.output"),
        ("services.okr.days.cli", "services.operations.up"),
        ("services.okr.days.domain", "shared.eventlog"),
        ("services.okr.days.domain", "sqlalchemy"),
        ("services.okr.days.domain", "services.okr.service"),
        ("services.okr.days.domain", "numpy"),
    ],
)
def test_what_looks_up_or_out_is_told(importer: str, imported: str) -> None:
    (told,) = wrong((importer, imported))
    assert told.startswith(f"{importer} ")
    assert imported in told


def test_rooms_that_import_each_other_one_way_are_allowed() -> None:
    assert not circles(
        ("services.okr.days.handlers", "services.okr.people.view"),
        ("services.okr.days.routes", "services.okr.http.reading"),
        ("services.okr.http.application", "services.okr.days.routes"),
        ("services.okr.people.handlers", "services.okr.people.view"),
        ("services.okr.people.handlers", "services.okr.service"),
        ("services.okr.service", "services.okr.people.handlers"),
    )


def test_a_circle_of_rooms_is_told_by_its_imports_also_over_a_third_one() -> None:
    told = circles(
        ("services.okr.days.handlers", "services.okr.people.view"),
        ("services.okr.people.cli", "services.okr.quarters.cli"),
        ("services.okr.quarters.view", "services.okr.days.view"),
        ("services.okr.quarters.view", "services.okr.company.view"),
    )
    assert len(told) == 3
    assert told[0].startswith("services.okr.days.handlers imports services.okr.people.view")
