"""The entry API of the trust fund: who may do what with items and contributions, in which order it is refused, what a
body has to be, and the way of a sum from entry to its figure."""

import json
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions import grant_membership
from accounts.roles import Role
from activity.models import Entry
from finance.models import Contribution, ContributionFigure, FundFigure, FundItem
from finance.reports import close_report
from tests.api import Api, body_of, parameters, pointers, problem
from tests.fund import contributor, gift, item, report_2023, validated_contributions
from tests.test_api_schema import faults
from tests.work import another

pytestmark = pytest.mark.django_db

ITEMS, LEDGER = "entry/finance/items/", "entry/finance/contributions/"
CODE = "2023.estimate.2024.trust_fund.total"
ITEM = f"{ITEMS}{CODE}/"
VALUE = {"status": "reported", "value": "151100000", "note": "Early."}
GIFT = {
    "contributor": "test-1",
    "stream": "voluntary",
    "kind": "payment",
    "first_year": 2024,
    "amount": "1500000.5",
    "dated": "2024-03-01",
}
SEVERAL_TIMES = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module", autouse=True)
def opened(people_of_module):
    """The report of 2023, whose items nobody has entered yet, and a contributor of this demonstration."""
    report_2023(people_of_module)
    contributor("test-1")


@pytest.fixture
def officer(people, opened):
    return Api(people.finance_officer)


@pytest.fixture
def validator(people, opened):
    return Api(people.validator)


def read(response, status=200):
    assert response.status_code == status, response.content
    return json.loads(response.content)


def added(officer, **changes):
    """The address of a new contribution."""
    row = read(officer.post(LEDGER, GIFT | changes), 201)
    return f"{LEDGER}{row['reference']}/"


# --- The way of a sum ----------------------------------------------------------------------------------------------


def test_an_item_goes_from_entry_to_its_figure(officer, validator):
    empty = officer.get(ITEM)
    assert empty["ETag"] == '"1"'
    assert read(empty) == {
        "code": CODE,
        "report": 2023,
        "year": 2024,
        "kind": "estimate",
        "fund": "trust_fund",
        "component": None,
        "object": None,
        "grade": None,
        "stream": None,
        "value": None,
        "unit": "usd",
        "status": "not_reported",
        "reason": "",
        "rounded_to": None,
        "note": "",
        "state": "draft",
        "comment": "",
        "version": 1,
        "changed_at": None,
        "figure": None,
    }
    saved = officer.put(ITEM, VALUE, seen=empty["ETag"])
    assert saved["ETag"] == '"2"'
    assert read(saved).items() >= (VALUE | {"state": "draft", "rounded_to": "100"}).items()
    assert read(officer.post(f"{ITEM}submit/", seen=2))["state"] == "submitted"
    returned = read(validator.post(f"{ITEM}return/", {"comment": "Which paragraph?"}, seen=3))
    assert returned.items() >= {"state": "returned", "comment": "Which paragraph?", "figure": None}.items()
    officer.put(ITEM, VALUE | {"note": "Paragraph 12"}, seen=4)
    officer.post(f"{ITEM}submit/", {}, seen=5)
    validated = validator.post(f"{ITEM}validate/", {}, seen=6)
    assert validated["ETag"] == '"7"'
    assert read(validated).items() >= {"state": "validated", "figure": 1, "value": "151100000", "comment": ""}.items()
    reopened = read(validator.post(f"{ITEM}reopen/", {"comment": "It was 151.2."}, seen=7))
    assert reopened.items() >= {"state": "returned", "figure": 1, "version": 8}.items()
    assert read(officer.get(ITEM)) == reopened
    assert FundFigure.objects.get(item__code=CODE).value == Decimal(151_100_000)


