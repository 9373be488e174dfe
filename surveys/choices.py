"""The closed lists of words of questionnaires and what is answered to them (docs/glossary.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Respondent(models.TextChoices):
    """Who answers a questionnaire."""

    TEAM = "team", _("country team")
    GOVERNMENT = "government", _("programme country Government")
    COORDINATOR = "coordinator", _("resident coordinator")
    ENTITY = "entity", _("entity headquarters")
    CONTRIBUTOR = "contributor", _("contributing country")


# Whose answers an office gives; headquarters enters the others, and no region endorses them.
BY_OFFICE = (Respondent.TEAM, Respondent.COORDINATOR)
# Listed by no table: who is asked is said when the questionnaire opens.
NAMED_AT_OPENING = (Respondent.ENTITY, Respondent.CONTRIBUTOR)
PREFIXES = {
    Respondent.TEAM: "",
    Respondent.GOVERNMENT: "GOV-",
    Respondent.COORDINATOR: "",
    Respondent.ENTITY: "ENT-",
    Respondent.CONTRIBUTOR: "CON-",
}


class Type(models.TextChoices):
    """What an answer to a question is."""

    YES_NO = "yes_no", _("yes or no")
    NUMBER = "number", pgettext_lazy("answer", "number")
    SINGLE = "single", _("one of several")
    MULTIPLE = "multiple", _("any of several")
    SCALE = "scale", _("scale")
    TEXT = "text", _("text")
    DATE = "date", _("date")


WITH_CHOICES = (Type.SINGLE, Type.MULTIPLE, Type.SCALE)
YES, NO = "yes", "no"


class Disclosure(models.TextChoices):
    """How far the public sees who answered what; the later, the stricter."""

    RESPONDENT = "respondent", _("by respondent")
    GROUPS = "groups", _("in groups of at least five")
    NONE = "none", _("not at all")


class State(models.TextChoices):
    """Where a submission stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    ENDORSED = "endorsed", _("endorsed")
    ACCEPTED = "accepted", _("accepted")


class SettledBy(models.TextChoices):
    """What decided an answer when it was submitted, where the respondent did not."""

    RECORDS = "records", _("the standing records")
    CONDITION = "condition", _("the condition of the question")


class CommentState(models.TextChoices):
    """Where a comment on a question stands."""

    OPEN = "open", _("open")
    ANSWERED = "answered", pgettext_lazy("comment", "answered")
    RESOLVED = "resolved", _("resolved")


class Occasion(models.TextChoices):
    """Why a mail of a round is sent, in the order of the round."""

    INVITATION = "invitation", _("invitation")
    HALF_WAY = "half_way", _("half-way")
    FOURTEEN = "14_days", _("14 days before")
    SEVEN = "7_days", _("7 days before")
    TWO = "2_days", _("2 days before")
    OVERDUE = "overdue", _("overdue")


class MailState(models.TextChoices):
    """Where a mail stands."""

    WAITING = "waiting", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not sent")
    UNCERTAIN = "uncertain", _("perhaps sent")
    NOT_NEEDED = "not_needed", _("not needed any more")


class Decision(models.TextChoices):
    """What was decided on a request."""

    ASKED = "asked", pgettext_lazy("request", "asked")
    GRANTED = "granted", pgettext_lazy("request", "granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


DECIDED = (Decision.GRANTED, Decision.REFUSED, Decision.WITHDRAWN)
