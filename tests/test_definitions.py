"""Definitions: an administrator writes them, figures fix them, and no edit of them gets lost."""

import json
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import Role
from activity.models import Entry
from common.refusals import Invalid, NotAllowed, VersionConflict, VersionNeeded, WrongState
from frameworks.actions import close_reporting_year, reopen_reporting_year
from frameworks.models import Framework, Goal, Outcome, Output, ReportingYear
from indicators.definitions import change_definition, create_definition
from indicators.models import Indicator, Milestone, Observation, Series

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(accounts):
    return User.objects.get(email=accounts["administrator"].email)


@pytest.fixture
def framework(administrator):
    """A second framework beside the shipped one, without any figure."""
    framework = create_definition(
        Framework,
        {"code": "NEXT", "document": "A/1", "title_en": "The next one", "first_year": 2026, "last_year": 2029},
        by=administrator,
    )
    goal = create_definition(
        Goal, {"framework": framework, "code": "1", "title_en": "Goal", "position": 1}, by=administrator
    )
    outcome = create_definition(
        Outcome, {"goal": goal, "code": "1.1", "title_en": "Outcome", "position": 1}, by=administrator
    )
    create_definition(
        Output, {"outcome": outcome, "code": "1.1.1", "title_en": "Output", "position": 1}, by=administrator
    )
    return framework


@pytest.fixture
def indicator(framework, administrator):
    values = {
        "framework": framework,
        "output": Output.objects.get(outcome__goal__framework=framework),
        "code": "1.1.1-a",
        "title_en": "Share of teams",
        "unit": "percent",
        "decimals": 1,
        "direction": "up",
        "method": "share",
        "position": 1,
    }
    return create_definition(Indicator, values, by=administrator)


@pytest.fixture
def series(indicator, administrator):
    values = {
        "indicator": indicator,
        "code": "total",
        "baseline_value": Decimal(40),
        "baseline_year": 2025,
        "target_value": Decimal(60),
        "target_year": 2029,
        "position": 1,
    }
    return create_definition(Series, values, by=administrator)


@pytest.fixture
def with_figures():
    """A series of the shipped framework that the document itself gives a value for."""
    return Series.objects.get(indicator__code="2.1.1-d")


def last_entry():
    entry = Entry.objects.order_by("-sequence").first()
    return entry, json.loads(entry.text)["data"]


def test_a_new_series_gets_an_observation_in_every_reporting_year(series):
    years = Observation.objects.filter(series=series).values_list("year", flat=True)
    assert sorted(years) == sorted(ReportingYear.objects.values_list("year", flat=True))


def test_a_definition_without_figures_is_changed_and_the_log_tells_before_and_after(series, administrator):
    changed = change_definition(series, {"target_value": Decimal(70)}, by=administrator, seen=1)
    assert (changed.target_value, changed.version) == (Decimal(70), 2)
    entry, data = last_entry()
    assert (entry.verb, entry.target) == ("indicators.series.changed", "series NEXT/1.1.1-a/total")
    assert data == {"version": 2, "before": {"target_value": "60"}, "after": {"target_value": "70"}}
    assert entry.actor == administrator


def test_equal_values_change_nothing_and_record_nothing(series, administrator):
    entries = Entry.objects.count()
    assert change_definition(series, {"target_value": Decimal("60.0")}, by=administrator, seen=1).version == 1
    assert Entry.objects.count() == entries


def test_a_stale_version_is_refused_with_the_present_row_and_a_missing_one_too(series, administrator):
    change_definition(series, {"target_value": Decimal(70)}, by=administrator, seen=1)
    with pytest.raises(VersionConflict) as refusal:
        change_definition(series, {"target_value": Decimal(80)}, by=administrator, seen=1)
    assert refusal.value.current.target_value == Decimal(70)
    with pytest.raises(VersionNeeded):
        change_definition(series, {"target_value": Decimal(80)}, by=administrator, seen=None)
    series.refresh_from_db()
    assert (series.target_value, series.version) == (Decimal(70), 2)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_writes_definitions(role, accounts, series, framework):
    user = User.objects.get(email=accounts[role].email)
    with pytest.raises(NotAllowed):
        change_definition(series, {"target_value": Decimal(70)}, by=user, seen=1)
    with pytest.raises(NotAllowed):
        create_definition(Goal, {"framework": framework, "code": "2", "title_en": "Goal", "position": 2}, by=user)


