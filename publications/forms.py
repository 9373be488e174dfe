"""The forms by which a release is published, and called off before its hour."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DayField
from common.refusals import Invalid
from publications.hours import hour_of


class PublishForm(forms.Form):
    """Why it is published, and which content its publisher saw; the rules are those of `publish_release`."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("In a sentence: why is this published? It stands on the release for good."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )
    title = forms.CharField(
        label=_("Title (optional)"),
        help_text=_("Without one it is called by its number."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    day = DayField(
        label=_("Day (optional)"),
        help_text=_("Only to publish later: the release is sealed now, and nobody outside sees it before its hour."),
        required=False,
    )
    hour = forms.TimeField(
        label=_("Hour, New York time"),
        help_text=_("With the day, such as 14:30. It is said in universal time (UTC) too once it is set."),
        required=False,
        input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "form-control"}),
    )
    next_on = DayField(
        label=_("Day of the next release (optional)"),
        help_text=_("It is announced on the public pages, and stands in this release for good."),
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        day, hour = given.get("day"), given.get("hour")
        given["at"] = None
        if day is None and hour is None:
            return given
        if "day" in self.errors or "hour" in self.errors:
            return given
        if day is None:
            self.add_error("day", _("Say on which day."))
        elif hour is None:
            self.add_error("hour", _("Say at which hour."))
        else:
            given["at"] = self._moment(day, hour)
        return given

    def _moment(self, day: Any, hour: Any) -> datetime | None:
        try:
            return hour_of(day, hour)
        except Invalid as refusal:
            self.add_error("hour", refusal.errors["hour"])
            return None


class CallOffForm(forms.Form):
    """Why a sealed release is called off; `release` is the number of the one that the publisher saw waiting."""

    why = forms.CharField(
        label=_("Why it is called off"),
        help_text=_("In a sentence. Those who may see this page read it; nobody outside does."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    release = forms.IntegerField(min_value=1, max_value=999_999, widget=forms.HiddenInput)
