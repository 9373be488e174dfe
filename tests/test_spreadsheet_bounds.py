"""Workbooks made to be slow, large or misread: each is refused by a look at its parts, before a library opens it."""

import io
import zipfile

import pytest
import xlsxwriter

from common.spreadsheets import MAX_TEXT, SpreadsheetRefused, read_sheets, read_xlsx

SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
LAST = b'<c r="A3" t="s"><v>0</v></c>'


def workbook(changes=(), *, text="word", rows=3):
    """A workbook with one text in column A; `changes` are (part, before, after)."""
    buffer, changed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(rows):
            sheet.write_string(row, 0, "word")
    with zipfile.ZipFile(buffer) as archive, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            part = archive.read(name)
            for where, before, after in [*changes, (TEXTS, b"word", text.encode())]:
                if where == name:
                    assert before in part
                    part = part.replace(before, after)
            copy.writestr(name, part)
    return changed.getvalue()


def test_a_plain_workbook_is_read():
    assert read_xlsx(workbook()) == [["word"]] * 3


@pytest.mark.parametrize("read", [read_xlsx, read_sheets])
@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576" t="s"><v>0</v></c>',
        b'<a-b:c r="XFD1048576" t="s"><v>0</v></a-b:c>',
        b'<c a:r="A3" r="XFD1048576" t="s"><v>0</v></c>',
        b'<c a=\' r="A3"\' r="XFD1048576" t="s"><v>0</v></c>',
        b'<c a="<" r="XFD1048576" t="s"><v>0</v></c>',
        b'<c a=">" r="XFD1048576" t="s"><v>0</v></c>',
        b'<c r="A3" r="XFD1048576" t="s"><v>0</v></c>',
    ],
)
def test_a_cell_in_the_last_corner_is_found_however_it_is_written(read, cell):
    with pytest.raises(SpreadsheetRefused):
        read(workbook([(SHEET, LAST, cell)]))


@pytest.mark.parametrize(
    "filling",
    [
        b"<c " * 200_000,
        b"<c '" * 200_000,
        b"<c " + b'a="b" ' * 200_000,
        b"<c " + b"a" * 900 + b"></c>" * 2,
        b"<" * 900_000,
    ],
    ids=["tags", "quotes", "attributes", "a long name", "angles"],
)
def test_a_part_that_never_ends_its_tags_is_refused(filling):
    """Looking for each tag's end to the end of the part took hours, so that this test would not come to its own."""
    with pytest.raises(SpreadsheetRefused):
        read_xlsx(workbook([(SHEET, b"</sheetData>", filling + b"</sheetData>")]))


def test_one_long_text_in_many_cells_is_too_much():
    with pytest.raises(SpreadsheetRefused, match="too much text"):
        read_xlsx(workbook(text="a" * (MAX_TEXT // 200), rows=201))
    assert len(read_xlsx(workbook(text="a" * (MAX_TEXT // 200), rows=199))) == 199


@pytest.mark.parametrize("before", [b"<!-- <si></si> --><si>", b"<si/><si>", b"<si><si></si></si><si>"])
def test_texts_that_are_counted_otherwise_than_they_look_are_too_much_as_well(before):
    hidden = [(TEXTS, b"<si>", before)]
    with pytest.raises(SpreadsheetRefused):
        read_xlsx(workbook(hidden, text="a" * (MAX_TEXT // 200), rows=201))


def test_a_cell_that_holds_an_error_is_not_taken_for_an_empty_one():
    error = [(SHEET, LAST, b'<c r="A3" t="e"><v>#REF!</v></c>')]
    with pytest.raises(SpreadsheetRefused, match="Cell A3 holds an error"):
        read_xlsx(workbook(error))
