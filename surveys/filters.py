"""What the queue of submissions, and the list of programs, can be narrowed to."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from countries.models import Region
from surveys.choices import MailState, Occasion, Respondent, State
from surveys.models import Mail, Questionnaire, Submission
from surveys.querysets import UNANSWERED, SubmissionQuerySet

MISSING, OVERDUE = "missing", "overdue"
STATES = [*State.choices, (MISSING, _("missing")), (OVERDUE, _("overdue"))]
_SELECT = {"class": "form-select"}


def overdue(questionnaires: Iterable[Questionnaire]) -> Q:
    """Submissions that were not handed in although their day is over (`surveys.deadlines.is_overdue`)."""
    late = Q(pk__in=())
    for row in questionnaires:
        today = row.today()
        if row.deadline < today:
            late |= Q(questionnaire=row) & (Q(extended_to=None) | Q(extended_to__lt=today))
    return UNANSWERED & late  # what was opened again locks itself instead


class QueueFilter(django_filters.FilterSet):
    """By questionnaire, region, state (missing and overdue among them), and name or code of the respondent."""

    questionnaire = django_filters.ChoiceFilter(
        label=_("Questionnaire"),
        field_name="questionnaire__respondent",
        choices=Respondent.choices,
        empty_label=_("all"),
        widget=forms.Select(attrs=_SELECT),
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Region"),
        queryset=Region.objects.order_by("code"),
        to_field_name="code",
        empty_label=_("all"),
        widget=forms.Select(attrs=_SELECT),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, empty_label=_("all"), method="by_state", widget=forms.Select(attrs=_SELECT)
    )
    team = django_filters.CharFilter(
        label=_("Name or code"),
        method="by_name",
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    class Meta:
        model = Submission
        fields: list[str] = []

    def __init__(self, *args: Any, questionnaires: Iterable[Questionnaire], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questionnaires = list(questionnaires)

    def by_state(self, submissions: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        if value == MISSING:
            return submissions.filter(UNANSWERED)
        if value == OVERDUE:
            return submissions.filter(overdue(self._questionnaires))
        return submissions.filter(state=value)

    def by_name(self, submissions: SubmissionQuerySet, name: str, value: str) -> SubmissionQuerySet:
        return submissions.named(value.strip())


class MailFilter(django_filters.FilterSet):
    """Of the log of a round's mail: by occasion, state, and name or e-mail address of the person."""

    occasion = django_filters.ChoiceFilter(
        label=_("Occasion"), choices=Occasion.choices, empty_label=_("all"), widget=forms.Select(attrs=_SELECT)
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=MailState.choices, empty_label=_("all"), widget=forms.Select(attrs=_SELECT)
    )
    person = django_filters.CharFilter(
        label=_("Name or e-mail address"),
        method="by_person",
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    class Meta:
        model = Mail
        fields: list[str] = []

    def by_person(self, mails: QuerySet[Mail], name: str, value: str) -> QuerySet[Mail]:
        words = value.strip()
        return mails.filter(Q(address__icontains=words) | Q(user__name__icontains=words))


class SubmissionFilterSet(django_filters.FilterSet):
    """Of programs: all of the given conditions have to be met. `queryset`: submissions that the person may see."""

    year = django_filters.CharFilter(
        "questionnaire__year",
        label=_("Reporting year."),
        validators=[RegexValidator(r"\A[12][0-9]{3}\Z", _("A year in four digits."))],
    )
    kind = django_filters.ChoiceFilter(
        "questionnaire__respondent", choices=Respondent.choices, label=_("Kind of respondent.")
    )
    region = django_filters.CharFilter("region__code", label=_("Code of the region."))
    state = django_filters.ChoiceFilter("state", choices=State.choices, label=_("State."))
    team = django_filters.CharFilter("team__code", label=_("Code of the country team whose office answers."))
