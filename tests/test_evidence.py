"""Files with answers: told by their content, kept under random names, handed out to those who may see the answer."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.evidence import ENDINGS, MOST_BYTES, MOST_FILES, type_of
from surveys.models import EvidenceFile, Submission
from tests.reading import Page
from tests.work import answer_all, bring_to_submission, opened, question, questionnaire, return_answers, submission

pytestmark = pytest.mark.django_db

EVIDENCE = "/tasks/2024/KEN/evidence/"
REVIEW = "/review/answers/2024/KEN/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def archive(*parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for part in parts:
            made.writestr(part, "<x/>")
    return content.getvalue()


KEPT = {
    "plan.pdf": PDF,
    "plan.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 20,
    "plan.jpg": b"\xff\xd8\xff\xe0" + b"\0" * 20,
    "plan.docx": archive("[Content_Types].xml", "word/document.xml"),
    "plan.xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
}
REFUSED = {
    "a page called a PDF": ("plan.pdf", b"<!DOCTYPE html><script>alert(1)</script>"),
    "a PDF that does not begin as one": ("plan.pdf", b"<html>%PDF-1.7"),
    "a picture with programs": ("plan.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "a program": ("plan.exe", b"MZ\x90\0"),
    "any archive": ("plan.docx", archive("plan.txt")),
    "an archive of both kinds": ("plan.docx", archive("[Content_Types].xml", "word/document.xml", "xl/workbook.xml")),
    "a workbook with programs": ("plan.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")),
    "the beginning of an archive": ("plan.xlsx", b"PK\x03\x04" + b"\0" * 50),
    "a text": ("plan.txt", b"See the plan."),
    "nothing": ("plan.pdf", b""),
}


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    """Files go to a folder of this test's own."""
    settings.VAR_DIR = tmp_path


@pytest.fixture(scope="module", autouse=True)
def asked(module_database):
    """A questionnaire with a confidential question."""
    opened(questionnaire(2024, (question("plan"), question("climate", "text", disclosure="none"))))


def add(client, name="plan.pdf", content=PDF, address=EVIDENCE, **data):
    return client.post(address, {"question": "plan", "file": SimpleUploadedFile(name, content)} | data)


def only_file():
    return EvidenceFile.objects.get()


def address_of(row):
    return f"{EVIDENCE}{row.key}/"


def on_disk():
    return sorted(path for path in Path(settings.VAR_DIR).rglob("*") if path.is_file())


# --- What is kept -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KEPT)
def test_a_file_is_kept_under_a_random_name_and_handed_out_as_an_attachment(name, signed_in):
    assert add(signed_in("office_editor"), name, KEPT[name]).status_code == 303
    row = only_file()
    assert (row.name, row.size) == (name, len(KEPT[name]))
    [path] = on_disk()
    assert path.name == row.key
    assert name not in str(path)
    for role in ("office_editor", "team_leader", "regional_team", "validator", "auditor"):
        response = signed_in(role).get(address_of(row))
        assert response.content == KEPT[name]
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["Content-Type"] == row.content_type
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]
        assert "sandbox" in response["Content-Security-Policy"]


def test_the_file_stands_with_its_answer(signed_in, people):
    add(signed_in("office_editor"))
    bring_to_submission("2024/KEN", people)
    client = signed_in("regional_team")
    body = client.get(REVIEW).content.decode()
    assert f'href="{address_of(only_file())}">plan.pdf</a>' in body


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("/etc/cron.d/plan.PDF", "plan.PDF"),
        ("plan.html", "plan.html.pdf"),
        ("plan.pdf.exe", "plan.pdf.exe.pdf"),
        ("计划.pdf", "计划.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ("...", "evidence.pdf"),
    ],
)
def test_no_name_leads_anywhere_and_each_ends_as_what_the_file_is(given, kept, signed_in):
    uploaded = SimpleUploadedFile("plan.pdf", PDF)
    uploaded._name = given  # as a client sends it, before Django takes the last part
    assert add(signed_in("office_editor"), file=uploaded).status_code == 303
    assert only_file().name == kept
    [path] = on_disk()
    assert path.parent.parent == Path(settings.VAR_DIR) / "evidence"


def test_every_kind_that_is_kept_has_an_ending():
    assert {type_of(content) for content in KEPT.values()} == set(ENDINGS)


# --- What is refused --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_file_is_follows_from_its_content_and_not_from_its_name(what, signed_in):
    name, content = REFUSED[what]
    assert add(signed_in("office_editor"), name, content).status_code == 400
    assert not EvidenceFile.objects.exists()
    assert on_disk() == []


