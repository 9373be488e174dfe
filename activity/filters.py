"""What the log can be narrowed to."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from activity.models import Entry
from activity.sentences import known_verbs

SYSTEM = "system"
_CONTROL = {"class": "form-control"}


class EntryFilter(django_filters.FilterSet):
    """By who (part of an e-mail address, or `system`), what, on what (part of it), and days, both included."""

    who = django_filters.CharFilter(
        label=_("Who (e-mail address, or system)"),
        method="by_who",
        max_length=254,
        widget=forms.TextInput(attrs=_CONTROL),
    )
    verb = django_filters.ChoiceFilter(
        label=_("What"), choices=known_verbs, widget=forms.Select(attrs={"class": "form-select"})
    )
    target = django_filters.CharFilter(
        label=_("On what"), lookup_expr="icontains", max_length=200, widget=forms.TextInput(attrs=_CONTROL)
    )
    since = django_filters.DateFilter(
        label=_("From"),
        field_name="at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs=_CONTROL | {"type": "date"}),
    )
    until = django_filters.DateFilter(
        label=_("To"),
        field_name="at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs=_CONTROL | {"type": "date"}),
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def by_who(self, entries: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        if value.strip().lower() == SYSTEM:
            return entries.filter(actor=None)
        return entries.filter(actor__email__icontains=value.strip())
