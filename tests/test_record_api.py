"""Standing records over the API: the same actions as on pages, with versions in If-Match."""

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from common.numbers import canonical
from records.actions import change_record
from records.kinds import KINDS
from records.models import Scorecard
from tests.api import Api, parameters, pointers, problem
from tests.record_rows import add, confirm, coordinator, one_of_each, team, without_records

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_these_records(db):
    without_records()


POST = {"function": "economics", "category": "national_officer", "held_by": "woman", "valid_from": "2023-01-15"}
KEN = "entry/records/KEN/"


@pytest.fixture
def office(people):
    return Api(people.office_editor)


def test_a_teams_kinds_stand_with_their_counts_and_confirmations(office):
    add("posts", "KEN")
    confirm("KEN", 2023, "posts")
    answer = office.get(f"{KEN}?date=2023-06-30").json()
    assert (answer["team"], answer["date"]) == ("KEN", "2023-06-30")
    assert [row["kind"] for row in answer["results"]] == list(KINDS)
    posts = next(row for row in answer["results"] if row["kind"] == "posts")
    assert posts["count"] >= 1
    assert posts["confirmed_at"]
    assert parameters(office.get(f"{KEN}?date=20230630")) == ["date"]
    assert parameters(office.get(f"{KEN}?day=2023-06-30")) == ["day"]