def test_no_name_keeps_a_mark_that_turns_its_direction(signed_in):
    add(signed_in("office_editor"), "plan\u202efdp.pdf")
    assert only_file().name == "planfdp.pdf"


def test_a_file_of_more_than_ten_megabytes_is_refused(signed_in):
    assert add(signed_in("office_editor"), content=PDF + b"\0" * MOST_BYTES).status_code == 400
    assert add(signed_in("office_editor"), content=PDF.ljust(MOST_BYTES, b"\0")).status_code == 303


def test_no_question_takes_more_than_ten_files(signed_in):
    client = signed_in("office_editor")
    for _time in range(MOST_FILES):
        assert add(client).status_code == 303
    assert add(client).status_code == 400
    client.post(address_of(EvidenceFile.objects.all()[0]))
    assert add(client).status_code == 303


def test_a_post_without_a_file_or_with_a_strange_question_is_refused(signed_in):
    client = signed_in("office_editor")
    assert client.post(EVIDENCE, {"question": "plan"}).status_code == 400
    assert add(client, question="no-such").status_code == 400
    assert not EvidenceFile.objects.exists()


def test_only_those_who_answer_add_and_withdraw(signed_in, people):
    for role in ("regional_team", "validator", "administrator", "auditor"):
        assert add(signed_in(role)).status_code == 403
    add(signed_in("office_editor"))
    assert signed_in("validator").post(address_of(only_file())).status_code == 403
    assert only_file().withdrawn_at is None


def test_what_was_handed_in_takes_no_files_until_its_question_is_returned(signed_in, people):
    add(signed_in("office_editor"))
    bring_to_submission("2024/KEN", people)
    assert add(signed_in("office_editor")).status_code == 409
    assert signed_in("office_editor").post(address_of(only_file())).status_code == 409
    return_answers("2024/KEN", {"climate": "Say more."}, by=people.regional_team)
    assert add(signed_in("office_editor")).status_code == 409
    assert add(signed_in("office_editor"), question="climate").status_code == 303


def test_what_is_withdrawn_is_not_there_any_more_and_is_kept(signed_in):
    client = signed_in("office_editor")
    add(client)
    row = only_file()
    assert client.post(address_of(row)).status_code == 303
    for role in ("office_editor", "auditor"):
        assert signed_in(role).get(address_of(row)).status_code == 404
    assert client.post(address_of(row)).status_code == 404
    assert only_file().withdrawn_at is not None
    assert on_disk()[0].read_bytes() == PDF


def test_a_file_that_is_not_what_was_added_is_not_handed_out(signed_in):
    client = signed_in("office_editor")
    add(client)
    on_disk()[0].write_bytes(PDF + b"more")
    response = client.get(address_of(only_file()))
    assert response.status_code == 500
    assert "is not handed out" in Page(client, response)
    on_disk()[0].unlink()
    assert client.get(address_of(only_file())).status_code == 500


# --- Who gets it ------------------------------------------------------------------------------------------------


def test_files_of_another_office_or_region_are_not_there(signed_in):
    client = signed_in("office_editor")
    add(client)
    key = only_file().key
    row = submission("2024/KEN")
    elsewhere = Submission.objects.filter(questionnaire=row.questionnaire).exclude(region=row.region)[0].code
    for address in (f"/tasks/2024/{elsewhere}/evidence/{key}/", f"{EVIDENCE}{'0' * 40}/", f"{EVIDENCE}..%2f{key}/"):
        for role in ("office_editor", "regional_team", "validator"):
            assert signed_in(role).get(address).status_code == 404
    assert add(client, address=f"/tasks/2024/{elsewhere}/evidence/").status_code == 404


def test_a_file_with_a_confidential_answer_is_for_those_who_answer_and_for_auditors(signed_in, people):
    add(signed_in("office_editor"), "our-opinion.pdf", question="climate")
    answer_all("2024/KEN", by=people.office_editor)
    row = only_file()
    for role in ("office_editor", "team_leader", "auditor"):
        assert signed_in(role).get(address_of(row)).content == PDF
    for role in ("regional_team", "validator", "publisher", "administrator", "custodian"):
        assert signed_in(role).get(address_of(row)).status_code == 404
        body = signed_in(role).get(REVIEW).content.decode()
        assert row.key not in body
        assert "our-opinion" not in body
    log = signed_in("administrator").get("/activity/?target=evidence").content.decode()
    assert "our-opinion" not in log
    assert "our-opinion" in signed_in("auditor").get("/activity/?target=evidence").content.decode()
