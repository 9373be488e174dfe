"""The coordinators' side: who is appointed, and the posts of their office."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.versions import Versioned
from countries.models import Country
from records.choices import Advice, Category, Function, HeldBy, Origin
from records.models.standing import TeamRecord, known
from records.querysets import CoordinatorQuerySet


class Coordinator(Versioned):
    """A resident coordinator: a person, who may serve two teams at once, and different ones over the years."""

    code = models.CharField(_("code"), max_length=20, unique=True, help_text=_("Such as RC-0001."))
    name = models.CharField(_("name"), max_length=200)
    is_woman = models.BooleanField(_("woman"))
    from_programme_country = models.BooleanField(_("from a programme country"))

    objects = CoordinatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("resident coordinator")
        verbose_name_plural = _("resident coordinators")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Appointment(TeamRecord):
    """That a coordinator serves a team between two days."""

    coordinator = models.ForeignKey(
        Coordinator, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("resident coordinator")
    )
    origin = models.CharField(pgettext_lazy("coordinator", "origin"), max_length=10, choices=Origin.choices)
    entity_of_origin = models.CharField(
        _("entity of origin"), max_length=100, blank=True, help_text=_("Empty for an external candidate.")
    )
    is_first = models.BooleanField(_("first appointment as resident coordinator"))
    is_humanitarian_coordinator = models.BooleanField(_("also humanitarian coordinator"))
    is_deputy_special_representative = models.BooleanField(_("also deputy special representative"))

    class Meta(TeamRecord.Meta):
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            *TeamRecord.Meta.constraints,
            models.CheckConstraint(
                condition=(models.Q(origin=Origin.ENTITY) & ~models.Q(entity_of_origin=""))
                | models.Q(origin=Origin.EXTERNAL, entity_of_origin=""),
                name="records_appointment_entity_or_external",
                violation_error_message=_("Name the entity of origin, or say that the candidate is external."),
            ),
        ]


class OfficePost(TeamRecord):
    """A post of a resident coordinator office, filled or vacant; another holder is another record."""

    function = models.CharField(_("function"), max_length=30, choices=Function.choices)
    category = models.CharField(_("category"), max_length=30, choices=Category.choices)
    held_by = models.CharField(_("held by"), max_length=10, choices=HeldBy.choices)

    class Meta(TeamRecord.Meta):
        verbose_name = _("office post")
        verbose_name_plural = _("office posts")
        constraints = [
            *TeamRecord.Meta.constraints,
            known("function", Function),
            known("category", Category),
            known("held_by", HeldBy),
        ]


class Adviser(TeamRecord):
    """An adviser to the resident coordinator and the team."""

    advises_on = models.CharField(_("advises on"), max_length=30, choices=Advice.choices)

    class Meta(TeamRecord.Meta):
        verbose_name = _("adviser")
        verbose_name_plural = _("advisers")
        constraints = [*TeamRecord.Meta.constraints, known("advises_on", Advice)]


class DutyStation(TeamRecord):
    """A place where staff of the office work."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country"))
    place = models.CharField(_("place"), max_length=100)

    class Meta(TeamRecord.Meta):
        verbose_name = _("duty station")
        verbose_name_plural = _("duty stations")