FIXED_OF_SERIES = [
    {"target_value": Decimal(91)},
    {"baseline_value": Decimal(85)},
    {"baseline_year": 2020},
    {"target_year": 2026},
    {"code": "all"},
]


@pytest.mark.parametrize("values", FIXED_OF_SERIES, ids=lambda values: next(iter(values)))
def test_figures_fix_their_series(values, with_figures, administrator):
    with pytest.raises(WrongState, match="amended, not edited"):
        change_definition(with_figures, values, by=administrator, seen=with_figures.version)
    present = Series.objects.get(pk=with_figures.pk)
    assert present.version == with_figures.version
    assert {name: getattr(present, name) for name in values} != values


FIXED_OF_INDICATOR = [
    {"title_en": "Another wording"},
    {"unit": "number"},
    {"decimals": 2},
    {"direction": "down"},
    {"method": "mean"},
    {"counted": "countries"},
    {"code": "2.1.1-z"},
]


@pytest.mark.parametrize("values", FIXED_OF_INDICATOR, ids=lambda values: next(iter(values)))
def test_figures_fix_their_indicator(values, with_figures, administrator):
    indicator = with_figures.indicator
    with pytest.raises(WrongState, match="amended, not edited"):
        change_definition(indicator, values, by=administrator, seen=indicator.version)
    assert Indicator.objects.get(pk=indicator.pk).version == indicator.version


def test_figures_fix_the_levels_of_their_framework(with_figures, administrator):
    framework = with_figures.indicator.framework
    for row, values in (
        (framework, {"last_year": 2026}),
        (framework, {"title_en": "Another title"}),
        (framework.goals.first(), {"title_en": "Another goal"}),
        (Outcome.objects.filter(goal__framework=framework).first(), {"code": "9.9"}),
        (Output.objects.filter(outcome__goal__framework=framework).first(), {"title_en": "Another output"}),
    ):
        with pytest.raises(WrongState, match="amended, not edited"):
            change_definition(row, values, by=administrator, seen=row.version)


def test_figures_close_the_list_of_series_and_milestones(with_figures, administrator):
    series = {"indicator": with_figures.indicator, "code": "new", "target_year": 2025, "position": 9}
    why_not = {"baseline_note_en": "Not given", "target_note_en": "Not given"}
    with pytest.raises(WrongState, match="amended, not edited"):
        create_definition(Series, series | why_not, by=administrator)
    with pytest.raises(WrongState, match="amended, not edited"):
        create_definition(Milestone, {"series": with_figures, "year": 2023, "value": Decimal(87)}, by=administrator)
    assert not Series.objects.filter(code="new").exists()
    assert not Milestone.objects.exists()


def test_a_missing_translation_and_a_note_are_filled_where_figures_are(with_figures, administrator):
    indicator = with_figures.indicator
    Indicator.objects.filter(pk=indicator.pk).update(title_fr="")
    indicator.refresh_from_db()
    changed = change_definition(
        indicator,
        {"title_fr": "Proportion", "note_en": "A note", "collected_from_en": "A survey"},
        by=administrator,
        seen=indicator.version,
    )
    assert (changed.title_fr, changed.note_en, changed.collected_from_en) == ("Proportion", "A note", "A survey")
    with pytest.raises(WrongState):
        change_definition(changed, {"title_fr": "Autre"}, by=administrator, seen=changed.version)


