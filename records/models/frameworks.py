"""Cooperation Frameworks: one may belong to several teams, of which one reports for it and keeps its records."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from countries.models import CountryTeam
from records.choices import Consulted, Document, Step
from records.models.standing import CodesField, TeamRecord, known


class CooperationFramework(TeamRecord):
    """A Cooperation Framework or UNDAF. Its `team` is the one that reports for it; others share it."""

    shared_by = "partners"

    code = models.CharField(_("code"), max_length=40, help_text=_("Such as CF-KEN-2022."))
    title = models.CharField(_("title"), max_length=300)
    document = models.CharField(_("document"), max_length=30, choices=Document.choices)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True, help_text=_("Empty until it is signed."))
    has_funding_framework = models.BooleanField(_("has a funding framework"))
    consulted = CodesField(_("consulted in its design"), max_length=200, blank=True, codes=Consulted)

    class Meta(TeamRecord.Meta):
        verbose_name = _("Cooperation Framework or UNDAF")
        verbose_name_plural = _("Cooperation Frameworks and UNDAFs")
        constraints = [
            *TeamRecord.Meta.constraints,
            known("document", Document),
            models.UniqueConstraint(
                fields=["team", "code"],
                condition=models.Q(withdrawn=""),
                name="records_framework_code_once",
                violation_error_message=_("The team has a framework with this code already."),
            ),
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")),
                name="records_framework_years_in_order",
                violation_error_message=_("Its last year cannot be before its first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class FrameworkRecord(TeamRecord):
    """A record about a framework, kept by the team that reports for it."""

    shared_by = "framework__partners"

    framework = models.ForeignKey(
        CooperationFramework, on_delete=models.PROTECT, related_name="+", verbose_name=_("framework")
    )

    class Meta(TeamRecord.Meta):
        abstract = True


class FrameworkTeam(FrameworkRecord):
    """That a framework belongs to another team, too."""

    framework = models.ForeignKey(
        CooperationFramework, on_delete=models.PROTECT, related_name="partners", verbose_name=_("framework")
    )
    partner = models.ForeignKey(
        CountryTeam, on_delete=models.PROTECT, related_name="+", verbose_name=_("other country team")
    )

    class Meta(TeamRecord.Meta):
        verbose_name = _("other team of a framework")
        verbose_name_plural = _("other teams of frameworks")
        constraints = [
            *TeamRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["framework", "partner"],
                condition=models.Q(withdrawn=""),
                name="records_framework_shared_once",
                violation_error_message=_("The framework belongs to this team already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(partner=models.F("team")),
                name="records_framework_shared_with_another",
                violation_error_message=_("Choose another team than the one that reports for the framework."),
            ),
        ]


class FrameworkMilestone(FrameworkRecord):
    """A step of a framework's way from road map to evaluation, planned or done."""

    step = models.CharField(_("step"), max_length=20, choices=Step.choices)
    due_on = models.DateField(_("planned for, or done on"))
    done = models.BooleanField(_("done"))

    class Meta(TeamRecord.Meta):
        verbose_name = _("milestone of a framework")
        verbose_name_plural = _("milestones of frameworks")
        constraints = [*TeamRecord.Meta.constraints, known("step", Step)]


class Signatory(FrameworkRecord):
    """An entity that signed a framework."""

    entity_code = models.CharField(_("code of the entity"), max_length=40, help_text=_("Such as UNDP."))
    entity_name = models.CharField(_("name of the entity"), max_length=200)
    has_physical_presence = models.BooleanField(_("has a physical presence"))
    is_specialized_agency = models.BooleanField(_("specialized agency"))
    is_ifi = models.BooleanField(_("international financial institution"))

    class Meta(TeamRecord.Meta):
        verbose_name = _("signatory of a framework")
        verbose_name_plural = _("signatories of frameworks")
        constraints = [
            *TeamRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["framework", "entity_code"],
                condition=models.Q(withdrawn=""),
                name="records_signatory_once",
                violation_error_message=_("This entity stands as a signatory already."),
            ),
        ]
