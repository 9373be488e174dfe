"""The workbook of all series and years: carried out, edited, previewed cell by cell, and taken back, all or nothing."""

import io
import re
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.actions import grant_membership
from accounts.roles import Role
from activity.models import Entry as Logged
from common.file_rows import cell_address
from common.spreadsheets import MAX_BYTES, read_csv, write_xlsx
from common.statuses import NEEDS_REASON, WITH_VALUE, Status
from frameworks.actions import close_reporting_year
from frameworks.models import ReportingYear
from indicators.models import Observation
from indicators.validation import Entry
from indicators.workbook import COLUMNS, KEY, SEEN, VERSION, as_csv, as_xlsx
from indicators.workbook_imports import MOST_CHANGED, import_workbook, read_file
from tests.databases import rolled_back
from tests.reading import Page
from tests.series_files import edited, rows_of, seeded_rows_of, table_of, written
from tests.work import bring_to_figure, custodian_of, entry, observation, save, submit

PAGE = "/entry/workbook/"
D, E = "RCS-2022-2025/2.1.1-d/total", "RCS-2022-2025/2.1.1-e/total"
NO_DIFFERENCE = "no difference: nothing to take over"


@pytest.fixture
def uploads(signed_in, db):
    """uploads(content) is the page that answers somebody's upload of a file."""

    def upload(content, name="series.xlsx", by=None):
        client = signed_in("custodian")
        if by is not None:
            client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
        file = io.BytesIO(content if isinstance(content, bytes) else written(content))
        file.name = name
        return Page(client, client.post(PAGE, {"file": file}))

    return upload


def everything():
    """All that could change: the rows, and the log."""
    return list(Observation.objects.order_by("pk").values()), Logged.objects.count()


def cell(table, key, column):
    """The address of a cell: of the row with this key."""
    [number] = [number for number, row in enumerate(table, 1) if row[COLUMNS.index(KEY)] == key]
    return cell_address(number, COLUMNS.index(column))


def of(code):
    """The observation with this key, framework and all."""
    return observation(code.partition("/")[2])


# --- Out -----------------------------------------------------------------------------------------------------------


def test_there_is_a_row_for_each_series_and_year_that_may_be_seen(signed_in, people):
    for role, rows in (("auditor", Observation.objects.all()), ("finance_officer", None)):
        if rows is None:
            rows = Observation.objects.visible_to(people.finance_officer)
        header, *found = table_of(signed_in(role).get("/entry/workbook.xlsx").content)
        assert tuple(header) == COLUMNS
        assert [row[COLUMNS.index(KEY)] for row in found] == [row.key for row in rows.in_order()]
        as_text = read_csv(signed_in(role).get("/entry/workbook.csv").content)
        assert [row[COLUMNS.index(KEY)] for row in as_text[1:]] == [row[COLUMNS.index(KEY)] for row in found]


def test_a_row_says_what_it_is_and_what_is_there(people, db):
    save("2.1.1-d/total/2024", entry("52.5", numerator="21", denominator="40", note="As counted"), by=people.custodian)
    table = rows_of(people.custodian)
    row = dict(zip(COLUMNS, next(row for row in table if row[COLUMNS.index(KEY)] == f"{D}/2024"), strict=True))
    assert (row["code"], row["series"], row["unit"], row["year"]) == ("RCS 2.1.1-d", "total", "per cent", 2024)
    assert row["title"] == of(f"{D}/2024").series.indicator.title
    assert (row["value"], row["numerator"], row["denominator"]) == (Decimal("52.5"), 21, 40)
    assert (row["status"], row["note"], row["state"], row["version"]) == ("reported", "As counted", "draft", 2)


