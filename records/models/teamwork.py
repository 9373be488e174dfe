"""What a country team does together, and what it shares.

What happens again (an analysis is updated, a committee meets) is a new record each time, so that every day can be told.
"""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.numbers import MAX_DECIMALS, MAX_DIGITS
from countries.models import Country
from records.choices import ScorecardSubject, StrategyStep, Theme
from records.models.standing import CodesField, TeamRecord, known, web_address


class CommonCountryAnalysis(TeamRecord):
    """That the common country analysis was updated on a day."""

    valid_from = models.DateField(_("updated on"))

    class Meta(TeamRecord.Meta):
        verbose_name = _("update of the common country analysis")
        verbose_name_plural = _("updates of the common country analysis")


class SteeringCommitteeMeeting(TeamRecord):
    """That the joint national and United Nations steering committee met on a day."""

    valid_from = models.DateField(_("held on"))

    class Meta(TeamRecord.Meta):
        verbose_name = _("meeting of the joint steering committee")
        verbose_name_plural = _("meetings of the joint steering committee")


class JointProgramme(TeamRecord):
    """A programme that several entities carry out together."""

    title = models.CharField(_("title"), max_length=300)
    themes = CodesField(_("themes"), max_length=200, codes=Theme)

    class Meta(TeamRecord.Meta):
        verbose_name = _("joint programme")
        verbose_name_plural = _("joint programmes")


class HostCountryAgreement(TeamRecord):
    """An agreement with the Government of one country; a team of several countries may have several."""

    valid_from = models.DateField(_("signed on"))
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country"))

    class Meta(TeamRecord.Meta):
        verbose_name = _("host country agreement")
        verbose_name_plural = _("host country agreements")


class ContinuityPlan(TeamRecord):
    """That the business continuity plan was updated on a day."""

    valid_from = models.DateField(_("updated on"))

    class Meta(TeamRecord.Meta):
        verbose_name = _("update of the business continuity plan")
        verbose_name_plural = _("updates of the business continuity plan")


class OperationsStrategy(TeamRecord):
    """That a business operations strategy was adopted, or its annual review reported, on a day."""

    valid_from = models.DateField(_("on"))
    step = models.CharField(_("step"), max_length=10, choices=StrategyStep.choices)

    class Meta(TeamRecord.Meta):
        verbose_name = _("step of the business operations strategy")
        verbose_name_plural = _("business operations strategy")
        constraints = [*TeamRecord.Meta.constraints, known("step", StrategyStep)]


class BackOffice(TeamRecord):
    """A common back office in a country."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country"))
    name = models.CharField(_("name"), max_length=200)

    class Meta(TeamRecord.Meta):
        verbose_name = _("common back office")
        verbose_name_plural = _("common back offices")


class CommonPremises(TeamRecord):
    """Premises of the United Nations in a country, shared by several entities or not."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country"))
    name = models.CharField(_("name"), max_length=200)
    is_common = models.BooleanField(_("common premises"))

    class Meta(TeamRecord.Meta):
        verbose_name = _("premises")
        verbose_name_plural = _("premises")


class ResultsReport(TeamRecord):
    """The country results report of a year."""

    valid_from = models.DateField(_("published on"))
    year = models.PositiveSmallIntegerField(_("year"))
    url = web_address()

    class Meta(TeamRecord.Meta):
        verbose_name = _("country results report")
        verbose_name_plural = _("country results reports")


class TeamWebsite(TeamRecord):
    """The team's website, and the languages that it speaks."""

    url = web_address()
    languages = models.CharField(
        _("languages"),
        max_length=100,
        validators=[RegexValidator(r"\A[a-z]{2,3}( [a-z]{2,3})*\Z", _("Codes of languages, such as: en fr sw"))],
        help_text=_("Codes with a space between, such as: en fr sw"),
    )

    class Meta(TeamRecord.Meta):
        verbose_name = _("team website")
        verbose_name_plural = _("team websites")


class PooledFund(TeamRecord):
    """That the team has access to a global pooled fund."""

    name = models.CharField(_("name"), max_length=200)

    class Meta(TeamRecord.Meta):
        verbose_name = _("access to a global pooled fund")
        verbose_name_plural = _("access to global pooled funds")


class Scorecard(TeamRecord):
    """What a team scored in a year."""

    valid_from = models.DateField(_("reported on"))
    subject = models.CharField(_("subject"), max_length=20, choices=ScorecardSubject.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    score = models.DecimalField(
        _("score"),
        max_digits=MAX_DIGITS,
        decimal_places=MAX_DECIMALS,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("Per cent of its requirements that are met."),
    )

    class Meta(TeamRecord.Meta):
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        constraints = [
            *TeamRecord.Meta.constraints,
            known("subject", ScorecardSubject),
            models.UniqueConstraint(
                fields=["team", "subject", "year"],
                condition=models.Q(withdrawn=""),
                name="records_scorecard_once_a_year",
                violation_error_message=_("The score of this year stands already."),
            ),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=100), name="records_score_is_a_percentage"
            ),
        ]


class MissionSetting(TeamRecord):
    """That a United Nations mission works in the team's country."""

    name = models.CharField(_("name of the mission"), max_length=200)

    class Meta(TeamRecord.Meta):
        verbose_name = _("mission setting")
        verbose_name_plural = _("mission settings")
