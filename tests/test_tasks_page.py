"""The first page of whoever signs in: roles held, what is to be done in each, and where."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import create_user, end_membership, grant_membership
from accounts.roles import Role
from countries.models import Region
from frameworks.models import ReportingYear
from indicators.actions import assign_indicators, return_observation
from indicators.models import Indicator
from surveys.models import Answer, Submission
from tests.sweeps import one_in
from tests.test_publish_page import text_of
from tests.work import (
    answered,
    bring_to_figure,
    bring_to_submission,
    endorse_answers,
    entry,
    give,
    observation,
    opened,
    question,
    questionnaire,
    return_answers,
    save,
    submit,
)

pytestmark = pytest.mark.django_db

TASKS = "/tasks/"


def year_of(response, year):
    return next(row for row in response.context["tasks"].years if row.year == year)


SAID = {
    "office_editor": "Your team leader submits them",
    "team_leader": "You submit them",
    "regional_team": "You check what the offices of your region submit",
    "custodian": "You enter the values",
    "finance_officer": "You enter the values",
    "validator": "You check submitted observations",
    "publisher": "You publish",
    "administrator": "You look after people",
    "auditor": "You read everything, and change nothing",
}


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_what_it_can_do_here(role, signed_in):
    response = signed_in(role).get(TASKS)
    assert response.status_code == 200
    assert SAID[role] in text_of(response)
    assert str(role.label) in text_of(response).lower()


@pytest.mark.parametrize("role", one_in(2, list(Role)))
def test_every_link_of_the_page_leads_somewhere_that_this_person_may_see(role, signed_in):
    client = signed_in(role)
    response = client.get(TASKS)
    links = {place.url for place in response.context["work_nav"]}
    assert TASKS in links
    for link in links:
        assert client.get(link, follow=True).status_code == 200, link


def test_a_custodian_sees_counts_by_state_and_what_was_returned_with_its_comment(signed_in, people):
    save("2.1.1-d/total/2023", entry("80"), by=people.custodian)
    save("3.1.1-a/total/2023", entry("80"), by=people.custodian)
    submit("3.1.1-a/total/2023", by=people.custodian)
    row = observation("3.1.1-a/total/2023")
    return_observation(row, "The source is missing.", by=people.validator, seen=row.version)
    bring_to_figure("3.1.1-b/total/2023", entry("80"), people)
    response = signed_in("custodian").get(TASKS)
    counts = year_of(response, 2023)
    assert (counts.empty, counts.draft, counts.returned, counts.submitted, counts.validated) == (48, 1, 1, 0, 1)
    assert counts.left == 50
    assert "The source is missing." in text_of(response)
    assert b'href="/entry/2023/"' in response.content


def test_closed_years_are_no_task(signed_in):
    years = [row.year for row in signed_in("custodian").get(TASKS).context["tasks"].years]
    assert years == sorted(ReportingYear.objects.open().values_list("year", flat=True), reverse=True)


def test_a_finance_officer_sees_the_assigned_indicators_alone(signed_in):
    counts = year_of(signed_in("finance_officer").get(TASKS), 2023)
    assert 0 < counts.empty < 51


def test_a_validator_reads_how_many_wait_and_how_many_are_the_own(signed_in, people):
    save("2.1.1-d/total/2023", entry("80"), by=people.custodian)
    submit("2.1.1-d/total/2023", by=people.custodian)
    assert "1 observation waits for review" in text_of(signed_in("validator").get(TASKS))
    grant_membership(people.validator, Role.CUSTODIAN, by=None)
    indicators = Indicator.objects.filter(code="3.1.1-a")
    assign_indicators(people.validator, indicators, by=None, first_day=timezone.localdate())
    save("3.1.1-a/total/2023", entry("80"), by=people.validator)
    submit("3.1.1-a/total/2023", by=people.validator)
    words = text_of(signed_in("validator").get(TASKS))
    assert "1 observation waits for review" in words
    assert "1 more was submitted by you" in words


def test_a_publisher_reads_how_many_figures_are_newer_than_the_newest_release(signed_in, people):
    client = signed_in("publisher")
    assert "0 figures were validated since release 1" in text_of(client.get(TASKS))
    bring_to_figure("2.1.1-d/total/2022", entry("88"), people)
    assert "1 figure was validated since release 1" in text_of(client.get(TASKS))


def test_the_team_and_the_region_are_named_and_the_links_lead_to_their_records(signed_in):
    for role in ("team_leader", "regional_team"):
        client = signed_in(role)
        response = client.get(TASKS)
        held = response.context["tasks"].held[0]
        assert held.place in text_of(response)
        kind = "regions" if role == "regional_team" else "teams"
        code = (held.membership.team or held.membership.region).code
        address = f"/api/v1/{kind}/{code}/"
        assert address.encode() in response.content
        assert client.get(address).status_code == 200


def test_a_role_that_has_ended_is_gone_and_one_that_ends_says_when(signed_in, people):
    membership = people.auditor.memberships.get()
    today = timezone.localdate()
    client = signed_in("auditor")
    end_membership(membership, today, by=None, seen=membership.version)
    assert f"to {today.day} {today:%B %Y}" in text_of(client.get(TASKS))
    membership.refresh_from_db()
    type(membership).objects.filter(pk=membership.pk).update(
        valid_from=today - timedelta(days=9), valid_to=today - timedelta(days=1)
    )
    assert "hold no role at present" in text_of(client.get(TASKS))


def test_the_anonymous_are_asked_to_sign_in(client):
    response = client.get(TASKS)
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/tasks/")


def test_the_page_costs_the_same_queries_however_much_there_is(client, people):
    user = create_user("everything@demonstration.example", by=None)
    regions = list(Region.objects.all())
    for role in (Role.CUSTODIAN, Role.VALIDATOR, Role.PUBLISHER, Role.ADMINISTRATOR):
        grant_membership(user, role, by=None)
    grant_membership(user, Role.REGIONAL_TEAM, by=None, region=regions[0])
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(TASKS).status_code == 200
        return len(captured)

    before = queries()
    for region in regions[1:]:
        grant_membership(user, Role.REGIONAL_TEAM, by=None, region=region)
    for key in ("2.1.1-d/total/2022", "2.1.1-d/total/2023", "3.1.1-a/total/2023"):
        bring_to_figure(key, entry("80"), people)
    assert queries() == before


# --- Questionnaires ----------------------------------------------------------------------------------------------


def open_team_questionnaire(year):
    return opened(questionnaire(year, [question("strategy"), question("note", "text", is_required=False)]))


def test_an_office_sees_what_is_due_with_its_deadline_and_what_is_left(signed_in, people):
    open_team_questionnaire(2028)
    words = text_of(signed_in("office_editor").get(TASKS))
    assert "Country team, Kenya, 2028" in words
    assert "0 of 1 answered or explained" in words
    assert "due by the end of 30 November 2028 (America/New_York)" in words
    give("2028/KEN/strategy", answered("yes"), by=people.office_editor)
    assert "1 of 1 answered or explained" in text_of(signed_in("office_editor").get(TASKS))


def test_what_was_returned_stands_before_what_is_new(signed_in, people):
    for year in (2027, 2028):
        open_team_questionnaire(year)
    bring_to_submission("2027/KEN", people)
    return_answers("2027/KEN", {"strategy": "Is that so?"}, by=people.regional_team)
    held = signed_in("team_leader").get(TASKS).context["tasks"].held[0]
    mine = [str(row.submission) for row in held.submissions if row.submission.questionnaire.year_id >= 2027]
    assert mine == ["2027/KEN", "2028/KEN"]


def test_what_rests_on_the_records_is_counted_apart(signed_in):
    content = [question("strategy"), question("analysis", rests_on="cca.updated_in_past_year")]
    opened(questionnaire(2028, content))
    words = text_of(signed_in("office_editor").get(TASKS))
    assert "0 of 1 answered or explained; 1 more rests on the records" in words


def test_nothing_to_answer_is_not_complete(signed_in):
    opened(questionnaire(2028, [question("note", "text", is_required=False)]))
    [row] = [
        row
        for row in signed_in("office_editor").get(TASKS).context["tasks"].held[0].submissions
        if row.due.year == 2028
    ]
    assert (row.completeness.answered, row.completeness.expected) == (0, 0)
    assert not row.completeness.is_complete
    assert row.completeness.in_words == "Nothing to answer"


def test_a_region_and_a_validator_read_how_many_wait_and_a_custodian_how_many_are_entered(signed_in, people):
    def checking(role):
        tasks = signed_in(role).get(TASKS).context["tasks"]
        return tasks.held[0].checking if role == "regional_team" else tasks.accepting

    before = {role: checking(role).to_check for role in ("regional_team", "validator")}
    open_team_questionnaire(2028)
    opened(questionnaire(2028, [question("view")], respondent="government"))
    bring_to_submission("2028/KEN", people)
    assert checking("regional_team").to_check == before["regional_team"] + 1
    assert checking("validator").to_check == before["validator"]
    endorse_answers("2028/KEN", by=people.regional_team)
    assert checking("regional_team").to_check == before["regional_team"]
    assert checking("validator").to_check == before["validator"] + 1
    response = signed_in("custodian").get(TASKS)
    [entered] = [row for row in response.context["tasks"].entered if row.year == 2028]
    assert (entered.respondent, entered.draft, entered.submitted) == ("government", 162, 0)
    assert b"/tasks/2028/?kind=government&amp;state=draft" in response.content
    assert b"Government of Kenya" not in response.content, "162 Governments are a count and a list of their own"


@pytest.mark.parametrize("role", ["office_editor", "regional_team", "custodian", "validator"])
def test_ten_years_of_questionnaires_cost_as_many_queries_as_one(role, signed_in):
    client = signed_in(role)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(TASKS).status_code == 200
        return len(captured)

    open_team_questionnaire(2028)
    before = queries()
    for year in range(2029, 2038):
        open_team_questionnaire(year)
    assert queries() == before


def test_a_hundred_and_thirty_teams_cost_as_many_queries_as_thirteen(signed_in, people):
    open_team_questionnaire(2028)
    kept = Submission.objects.filter(questionnaire__year=2028).order_by("code")
    few = set(kept.values_list("pk", flat=True)[:13])
    addresses = [("validator", TASKS), ("validator", "/tasks/2028/"), ("regional_team", TASKS)]

    def queries():
        counts = []
        for role, address in addresses:
            client = signed_in(role)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
        return counts

    many = queries()
    rest = kept.exclude(pk__in=few)
    Answer.objects.filter(submission__in=rest).delete()
    rest.delete()
    assert Submission.objects.filter(questionnaire__year=2028).count() == 13
    assert queries() == many
