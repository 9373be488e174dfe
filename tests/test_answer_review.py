"""The review of answers, as a browser without JavaScript uses it: what is shown, done, and refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import grant_membership
from accounts.roles import Role
from countries.models import CountryTeam
from frameworks.actions import close_reporting_year
from frameworks.models import ReportingYear
from surveys.choices import State
from surveys.models import AcceptedAnswer, Answer, Comment, Submission
from tests.reading import Page
from tests.test_activity_page import body_of
from tests.work import (
    accept_answers,
    another,
    answered,
    bring_to_acceptance,
    bring_to_submission,
    endorse_answers,
    give,
    opened,
    question,
    questionnaire,
    return_answers,
    submission,
    submit_answers,
)

pytestmark = pytest.mark.django_db

QUEUE = "/review/answers/?year=2024"
ONE = "/review/answers/2024/KEN/"
MOST_QUERIES = 30
SECRET = "not-to-be-read-by-anybody-else"
QUESTIONS = (
    question("plan"),
    question("staff", "number", tolerance="20"),
    question("climate", "text", disclosure="none"),
)


@pytest.fixture(scope="module", autouse=True)
def asked(module_database):
    """Two years of one small questionnaire, opened."""
    for year in (2023, 2024):
        opened(questionnaire(year, QUESTIONS))


@pytest.fixture
def opens(signed_in):
    """opens("validator") is the queue of 2024 as that person gets it, opens("validator", ONE) Kenya's submission."""

    def get(role, address=QUEUE):
        client = signed_in(role)
        return Page(client, client.get(address))

    return get


def answer(people, key="2024/KEN", plan="yes", staff="10", explanation=""):
    """Every question answered, nothing submitted."""
    give(f"{key}/plan", answered(plan), by=people.office_editor)
    give(f"{key}/staff", answered(number=staff, explanation=explanation), by=people.office_editor)
    give(f"{key}/climate", answered(text=SECRET), by=people.office_editor)


def hand_in(people, key="2024/KEN", **answers):
    answer(people, key, **answers)
    return submit_answers(key, by=people.team_leader)


def accept(people, key, **answers):
    hand_in(people, key, **answers)
    endorse_answers(key, by=people.regional_team)
    return accept_answers(key, by=people.validator)


def bring_in(people, code):
    """Another team of the region is answered, submitted and endorsed by people of its own."""
    team = CountryTeam.objects.get(code=code)
    editor = another(Role.OFFICE_EDITOR, f"editor.{code}@example.org", team=team)
    leader = another(Role.TEAM_LEADER, f"leader.{code}@example.org", team=team)
    for name, entered in (("plan", answered("yes")), ("staff", answered(number="5")), ("climate", answered(text="x"))):
        give(f"2024/{code}/{name}", entered, by=editor)
    submit_answers(f"2024/{code}", by=leader)
    return endorse_answers(f"2024/{code}", by=people.regional_team)


def post(client, address=ONE, key="2024/KEN", **data):
    """A post of the page, with the version as it stands unless another is given."""
    return client.post(address, {"version": submission(key).version} | data)


# --- Who sees what ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["office_editor", "team_leader", "finance_officer"])
def test_for_those_who_do_not_check_there_is_no_review(role, signed_in):
    for address in (QUEUE, ONE):
        assert signed_in(role).get(address).status_code == 404


def test_a_regional_team_sees_its_region_and_nothing_of_another(opens, signed_in, people):
    assert "Kenya" in opens("regional_team", QUEUE + "&team=Kenya")
    elsewhere = Submission.objects.exclude(region=submission("2024/KEN").region).filter(questionnaire__year=2024)[0]
    client = signed_in("regional_team")
    assert client.get(f"/review/answers/2024/{elsewhere.code}/").status_code == 404
    assert client.get("/review/answers/2024/XXX/").status_code == 404
    refused = client.post(QUEUE, {"do": "endorse", "row": elsewhere.pk, "version": elsewhere.version})
    assert refused.status_code == 404
    assert client.get(QUEUE + f"&team={elsewhere.code}").context["rows"] == []
    regions = {row.submission.region_id for row in client.get(QUEUE).context["rows"]}
    assert regions == {submission("2024/KEN").region_id}


def test_headquarters_sees_all_regions_in_pages(signed_in):
    client = signed_in("auditor")
    seen = set()
    for page in range(1, 20):
        response = client.get(QUEUE + f"&page={page}")
        seen |= {row.submission.code for row in response.context["rows"]}
        if not response.context["page"].has_next():
            break
    assert len(seen) == Submission.objects.filter(questionnaire__year=2024).count()


