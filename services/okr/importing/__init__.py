"""Import of people, quarters, objectives, key results and check-ins from another system's CSV files."""

from services.okr.importing.importer import OkrImport, import_okr

__all__ = ["OkrImport", "import_okr"]
