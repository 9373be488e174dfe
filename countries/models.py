"""Regions, countries and territories, groups of them, and the country teams that serve them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.dated import DatedQuerySet
from common.versions import Versioned


class Region(Versioned):
    """A region of the Development Coordination Office."""

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class CountryTeam(Versioned):
    """A United Nations country team; a multi-country office's team serves several countries, and is one team."""

    code = models.CharField(_("code"), max_length=3, unique=True, help_text=_("Its host country's ISO 3166 alpha-3."))
    # What permissions and lists read. Beside loading and creating, `countries.actions.move_team` alone writes it,
    # with the RegionMembership that says since when.
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        related_name="teams",
        verbose_name=_("region"),
        help_text=_("Today's; a team moves to another from a day on."),
    )

    class Meta:
        verbose_name = _("country team")
        verbose_name_plural = _("country teams")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class RegionMembership(Versioned):
    """That a country team stands in a region, between two days; an empty first day is before our records.

    Written together with `CountryTeam.region`, so that a team stands in one region on any day.
    """

    team = models.ForeignKey(
        CountryTeam, on_delete=models.PROTECT, related_name="region_memberships", verbose_name=_("country team")
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("region"))
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("region membership")
        verbose_name_plural = _("region memberships")
        ordering = ["team", models.F("valid_from").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["team", "valid_from"], name="countries_region_once"),
            # No two empty days are the same to a database, so they have rules of their own.
            models.UniqueConstraint(
                fields=["team"], condition=models.Q(valid_from=None), name="countries_region_once_from_the_start"
            ),
            models.UniqueConstraint(
                fields=["team"], condition=models.Q(valid_to=None), name="countries_region_once_to_this_day"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_to=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="countries_region_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.region_id}"


class Country(Versioned):
    """A country or territory that a team serves, under the name the United Nations gives it."""

    iso3 = models.CharField("ISO 3166 alpha-3", max_length=3, unique=True)
    iso2 = models.CharField("ISO 3166 alpha-2", max_length=2, unique=True)
    m49 = models.CharField("M49", max_length=3, blank=True, help_text=_("Empty where M49 has no code."))
    name = models.CharField(_("name"), max_length=100)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Shown wherever the name is shown."))
    team = models.ForeignKey(
        CountryTeam, on_delete=models.PROTECT, related_name="countries", verbose_name=_("country team")
    )

    class Meta:
        verbose_name = _("country or territory")
        verbose_name_plural = _("countries and territories")
        ordering = ["iso3"]
        constraints = [
            models.UniqueConstraint(
                fields=["m49"],
                condition=~models.Q(m49=""),
                name="countries_m49_once",
                violation_error_message=_("Another country has this M49 code."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Group(models.TextChoices):
    """Groups of countries by which figures are told apart."""

    LDC = "LDC", _("least developed countries")
    LLDC = "LLDC", _("landlocked developing countries")
    SIDS = "SIDS", _("small island developing States")


class GroupMembership(Versioned):
    """That a country belongs to a group, between two days; an empty first day is before our records."""

    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        related_name="group_memberships",
        verbose_name=_("country or territory"),
    )
    group = models.CharField(_("group"), max_length=4, choices=Group.choices)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("group membership")
        verbose_name_plural = _("group memberships")
        ordering = ["country", "group"]
        constraints = [
            models.UniqueConstraint(fields=["country", "group", "valid_from"], name="countries_group_once"),
            # No two empty first days are the same to a database, so they have a rule of their own.
            models.UniqueConstraint(
                fields=["country", "group"],
                condition=models.Q(valid_from=None),
                name="countries_group_once_from_the_start",
                violation_error_message=_("The country is in this group already, from before our records."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_to=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="countries_group_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.group}"
