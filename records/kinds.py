"""The kinds of standing records: one registry from which pages, API, facts and releases read what there is."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.refusals import Missing
from records.models import (
    Adviser,
    Appointment,
    BackOffice,
    CommonCountryAnalysis,
    CommonPremises,
    ContinuityPlan,
    CooperationFramework,
    DutyStation,
    FrameworkMilestone,
    FrameworkTeam,
    HostCountryAgreement,
    JointProgramme,
    MissionSetting,
    OfficePost,
    OperationsStrategy,
    PooledFund,
    ResultsReport,
    Scorecard,
    Signatory,
    SteeringCommitteeMeeting,
    TeamRecord,
    TeamWebsite,
)

_KEPT_BY_ACTIONS = ("id", "version", "team", "withdrawn")
_LAST = ("valid_from", "valid_to", "note")


@dataclass(frozen=True)
class Kind:
    """A kind of records. `asks` is what an office confirms for a year, when it confirms the kind."""

    code: str
    model: type[TeamRecord]
    asks: Any
    is_event: bool = False  # happens on one day, and does not end
    one_at_a_time: bool = False  # no two of a team on one day

    @property
    def label(self) -> Any:
        """Its name in the plural."""
        return self.model._meta.verbose_name_plural

    @property
    def one(self) -> Any:
        """Its name in the singular."""
        return self.model._meta.verbose_name

    @cached_property
    def fields(self) -> tuple[models.Field, ...]:
        """What people enter, in the order of the page."""
        found = {field.name: field for field in self.model._meta.concrete_fields if field.name not in _KEPT_BY_ACTIONS}
        last = [name for name in _LAST if not (self.is_event and name == "valid_to")]
        first = [name for name in found if name not in _LAST]
        return tuple(found[name] for name in (*first, *last))

    @property
    def pointed_to(self) -> tuple[str, ...]:
        """The fields that point to other rows."""
        return tuple(field.name for field in self.fields if field.is_relation)


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("appointments", Appointment, _("All appointments to this team are here."), one_at_a_time=True),
        Kind("posts", OfficePost, _("All posts of the office are here, filled or vacant.")),
        Kind("advisers", Adviser, _("All advisers of the team are here.")),
        Kind("duty-stations", DutyStation, _("All duty stations of the office are here.")),
        Kind(
            "frameworks",
            CooperationFramework,
            _("All Cooperation Frameworks and UNDAFs of the team are here, also those that another team reports for."),
        ),
        Kind("framework-teams", FrameworkTeam, _("All other teams that share its frameworks are here.")),
        Kind("framework-milestones", FrameworkMilestone, _("All milestones up to the end of the year are here.")),
        Kind("signatories", Signatory, _("All entities that signed its frameworks are here.")),
        Kind("country-analyses", CommonCountryAnalysis, _("All updates of the year are here."), is_event=True),
        Kind(
            "steering-committee-meetings",
            SteeringCommitteeMeeting,
            _("All meetings of the year are here."),
            is_event=True,
        ),
        Kind("joint-programmes", JointProgramme, _("All joint programmes of the year are here.")),
        Kind("host-country-agreements", HostCountryAgreement, _("The agreements with all its countries are here.")),
        Kind("continuity-plans", ContinuityPlan, _("All updates of the year are here."), is_event=True),
        Kind("operations-strategy", OperationsStrategy, _("All steps of the year are here."), is_event=True),
        Kind("back-offices", BackOffice, _("All common back offices are here.")),
        Kind("premises", CommonPremises, _("All premises are here, common or not.")),
        Kind("results-reports", ResultsReport, _("The report on the year is here, if there is one."), is_event=True),
        Kind("websites", TeamWebsite, _("The team's websites are here.")),
        Kind("pooled-funds", PooledFund, _("All global pooled funds that the team has access to are here.")),
        Kind("scorecards", Scorecard, _("All scores of the year are here."), is_event=True),
        Kind("mission-settings", MissionSetting, _("The missions in the team's country are here, if there are any.")),
    )
}
KIND_OF: dict[type[TeamRecord], Kind] = {kind.model: kind for kind in KINDS.values()}


def kind_named(code: str) -> Kind:
    """The kind with this code. Raises Missing."""
    if code not in KINDS:
        raise Missing
    return KINDS[code]
