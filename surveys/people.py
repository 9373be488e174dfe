"""The people of an office as their page shows them, and what leaders type about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership, User
from accounts.offices import first_day_without, people_of
from accounts.roles import Role
from common.digits import read_digits
from common.forms import CONTROL, SELECT, DayField, RefusingForm
from countries.models import CountryTeam
from surveys.models import Delegation
from surveys.workflow import EDITABLE


@dataclass(frozen=True, slots=True)
class Office:
    """Who holds which role of a team's office, and from when on nobody would.

    `unled_from` and `empty_from` are the first days without a team leader and without anybody; None: it goes on.
    `sections` are the numbers of open sections that were given to people, by the person's id.
    """

    team: CountryTeam
    held: list[Membership]
    today: date
    unled_from: date | None
    empty_from: date | None
    sections: dict[int, int]

    @property
    def people(self) -> list[User]:
        """Everybody once, in the order of the list."""
        return list({row.user_id: row.user for row in self.held}.values())

    @property
    def versions(self) -> str:
        """What was seen of the roles: `12:1 15:3`."""
        return " ".join(f"{row.pk}:{row.version}" for row in self.held)


def office_of(team: CountryTeam) -> Office:
    """The office as it stands today and is known to go on; in two queries."""
    today = timezone.localdate()
    held = people_of(team, today)
    acting = [row for row in held if row.user.is_active]  # who cannot sign in leads nobody
    sections: dict[int, int] = {}
    given = Delegation.objects.current().filter(submission__team=team, submission__state__in=EDITABLE)
    for user in given.order_by().values_list("user", flat=True):
        sections[user] = sections.get(user, 0) + 1
    return Office(
        team=team,
        held=held,
        today=today,
        unled_from=first_day_without((row for row in acting if row.role == Role.TEAM_LEADER), today),
        empty_from=first_day_without(acting, today),
        sections=sections,
    )


def seen_of(text: str, held: list[Membership], person: User) -> Mapping[int, int]:
    """What a post says it saw of the roles of `person`: versions by id, as `Office.versions` writes them."""
    theirs = {row.pk for row in held if row.user_id == person.pk}
    pairs = (pair.partition(":") for pair in text.split())
    seen = {read_digits(pk, 18): read_digits(version, 9) for pk, _colon, version in pairs}
    return {pk: version for pk, version in seen.items() if pk in theirs and version is not None}


class HeldField(forms.ModelChoiceField):
    """A role that somebody holds in their own right."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user} ({obj.get_role_display()})"


class _OfficeForm(RefusingForm):
    """What is chosen are people and roles of one office."""

    def __init__(self, data: Any = None, *, office: Office, **options: Any) -> None:
        super().__init__(data, **options)
        for name in ("email", "coming"):
            if name in self.fields:
                self.fields[name].widget.attrs["list"] = "people-of-the-office"
        if "held" in self.fields:
            own = [row.pk for row in office.held if row.deputy_for_id is None]
            rows = Membership.objects.filter(pk__in=own).select_related("user").order_by("role", "user__name")
            self.fields["held"].queryset = rows  # type: ignore[attr-defined]  # of a ModelChoiceField
        if "leaving" in self.fields:
            people = User.objects.filter(pk__in=[row.pk for row in office.people]).order_by("name", "email")
            self.fields["leaving"].queryset = people  # type: ignore[attr-defined]  # of a ModelChoiceField


class DeputyForm(_OfficeForm):
    """Who stands in for whom, from when to when."""

    held = HeldField(label=_("Stands in for"), queryset=Membership.objects.none(), widget=forms.Select(SELECT))
    email = forms.EmailField(
        label=_("Deputy’s e-mail address"),
        widget=forms.EmailInput(CONTROL),
        help_text=_("Somebody of this office, or anybody who has an account."),
    )
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("At most a year after the first."))


class HandOverForm(_OfficeForm):
    """Who takes over from whom, and from when on."""

    leaving = forms.ModelChoiceField(
        label=pgettext_lazy("person", "From"), queryset=User.objects.none(), widget=forms.Select(SELECT)
    )
    coming = forms.EmailField(
        label=_("To (e-mail address)"),
        widget=forms.EmailInput(CONTROL),
        help_text=_("Somebody of this office, or anybody who has an account."),
    )
    first_day = DayField(
        label=_("First day of the new person"),
        help_text=_("All roles of this office and the sections given to the person pass on at its beginning."),
    )


class EndForm(RefusingForm):
    """The last day of a deputy."""

    last_day = DayField(label=_("Last day"))
