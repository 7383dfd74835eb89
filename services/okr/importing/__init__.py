"""Import of people, quarters, objectives, key results and check-ins from another system's CSV files."""

from services.okr.importing.importer import import_okr
from services.okr.importing.work import OkrImport, known_in

__all__ = ["OkrImport", "import_okr", "known_in"]
