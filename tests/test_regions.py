"""Regions of country teams: a team moves from a day on, and what was on earlier days stays as it was."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activity.models import Entry
from activity.sentences import sentence
from common.refusals import Invalid, NotAllowed, VersionConflict, VersionNeeded
from countries.actions import change_place, create_place, move_team
from countries.models import CountryTeam, Region, RegionMembership
from public.countries import region_on
from records.published import staffing_counts
from tests.public_pages import body, content_of
from tests.record_rows import add, coordinator, team, without_records
from tests.test_admin import fields_of, page
from tests.work import open_shipped, publish, submission

# Kenya's team is shipped in AFR, and moves to AS in the middle of 2025.
DAY = date(2025, 7, 1)
BEFORE, AFTER = DAY - timedelta(days=1), DAY


def region(code):
    return Region.objects.get(code=code)


def moved(code="KEN", to="AS", day=DAY, **wishes):
    row = team(code)
    return move_team(row, region(to), day, **{"by": None, "seen": row.version} | wishes)


def stands(code="KEN"):
    """(region, from, to) of each membership, the first one first."""
    rows = RegionMembership.objects.filter(team__code=code)
    return list(rows.values_list("region__code", "valid_from", "valid_to"))


def last_said():
    entry = Entry.objects.order_by("-sequence")[0]
    return entry, json.loads(entry.text)["data"]


# --- Moving ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_shipped_team_stands_in_its_region_from_before_our_records():
    there = RegionMembership.objects.values_list("team__code", "region", "valid_from", "valid_to")
    assert sorted(there) == [
        (code, region, None, None) for code, region in CountryTeam.objects.values_list("code", "region")
    ]


@pytest.mark.django_db
def test_a_team_moves_from_a_day_on_and_the_log_says_who_moved_it_from_where(people):
    after = moved(by=people.administrator)
    assert (after.region.code, after.version) == ("AS", 2)
    assert stands() == [("AFR", None, BEFORE), ("AS", DAY, None)]
    entry, said = last_said()
    assert (entry.verb, entry.target, entry.actor) == ("countries.team.moved", "team KEN", people.administrator)
    assert said == {
        "version": 2,
        "first_day": DAY.isoformat(),
        "before": {"region": "AFR"},
        "after": {"region": "AS"},
    }
    assert sentence(entry.verb) == "moved a country team to another region"


@pytest.mark.django_db
def test_a_team_that_moves_back_stands_in_one_region_on_any_day():
    moved()
    moved(to="AFR", day=date(2026, 1, 1))
    for day, code in [(BEFORE, "AFR"), (DAY, "AS"), (date(2025, 12, 31), "AS"), (date(2026, 1, 1), "AFR")]:
        assert [row.region.code for row in RegionMembership.objects.filter(team__code="KEN").current(day)] == [code]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("to", "day", "field"),
    [("AFR", DAY, "region"), ("AS", None, "day")],
    ids=["where it is", "on a day that is still to come"],
)
def test_what_is_no_move_is_refused(to, day, field):
    entries = Entry.objects.count()
    with pytest.raises(Invalid) as refused:
        moved(to=to, day=day or timezone.localdate() + timedelta(days=1))
    assert list(refused.value.errors) == [field]
    assert (stands(), team("KEN").version, Entry.objects.count()) == ([("AFR", None, None)], 1, entries)


@pytest.mark.django_db
@pytest.mark.parametrize("day", [DAY, BEFORE])
def test_a_move_that_would_overlap_the_present_membership_is_refused(day):
    moved()
    with pytest.raises(Invalid) as refused:
        moved(to="AFR", day=day)
    assert list(refused.value.errors) == ["day"]
    assert (stands(), team("KEN").region.code) == ([("AFR", None, BEFORE), ("AS", DAY, None)], "AS")


@pytest.mark.django_db
def test_only_an_administrator_moves_a_team_and_only_one_of_two_at_once(people):
    with pytest.raises(NotAllowed):
        moved(by=people.auditor)
    with pytest.raises(VersionNeeded):
        moved(seen=None)
    moved()
    with pytest.raises(VersionConflict):
        moved(to="ECA", day=date(2026, 1, 1), seen=1)
    assert stands()[-1] == ("AS", DAY, None)


@pytest.mark.django_db
def test_nothing_else_changes_a_teams_region_and_a_new_team_stands_in_its_own(people):
    row = team("KEN")
    with pytest.raises(Invalid) as refused:
        change_place(row, {"region": region("AS")}, by=people.administrator, seen=row.version)
    assert list(refused.value.errors) == ["region"]
    create_place(CountryTeam, {"code": "ZZZ", "region": region("AS")}, by=people.administrator)
    assert stands("ZZZ") == [("AS", None, None)]


# --- In the administration -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_administration_moves_a_team_from_a_day_on(signed_in):
    client, address = signed_in("administrator"), page(CountryTeam, "change", team("KEN").pk)
    form = fields_of(client.get(address))
    assert form["day"] == timezone.localdate()
    assert client.post(address, form | {"region": region("AS").pk, "day": DAY}).status_code == 302
    assert stands() == [("AFR", None, BEFORE), ("AS", DAY, None)]
    assert last_said()[0].verb == "countries.team.moved"
    listed = client.get(page(RegionMembership) + "?q=KEN").content.decode()
    assert listed.count('class="field-valid_from') == 2


@pytest.mark.django_db
def test_the_administration_says_why_a_move_is_refused(signed_in):
    client, address = signed_in("administrator"), page(CountryTeam, "change", team("KEN").pk)
    form = fields_of(client.get(address)) | {"region": region("AS").pk}
    tomorrow = client.post(address, form | {"day": timezone.localdate() + timedelta(days=1)})
    assert tomorrow.status_code == 400
    assert "still to come" in tomorrow.content.decode()
    moved()
    stale = client.post(address, form | {"day": date(2026, 1, 1)})
    assert stale.status_code == 409
    assert stands() == [("AFR", None, BEFORE), ("AS", DAY, None)]


@pytest.mark.django_db
def test_without_another_region_nothing_moves_and_nothing_is_logged(signed_in):
    client, address = signed_in("administrator"), page(CountryTeam, "change", team("KEN").pk)
    entries = Entry.objects.count()
    assert client.post(address, fields_of(client.get(address))).status_code == 302
    assert (stands(), Entry.objects.count()) == ([("AFR", None, None)], entries)


# --- What was stays --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_questionnaire_of_a_past_year_opens_with_the_regions_of_its_last_day():
    without_records()
    add("appointments", "KEN", coordinator=(serving := coordinator()), valid_from=date(2023, 1, 1))
    moved()
    for year, place in [(2024, "AFR"), (2025, "AS")]:
        open_shipped(year, "team", "government", "coordinator")
        for code in ("KEN", "GOV-KEN", serving.code):
            assert submission(f"{year}/{code}").region.code == place, (year, code)


@pytest.mark.django_db
def test_what_respondents_were_asked_and_posts_of_past_days_stay_in_the_region_of_then():
    without_records()
    add("posts", "KEN", held_by="woman")
    open_shipped(2024, "team")
    moved()
    assert submission("2024/KEN").region.code == "AFR"
    assert [{row["region"] for row in staffing_counts(day)} for day in (BEFORE, AFTER)] == [{"AFR"}, {"AS"}]


@pytest.mark.django_db
def test_opening_costs_the_same_however_often_teams_moved():
    def queries(year):
        with CaptureQueriesContext(
            connection,
        ) as found:
            open_shipped(year, "team")
        return len(found)

    before = queries(2023)
    moved()
    moved("UGA")
    assert queries(2024) == before


# --- In public -------------------------------------------------------------------------------------------------------


def listed_in(code, day, release):
    text = Client().get(f"/countries.csv?region={code}&day={day}&release={release}").content.decode("utf-8-sig")
    return {row["iso3"]: row["region"] for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.django_db
def test_a_release_shows_a_team_in_the_region_of_each_day(people):
    moved()
    number = publish(people).number
    said = content_of("team", "KEN", number)
    assert (said["region"], said["regions"]) == (
        "AS",
        [
            {"code": "AFR", "from": None, "to": BEFORE.isoformat()},
            {"code": "AS", "from": DAY.isoformat(), "to": None},
        ],
    )
    for day, place, other in [(BEFORE, "AFR", "AS"), (AFTER, "AS", "AFR")]:
        assert listed_in(place, day, number)["KEN"] == place
        assert "KEN" not in listed_in(other, day, number)
        assert f'href="/regions/{place}/?day={day}"' in body(f"/countries/KEN/?day={day}")
        assert "Kenya" in body(f"/regions/{place}/?day={day}")
        assert "Kenya" not in body(f"/regions/{other}/?day={day}")
    assert "(since 1 July 2025)" in body(f"/countries/KEN/?day={AFTER}")
    assert "(since" not in body(f"/countries/UGA/?day={AFTER}")


@pytest.mark.django_db
def test_what_was_published_before_a_move_stays_byte_for_byte(people):
    paths = [f"{path}?release=1&day={AFTER}" for path in ("/countries/KEN.json", "/countries.csv")]
    before = [Client().get(path).content for path in paths]
    moved()
    publish(people)
    assert [Client().get(path).content for path in paths] == before


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_a_document_of_before_moves_were_dated_names_one_region_for_all_days(day):
    assert region_on({"region": "AFR"}, day) == {"code": "AFR", "from": None, "to": None}


# --- Teams that were there -------------------------------------------------------------------------------------------


def test_teams_that_were_there_stand_in_their_region_from_the_start(own_database):
    call_command("migrate", "countries", "0002", verbosity=0)
    call_command("migrate", "countries", verbosity=0)
    assert stands() == [("AFR", None, None)]
    assert RegionMembership.objects.count() == CountryTeam.objects.count()
