"""The people of an office: deputies with days, handing over when staff rotate, and who may see and do what."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import change_language, change_user, create_user
from accounts.models import Membership, User
from accounts.offices import end_deputy, first_day_without, name_deputy
from accounts.roles import Role
from activity.models import Entry
from common.refusals import Invalid, NotAllowed, VersionConflict
from countries.models import CountryTeam
from surveys.delegation import current_delegations, delegate_section
from surveys.handing_over import hand_over_office
from surveys.models import Delegation
from tests.test_publish_page import text_of
from tests.work import another, opened, question, questionnaire, submission

PAGE = "/tasks/people/KEN/"
DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def kenya() -> CountryTeam:
    return CountryTeam.objects.get(code="KEN")


def began_long_ago(*people: User) -> None:
    Membership.objects.filter(user__in=people).update(valid_from=today() - 400 * DAY)


def roles_on(day: date, user: User) -> set[str]:
    return set(user.memberships.current(day).values_list("role", flat=True))


@pytest.fixture
def newcomer(db: None) -> User:
    return create_user("newcomer@un.example", name="Newcomer", by=None)


@pytest.fixture
def rotating(people: Any, db: None) -> Any:
    began_long_ago(people.team_leader, people.office_editor)
    return people


# --- Language ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_people_choose_the_language_of_their_mail_and_nobody_chooses_another_s(people, signed_in):
    client, leader = signed_in("team_leader"), people.team_leader
    assert client.post("/accounts/language/", {"language": "ar", "version": leader.version}).status_code == 303
    assert people.team_leader.language == "ar"
    assert client.post("/accounts/language/", {"language": "fr", "version": leader.version}).status_code == 409
    assert client.post("/accounts/language/", {"language": "fr"}).status_code == 409
    assert client.post("/accounts/language/", {"language": "de", "version": leader.version + 1}).status_code == 400
    assert people.team_leader.language == "ar"
    with pytest.raises(NotAllowed):
        change_language(people.team_leader, "fr", by=people.office_editor, seen=people.team_leader.version)
    change_language(people.team_leader, "es", by=people.administrator, seen=people.team_leader.version)
    assert people.team_leader.language == "es"


@pytest.mark.django_db
def test_who_makes_an_account_chooses_the_language_of_its_mail(signed_in):
    made = signed_in("administrator").post(
        "/admin/accounts/user/add/", {"email": "new@un.example", "name": "New", "language": "ru"}
    )
    assert made.status_code == 302
    assert User.objects.get(email="new@un.example").language == "ru"


# --- Deputies ------------------------------------------------------------------------------------------------------


def name(people: Any, email: str, *, by: User | None = None, days: int = 10, first: date | None = None) -> Membership:
    first = first or today()
    held = people.team_leader.memberships.get()
    return name_deputy(held, email, first_day=first, last_day=first + days * DAY, by=by or people.team_leader)


@pytest.mark.django_db
def test_a_leader_names_a_deputy_who_leads_until_the_last_day(people, newcomer):
    named = name(people, " NEWCOMER@un.example ")
    assert (named.user, named.role, named.deputy_for) == (newcomer, Role.TEAM_LEADER, people.team_leader)
    assert roles_on(today() + 10 * DAY, newcomer) == {"team_leader"}
    assert roles_on(today() + 11 * DAY, newcomer) == set()
    assert roles_on(today(), people.team_leader) == {"team_leader"}, "nobody loses theirs"
    assert Entry.objects.filter(verb="accounts.deputy.named", actor=people.team_leader).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["office_editor", "regional_team", "custodian", "validator", "auditor"])
def test_nobody_else_names_deputies(role, people, newcomer):
    with pytest.raises(NotAllowed):
        name(people, newcomer.email, by=getattr(people, role))
    assert not newcomer.memberships.exists()


@pytest.mark.django_db
def test_an_administrator_does_and_a_leader_of_another_office_does_not(people, newcomer):
    other = another(Role.TEAM_LEADER, "ugandan@un.example", team=CountryTeam.objects.get(code="UGA"))
    with pytest.raises(NotAllowed):
        name(people, newcomer.email, by=other)
    assert name(people, newcomer.email, by=people.administrator).user == newcomer


@pytest.mark.django_db
def test_a_deputy_names_no_deputies_and_hands_nothing_over(people, newcomer):
    name(people, newcomer.email)
    other = create_user("third@un.example", by=None)
    with pytest.raises(NotAllowed):
        name(people, other.email, by=newcomer)
    with pytest.raises(NotAllowed):
        hand_over(people, people.team_leader, other, by=newcomer)


@pytest.mark.django_db
def test_a_deputy_never_gets_a_role_that_is_not_of_an_office(people, newcomer):
    """Standing in for an administrator, or for a deputy, is refused, whoever asks for it."""
    deputy = name(people, newcomer.email)
    with pytest.raises(Invalid):
        name_deputy(deputy, people.validator.email, first_day=today(), last_day=today(), by=people.administrator)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "wish"),
    {
        "nobody has this address": ("email", {"email": "nobody@un.example"}),
        "oneself": ("email", {"email": "team.leader@demonstration.example"}),
        "begun yesterday": ("first_day", {"first": -1}),
        "ended before it begins": ("last_day", {"days": -1}),
        "longer than a year": ("last_day", {"days": 366}),
        "after the leader's own last day": ("last_day", {"days": 40, "held_until": 30}),
    }.values(),
)
def test_what_makes_no_deputy_is_refused_by_its_field(field, wish, people, newcomer):
    held = people.team_leader.memberships.get()
    if "held_until" in wish:
        Membership.objects.filter(pk=held.pk).update(valid_to=today() + wish["held_until"] * DAY)
    first = today() + wish.get("first", 0) * DAY
    with pytest.raises(Invalid) as refused:
        name(people, wish.get("email", newcomer.email), first=first, days=wish.get("days", 10))
    assert field in refused.value.errors
    assert not newcomer.memberships.exists()


@pytest.mark.django_db
def test_who_holds_the_role_in_some_of_these_days_is_not_named_for_them(people, newcomer):
    name(people, newcomer.email)
    with pytest.raises(Invalid):
        name(people, newcomer.email, first=today() + 10 * DAY)
    assert name(people, newcomer.email, first=today() + 11 * DAY)


@pytest.mark.django_db
def test_a_deputy_ends_sooner_but_not_later_and_not_in_the_past(people, newcomer):
    named = name(people, newcomer.email)
    for day in (today() - DAY, today() + 11 * DAY):
        with pytest.raises(Invalid):
            end_deputy(named, day, by=people.team_leader, seen=named.version)
    with pytest.raises(VersionConflict):
        end_deputy(named, today() + DAY, by=people.team_leader, seen=named.version + 1)
    end_deputy(named, today() + DAY, by=people.team_leader, seen=named.version)
    assert roles_on(today() + 2 * DAY, newcomer) == set()


@pytest.mark.django_db
def test_a_leader_ends_nobody_s_own_role(people):
    own = people.office_editor.memberships.get()
    with pytest.raises(NotAllowed):
        end_deputy(own, today(), by=people.team_leader, seen=own.version)


# --- Handing over --------------------------------------------------------------------------------------------------


def versions(user: User) -> dict[int, int]:
    return dict(user.memberships.filter(team=kenya()).values_list("pk", "version"))


def hand_over(people: Any, leaving: User, coming: User, *, on: date | None = None, by: User | None = None) -> int:
    day = on or today()
    return hand_over_office(kenya(), leaving, coming, day, by=by or people.team_leader, seen=versions(leaving))


@pytest.mark.django_db
def test_roles_end_the_day_before_and_the_other_holds_them_from_then_on(rotating, newcomer):
    first = today() + 30 * DAY
    before = Entry.objects.count()
    assert hand_over(rotating, rotating.team_leader, newcomer, on=first) == 1
    assert roles_on(first - DAY, rotating.team_leader) == {"team_leader"}
    assert roles_on(first - DAY, newcomer) == set()
    assert roles_on(first, rotating.team_leader) == set()
    assert roles_on(first, newcomer) == {"team_leader"}
    [said] = Entry.objects.order_by("sequence")[before:]
    data = json.loads(said.text)["data"]
    assert (said.verb, said.target) == ("surveys.office.handed_over", "team KEN")
    assert [row["role"] for row in data["granted"]] == ["team_leader"]


@pytest.mark.django_db
def test_a_role_that_ends_is_handed_over_until_that_day_and_not_longer(rotating, newcomer):
    last = today() + 60 * DAY
    rotating.team_leader.memberships.update(valid_to=last)
    hand_over(rotating, rotating.team_leader, newcomer)
    assert roles_on(last, newcomer) == {"team_leader"}
    assert roles_on(last + DAY, newcomer) == set()


@pytest.mark.django_db
def test_who_leads_already_is_granted_nothing_twice_and_deputies_of_who_leaves_stop(rotating, newcomer):
    name(rotating, newcomer.email)
    other = another(Role.TEAM_LEADER, "other@un.example", team=kenya(), valid_from=today() - 9 * DAY)
    assert hand_over(rotating, rotating.team_leader, other, on=today() + 3 * DAY) == 0
    assert other.memberships.count() == 1
    assert roles_on(today() + 2 * DAY, newcomer) == {"team_leader"}
    assert roles_on(today() + 3 * DAY, newcomer) == set()


@pytest.mark.django_db
def test_roles_of_other_teams_and_of_headquarters_stay(rotating, newcomer):
    leader = rotating.team_leader
    Membership.objects.create(user=leader, role=Role.TEAM_LEADER, team=CountryTeam.objects.get(code="UGA"))
    Membership.objects.create(user=leader, role=Role.AUDITOR)
    hand_over(rotating, leader, newcomer, on=today() + DAY)
    assert roles_on(today() + DAY, leader) == {"team_leader", "auditor"}
    assert set(newcomer.memberships.values_list("team__code", flat=True)) == {"KEN"}


@pytest.mark.django_db
def test_sections_pass_on_at_the_beginning_of_the_first_day(rotating, newcomer):
    opened(questionnaire(2024, [question("plan")]))
    row = submission("2024/KEN")
    section = row.questionnaire.sections.get()
    delegate_section(row, section, rotating.office_editor, by=rotating.team_leader, seen=None)
    first = today() + 5 * DAY
    hand_over(rotating, rotating.office_editor, newcomer, on=first)
    now = timezone.now()
    assert current_delegations([row])[row.pk][section.pk].user == rotating.office_editor
    begins = Delegation.objects.get(ended_at=None).at
    assert timezone.localdate(begins) == first
    assert [each.user for each in Delegation.objects.current(begins)] == [newcomer]
    assert [each.user for each in Delegation.objects.current(begins - timedelta(seconds=1))] == [rotating.office_editor]
    assert begins > now


@pytest.mark.django_db
def test_a_leader_may_give_a_section_to_a_third_before_a_hand_over_comes(rotating, newcomer):
    opened(questionnaire(2024, [question("plan")]))
    row = submission("2024/KEN")
    section = row.questionnaire.sections.get()
    present = delegate_section(row, section, rotating.office_editor, by=rotating.team_leader, seen=None)
    hand_over(rotating, rotating.office_editor, newcomer, on=today() + 5 * DAY)
    delegate_section(row, section, rotating.team_leader, by=rotating.team_leader, seen=present.pk)
    for moment in (timezone.now(), timezone.now() + timedelta(days=30)):
        assert [each.user for each in Delegation.objects.current(moment)] == [rotating.team_leader]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"on": -1}, "first_day"),
        ({"to": "self"}, "coming"),
        ({"to": "closed"}, "coming"),
        ({"of": "nobody"}, "leaving"),
    ],
    ids=str,
)
def test_what_cannot_be_handed_over_is_refused_by_its_field(wish, field, rotating, newcomer):
    leaving = rotating.validator if wish.get("of") else rotating.team_leader
    coming = leaving if wish.get("to") == "self" else newcomer
    if wish.get("to") == "closed":
        User.objects.filter(pk=newcomer.pk).update(is_active=False)
        coming = User.objects.get(pk=newcomer.pk)
    with pytest.raises(Invalid) as refused:
        hand_over(rotating, leaving, coming, on=today() + wish.get("on", 1) * DAY, by=rotating.administrator)
    assert field in refused.value.errors
    assert not newcomer.memberships.exists()


@pytest.mark.django_db
def test_a_role_that_begins_only_later_keeps_the_hand_over_from_an_earlier_day(people, newcomer):
    with pytest.raises(Invalid, match="cannot be accepted") as refused:
        hand_over(people, people.team_leader, newcomer, on=today())  # the demonstration's roles begin today
    assert "first_day" in refused.value.errors
    assert hand_over(people, people.team_leader, newcomer, on=today() + DAY) == 1


@pytest.mark.django_db
def test_who_saw_other_roles_than_there_are_hands_over_nothing(rotating, newcomer):
    seen = versions(rotating.team_leader)
    Membership.objects.create(user=rotating.team_leader, role=Role.OFFICE_EDITOR, team=kenya())
    with pytest.raises(VersionConflict):
        hand_over_office(kenya(), rotating.team_leader, newcomer, today() + DAY, by=rotating.team_leader, seen=seen)
    assert not newcomer.memberships.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["office_editor", "regional_team", "validator", "auditor"])
def test_nobody_else_hands_an_office_over(role, rotating, newcomer):
    with pytest.raises(NotAllowed):
        hand_over(rotating, rotating.office_editor, newcomer, by=getattr(rotating, role))


# --- Days that nobody covers ---------------------------------------------------------------------------------------


MONDAY = date(2026, 6, 1)
OPEN = 40  # days: a role that lasts as long has no last day
spans = st.tuples(st.integers(-30, 60), st.integers(0, OPEN))


@given(st.lists(spans, max_size=6))
def test_the_first_day_without_anybody_is_the_one_that_counting_days_finds(found):
    held = [
        Membership(
            valid_from=MONDAY + begin * DAY, valid_to=None if length == OPEN else MONDAY + (begin + length) * DAY
        )
        for begin, length in found
    ]

    def is_held(day: date) -> bool:
        return any(row.valid_from <= day and (row.valid_to is None or day <= row.valid_to) for row in held)

    counted = next((MONDAY + ahead * DAY for ahead in range(200) if not is_held(MONDAY + ahead * DAY)), None)
    assert first_day_without(held, MONDAY) == counted


# --- The page ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_tells_when_nobody_leads_any_more(rotating, signed_in):
    client = signed_in("regional_team")
    assert "nobody" not in text_of(client.get(PAGE)).lower()
    rotating.team_leader.memberships.update(valid_to=date(2099, 12, 31))
    assert "From 1 January 2100 on nobody leads this office" in text_of(client.get(PAGE))
    rotating.team_leader.memberships.update(valid_to=today() - DAY)
    assert "Nobody leads this office today" in text_of(client.get(PAGE))
    rotating.office_editor.memberships.update(valid_to=today() - DAY)
    assert "Nobody holds a role of this office today" in text_of(client.get(PAGE))


@pytest.mark.django_db
def test_an_office_whose_leader_s_account_is_closed_is_led_by_nobody(rotating, signed_in):
    client, leader = signed_in("office_editor"), rotating.team_leader
    assert "Nobody leads this office today" not in text_of(client.get(PAGE))
    change_user(leader, name=leader.name, is_active=False, by=None, seen=leader.version)
    assert "Nobody leads this office today" in text_of(client.get(PAGE))


@pytest.mark.django_db
def test_a_leader_names_ends_and_hands_over_on_the_page(rotating, signed_in, newcomer):
    client = signed_in("team_leader")
    page = client.get(PAGE)
    held = rotating.team_leader.memberships.get()
    named = client.post(
        PAGE,
        {
            "do": "deputy",
            "deputy-held": held.pk,
            "deputy-email": newcomer.email,
            "deputy-first_day": today().isoformat(),
            "deputy-last_day": (today() + 9 * DAY).isoformat(),
        },
    )
    assert named.status_code == 303
    row = newcomer.memberships.get()
    assert "stands in for Demonstration team leader" in text_of(client.get(PAGE))
    ended = client.post(
        PAGE, {"do": "end", "row": row.pk, "version": row.version, f"end-{row.pk}-last_day": today().isoformat()}
    )
    assert ended.status_code == 303
    handed = {
        "do": "hand_over",
        "versions": page.context["office"].versions,
        "hand-leaving": rotating.office_editor.pk,
        "hand-coming": newcomer.email,
        "hand-first_day": (today() + DAY).isoformat(),
    }
    assert client.post(PAGE, handed).status_code == 303
    assert roles_on(today() + DAY, newcomer) == {"office_editor"}
    again = client.post(PAGE, handed)
    assert again.status_code == 400, "nothing is left to be handed over then"


@pytest.mark.django_db
def test_what_was_typed_stays_in_the_form_with_the_reason_beside_it(people, signed_in):
    refused = signed_in("team_leader").post(
        PAGE,
        {
            "do": "deputy",
            "deputy-held": people.team_leader.memberships.get().pk,
            "deputy-email": "nobody@un.example",
            "deputy-first_day": today().isoformat(),
            "deputy-last_day": today().isoformat(),
        },
    )
    assert refused.status_code == 400
    assert 'value="nobody@un.example"' in refused.content.decode()
    assert "There is no account with this address." in text_of(refused)


@pytest.mark.django_db
def test_the_page_costs_as_many_queries_for_thirty_people_as_for_three(people, signed_in):
    client = signed_in("team_leader")

    def cost() -> int:
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    few = cost()
    for number in range(30):
        another(Role.OFFICE_EDITOR, f"editor{number}@un.example", team=kenya())
    assert cost() == few
