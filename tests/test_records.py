"""Standing records as their office keeps them: who may, what is refused, and that nothing is lost."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from activity.models import Entry
from common.refusals import Invalid, NotAllowed, VersionConflict, VersionNeeded, WrongState
from countries.models import Region
from records.actions import (
    add_coordinator,
    add_record,
    appoint_coordinator,
    change_coordinator,
    change_record,
    confirm_records,
    end_record,
    withdraw_record,
)
from records.kinds import KINDS
from records.models import BackOffice, Coordinator, OfficePost, RecordConfirmation
from tests.record_rows import add, coordinator, country_of, framework_of, one_of_each, team, values_of, without_records
from tests.work import another

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_these_records(db):
    without_records()


POSTS, APPOINTMENTS = KINDS["posts"], KINDS["appointments"]
KEEPERS = ("office_editor", "team_leader", "administrator")
OTHERS = ("regional_team", "custodian", "finance_officer", "validator", "publisher", "auditor")


def invalid(action, *args, **wishes) -> set[str]:
    """The fields that the action refuses."""
    with pytest.raises(Invalid) as refused:
        action(*args, **wishes)
    return set(refused.value.errors)


# --- Who -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", KEEPERS)
def test_the_office_of_a_team_and_administrators_keep_its_records(people, role):
    by = getattr(people, role)
    post = add("posts", "KEN", by=by)
    post = change_record(post, {"held_by": "vacant"}, by=by, seen=1)
    post = end_record(post, date(2024, 1, 1), by=by, seen=2)
    post = withdraw_record(post, "Entered twice.", by=by, seen=3)
    assert (post.version, post.withdrawn) == (4, "Entered twice.")
    assert confirm_records(team("KEN"), POSTS, 2024, by=by).confirmed_by == by


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_does(people, role):
    by, post = getattr(people, role), add("posts", "KEN")
    values = values_of("posts", "KEN")
    for action, args, wishes in (
        (add_record, (POSTS, team("KEN"), values), {}),
        (change_record, (post, values), {"seen": 1}),
        (end_record, (post, date(2024, 1, 1)), {"seen": 1}),
        (withdraw_record, (post, "No."), {"seen": 1}),
        (confirm_records, (team("KEN"), POSTS, 2024), {}),
        (add_coordinator, ({"name": "X", "is_woman": True, "from_programme_country": True},), {}),
    ):
        with pytest.raises(NotAllowed):
            action(*args, by=by, **wishes)
    assert OfficePost.objects.get(pk=post.pk).version == 1


def test_an_office_keeps_no_other_teams_records(people):
    post = add("posts", "UGA")
    with pytest.raises(NotAllowed):
        change_record(post, {"held_by": "vacant"}, by=people.team_leader, seen=1)
    with pytest.raises(NotAllowed):
        add("posts", "UGA", by=people.team_leader)


def test_a_role_that_ended_keeps_nothing(people):
    leader = people.team_leader
    leader.memberships.update(valid_from=date(2020, 1, 1), valid_to=timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        add("posts", "KEN", by=people.team_leader)


def test_records_are_read_by_their_office_their_region_and_headquarters(people):
    region = Region.objects.exclude(teams__code="KEN").order_by("code")[0]
    elsewhere = another(Role.REGIONAL_TEAM, "elsewhere@example.org", region=region)
    uganda = another(Role.OFFICE_EDITOR, "uganda@example.org", team=team("UGA"))
    ours = add("posts", "KEN")
    readers = (*KEEPERS, "regional_team", "custodian", "validator", "publisher", "auditor")
    seen = {role: OfficePost.objects.visible_to(getattr(people, role)).filter(pk=ours.pk).exists() for role in readers}
    assert seen == dict.fromkeys(readers, True)
    for stranger in (people.finance_officer, elsewhere, uganda):
        assert not OfficePost.objects.visible_to(stranger).filter(pk=ours.pk).exists()


def test_a_shared_framework_is_read_by_the_offices_of_all_its_teams_and_kept_by_one(people):
    framework = add("frameworks", "UGA")
    signatory = add("signatories", "UGA", framework=framework)
    model, by = type(framework), people.office_editor
    assert not model.objects.visible_to(by).filter(pk=framework.pk).exists()
    shared = add("framework-teams", "UGA", framework=framework, partner=team("KEN"))
    assert model.objects.visible_to(by).filter(pk=framework.pk).exists()
    assert type(signatory).objects.visible_to(by).filter(pk=signatory.pk).exists()
    with pytest.raises(NotAllowed):
        change_record(framework, {"title": "Ours"}, by=by, seen=1)
    withdraw_record(shared, "Another team.", by=None, seen=1)
    assert not model.objects.visible_to(by).filter(pk=framework.pk).exists()


# --- What ----------------------------------------------------------------------------------------------------------


def test_every_kind_can_be_added_changed_and_withdrawn():
    for kind, row in one_of_each("KEN").items():
        assert row.version == 1, kind
        changed = change_record(row, {"note": "Looked at again."}, by=None, seen=1)
        withdrawn = withdraw_record(changed, "An example.", by=None, seen=2)
        assert (withdrawn.version, withdrawn.note) == (3, "Looked at again.")
        assert not type(row).objects.standing().filter(pk=row.pk).exists()
        assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_is_kept_without_what_it_needs(kind):
    needed = {field.name for field in KINDS[kind].fields if not field.blank}
    assert "valid_from" in needed
    for name in needed:
        values = values_of(kind, "KEN")
        del values[name]
        assert name in invalid(add_record, KINDS[kind], team("KEN"), values, by=None) | {"__all__"}


@pytest.mark.parametrize(
    ("kind", "values", "fields"),
    [
        ("posts", {"valid_to": date(2023, 1, 14)}, {"valid_to"}),
        ("posts", {"held_by": "nobody"}, {"held_by"}),
        ("posts", {"withdrawn": "By the back door."}, {"withdrawn"}),
        ("posts", {"team": "UGA"}, {"team"}),
        ("posts", {"note": "x" * 2001}, {"note"}),
        ("posts", {"note": "a\0b"}, {"note"}),
        ("country-analyses", {"valid_to": date(2024, 1, 1)}, {"valid_to"}),
        ("appointments", {"entity_of_origin": ""}, {"__all__"}),
        ("appointments", {"origin": "external"}, {"__all__"}),
        ("frameworks", {"last_year": 2021}, {"__all__"}),
        ("frameworks", {"consulted": "academia donors"}, {"consulted"}),
        ("joint-programmes", {"themes": ""}, {"themes"}),
        ("scorecards", {"score": 101}, {"score"}),
        ("websites", {"url": "javascript:alert(1)"}, {"url"}),
        ("websites", {"languages": "English"}, {"languages"}),
    ],
)
def test_what_a_record_cannot_say_is_refused_by_field(kind, values, fields):
    assert invalid(add_record, KINDS[kind], team("KEN"), {**values_of(kind, "KEN"), **values}, by=None) >= fields


def test_a_record_points_to_what_is_the_teams_own():
    assert invalid(add, "back-offices", "KEN", country=country_of("UGA")) == {"country"}
    assert invalid(add, "signatories", "KEN", framework=framework_of("UGA")) == {"framework"}
    assert invalid(add, "framework-teams", "KEN", partner=team("KEN")) == {"__all__"}
    framework = framework_of("KEN")
    withdraw_record(framework, "Another one.", by=None, seen=1)
    framework.refresh_from_db()
    assert invalid(add, "signatories", "KEN", framework=framework) == {"framework"}


@pytest.mark.parametrize("kind", ["framework-teams", "signatories", "scorecards", "frameworks"])
def test_what_stands_once_can_stand_again_after_it_was_withdrawn(kind):
    values = values_of(kind, "KEN")
    row = add_record(KINDS[kind], team("KEN"), values, by=None)
    assert invalid(add_record, KINDS[kind], team("KEN"), values, by=None) == {"__all__"}
    withdraw_record(row, "Wrong year.", by=None, seen=1)
    assert add_record(KINDS[kind], team("KEN"), values, by=None).pk != row.pk


def test_a_team_has_one_coordinator_on_a_day():
    first = add("appointments", "KEN", valid_from=date(2020, 1, 1))
    assert invalid(add, "appointments", "KEN", valid_from=date(2023, 1, 1)) == {"valid_from"}
    assert invalid(add, "appointments", "KEN", valid_from=date(2019, 1, 1)) == {"valid_from"}
    add("appointments", "KEN", valid_from=date(2019, 1, 1), valid_to=date(2019, 12, 31))
    first = end_record(first, date(2022, 12, 31), by=None, seen=1)
    add("appointments", "KEN", valid_from=date(2023, 1, 1))
    assert invalid(change_record, first, {"valid_to": None}, by=None, seen=2) == {"valid_from"}
    assert add("appointments", "UGA", coordinator=first.coordinator).pk


# --- Versions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "verb",
    [
        lambda row, seen: change_record(row, {"held_by": "man"}, by=None, seen=seen),
        lambda row, seen: end_record(row, date(2024, 1, 1), by=None, seen=seen),
        lambda row, seen: withdraw_record(row, "Why.", by=None, seen=seen),
    ],
)
def test_a_write_names_the_version_that_it_saw(verb):
    post = add("posts", "KEN")
    with pytest.raises(VersionNeeded):
        verb(post, None)
    change_record(post, {"note": "Somebody else's."}, by=None, seen=1)
    with pytest.raises(VersionConflict) as refused:
        verb(post, 1)
    assert refused.value.current.note == "Somebody else's."
    assert verb(post, 2).version == 3


def test_what_equals_the_record_changes_nothing():
    post = add("posts", "KEN")
    entries = Entry.objects.count()
    assert change_record(post, {"held_by": "woman"}, by=None, seen=1).version == 1
    assert Entry.objects.count() == entries


def test_what_was_withdrawn_stays_as_it_was():
    post = withdraw_record(add("posts", "KEN"), "Twice.", by=None, seen=1)
    for verb in (
        lambda: change_record(post, {"held_by": "man"}, by=None, seen=2),
        lambda: end_record(post, date(2024, 1, 1), by=None, seen=2),
        lambda: withdraw_record(post, "Another reason.", by=None, seen=2),
    ):
        with pytest.raises(WrongState):
            verb()
    assert OfficePost.objects.get(pk=post.pk).withdrawn == "Twice."


@pytest.mark.parametrize("reason", ["", "  ", "a\0b", "x" * 2001])
def test_a_withdrawal_says_why(reason):
    assert invalid(withdraw_record, add("posts", "KEN"), reason, by=None, seen=1) == {"reason"}


def test_what_happened_on_a_day_does_not_end():
    meeting = add("steering-committee-meetings", "KEN")
    assert invalid(end_record, meeting, date(2024, 1, 1), by=None, seen=1) == {"valid_to"}
    assert invalid(end_record, add("posts", "KEN"), None, by=None, seen=1) == {"valid_to"}


def test_each_verb_leaves_one_entry_in_the_log(people):
    by, before = people.office_editor, Entry.objects.count()
    office = add("back-offices", "KEN", by=by)
    office = change_record(office, {"name": "B"}, by=by, seen=1)
    office = end_record(office, date(2024, 1, 1), by=by, seen=2)
    withdraw_record(office, "Why.", by=by, seen=3)
    confirm_records(team("KEN"), KINDS["back-offices"], 2024, by=by)
    said = list(Entry.objects.order_by("sequence").values_list("verb", "target", "actor"))[before:]
    target = f"record KEN back-offices {office.pk}"
    assert said == [
        *((f"records.record.{verb}", target, by.pk) for verb in ("added", "changed", "ended", "withdrawn")),
        ("records.kind.confirmed", "records KEN back-offices", by.pk),
    ]
    assert BackOffice.objects.filter(pk=office.pk).exists()


# --- Confirming ----------------------------------------------------------------------------------------------------


def test_a_kind_is_confirmed_once_for_a_year():
    confirm_records(team("KEN"), POSTS, 2024, by=None)
    with pytest.raises(WrongState):
        confirm_records(team("KEN"), POSTS, 2024, by=None)
    confirm_records(team("KEN"), POSTS, 2023, by=None)
    confirm_records(team("UGA"), POSTS, 2024, by=None)
    assert RecordConfirmation.objects.filter(kind="posts").count() >= 3


def test_a_year_that_has_not_come_cannot_be_confirmed():
    for year in (timezone.localdate().year + 1, 2018):
        assert invalid(confirm_records, team("KEN"), POSTS, year, by=None) == {"year"}


# --- Coordinators --------------------------------------------------------------------------------------------------


def test_coordinators_get_the_next_code():
    first, second = coordinator(), coordinator()
    assert int(second.code.removeprefix("RC-")) == int(first.code.removeprefix("RC-")) + 1


def test_a_coordinator_is_changed_by_the_office_they_serve_and_by_administrators(people):
    serving, stranger = coordinator(), coordinator()
    add("appointments", "KEN", coordinator=serving)
    add("appointments", "UGA", coordinator=stranger)
    assert change_coordinator(serving, {"name": "B"}, by=people.office_editor, seen=1).version == 2
    assert change_coordinator(stranger, {"name": "B"}, by=people.administrator, seen=1).version == 2
    for by, row in ((people.office_editor, stranger), (people.validator, serving)):
        with pytest.raises(NotAllowed):
            change_coordinator(row, {"name": "C"}, by=by, seen=2)
    assert not Coordinator.objects.visible_to(people.office_editor).filter(pk=stranger.pk).exists()


def test_appointing_another_offices_coordinator_gives_no_right_over_the_person(people):
    theirs = coordinator()
    add("appointments", "UGA", coordinator=theirs)
    add("appointments", "KEN", coordinator=theirs, valid_from=date(1999, 1, 1), by=people.office_editor)
    with pytest.raises(NotAllowed):
        change_coordinator(theirs, {"is_woman": False}, by=people.office_editor, seen=1)


def test_a_new_coordinator_comes_with_the_appointment_or_not_at_all(people):
    person = {"name": "New", "is_woman": False, "from_programme_country": True}
    values = values_of("appointments", "KEN", coordinator=None)
    before = Coordinator.objects.count()
    bad = {**values, "origin": "external"}
    assert invalid(appoint_coordinator, team("KEN"), APPOINTMENTS, person, bad, by=people.team_leader) == {"__all__"}
    assert Coordinator.objects.count() == before
    row = appoint_coordinator(team("KEN"), APPOINTMENTS, person, values, by=people.team_leader)
    assert (row.coordinator.name, Coordinator.objects.count()) == ("New", before + 1)
