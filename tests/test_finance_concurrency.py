"""Nothing entered for the trust fund is lost or doubled when several people do it at the same moment."""

import threading
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from activity.models import Entry, Head
from activity.verification import chain_faults, recorded
from common.file_rows import FileRow
from common.refusals import VersionConflict, WrongState
from common.spreadsheets import write_csv
from finance.actions import (
    add_contribution,
    gift_of,
    next_reference,
    save_contribution,
    save_item,
    submit_row,
    validate_row,
)
from finance.contribution_imports import HEADER, file_row, import_contributions
from finance.figures import figure_faults
from finance.item_imports import import_items
from finance.models import Contribution, ContributionFigure, FundItem, Report
from finance.reports import close_report, open_report
from tests.at_once import at_once
from tests.fund import contributor, dollars, gift, item, report_2023, validated_contribution

pytestmark = pytest.mark.usefixtures("own_database")
CODE = "2023.estimate.2024.all.B1"
WRITERS = 20
AT_ONCE = 8


def replace_amount(row: Contribution, amount: int) -> Contribution:
    row = Contribution.objects.select_related("contributor").get(pk=row.pk)
    row.amount = Decimal(amount)
    return row


def assert_the_log_is_one_chain() -> None:
    assert not list(chain_faults())
    assert Head.objects.get(pk=1).sequence == Entry.objects.count()


def test_twenty_writers_of_one_item_lose_no_edit(people):
    report_2023(people)
    first_seen, conflicts = item(CODE), []

    def edit(thousands: int) -> int:
        seen = first_seen
        while True:
            try:
                entry = dollars(str(thousands * 1000))
                return save_item(seen, entry, by=people.finance_officer, seen=seen.version).version
            except VersionConflict as conflict:
                conflicts.append(thousands)
                seen = conflict.current

    versions = at_once([lambda at=at: edit(at) for at in range(1, WRITERS + 1)])
    assert sorted(versions) == list(range(2, WRITERS + 2))
    assert len(conflicts) >= WRITERS - 1
    last = versions.index(max(versions)) + 1
    assert item(CODE).value == last * 1000
    assert Entry.objects.filter(verb="finance.item.saved").count() == WRITERS
    assert_the_log_is_one_chain()


def test_contributions_added_at_once_get_a_reference_each(people):
    gifts = [gift(f"c{place}", str(place + 1)) for place in range(WRITERS)]
    added = at_once([lambda one=one: add_contribution(one, by=people.finance_officer) for one in gifts])
    assert sorted(row.reference for row in added) == [f"2024-{place:04}" for place in range(1, WRITERS + 1)]
    assert Contribution.objects.count() == WRITERS
    assert_the_log_is_one_chain()


def test_without_the_lock_two_would_get_the_same_reference(people):
    """The control: the same reading and writing, without holding the end of the log in between."""
    contributor("c1")
    both_have_read = threading.Barrier(2)

    def add() -> str:
        reference = next_reference(2024)
        both_have_read.wait(30)
        with transaction.atomic():
            columns = {name: getattr(gift("c1"), name) for name in ("contributor", "stream", "kind", "first_year")}
            Contribution.objects.create(
                reference=reference, last_year=2024, amount=Decimal(1), currency="USD", **columns
            )
        return reference

    results = at_once([add, add])
    assert sorted(type(result).__name__ for result in results) == ["IntegrityError", "str"]
    assert IntegrityError in map(type, results)


def test_two_validators_at_once_append_one_figure(people):
    row = add_contribution(gift(), by=people.finance_officer)
    row = submit_row(row, by=people.finance_officer, seen=row.version)
    calls = [lambda: validate_row(row, by=people.validator, seen=row.version)] * 2
    assert sorted(type(result).__name__ for result in at_once(calls)) == ["ContributionFigure", "VersionConflict"]
    assert ContributionFigure.objects.count() == 1
    assert not list(figure_faults())