def test_a_year_that_is_not_there_is_not_found(signed_in):
    for query in ("?year=1999", "?year=x"):
        assert signed_in("validator").get(f"/review/answers/{query}").status_code == 404


@pytest.mark.parametrize("query", ["state=lost", "region=ZZZ", "questionnaire=nobody", "team=" + "x" * 61])
def test_a_filter_that_cannot_be_read_is_an_error_and_never_everything(query, signed_in):
    response = signed_in("validator").get(f"{QUEUE}&{query}")
    assert response.status_code == 400
    assert "rows" not in response.context


# --- What is shown ----------------------------------------------------------------------------------------------


def test_the_queue_counts_states_differences_and_warnings_with_their_sentences(opens, people):
    accept(people, "2023/KEN", staff="10")
    hand_in(people, plan="no", staff="20", explanation="A new office was opened.")
    Submission.objects.filter(pk=submission("2024/KEN").pk).update(submitted_at=timezone.now() - timedelta(days=3))
    page = opens("regional_team", QUEUE + "&team=KEN")
    for words in (
        "1 submitted 0 endorsed 0 accepted 0 missing 0 overdue",
        "3 days ago",
        "Answered or explained 2 of 2",
        "Differ from last year 2",
        "Warnings 1",
        "The change since last year is larger than expected. (10 → 20)",
        "A new office was opened.",
    ):
        assert words in page


def test_missing_and_overdue_are_counted_and_found(signed_in, people):
    everything = Submission.objects.filter(questionnaire__year=2024)
    first = everything[0].questionnaire
    type(first).objects.filter(pk=first.pk).update(deadline=timezone.localdate() - timedelta(days=2))
    everything.filter(code="KEN").update(extended_to=timezone.localdate() + timedelta(days=2))
    client = signed_in("validator")
    counts = client.get(QUEUE).context["counts"]
    assert (counts["missing"], counts["overdue"]) == (everything.count(), everything.count() - 1)
    assert client.get(QUEUE + "&state=overdue&team=KEN").context["rows"] == []
    assert len(client.get(QUEUE + "&state=missing&team=KEN").context["rows"]) == 1


def test_what_waits_for_the_reader_stands_first(signed_in, people):
    hand_in(people)
    assert signed_in("regional_team").get(QUEUE).context["rows"][0].submission.code == "KEN"
    endorse_answers("2024/KEN", by=people.regional_team)
    assert signed_in("validator").get(QUEUE).context["rows"][0].submission.code == "KEN"


def test_each_answer_stands_beside_last_years_and_the_change_is_a_word(opens, people):
    accept(people, "2023/KEN", staff="10")
    hand_in(people, plan="yes", staff="20", explanation="A new office was opened.")
    page = opens("regional_team", ONE)
    for words in (
        "What about plan? plan 2024 Yes 2023 Yes Difference = the same",
        "What about staff? staff 2024 20 2023 10 Difference ≠ changed +10",
        "The change since last year is larger than expected. Explanation: A new office was opened.",
        "Submitted Demonstration team leader",
    ):
        assert words in page


# --- Confidential answers ---------------------------------------------------------------------------------------

CHECKERS = ("regional_team", "validator", "publisher", "administrator", "custodian")


@pytest.mark.parametrize("role", CHECKERS)
def test_a_confidential_answer_reaches_no_byte_of_a_checkers_page(role, signed_in, people):
    accept(people, "2023/KEN")
    hand_in(people)
    client = signed_in(role)
    for address in (QUEUE, ONE, QUEUE + "&team=KEN", "/review/answers/2023/KEN/", "/review/answers/?year=2023"):
        body = client.get(address).content.decode()
        assert SECRET not in body
    assert "What about climate? climate answered" in Page(client, client.get(ONE))


def test_differences_of_confidential_answers_are_not_counted(signed_in, people):
    accept(people, "2023/KEN")
    answer(people)
    give("2024/KEN/climate", answered(text="Another."), by=people.office_editor)
    submit_answers("2024/KEN", by=people.team_leader)
    row = signed_in("auditor").get(QUEUE + "&team=KEN").context["rows"][0]
    assert row.summary.changed == 0


def test_where_everything_is_confidential_no_count_says_otherwise(opens, signed_in, people):
    opened(questionnaire(2024, (question("opinion"),), respondent="government", disclosure="none"))
    bring_to_submission("2024/GOV-KEN", people)
    page = opens("validator", QUEUE + "&questionnaire=government&team=Kenya")
    assert "Differ from last year confidential Warnings confidential" in page
    page = opens("validator", "/review/answers/2024/GOV-KEN/")
    assert "opinion answered Confidential" in page
    assert "Yes" not in page
    page = page.press("Accept")
    assert "Government of Kenya: accepted." in page


