"""A release is a full, immutable copy of what is public: what is in it, what never is, and when there is a next one."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings

from accounts.actions import grant_membership
from accounts.installation import is_demonstration
from accounts.models import Installation, User
from accounts.roles import Role
from common.canonical import sha256, to_text
from common.refusals import Invalid, NotAllowed, VersionConflict, WrongState
from countries.actions import create_place
from countries.models import Country, CountryTeam, GroupMembership, Region
from frameworks.models import Framework
from indicators.actions import assign_indicators, reopen_observation, return_observation
from indicators.loading import load_framework
from indicators.models import Figure, Indicator
from publications.actions import preview_release, publish_release
from publications.models import Document, Kind, Release, ReleasedObservation
from publications.verification import release_faults
from tests.work import bring_to_figure, entry, explain_slipped, observation, publish, save, submit, validate

pytestmark = pytest.mark.django_db

KEY = "1.1.1-c/total/2024"
SECOND_FRAMEWORK = Path(__file__).parent / "data" / "falling" / "framework.yaml"


def document(kind: str, key: str, release: int | None = None) -> dict:
    """A document as `release` has it, else as the newest one has it."""
    documents = Document.objects.filter(kind=kind, key=key)
    return json.loads((documents.get(release=release) if release else documents.latest("release_id")).text)


def framework(release: int | None = None) -> dict:
    return document(Kind.FRAMEWORK, "RCS-2022-2025", release)


def series_of(content: dict) -> Iterator[tuple[str, dict]]:
    """Every series of a framework document by its name: 2.1.1-d/total."""
    outputs = [output for goal in content["goals"] for outcome in goal["outcomes"] for output in outcome["outputs"]]
    for indicator in chain.from_iterable(output["indicators"] for output in outputs):
        for series in indicator["series"]:
            yield f"{indicator['code']}/{series['code']}", series


def line(name: str, release: int | None = None) -> dict:
    """One series, with each year's observation."""
    indicator, code = name.split("/")
    content = document(Kind.INDICATOR, f"RCS-2022-2025/{indicator}", release)
    return next(series for series in content["series"] if series["code"] == code)


def in_year(series: dict, year: int) -> dict:
    return next(row for row in series["observations"] if row["year"] == year)


def everything_published(release: int) -> list[tuple]:
    """The release's own row, its documents and its flat rows, to the byte."""
    return [
        *Release.objects.filter(pk=release).values_list(),
        *Document.objects.filter(release=release).order_by("pk").values_list(),
        *ReleasedObservation.objects.filter(release=release).order_by("pk").values_list(),
    ]


# --- Release 1 ------------------------------------------------------------------------------------------------------


def test_release_1_is_the_source_document_itself():
    release = Release.objects.get()
    assert (release.number, release.title, release.due_year) == (1, "E/2022/54", 2021)
    assert is_demonstration()
    assert release.demonstration is False
    assert document(Kind.RELEASE, "1")["published_by"] == "system"


def test_release_1_has_every_level_of_the_framework():
    goals = framework()["goals"]
    outcomes = [outcome for goal in goals for outcome in goal["outcomes"]]
    outputs = [output for outcome in outcomes for output in outcome["outputs"]]
    indicators = [indicator for output in outputs for indicator in output["indicators"]]
    series = list(series_of(framework()))
    assert [len(rows) for rows in (goals, outcomes, outputs, indicators, series)] == [3, 9, 22, 38, 51]
    assert Document.objects.filter(kind=Kind.INDICATOR).count() == 38
    assert Document.objects.filter(kind=Kind.COUNTRY).count() == 162
    assert Document.objects.filter(kind=Kind.TEAM).count() == 132
    assert Document.objects.filter(kind=Kind.REGION).count() == 5
    assert ReleasedObservation.objects.count() == 10


def test_release_1_rates_what_can_be_rated_and_says_why_not_of_the_rest():
    ratings = {name: series["rating"] for name, series in series_of(framework())}
    rated = {name: rating["code"] for name, rating in ratings.items() if rating["code"] != "not_rated"}
    assert rated == {
        "2.1.1-d/total": "regressed",
        "2.4.2-a/civil-society": "on_track",
        "2.4.2-a/private-sector": "on_track",
        "3.1.1-a/total": "regressed",
        "3.1.1-b/total": "regressed",
    }
    assert all(ratings[name]["reason"] == "" and ratings[name]["year"] == 2021 for name in rated)
    assert all(rating["reason"] for name, rating in ratings.items() if name not in rated)


