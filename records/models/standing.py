"""What all standing records share, and the yearly confirmation that they are complete."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.versions import Versioned
from countries.models import CountryTeam
from records.querysets import ConfirmationQuerySet, RecordQuerySet

MAX_TEXT = 2000  # characters of a note, and of why a record was withdrawn


class CodesField(models.CharField):
    """Several codes of a closed list, sorted, with a space between: "academia youth"."""

    def __init__(self, *args: Any, codes: type[models.TextChoices] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.codes = codes

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        codes = sorted(set(str(super().clean(value, model_instance)).split()))
        unknown = [code for code in codes if self.codes and code not in self.codes.values]
        if unknown:
            raise ValidationError(_("There is no such choice: %(codes)s."), params={"codes": ", ".join(unknown)})
        return " ".join(codes)


def known(field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """The database knows the codes of a closed list, too."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": choices.values}), name=f"records_%(class)s_known_{field}"
    )


def web_address() -> models.CharField:
    """A link that opens in a browser."""
    return models.CharField(_("web address"), max_length=500, validators=[URLValidator(schemes=["https", "http"])])


class TeamRecord(Versioned):
    """Something that holds for a country team between two days, both included; an empty last day is open.

    Nothing is deleted: what was an error is withdrawn, and says why.
    """

    shared_by: ClassVar[str] = ""  # the lookup of the FrameworkTeam rows through which other teams have it, too

    team = models.ForeignKey(CountryTeam, on_delete=models.PROTECT, related_name="+", verbose_name=_("country team"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day; empty while it lasts."))
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(MAX_TEXT)])
    withdrawn = models.TextField(
        _("withdrawn"),
        blank=True,
        validators=[MaxLengthValidator(MAX_TEXT)],
        help_text=_("Why it was an error; empty while it stands."),
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["team", "-valid_from", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="records_%(class)s_ends_after_it_begins",
                violation_error_message=_("It cannot end before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day; what was withdrawn never does."""
        return not self.withdrawn and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def clean(self) -> None:
        """The constraint's rule, said beside the field that breaks it."""
        begins: date | None = self.valid_from  # None where what was given is no day
        if begins is not None and self.valid_to is not None and self.valid_to < begins:
            raise ValidationError({"valid_to": _("It cannot end before it begins.")})


class RecordConfirmation(models.Model):
    """That a team's records of one kind are complete for a year. Only then does nothing mean "none"."""

    team = models.ForeignKey(CountryTeam, on_delete=models.PROTECT, related_name="+", verbose_name=_("country team"))
    kind = models.CharField(_("kind"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    confirmed_at = models.DateTimeField(_("when"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation of records")
        verbose_name_plural = _("confirmations of records")
        ordering = ["team", "kind", "year"]
        constraints = [
            models.UniqueConstraint(fields=["team", "kind", "year"], name="records_confirmed_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.kind} {self.year}"
