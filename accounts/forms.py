"""What people type about their own account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.forms import SELECT, RefusingForm


class LanguageForm(RefusingForm):
    """The language of the mail to a person."""

    language = forms.ChoiceField(
        label=_("Language of mail"),
        choices=User._meta.get_field("language").choices or [],
        widget=forms.Select(SELECT),
        help_text=_("Reminders come in this language, as far as they are translated, else in English."),
    )
