"""The closed lists of words that the trust fund is described with (docs/glossary.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What an item says of its line and year."""

    BUDGET = "budget", _("budget")
    ESTIMATE = "estimate", _("estimate")
    EXPENDITURE = "expenditure", _("expenditure")
    POSTS = "posts", pgettext_lazy("kind of item", "posts")
    REQUIREMENT = "requirement", _("requirement")
    PLEDGED = "pledged", _("pledged")
    RECEIVED = "received", _("received")


RESOURCES = (Kind.BUDGET, Kind.ESTIMATE, Kind.EXPENDITURE)  # financial resources, by component and by object
FUNDING = (Kind.REQUIREMENT, Kind.PLEDGED, Kind.RECEIVED)  # by stream


class Fund(models.TextChoices):
    """Whose money. The tables of annex I print both together."""

    ALL = "all", _("both funds together")
    TRUST_FUND = "trust_fund", _("special purpose trust fund")
    LOCALLY_MOBILIZED = "locally_mobilized", _("locally mobilized resources")


class ObjectOfExpenditure(models.TextChoices):
    """What money is spent on."""

    POSTS = "posts", pgettext_lazy("object of expenditure", "Posts")
    NON_POSTS = "non_posts", _("Non-posts")


class Stream(models.TextChoices):
    """Where funding comes from."""

    VOLUNTARY = "voluntary", _("Voluntary contributions")
    LEVY = "levy", _("1 per cent coordination levy")
    COST_SHARING = "cost_sharing", _("UNSDG cost-sharing")
    ALL = "all", _("All streams together")


STREAMS = (Stream.VOLUNTARY, Stream.LEVY, Stream.COST_SHARING)  # those that a contribution can be of


class Grade(models.TextChoices):
    """The grades of posts in the order in which the tables print them."""

    USG = "USG", _("Under-Secretary-General")
    ASG = "ASG", _("Assistant Secretary-General")
    D_2 = "D-2", "D-2"
    D_1 = "D-1", "D-1"
    P_5 = "P-5", "P-5"
    P_4 = "P-4", "P-4"
    P_3 = "P-3", "P-3"
    P_2_1 = "P-2/1", "P-2/1"
    GS_PL = "GS-PL", _("General Service (Principal level)")
    GS_OL = "GS-OL", _("General Service (Other level)")
    NPO = "NPO", _("National Professional Officer")
    LL = "LL", _("Local level")


class Category(models.TextChoices):
    """The categories that grades are in."""

    PROFESSIONAL = "professional", _("Professional and higher categories")
    GENERAL_SERVICE = "general_service", _("General Service and related categories")
    NATIONAL = "national", _("National staff")


GRADES: dict[Category, tuple[Grade, ...]] = {
    Category.PROFESSIONAL: tuple(Grade)[:8],
    Category.GENERAL_SERVICE: (Grade.GS_PL, Grade.GS_OL),
    Category.NATIONAL: (Grade.NPO, Grade.LL),
}
assert [grade for grades in GRADES.values() for grade in grades] == list(Grade)
assert set(GRADES) == set(Category)


class State(models.TextChoices):
    """Where an item or a contribution stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    VALIDATED = "validated", _("validated")


class ContributorKind(models.TextChoices):
    """What a contributor is."""

    MEMBER_STATE = "member_state", _("Member State")
    ENTITY = "entity", _("entity of the United Nations development system")
    OTHER = "other", _("other contributor")


class Given(models.TextChoices):
    """What a contribution records."""

    AGREEMENT = "agreement", _("agreement over several years")
    PLEDGE = "pledge", _("pledge")
    PAYMENT = "payment", _("payment")


class Measure(models.TextChoices):
    """What the ledger gives of a year."""

    TOTAL_FUNDS_RAISED = "total_funds_raised", _("total funds raised")
    CONTRIBUTING_MEMBER_STATES = "contributing_member_states", _("contributing Member States")
    MULTI_YEAR_COMMITMENTS = "multi_year_commitments", _("Member States with multi-year commitments")
    FIRST_TIME_CONTRIBUTORS = "first_time_contributors", _("first-time contributors")
    CONTRIBUTORS_THAT_STOPPED = "contributors_that_stopped", _("contributors that stopped")
    LEVIES_NOT_APPLIED = "levies_not_applied", _("levies not applied")


# Who is behind them is never shown.
COUNTS_ALONE = (Measure.CONTRIBUTORS_THAT_STOPPED, Measure.LEVIES_NOT_APPLIED)


class FactUnit(models.TextChoices):
    """What a fact is a number of."""

    USD = "usd", _("United States dollars")
    PERCENT = "percent", _("per cent")
    NUMBER = "number", pgettext_lazy("unit", "number")
