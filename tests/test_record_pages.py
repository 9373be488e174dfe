"""The pages of standing records: what an office does there, and what another office cannot tell."""

import html
import re
from datetime import date

import pytest
from django.utils import timezone

from accounts.roles import Role
from records.actions import change_record, withdraw_record
from records.kinds import KINDS
from records.models import Appointment, Coordinator, OfficePost, RecordConfirmation
from tests.record_rows import add, confirm, coordinator, one_of_each, team, values_of, without_records
from tests.work import another

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_these_records(db):
    without_records()


POST = {
    "function": "economics",
    "category": "national_officer",
    "held_by": "woman",
    "valid_from": "2023-01-15",
    "valid_to": "",
    "note": "",
}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def office(signed_in):
    return signed_in("office_editor")


def words(response) -> str:
    """What a reader reads."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


# --- Reading -------------------------------------------------------------------------------------------------------


def test_an_office_sees_its_team_alone_and_a_region_its_teams(office, signed_in):
    page = words(office.get("/records/"))
    assert "Kenya" in page
    assert "Uganda" not in page
    region = words(signed_in("regional_team").get("/records/"))
    assert "Kenya" in region
    assert "Uganda" in region
    assert "Fiji" not in region
    assert "Fiji" in words(signed_in("auditor").get("/records/"))


def test_the_list_of_teams_says_how_much_is_confirmed_for_a_year(office):
    confirm("KEN", 2024, "posts", "frameworks")
    assert f"2 of {len(KINDS)}" in words(office.get("/records/?year=2024"))
    assert f"0 of {len(KINDS)}" in words(office.get("/records/?year=2023"))
    for year in ("2018", "2999", "x", "20240"):
        assert office.get(f"/records/?year={year}").status_code == 404


def test_a_team_is_shown_as_it_was_on_any_day(office):
    before = OfficePost.objects.standing().filter(team__code="KEN").count()
    add("posts", "KEN", valid_from=date(2023, 1, 15), valid_to=date(2023, 6, 30))
    add("posts", "KEN", valid_from=date(2023, 6, 1))

    def posts_on(day):
        states = office.get(f"/records/KEN/?date={day}").context["states"]
        return next(state.count for state in states if state.kind.code == "posts")

    assert posts_on("2023-06-15") - posts_on("2023-01-14") == 2
    assert posts_on("2023-06-30") - posts_on("2023-07-01") == 1
    assert posts_on(timezone.localdate().isoformat()) <= before + 1
    assert office.get("/records/KEN/?date=yesterday").context["day"] == timezone.localdate()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_pages(office, kind):
    row = add(kind, "KEN")
    assert str(row.pk) in words(office.get(f"/records/KEN/{kind}/?date=2023-06-30"))
    page = office.get(f"/records/KEN/{kind}/{row.pk}/")
    assert page.status_code == 200
    assert not re.search(r" style=| onclick=|<script(?! src)", page.content.decode())
    ids = re.findall(r'\bid="([^"]+)"', page.content.decode())
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_page_shows_can_be_sent_back_and_changes_nothing(office, kind):
    row = add(kind, "KEN")
    page = office.get(f"/records/KEN/{kind}/{row.pk}/")
    form = page.context["form"]
    data = {name: value for name in form.fields if (value := _posted(form[name].value())) is not None}
    response = office.post(f"/records/KEN/{kind}/{row.pk}/", {**data, "version": 1, "do": "change"})
    assert response.status_code == 303, response.context["form"].errors
    assert type(row).objects.get(pk=row.pk).version == 1


def _posted(value):
    """What a browser sends for what a field shows."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
    return value


def test_withdrawn_records_stay_readable_with_their_reason(office):
    row = withdraw_record(add("posts", "KEN"), "It was entered twice.", by=None, seen=1)
    assert "It was entered twice." in words(office.get("/records/KEN/posts/"))
    page = office.get(f"/records/KEN/posts/{row.pk}/")
    assert "It was entered twice." in words(page)
    assert b'value="change"' not in page.content


# --- Keeping -------------------------------------------------------------------------------------------------------


def test_a_post_is_added_corrected_ended_and_withdrawn(office):
    response = office.post("/records/KEN/posts/", POST)
    row = OfficePost.objects.order_by("-pk")[0]
    assert (response.status_code, response["Location"]) == (303, f"/records/KEN/posts/{row.pk}/")
    address = response["Location"]
    assert office.post(address, {**POST, "held_by": "man", "version": 1, "do": "change"}).status_code == 303
    assert office.post(address, {"valid_to": "2024-01-31", "version": 2, "do": "end"}).status_code == 303
    assert office.post(address, {"reason": "No such post.", "version": 3, "do": "withdraw"}).status_code == 303
    row.refresh_from_db()
    assert (row.held_by, row.valid_to, row.withdrawn, row.version) == (
        "man",
        date(2024, 1, 31),
        "No such post.",
        4,
    )