def test_an_auditor_reads_confidential_answers(opens, people):
    hand_in(people)
    assert SECRET in opens("auditor", ONE)


def test_what_was_confidential_last_year_stays_so(signed_in, people):
    accept(people, "2024/KEN")
    opened(questionnaire(2025, (question("climate", "text"),)))
    assert SECRET not in signed_in("validator").get("/review/answers/2025/KEN/").content.decode()


@pytest.mark.parametrize("form", ["html", "csv", "jsonl"])
def test_the_log_hides_confidential_answers_from_administrators_and_shows_them_to_auditors(form, signed_in, people):
    accept(people, "2023/KEN")
    hand_in(people)

    def read(role):
        response = signed_in(role).get(f"/activity/?target=KEN&format={form}")
        return body_of(response) if response.streaming else response.content.decode()

    assert SECRET not in read("administrator")
    assert SECRET in read("auditor")
    assert "2024/KEN/climate" in read("administrator")


def test_the_log_tells_no_hash_that_a_confidential_answer_could_be_guessed_by(signed_in, people):
    accept(people, "2023/KEN")
    lines = body_of(signed_in("administrator").get("/activity/?verb=surveys.submission.accepted&format=jsonl"))
    assert "sha256" not in lines
    assert '"confidential":null' in lines
    assert '"withheld":["confidential"]' in lines


# --- Endorse, accept, return ------------------------------------------------------------------------------------


def test_a_regional_team_endorses_and_a_validator_accepts_in_place(opens, people):
    hand_in(people)
    page = opens("regional_team").press("Endorse Country team, Kenya")
    assert "Country team, Kenya: endorsed." in page
    page = opens("validator").press("Accept Country team, Kenya")
    assert "Country team, Kenya: accepted." in page
    assert submission("2024/KEN").state == State.ACCEPTED


def test_one_question_is_returned_in_place_and_the_rest_stays_locked(opens, people):
    hand_in(people)
    typing = {"Question at issue (its code)": "plan", "What is the matter with it?": "Which plan?"}
    page = opens("regional_team").press("Return this question Country team, Kenya", typing)
    assert "Country team, Kenya: returned" in page
    assert submission("2024/KEN").state == State.RETURNED
    unlocked = submission("2024/KEN").answers.filter(is_unlocked=True)
    assert [row.item.question.code for row in unlocked] == ["plan"]
    assert Comment.objects.get(submission=submission("2024/KEN")).text == "Which plan?"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"question": "", "sentence": ""}, "Name the questions at issue"),
        ({"question": "plan", "sentence": " "}, "Say it in a sentence."),
        ({"question": "no-such", "sentence": "Why?"}, "There is no question “no-such”"),
    ],
)
def test_nothing_is_returned_without_a_question_and_a_sentence(typed, words, signed_in, people):
    row = hand_in(people)
    client = signed_in("regional_team")
    response = post(client, QUEUE, do="return", row=row.pk, **typed)
    assert response.status_code == 400
    assert words in Page(client, response)
    assert submission("2024/KEN").state == State.SUBMITTED


def test_several_questions_are_returned_from_the_submissions_page(signed_in, people):
    hand_in(people)
    client = signed_in("regional_team")
    issues = {"issue": ["plan", "staff"], "sentence-plan": "Which?", "sentence-staff": "All of them?"}
    response = post(client, do="return", **issues)
    assert response.status_code == 303
    page = Page(client, client.get(ONE))
    assert "returned answers plan : Which? staff : All of them?" in page
    assert "at issue" in page


def test_a_question_chosen_without_a_sentence_keeps_the_sentences_of_the_others(signed_in, people):
    hand_in(people)
    client = signed_in("regional_team")
    response = post(client, do="return", issue=["plan", "staff"], **{"sentence-plan": "Which one?"})
    assert response.status_code == 400
    assert "Say it in a sentence." in Page(client, response)
    assert "Which one?</textarea>" in response.content.decode()
    assert submission("2024/KEN").state == State.SUBMITTED


def test_nobody_endorses_or_accepts_their_own_work(signed_in, people):
    leader = people.team_leader
    team = CountryTeam.objects.select_related("region").get(code="KEN")
    grant_membership(leader, Role.REGIONAL_TEAM, by=None, region=team.region)
    row = hand_in(people)
    client = signed_in("team_leader")
    assert "nobody checks their own work" in Page(client, client.get(QUEUE + "&team=KEN"))
    assert post(client, QUEUE, do="endorse", row=row.pk).status_code == 403
    grant_membership(people.regional_team, Role.VALIDATOR, by=None)
    endorse_answers("2024/KEN", by=people.regional_team)
    client = signed_in("regional_team")
    assert "nobody checks their own work" in Page(client, client.get(ONE))
    assert post(client, do="accept").status_code == 403
    assert submission("2024/KEN").state == State.ENDORSED


