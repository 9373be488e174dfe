"""People, and which role each holds for which team, region or the whole system, from when to when."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import SCOPES, Role, Scope
from common.columns import language_column
from common.dated import DatedQuerySet
from common.versions import Versioned
from countries.models import CountryTeam, Region


class UserManager(BaseUserManager["User"]):
    """People are found by their e-mail address, in lower case; `accounts.actions.create_user` makes them."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(Versioned, AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may do follows from memberships, never from flags on this row."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = language_column(_("language"), help_text=_("Of the mail to them."))
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_email_in_lower_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the administration pages let this person in (to change, or as an auditor to read)."""
        return self.has_perm("accounts.open_administration")


class Membership(Versioned):
    """A role that a person holds, for a team, a region or the whole system, between two dates."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("region"))
    team = models.ForeignKey(
        CountryTeam, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("country team")
    )
    deputy_for = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deputies",
        verbose_name=_("deputy for"),
        help_text=_("Whom this person stands in for; empty: nobody, the role is their own."),
    )
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_to = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day; empty while it lasts."))

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user", "role", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    role__in=[role for role, scope in SCOPES.items() if scope is Scope.SYSTEM],
                    region=None,
                    team=None,
                )
                | models.Q(
                    role__in=[role for role, scope in SCOPES.items() if scope is Scope.REGION],
                    region__isnull=False,
                    team=None,
                )
                | models.Q(
                    role__in=[role for role, scope in SCOPES.items() if scope is Scope.TEAM],
                    region=None,
                    team__isnull=False,
                ),
                name="accounts_membership_scope_fits_role",
                violation_error_message=_(
                    "A team's role needs a team, a regional role a region, and headquarters' roles neither."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="accounts_membership_ends_after_it_begins",
                violation_error_message=_("It cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=models.Q(deputy_for=None) | models.Q(valid_to__isnull=False),
                name="accounts_deputies_have_a_last_day",
                violation_error_message=_("Somebody stands in until a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Installation(models.Model):
    """What this database is, in one row: a demonstration with invented people, or the real thing."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="accounts_one_installation")]

    def __str__(self) -> str:
        return "demonstration" if self.demonstration else "production"
