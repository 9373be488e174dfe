"""The closed lists of words that an indicator and its values are described with (docs/glossary.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from finance.choices import COUNTS_ALONE, Measure


class Unit(models.TextChoices):
    """What a value is a number of."""

    PERCENT = "percent", _("per cent")
    NUMBER = "number", pgettext_lazy("unit", "number")
    USD = "usd", _("United States dollars")


class Direction(models.TextChoices):
    """Which way is better. Null in a series' indicator: not known."""

    UP = "up", _("higher is better")
    DOWN = "down", _("lower is better")
    KEEP = "keep", _("stay at or above the target")


class Method(models.TextChoices):
    """How a figure comes about."""

    SHARE = "share", _("share: those answering yes, of those that answered and to which it applies")
    MEAN = "mean", _("mean: the sum, over the number of those that answered")
    SUM = "sum", _("sum of the numbers answered")
    COUNT = "count", _("count of those answering yes")
    FINANCE = "finance", _("from the trust-fund records")
    ENTERED = "entered", _("reported by headquarters with its source")


class Counted(models.TextChoices):
    """Who or what a figure counts."""

    COUNTRY_TEAMS = "country teams", _("country teams")
    GOVERNMENTS = "governments", _("programme country Governments")
    COORDINATORS = "coordinators", _("resident coordinators")
    OFFICES = "offices", _("resident coordinator offices")
    FRAMEWORKS = "frameworks", _("Cooperation Frameworks")
    COUNTRIES = "countries", _("countries and territories")


class Unanswered(models.TextChoices):
    """What those without a value do in a roll-up: stay out of the denominator, or count as no."""

    LEAVE_OUT = "leave_out", _("left out")
    COUNT_AS_NO = "count_as_no", _("counted as no")


# What of the trust fund's ledger a series can be: those measures whose contributors may be named.
LEDGER_MEASURES = tuple(measure for measure in Measure if measure not in COUNTS_ALONE)


class State(models.TextChoices):
    """Where an observation stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    VALIDATED = "validated", _("validated")


class Origin(models.TextChoices):
    """Where a value comes from."""

    COMPUTED_FROM_ANSWERS = "computed_from_answers", _("computed from answers or records")
    COMPUTED_FROM_FINANCE = "computed_from_finance", _("computed from the trust-fund records")
    ENTERED = "entered", _("entered")
    AS_REPORTED = "as_reported", _("as reported, without its parts")


class Decision(models.TextChoices):
    """Where an amendment stands."""

    PROPOSED = "proposed", _("proposed")
    CONFIRMED = "confirmed", _("confirmed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Descent(models.TextChoices):
    """How a series of one framework goes on in the next."""

    CONTINUED = "continued", _("continued")
    REWORDED = "reworded", _("reworded")
    REDEFINED = "redefined", _("redefined")
    SPLIT = "split", _("split")
    MERGED = "merged", _("merged")
    DROPPED = "dropped", _("dropped")
    NEW = "new", _("new")
