"""What is done with reporting years; frameworks themselves are written by `indicators.loading` and `definitions`."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actions import record
from common.refusals import NotAllowed, WrongState
from frameworks.models import ReportingYear


def check_may_change_years(by: Any) -> None:
    """Raise NotAllowed unless `by` may open and close reporting years; None is the system itself."""
    if by is not None and not by.has_perm("frameworks.change_reporting_year"):
        raise NotAllowed(_("Only an administrator opens and closes reporting years."))


@transaction.atomic
def close_reporting_year(year: ReportingYear, *, by: Any, at: datetime | None = None) -> ReportingYear:
    """Close a reporting year `at` a moment (default now): from then on its values are locked."""
    check_may_change_years(by)
    at = at or timezone.now()
    year = ReportingYear.objects.select_for_update().get(pk=year.pk)
    if year.closes_at and year.closes_at <= timezone.now():
        raise WrongState(_("The reporting year %(year)s is closed already.") % {"year": year.year})
    if at < year.opens_at:
        raise WrongState(_("A reporting year cannot close before it opens."))
    year.closes_at = at
    year.save(update_fields=["closes_at"])
    record("frameworks.reporting_year.closed", f"reporting year {year.year}", by=by, data={"closes_at": at})
    return year