INVALID = [
    ({"code": "no spaces"}, "code"),
    ({"title_en": "hidden\u202ename"}, "title_en"),
    ({"title_fr": "Sans anglais", "title_en": ""}, "title_en"),
    ({"target_value": Decimal("60.05")}, "target_value"),
    ({"target_year": 2024}, "target_year"),
    ({"target_value": None}, "__all__"),
    ({"baseline_year": None}, "__all__"),
    ({"colour": "red"}, "colour"),
    ({"title": "In which language?"}, "title"),
    ({"version": 7}, "version"),
]


@pytest.mark.parametrize(("values", "field"), INVALID, ids=lambda part: part if isinstance(part, str) else None)
def test_what_makes_no_sense_is_refused_by_field(values, field, series, administrator):
    with pytest.raises(Invalid) as refusal:
        change_definition(series, values, by=administrator, seen=1)
    assert field in refusal.value.errors
    assert Series.objects.get(pk=series.pk).version == 1


def test_a_series_stays_with_its_indicator_and_an_indicator_in_its_framework(series, with_figures, administrator):
    with pytest.raises(Invalid):
        change_definition(series, {"indicator": with_figures.indicator}, by=administrator, seen=1)
    with pytest.raises(Invalid):
        change_definition(series.indicator, {"output": with_figures.indicator.output}, by=administrator, seen=1)


def test_a_milestone_lies_between_baseline_and_target(series, administrator):
    for year in (2025, 2029):
        with pytest.raises(Invalid):
            create_definition(Milestone, {"series": series, "year": year, "value": Decimal(50)}, by=administrator)
    assert create_definition(Milestone, {"series": series, "year": 2027, "value": Decimal(50)}, by=administrator).pk


def test_decimals_cannot_fall_below_those_of_the_series_numbers(series, administrator):
    change_definition(series, {"target_value": Decimal("60.5")}, by=administrator, seen=1)
    with pytest.raises(Invalid):
        change_definition(series.indicator, {"decimals": 0}, by=administrator, seen=1)


def test_a_code_is_taken_once(indicator, administrator):
    values = {
        "framework": indicator.framework,
        "output": indicator.output,
        "code": indicator.code,
        "title_en": "Twice",
        "unit": "number",
        "decimals": 0,
        "method": "sum",
        "position": 2,
    }
    with pytest.raises(Invalid):
        create_definition(Indicator, values, by=administrator)


def test_a_note_that_says_why_there_is_no_target_satisfies_the_database_in_every_language(series, administrator):
    with translation.override("zh"):
        changed = change_definition(
            series, {"target_value": None, "target_note_en": "Withdrawn"}, by=administrator, seen=1
        )
    assert changed.target_value is None
    assert changed.target_note_en == "Withdrawn"


def test_a_reporting_year_is_closed_once_and_names_its_version(administrator):
    year = ReportingYear.objects.get(year=2024)
    with pytest.raises(VersionNeeded):
        close_reporting_year(year, by=administrator, seen=None)
    with pytest.raises(Invalid):
        close_reporting_year(year, by=administrator, seen=1, at=timezone.now().replace(year=2001))
    closed = close_reporting_year(year, by=administrator, seen=1)
    assert (closed.is_open, closed.version) == (False, 2)
    with pytest.raises(VersionConflict):
        close_reporting_year(year, by=administrator, seen=1)
    with pytest.raises(WrongState):
        close_reporting_year(year, by=administrator, seen=2)


def test_a_closed_reporting_year_is_opened_again_and_an_open_one_is_not(administrator, people):
    year = ReportingYear.objects.get(year=2021)
    with pytest.raises(NotAllowed):
        reopen_reporting_year(year, by=people.validator, seen=1)
    reopened = reopen_reporting_year(year, by=administrator, seen=1)
    assert (reopened.is_open, reopened.version) == (True, 2)
    with pytest.raises(WrongState):
        reopen_reporting_year(year, by=administrator, seen=2)