def test_release_1_tells_where_the_falling_satisfaction_of_governments_stands():
    series = line("2.1.1-d/total")
    assert (series["baseline"]["value"], series["baseline"]["year"]) == ("86", 2019)
    assert (series["target"]["value"], series["target"]["year"]) == ("90", 2025)
    assert series["latest"] == {"value": "81", "year": 2021, "status": "reported", "origin": "as_reported"}
    assert series["rating"]["working"]["p"] == "-1.25"


def test_the_damaged_rows_carry_their_note():
    damaged = document(Kind.INDICATOR, "RCS-2022-2025/1.1.1-a")
    assert "lost the baselines and targets of this row" in damaged["note"]["en"]
    for series in damaged["series"]:
        assert series["baseline"] == {"value": None, "year": None, "note": series["baseline"]["note"]}
        assert series["baseline"]["note"]["en"]
        assert series["rating"]["reason"] == "no_target"
    assert "damaged in the source" in document(Kind.INDICATOR, "RCS-2022-2025/1.1.1-b")["note"]["en"]
    for code in ("2.2.2-a", "2.2.2-b", "3.2.2", "3.4.2"):
        texts = Document.objects.filter(kind=Kind.INDICATOR, key__startswith=f"RCS-2022-2025/{code}")
        assert texts
        assert all(json.loads(row.text)["note"]["en"] for row in texts)


def test_no_look_alike_of_the_report_is_shown_as_a_value():
    assert line("2.1.1-a/total")["observations"] == []
    assert line("3.3.1-a/total")["latest"] is None


# --- The documents --------------------------------------------------------------------------------------------------


def refuse_float(text: str) -> None:
    raise AssertionError(f"{text} is a float")


def test_every_document_is_canonical_json_without_floats_and_bears_its_hash(people):
    bring_to_figure(KEY, entry("70.5", numerator="141", denominator="200"), people)
    publish(people)
    for row in Document.objects.all():
        content = json.loads(row.text, parse_float=refuse_float)
        assert to_text(content) == row.text
        assert sha256(row.text) == row.sha256


