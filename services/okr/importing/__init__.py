"""Import of people, quarters, objectives, key results and check-ins from another system's tables."""

from services.okr.importing.importer import import_okr
from services.okr.importing.known import known_in
from services.okr.importing.rehearsed_sealer import RehearsedSealer
from services.okr.importing.work import OkrImport

__all__ = ["OkrImport", "RehearsedSealer", "import_okr", "known_in"]
