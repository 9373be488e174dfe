"""The form by which a release is published."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
    seen = forms.CharField(widget=forms.HiddenInput)