def numbers_in(content: object, name: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from numbers_in(value, key)
    elif isinstance(content, list):
        for value in content:
            yield from numbers_in(value, name)
    else:
        yield name, content


def test_decimals_are_strings_without_trailing_zeros(people):
    bring_to_figure(KEY, entry("70.5", numerator="141", denominator="200"), people)
    publish(people)
    found = set()
    for row in Document.objects.filter(kind__in=[Kind.FRAMEWORK, Kind.INDICATOR]):
        for name, value in numbers_in(json.loads(row.text)):
            if name in {"value", "numerator", "denominator", "p", "e"} and value is not None:
                assert isinstance(value, str)
                if name not in {"p", "e"}:
                    assert format(Decimal(value).normalize(), "f") == value
                found.add(name)
    assert found == {"value", "numerator", "denominator", "p", "e"}


def test_every_language_is_in_the_release():
    assert set(document(Kind.INDICATOR, "RCS-2022-2025/2.1.1-d")["title"]) >= {"en", "zh"}
    assert document(Kind.COUNTRY, "KEN")["name"].keys() == set(settings.MODELTRANSLATION_LANGUAGES)
    assert document(Kind.COUNTRY, "XKX")["note"].keys() == set(settings.MODELTRANSLATION_LANGUAGES)


def test_a_multi_country_team_is_one_team_with_its_countries():
    teams = [json.loads(row.text) for row in Document.objects.filter(kind=Kind.TEAM)]
    multi = [team for team in teams if team["multi_country"]]
    assert len(multi) == 8
    assert sum(len(team["countries"]) for team in teams) == 162
    for team in multi:
        for iso3 in team["countries"]:
            assert document(Kind.COUNTRY, iso3)["team"] == team["code"]


def test_a_team_that_was_added_before_its_countries_bears_its_code(people):
    values = {"code": "ZZZ", "region": Region.objects.order_by("code")[0]}
    create_place(CountryTeam, values, by=people.administrator)
    publish(people)
    team = document(Kind.TEAM, "ZZZ")
    assert (team["name"], team["countries"]) == ({"en": "ZZZ"}, [])


def test_no_person_is_in_a_release():
    """Everybody who does something bears a name, an address and an id that would be found anywhere."""
    roles = [Role.CUSTODIAN, Role.VALIDATOR, Role.PUBLISHER]
    first_id = 7_340_521_001
    workers = {
        role: User.objects.create(email=f"zyxquist.{role}@un.example", pk=first_id + at, name=f"Zyxquist {at}")
        for at, role in enumerate(roles)
    }
    for role, user in workers.items():
        grant_membership(user, role, by=None)
    workers = {role: User.objects.get(pk=user.pk) for role, user in workers.items()}
    assign_indicators(
        workers[Role.CUSTODIAN],
        Indicator.objects.all(),
        by=None,
        first_day=workers[Role.CUSTODIAN].memberships.get().valid_from,
    )
    save(KEY, entry("70"), by=workers[Role.CUSTODIAN])
    submit(KEY, by=workers[Role.CUSTODIAN])
    row = observation(KEY)
    return_observation(row, "Zyxquist asks: which source?", by=workers[Role.VALIDATOR], seen=row.version)
    submit(KEY, by=workers[Role.CUSTODIAN])
    validate(KEY, by=workers[Role.VALIDATOR])
    explain_slipped(workers[Role.VALIDATOR])
    release = publish_release("New.", by=workers[Role.PUBLISHER])
    assert release.published_by == workers[Role.PUBLISHER]

    texts = list(Document.objects.filter(release=release).values_list("text", flat=True))
    rows = [str(row) for row in ReleasedObservation.objects.filter(release=release).values()]
    everything = "\n".join(texts + rows).lower()
    assert "validator" in everything
    assert "@" not in everything.replace("@context", "")
    for user in User.objects.all():
        for trace in (user.email, user.name.lower()):
            assert trace not in everything
    assert "zyxquist" not in everything
    assert "734052100" not in everything
    own = document(Kind.RELEASE, "2")
    assert own["published_by"] == "publisher"
    assert in_year(line("1.1.1-c/total"), 2024)["validated"]["by"] == "validator"


# --- Figures in releases --------------------------------------------------------------------------------------------


def test_a_reopened_observation_leaves_the_figure_and_the_release_as_they_were(people):
    figure = bring_to_figure(KEY, entry("70", source="Survey"), people)
    publish(people)
    before = everything_published(1), everything_published(2), list(Figure.objects.filter(pk=figure.pk).values_list())
    row = observation(KEY)
    reopen_observation(row, "Recount", by=people.validator, seen=row.version)
    save(KEY, entry("75", source="Recount"), by=people.custodian)
    after = everything_published(1), everything_published(2), list(Figure.objects.filter(pk=figure.pk).values_list())
    assert after == before
    assert preview_release(by=people.publisher).changes == []  # the figure stands until the next one
    with pytest.raises(WrongState):
        publish(people)


def test_a_correction_is_the_next_release_and_the_first_stays_readable(people):
    bring_to_figure(KEY, entry("70"), people)
    publish(people, "The values of 2024.")
    row = observation(KEY)
    reopen_observation(row, "Recount", by=people.validator, seen=row.version)
    bring_to_figure(KEY, entry("75"), people)
    correction = publish(people, "Correction: the office in question had been counted twice.")
    assert correction.number == 3
    assert document(Kind.RELEASE, "3")["reason"] == "Correction: the office in question had been counted twice."
    assert [in_year(line("1.1.1-c/total", release), 2024)["value"] for release in (2, 3)] == ["70", "75"]
    assert [in_year(line("1.1.1-c/total", release), 2024)["figure"] for release in (2, 3)] == [1, 2]
    assert line("1.1.1-c/total", 1)["observations"] == []
    assert not list(release_faults())


def test_a_zero_is_a_number_all_the_way(people):
    saved = save(KEY, entry("0", numerator="0", denominator="20"), by=people.custodian)
    assert (saved.value, saved.numerator, saved.status) == (Decimal(0), Decimal(0), "reported")
    submit(KEY, by=people.custodian)
    figure = validate(KEY, by=people.validator)
    assert Figure.objects.get(pk=figure.pk).value == Decimal(0)
    publish(people)
    series = line("1.1.1-c/total")
    assert in_year(series, 2024)["value"] == in_year(series, 2024)["numerator"] == "0"
    assert series["latest"]["value"] == "0"
    assert (series["rating"]["code"], series["rating"]["year"]) == ("regressed", 2024)
    row = ReleasedObservation.objects.get(release=2, indicator="1.1.1-c")
    assert row.value is not None
    assert row.value == 0


def test_a_missing_value_stays_missing_all_the_way(people):
    bring_to_figure(KEY, entry(status="not_available", reason="The survey was postponed."), people)
    publish(people)
    series = line("1.1.1-c/total")
    row = in_year(series, 2024)
    assert (row["value"], row["status"], row["reason"]) == (None, "not_available", "The survey was postponed.")
    assert series["latest"] is None
    assert series["rating"]["reason"] == "no_value"
    flat = ReleasedObservation.objects.get(release=2, indicator="1.1.1-c")
    assert (flat.value, flat.status) == (None, "not_available")


def test_the_latest_value_is_the_last_year_that_has_one(people):
    bring_to_figure("1.1.1-c/total/2023", entry("82"), people)
    bring_to_figure(KEY, entry(status="withheld", reason="Under review."), people)
    publish(people)
    series = line("1.1.1-c/total")
    assert (series["latest"]["value"], series["latest"]["year"]) == ("82", 2023)
    assert series["rating"]["year"] == 2023
    assert [row["year"] for row in series["observations"]] == [2023, 2024]


def test_forty_on_the_way_from_sixty_to_twenty_is_half_of_it(people):
    load_framework(SECOND_FRAMEWORK)
    publish(people)
    content = document(Kind.INDICATOR, "TEST-2021-2025/1.1.1-a")
    (series,) = content["series"]
    assert content["direction"] == "down"
    assert series["latest"]["value"] == "40"
    assert series["rating"]["working"] == {"p": "0.5", "e": "0.5", "version": "1"}
    assert series["rating"]["code"] == "on_track"
    (gone,) = document(Kind.INDICATOR, "TEST-2021-2025/1.1.1-b")["series"]
    assert (gone["latest"]["value"], gone["rating"]["code"]) == ("0", "achieved")


def test_two_frameworks_stand_side_by_side_in_a_release(people):
    load_framework(SECOND_FRAMEWORK)
    release = publish(people)
    keys = list(Document.objects.of(release, Kind.FRAMEWORK).values_list("key", flat=True))
    assert keys == ["RCS-2022-2025", "TEST-2021-2025"]
    second = document(Kind.FRAMEWORK, "TEST-2021-2025")
    assert [name for name, _ in series_of(second)] == ["1.1.1-a/total", "1.1.1-b/total"]
    assert [name for name, _ in series_of(framework())] == [name for name, _ in series_of(framework(1))]
    assert not list(release_faults())


# --- When there is a next one ---------------------------------------------------------------------------------------


def test_nothing_new_is_not_published(people):
    before = Release.objects.count(), everything_published(1)
    assert preview_release(by=people.publisher).changes == []
    with pytest.raises(WrongState, match="Nothing has changed"):
        publish(people)
    save(KEY, entry("70"), by=people.custodian)  # a draft is nothing new to the public
    submit(KEY, by=people.custodian)
    with pytest.raises(WrongState):
        publish(people)
    assert (Release.objects.count(), everything_published(1)) == before


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLISHER])
def test_only_a_publisher_publishes(people, role):
    bring_to_figure(KEY, entry("70"), people)
    with pytest.raises(NotAllowed):
        publish_release("New.", by=getattr(people, role))
    assert Release.objects.count() == 1