def test_submitting_what_somebody_is_changing_submits_what_was_seen_or_nothing(people):
    for place in range(6):
        row = add_contribution(gift(f"c{place}", "100"), by=people.finance_officer)
        changed = replace(gift_of(row), amount=Decimal(200))
        saved, submitted = at_once(
            [
                lambda row=row, changed=changed: save_contribution(
                    row, changed, by=people.finance_officer, seen=row.version
                ),
                lambda row=row: submit_row(row, by=people.finance_officer, seen=row.version),
            ]
        )
        present = Contribution.objects.get(pk=row.pk)
        assert sum(isinstance(result, VersionConflict) for result in (saved, submitted)) == 1
        expected = ("submitted", 100) if isinstance(saved, VersionConflict) else ("draft", 200)
        assert (present.state, present.amount) == expected


def test_two_open_the_same_report_and_one_is_told_that_it_is_there(people):
    calls = [lambda: open_report(2023, "E/2023/99", by=people.finance_officer)] * 2
    assert sorted(type(result).__name__ for result in at_once(calls)) == ["Report", "WrongState"]
    [opened] = recorded("finance.report.opened")
    assert FundItem.objects.filter(report=2023).count() == opened["data"]["items"] > 100
    assert Report.objects.count() == 2


def test_a_report_never_closes_under_a_save(people):
    """Either the save was before the closing, or it is refused: no row changes in a closed report."""
    report = open_report(2023, "E/2023/99", by=people.finance_officer)
    row = item(CODE)
    saved, closed = at_once(
        [
            lambda: save_item(row, dollars("1000"), by=people.finance_officer, seen=row.version),
            lambda: close_report(report, by=people.administrator, seen=report.version),
        ]
    )
    assert isinstance(closed, Report)
    verbs = list(
        Entry.objects.filter(verb__in=["finance.item.saved", "finance.report.closed"])
        .order_by("sequence")
        .values_list("verb", flat=True)
    )
    if isinstance(saved, WrongState):
        assert verbs == ["finance.report.closed"]
        assert item(CODE).version == row.version
    else:
        assert verbs == ["finance.item.saved", "finance.report.closed"]


def test_a_file_and_people_who_save_its_rows_never_wait_for_each_other_in_turn(people):
    """Each save either came first, and the file is refused that row, or comes after the file and is told so."""
    rows = [add_contribution(gift(f"c{place}", "100"), by=people.finance_officer) for place in range(AT_ONCE)]
    content = write_csv(HEADER, [file_row(replace_amount(row, 300)) for row in rows])
    preview = import_contributions(content, by=people.finance_officer)
    assert len(preview.changed) == AT_ONCE
    saves = [
        lambda row=row: save_contribution(
            row, replace(gift_of(row), amount=Decimal(200)), by=people.finance_officer, seen=row.version
        )
        for row in reversed(rows)
    ]
    imported, *saved = at_once(
        [
            lambda: import_contributions(content, by=people.finance_officer, confirmed=preview.fingerprint),
            *saves,
        ]
    )
    assert {type(result) for result in saved} <= {Contribution, VersionConflict}
    amounts = set(Contribution.objects.values_list("amount", flat=True))
    assert amounts == ({Decimal(300)} if imported.applied else {Decimal(200)})
    assert_the_log_is_one_chain()


def test_a_reports_file_and_people_who_save_its_items_never_wait_for_each_other_in_turn(people):
    report_2023(people)
    rows = list(FundItem.objects.filter(report=2023, kind="posts").select_related("component")[:AT_ONCE])
    cells = [FileRow(number, {"code": row.code, "version": "1", "value": "7"}) for number, row in enumerate(rows, 2)]
    report = Report.objects.get(pk=2023)
    preview = import_items(report, cells, by=people.finance_officer)
    assert len(preview.changes) == AT_ONCE
    saves = [
        lambda row=row: save_item(row, dollars("5"), by=people.finance_officer, seen=row.version)
        for row in reversed(rows)
    ]
    imported, *saved = at_once(
        [
            lambda: import_items(report, cells, by=people.finance_officer, confirmed=preview.fingerprint),
            *saves,
        ]
    )
    assert {type(result) for result in saved} <= {FundItem, VersionConflict}
    values = set(FundItem.objects.filter(pk__in=[row.pk for row in rows]).values_list("value", flat=True))
    assert values == ({Decimal(7)} if imported.applied else {Decimal(5)})
    assert_the_log_is_one_chain()


def test_validated_rows_are_refused_a_change_by_the_database_itself(people):
    row = validated_contribution(gift(), by=people.finance_officer, validator=people.validator)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE finance_contributionfigure SET amount = 5 WHERE contribution_id = %s", [row.pk])
