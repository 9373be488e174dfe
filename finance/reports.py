"""Reports: opened with an item for everything that their tables print, closed, and opened again."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from common.entered import Faults, checked_text
from common.refusals import Invalid, WrongState
from common.versions import write_version
from finance.choices import FUNDING, Fund, Grade, Kind, ObjectOfExpenditure, Stream
from finance.models import Component, FundItem, Report
from finance.permissions import require
from finance.validation import EARLIEST_YEAR, LAST_YEAR


@transaction.atomic
def open_report(year: int, document: str, *, by: User | None) -> Report:
    """Open the report of a year, and create its items at version 1. Raises Invalid, WrongState."""
    require("finance.open_report", by)
    faults = Faults()
    if not EARLIEST_YEAR <= year <= LAST_YEAR:
        faults.add("year", _("A year from %(first)s to %(last)s.") % {"first": EARLIEST_YEAR, "last": LAST_YEAR})
    document = checked_text("document", document, faults, most=40)
    if not document and not faults.by_field:
        faults.add("document", _("Give the symbol of the document, such as E/2022/54."))
    faults.refuse()
    lock_head()  # nobody opens the same, or adds a component, between the check and the writing
    if Report.objects.filter(year=year).exists():
        raise WrongState(_("The report of %(year)s is there already.") % {"year": year})
    if Report.objects.filter(document=document).exists():
        raise Invalid({"document": [_("Another report has this symbol.")]})
    report = Report.objects.create(year=year, document=document)
    items = FundItem.objects.bulk_create(new_items(report, [year - 1]))
    record("finance.report.opened", target_of(report), by=by, data={"document": document, "items": len(items)})
    return report


@transaction.atomic
def close_report(report: Report, *, by: User, seen: int | None) -> Report:
    """Lock the items of a report."""
    require("finance.close_report", by)
    closed = write_version(report, {"closed_at": timezone.now()}, seen=seen)
    before = report.closed_at
    if before is not None:
        raise WrongState(_("The report of %(year)s is closed.") % {"year": report.year})
    record("finance.report.closed", target_of(report), by=by, data={"version": closed.version})
    return closed


@transaction.atomic
def reopen_report(report: Report, *, by: User, seen: int | None) -> Report:
    """Open a closed report: its items can be entered and corrected again."""
    require("finance.close_report", by)
    reopened = write_version(report, {"closed_at": None}, seen=seen)
    if report.closed_at is None:
        raise WrongState(_("The report of %(year)s is open already.") % {"year": report.year})
    record("finance.report.reopened", target_of(report), by=by, data={"version": reopened.version})
    return reopened


def new_items(report: Report, funding_years: Iterable[int]) -> list[FundItem]:
    """The items of everything that the tables of a report print and of the funding of `funding_years`; not saved."""
    leaves = list(Component.objects.filter(parts=None).order_by("position"))
    items = [*_resources(report, leaves), *_posts(report, leaves), *_funding(report, funding_years)]
    for item in items:
        item.code = code_of(item)
    return items


def code_of(item: FundItem) -> str:
    """The name of an item: report, kind, year, then its fund, line and grade, as far as it has them."""
    parts = [str(item.report_id), item.kind, str(item.year), item.fund, item.line, item.grade.replace("/", "-")]
    return ".".join(part for part in parts if part)


def target_of(report: Report) -> str:
    """How the log names a report."""
    return f"report {report.year}"


def _resources(report: Report, leaves: list[Component]) -> Iterator[FundItem]:
    year = report.year
    for kind, of in (
        (Kind.BUDGET, year - 1),
        (Kind.EXPENDITURE, year - 1),
        (Kind.ESTIMATE, year),
        (Kind.ESTIMATE, year + 1),
    ):
        for fund in Fund:
            same = {"report": report, "kind": kind, "year": of, "fund": fund}
            yield from (FundItem(**same, component=leaf) for leaf in leaves)
            yield from (FundItem(**same, object=code) for code in ObjectOfExpenditure)
            if fund != Fund.ALL:
                yield FundItem(**same)


def _posts(report: Report, leaves: list[Component]) -> Iterator[FundItem]:
    for leaf in leaves:
        for grade in Grade:
            yield FundItem(report=report, kind=Kind.POSTS, year=report.year + 1, component=leaf, grade=grade)


def _funding(report: Report, years: Iterable[int]) -> Iterator[FundItem]:
    for year in years:
        for kind in FUNDING:
            for stream in Stream:
                yield FundItem(report=report, kind=kind, year=year, stream=stream)
