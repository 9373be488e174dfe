"""Who has answered: every respondent of a round in one matrix, narrowed, sorted, as files, and given more time."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook
from time_machine import travel

from accounts.actions import create_user, grant_membership
from accounts.models import Membership, User
from accounts.roles import Role
from activity.models import Entry
from countries.models import CountryTeam
from surveys.completeness import stored_completeness
from surveys.models import Questionnaire, Submission
from tests.work import (
    People,
    answered,
    bring_to_acceptance,
    give,
    opened,
    question,
    questionnaire,
    submission,
    submit_answers,
)

pytestmark = pytest.mark.django_db

YEAR = 2024
ADDRESS = f"/rounds/{YEAR}/team/"
DEADLINE = date(2024, 11, 30)
SOON = "2027-06-30"


@pytest.fixture
def asked(db) -> Questionnaire:
    rests = question("framework", rests_on="framework.in_force")
    staff = question("staff", "number", applies_if={"question": "plan", "is": ["yes"]})
    return opened(questionnaire(YEAR, [question("plan"), staff, rests], deadline=DEADLINE))


def rows(response) -> dict:
    """The rows of the page by code."""
    return {row.submission.code: row for row in response.context["rows"]}


def ticked(*codes: str) -> list[str]:
    return [f"{row.pk}:{row.version}" for row in (submission(f"{YEAR}/{code}") for code in codes)]


def more_time(*codes: str, **changes):
    return {"chosen": ticked(*codes), "until": SOON, "reason": "A storm."} | changes


# --- What it says --------------------------------------------------------------------------------------------------


def test_the_matrix_counts_as_every_other_page_does(asked, people: People, signed_in):
    give("2024/KEN/plan", answered("no"), by=people.office_editor)
    bring_to_acceptance("2024/KEN", people)
    response = signed_in("administrator").get(ADDRESS)
    found = rows(response)
    assert len(found) == 132
    counted = stored_completeness(list(Submission.objects.with_respondents()))
    assert {row.submission.pk: row.completeness for row in found.values()} == counted
    assert found["KEN"].completeness.is_complete
    assert found["KEN"].submission.state == "accepted"
    [everybody] = [count for count in response.context["counts"] if count.region is None]
    assert dict(everybody.states) == {"draft": 131, "submitted": 0, "returned": 0, "endorsed": 0, "accepted": 1}
    assert sum(count.total for count in response.context["counts"]) == 2 * 132


def test_focal_points_are_todays_people_of_the_office(asked, people: People, signed_in):
    found = rows(signed_in("administrator").get(ADDRESS))
    assert [person.email for person in found["KEN"].contacts] == [people.team_leader.email, people.office_editor.email]
    assert found["UGA"].has_nobody
    uganda = CountryTeam.objects.get(code="UGA")
    someone = create_user("someone@example.org", name="Somebody", by=None)
    tomorrow = timezone.localdate() + timedelta(days=1)
    later = grant_membership(someone, Role.OFFICE_EDITOR, by=None, team=uganda, valid_from=tomorrow)
    assert rows(signed_in("administrator").get(ADDRESS))["UGA"].has_nobody
    Membership.objects.filter(pk=later.pk).update(valid_from=timezone.localdate())
    text = signed_in("administrator").get(f"{ADDRESS}?region=").content.decode()
    assert 'href="mailto:someone@example.org"' in text
    User.objects.filter(pk=people.team_leader.pk).update(is_active=False)
    found = rows(signed_in("administrator").get(ADDRESS))
    assert [person.email for person in found["KEN"].contacts] == [people.office_editor.email]


def test_an_age_is_that_of_the_state_and_a_change_that_of_an_answer(asked, people: People, signed_in):
    start = timezone.now()
    with travel(start + timedelta(days=3, hours=1), tick=False):
        give("2024/KEN/plan", answered("no"), by=people.office_editor)
        row = rows(signed_in("administrator").get(ADDRESS))["KEN"]
        assert (row.age, row.changed_at) == (3, timezone.now())
        for code in ("staff", "framework"):
            give(f"2024/KEN/{code}", answered(status="not_available", reason="Unknown."), by=people.office_editor)
        submit_answers("2024/KEN", by=people.team_leader)
        assert rows(signed_in("administrator").get(ADDRESS))["KEN"].age == 0
    with travel(start + timedelta(days=8, hours=2), tick=False):
        found = rows(signed_in("administrator").get(ADDRESS))
        assert (found["KEN"].age, found["UGA"].age) == (5, 8)
        assert found["UGA"].changed_at is None


def test_filters_and_sorts_of_the_page_are_those_of_its_files(asked, people: People, signed_in):
    give("2024/KEN/plan", answered("no"), by=people.office_editor)
    client = signed_in("administrator")
    region = submission("2024/KEN").region
    assert region is not None
    here = rows(client.get(f"{ADDRESS}?region={region.code}"))
    assert {row.region for row in here.values()} == {region}
    assert set(rows(client.get(f"{ADDRESS}?state=draft"))) == set(rows(client.get(f"{ADDRESS}?state=missing")))
    assert rows(client.get(f"{ADDRESS}?state=accepted")) == {}
    assert len(rows(client.get(f"{ADDRESS}?nobody=on"))) == 131
    assert len(rows(client.get(f"{ADDRESS}?overdue=on"))) == 132  # the deadline is long over
    assert next(iter(rows(client.get(f"{ADDRESS}?sort=-answers")))) == "KEN"
    assert list(rows(client.get(f"{ADDRESS}?sort=answers")))[-1] == "KEN"
    names = [row.name for row in client.get(f"{ADDRESS}?sort=name").context["rows"]]
    assert names == sorted(names, key=str.casefold)
    query = f"?region={region.code}&sort=-answers"
    plain = client.get(f"{ADDRESS.rstrip('/')}.csv{query}")
    lines = list(csv.reader(io.StringIO(plain.content.decode())))
    assert [line[0] for line in lines[1:]] == list(rows(client.get(f"{ADDRESS}{query}")))
    assert dict(zip(lines[0], lines[1], strict=True))["Focal points"] == (
        f"{people.team_leader.email}; {people.office_editor.email}"
    )
    book = client.get(f"{ADDRESS.rstrip('/')}.xlsx{query}")
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [[str(cell) for cell in row[:4]] for row in cells] == [line[:4] for line in lines]
    assert client.get(f"{ADDRESS}?region=XX").status_code == 400
    assert client.get(f"{ADDRESS.rstrip('/')}.csv?sort=nonsense").status_code == 400


def test_everybody_sees_what_they_follow_and_no_more(asked, people: People, signed_in):
    opened(questionnaire(YEAR, [question("theirs")], respondent="government"))
    region = people.regional_team.memberships.get().region
    found = rows(signed_in("regional_team").get(ADDRESS))
    assert {row.region for row in found.values()} == {region}
    assert len(found) == CountryTeam.objects.filter(region=region).count()
    assert signed_in("regional_team").get(f"/rounds/{YEAR}/government/").status_code == 404
    for role in ("administrator", "validator", "publisher", "auditor"):
        assert len(rows(signed_in(role).get(ADDRESS))) == 132
        assert len(rows(signed_in(role).get(f"/rounds/{YEAR}/government/"))) == 162
    for role in ("custodian", "finance_officer", "office_editor", "team_leader"):
        for address in (ADDRESS, f"{ADDRESS.rstrip('/')}.csv", f"{ADDRESS.rstrip('/')}.xlsx", "/rounds/"):
            assert signed_in(role).get(address).status_code == 404


def test_what_is_not_opened_or_does_not_exist_has_no_matrix(signed_in):
    questionnaire(YEAR, [question("plan")])
    for kind in ("team", "government", "nonsense"):
        assert signed_in("administrator").get(f"/rounds/{YEAR}/{kind}/").status_code == 404


# --- More time -----------------------------------------------------------------------------------------------------


def test_several_get_more_time_at_once_each_with_its_activity(asked, signed_in):
    before = Entry.objects.count()
    response = signed_in("administrator").post(f"{ADDRESS}?sort=name", more_time("KEN", "UGA"))
    assert (response.status_code, response["Location"]) == (303, f"{ADDRESS}?sort=name")
    extended = Submission.objects.exclude(extended_to=None)
    assert {(row.code, row.extended_to) for row in extended} == {(code, date(2027, 6, 30)) for code in ("KEN", "UGA")}
    assert Entry.objects.count() == before + 2
    found = rows(signed_in("administrator").get(ADDRESS))
    assert (found["KEN"].due, found["KEN"].is_overdue) == (date(2027, 6, 30), False)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"until": "2024-11-01"}, "An extension ends after"),
        ({"until": "2099-01-01"}, "at the latest"),
        ({"until": "soon"}, "Enter a valid date"),
        ({"reason": " "}, "This field is required"),
        ({"chosen": []}, "Choose who has more time"),
    ],
)
def test_more_time_that_cannot_be_is_refused_and_stays_typed(changes, sentence, asked, signed_in):
    response = signed_in("administrator").post(ADDRESS, more_time("KEN", "UGA") | changes)
    text = response.content.decode()
    assert response.status_code == 400
    assert sentence in text
    if "chosen" not in changes:
        assert len(re.findall(r'name="chosen"[^>]*checked', text)) == 2
    if "reason" not in changes:
        assert "A storm." in text
    assert not Submission.objects.exclude(extended_to=None).exists()


def test_where_one_cannot_have_more_time_nobody_gets_it(asked, people: People, signed_in):
    bring_to_acceptance("2024/KEN", people)
    before = Entry.objects.count()
    response = signed_in("administrator").post(ADDRESS, more_time("FJI", "KEN", "UGA"))
    assert response.status_code == 409
    assert "KEN: " in response.content.decode()
    stale = [f"{submission('2024/UGA').pk}:7", *ticked("FJI")]
    response = signed_in("administrator").post(ADDRESS, more_time(chosen=stale))
    assert response.status_code == 409
    assert "UGA: Somebody has changed this since you saw it" in response.content.decode()
    assert Entry.objects.count() == before
    assert not Submission.objects.exclude(extended_to=None).exists()


def test_only_who_may_extends_and_only_what_they_follow(asked, people: People, signed_in):
    for role in ("auditor", "publisher"):
        text = signed_in(role).get(ADDRESS).content.decode()
        assert 'name="chosen"' not in text
        assert signed_in(role).post(ADDRESS, more_time("KEN")).status_code == 403
    region = people.regional_team.memberships.get().region
    others = Submission.objects.exclude(region=region)[0].code
    assert signed_in("regional_team").post(ADDRESS, more_time("KEN", others)).status_code == 404
    assert signed_in("regional_team").post(ADDRESS, more_time("KEN")).status_code == 303
    assert signed_in("administrator").post(ADDRESS, more_time(chosen=["x:1"])).status_code == 404
    assert signed_in("office_editor").post(ADDRESS, more_time("KEN")).status_code == 404
    assert Submission.objects.exclude(extended_to=None).count() == 1
