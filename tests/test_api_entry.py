"""The signed-in half of the API: who may do what with an observation, in which order it is refused, and the way of a
value from entry to its figure."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.actions import change_user, create_token, grant_membership
from accounts.roles import Role
from frameworks.models import ReportingYear
from indicators.models import Observation
from tests.api import FRAMEWORK, Api, parameters, place, pointers, problem
from tests.work import custodian_of, entry, observation, save, submit, validate

pytestmark = pytest.mark.django_db

KEY = "2.1.1-d/total/2024"  # a share in per cent, one decimal
VALUE = {"value": "81", "status": "reported", "source": "Survey", "note": "Early."}


@pytest.fixture
def custodian(people):
    return Api(people.custodian)


@pytest.fixture
def validator(people):
    return Api(people.validator)


def read(response, status=200):
    assert response.status_code == status, response.content
    return json.loads(response.content)


# --- The way of a value -------------------------------------------------------------------------------------------


def test_a_value_goes_from_entry_to_its_figure(custodian, validator):
    empty = custodian.get(place(KEY))
    assert empty["ETag"] == '"1"'
    assert read(empty) == {
        "framework": FRAMEWORK,
        "indicator": "2.1.1-d",
        "series": "total",
        "year": 2024,
        "value": None,
        "numerator": None,
        "denominator": None,
        "status": "not_reported",
        "reason": "",
        "source": "",
        "note": "",
        "evidence": [],
        "origin": "entered",
        "unit": "percent",
        "state": "draft",
        "comment": "",
        "version": 1,
        "changed_at": None,
        "figure": None,
    }
    saved = custodian.put(place(KEY), VALUE, seen=empty["ETag"])
    assert saved["ETag"] == '"2"'
    assert read(saved).items() >= (VALUE | {"state": "draft", "version": 2}).items()
    assert read(custodian.post(f"{place(KEY)}submit/", seen=2))["state"] == "submitted"
    comment = {"comment": "Which survey?"}
    returned = read(validator.post(f"{place(KEY)}return/", comment, seen=3))
    assert returned.items() >= {"state": "returned", "comment": "Which survey?", "figure": None}.items()
    custodian.put(place(KEY), VALUE | {"source": "Survey of 2024"}, seen=4)
    custodian.post(f"{place(KEY)}submit/", {}, seen=5)
    validated = validator.post(f"{place(KEY)}validate/", {}, seen=6)
    assert validated["ETag"] == '"7"'
    assert read(validated).items() >= {"state": "validated", "figure": 1, "value": "81", "comment": ""}.items()
    reopened = read(validator.post(f"{place(KEY)}reopen/", {"comment": "It was 82."}, seen=7))
    assert reopened.items() >= {"state": "returned", "figure": 1, "version": 8}.items()
    assert read(custodian.get(place(KEY))) == reopened


def test_what_a_put_leaves_out_is_empty_and_evidence_stays(custodian):
    first = VALUE | {"numerator": "81", "denominator": "100", "evidence": ["https://example.org/a"]}
    custodian.put(place(KEY), first, seen=1)
    second = read(custodian.put(place(KEY), {"status": "not_available", "reason": "No survey."}, seen=2))
    assert second.items() >= {"value": None, "numerator": None, "source": "", "note": ""}.items()
    assert second["evidence"] == ["https://example.org/a"]
    third = read(custodian.put(place(KEY), {"status": "not_reported", "evidence": []}, seen=3))
    assert third["evidence"] == []


def test_saving_the_same_again_changes_nothing(custodian):
    assert read(custodian.put(place(KEY), VALUE, seen=1))["version"] == 2
    assert read(custodian.put(place(KEY), VALUE, seen=2))["version"] == 2
    assert problem(custodian.put(place(KEY), VALUE, seen=1), 412)["current"]["version"] == 2


def test_persons_are_not_named(custodian, people):
    custodian.put(place(KEY), VALUE, seen=1)
    text = custodian.post(f"{place(KEY)}submit/", seen=2).content.decode()
    assert people.custodian.email not in text
    assert people.custodian.name not in text


def test_answers_are_kept_by_no_cache(custodian):
    for path in (place(KEY), "entry/observations/"):
        answer = custodian.get(path)
        assert answer["Cache-Control"] == "no-store"
        assert "Authorization" in answer["Vary"]
        assert not answer.cookies


# --- The order of refusals ----------------------------------------------------------------------------------------


def drafted(people):
    save(KEY, entry("80"), by=people.custodian)


def submitted(people):
    drafted(people)
    submit(KEY, by=people.custodian)


def validated(people):
    submitted(people)
    validate(KEY, by=people.validator)


# action: (method, who may, who may only see it, a good body, a state in which it can be done, one in which it cannot)
ACTIONS = {
    "": ("put", "custodian", "validator", VALUE, drafted, submitted),
    "submit/": ("post", "custodian", "auditor", None, drafted, validated),
    "return/": ("post", "validator", "custodian", {"comment": "Why?"}, submitted, drafted),
    "validate/": ("post", "validator", "custodian", None, submitted, validated),
    "reopen/": ("post", "validator", "administrator", {"comment": "Why?"}, validated, submitted),
}
# Each request has its own fault and those of all that follow, so it is the order that is tested.
ORDER = [
    (401, "nobody", "bad body", None),
    (404, "office_editor", "bad body", None),
    (403, "sees it", "bad body", None),
    (400, "may", "bad body", None),
    (428, "may", "good body", None),
    (428, "may", "good body", "*"),
    (412, "may", "good body", 99),
    (409, "may", "good body", "now"),
]


def ask(people, action, who, body, seen):
    method, may, sees_it, good_body, _possible, _impossible = ACTIONS[action]
    role = {"may": may, "sees it": sees_it}.get(who, who)
    api = Api(None if who == "nobody" else getattr(people, role))
    sent = {"nonsense": 1} if body == "bad body" else good_body
    seen = observation(KEY).version if seen == "now" else seen
    return getattr(api, method)(place(KEY) + action, sent, seen=seen)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("status", "who", "body", "seen"), ORDER)
def test_refusals_come_in_one_order_and_change_nothing(people, action, status, who, body, seen):
    ACTIONS[action][5](people)
    before = Observation.objects.filter(pk=observation(KEY).pk).values().get()
    problem(ask(people, action, who, body, seen), status)
    assert Observation.objects.filter(pk=observation(KEY).pk).values().get() == before


@pytest.mark.parametrize("action", ACTIONS)
def test_the_same_request_succeeds_when_nothing_stands_against_it(people, action):
    ACTIONS[action][4](people)
    before = observation(KEY).version
    assert read(ask(people, action, "may", "good body", "now"))["version"] == before + 1


@pytest.mark.parametrize("action", ACTIONS)
def test_an_unknown_parameter_is_refused_after_the_permission(people, action):
    ACTIONS[action][4](people)
    method, may, sees_it, body, _possible, _impossible = ACTIONS[action]
    path = f"{place(KEY)}{action}?nonsense=1"
    assert parameters(getattr(Api(getattr(people, may)), method)(path, body, seen=2)) == ["nonsense"]
    problem(getattr(Api(getattr(people, sees_it)), method)(path, body, seen=2), 403)


@pytest.mark.parametrize("content", [b"{", b"[]", b"null", b'"value"', b"\xff"])
@pytest.mark.parametrize("action", ACTIONS)
def test_a_body_that_cannot_be_read_is_refused_after_the_permission(people, action, content):
    ACTIONS[action][4](people)
    method, may, sees_it, *_rest = ACTIONS[action]
    problem(getattr(Api(getattr(people, may)), method)(place(KEY) + action, content), 400)
    problem(getattr(Api(getattr(people, sees_it)), method)(place(KEY) + action, content), 403)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ["office_editor", "team_leader", "regional_team"])
def test_what_one_may_not_see_answers_as_what_does_not_exist(people, action, role):
    method, _may, _sees_it, body, possible, _impossible = ACTIONS[action]
    possible(people)
    api = Api(getattr(people, role))

    def without_its_place(path, how):
        response = how(path)
        content = problem(response, 404)
        assert content.pop("instance") == f"/api/v1/{path}"
        headers = {name: value for name, value in response.items() if name != "Content-Length"}
        return content, headers

    there, missing = f"{place(KEY)}{action}", f"{place('9.9.9-z/total/2024')}{action}"
    write = getattr(api, method)
    assert without_its_place(there, lambda path: write(path, body, seen=2)) == without_its_place(
        missing, lambda path: write(path, body, seen=2)
    )
    assert without_its_place(place(KEY), api.get) == without_its_place(place("9.9.9-z/total/2024"), api.get)


def test_a_custodian_sees_the_assigned_indicators_alone():
    api = Api(custodian_of("2.1.1-d", "narrow@example.org"))
    rows = read(api.get("entry/observations/"))["results"]
    assert {row["indicator"] for row in rows} == {"2.1.1-d"}
    assert len(rows) == ReportingYear.objects.count()
    assert read(api.put(place(KEY), VALUE, seen=1))["version"] == 2
    problem(api.put(place("2.1.1-c/total/2024"), VALUE, seen=1), 404)


def test_nobody_validates_what_they_submitted(people):
    both = custodian_of("2.1.1-d", "both@example.org")
    grant_membership(both, Role.VALIDATOR, by=None)
    save(KEY, entry("80"), by=both)
    submit(KEY, by=both)
    problem(Api(both).post(f"{place(KEY)}validate/", seen=3), 403)
    assert read(Api(people.validator).post(f"{place(KEY)}validate/", seen=3))["figure"] == 1


def test_a_closed_year_is_locked(custodian):
    assert problem(custodian.put(place("2.1.1-d/total/2020"), VALUE, seen=1), 409)["code"] == "wrong_state"
    assert read(custodian.get(place("2.1.1-d/total/2020")))["version"] == 1


# --- Versions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        (None, 428),
        ("*", 428),
        ("", 428),
        (" * ", 428),
        ('W/"1"', 412),
        ("1", 412),
        ('"01"', 412),
        ('"+1"', 412),
        ('"1.0"', 412),
        ('"1", "2"', 412),
        ('"2"', 412),
        ('"0"', 412),
        ('"-1"', 412),
        (f'"{"9" * 23}"', 412),
        ('"١"', 412),
        ('"a"', 412),
        ('"1"x', 412),
    ],
)
def test_a_write_names_the_version_it_saw(custodian, seen, status):
    refused = problem(custodian.put(place(KEY), VALUE, seen=seen), status)
    if status == 412:
        assert refused["current"] == read(custodian.get(place(KEY)))
    assert read(custodian.put(place(KEY), VALUE, seen='"1"'))["version"] == 2


def test_a_conflict_shows_what_the_other_person_wrote(people):
    first, second = Api(people.custodian), Api(custodian_of("2.1.1-d", "second@example.org"))
    assert read(first.put(place(KEY), VALUE | {"value": "70"}, seen=1))["value"] == "70"
    refused = problem(second.put(place(KEY), VALUE | {"value": "75"}, seen=1), 412)
    assert refused["code"] == "version_conflict"
    assert (refused["current"]["value"], refused["current"]["version"]) == ("70", 2)
    assert read(second.put(place(KEY), VALUE | {"value": "75"}, seen=2))["value"] == "75"


# --- Bodies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"status": None}, ["/status"]),
        ({"status": "known"}, ["/status"]),
        ({"status": ["reported"]}, ["/status"]),
        ({"value": None}, ["/value"]),
        ({"value": "101"}, ["/value"]),
        ({"value": "80.55"}, ["/value"]),
        ({"value": "-1"}, ["/value"]),
        ({"numerator": "1"}, ["/denominator"]),
        ({"denominator": "0", "numerator": "0"}, ["/denominator"]),
        ({"denominator": "100", "numerator": "80"}, ["/value"]),
        ({"status": "withheld"}, ["/value", "/reason"]),
        ({"note": 5}, ["/note"]),
        ({"note": None}, ["/note"]),
        ({"note": "x" * 5001}, ["/note"]),
        ({"source": "x" * 301}, ["/source"]),
        ({"source": "a\u202eb"}, ["/source"]),
        ({"evidence": "https://example.org"}, ["/evidence"]),
        ({"evidence": ["https://example.org", 5]}, ["/evidence/1"]),
        ({"evidence": ["javascript:alert(1)"]}, ["/evidence"]),
        ({"evidence": None}, ["/evidence"]),
        ({"version": "1", "a/b~c": "1"}, ["/a~1b~0c", "/version"]),
        ({"value": 81, "numerator": 1.5, "denominator": True}, ["/value", "/numerator", "/denominator"]),
    ],
)
def test_every_fault_of_a_body_is_pointed_at(custodian, change, where):
    assert pointers(custodian.put(place(KEY), VALUE | change, seen=1)) == where
    assert read(custodian.put(place(KEY), VALUE, seen=1))["version"] == 2


def test_a_body_without_a_status_is_refused(custodian):
    assert pointers(custodian.put(place(KEY), {}, seen=1)) == ["/status"]
    assert pointers(custodian.put(place(KEY), None, seen=1)) == ["/status"]


@pytest.mark.parametrize("action", ["return/", "reopen/"])
@pytest.mark.parametrize(
    "body", [None, {}, {"comment": ""}, {"comment": "  "}, {"comment": 5}, {"comment": "x" * 5001}]
)
def test_giving_back_needs_a_comment(people, validator, action, body):
    ACTIONS[action][4](people)
    assert pointers(validator.post(place(KEY) + action, body, seen=observation(KEY).version)) == ["/comment"]


def test_a_zero_is_a_value(custodian):
    saved = read(custodian.put(place(KEY), {"status": "reported", "value": "0"}, seen=1))
    assert (saved["value"], saved["status"]) == ("0", "reported")


# --- Lists ----------------------------------------------------------------------------------------------------------


def test_a_list_has_what_one_may_see(people, validator):
    assert len(read(validator.get("entry/observations/?limit=1000"))["results"]) == Observation.objects.count()
    assert read(Api(people.office_editor).get("entry/observations/"))["results"] == []


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("year=2024", 51),
        ("state=submitted", 1),
        ("state=submitted&year=2023", 0),
        (f"framework={FRAMEWORK}&year=2024&state=draft", 50),
        ("framework=RCS-1", 0),
    ],
)
def test_a_list_is_filtered(people, validator, condition, expected):
    submitted(people)
    assert read(validator.get(f"entry/observations/?{condition}&count=true"))["count"] == expected


def test_a_list_has_pages(validator):
    everything = read(validator.get("entry/observations/?year=2024"))["results"]
    path, rows = "entry/observations/?year=2024&limit=20", []
    while path:
        page = read(validator.get(path))
        rows += page["results"]
        path = page["next"] and page["next"].removeprefix("http://testserver/api/v1/")
    assert rows == everything
    assert len(rows) == 51


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("limit=0", ["limit"]),
        ("cursor=0-after-1.x", ["cursor"]),
        ("year=x", ["year"]),
        ("state=lost", ["state"]),
        ("series=total", ["series"]),
        ("release=1", ["release"]),
    ],
)
def test_a_list_refuses_what_it_does_not_know(validator, query, named):
    assert parameters(validator.get(f"entry/observations/?{query}")) == named


# --- Tokens ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Token",
        "Token a b",
        "Token wrong",
        "Bearer {token}",
        "Token {token}x",
        "{token}",
        "Token \x00",
        "Token \xff\xfe",
        "Token " + "a" * 5000,
        "Basic dXNlcjpwYXNz",
    ],
)
def test_without_a_valid_token_one_is_asked_for_it(people, authorization):
    token = create_token(people.custodian, by=people.custodian)
    for path in (place(KEY), "entry/observations/"):
        refused = Api().get(path, Authorization=authorization.format(token=token))
        assert problem(refused, 401)["code"] == "unauthenticated"
        assert refused["WWW-Authenticate"] == "Token"
        assert read(Api().get(path, Authorization=f"Token {token}"))


def test_a_token_expires(people):
    api = Api(people.custodian)
    assert read(api.get(place(KEY)))
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        problem(api.get(place(KEY)), 401)


def test_a_token_ends_with_its_account(people):
    api = Api(people.custodian)
    change_user(people.custodian, name="Gone", is_active=False, seen=people.custodian.version, by=people.administrator)
    problem(api.get(place(KEY)), 401)


def test_a_role_that_ended_shows_nothing(people):
    api = Api(people.validator)
    assert read(api.get(place(KEY)))
    people.validator.memberships.update(valid_from="2020-01-01", valid_to="2020-12-31")
    problem(api.get(place(KEY)), 404)


def test_a_session_is_no_token(signed_in):
    session: Client = signed_in("custodian")
    problem(session.get(f"/api/v1/{place(KEY)}"), 401)
    problem(session.put(f"/api/v1/{place(KEY)}", VALUE, "application/json", headers={"If-Match": '"1"'}), 401)