def test_a_contribution_goes_from_entry_to_its_figure(officer, validator):
    response = officer.post(LEDGER, GIFT | {"currency": "CHF", "note": "First half"})
    row = read(response, 201)
    assert row == {
        "reference": "2024-0001",
        "contributor": "test-1",
        "stream": "voluntary",
        "kind": "payment",
        "first_year": 2024,
        "last_year": 2024,
        "amount": "1500000.5",
        "currency": "CHF",
        "dated": "2024-03-01",
        "rate": None,
        "rate_on": None,
        "dollars": None,
        "levy_applied": None,
        "void": False,
        "note": "First half",
        "state": "draft",
        "comment": "",
        "version": 1,
        "changed_at": row["changed_at"],
        "figure": None,
    }
    assert response["ETag"] == '"1"'
    address = response["Location"].removeprefix("http://testserver/api/v1/")
    assert address == f"{LEDGER}2024-0001/"
    assert read(officer.get(address)) == row
    rated = GIFT | {"currency": "CHF", "rate": "0.9", "rate_on": "2024-03-01"}
    assert read(officer.put(address, rated, seen=1)).items() >= {"dollars": "1666667.22", "note": ""}.items()
    assert read(officer.post(f"{address}submit/", seen=2))["state"] == "submitted"
    assert read(validator.post(f"{address}return/", {"comment": "Which bank?"}, seen=3))["comment"] == "Which bank?"
    officer.post(f"{address}submit/", seen=4)
    assert read(validator.post(f"{address}validate/", seen=5)).items() >= {"figure": 1, "version": 6}.items()
    assert read(validator.post(f"{address}reopen/", {"comment": "Twice."}, seen=6))["state"] == "returned"
    void = rated | {"void": True, "note": "Entered twice."}
    assert read(officer.put(address, void, seen=7)).items() >= {"void": True, "figure": 1}.items()
    assert ContributionFigure.objects.get().dollars == Decimal("1666667.22")


def test_references_count_on_within_a_year(officer):
    assert [added(officer)[-10:-1] for _ in range(2)] == ["2024-0001", "2024-0002"]
    assert added(officer, first_year=2023)[-10:-1] == "2023-0001"


def test_what_a_put_leaves_out_is_empty_and_the_rounding_stays(officer):
    whole = {"status": "reported", "value": "151000000", "rounded_to": "1000000", "note": "About."}
    assert read(officer.put(ITEM, whole, seen=1))["rounded_to"] == "1000000"
    less = read(officer.put(ITEM, {"status": "estimated", "value": "152000000"}, seen=2))
    assert less.items() >= {"rounded_to": "1000000", "note": "", "status": "estimated"}.items()
    none = read(officer.put(ITEM, {"status": "not_available", "reason": "Not printed."}, seen=3))
    assert none.items() >= {"value": None, "rounded_to": None, "reason": "Not printed."}.items()


def test_a_zero_is_a_value(officer):
    saved = read(officer.put(ITEM, {"status": "reported", "value": "0"}, seen=1))
    assert (saved["value"], saved["status"]) == ("0", "reported")


def test_saving_the_same_again_changes_nothing(officer):
    row = added(officer)
    for path, body in ((ITEM, VALUE), (row, GIFT | {"note": "Now."})):
        assert read(officer.put(path, body, seen=1))["version"] == 2
        entries = Entry.objects.count()
        assert read(officer.put(path, body, seen=2))["version"] == 2
        assert Entry.objects.count() == entries
        assert problem(officer.put(path, body, seen=1), 412)["current"]["version"] == 2


def test_persons_are_not_named_and_nothing_is_cached(officer, people):
    for path in (ITEM, ITEMS, LEDGER, added(officer)):
        response = officer.get(path)
        assert people.finance_officer.email not in body_of(response).decode()
        assert people.finance_officer.name not in body_of(response).decode()
        assert response["Cache-Control"] == "no-store"
        assert "Authorization" in response["Vary"]
        assert not response.cookies


# --- The order of refusals -----------------------------------------------------------------------------------------


def drafted(officer, path, body):
    officer.put(path, body, seen=1)


def submitted(officer, path, body):
    drafted(officer, path, body)
    read(officer.post(f"{path}submit/", seen=2))


def validated(officer, path, body):
    submitted(officer, path, body)
    row = FundItem.objects.get(code=CODE) if path == ITEM else Contribution.objects.get()
    grant = Api(another(Role.VALIDATOR, "checking@example.org"))
    read(grant.post(f"{path}validate/", seen=row.version))


