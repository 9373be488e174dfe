"""What the database itself refuses, whatever the door: for each constraint of our tables, a row that breaks it."""

from copy import copy
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from accounts.models import Installation, Membership, User
from activity.models import Head
from countries.models import Country, CountryTeam, GroupMembership
from frameworks.models import Framework, Goal, Outcome, Output, ReportingYear
from indicators.models import Custodianship, Figure, Indicator, Milestone, Observation, Series
from publications.models import Document, ReleasedObservation

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()

# constraint -> a table, and what is changed in a copy of one of its rows; an empty change is the same row once more
BREAKS: dict[str, list[tuple[type[models.Model], dict[str, Any]]]] = {
    "activity_one_head": [(Head, {"pk": 2})],
    "accounts_one_installation": [(Installation, {"pk": 2})],
    "accounts_email_in_lower_case": [(User, {"email": "Somebody@example.org"})],
    "accounts_membership_scope_fits_role": [
        (Membership, {"role": "office_editor", "team": None, "region": None}),
        (Membership, {"role": "regional_team", "team": None, "region": None}),
        (Membership, {"role": "validator", "team": CountryTeam, "region": None}),
    ],
    "accounts_membership_ends_after_it_begins": [(Membership, {"valid_from": "2025-01-02", "valid_to": "2025-01-01"})],
    "countries_m49_once": [(Country, {"iso3": "ZZZ", "iso2": "ZZ"})],
    "countries_group_once": [(GroupMembership, {"valid_from": "2025-01-01"})],
    "countries_group_once_from_the_start": [(GroupMembership, {})],
    "countries_group_ends_after_it_begins": [
        (GroupMembership, {"valid_from": "2025-01-02", "valid_to": "2025-01-01"}),
    ],
    "frameworks_years_in_order": [(Framework, {"code": "X", "first_year": 2025, "last_year": 2024})],
    "frameworks_goal_code_once": [(Goal, {})],
    "frameworks_outcome_code_once": [(Outcome, {})],
    "frameworks_output_code_once": [(Output, {})],
    "frameworks_year_closes_after_it_opens": [
        (ReportingYear, {"pk": 2040, "opens_at": "2040-01-02T00:00Z", "closes_at": "2040-01-01T00:00Z"}),
    ],
    "indicators_indicator_code_once": [(Indicator, {})],
    "indicators_decimals_that_are_kept": [(Indicator, {"code": "x", "decimals": 5})],
    "indicators_series_code_once": [(Series, {})],
    "indicators_baseline_or_why_not": [
        (Series, {"code": "x", "baseline_value": None, "baseline_year": None, "baseline_note": ""}),
        (Series, {"code": "x", "baseline_value": 1, "baseline_year": None, "baseline_note": "Why"}),
        (Series, {"code": "x", "baseline_value": None, "baseline_year": 2020, "baseline_note": "Why"}),
    ],
    "indicators_target_or_why_not": [(Series, {"code": "x", "target_value": None, "target_note": ""})],
    "indicators_milestone_once_a_year": [(Milestone, {})],
    "indicators_one_observation_a_year": [(Observation, {})],
    "indicators_versions_start_at_1": [(Observation, {"year_id": 2040, "version": 0})],
    "indicators_known_state": [(Observation, {"year_id": 2040, "state": "published"})],
    "indicators_observation_null_says_why": [
        (Observation, {"year_id": 2040, "value": None, "status": "reported"}),
        (Observation, {"year_id": 2040, "value": 0, "status": "not_reported"}),
        (Observation, {"year_id": 2040, "value": 0, "status": "guessed"}),
    ],
    "indicators_observation_both_parts_or_none": [
        (Observation, {"year_id": 2040, "value": 1, "status": "reported", "numerator": 1, "denominator": None}),
        (Observation, {"year_id": 2040, "value": 1, "status": "reported", "numerator": None, "denominator": 1}),
        (Observation, {"year_id": 2040, "value": 1, "status": "reported", "numerator": 1, "denominator": 0}),
        (Observation, {"year_id": 2040, "value": 1, "status": "reported", "numerator": -1, "denominator": 1}),
        (Observation, {"year_id": 2040, "value": None, "status": "withheld", "numerator": 1, "denominator": 1}),
    ],
    "indicators_figure_null_says_why": [(Figure, {"number": 9, "value": None, "status": "reported"})],
    "indicators_figure_both_parts_or_none": [(Figure, {"number": 9, "numerator": 1, "denominator": None})],
    "indicators_figures_are_numbered": [(Figure, {})],
    "indicators_custodian_once": [(Custodianship, {})],
    "indicators_custodianship_ends_after_it_begins": [
        (Custodianship, {"valid_from": "2025-01-02", "valid_to": "2025-01-01"}),
    ],
    "publications_document_once": [(Document, {"position": 999})],
    "publications_document_in_order": [(Document, {"key": "X"})],
    "publications_row_once": [(ReleasedObservation, {"position": 999})],
    "publications_row_in_order": [(ReleasedObservation, {"year": 1999})],
}


def our_constraints() -> dict[str, models.BaseConstraint]:
    ours = [model for model in apps.get_models() if (settings.BASE_DIR / model._meta.app_label / "apps.py").exists()]
    return {constraint.name: constraint for model in ours for constraint in model._meta.constraints}


def test_every_constraint_has_a_row_that_breaks_it():
    assert sorted(BREAKS) == sorted(our_constraints())


@pytest.fixture
def rows_that_are_not_shipped():
    """A milestone, and a membership of a group with a first day."""
    Milestone.objects.create(series=Series.objects.order_by("pk")[0], year=2023, value=1)
    shipped = GroupMembership.objects.order_by("pk")[0]
    GroupMembership.objects.create(country=shipped.country, group=shipped.group, valid_from="2025-01-01")


@pytest.mark.parametrize(
    ("name", "model", "changes"),
    [(name, model, changes) for name, rows in BREAKS.items() for model, changes in rows],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_the_database_refuses_a_row_that_breaks_a_rule(name, model, changes, rows_that_are_not_shipped):
    row = copy(model._base_manager.order_by("pk")[0])
    row.pk, row._state.adding = None, True
    for field, value in changes.items():
        setattr(row, field, value.objects.order_by("pk")[0] if isinstance(value, type) else value)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        model._base_manager.bulk_create([row])
    assert says(refused.value, our_constraints()[name]), refused.value


def says(error: IntegrityError, constraint: models.BaseConstraint) -> bool:
    """Whether it was this constraint. SQLite names the columns of a unique one in its place, or the trigger of an
    append-only table comes first, for which a row in the place of another is a change."""
    if connection.vendor == "postgresql":
        return error.__cause__.diag.constraint_name == constraint.name
    if constraint.name in str(error) or "is append-only" in str(error):
        return True
    columns = [column.rpartition(".")[2] for column in str(error).rpartition(": ")[2].split(", ")]
    return [column.removesuffix("_id") for column in columns] == list(getattr(constraint, "fields", ()))
