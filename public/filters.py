"""Which released observations a reader wants: one set of filters for the API and for pages."""

import django_filters
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from common.statuses import Status

_is_year = RegexValidator(r"\A[12][0-9]{3}\Z", _("A year in four digits."))


def _year(label: object, lookup: str) -> django_filters.CharFilter:
    return django_filters.CharFilter("year", lookup, label=label, validators=[_is_year])


class ReleasedObservationFilterSet(django_filters.FilterSet):
    """All of the given conditions have to be met. `queryset`: released observations of one release."""

    framework = django_filters.CharFilter("framework", label=_("Code of the framework."))
    goal = django_filters.CharFilter("goal", label=_("Code of the goal."))
    indicator = django_filters.CharFilter("indicator", label=_("Code of the indicator, such as 2.1.1-d."))
    series = django_filters.CharFilter("series", label=_("Code of the series."))
    year = _year(_("Reporting year."), "exact")
    year_from = _year(_("First reporting year."), "gte")
    year_to = _year(_("Last reporting year."), "lte")
    status = django_filters.ChoiceFilter("status", choices=Status.choices, label=_("Status."))
