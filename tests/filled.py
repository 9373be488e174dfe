"""A workbook as somebody fills it in: cells written into its parts, everything else left as it is."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

from common.file_rows import plainly
from common.spreadsheets import read_sheets
from surveys.workbook import COLUMNS

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAY_ZERO = date(1899, 12, 30)
Value = str | int | Decimal | date | bool | None


class Filled:
    """The workbook of a submission, with what is typed into it. Cells are named as in a spreadsheet: `G3`."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        targets = {
            row.get("Id"): row.get("Target", "")
            for row in ElementTree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        }
        sheets = ElementTree.fromstring(self.parts["xl/workbook.xml"]).iter(f"{_MAIN}sheet")
        self.part_of = {sheet.get("name", ""): "xl/" + targets[sheet.get(_REL)] for sheet in sheets}
        self.rows = read_sheets(content)
        self.places = {
            plainly(cells[0]): (name, number)
            for name, found in self.rows.items()
            for number, cells in enumerate(found, 1)
            if name in self.section_sheets and cells and cells[0] and not str(cells[0]).startswith("#")
        }

    @property
    def section_sheets(self) -> list[str]:
        """Those with questions: all but the instructions, the keys and the lists."""
        return [name for name, rows in self.rows.items() if len(rows) > 1 and rows[1] and rows[1][0] == "#heading"]

    @property
    def content(self) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in self.parts.items():
                archive.writestr(name, part)
        return buffer.getvalue()

    def address(self, key: str, column: str = "answer") -> str:
        """Where a question, or a choice of one (`code/choice`), stands: `'1. Aims'!G3`."""
        sheet, row = self.places[key]
        return f"'{sheet}'!{'ABCDEFGHIJ'[COLUMNS.index(column)]}{row}"

    def said(self, key: str, column: str = "answer") -> str:
        """What stands there."""
        sheet, row = self.places[key]
        cells = self.rows[sheet][row - 1]
        return plainly(cells[COLUMNS.index(column)]) if COLUMNS.index(column) < len(cells) else ""

    def fill(self, key: str, value: Value, column: str = "answer") -> None:
        """Type into a cell of a question."""
        sheet, _mark, cell = self.address(key, column).rpartition("!")
        self.type(sheet.strip("'"), cell, value)

    def type(self, sheet: str, cell: str, value: Value) -> None:
        """Type into any cell; None empties it."""
        part = self.part_of[sheet]
        ElementTree.register_namespace("", _MAIN.strip("{}"))
        root = ElementTree.fromstring(self.parts[part])
        found = _cell(root, cell)
        for child in list(found):
            found.remove(child)
        found.attrib.pop("t", None)
        match value:
            case bool():
                found.set("t", "b")
                ElementTree.SubElement(found, f"{_MAIN}v").text = str(int(value))
            case str():
                found.set("t", "inlineStr")
                text = ElementTree.SubElement(ElementTree.SubElement(found, f"{_MAIN}is"), f"{_MAIN}t")
                text.text = value
            case date():
                ElementTree.SubElement(found, f"{_MAIN}v").text = str((value - _DAY_ZERO).days)
            case int() | Decimal():
                ElementTree.SubElement(found, f"{_MAIN}v").text = str(value)
        self.parts[part] = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _cell(root: ElementTree.Element, address: str) -> ElementTree.Element:
    data = root.find(f"{_MAIN}sheetData")
    assert data is not None
    number = re.sub("[^0-9]", "", address)
    row = next((row for row in data if row.get("r") == number), None)
    if row is None:
        row = ElementTree.SubElement(data, f"{_MAIN}row", {"r": number})
    found = next((cell for cell in row if cell.get("r") == address), None)
    return ElementTree.SubElement(row, f"{_MAIN}c", {"r": address}) if found is None else found