def unlocked(content):
    """The addresses of the cells that may be written, as the file itself says."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet, styles = archive.read("xl/worksheets/sheet1.xml").decode(), archive.read("xl/styles.xml").decode()
    assert "<sheetProtection" in sheet
    formats = re.findall(r"<xf [^>]*/>|<xf .*?</xf>", styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
    open_formats = {str(number) for number, text in enumerate(formats) if 'locked="0"' in text}
    return {found[1] for found in re.finditer(r'<c r="(\w+)" s="(\d+)"', sheet) if found[2] in open_formats}


def test_only_what_this_person_may_enter_now_is_open(people, signed_in, db):
    submit_as_draft("2.1.1-e/total/2024", people)
    table = rows_of(people.custodian)
    found = unlocked(signed_in("custodian").get("/entry/workbook.xlsx").content)
    for column in ("value", "numerator", "denominator", "status", "reason", "source", "note", "evidence"):
        assert cell(table, f"{D}/2024", column) in found
        for locked in (f"{E}/2024", f"{D}/2019"):  # submitted; of a closed year
            assert cell(table, locked, column) not in found
    assert cell(table, f"{D}/2024", "title") not in found
    assert unlocked(signed_in("auditor").get("/entry/workbook.xlsx").content) == set()


def submit_as_draft(key, people):
    save(key, entry("50"), by=people.custodian)
    submit(key, by=people.custodian)


def test_statuses_are_chosen_from_a_list(signed_in, db):
    content = signed_in("custodian").get("/entry/workbook.xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        words = archive.read("xl/sharedStrings.xml").decode()
    assert 'type="list"' in sheet
    assert all(f"<t>{status}</t>" in words for status in Status.values)


def test_the_files_have_names_and_are_kept_by_no_cache(signed_in, db):
    answer = signed_in("auditor").get("/entry/workbook.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="series.xlsx"'
    assert "no-store" in answer["Cache-Control"]


# --- And back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["", "/zh"])
def test_what_went_out_comes_back_and_changes_nothing(signed_in, uploads, people, kind, language):
    said = entry("1.5", source="=1+1", note="-2\n “é”", evidence=["https://example.org/a", "https://example.org/b"])
    save("2.1.1-d/total/2024", said, by=people.custodian)
    before = everything()
    content = signed_in("custodian").get(f"{language}/entry/workbook.{kind}").content
    page = uploads(content, f"series.{kind}")  # read on the English page, whatever the language of the file
    assert page.status == 200
    assert NO_DIFFERENCE in page
    assert everything() == before


def test_thirty_edited_values_a_wrong_type_a_locked_cell_and_a_foreign_row(uploads, people, db):
    """Show 2 of the year's work: 30 differences, 2 refusals by cell, the foreign row by its number; then all 30."""
    bring_to_figure("2.1.1-e/total/2023", entry("40"), people)
    table = rows_of(people.custodian)
    enterable = [row.key for row in enterable_of(people.custodian) if row.series.indicator.unit == "percent"]
    good, wrong, locked = enterable[:30], enterable[30], f"{E}/2023"
    edits = {key: {"value": Decimal(10 + place)} for place, key in enumerate(good)}
    faulty = edited(table, edits | {wrong: {"value": "about half"}, locked: {"value": Decimal(41)}})
    foreign = [*faulty, ["RCS 9.9.9-z", "total", "Of our own making", *[None] * (len(COLUMNS) - 3)]]
    before = everything()

    page = uploads(foreign)
    assert page.status == 409
    assert "Preview: 30 cells would change" in page
    assert "2 cells are refused:" in page
    assert f"{cell(table, wrong, 'value')} ," in page
    assert "“about half” is not a number." in page
    assert (
        f"{cell(table, locked, 'value')} , RCS 2.1.1-e, 2023, value : This is validated, and cannot be changed" in page
    )
    assert "Rows that belong to no series of yours:" in page
    assert f"Row {len(foreign)}: RCS 9.9.9-z" in page
    for key in good:
        assert f"{cell(table, key, 'value')} RCS" in page
    assert "Take over 30 cells" not in page.buttons
    assert everything() == before

    page = uploads(edited(table, edits))
    assert page.status == 200
    assert "Preview: 30 cells would change" in page
    assert everything() == before
    done = page.press("Take over 30 cells")
    assert done.status == 200
    assert "30 cells taken over, as drafts." in done
    assert [of(key).value for key in good] == [Decimal(10 + place) for place in range(30)]
    assert {of(key).status for key in good} == {"reported"}
    after = everything()
    assert after[1] == before[1] + 30  # an entry of the log for each, as from the grid
    assert sum(one != other for one, other in zip(before[0], after[0], strict=True)) == 30

    assert NO_DIFFERENCE in uploads(edited(table, edits))  # the same file again, though its versions are old
    assert everything() == after


def enterable_of(user):
    rows = Observation.objects.entered_by(user).in_order()
    return [row for row in rows if row.state == "draft" and row.year.is_open]


texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=40).map(
    lambda text: text.replace("'", "").strip()
)


@st.composite
def entries(draw):
    """Anything that may be entered for a share."""
    status = draw(st.sampled_from(Status.values))
    value = Decimal(draw(st.integers(0, 1000))) / 10 if status in WITH_VALUE else None
    reason = draw(texts) or ("Why" if status in NEEDS_REASON else "")
    return Entry(status, value, reason=reason, source=draw(texts), note=draw(texts))