# action: (method, who may, who may only see it, a good body, a state in which it can be done, one in which it cannot)
ACTIONS = {
    "": ("put", "finance_officer", "validator", None, drafted, submitted),
    "submit/": ("post", "finance_officer", "auditor", None, drafted, validated),
    "return/": ("post", "validator", "finance_officer", {"comment": "Why?"}, submitted, drafted),
    "validate/": ("post", "validator", "publisher", None, submitted, validated),
    "reopen/": ("post", "validator", "administrator", {"comment": "Why?"}, validated, submitted),
}
# Each request has its own fault and those of all that follow, so it is the order that is tested.
ORDER = [
    (401, "nobody", "bad body", None),
    (404, "custodian", "bad body", None),
    (403, "sees it", "bad body", None),
    (400, "may", "bad body", None),
    (428, "may", "good body", None),
    (428, "may", "good body", "*"),
    (412, "may", "good body", 99),
    (409, "may", "good body", "now"),
]
NOUNS = ["item", "contribution"]


@pytest.fixture(params=NOUNS)
def noun(request, officer):
    """(address, what a PUT says, another that it says later, the rows there are) of an item, and of a contribution."""
    if request.param == "item":
        return ITEM, VALUE, VALUE | {"value": "1000"}, FundItem.objects.filter(code=CODE)
    return added(officer), GIFT | {"amount": "3"}, GIFT | {"amount": "7"}, Contribution.objects.all()


def ask(people, noun, action, who, body, seen):
    path, _first, later, rows = noun
    method, may, sees_it, good_body, _possible, _impossible = ACTIONS[action]
    role = {"may": may, "sees it": sees_it}.get(who, who)
    api = Api(None if who == "nobody" else getattr(people, role))
    sent = {"nonsense": 1} if body == "bad body" else (good_body if action else later)
    return getattr(api, method)(path + action, sent, seen=rows.get().version if seen == "now" else seen)


@pytest.mark.parametrize("action", ACTIONS)
def test_refusals_come_in_one_order_and_change_nothing(people, officer, noun, action):
    path, first, _later, rows = noun
    ACTIONS[action][5](officer, path, first)
    before = rows.values().get()
    for status, who, body, seen in ORDER:
        refused = problem(ask(people, noun, action, who, body, seen), status)
        assert rows.values().get() == before, (status, who)
        assert ("current" in refused) == (status == 412)


@pytest.mark.parametrize("action", ACTIONS)
def test_the_same_request_succeeds_when_nothing_stands_against_it(people, officer, noun, action):
    path, first, _later, rows = noun
    ACTIONS[action][4](officer, path, first)
    before = rows.get().version
    assert read(ask(people, noun, action, "may", "good body", "now"))["version"] == before + 1


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ["office_editor", "regional_team", "custodian"])
def test_what_one_may_not_see_answers_byte_for_byte_as_what_does_not_exist(people, noun, action, role):
    path, _first, later, _rows = noun
    missing = path.replace("total", "nothing").replace("2024-0001", "2024-0099")
    api, method = Api(getattr(people, role)), ACTIONS[action][0]

    def without_its_place(address, send):
        response = send(address)
        content = problem(response, 404)
        assert content.pop("instance") == f"/api/v1/{address}"
        return content, {name: value for name, value in response.items() if name != "Content-Length"}

    assert without_its_place(path, api.get) == without_its_place(missing, api.get)
    written = [
        without_its_place(address + action, lambda place: getattr(api, method)(place, later, seen=1))
        for address in (path, missing)
    ]
    assert written[0] == written[1]


@pytest.mark.parametrize("address", [ITEMS, LEDGER])
@pytest.mark.parametrize("role", ["office_editor", "team_leader", "regional_team", "custodian"])
def test_for_everybody_else_there_is_no_list_and_nothing_to_add_to(people, opened, address, role):
    api = Api(getattr(people, role))
    nowhere = problem(api.get("entry/finance/nothing/"), 404)
    assert problem(api.get(address), 404) == nowhere | {"instance": f"/api/v1/{address}"}
    assert problem(api.get(f"{address}?nonsense=1"), 404)
    if address == LEDGER:
        problem(api.post(LEDGER, {"nonsense": 1}), 404)


