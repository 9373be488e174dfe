"""Headquarters' staff rotate: what one custodian enters passes to another on a day, and who may have it pass."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import create_user
from accounts.models import User
from accounts.roles import Role
from activity.models import Entry
from common.refusals import Invalid, NotAllowed, VersionConflict
from indicators.actions import assign_indicators
from indicators.custodianships import end_custodianship, hand_over_custodianships, held_by
from indicators.models import Custodianship, Indicator, Observation
from tests.reading import Page
from tests.work import another, entry, save

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
VERB = "indicators.custodianship.handed_over"
ONE, TWO, THREE = "2.1.1-d", "1.1.1-c", "3.4.3-a"


def today() -> date:
    return timezone.localdate()


def assign(person: User, *codes: str, first: date | None = None, last: date | None = None) -> None:
    rows = Indicator.objects.filter(code__in=codes)
    assert len(rows) == len(codes)
    assign_indicators(person, rows, by=None, first_day=first or today() - 100 * DAY, last_day=last)


def entered(person: User, day: date) -> set[str]:
    return set(person.custodianships.current(day).values_list("indicator__code", flat=True))


def seen(person: User) -> dict[int, int]:
    return {row.pk: row.version for row in held_by(person)}


def rows() -> list[Any]:
    return list(Custodianship.objects.order_by("pk").values())


@pytest.fixture
def leaving() -> User:
    person = another(Role.CUSTODIAN, "leaving@un.example")
    assign(person, ONE, TWO)
    return person


@pytest.fixture
def coming() -> User:
    return another(Role.CUSTODIAN, "coming@un.example")


def hand_over(people: Any, leaving: User, coming: User, **wishes: Any) -> list[Custodianship]:
    given = {"first_day": today() + 10 * DAY, "by": people.administrator, "seen": seen(leaving), **wishes}
    return hand_over_custodianships(leaving, coming, **given)


def test_from_the_first_day_on_the_other_person_enters_and_the_first_no_more(people, leaving, coming):
    assert len(hand_over(people, leaving, coming)) == 2
    before, first = today() + 9 * DAY, today() + 10 * DAY
    assert (entered(leaving, before), entered(leaving, first)) == ({ONE, TWO}, set())
    assert (entered(coming, before), entered(coming, first)) == (set(), {ONE, TWO})
    logged = Entry.objects.get(verb=VERB)
    assert (logged.actor, logged.target) == (people.administrator, f"user {leaving.pk}")
    said = json.loads(logged.text)["data"]
    assert (said["coming"], len(said["ended"]), len(said["assigned"])) == (f"user {coming.pk}", 2, 2)
    assert Entry.objects.latest("sequence") == logged


def test_handed_over_today_the_new_custodian_enters_at_once(people, leaving, coming):
    hand_over(people, leaving, coming, first_day=today())
    save(f"{ONE}/total/2024", entry("50"), by=User.objects.get(pk=coming.pk))
    with pytest.raises(NotAllowed):
        save(f"{ONE}/total/2024", entry("51"), by=User.objects.get(pk=leaving.pk))
    assert Observation.objects.entered_by(coming).filter(series__indicator__code=TWO).exists()


def test_what_would_have_ended_ends_then_and_what_is_over_by_then_stays(people, coming):
    person = another(Role.CUSTODIAN, "dated@un.example")
    assign(person, ONE, last=today() + 30 * DAY)
    assign(person, TWO, last=today() + 5 * DAY)
    [granted] = hand_over(people, person, coming)
    assert (granted.indicator.code, granted.valid_to) == (ONE, today() + 30 * DAY)
    assert person.custodianships.get(indicator__code=TWO).valid_to == today() + 5 * DAY


def test_nobody_is_assigned_twice_what_they_enter_already(people, leaving, coming):
    assign(coming, ONE)
    [granted] = hand_over(people, leaving, coming)
    assert granted.indicator.code == TWO
    assert coming.custodianships.filter(indicator__code=ONE).count() == 1
    assert entered(leaving, today() + 10 * DAY) == set()


def test_whoever_enters_it_for_a_shorter_time_gets_the_rest(people, leaving, coming):
    assign(coming, ONE, last=today() + 20 * DAY)
    assert len(hand_over(people, leaving, coming)) == 2
    assert entered(coming, today() + 21 * DAY) == {ONE, TWO}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_but_administrators_hands_over(role, people, leaving, coming):
    before = rows()
    with pytest.raises(NotAllowed):
        hand_over(people, leaving, coming, by=getattr(people, role))
    assert rows() == before


@pytest.mark.parametrize(
    ("field", "wish"),
    {
        "yesterday": ("first_day", {"first_day": -1}),
        "before the last one was assigned": ("first_day", {"assigned_from": 20}),
        "to the same person": ("coming", {"coming": "leaving@un.example"}),
        "to a closed account": ("coming", {"closed": True}),
        "to somebody who enters nothing": ("coming", {"coming": "auditor@demonstration.example"}),
        "from somebody who enters nothing": ("leaving", {"leaving": "auditor@demonstration.example"}),
        "after the last has ended": ("first_day", {"ends": 5}),
    }.values(),
)
def test_what_cannot_be_handed_over_is_refused_by_its_field(field, wish, people, leaving, coming):
    if "assigned_from" in wish:
        assign(leaving, THREE, first=today() + wish["assigned_from"] * DAY)
    if "ends" in wish:
        for row in held_by(leaving):
            end_custodianship(row, today() + wish["ends"] * DAY, by=None, seen=row.version)
    if "closed" in wish:
        coming.is_active = False
    present, logged = rows(), Entry.objects.count()
    with pytest.raises(Invalid) as refused:
        hand_over(
            people,
            User.objects.get(email=wish.get("leaving", leaving.email)),
            coming if "coming" not in wish else User.objects.get(email=wish["coming"]),
            first_day=today() + wish.get("first_day", 10) * DAY,
        )
    assert set(refused.value.errors) == {field}
    assert (rows(), Entry.objects.count()) == (present, logged)


def test_somebody_whose_role_begins_by_then_takes_over(people, leaving):
    later = create_user("later@un.example", by=None)
    later.memberships.create(role=Role.CUSTODIAN, valid_from=today() + 10 * DAY)
    with pytest.raises(Invalid):
        hand_over(people, leaving, later, first_day=today() + 9 * DAY)
    assert len(hand_over(people, leaving, later)) == 2


def test_what_was_assigned_or_ended_meanwhile_is_not_handed_over_unseen(people, leaving, coming):
    old = seen(leaving)
    assign(leaving, THREE)
    with pytest.raises(VersionConflict):
        hand_over(people, leaving, coming, seen=old)
    old = seen(leaving)
    row = held_by(leaving)[0]
    end_custodianship(row, today() + DAY, by=people.administrator, seen=row.version)
    with pytest.raises(VersionConflict):
        hand_over(people, leaving, coming, seen=old)
    assert not Entry.objects.filter(verb=VERB).exists()


def test_an_administrator_hands_over_on_the_page_that_the_administration_leads_to(signed_in, people, leaving, coming):
    client = signed_in("administrator")
    assert 'href="/custodianships/"' in client.get("/admin/indicators/custodianship/").content.decode()
    listing = client.get("/custodianships/").content.decode()
    assert f'href="/custodianships/{leaving.pk}/"' in listing
    assert f'href="/custodianships/{coming.pk}/"' not in listing
    page = Page(client, client.get(f"/custodianships/{leaving.pk}/"))
    assert ONE in page
    assert TWO in page
    assert THREE not in page
    day = (today() + 10 * DAY).isoformat()
    typed = {"To (e-mail address)": "nobody@un.example", "First day of the new person": day}
    refused = page.press("Hand over", typed)
    assert refused.status == 400
    assert "There is no account with this address." in refused
    assert refused.value_of("First day of the new person") == day
    done = refused.press("Hand over", {"To (e-mail address)": " Coming@UN.example"})
    assert "takes over from" in done
    assert "was assigned 2 indicators" in done
    assert entered(coming, today() + 10 * DAY) == {ONE, TWO}


def test_the_page_refuses_what_was_not_seen(signed_in, people, leaving, coming):
    client = signed_in("administrator")
    page = Page(client, client.get(f"/custodianships/{leaving.pk}/"))
    assign(leaving, THREE)
    typed = {"To (e-mail address)": coming.email, "First day of the new person": today().isoformat()}
    refused = page.press("Hand over", typed)
    assert refused.status == 409
    assert "Nothing was changed." in refused
    assert THREE in refused, "what is there now is shown"
    assert "was assigned 3 indicators" in refused.press("Hand over", typed)


def test_auditors_read_and_cannot_hand_over(signed_in, leaving):
    client = signed_in("auditor")
    page = Page(client, client.get(f"/custodianships/{leaving.pk}/"))
    assert ONE in page
    assert "Hand over" not in page.buttons
    assert client.post(f"/custodianships/{leaving.pk}/").status_code == 403


@pytest.mark.parametrize("address", ["/custodianships/", "/custodianships/{}/"])
def test_the_pages_cost_the_same_for_one_indicator_and_for_all(address, signed_in, people):
    client = signed_in("administrator")

    def asked(person: User) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address.format(person.pk)).status_code == 200
        return len(queries)

    one = another(Role.CUSTODIAN, "one@un.example")
    assign(one, ONE)
    few = asked(one)
    for number in range(20):
        assign(another(Role.CUSTODIAN, f"more{number}@un.example"), ONE, TWO)
    assert asked(people.custodian) == few
