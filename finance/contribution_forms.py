"""What people type about contributions and contributors, read into values; what may be kept is for the actions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.administration import NumberField, in_languages
from common.forms import CONTROL, SELECT, DayField, RefusingForm, YearField, YesNoField
from common.rows import plain_field
from common.templatetags.site import OWN_NAMES
from finance.actions import gift_of
from finance.choices import STREAMS, ContributorKind, Given, State
from finance.contribution_list import SORTS
from finance.contributors import Contributors, NotFound, label_of
from finance.models import Contribution, Contributor
from finance.models.contributions import DOLLARS
from finance.validation import Gift

OFFERED = "contributors"  # the id of the list of contributors that a page offers
_STREAMS = [(stream.value, stream.label) for stream in STREAMS]


def _choice(label: Any, choices: Any, nothing: Any = "–") -> forms.ChoiceField:
    field = forms.ChoiceField(choices=[("", nothing), *choices], widget=forms.Select(SELECT), required=False)
    field.label = label
    return field


def _label(name: str) -> Any:
    return capfirst(plain_field(Contribution, name).verbose_name)


def _help(name: str) -> Any:
    return plain_field(Contribution, name).help_text


class ContributorField(forms.CharField):
    """A contributor by code or name; browsers offer the list that stands in the page under OFFERED."""

    contributors: Contributors

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({**CONTROL, "list": OFFERED, "autocomplete": "off", "size": 30})
        super().__init__(widget=widget, required=False, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return self.contributors.find(text) if text else None
        except NotFound as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return label_of(value) if isinstance(value, Contributor) else value


class ContributionForm(RefusingForm):
    """What a contribution says: `row`, or a new one. `posted` binds it."""

    contributor = ContributorField(
        label=_label("contributor"), help_text=_("By name or code; the list offers those who can be chosen.")
    )
    stream = _choice(_label("stream"), _STREAMS)
    kind = _choice(_label("kind"), Given.choices)
    first_year = YearField(label=_label("first_year"), required=False, help_text=_help("first_year"))
    last_year = YearField(label=_label("last_year"), required=False, help_text=_help("last_year"))
    amount = NumberField(
        label=_label("amount"), required=False, widget=forms.TextInput({"inputmode": "decimal", **CONTROL})
    )
    currency = forms.CharField(
        label=_label("currency"),
        required=False,
        help_text=_help("currency"),
        widget=forms.TextInput({**CONTROL, "size": 4}),
    )
    dated = DayField(label=_label("dated"), required=False, help_text=_help("dated"))
    rate = NumberField(
        label=_label("rate"),
        required=False,
        help_text=_help("rate"),
        widget=forms.TextInput({"inputmode": "decimal", **CONTROL}),
    )
    rate_on = DayField(label=_label("rate_on"), required=False)
    levy_applied = YesNoField(label=_label("levy_applied"), required=False, help_text=_help("levy_applied"))
    note = forms.CharField(
        label=_label("note"), required=False, strip=False, widget=forms.Textarea({"rows": 2, **CONTROL})
    )

    def __init__(
        self,
        contributors: Contributors,
        row: Contribution | None = None,
        posted: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.row = row
        said = {name: getattr(row, name) for name in Gift.__slots__} if row else {"currency": DOLLARS}
        super().__init__(data=posted, initial={**said, **(initial or {})}, auto_id="id_%s")
        field = self.fields["contributor"]
        assert isinstance(field, ContributorField)
        field.contributors = contributors

    def gift(self) -> Gift:
        """What was entered; call when valid. Whether it counts is not for this form."""
        read = dict(self.cleaned_data)
        read["currency"] = read["currency"].upper()
        return Gift(**read, void=self.row.void if self.row else False)


class VoidForm(RefusingForm):
    """Why a contribution was an error."""

    note = forms.CharField(label=_("Why it counts nowhere"), widget=forms.Textarea({"rows": 2, **CONTROL}))

    def gift(self, row: Contribution) -> Gift:
        """The contribution without effect; what its note said before stays. Call when valid."""
        said = gift_of(row)
        notes = [text for text in (said.note, self.cleaned_data["note"]) if text]
        return replace(said, void=True, note="\n".join(notes))


class ContributorForm(RefusingForm):
    """A contributor that is no Member State: those are shipped."""

    code = forms.RegexField(
        r"\A[A-Za-z0-9][A-Za-z0-9.\-]{0,39}\Z",
        label=capfirst(plain_field(Contributor, "code").verbose_name),
        help_text=_("Letters, digits, dots and hyphens, such as UNICEF. It is in addresses and files, and stays."),
        error_messages={"invalid": _("Letters, digits, dots and hyphens, at most 40.")},
        widget=forms.TextInput({**CONTROL, "size": 20}),
    )
    kind = forms.ChoiceField(
        label=capfirst(plain_field(Contributor, "kind").verbose_name),
        choices=[(kind.value, kind.label) for kind in ContributorKind if kind != ContributorKind.MEMBER_STATE],
        widget=forms.Select(SELECT),
    )

    def __init__(self, posted: Mapping[str, Any] | None = None) -> None:
        super().__init__(data=posted, auto_id="id_%s")
        for name in in_languages("name"):
            language = name.removeprefix("name_")
            own_name = OWN_NAMES[language]
            self.fields[name] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": own_name},
                required=language == "en",
                max_length=200,
                widget=forms.TextInput({**CONTROL, "lang": language, "dir": "auto"}),
            )


class ContributionFilter(forms.Form):
    """Which contributions of the ledger are shown, and in which order."""

    year = YearField(label=_("Year"), required=False)
    stream = _choice(_label("stream"), _STREAMS, _("all"))
    kind = _choice(_label("kind"), Given.choices, _("all"))
    state = _choice(_label("state"), State.choices, _("all"))
    contributor = ContributorField(label=_label("contributor"))
    sort = forms.ChoiceField(
        choices=[(sign + name, "") for name in SORTS for sign in ("", "-")], required=False, widget=forms.HiddenInput
    )

    def __init__(self, contributors: Contributors, asked: Mapping[str, Any]) -> None:
        super().__init__(asked, auto_id="filter_%s")
        field = self.fields["contributor"]
        assert isinstance(field, ContributorField)
        field.contributors = contributors
