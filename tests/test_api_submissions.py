"""The API of questionnaires: the way of answers, who may do what, in which order it is refused, and what is hidden."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from countries.models import CountryTeam
from surveys.models import Answer, Submission
from tests.api import Api, body_of, parameters, pointers, problem
from tests.test_api_schema import faults
from tests.work import (
    another,
    answer,
    answer_all,
    answered,
    bring_to_acceptance,
    bring_to_submission,
    endorse_answers,
    give,
    opened,
    question,
    questionnaire,
    submission,
)

pytestmark = pytest.mark.django_db

YEAR = 2032
KEY = f"{YEAR}/KEN"
HERE = f"entry/submissions/{KEY}/"
PLAN = f"{HERE}answers/plan/"
SCALE = ["agree", "disagree"]


def the_questions():
    return [
        question("plan"),
        question("staff", "number", tolerance="20"),
        question("themes", "multiple", choices=["food", "water"]),
        question("held-on", "date", applies_if={"question": "plan", "is": ["yes"]}),
        question("remarks", "text"),
        question("support", "scale", choices=SCALE, disclosure="none"),
    ]


@pytest.fixture(scope="module", autouse=True)
def asked(module_database):
    opened(questionnaire(YEAR, the_questions()))


@pytest.fixture
def editor(people):
    return Api(people.office_editor)


@pytest.fixture
def leader(people):
    return Api(people.team_leader)


@pytest.fixture
def region(people):
    return Api(people.regional_team)


@pytest.fixture
def validator(people):
    return Api(people.validator)


def read(response, status=200):
    assert response.status_code == status, response.content
    return json.loads(response.content)


def answers_in(content):
    return {row["question"]: row for row in content["answers"]}


# --- The way of answers --------------------------------------------------------------------------------------------


def test_answers_go_from_the_draft_to_acceptance_and_back(editor, leader, region, validator):
    first = editor.get(HERE)
    assert first["ETag"] == '"1"'
    content = read(first)
    said = {"state": "draft", "respondent": "KEN", "kind": "team", "team": "KEN", "answered": 0, "expected": 5}
    assert content.items() >= (said | {"deadline": f"{YEAR}-11-30", "zone": "America/New_York"}).items()
    for code, given in {
        "plan": "yes",
        "staff": "12.5",
        "themes": ["water", "food"],
        "held-on": "2024-06-30",
        "support": "agree",
    }.items():
        saved = editor.put(f"{HERE}answers/{code}/", {"status": "reported", "answer": given}, seen=1)
        assert saved["ETag"] == '"2"'
        expected = sorted(given) if isinstance(given, list) else given
        assert read(saved).items() >= {"answer": expected, "status": "reported", "version": 2}.items()
    assert read(editor.get(HERE)).items() >= {"answered": 5, "expected": 5, "version": 1}.items()

    assert read(leader.post(f"{HERE}submit/", seen=1))["state"] == "submitted"
    returned = read(region.post(f"{HERE}return/", {"issues": {"staff": "Is that right?"}}, seen=2))
    assert returned["state"] == "returned"
    assert [code for code, row in answers_in(returned).items() if row["is_open"]] == ["staff"]
    problem(editor.put(PLAN, {"status": "reported", "answer": "no"}, seen=2), 409)
    version = answers_in(returned)["staff"]["version"]
    read(editor.put(f"{HERE}answers/staff/", {"status": "reported", "answer": "13"}, seen=version))
    read(leader.post(f"{HERE}submit/", {}, seen=3))
    assert read(region.post(f"{HERE}endorse/", seen=4))["state"] == "endorsed"
    accepted = validator.post(f"{HERE}accept/", {}, seen=5)
    assert accepted["ETag"] == '"6"'
    assert read(accepted)["state"] == "accepted"
    reopened = read(validator.post(f"{HERE}reopen/", {"issues": {"staff": "It was 14."}}, seen=6))
    assert reopened["state"] == "returned"
    assert answers_in(reopened)["staff"]["answer"] == "13"


def test_more_time_is_given_until_a_later_day(region):
    extended = read(region.post(f"{HERE}extend/", {"until": f"{YEAR}-12-15", "reason": "A storm."}, seen=1))
    assert extended.items() >= {"deadline": f"{YEAR}-12-15", "extended_to": f"{YEAR}-12-15", "version": 2}.items()
    sooner = {"until": f"{YEAR}-12-01", "reason": ""}
    assert sorted(pointers(region.post(f"{HERE}extend/", sooner, seen=2))) == ["/reason", "/until"]


def test_what_is_missing_is_named_by_question_when_submitting(editor, leader):
    read(editor.put(PLAN, {"status": "reported", "answer": "yes"}, seen=1))
    named = pointers(leader.post(f"{HERE}submit/", seen=1))
    assert named == [f"/answers/{code}" for code in ("staff", "themes", "held-on", "support")]


def test_questions_at_issue_are_named_where_they_stand(people, region):
    bring_to_submission(KEY, people)
    path = f"{HERE}return/"
    assert pointers(region.post(path, {"issues": {}}, seen=2)) == ["/issues"]
    issues = {"issues": {"no-such-question": "Why?", "plan": " "}}
    assert sorted(pointers(region.post(path, issues, seen=2))) == ["/issues/no-such-question", "/issues/plan"]
    assert pointers(region.post(path, {"issues": ["plan"]}, seen=2)) == ["/issues"]


def test_last_years_answer_stands_beside_with_the_wording_of_last_year(people, editor):
    bring_to_acceptance(KEY, people)
    asked_again = [question("plan", text={"en": "Is there a plan now?"}), *the_questions()[1:]]
    opened(questionnaire(YEAR + 1, asked_again))
    now = answers_in(read(editor.get(f"entry/submissions/{YEAR + 1}/KEN/")))
    assert (
        now["plan"].items() >= {"wording": 2, "text": {"en": "Is there a plan now?"}, "status": "not_reported"}.items()
    )
    assert now["plan"]["last_year"].items() >= {"wording": 1, "answer": "yes", "status": "reported"}.items()
    assert now["staff"]["last_year"]["wording"] == now["staff"]["wording"] == 1


def test_what_would_be_submitted_stands_beside_what_is_stored(editor):
    read(editor.put(PLAN, {"status": "reported", "answer": "no"}, seen=1))
    held = read(editor.get(f"{HERE}answers/held-on/"))
    assert held["status"] == "not_reported"
    assert held["stands"].items() >= {"status": "not_applicable", "settled_by": "condition"}.items()
    assert not held["is_expected"]


def test_what_a_put_leaves_out_is_empty_and_evidence_stays(editor):
    link = "https://example.org/plan"
    first = {"status": "reported", "answer": "yes", "explanation": "New.", "evidence": [link]}
    assert read(editor.put(PLAN, first, seen=1))["evidence"] == [link]
    second = read(editor.put(PLAN, {"status": "not_available", "reason": "Lost."}, seen=2))
    assert second.items() >= {"answer": None, "explanation": "", "reason": "Lost.", "evidence": [link]}.items()
    assert read(editor.put(PLAN, {"status": "not_available", "reason": "Lost."}, seen=3))["version"] == 3


# --- What is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "given", "where"),
    [
        ("plan", "perhaps", "/answer"),
        ("plan", True, "/answer"),
        ("plan", ["yes"], "/answer"),
        ("plan", None, "/answer"),
        ("staff", 12, "/answer"),
        ("staff", "1,5", "/answer"),
        ("staff", "-1", "/answer"),
        ("staff", "NaN", "/answer"),
        ("staff", "", "/answer"),
        ("themes", "food", "/answer"),
        ("themes", ["food", "fire"], "/answer"),
        ("themes", ["food", 1], "/answer"),
        ("themes", {"food": True}, "/answer"),
        ("held-on", "2024-02-30", "/answer"),
        ("held-on", "20240630", "/answer"),
        ("held-on", "30 June 2024", "/answer"),
        ("remarks", "", "/answer"),
        ("remarks", "a\u202eb", "/answer"),
        ("support", "yes", "/answer"),
    ],
)
def test_what_is_no_answer_to_the_question_is_refused_where_it_stands(editor, code, given, where):
    refused = editor.put(f"{HERE}answers/{code}/", {"status": "reported", "answer": given}, seen=1)
    assert pointers(refused) == [where]
    assert answer(f"{KEY}/{code}").version == 1


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"status": "done", "answer": "yes"}, "/status"),
        ({"answer": "yes"}, "/status"),
        ({"status": "not_available"}, "/reason"),
        ({"status": "not_available", "reason": "x", "answer": "yes"}, "/answer"),
        ({"status": "reported", "answer": "yes", "is_unchanged": "true"}, "/is_unchanged"),
        ({"status": "reported", "answer": "yes", "is_unchanged": True}, "/is_unchanged"),
        ({"status": "reported", "answer": "yes", "evidence": ["javascript:alert(1)"]}, "/evidence"),
        ({"status": "reported", "answer": "yes", "choice": "yes"}, "/choice"),
    ],
)
def test_a_body_is_refused_where_its_fault_stands(editor, body, where):
    assert pointers(editor.put(PLAN, body, seen=1)) == [where]
    assert answer(f"{KEY}/plan").version == 1


# action: (method, who may, who may only see it, a good body, how it comes to be possible, how it is impossible)
def drafted(people):
    answer_all(KEY, by=people.office_editor)


def submitted(people):
    bring_to_submission(KEY, people)


def endorsed(people):
    submitted(people)
    endorse_answers(KEY, by=people.regional_team)


def accepted(people):
    bring_to_acceptance(KEY, people)


ISSUES = {"issues": {"plan": "Why?"}}
LATER = {"until": f"{YEAR}-12-15", "reason": "A storm."}
ACTIONS = {
    "answers/plan/": (
        "put",
        "office_editor",
        "validator",
        {"status": "reported", "answer": "no"},
        drafted,
        submitted,
    ),
    "submit/": ("post", "team_leader", "office_editor", None, drafted, submitted),
    "return/": ("post", "regional_team", "team_leader", ISSUES, submitted, drafted),
    "endorse/": ("post", "regional_team", "validator", None, submitted, drafted),
    "accept/": ("post", "validator", "regional_team", None, endorsed, submitted),
    "reopen/": ("post", "validator", "regional_team", ISSUES, accepted, endorsed),
    "extend/": ("post", "regional_team", "office_editor", LATER, drafted, submitted),
}
# Each request has its own fault and those of all that follow, so it is the order that is tested.
ORDER = [
    (401, "nobody", "bad body", None),
    (404, "finance_officer", "bad body", None),
    (403, "sees it", "bad body", None),
    (400, "may", "bad body", None),
    (428, "may", "good body", None),
    (428, "may", "good body", "*"),
    (412, "may", "good body", 99),
    (409, "may", "good body", "now"),
]


def version_now(action):
    return answer(f"{KEY}/plan").version if action.startswith("answers/") else submission(KEY).version


def ask(people, action, who, body, seen):
    method, may, sees_it, good_body, _possible, _impossible = ACTIONS[action]
    role = {"may": may, "sees it": sees_it}.get(who, who)
    api = Api(None if who == "nobody" else getattr(people, role))
    sent = {"nonsense": 1} if body == "bad body" else good_body
    return getattr(api, method)(HERE + action, sent, seen=version_now(action) if seen == "now" else seen)


def everything_there_is():
    rows = Submission.objects.filter(code="KEN").order_by("pk")
    return [list(rows.values()), list(Answer.objects.filter(submission__in=rows).order_by("pk").values())]


@pytest.mark.same_on_both
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("status", "who", "body", "seen"), ORDER)
def test_refusals_come_in_one_order_and_change_nothing(people, action, status, who, body, seen):
    ACTIONS[action][5](people)
    before = everything_there_is()
    refused = problem(ask(people, action, who, body, seen), status)
    assert everything_there_is() == before
    if status == 412:
        assert refused["current"]["version"] == version_now(action)


@pytest.mark.parametrize("action", ACTIONS)
def test_the_same_request_succeeds_when_nothing_stands_against_it(people, action):
    ACTIONS[action][4](people)
    before = version_now(action)
    assert read(ask(people, action, "may", "good body", "now"))["version"] == before + 1


@pytest.mark.parametrize("action", ["", *ACTIONS])
def test_anothers_submission_answers_byte_for_byte_as_one_that_does_not_exist(people, action):
    """The office of another team asks for KEN, and for the same of a team that there is not."""
    stranger = Api(another(Role.TEAM_LEADER, "of.fji@example.org", team=CountryTeam.objects.get(code="FJI")))
    method, _may, _sees_it, body, *_states = ACTIONS.get(action, ("get", "", "", None))
    send = stranger.get if method == "get" else lambda path: getattr(stranger, method)(path, body, seen=1)
    hidden, missing = (send(f"entry/submissions/{YEAR}/{code}/{action}") for code in ("KEN", "XXX"))
    assert problem(hidden, 404)
    assert body_of(hidden).replace(b"/KEN/", b"/XXX/") == body_of(missing)
    assert hidden.headers.items() == missing.headers.items() - {("Content-Length", "")}


def test_an_unknown_question_is_not_there(editor):
    problem(editor.get(f"{HERE}answers/no-such-question/"), 404)


# --- What is hidden ------------------------------------------------------------------------------------------------

CONTENT = ("status", "answer", "reason", "explanation", "is_unchanged", "settled_by", "evidence", "stands", "last_year")


@pytest.mark.parametrize(
    ("role", "is_hidden"),
    [
        ("office_editor", False),
        ("team_leader", False),
        ("auditor", False),
        ("regional_team", True),
        ("validator", True),
        ("custodian", True),
        ("administrator", True),
        ("publisher", True),
    ],
)
def test_a_confidential_answer_is_shown_to_those_who_give_it_and_to_auditors(people, role, is_hidden):
    give(f"{KEY}/support", answered("disagree", explanation="We waited for months."), by=people.office_editor)
    api = Api(getattr(people, role))
    for row in (answers_in(read(api.get(HERE)))["support"], read(api.get(f"{HERE}answers/support/"))):
        assert (row["hidden"], row["is_answered"]) == (is_hidden, True)
        assert [row[name] for name in CONTENT] == [None] * len(CONTENT) if is_hidden else row["answer"] == "disagree"
    assert (b"months" in body_of(api.get(HERE))) != is_hidden


def test_what_a_government_answers_is_seen_by_who_enters_it(people):
    prepared = questionnaire(
        YEAR, [question("trust", "scale", choices=SCALE)], respondent="government", disclosure="none"
    )
    opened(prepared)
    path = f"entry/submissions/{YEAR}/GOV-KEN/"
    body = {"status": "reported", "answer": "disagree"}
    assert read(Api(people.custodian).put(f"{path}answers/trust/", body, seen=1))["answer"] == "disagree"
    for role, status in (("office_editor", 404), ("regional_team", 404), ("validator", 200), ("administrator", 200)):
        seen = Api(getattr(people, role)).get(path)
        assert seen.status_code == status
        assert b'"disagree"]' in body_of(seen).replace(b'"agree",', b"") if status == 200 else True
        assert b'"answer":"disagree"' not in body_of(seen)


def test_persons_are_not_named_and_nothing_is_cached(people, editor):
    give(f"{KEY}/plan", answered("yes"), by=people.office_editor)
    for path in (HERE, PLAN, "entry/submissions/"):
        response = editor.get(path)
        text = body_of(response).decode()
        assert people.office_editor.email not in text
        assert people.office_editor.name not in text
        assert response["Cache-Control"] == "no-store"
        assert "Authorization" in response["Vary"]


# --- The list ------------------------------------------------------------------------------------------------------


def listed(api, query=""):
    return [row["respondent"] for row in read(api.get(f"entry/submissions/?year={YEAR}&limit=1000{query}"))["results"]]


def test_each_sees_the_submissions_that_they_work_on(people, editor, region, validator):
    everybody = listed(validator)
    assert len(everybody) == CountryTeam.objects.count()
    assert listed(editor) == ["KEN"]
    assert set(listed(region)) == set(CountryTeam.objects.filter(region__code="AFR").values_list("code", flat=True))
    assert listed(Api(people.finance_officer)) == []


def test_the_list_is_narrowed_by_all_of_the_conditions(people, validator):
    bring_to_submission(KEY, people)
    assert listed(validator, "&state=submitted") == ["KEN"]
    assert listed(validator, "&team=KEN&kind=team&region=AFR") == ["KEN"]
    assert listed(validator, "&team=KEN&state=draft") == listed(validator, "&kind=government") == []
    assert parameters(validator.get("entry/submissions/?state=done&year=20x4")) == ["year", "state"]
    assert parameters(validator.get("entry/submissions/?nonsense=1")) == ["nonsense"]
    assert parameters(validator.get(f"{HERE}?nonsense=1")) == ["nonsense"]


def test_the_list_says_how_complete_each_is(people, validator):
    bring_to_submission(KEY, people)
    path = f"entry/submissions/?year={YEAR}&region=AFR&limit=1000"
    rows = {row["respondent"]: row for row in read(validator.get(path))["results"]}
    assert (rows["KEN"]["answered"], rows["KEN"]["expected"]) == (5, 5)
    assert {(row["answered"], row["expected"]) for code, row in rows.items() if code != "KEN"} == {(0, 5)}


# --- The description -----------------------------------------------------------------------------------------------


def test_what_is_answered_fits_its_description(people, editor, validator):
    openapi = json.loads(Api().get("schema/").content)
    components = openapi["components"]["schemas"]
    give(f"{KEY}/staff", answered(number="12.5"), by=people.office_editor)
    for api in (editor, validator):
        content = read(api.get(HERE))
        assert not faults(openapi, components["SubmissionWithAnswers"], content)
        assert set(content) == set(components["SubmissionWithAnswers"]["properties"])
        assert set(content["answers"][0]) == set(components["Answer"]["properties"])
    page = read(validator.get("entry/submissions/?limit=2"))
    listed_as = openapi["paths"]["/api/v1/entry/submissions/"]["get"]["responses"]["200"]["content"]
    assert not faults(openapi, listed_as["application/json"]["schema"], page)


def test_none_stands_beside_no_other_choice(people):
    banks = question("banks", "multiple", choices=["world-bank", "fund", "none"])
    opened(questionnaire(YEAR, [banks], respondent="government", disclosure="none"))
    api, path = Api(people.custodian), f"entry/submissions/{YEAR}/GOV-KEN/answers/banks/"
    refused = api.put(path, {"status": "reported", "answer": ["none", "fund"]}, seen=1)
    assert pointers(refused) == ["/answer"]
    assert read(api.put(path, {"status": "reported", "answer": ["none"]}, seen=1))["answer"] == ["none"]
    both = {"status": "reported", "answer": ["fund", "world-bank"]}
    assert read(api.put(path, both, seen=2))["answer"] == ["fund", "world-bank"]


def test_a_year_mistyped_extends_no_deadline_for_centuries(region, signed_in):
    for until in (
        "9999-12-31",
        (max(submission(KEY).questionnaire.deadline, timezone.localdate()) + timedelta(days=370)),
    ):
        refused = problem(region.post(f"{HERE}extend/", {"until": str(until), "reason": "A storm."}, seen=1), 400)
        assert "at the latest" in str(refused)
    assert submission(KEY).extended_to is None
    assert signed_in("office_editor").get(f"/tasks/{KEY}/").status_code == 200