def test_an_older_version_is_a_conflict_that_says_what_happened(signed_in, people):
    row = hand_in(people)
    return_answers("2024/KEN", {"plan": "Which one?"}, by=people.regional_team)
    submit_answers("2024/KEN", by=people.team_leader)
    client = signed_in("regional_team")
    for address in (QUEUE, ONE):
        response = post(client, address, do="endorse", row=row.pk, version=row.version)
        assert response.status_code == 409
        assert "Which one?" in Page(client, response)
        assert "Since you saw it:" in Page(client, response)
    assert post(client, do="endorse", version="").status_code == 409
    assert submission("2024/KEN").state == State.SUBMITTED


def test_a_closed_year_offers_nothing(opens, signed_in, people):
    hand_in(people)
    year = ReportingYear.objects.get(year=2024)
    close_reporting_year(year, by=people.administrator, seen=year.version)
    assert "Endorse" not in " ".join(opens("regional_team", ONE).buttons)
    assert post(signed_in("regional_team"), do="endorse").status_code == 409


@pytest.mark.parametrize("verb", ["", "validate", "accept_all"])
def test_a_button_that_is_not_on_the_page_is_refused(verb, signed_in):
    for address in (QUEUE, ONE):
        assert signed_in("validator").post(address, {"do": verb, "version": 1}).status_code == 400


# --- Many at once -----------------------------------------------------------------------------------------------


def chosen(*codes):
    return [f"{submission(f'2024/{code}').pk}:{submission(f'2024/{code}').version}" for code in codes]


def neighbours():
    """Two more teams of Kenya's region."""
    rows = Submission.objects.filter(questionnaire__year=2024, region=submission("2024/KEN").region)
    return list(rows.exclude(code="KEN").order_by("code").values_list("code", flat=True)[:2])


def test_many_are_accepted_at_once_and_each_refusal_is_named(signed_in, people):
    accept(people, "2023/KEN", staff="10")
    hand_in(people, staff="20", explanation="A new office.")
    endorse_answers("2024/KEN", by=people.regional_team)
    quiet, moved = neighbours()
    for code in (quiet, moved):
        bring_in(people, code)
    ticks = chosen("KEN", quiet, moved)
    return_answers(f"2024/{moved}", {"plan": "Which?"}, by=people.validator)
    client = signed_in("validator")
    response = client.post(QUEUE, {"do": "accept_many", "chosen": ticks})
    assert response.status_code == 409
    page = Page(client, response)
    assert "1 submission accepted." in page
    assert "Country team, Kenya : It has a warning" in page
    assert "Somebody has changed this since you saw it" in page
    states = [submission(f"2024/{code}").state for code in ("KEN", quiet, moved)]
    assert states == [State.ENDORSED, State.ACCEPTED, State.RETURNED]


def test_an_open_comment_keeps_a_submission_from_being_accepted_with_others(signed_in, people):
    hand_in(people)
    endorse_answers("2024/KEN", by=people.regional_team)
    post(signed_in("validator"), "/tasks/2024/KEN/comments/", question="plan", text="Is this the new plan?")
    client = signed_in("validator")
    response = client.post(QUEUE, {"do": "accept_many", "chosen": chosen("KEN")})
    assert response.status_code == 400
    assert "It has an open comment" in Page(client, response)
    assert submission("2024/KEN").state == State.ENDORSED


def test_choosing_nothing_does_nothing_and_choosing_what_is_not_there_is_not_found(signed_in):
    client = signed_in("validator")
    assert client.post(QUEUE, {"do": "accept_many"}).status_code == 303
    for choice in ("999999999:1", "x:1", ""):
        assert client.post(QUEUE, {"do": "accept_many", "chosen": [choice]}).status_code == 404


# --- Reopen and extend ------------------------------------------------------------------------------------------


def test_a_validator_reopens_accepted_answers_and_the_accepted_ones_stay(signed_in, people):
    accept(people, "2024/KEN")
    client = signed_in("validator")
    assert "Until the replacement is accepted, the accepted answers count." in Page(client, client.get(ONE))
    assert post(client, do="reopen", issue=["staff"], **{"sentence-staff": "A slip of the pen."}).status_code == 303
    assert submission("2024/KEN").state == State.RETURNED
    assert submission("2024/KEN").accepted_answers.count() == len(QUESTIONS)
    assert post(signed_in("regional_team"), do="reopen", issue=["staff"]).status_code == 403


