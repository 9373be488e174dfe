"""What is written once stays: on both databases, the database itself refuses to change it.

Whoever gets round the database is found: test_verification.py.
"""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from accounts.models import User
from activity.models import Entry
from common import immutable
from finance.actions import add_contribution
from finance.figures import append_figure
from finance.models import ContributionFigure, FundFigure
from frameworks.models import Framework
from indicators.models import Amendment, AmendmentDecision, Figure
from publications.models import CalledOff, Document, Release, ReleasedObservation
from tests.fund import gift
from tests.sweeps import one_in

APPEND_ONLY = [
    Entry,
    Amendment,
    AmendmentDecision,
    Figure,
    FundFigure,
    ContributionFigure,
    CalledOff,
    Release,
    Document,
    ReleasedObservation,
]


def test_the_list_of_append_only_tables_is_this_one():
    assert {model._meta.db_table for model in APPEND_ONLY} == set(immutable.TABLES)


def execute(statement: str, *parameters: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def rows_of(model: type[models.Model]) -> list[tuple[Any, ...]]:
    """Every row as it is; of what is not shipped one is made."""
    if not model._default_manager.exists():
        make_row(model)
        connection.check_constraints()  # now: PostgreSQL empties no table for which a check is still to come
    return list(model._default_manager.order_by("pk").values_list())


def make_row(model: type[models.Model]) -> None:
    """A contribution's figure, an amendment with its decision, or a release called off."""
    person, now = User.objects.order_by("pk")[0], timezone.now()
    if model is ContributionFigure:
        append_figure(add_contribution(gift(), by=None), by=None)
    elif model is CalledOff:
        CalledOff.objects.create(release=Release.objects.order_by("pk")[0], reason="Why", at=now, by=person)
    else:
        said = {"first_year": 2024, "decided_on": now.date(), "mandate": "M", "reason": "R", "changes": []}
        framework = Framework.objects.order_by("pk")[0]
        row = Amendment.objects.create(framework=framework, number=1, proposed_at=now, proposed_by=person, **said)
        AmendmentDecision.objects.create(amendment=row, outcome="confirmed", at=now, by=person)


@pytest.mark.django_db
@pytest.mark.parametrize("model", APPEND_ONLY)
def test_no_column_of_an_append_only_row_can_be_changed(model):
    before = rows_of(model)
    assert before
    for field in model._meta.concrete_fields:
        with pytest.raises(IntegrityError, match="append-only"):
            execute(f"UPDATE {model._meta.db_table} SET {field.column} = {field.column}")
    assert rows_of(model) == before


@pytest.mark.django_db
@pytest.mark.parametrize("model", APPEND_ONLY)
def test_no_append_only_row_can_be_deleted(model):
    before = rows_of(model)
    with pytest.raises(IntegrityError, match="append-only"):
        execute(f"DELETE FROM {model._meta.db_table}")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        models.QuerySet(model)._raw_delete(using="default")
    assert rows_of(model) == before


@pytest.mark.django_db
@pytest.mark.parametrize("model", APPEND_ONLY)
def test_an_append_only_table_cannot_be_emptied_or_replaced(model):
    table, key, before = model._meta.db_table, model._meta.pk.column, rows_of(model)
    if connection.vendor == "postgresql":
        statements = [
            f"TRUNCATE {table} CASCADE",
            "TRUNCATE accounts_user, frameworks_framework CASCADE",
            f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {key} = EXCLUDED.{key}",
        ]
    else:
        statements = [f"REPLACE INTO {table} SELECT * FROM {table}"]
    for statement in statements:
        with pytest.raises(IntegrityError, match="append-only"):
            execute(statement)
    assert rows_of(model) == before


@pytest.mark.parametrize("model", APPEND_ONLY)
def test_a_foreign_tool_cannot_replace_rows_of_a_sqlite_file_either(own_database, model):
    """REPLACE INTO deletes without a delete trigger, unless the connection asks for it: ours does, others do not."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no REPLACE INTO")
    table, before = model._meta.db_table, rows_of(model)
    names = [field.column for field in model._meta.concrete_fields]
    other_key = ", ".join("id + 100000" if name == "id" else name for name in names)
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as tool:
        for selected in {", ".join(names), other_key}:
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                tool.execute(f"REPLACE INTO {table} ({', '.join(names)}) SELECT {selected} FROM {table}")
        tool.rollback()
    assert rows_of(model) == before


@pytest.mark.parametrize("model", one_in(3, APPEND_ONLY))
def test_a_migration_that_rebuilds_a_table_does_not_leave_it_open(own_database, model):
    table = model._meta.db_table
    assert rows_of(model)
    later = models.TextField(default="none")
    later.set_attributes_from_name("added_later")
    with connection.schema_editor() as editor:
        editor.add_field(model, later)
    if connection.vendor == "sqlite":  # the trap itself: the rebuilt table has lost its triggers
        execute(f"UPDATE {table} SET added_later = 'open'")
    call_command("migrate", verbosity=0)
    for statement in (f"UPDATE {table} SET added_later = 'closed'", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="append-only"):
            execute(statement)