@settings(max_examples=12, deadline=None)
@given(entered=entries())
def test_whatever_may_be_entered_comes_back_as_it_was(django_db_setup, django_db_blocker, entered):
    with django_db_blocker.unblock(), rolled_back():
        by = custodian_of("2.1.1-d", "of-one@example.org")
        save("2.1.1-d/total/2024", entered, by=by)
        rows = [observation("2.1.1-d/total/2024")]
        for content in (as_xlsx(rows, {rows[0].pk}), as_csv(rows, {rows[0].pk})):
            imported = import_workbook(read_file(content), by=by)
            assert (imported.rows, imported.taking.changes, imported.is_refused) == (1, [], False)


def test_a_preview_says_where_what_was_and_what_follows(uploads, people):
    table = seeded_rows_of(people.custodian)
    page = uploads(edited(table, {f"{D}/2024": {"value": "12,5", "note": "Two\nlines"}}))
    assert f"{cell(table, f'{D}/2024', 'value')} RCS 2.1.1-d 2024 value – 12.5" in page
    assert f"{cell(table, f'{D}/2024', 'note')} RCS 2.1.1-d 2024 note – Two lines" in page
    assert "with it, status: not reported → reported" in page
    page.press("Take over 2 cells")
    row = of(f"{D}/2024")
    assert (row.value, row.note, row.status, row.version) == (Decimal("12.5"), "Two\nlines", "reported", 2)


def test_cells_left_as_they_were_say_nothing_whatever_has_changed_here_since(uploads, people):
    table = seeded_rows_of(people.custodian)
    save("2.1.1-d/total/2024", entry("7"), by=people.custodian)
    uploads(edited(table, {f"{E}/2024": {"value": Decimal(8)}})).press("Take over 1 cell")
    assert (of(f"{D}/2024").value, of(f"{E}/2024").value) == (7, 8)