def test_adding_is_refused_in_the_same_order(people, officer):
    path = f"{LEDGER}?nonsense=1"
    problem(Api().post(path, {"nonsense": 1}), 401)
    problem(Api(people.custodian).post(path, {"nonsense": 1}), 404)
    problem(Api(people.validator).post(path, {"nonsense": 1}), 403)
    assert parameters(officer.post(path, {"nonsense": 1})) == ["nonsense"]
    assert set(pointers(officer.post(LEDGER, {"nonsense": 1}))) >= {"/nonsense", "/contributor", "/first_year"}
    assert not Contribution.objects.exists()


def test_nobody_validates_what_they_submitted(people, officer):
    both = another(Role.FINANCE_OFFICER, "both@example.org")
    grant_membership(both, Role.VALIDATOR, by=None)
    for path in (ITEM, added(officer)):
        officer.put(path, VALUE if path == ITEM else GIFT | {"amount": "2"}, seen=1)
        assert read(Api(both).post(f"{path}submit/", seen=2))["state"] == "submitted"
        problem(Api(both).post(f"{path}validate/", seen=3), 403)
        assert read(Api(people.validator).post(f"{path}validate/", seen=3))["figure"] == 1


def test_a_closed_report_is_locked(people, officer):
    report = item(CODE).report
    close_report(report, by=people.administrator, seen=report.version)
    assert problem(officer.put(ITEM, VALUE, seen=1), 409)["code"] == "wrong_state"
    assert read(officer.get(ITEM))["version"] == 1


def test_what_says_nothing_is_not_submitted(officer):
    assert "Nothing to submit yet" in problem(officer.post(f"{ITEM}submit/", seen=1), 409)["detail"]
    assert read(officer.get(ITEM))["state"] == "draft"


# --- Versions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "status"), [(None, 428), ("*", 428), ('W/"1"', 412), ("1", 412), ('"0"', 412), (f'"{"9" * 23}"', 412)]
)
def test_a_write_names_the_version_it_saw(officer, noun, seen, status):
    path, first, *_rest = noun
    refused = problem(officer.put(path, first, seen=seen), status)
    if status == 412:
        assert refused["current"] == read(officer.get(path))
    assert read(officer.put(path, first, seen='"1"'))["version"] == 2


# --- Bodies --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"status": "known"}, ["/status"]),
        ({"status": None}, ["/status"]),
        ({"status": ["reported"]}, ["/status"]),
        ({"value": None}, ["/value"]),
        ({"value": "151100050"}, ["/value"]),
        ({"value": 151100000}, ["/value"]),
        ({"value": "1,5"}, ["/value"]),
        ({"value": "9" * 12}, ["/value"]),
        ({"rounded_to": "7"}, ["/rounded_to"]),
        ({"rounded_to": "0"}, ["/rounded_to"]),
        ({"rounded_to": "-100"}, ["/rounded_to"]),
        ({"status": "withheld"}, ["/value", "/reason"]),
        ({"note": 5}, ["/note"]),
        ({"note": "x" * 5001}, ["/note"]),
        ({"note": "a\u202eb"}, ["/note"]),
        ({"version": "1", "a/b~c": "1"}, ["/a~1b~0c", "/version"]),
    ],
)
def test_every_fault_of_an_item_is_pointed_at(officer, change, where):
    assert pointers(officer.put(ITEM, VALUE | change, seen=1)) == where
    assert read(officer.get(ITEM))["version"] == 1


