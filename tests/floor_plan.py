"""The floor plan as contracts of import-linter: in every room one looks down only, and no way leads back to a room."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

FLOORS = {
    "kernel": 0, "domain": 0, "matching": 0, "measuring": 0, "view": 1, "views": 1, "queries": 2, "handlers": 3,
    "routes": 4, "shapes": 4, "cli": 4, "operations": 5,
}  # fmt: skip
"""By the first word of a part of a module's name: `view_owed` is a view; modules of other names lie between."""


def floor_of(module: str) -> int | None:
    """How high a module below `services` lies; None where its name doesn't say."""
    words = (part.split("_")[0] for part in module.split(".")[1:])
    return next((FLOORS[word] for word in words if word in FLOORS), None)


class FloorPlanContract(Contract):  # type: ignore[misc]
    """No import of a service goes up; a domain imports domains, what `allowed` lists and the standard library."""

    type_name = "floor plan"
    services = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every direct import of every module of the services."""
        wrong = sorted(each for service in self.services for each in self._wrong(graph, str(service)))
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """A line for each import that goes up, or that a domain may not have."""
        for line in check.metadata["wrong"]:
            output.print_error(line)

    def _wrong(self, graph: ImportGraph, service: str) -> Iterator[str]:
        for module in graph.find_descendants(service):
            floor = floor_of(module)
            for other in graph.find_modules_directly_imported_by(module) if floor is not None else ():
                below = floor_of(other) if other.startswith("services.") else None
                if below is not None and below > floor:
                    yield f"{module} imports {other}, which lies above it"
                elif floor == 0 and below is None and not self._may(module, other):
                    yield f"{module} belongs to a domain and imports {other}, which its contract doesn't allow"

    def _may(self, module: str, other: str) -> bool:
        if other.partition(".")[0] in sys.stdlib_module_names:
            return True
        for entry in map(str, self.allowed):
            name, _, where = entry.partition(" in ")
            if (other == name or other.startswith(f"{name}.")) and (not where or f".{where}." in f"{module}."):
                return True
        return False


class OneWayContract(Contract):  # type: ignore[misc]
    """Between the rooms of a service imports lead one way only: from none of them, over any others, back to it.

    `open` names folders that are no rooms: pieces that rooms share, and what puts rooms together.
    """

    type_name = "one way"
    services = fields.ListField(subfield=fields.StringField())
    open = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every circle of rooms, told once by its imports."""
        wrong = [line for service in self.services for line in self._circles(graph, str(service))]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """A line for each import that is a part of a circle."""
        for line in check.metadata["wrong"]:
            output.print_error(line)

    def _circles(self, graph: ImportGraph, service: str) -> list[str]:
        rooms = {room for room in graph.find_children(service) if graph.find_children(room)}
        rooms -= {f"{service}.{name}" for name in self.open}
        imports: dict[tuple[str, str], list[str]] = {}
        for room in rooms:
            for module in {room} | graph.find_descendants(room):
                for other in graph.find_modules_directly_imported_by(module):
                    there = next((each for each in rooms if f"{other}.".startswith(f"{each}.")), room)
                    if there != room:
                        imports.setdefault((room, there), []).append(f"{module} imports {other}")
        return sorted(
            f"{line}, and from there imports lead back"
            for (room, there), lines in imports.items()
            if room in _reached(there, imports)
            for line in lines
        )


def _reached(room: str, imports: Iterable[tuple[str, str]]) -> set[str]:
    """All rooms that imports lead to from this one."""
    found, ends = set[str](), {room}
    while ends:
        ends = {there for here, there in imports if here in ends} - found
        found |= ends
    return found
