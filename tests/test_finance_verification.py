"""Whoever gets round the database's triggers at the trust fund's figures is found by `verify_figures`, by name.

The triggers are off, as in tests/test_verification.py; each test changes one thing.
"""

from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction
from pytest_django import DjangoDbBlocker

from accounts.models import User
from common import immutable
from finance.actions import add_contribution
from finance.figures import hash_of
from finance.models import Contribution, ContributionFigure, Contributor, FundFigure, FundItem
from tests.databases import Databases, connected_to
from tests.fund import DAY, gift, validated_contributions
from tests.live import Account
from tests.test_verification import faults_found_by, verify
from tests.work import People

ITEM, LEVY, AGREEMENT = "item 2022.received.2021.levy", "contribution 2024-0001", "contribution 2022-0001"
OF_UNKNOWN_SUM = "contribution 2023-0001"  # whether it applied the levy changes nothing else that it has to say


@pytest.fixture(scope="module")
def open_database(
    databases: Databases, accounts: dict[str, Account], django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The shipped items, a levy in francs and an agreement, validated, and a draft; then the triggers are taken off."""
    label = f"open_{uuid4().hex[:8]}"
    databases.copy("seeded", label)
    with django_db_blocker.unblock(), connected_to(databases.name(label)):
        people = People(accounts)
        francs = {"currency": "CHF", "rate": Decimal("0.9"), "rate_on": DAY}
        levy = gift("test-1", stream="levy", levy_applied=True, contributor_kind="other", note="As paid.", **francs)
        agreement = gift("test-2", kind="agreement", year=2022, last_year=2024)
        said = {"kind": "agreement", "stream": "levy", "levy_applied": True, "contributor_kind": "other"}
        unknown = gift("test-1", None, year=2023, last_year=2024, **said)
        validated_contributions([levy, agreement, unknown], people)
        add_contribution(gift("test-3"), by=people.finance_officer)
        immutable.drop_triggers(connection)
        yield
    databases.drop(label)


@pytest.fixture(autouse=True)
def without_triggers(open_database: None) -> Iterator[None]:
    """Each test finds what the module made: what it changes is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Change(NamedTuple):
    """One column of one figure, another value for it (of a pointer: a row to be found), and whose figure it is."""

    column: str
    value: Any
    of: str


_SHARED = {
    "number": 7,
    "row_version": 9,
    "validated_at": "2001-01-01 00:00:00+00:00",
    "validated_by": lambda: User.objects.order_by("-pk").values_list("pk", flat=True)[0],
    "sha256": "0" * 64,
    "note": "another",
}
CHANGES = [
    *(
        Change(column, value, ITEM)
        for column, value in (
            _SHARED
            | {
                "item": lambda: FundItem.objects.filter(figures=None).values_list("pk", flat=True)[0],
                "value": 75,
                "status": "estimated",
                "reason": "another",
                "rounded_to": 1,
            }
        ).items()
    ),
    *(
        Change(column, value, LEVY)
        for column, value in (
            _SHARED
            | {
                "contribution": lambda: Contribution.objects.filter(figures=None).values_list("pk", flat=True)[0],
                "contributor": lambda: Contributor.objects.filter(code="KEN").values_list("pk", flat=True)[0],
                "kind": "pledge",
                "amount": 5,
                "currency": "EUR",
                "dated": "2001-01-01",
                "rate": "0.8",
                "rate_on": "2001-01-01",
                "void": True,
            }
        ).items()
    ),
    *(
        Change(column, value, AGREEMENT)
        for column, value in {"stream": "cost_sharing", "first_year": 2021, "last_year": 2030}.items()
    ),
    Change("levy_applied", False, OF_UNKNOWN_SUM),
]


def figures_of(name: str) -> models.QuerySet:
    noun, code = name.split()
    if noun == "item":
        return models.QuerySet(FundFigure).filter(item__code=code)
    return models.QuerySet(ContributionFigure).filter(contribution__reference=code)


def test_an_untouched_database_passes():
    count = FundFigure.objects.count() + ContributionFigure.objects.count()
    assert count > 100
    said = verify("verify_figures")
    assert "every one as it was written" in said
    assert int(said.split()[0]) >= count


def test_every_column_is_among_the_changes():
    """All but `id`, which is only the database's own handle."""
    changed = {(change.of.split()[0], change.column) for change in CHANGES}
    models_of = {"item": FundFigure, "contribution": ContributionFigure}
    assert changed == {
        (noun, field.name)
        for noun, model in models_of.items()
        for field in model._meta.concrete_fields
        if field.name != "id"
    }


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.of.split()[0]}.{change.column}")
def test_a_change_of_any_column_is_found_and_named(change):
    value = change.value() if callable(change.value) else change.value
    assert figures_of(change.of).filter(number=1).update(**{change.column: value}) == 1
    assert f"figure 1 of {change.of}" in faults_found_by("verify_figures")


@pytest.mark.parametrize(("name", "column"), [(ITEM, "value"), (LEVY, "amount")])
def test_a_figure_changed_together_with_its_own_hash_is_found(name, column):
    """The activity log keeps the hash that validation, or the loading of the document, gave."""
    figures_of(name).update(**{column: 5})
    figures_of(name).update(sha256=hash_of(figures_of(name).get()))
    assert f"figure 1 of {name}: the activity log tells another hash" in faults_found_by("verify_figures")


@pytest.mark.parametrize("name", [ITEM, LEVY])
def test_a_deleted_figure_is_found(name):
    figures_of(name).delete()
    assert f"figure 1 of {name}: it is missing" in faults_found_by("verify_figures")


@pytest.mark.parametrize("name", [ITEM, AGREEMENT])
def test_a_figure_that_nobody_validated_is_found(name):
    figure = figures_of(name).get()
    figure.pk, figure.number = None, 2
    figure.sha256 = hash_of(figure)
    figure.save(force_insert=True)
    assert f"figure 2 of {name}: the activity log does not know it" in faults_found_by("verify_figures")


def test_a_figure_put_in_the_place_of_another_is_found():
    """Two items change their figures with each other: the sum of all stays, and every hash."""
    one, other = FundFigure.objects.order_by("pk")[:2]
    spare = FundItem.objects.filter(figures=None)[0]
    for figure, item in ((one, spare), (other, one.item), (one, other.item)):
        models.QuerySet(FundFigure).filter(pk=figure.pk).update(item=item)
    found = faults_found_by("verify_figures")
    assert f"figure 1 of item {one.item.code}: it is not what was validated" in found
    assert f"figure 1 of item {other.item.code}: it is not what was validated" in found


def test_reconciling_reads_figures_and_is_no_verification():
    """What still adds up may not be what was validated: a value moved between two lines reconciles."""
    output = StringIO()
    for code, difference in (("2022.budget.2021.all.A", 100), ("2022.budget.2021.all.C", -100)):
        figure = figures_of(f"item {code}").get()
        figures_of(f"item {code}").update(value=figure.value + difference)
    call_command("reconcile", stdout=output)
    assert "0 difference(s)" in output.getvalue()
    assert "figure 1 of item 2022.budget.2021.all.A" in faults_found_by("verify_figures")
