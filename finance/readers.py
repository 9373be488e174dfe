"""The report that an address speaks of, for those who may read the trust fund's records."""

from django.http import HttpRequest

from accounts.models import User
from common.refusals import Missing
from finance.models import FundItem, Report
from finance.permissions import reads_finance


def reader(request: HttpRequest) -> User:
    """The signed-in person. Raises Missing, as for what does not exist, for who may not read the records."""
    assert isinstance(request.user, User)
    if not reads_finance(request.user):
        raise Missing
    return request.user


def found_report(request: HttpRequest, year: int) -> Report:
    """The report of a year. Raises Missing."""
    reader(request)
    report = Report.objects.filter(pk=year).first()
    if report is None:
        raise Missing
    return report


def items_of(request: HttpRequest, report: Report) -> list[FundItem]:
    """All items of a report, in the order of its tables."""
    return list(FundItem.objects.visible_to(request.user).filter(report=report).in_order())