@pytest.mark.parametrize(
    ("code", "change", "where"),
    [
        ("2023.posts.2024.B1.P-2-1", {"value": "1.5"}, ["/value"]),
        ("2023.posts.2024.B1.P-2-1", {"value": "-1"}, ["/value"]),
        ("2023.posts.2024.B1.P-2-1", {"value": "3", "rounded_to": "-5"}, ["/rounded_to"]),
        ("2023.posts.2024.B1.P-2-1", {"value": "3", "rounded_to": "0.01"}, ["/rounded_to"]),
        ("2023.received.2022.levy", {"value": "-100000"}, ["/value"]),
        ("2023.received.2022.levy", {"value": "38510000"}, ["/value"]),
    ],
)
def test_items_of_other_kinds_keep_their_rules(officer, code, change, where):
    assert pointers(officer.put(f"{ITEMS}{code}/", {"status": "reported"} | change, seen=1)) == where
    assert item(code).version == 1


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"contributor": "nobody"}, ["/contributor"]),
        ({"contributor": "KEN"}, ["/contributor"]),  # a Member State, in a demonstration
        ({"contributor": None}, ["/contributor"]),
        ({"contributor": 5}, ["/contributor"]),
        ({"stream": "all"}, ["/stream"]),
        ({"stream": "levy"}, ["/levy_applied"]),
        ({"levy_applied": True}, ["/levy_applied"]),
        ({"levy_applied": "true"}, ["/levy_applied"]),
        ({"levy_applied": 1}, ["/levy_applied"]),
        ({"kind": "gift"}, ["/kind"]),
        ({"kind": "agreement"}, ["/last_year"]),
        ({"last_year": 2026}, ["/last_year"]),
        ({"first_year": 2014}, ["/first_year"]),
        ({"first_year": "2024"}, ["/first_year"]),
        ({"first_year": 2024.0}, ["/first_year"]),
        ({"first_year": 99999999999999999999999}, ["/first_year"]),
        ({"first_year": None}, ["/first_year"]),
        ({"first_year": True}, ["/first_year"]),
        ({"amount": None}, ["/amount"]),
        ({"amount": "0"}, ["/amount"]),
        ({"amount": "-5"}, ["/amount"]),
        ({"amount": "1.234"}, ["/amount"]),
        ({"amount": 5}, ["/amount"]),
        ({"amount": "1" * 12}, ["/amount"]),
        ({"currency": "usd"}, ["/currency"]),
        ({"currency": "XYZ"}, ["/currency"]),
        ({"currency": "DOLLARS"}, ["/currency"]),
        ({"currency": ""}, ["/currency"]),
        ({"currency": None}, ["/currency"]),
        ({"dated": None}, ["/dated"]),
        ({"dated": "20240301"}, ["/dated"]),
        ({"dated": "2024-02-30"}, ["/dated"]),
        ({"dated": "1 March 2024"}, ["/dated"]),
        ({"rate": "0.9", "rate_on": "2024-03-01"}, ["/rate"]),
        ({"currency": "CHF", "rate": "0.9"}, ["/rate_on"]),
        ({"currency": "CHF", "rate_on": "2024-03-01"}, ["/rate"]),
        ({"currency": "CHF", "rate": "0", "rate_on": "2024-03-01"}, ["/rate"]),
        ({"void": True}, ["/note"]),
        ({"void": "no"}, ["/void"]),
        ({"void": None}, ["/void"]),
        ({"note": "a\u202eb"}, ["/note"]),
        ({"reference": "2024-0009"}, ["/reference"]),
        ({"dollars": "1"}, ["/dollars"]),
    ],
)
def test_every_fault_of_a_contribution_is_pointed_at(officer, change, where):
    assert pointers(officer.post(LEDGER, GIFT | change)) == where
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("action", ["return/", "reopen/"])
@pytest.mark.parametrize(
    "body", [None, {}, {"comment": ""}, {"comment": "  "}, {"comment": 5}, {"comment": "x" * 5001}]
)
def test_giving_back_needs_a_comment(officer, validator, noun, action, body):
    path, first, _later, rows = noun
    ACTIONS[action][4](officer, path, first)
    assert pointers(validator.post(path + action, body, seen=rows.get().version)) == ["/comment"]


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b"null", b'"value"', b"\xff", b'{"note": "a\\u0000b"}', b'{"value": NaN}']
)
def test_a_body_that_cannot_be_read_is_refused_after_the_permission(people, officer, noun, content):
    path = noun[0]
    problem(officer.put(path, content), 400)
    problem(Api(people.validator).put(path, content), 403)
    problem(officer.post(LEDGER, content), 400)


FIELDS = ["status", "value", "rounded_to", "reason", "note", *GIFT, "last_year", "currency", "rate", "rate_on", "void"]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
SENSIBLE = st.sampled_from(["reported", "withheld", "40", "levy", "agreement", "CHF", "2024-03-01", "test-1", 2024])
NUMBERS = st.decimals(allow_nan=False, places=4).map(str) | st.sampled_from(["0", "-1", "0.0001", "99999999999"])