@pytest.mark.parametrize(
    ("reason", "title", "fields"),
    [
        ("", "", ["reason"]),
        (" \n", "", ["reason"]),
        ("x" * 5001, "", ["reason"]),
        ("turned \u202e round", "", ["reason"]),
        ("New.", "x" * 201, ["title"]),
        ("", "two\nlines", ["reason", "title"]),
    ],
)
def test_a_release_has_a_reason_and_a_title_on_one_line(people, reason, title, fields):
    bring_to_figure(KEY, entry("70"), people)
    with pytest.raises(Invalid) as refused:
        publish(people, reason, title=title)
    assert sorted(refused.value.errors) == fields


def change_a_value(people):
    bring_to_figure("1.1.1-b/total/2024", entry("60"), people)


def change_the_frameworks_title(people):
    Framework.objects.update(title_fr="Cadre de résultats")


def change_a_countrys_note(people):
    Country.objects.filter(iso3="KEN").update(note_en="A note.")


def change_a_group(people):
    GroupMembership.objects.create(country=Country.objects.get(iso3="KEN"), group="SIDS")


@pytest.mark.parametrize(
    "change", [change_a_value, change_the_frameworks_title, change_a_countrys_note, change_a_group]
)
def test_publishing_is_bound_to_what_the_publisher_saw(people, change):
    bring_to_figure(KEY, entry("70"), people)
    seen = preview_release(by=people.publisher).fingerprint
    change(people)
    with pytest.raises(VersionConflict, match="Look again"):
        publish(people, seen=seen)
    assert Release.objects.count() == 1
    assert publish(people, seen=preview_release(by=people.publisher).fingerprint).number == 2