def test_rows_that_are_left_out_or_stand_in_another_order_are_taken_all_the_same(uploads, people):
    header, *rows = edited(seeded_rows_of(people.custodian), {f"{D}/2024": {"value": Decimal(8)}})
    uploads([header, *reversed(rows[len(rows) // 2 :])])
    kept = [row for row in rows if "2.1.1" in row[0]]
    uploads([header, *reversed(kept)]).press("Take over 1 cell")
    assert of(f"{D}/2024").value == 8


def test_a_csv_is_taken_back_too(uploads, people):
    table = edited(read_csv(as_csv_of(people.custodian)), {f"{D}/2024": {"value": "8,5", "status": "Estimated"}})
    uploads(written(table, "csv"), "series.csv").press("Take over 2 cells")
    assert (of(f"{D}/2024").value, of(f"{D}/2024").status) == (Decimal("8.5"), "estimated")


def as_csv_of(user):
    rows = Observation.objects.visible_to(user).in_order()
    return as_csv(rows, set(Observation.objects.entered_by(user).values_list("pk", flat=True)))


def test_confirming_twice_changes_nothing_more(uploads, people):
    page = uploads(edited(seeded_rows_of(people.custodian), {f"{D}/2024": {"value": Decimal(8)}}))
    page.press("Take over 1 cell")
    again = page.press("Take over 1 cell")
    assert again.status == 200
    assert NO_DIFFERENCE in again
    assert of(f"{D}/2024").version == 2


# --- What is refused -----------------------------------------------------------------------------------------------


@pytest.mark.same_on_both
@pytest.mark.parametrize(
    ("column", "typed", "at", "said"),
    [
        ("value", "1,234", "value", "“1,234” can be read in two ways."),
        ("value", Decimal(101), "value", "A share cannot be more than 100 per cent."),
        ("value", "nan", "value", "“nan” is not a number."),
        ("value", "1e400", "value", "“1e400” is in scientific notation."),
        ("value", True, "value", "“True” is not a number."),
        ("numerator", Decimal(3), "denominator", "Give both the numerator and the denominator, or neither."),
        ("status", "perhaps", "status", "Choose one of:"),
        ("status", "withheld", "reason", "Say why: this status needs a reason."),
        ("note", "\x01", "note", "cannot be kept in a text"),
        ("evidence", "javascript:alert(1)", "evidence", "is not a web address"),
        ("title", "Another title", "title", "This cell is locked."),
        ("year", Decimal(2025), "year", "This cell is locked."),
        ("state", "validated", "state", "This cell is locked."),
        (KEY, f"{E}/2024", KEY, "speaks of the same series and year."),
        (KEY, "RCS-2022-2025/9.9.9-z/total/2024", KEY, "This hidden cell says which row this is"),
        (VERSION, Decimal(2), VERSION, "This hidden cell says which row this is"),
        (SEEN, "abc", SEEN, "This hidden cell says which row this is"),
        (SEEN, None, SEEN, "This hidden cell says which row this is"),
    ],
)
def test_what_is_refused_is_named_by_cell_and_rule_and_nothing_is_taken(uploads, people, column, typed, at, said):
    table = seeded_rows_of(people.custodian)
    value = {"value": Decimal(8)} if column in ("numerator", "note", "evidence") else {}
    changed = edited(table, {f"{D}/2024": {**value, column: typed}})
    other = edited(changed, {f"{E}/2022": {"value": Decimal(9)}})
    before = everything()
    page = uploads(other)
    assert page.status == 400
    expected = cell(table, f"{D}/2024", at)
    if said.startswith("speaks"):  # the row that came second
        expected = cell(table, f"{E}/2024", at)
    assert is_refused(page, expected, said)
    assert "Preview: 1 cell would change" in page or column == SEEN
    assert not [words for words in page.buttons if words.startswith("Take over")]
    assert everything() == before


def test_a_cell_of_a_submitted_row_is_refused(uploads, people):
    submit_as_draft("2.1.1-d/total/2024", people)
    table = rows_of(people.custodian)
    page = uploads(edited(table, {f"{D}/2024": {"value": Decimal(8)}}))
    assert page.status == 409
    assert is_refused(page, cell(table, f"{D}/2024", "value"), "This is submitted, and cannot be changed that way.")


def test_a_cell_of_a_year_that_was_closed_is_refused(uploads, people):
    table = seeded_rows_of(people.custodian)
    year = ReportingYear.objects.get(year=2024)
    close_reporting_year(year, by=people.administrator, seen=year.version)
    page = uploads(edited(table, {f"{D}/2024": {"value": Decimal(8)}}))
    assert page.status == 409
    assert is_refused(page, cell(table, f"{D}/2024", "value"), "The reporting year 2024 is closed.")


def test_a_cell_of_a_row_that_may_be_seen_but_not_entered_is_refused(uploads, db):
    """Somebody who sees everything, and enters one indicator."""
    user = custodian_of("2.1.1-d", "of-one@example.org")
    grant_membership(user, Role.VALIDATOR, by=None)
    table = rows_of(user)
    page = uploads(
        edited(table, {f"{D}/2024": {"value": Decimal(8)}, f"{E}/2024": {"value": "x", "note": "y"}}), by=user
    )
    assert page.status == 403
    said = "Only the custodian of this indicator enters its values."
    for column in ("value", "note"):
        assert is_refused(page, cell(table, f"{E}/2024", column), said)
    assert "Preview: 1 cell would change" in page


def is_refused(page, address, said):
    return re.search(rf"{address} ,[^;]*{re.escape(said)}", page.text) is not None


def test_a_row_that_changed_since_the_file_was_made_is_refused(uploads, people):
    table = seeded_rows_of(people.custodian)
    save("2.1.1-d/total/2024", entry("7"), by=people.custodian)
    page = uploads(edited(table, {f"{D}/2024": {"value": Decimal(8)}, f"{E}/2024": {"value": Decimal(9)}}))
    assert page.status == 409
    assert "It has been changed since the file was made: it is version 2 now, its value 7." in page
    assert (of(f"{D}/2024").value, of(f"{E}/2024").value) == (7, None)


def test_a_row_that_changes_between_preview_and_confirmation_keeps_what_it_has(uploads, people):
    table = seeded_rows_of(people.custodian)
    page = uploads(edited(table, {f"{D}/2024": {"value": Decimal(8)}, f"{E}/2024": {"value": Decimal(9)}}))
    save("2.1.1-d/total/2024", entry("7"), by=people.custodian)
    answer = page.press("Take over 2 cells")
    assert answer.status == 409
    assert "what is stored has changed since the preview" in answer
    assert (of(f"{D}/2024").value, of(f"{E}/2024").value) == (7, None)


def test_another_fingerprint_than_the_previews_changes_nothing(signed_in, uploads, people):
    page = uploads(edited(seeded_rows_of(people.custodian), {f"{D}/2024": {"value": Decimal(8)}}))
    form = next(form for form in page._forms if "carried" in form.values)
    answer = signed_in("custodian").post(PAGE, form.values | {"seen": "0" * 64})
    assert answer.status_code == 409
    assert of(f"{D}/2024").value is None


def test_rows_of_somebody_else_belong_to_nobody_here(uploads, people, db):
    """A file of another custodian: what may not be seen is answered like what does not exist."""
    table = edited(seeded_rows_of(people.custodian), {f"{D}/2024": {"value": Decimal(8)}})
    page = uploads(table, by=custodian_of("2.1.1-e", "of-one@example.org"))
    assert page.status == 400
    assert "Rows that belong to no series of yours: Row 2" in page
    assert "Preview:" not in page
    assert f"Row {cell(table, f'{E}/2024', 'value')[1:]} " not in page


@pytest.mark.same_on_both
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: [["Code", *table[0][1:]], *table[1:]], "Cell A1 says “Code”, not the heading “code”."),
        (lambda table: [row[1:] for row in table], "Cell A1 says “series”, not the heading “code”."),
        (lambda table: [row[:15] for row in table], "Cell P1 says “”, not the heading “key”."),
        (lambda table: [[*row, "mine"] for row in table], "Cell S1 stands outside the columns of this workbook."),
        (lambda table: table[1:], "Cell A1 says “RCS"),
        (lambda table: [table[0]], "0 rows read"),
    ],
)
def test_a_changed_structure_is_refused_with_the_address_of_the_cell(uploads, people, change, said):
    page = uploads(change(seeded_rows_of(people.custodian)))
    assert said in page
    assert "Take over" not in page.text.replace("nothing to take over", "")


def formula_sheet(people):
    """A workbook in which a formula stands for a value, as spreadsheets keep it: with what it came to."""
    content = written(edited(rows_of(people.custodian), {f"{D}/2024": {"value": Decimal(8)}}))
    return replaced(content, "<v>8</v>", "<f>4*2</f><v>8</v>")


def replaced(content, old, new):
    """The workbook with other XML in its first sheet."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode())
            target.writestr(name, part)
    return buffer.getvalue()


def test_a_formula_counts_as_what_it_came_to(uploads, people, db):
    page = uploads(formula_sheet(people))
    page.press("Take over 1 cell")
    assert of(f"{D}/2024").value == 8


@pytest.mark.parametrize("number", ["1e400", "-1e400", "nan", "1e300", "99999999999999"])
def test_a_number_that_is_none_or_too_large_is_refused_by_its_cell(uploads, people, number):
    table = seeded_rows_of(people.custodian)
    content = replaced(written(edited(table, {f"{D}/2024": {"value": Decimal(8)}})), "<v>8</v>", f"<v>{number}</v>")
    page = uploads(content)
    assert page.status == 400
    assert "Preview" in page.buttons
    assert of(f"{D}/2024").value is None


@pytest.mark.same_on_both
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "It is not an Excel workbook"),
        (b"\xff\xfe", "It is not a file of comma-separated values in UTF-8."),
        (b"code\x00,series\n", "Cell A1 says"),
        (b"", "The submitted file is empty."),
        (b"\n\n", "Cell A1 says “”, not the heading “code”."),
        (b"x" * (MAX_BYTES + 1), "The file is too large"),
        (write_xlsx(["code"], [["x" * 200_000]]), "Cell B1 says"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(uploads, content, said):
    page = uploads(content, "series.csv")
    assert page.status == 400
    assert said in page


def test_merged_cells_are_read_as_what_a_spreadsheet_makes_of_them(uploads, people):
    """The first of them keeps what they say, the others are empty: a difference like any other, or a refusal."""
    save("2.1.1-d/total/2024", entry("52.5", numerator="21", denominator="40"), by=people.custodian)
    table = edited(rows_of(people.custodian), {f"{D}/2024": {"numerator": None, "denominator": None}})
    assert "Preview: 2 cells would change" in uploads(table)


def test_more_rows_than_are_changed_at_once_are_refused(uploads, people, monkeypatch):
    assert len(enterable_of(people.custodian)) <= MOST_CHANGED
    monkeypatch.setattr("indicators.workbook_imports.MOST_CHANGED", 1)
    table = seeded_rows_of(people.custodian)
    page = uploads(edited(table, {f"{D}/2024": {"value": Decimal(8)}, f"{E}/2024": {"value": Decimal(9)}}))
    assert page.status == 400
    assert "At most 1 rows can be changed at a time." in page


@pytest.mark.parametrize("carried", ["", "forged", "x:y:z"])
def test_a_confirmation_without_a_file_that_we_signed_is_refused(signed_in, db, carried):
    answer = signed_in("custodian").post(PAGE, {"seen": "0" * 64, "carried": carried})
    assert answer.status_code == 400
    assert "Upload the file once more." in answer.content.decode()