def test_what_was_typed_stays_when_it_is_refused(office):
    typed = {**POST, "valid_from": "2023-02-30", "note": "Typed with care.", "held_by": "vacant"}
    response = office.post("/records/KEN/posts/", typed)
    assert response.status_code == 400
    assert response.context["form"].errors.keys() == {"valid_from"}
    page = response.content.decode()
    assert "Typed with care." in page
    assert 'value="2023-02-30"' in page
    assert re.search(r'<option value="vacant" selected>', page)


def test_what_only_the_action_refuses_stands_beside_its_field(office):
    response = office.post("/records/KEN/posts/", {**POST, "valid_to": "2022-01-01"})
    assert response.status_code == 400
    assert response.context["form"].errors["valid_to"] == ["It cannot end before it begins."]
    row = add("posts", "KEN")
    for data, form in (
        ({"valid_to": "", "do": "end"}, "end_form"),
        ({"reason": " ", "do": "withdraw"}, "withdraw_form"),
    ):
        response = office.post(f"/records/KEN/posts/{row.pk}/", {**data, "version": 1})
        assert response.status_code == 400
        assert response.context[form].errors


def test_a_conflict_shows_both_values_and_keeps_what_was_typed(office):
    row = add("posts", "KEN")
    address = f"/records/KEN/posts/{row.pk}/"
    change_record(row, {"held_by": "man", "note": "Theirs."}, by=None, seen=1)
    mine = {**POST, "held_by": "vacant", "note": "Theirs.", "version": 1, "do": "change"}
    response = office.post(address, mine)
    assert response.status_code == 409
    differences = [(row.label, row.theirs, row.mine) for row in response.context["differences"]]
    assert [(theirs, mine) for _label, theirs, mine in differences] == [("a man", "vacant")]
    assert re.search(r'<option value="vacant" selected>', response.content.decode())
    assert 'name="version" value="2"' in response.content.decode()
    assert OfficePost.objects.get(pk=row.pk).held_by == "man"
    assert office.post(address, {**mine, "version": 2}).status_code == 303
    assert OfficePost.objects.get(pk=row.pk).held_by == "vacant"


@pytest.mark.parametrize("version", [None, "", "x", "-1"])
def test_a_form_without_a_version_is_a_conflict(office, version):
    row = add("posts", "KEN")
    data = {**POST, "held_by": "man", "do": "change"} | ({} if version is None else {"version": version})
    assert office.post(f"/records/KEN/posts/{row.pk}/", data).status_code == 409
    assert OfficePost.objects.get(pk=row.pk).version == 1


def test_a_kind_is_confirmed_with_a_button(office):
    assert office.post("/records/KEN/posts/confirm/", {"year": "2024"}).status_code == 303
    assert RecordConfirmation.objects.filter(team__code="KEN", kind="posts", year=2024).count() == 1
    assert office.post("/records/KEN/posts/confirm/", {"year": "2024"}).status_code == 409
    assert office.post("/records/KEN/posts/confirm/", {"year": "next"}).status_code == 400


# --- Coordinators --------------------------------------------------------------------------------------------------

APPOINTMENT = {
    "origin": "external",
    "entity_of_origin": "",
    "is_first": "yes",
    "is_humanitarian_coordinator": "no",
    "is_deputy_special_representative": "no",
    "valid_from": "2018-01-01",
    "valid_to": "2018-12-31",
    "note": "",
}
PERSON = {"name": "Somebody New", "is_woman": "yes", "from_programme_country": "no"}


def test_an_appointment_is_of_a_coordinator_who_is_known_or_of_a_new_one(office):
    known, before = coordinator(), Coordinator.objects.count()
    assert office.post("/records/KEN/appointments/", {**APPOINTMENT, "coordinator": known.code}).status_code == 303
    assert Coordinator.objects.count() == before
    later = {**APPOINTMENT, "valid_from": "2019-01-01", "valid_to": "2019-12-31"}
    assert office.post("/records/KEN/appointments/", {**later, **PERSON}).status_code == 303
    row = Appointment.objects.order_by("-pk")[0]
    assert (row.coordinator.name, row.coordinator.is_woman) == ("Somebody New", True)


@pytest.mark.parametrize(
    ("person", "fields"),
    [
        ({}, {"name", "is_woman", "from_programme_country"}),
        ({"name": "Half"}, {"is_woman", "from_programme_country"}),
        ({"coordinator": "RC-9999999"}, {"coordinator"}),
        ({"coordinator": "known", "name": "Both"}, {"coordinator"}),
    ],
)
def test_an_appointment_says_whose_it_is(office, person, fields):
    if person.get("coordinator") == "known":
        person = {**person, "coordinator": coordinator().code}
    response = office.post("/records/KEN/appointments/", {**APPOINTMENT, **person})
    assert response.status_code == 400
    assert response.context["form"].errors.keys() == fields


