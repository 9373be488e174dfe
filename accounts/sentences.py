"""What the log says of people."""

from django.utils.translation import gettext_lazy as _

from activity.sentences import register

register(
    {
        "accounts.user.created": _("made an account"),
        "accounts.user.changed": _("changed an account"),
        "accounts.language.changed": _("chose the language of mail"),
        "accounts.membership.granted": _("granted a role"),
        "accounts.membership.ended": _("ended a role"),
        "accounts.deputy.named": _("named a deputy"),
        "accounts.deputy.ended": _("let a deputy’s role end"),
        "accounts.token.created": _("made an access token"),
        "accounts.production.declared": _("declared that this database is no demonstration"),
        "accounts.demonstration.declared": _("made this database a demonstration"),
    }
)
