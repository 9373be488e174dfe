"""Somebody else's table of records: its headings mapped to fields, checked as a job, added as it was checked."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from activity.models import Entry
from common.spreadsheets import write_csv, write_xlsx
from jobs.models import Job
from jobs.working import work_off
from records.actions import end_record, withdraw_record
from records.models import Appointment, CooperationFramework, DutyStation, OfficePost, RecordMapping
from tests.reading import Page
from tests.record_rows import add, coordinator, country_of, without_records
from tests.work import People

pytestmark = pytest.mark.django_db

START = "/records/import/"
HEADINGS = ("Country team", "Function", "Type", "Held by", "From", "Remarks")
TABLE = [
    ("Kenya", "Economics", "NO", "a woman", "2023-01-15", "Since the reform."),
    ("KEN", "Economics", "NO", "a woman", "2023-01-15", ""),
    ("Фиджи", "other", "G staff", "vacant", "2022-07-01", ""),
]
MAPPED = {"What “Type” is": "category", "What “Remarks” is": "note"}
WORDS = {
    "What “NO” under “Type” is": "national_officer",
    "What “G staff” under “Type” is": "general_service",
}


@pytest.fixture(autouse=True)
def empty(db):
    without_records()


@pytest.fixture
def client(signed_in):
    return signed_in("administrator")


def headings(client, content=None, kind="posts", **typed):
    rows = write_csv(HEADINGS, TABLE if content is None else content) if not isinstance(content, bytes) else content
    start = Page(client, client.get(START))
    file = SimpleUploadedFile("theirs.csv", rows)
    return start.press("Read the headings", {"Which records": kind, "File (.xlsx or .csv)": file, **typed})


def checked(client, content=None, kind="posts", mapped=MAPPED, words=WORDS):
    page = headings(client, content, kind).press("Show the words", mapped).press("Check the file", words)
    assert "Stop this job" in page.buttons, page.text
    return finished(client, page)


def finished(client, page):
    assert work_off() == 1
    return Page(client, client.get(page.address))


def result_of(client):
    response = client.get(f"/jobs/{Job.objects.order_by('-pk')[0].key}/file/")
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def standing():
    return OfficePost.objects.standing()


def logged():
    return Entry.objects.exclude(verb__startswith="jobs.").count()


def test_records_are_added_as_they_were_checked_and_a_second_time_nothing_changes(client):
    entries = logged()
    page = checked(client)
    assert "Would change: 3. There already: 0. Refused: 0." in page
    assert (standing().count(), logged()) == (0, entries)
    done = finished(client, page.press("Take all over"))
    assert "Changed: 3. There already: 0." in done
    first, second = standing().filter(team__code="KEN").order_by("pk")
    assert (first.function, first.category, first.held_by) == ("economics", "national_officer", "woman")
    assert (first.valid_from, first.valid_to, first.note) == (date(2023, 1, 15), None, "Since the reform.")
    assert second.note == "", "two rows that say the same are two posts"
    assert standing().get(team__code="FJI").held_by == "vacant"
    assert Entry.objects.filter(verb="records.record.added", target__startswith="record KEN posts").count() >= 2
    entries = logged()
    again = checked(client)
    assert "Would change: 0. There already: 3. Refused: 0." in again
    assert "Take all over" not in again.buttons
    assert (standing().count(), logged()) == (3, entries)


def test_a_record_that_was_ended_or_completed_since_is_not_added_again_and_a_withdrawn_one_is(client, people):
    finished(client, checked(client).press("Take all over"))
    ended, error = standing().get(team__code="FJI"), standing().filter(team__code="KEN")[0]
    end_record(ended, date(2024, 1, 31), by=None, seen=1)
    withdraw_record(error, "Entered twice.", by=None, seen=1)
    assert "Would change: 1. There already: 2. Refused: 0." in checked(client)


def test_days_and_yes_and_no_are_read_from_a_sheet(client):
    names = ("Team", "code", "title", "document", "first year", "last year", "from", "signed on", "Funding", "Who")
    row = ("KEN", "CF-X", "Plan", "UNDAF", 2022, 2026, date(2022, 1, 1), "2021-12-01", "yes", "Youth; Academia")
    mapped = {"What “Funding” is": "has_funding_framework", "What “Who” is": "consulted"}
    page = checked(client, write_xlsx(names, [row]), "frameworks", mapped, {})
    finished(client, page.press("Take all over"))
    kept = CooperationFramework.objects.standing().get(team__code="KEN")
    assert (kept.first_year, kept.valid_from, kept.signed_on) == (2022, date(2022, 1, 1), date(2021, 12, 1))
    assert (kept.document, kept.has_funding_framework, kept.consulted) == ("undaf", True, "academia youth")


def test_rows_that_are_pointed_to_are_found_by_code_or_name(client):
    country = country_of("FJI")
    rows = [("FJI", country.name, "The capital", "2020-01-01"), ("FJI", "Kenya", "Nairobi", "2020-01-01")]
    content = write_csv(("team", "country", "place", "from"), rows)
    page = checked(client, content, "duty-stations", {"What “country” is": "country"}, {})
    assert "Would change: 1. There already: 0. Refused: 1." in page
    assert result_of(client)[0]["cell"] == "B3"
    page = checked(client, write_csv(("team", "country", "place", "from"), rows[:1]), "duty-stations", {}, {})
    finished(client, page.press("Take all over"))
    assert DutyStation.objects.standing().get().country == country


def test_what_the_action_refuses_is_refused_by_row_and_heading(client):
    first, second = coordinator("One"), coordinator("Two")
    add("appointments", "KEN", coordinator=first)
    names = ("team", "resident coordinator", "origin", "first", "hc", "dsrsg", "from")
    said = ("external", "yes", "no", "no")
    rows = [
        ("KEN", second.code, *said, "2024-01-01"),
        ("FJI", "RC-9999", *said, "2024-01-01"),
        ("FJI", second.code, *said, "1 March"),
        ("FJI", second.code, "perhaps", *said[1:], "2024-01-01"),
        ("Atlantis", second.code, *said, "2024-01-01"),
        ("", second.code, *said, "2024-01-01"),
    ]
    mapped = {
        "What “first” is": "is_first",
        "What “hc” is": "is_humanitarian_coordinator",
        "What “dsrsg” is": "is_deputy_special_representative",
        "What “origin” is": "origin",
    }
    external = {"What “external” under “origin” is": "external"}
    page = checked(client, write_csv(names, rows), "appointments", mapped, external)
    found = [(row["row"], row["cell"], row["why"]) for row in result_of(client) if row["outcome"] == "refused"]
    assert found[0][:2] == ("2", "G2")
    assert "Another one of this team holds in these days." in found[0][2]
    assert ("3", "B3", "There is no such choice.") in found
    assert ("4", "G4", "Enter a valid date.") in found
    assert ("5", "C5", "The mapping does not say which choice “perhaps” is.") in found
    assert [place for _row, place, why in found if "neither a country team" in why] == ["A6"]
    assert [place for _row, place, why in found if "does not say which country team" in why] == ["A7"]
    assert "Take all over" not in page.buttons
    assert Appointment.objects.standing().count() == 1


def test_a_field_that_has_to_be_filled_has_to_have_a_heading(client):
    page = headings(client).press("Check the file")
    assert page.status == 400
    assert "Say which heading is “Category”." in page


def test_a_change_between_check_and_import_is_seen_and_nothing_is_added(client):
    page = checked(client)
    add("posts", "FJI", function="other", category="general_service", held_by="vacant", valid_from=date(2022, 7, 1))
    failed = finished(client, page.press("Take all over"))
    assert "Since the file was checked, something has changed." in failed
    assert standing().count() == 1


def test_a_mapping_is_saved_for_its_kind_and_fills_in_the_next_file(client):
    page = headings(client).press("Show the words", MAPPED)
    page = page.press("Save the mapping", {**WORDS, "Name of the mapping": "Posts of Umoja"})
    assert "The mapping “Posts of Umoja” is saved." in page
    kept = RecordMapping.objects.get()
    assert (kept.kind, kept.columns["Type"], kept.words["category"]["NO"]) == ("posts", "category", "national_officer")
    again = headings(client, **{"Saved mapping": str(kept.pk)})
    assert again.value_of("What “NO” under “Type” is") == "national_officer"
    wrong = headings(client, kind="advisers", **{"Saved mapping": str(kept.pk)})
    assert wrong.status == 400
    assert "This mapping is for other files." in wrong


def test_an_office_imports_its_own_records_alone(signed_in, people: People):
    page = checked(signed_in("office_editor"))
    assert "Would change: 2. There already: 0. Refused: 1." in page
    assert "“Фиджи” is neither a country team whose records you keep nor a country of one." in page


def test_others_find_no_such_page_and_nobody_anothers_check(client, signed_in):
    page = checked(client)
    for role in ("validator", "regional_team", "custodian", "auditor"):
        assert signed_in(role).get(START).status_code == 404, role
    assert signed_in("office_editor").get(START).status_code == 200
    assert signed_in("office_editor").get(page.address).status_code == 404


@pytest.mark.parametrize("change", [{"kind": "nothing"}, {"kind": "\x00"}, {"mapping": "9"}])
def test_what_no_page_sends_is_not_found(client, change):
    page = headings(client)
    [form] = [form for form in page._forms if "carried" in form.values]
    assert client.post(START, {**form.values, "do": "check", **change}).status_code == 404