def test_records_are_listed_as_of_a_day(office):
    row = add("posts", "KEN", valid_to=date(2023, 6, 30))
    ids = {
        day: [each["id"] for each in office.get(f"{KEN}posts/?date={day}").json()["results"]]
        for day in ("2023-06-30", "2023-07-01")
    }
    assert row.pk in ids["2023-06-30"]
    assert row.pk not in ids["2023-07-01"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read_of_a_record_can_be_written_back(office, kind):
    row = add(kind, "KEN")
    response = office.get(f"{KEN}{kind}/{row.pk}/")
    assert response["ETag"] == '"1"'
    assert response["Cache-Control"] == "no-store"
    body = {
        name: value
        for name, value in response.json().items()
        if name not in ("id", "team", "kind", "withdrawn", "version")
    }
    written = office.put(f"{KEN}{kind}/{row.pk}/", body, seen=1)
    assert (written.status_code, written.json()) == (200, response.json())
    changed = office.put(f"{KEN}{kind}/{row.pk}/", {**body, "note": "Changed."}, seen=1)
    assert (changed["ETag"], changed.json()["note"]) == ('"2"', "Changed.")


def test_every_answer_fits_its_schema(office):
    openapi = json.loads(office.get("schema/").content)
    rows = one_of_each("KEN")

    def faults(name, content):
        schema = {**openapi["components"]["schemas"][name], "components": openapi["components"]}
        return [fault.message for fault in Draft202012Validator(schema).iter_errors(content)]

    assert faults("RecordKinds", office.get(KEN).json()) == []
    assert faults("RecordConfirmation", office.post(f"{KEN}posts/confirm/", {"year": 2020}).json()) == []
    for kind, row in rows.items():
        assert faults("Record", office.get(f"{KEN}{kind}/{row.pk}/").json()) == []
        assert faults("Records", office.get(f"{KEN}{kind}/?date=2023-06-30").json()) == []


def test_a_record_is_added_changed_ended_and_withdrawn(office):
    added = office.post(f"{KEN}posts/", POST).json()
    place = f"{KEN}posts/{added['id']}/"
    assert office.put(place, {**POST, "held_by": "man"}, seen=1).json()["held_by"] == "man"
    assert office.post(f"{place}end/", {"valid_to": "2024-01-31"}, seen=2).json()["valid_to"] == "2024-01-31"
    withdrawn = office.post(f"{place}withdraw/", {"reason": "No such post."}, seen=3).json()
    assert (withdrawn["withdrawn"], withdrawn["version"]) == ("No such post.", 4)
    assert office.get(place).json() == withdrawn
    assert added["id"] not in [row["id"] for row in office.get(f"{KEN}posts/?date=2023-06-30").json()["results"]]
    assert problem(office.put(place, POST, seen=4), 409)["code"] == "wrong_state"


def test_an_appointment_brings_a_new_coordinator_or_names_one(office):
    known = coordinator()
    body = {
        "origin": "external",
        "is_first": True,
        "is_humanitarian_coordinator": False,
        "is_deputy_special_representative": False,
        "valid_from": "2018-01-01",
        "valid_to": "2018-06-30",
    }
    person = {"name": "New", "is_woman": True, "from_programme_country": False}
    assert office.post(f"{KEN}appointments/", {**body, "coordinator": known.code}).json()["coordinator"] == known.code
    later = {**body, "valid_from": "2018-07-01", "valid_to": "2018-12-31"}
    new = office.post(f"{KEN}appointments/", {**later, **person}).json()["coordinator"]
    assert new != known.code
    assert set(pointers(office.post(f"{KEN}appointments/", body))) == {f"/{name}" for name in person}
    assert "/valid_from" in pointers(office.post(f"{KEN}appointments/", {**body, "coordinator": known.code}))


def test_a_kind_is_confirmed_for_a_year(office):
    answer = office.post(f"{KEN}posts/confirm/", {"year": 2024}).json()
    assert (answer["team"], answer["kind"], answer["year"]) == ("KEN", "posts", 2024)
    assert problem(office.post(f"{KEN}posts/confirm/", {"year": 2024}), 409)
    for body in ({"year": 2999}, {"year": "2024"}, {"year": 2024, "more": 1}, {}, [], None):
        assert "/year" in pointers(office.post(f"{KEN}posts/confirm/", body))


@pytest.mark.parametrize(
    ("kind", "change", "pointer"),
    [
        ("posts", {"held_by": "nobody"}, "/held_by"),
        ("posts", {"held_by": None}, "/held_by"),
        ("posts", {"held_by": 1}, "/held_by"),
        ("posts", {"valid_from": "15/01/2023"}, "/valid_from"),
        ("posts", {"team": "UGA"}, "/team"),
        ("posts", {"withdrawn": "x"}, "/withdrawn"),
        ("posts", {"version": 1}, "/version"),
        ("premises", {"is_common": "yes"}, "/is_common"),
        ("premises", {"country": "UGA"}, "/country"),
        ("joint-programmes", {"themes": "human-rights"}, "/themes"),
        ("joint-programmes", {"themes": ["nothing"]}, "/themes"),
        ("scorecards", {"score": 62.5}, "/score"),
        ("scorecards", {"score": "62,5"}, "/score"),
        ("scorecards", {"year": "2023"}, "/year"),
        ("scorecards", {"year": 20233}, "/year"),
        ("country-analyses", {"valid_to": "2024-01-01"}, "/valid_to"),
    ],
)
def test_a_body_that_says_something_else_is_refused_by_pointer(office, kind, change, pointer):
    row = add(kind, "KEN")
    present = office.get(f"{KEN}{kind}/{row.pk}/").json()
    body = {
        name: value for name, value in present.items() if name not in ("id", "team", "kind", "withdrawn", "version")
    }
    assert pointer in pointers(office.put(f"{KEN}{kind}/{row.pk}/", {**body, **change}, seen=1))
    assert type(row).objects.get(pk=row.pk).version == 1


@pytest.mark.parametrize(
    ("written", "page", "api"),
    [
        ("0", "0", "0"),
        ("40", "40", "40"),
        ("62,5", "62.5", None),
        ("62.125", None, "62.125"),  # to people it could be two numbers
        ("62,1250", "62.125", None),
        ("６２", "62", None),
        ("62 %", None, None),
        ("", None, None),
        ("100.0001", None, None),
        ("-1", None, None),
    ],
)
def test_a_score_is_read_alike_by_pages_and_programs_or_refused(office, signed_in, written, page, api):
    body = {"subject": "youth", "year": 2020, "valid_from": "2021-01-31"}

    def kept():
        return [canonical(row.score) for row in Scorecard.objects.filter(team__code="KEN", subject="youth", year=2020)]

    response = office.post(f"{KEN}scorecards/", {**body, "score": written})
    assert (response.status_code, kept()) == ((200, [api]) if api else (400, []))
    Scorecard.objects.filter(subject="youth", year=2020).update(withdrawn="Tried.", year=2019)
    response = signed_in("office_editor").post("/records/KEN/scorecards/", {**body, "score": written})
    assert (response.status_code, kept()) == ((303, [page]) if page else (400, []))


@pytest.mark.parametrize("body", [[], "text", 3, None])
def test_a_body_that_is_no_object_is_refused(office, body):
    assert problem(office.post(f"{KEN}posts/", body), 400)


@pytest.mark.parametrize(
    ("verb", "body"),
    [("", {**POST, "held_by": "man"}), ("end/", {"valid_to": "2024-01-31"}), ("withdraw/", {"reason": "Why."})],
)
def test_writes_name_the_version_that_they_saw(office, verb, body):
    row = add("posts", "KEN")
    change_record(row, {"note": "Theirs."}, by=None, seen=1)
    send = office.post if verb else office.put
    place = f"{KEN}posts/{row.pk}/{verb}"
    for seen in (None, "*"):
        assert problem(send(place, body, seen=seen), 428)["code"] == "version_needed"
    for seen in (1, 'W/"2"', '"2", "3"'):
        assert problem(send(place, body, seen=seen), 412)["current"]["note"] == "Theirs."
    assert send(place, body, seen=2)["ETag"] == '"3"'


@pytest.mark.assure  # tests/test_isolation.py tries every address of an office
def test_another_offices_records_answer_as_what_does_not_exist(office):
    rows = one_of_each("UGA")
    body = problem(office.get("entry/records/XXX/"), 404)
    body.pop("instance")

    def hidden(response):
        answer = problem(response, 404)
        answer.pop("instance")
        return answer

    assert hidden(office.get("entry/records/UGA/")) == body
    for kind, row in rows.items():
        place = f"entry/records/UGA/{kind}/"
        for response in (
            office.get(place),
            office.post(place, {}),
            office.post(f"{place}confirm/", {"year": 2024}),
            office.get(f"{place}{row.pk}/"),
            office.put(f"{place}{row.pk}/", {}, seen=1),
            office.post(f"{place}{row.pk}/end/", {}, seen=1),
            office.post(f"{place}{row.pk}/withdraw/", {}, seen=1),
            office.get(f"{KEN}{kind}/{row.pk}/"),
            office.get(f"{KEN}{kind}/{10**30}/"),
        ):
            assert hidden(response) == body
        assert type(row).objects.get(pk=row.pk).version == 1


def test_who_reads_without_keeping_is_refused_before_the_body_is_read(people):
    row = add("posts", "KEN")
    for role in ("regional_team", "custodian", "validator", "publisher", "auditor"):
        client = Api(getattr(people, role))
        assert client.get(f"{KEN}posts/{row.pk}/").status_code == 200
        assert problem(client.put(f"{KEN}posts/{row.pk}/", [], seen=1), 403)
        assert problem(client.post(f"{KEN}posts/", []), 403)
    assert problem(Api(people.finance_officer).get(KEN), 404)
    assert problem(Api().get(KEN), 401)


def test_a_shared_framework_stands_in_the_list_of_each_team(office):
    framework = add("frameworks", "UGA", code="CF-SHARED")
    add("framework-teams", "UGA", framework=framework, partner=team("KEN"))
    rows = office.get(f"{KEN}frameworks/?date=2023-06-30").json()["results"]
    assert [row["team"] for row in rows if row["code"] == "CF-SHARED"] == ["UGA"]
    assert problem(office.post(f"{KEN}frameworks/{framework.pk}/withdraw/", {"reason": "Ours."}, seen=1), 403)
