"""What is done with reporting years; frameworks themselves are written by `indicators.loading` and `definitions`."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actions import record
from common.refusals import Invalid, NotAllowed, WrongState
from common.versions import write_version
from frameworks.models import ReportingYear


def check_may_change_years(by: Any) -> None:
    """Raise NotAllowed unless `by` may open and close reporting years; None is the system itself."""
    if by is not None and not by.has_perm("frameworks.change_reporting_year"):
        raise NotAllowed(_("Only an administrator opens and closes reporting years."))


def check_may_change_frameworks(by: Any) -> None:
    """Raise NotAllowed unless `by` may change frameworks and their levels; None is the system itself."""
    if by is not None and not by.has_perm("frameworks.change_framework"):
        raise NotAllowed(_("Only an administrator changes frameworks."))


@transaction.atomic
def reopen_reporting_year(year: ReportingYear, *, by: Any, seen: int | None) -> ReportingYear:
    """Open a reporting year that is closed, or about to close: its values can be entered and corrected again."""
    check_may_change_years(by)
    before = ReportingYear.objects.get(pk=year.pk)
    reopened = write_version(before, {"closes_at": None}, seen=seen)
    if before.closes_at is None:
        raise WrongState(_("The reporting year %(year)s is open already.") % {"year": year.year})
    data = {"version": reopened.version, "was_to_close_at": before.closes_at}
    record("frameworks.reporting_year.reopened", f"reporting year {year.year}", by=by, data=data)
    return reopened


@transaction.atomic
def close_reporting_year(
    year: ReportingYear, *, by: Any, seen: int | None, at: datetime | None = None
) -> ReportingYear:
    """Close a reporting year `at` a moment (default now): from then on its values are locked."""
    check_may_change_years(by)
    at = at or timezone.now()
    before = ReportingYear.objects.get(pk=year.pk)
    if at < before.opens_at:
        raise Invalid({"closes_at": [_("A reporting year cannot close before it opens.")]})
    closed = write_version(before, {"closes_at": at}, seen=seen)
    if before.closes_at and before.closes_at <= timezone.now():
        raise WrongState(_("The reporting year %(year)s is closed already.") % {"year": year.year})
    data = {"version": closed.version, "closes_at": at}
    record("frameworks.reporting_year.closed", f"reporting year {year.year}", by=by, data=data)
    return closed