@SEVERAL_TIMES
@given(body=st.dictionaries(st.sampled_from(FIELDS), ANY_JSON | SENSIBLE | NUMBERS))
def test_any_json_is_answered_with_success_or_4xx(officer, body):
    paths = [ITEM, f"{ITEMS}2023.posts.2024.B1.P-5/"]
    answers = [officer.put(path, {"status": "reported"} | body, seen=1) for path in paths]
    answers.append(officer.post(LEDGER, GIFT | body))
    for answer in answers:
        assert 200 <= answer.status_code < 500, answer.content
        if answer.status_code >= 400:
            problem(answer, answer.status_code)


# --- Lists ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("report=2022&kind=posts", 60),
        ("kind=received&year=2021&report=2022", 4),
        ("report=2022&state=validated&fund=trust_fund", 1),
        ("report=2021", 0),
    ],
)
def test_items_are_filtered(validator, condition, expected):
    assert read(validator.get(f"{ITEMS}?{condition}&count=true"))["count"] == expected


def test_contributions_are_filtered(people, validator):
    agreed = gift("test-2", kind="agreement", year=2022, last_year=2024)
    levy = gift("test-3", stream="levy", levy_applied=True, contributor_kind="other")
    validated_contributions([gift("test-1", year=2023), agreed, levy], people)

    def references(condition):
        return [row["reference"] for row in read(validator.get(f"{LEDGER}?{condition}"))["results"]]

    assert references("year=2024") == ["2022-0001", "2024-0001"]
    assert references("year=2023") == ["2023-0001", "2022-0001"]  # in the order in which they were made
    assert references("stream=levy") == references("contributor=test-3") == ["2024-0001"]
    assert references("kind=agreement&state=validated") == ["2022-0001"]
    assert references("year=2025") == references("state=draft") == []


def test_a_list_has_pages(validator):
    everything = read(validator.get(f"{ITEMS}?limit=1000"))["results"]
    assert len(everything) == FundItem.objects.count()
    path, rows = f"{ITEMS}?limit=150", []
    while path:
        found = read(validator.get(path))
        rows += found["results"]
        path = found["next"] and found["next"].removeprefix("http://testserver/api/v1/")
    assert rows == everything


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (f"{ITEMS}?kind=gift&state=done&fund=none", ["kind", "state", "fund"]),
        (f"{ITEMS}?year=20x4&report=999999", ["report", "year"]),
        (f"{ITEMS}?stream=levy", ["stream"]),
        (f"{LEDGER}?year=20x4&stream=all", ["year", "stream"]),
        (f"{LEDGER}?contributor=%00", ["contributor"]),
        (f"{LEDGER}?kind=", ["kind"]),
        (f"{LEDGER}?limit=0", ["limit"]),
        (f"{LEDGER}?cursor=1", ["cursor"]),
        (f"{ITEM}?nonsense=1", ["nonsense"]),
    ],
)
def test_conditions_that_are_none_are_named(validator, path, named):
    assert sorted(parameters(validator.get(path))) == sorted(named)


# --- The description -----------------------------------------------------------------------------------------------


@pytest.fixture
def openapi(db):
    return json.loads(Api().get("schema/").content)


@pytest.mark.parametrize(("path", "name"), [(ITEMS, "FundItem"), (LEDGER, "Contribution")])
def test_what_is_answered_fits_its_description(openapi, people, validator, path, name):
    in_francs = gift("test-2", currency="CHF", rate=Decimal("0.9"), rate_on=gift().dated)
    validated_contributions([gift(), in_francs], people)
    content = read(validator.get(f"{path}?limit=1000&count=true"))
    answer = openapi["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]["content"]["application/json"]
    assert not faults(openapi, answer["schema"], content)
    schema = openapi["components"]["schemas"][name]
    assert all(set(row) == set(schema["properties"]) for row in content["results"])


def test_the_description_says_that_adding_answers_201(openapi):
    described = openapi["paths"][f"/api/v1/{LEDGER}"]["post"]["responses"]
    assert "201" in described
    assert "200" not in described


def test_the_api_asks_for_a_token_and_takes_no_session(people, opened):
    client = Client()
    client.force_login(people.finance_officer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/api/v1/{ITEM}").status_code == 401