def test_a_coordinators_row_is_corrected_by_the_office_they_serve(office):
    row = coordinator()
    address = f"/records/coordinators/{row.code}/"
    assert office.get(address).status_code == 404
    add("appointments", "KEN", coordinator=row, valid_from=date(2018, 1, 1), valid_to=date(2018, 12, 31))
    assert office.get(address).status_code == 200
    assert office.post(address, {**PERSON, "version": 1}).status_code == 303
    assert office.post(address, {**PERSON, "name": "Mine", "version": 1}).status_code == 409
    assert office.post(address, {**PERSON, "name": "", "version": 2}).status_code == 400
    row.refresh_from_db()
    assert (row.name, row.version) == ("Somebody New", 2)


# --- What one may not see ------------------------------------------------------------------------------------------


def plain(response) -> tuple:
    """The answer without what is of its request alone."""
    body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)
    return response.status_code, body.replace(response.request["PATH_INFO"].encode(), b"")


@pytest.mark.assure  # tests/test_isolation.py tries every address of an office
def test_another_offices_records_answer_as_what_does_not_exist(office):
    rows = one_of_each("UGA")
    for kind, row in rows.items():
        pairs = [
            (f"/records/UGA/{kind}/{row.pk}/", "/records/XXX/posts/1/"),
            (f"/records/KEN/{kind}/{row.pk}/", f"/records/KEN/{kind}/999999999/"),
            (f"/records/UGA/{kind}/", f"/records/XXX/{kind}/"),
            ("/records/UGA/", "/records/XXX/"),
            (f"/records/coordinators/{rows['appointments'].coordinator.code}/", "/records/coordinators/RC-999999/"),
        ]
        for hidden, missing in pairs:
            assert plain(office.get(hidden)) == plain(office.get(missing)), hidden
            assert office.get(hidden).status_code == 404
            assert plain(office.post(hidden, {"do": "withdraw"}))[0] in (404, 405)
        assert office.post(f"/records/UGA/{kind}/confirm/", {"year": "2024"}).status_code == 404
        assert type(row).objects.get(pk=row.pk).version == 1
    for nowhere in ("/records/KEN/nothing/", "/records/KEN/nothing/1/", "/records/KEN/posts/1/", "/records/ken/"):
        assert office.get(nowhere).status_code == 404


def test_who_reads_without_keeping_gets_no_forms_and_is_refused(signed_in):
    row = add("posts", "KEN")
    for role in ("regional_team", "custodian", "validator", "publisher", "auditor"):
        client = signed_in(role)
        for address in ("/records/KEN/posts/", f"/records/KEN/posts/{row.pk}/"):
            page = client.get(address)
            assert page.status_code == 200
            assert page.content.count(b'method="post"') == 1, "signing out is all there is to send"
            assert client.post(address, {**POST, "do": "change", "version": 1}).status_code == 403
        assert client.post("/records/KEN/posts/confirm/", {"year": "2024"}).status_code == 403


def test_a_shared_framework_is_read_by_the_other_team_and_kept_by_one(office, client):
    framework = add("frameworks", "UGA", code="CF-SHARED")
    add("framework-teams", "UGA", framework=framework, partner=team("KEN"))
    address = f"/records/KEN/frameworks/{framework.pk}/"
    assert "CF-SHARED" in words(office.get("/records/KEN/frameworks/?date=2023-06-30"))
    assert b'value="withdraw"' not in office.get(address).content
    assert office.post(address, {"reason": "Ours.", "version": 1, "do": "withdraw"}).status_code == 403
    uganda = another(Role.OFFICE_EDITOR, "uganda@example.org", team=team("UGA"))
    client.force_login(uganda, backend=BACKEND)
    assert (
        client.post(
            f"/records/UGA/frameworks/{framework.pk}/", {"reason": "Ours.", "version": 1, "do": "withdraw"}
        ).status_code
        == 303
    )


def test_a_form_chooses_among_what_is_the_teams_own(office):
    other = add("frameworks", "UGA", code="CF-THEIRS")
    values = values_of("signatories", "KEN")
    page = office.get("/records/KEN/signatories/").content.decode()
    assert values["framework"].code in page
    assert other.code not in page
    data = {
        "framework": other.code,
        "entity_code": "FAO",
        "entity_name": "Food",
        "has_physical_presence": "yes",
        "is_specialized_agency": "yes",
        "is_ifi": "no",
        "valid_from": "2023-01-01",
        "valid_to": "",
        "note": "",
    }
    assert office.post("/records/KEN/signatories/", data).context["form"].errors.keys() == {"framework"}
    assert office.post("/records/KEN/signatories/", {**data, "framework": values["framework"].code}).status_code == 303