@pytest.mark.parametrize("change", [change_the_frameworks_title, change_a_countrys_note, change_a_group])
def test_words_alone_are_a_reason_for_a_release(people, change):
    change(people)
    assert [difference.kind for difference in preview_release(by=people.publisher).changes] != []
    assert publish(people).number == 2


def test_leaving_a_group_and_joining_it_again_is_a_change(people):
    """Two rows of one group: neither may hide the other."""
    bhutan = GroupMembership.objects.get(country__iso3="BTN", group="LDC")
    GroupMembership.objects.create(country=bhutan.country, group="LDC", valid_from="2030-01-01")
    publish(people)
    groups = [row for row in document(Kind.COUNTRY, "BTN")["groups"] if row["code"] == "LDC"]
    assert groups == [
        {"code": "LDC", "from": None, "to": "2023-12-12"},
        {"code": "LDC", "from": "2030-01-01", "to": None},
    ]
    GroupMembership.objects.filter(pk=bhutan.pk).update(valid_to="2023-12-13")
    assert preview_release(by=people.publisher).changes
    assert publish(people).number == 3


def test_another_order_of_the_same_rows_is_a_change(people):
    first, second = Indicator.objects.get(code="1.1.1-a").series.order_by("position")
    first.position, second.position = second.position, first.position
    first.save()
    second.save()
    changes = preview_release(by=people.publisher).changes
    assert [(row.path, row.old, row.new) for row in changes] == [
        ("/series/order", ["programme-countries", "women"], ["women", "programme-countries"])
    ]
    assert publish(people).number == 2


# --- The due year and the demonstration mark ------------------------------------------------------------------------


def test_a_figure_bears_the_day_of_headquarters(people):
    late = datetime.fromisoformat("2026-07-01 23:30").replace(tzinfo=ZoneInfo("America/New_York"))
    with time_machine.travel(late, tick=False):  # already the second of July in Geneva and by the database's clock
        for person in (people.custodian, people.validator, people.publisher):
            person.memberships.update(valid_from=late.date())
            person.custodianships.update(valid_from=late.date())
        bring_to_figure(KEY, entry("70"), people)
        publish(people)
    assert in_year(line("1.1.1-c/total"), 2024)["validated"]["date"] == "2026-07-01"
    assert document(Kind.RELEASE, "2")["date"] == "2026-07-01"


@pytest.mark.parametrize(
    ("moment", "due"),
    [("2024-01-01 00:30", 2023), ("2023-12-31 23:30", 2022), ("2026-07-01 12:00", 2025), ("2040-01-01 12:00", 2025)],
)
def test_the_due_year_is_the_last_reporting_year_that_is_over_by_headquarters_clock(people, moment, due):
    bring_to_figure("1.1.1-c/total/2022", entry("82"), people)
    at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("America/New_York"))
    with time_machine.travel(at, tick=False):
        grant_membership(people.publisher, Role.PUBLISHER, by=None, valid_from=at.date())
        release = publish(people)
    assert release.due_year == due
    assert document(Kind.RELEASE, "2")["date"] == moment[:10]
    assert framework()["release"]["due_year"] == due
    expected = "reported" if due == 2022 else "not_reported"
    assert line("1.1.1-c/total")["due"] == {"year": due, "status": expected}


def test_a_release_of_a_demonstration_says_so_in_every_document(people):
    bring_to_figure(KEY, entry("70"), people)
    release = publish(people)
    assert release.demonstration is True
    for row in Document.objects.filter(release=release).exclude(kind=Kind.RELEASE):
        assert json.loads(row.text)["release"]["demonstration"] is True
    assert document(Kind.RELEASE, "2")["demonstration"] is True


def test_a_release_of_the_real_thing_is_not_marked(people):
    Installation.objects.update(demonstration=False)
    bring_to_figure(KEY, entry("70"), people)
    assert publish(people).demonstration is False