def test_the_page_names_the_series_that_rest_on_what_is_reopened(signed_in, people):
    opened(questionnaire(2025, (question("communications-strategy"),)))
    bring_to_acceptance("2025/KEN", people)
    client = signed_in("validator")
    page = Page(client, client.get("/review/answers/2025/KEN/"))
    assert "What rests on this answer: RCS " in page


def test_a_deadline_is_extended_with_a_day_and_a_reason(signed_in, people):
    later = submission("2024/KEN").questionnaire.deadline + timedelta(days=400)
    client = signed_in("regional_team")
    assert post(client, do="extend", until=later.isoformat(), reason="The office moved.").status_code == 303
    assert submission("2024/KEN").extended_to == later
    page = Page(client, client.get(ONE))
    assert "The office moved." in page
    assert "extended a deadline" in page


@pytest.mark.parametrize(
    "typed", [{"until": "", "reason": "Why not."}, {"until": "2001-01-01", "reason": "x"}, {"until": "2099-01-01"}]
)
def test_an_extension_without_a_later_day_or_a_reason_is_refused(typed, signed_in):
    assert post(signed_in("regional_team"), do="extend", **typed).status_code == 400
    assert submission("2024/KEN").extended_to is None


def test_those_who_only_read_are_offered_and_allowed_nothing(opens, signed_in, people):
    row = hand_in(people)
    for role in ("auditor", "publisher"):
        assert opens(role, ONE).buttons == ["Sign out"]
        for verb in ("endorse", "accept"):
            assert post(signed_in(role), QUEUE, do=verb, row=row.pk).status_code == 403


# --- What it costs ----------------------------------------------------------------------------------------------


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured), len(response.context["rows"])


def fill(year):
    """Everything of the year is answered and endorsed by nobody in particular, with a comment on each."""
    rows = Submission.objects.filter(questionnaire__year=year)
    rows.update(state=State.ENDORSED, submitted_at=timezone.now())
    numbers = Answer.objects.filter(submission__in=rows, item__question__code="staff")
    numbers.update(status="reported", number=year % 100 * 100, explanation="Counted anew.")
    AcceptedAnswer.objects.bulk_create(
        AcceptedAnswer(submission_id=row.submission_id, item_id=row.item_id, status=row.status, number=row.number)
        for row in numbers
    )
    Comment.objects.bulk_create(
        Comment(submission_id=row.submission_id, item_id=row.item_id, text="Really?", at=timezone.now())
        for row in numbers
    )


@pytest.mark.parametrize("role", ["regional_team", "validator"])
def test_the_queue_costs_the_same_for_one_team_and_for_a_page_of_them_and_for_one_year_and_ten(role, signed_in):
    fill(2023)
    fill(2024)
    client = signed_in(role)
    few, one_row = queries_of(client, QUEUE + "&team=Kenya")
    many, rows = queries_of(client, QUEUE + "&team=")
    for year in range(2025, 2033):
        opened(questionnaire(year, QUESTIONS))
    in_ten_years, _rows = queries_of(client, QUEUE + "&team=")
    assert (one_row, rows) == (1, 25)
    assert few == many == in_ten_years
    assert few <= MOST_QUERIES, few


def test_regions_of_few_and_of_many_teams_cost_the_same(signed_in):
    fill(2024)
    sizes = (
        Submission.objects.filter(questionnaire__year=2024)
        .order_by()
        .values_list("region__code")
        .annotate(n=Count("pk"))
    )
    ordered = [code for code, _size in sorted(sizes, key=lambda row: row[1])]
    client = signed_in("validator")
    costs = {queries_of(client, f"{QUEUE}&region={code}")[0] for code in (ordered[0], ordered[-1])}
    assert len(costs) == 1


def test_a_submissions_page_costs_the_same_however_much_is_said_of_it(signed_in, people):
    fill(2023)
    client = signed_in("auditor")  # who could accept it is also shown what that would change
    bare = cost_of(client, ONE)
    fill(2024)
    answers = Answer.objects.filter(submission=submission("2024/KEN"))
    for _time in range(3):
        Comment.objects.bulk_create(
            Comment(submission_id=row.submission_id, item_id=row.item_id, text="Why?", at=timezone.now(), by=user)
            for row in answers
            for user in (people.validator, people.regional_team)
        )
    assert cost_of(client, ONE) - bare <= 1  # the replies to comments, where there are any


def cost_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
