"""Tables out of bytes, and workbooks made by hand."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from shared.importing import Columns, Reading, Table, table_of

FILES = {
    "people.csv": "person,name,function,email\np1,Hanako,Dev,hanako@example.com\np2,Ken,Sales,ken@example.com\n",
    "objectives.csv": "objective,title,quarter,owner\no1,Be heard,2026-Q3,p1\n",
    "key_results.csv": "key_result,objective,title,baseline,stretch,owner\nk1,o1,Calls,0,10,p1\n",
    "check_ins.csv": "check_in,key_result,value,recorded_at,comment,by\nc1,k1,3,2026-07-10,between us,p1\n",
}
"""A company of two people and one goal, by file."""


def table(
    content: str | bytes,
    required: tuple[str, ...] = ("person", "name"),
    *further: str,
    reading: Reading | None = None,
    **how: object,
) -> Table:
    """The table that these bytes, or this text in UTF-8, are read as."""
    data = content if isinstance(content, bytes) else content.encode()
    columns = Columns(required, further, **how)  # type: ignore[arg-type]
    return table_of("people.csv", "people", data, columns, reading or Reading())


def workbook(**sheets: list[list[object]]) -> bytes:
    """An XLSX file: numbers as numbers, all else as text; ``("date", 46204)`` is a day as a spreadsheet has it."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as file:
        names = list(sheets)
        overrides = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for n in range(1, len(names) + 1)
        )
        file.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/styles.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
            f"{overrides}</Types>",
        )
        file.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        listed = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
        )
        file.writestr("xl/workbook.xml", f"<workbook {_MAIN} {_R}><sheets>{listed}</sheets></workbook>")
        parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)]
        file.writestr("xl/_rels/workbook.xml.rels", _relations([*parts, ("styles", "styles.xml")]))
        file.writestr(
            "xl/styles.xml",
            f'<styleSheet {_MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
            "</cellXfs></styleSheet>",
        )
        for n, rows in enumerate(sheets.values(), 1):
            cells = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
            file.writestr(
                f"xl/worksheets/sheet{n}.xml", f"<worksheet {_MAIN}><sheetData>{cells}</sheetData></worksheet>"
            )
    return output.getvalue()


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def _cell(value: object) -> str:
    match value:
        case bool():
            return f'<c t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f"<c><v>{value!r}</v></c>"
        case ("date", days):
            return f'<c s="1"><v>{days}</v></c>'
        case _:
            return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def _relations(parts: list[tuple[str, str]]) -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{base}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'
