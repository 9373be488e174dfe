"""What the standing records say on a day: the facts that questions rest on, for teams and for coordinators.

Nothing is only "no", 0 or "none" where the team confirmed its records of that kind for the year of that day;
otherwise it is not reported. A framework of several teams is counted once, with the team that reports for it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from countries.models import CountryTeam
from records.choices import StrategyStep
from records.models import (
    Appointment,
    BackOffice,
    CommonCountryAnalysis,
    ContinuityPlan,
    CooperationFramework,
    Coordinator,
    FrameworkTeam,
    HostCountryAgreement,
    JointProgramme,
    MissionSetting,
    OperationsStrategy,
    RecordConfirmation,
    Signatory,
    SteeringCommitteeMeeting,
    TeamRecord,
)
from records.querysets import RecordQuerySet

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known: a `choice` ("yes"; sorted codes with a space between), a `number`, or a `reason` for neither.

    `status` is "reported", "not_reported" or "not_applicable".
    """

    status: str
    choice: str = ""
    number: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that records of a `kind` (records.kinds) tell. `type`: "yes_no", "number" or "multiple"."""

    code: str
    type: str
    title: Any
    kind: str


FACTS: dict[str, Fact] = {
    fact.code: fact
    for fact in (
        Fact(
            "cca.updated_in_past_year",
            "yes_no",
            _lazy("The common country analysis was updated in the past year"),
            "country-analyses",
        ),
        Fact("framework.in_force", "yes_no", _lazy("A Cooperation Framework is in force"), "frameworks"),
        Fact(
            "framework.funding_framework",
            "yes_no",
            _lazy("The Cooperation Framework has a funding framework"),
            "frameworks",
        ),
        Fact(
            "framework.consulted",
            "multiple",
            _lazy("Who was consulted in designing the Cooperation Framework"),
            "frameworks",
        ),
        Fact(
            "framework.entities_without_presence",
            "number",
            _lazy("Entities without a physical presence that signed the Cooperation Framework"),
            "signatories",
        ),
        Fact(
            "framework.specialized_agencies",
            "number",
            _lazy("Specialized agencies that signed the Cooperation Framework"),
            "signatories",
        ),
        Fact("joint_programmes.themes", "multiple", _lazy("The themes of joint programmes"), "joint-programmes"),
        Fact("mission.setting", "yes_no", _lazy("The team works in a mission setting"), "mission-settings"),
        Fact(
            "steering_committee.met_in_past_year",
            "yes_no",
            _lazy("The joint steering committee met in the past year"),
            "steering-committee-meetings",
        ),
        Fact(
            "agreements.count",
            "number",
            _lazy("Countries with a host country agreement"),
            "host-country-agreements",
        ),
        Fact(
            "continuity_plan.up_to_date",
            "yes_no",
            _lazy("The business continuity plan was updated in the past year"),
            "continuity-plans",
        ),
        Fact(
            "operations_strategy.reviewed",
            "yes_no",
            _lazy("The annual review of the business operations strategy was reported in the past year"),
            "operations-strategy",
        ),
        Fact("back_offices.count", "number", _lazy("Common back offices"), "back-offices"),
        Fact(
            "coordinator.multi_hatted",
            "yes_no",
            _lazy("The coordinator is also humanitarian coordinator or deputy special representative"),
            "appointments",
        ),
        Fact("coordinator.woman", "yes_no", _lazy("The coordinator is a woman"), "appointments"),
        Fact(
            "coordinator.from_programme_country",
            "yes_no",
            _lazy("The coordinator is from a programme country"),
            "appointments",
        ),
    )
}
OF_COORDINATORS = frozenset({"coordinator.woman", "coordinator.from_programme_country"})
OF_TEAMS = tuple(code for code in FACTS if code not in OF_COORDINATORS)
_COUNTED_ONCE = ("framework.entities_without_presence", "framework.specialized_agencies")
# These are asked of teams with a Cooperation Framework in force, and apply to no other team.
_OF_A_FRAMEWORK = frozenset({"framework.funding_framework", "framework.consulted", *_COUNTED_ONCE})

NOT_REPORTED = Known("not_reported")
Found = dict[str, Known]  # by team: what its records say; teams of which they say nothing are left out


def team_facts(day: date, teams: Iterable[str] | None = None) -> dict[str, dict[str, Known]]:
    """`{team: {fact: Known}}` for these teams (default: all), in a fixed number of queries."""
    asked = CountryTeam.objects.order_by("code")
    if teams is not None:
        asked = asked.filter(code__in=list(teams))
    confirmed = set(RecordConfirmation.objects.filter(year=day.year).values_list("team__code", "kind"))
    found = _found(day)
    return {
        team: {
            code: found[code].get(team) or _absent(FACTS[code], team, confirmed, found["framework.in_force"])
            for code in OF_TEAMS
        }
        for team in asked.values_list("code", flat=True)
    }


def coordinator_facts(day: date, coordinators: Iterable[str] | None = None) -> dict[str, dict[str, Known]]:
    """`{coordinator: {fact: Known}}` for these coordinators (default: those who serve a team on `day`)."""
    asked = Coordinator.objects.order_by("code")
    if coordinators is None:
        asked = asked.filter(pk__in=Appointment.objects.standing().current(day).values("coordinator"))
    else:
        asked = asked.filter(code__in=list(coordinators))
    return {
        code: {"coordinator.woman": _said(is_woman), "coordinator.from_programme_country": _said(from_programme)}
        for code, is_woman, from_programme in asked.values_list("code", "is_woman", "from_programme_country")
    }


def year_before(day: date) -> date:
    """The last day that is not in the 12 months up to `day`: a year earlier."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _absent(fact: Fact, team: str, confirmed: set[tuple[str, str]], in_force: Found) -> Known:
    """What it means that a team's records say nothing about a fact."""
    if fact.code in _OF_A_FRAMEWORK and team not in in_force:
        if (team, "frameworks") not in confirmed:
            return NOT_REPORTED
        return Known("not_applicable", reason=_("The team has no Cooperation Framework in force."))
    if (team, fact.kind) not in confirmed:
        return NOT_REPORTED
    return {"yes_no": _said(False), "number": _number(0), "multiple": Known("reported")}[fact.type]


def _said(answer: bool) -> Known:
    return Known("reported", choice=YES if answer else NO)


def _number(count: int) -> Known:
    return Known("reported", number=Decimal(count))


def _found(day: date) -> dict[str, Found]:
    """What the records say, by fact and team."""
    reviewed = Q(step=StrategyStep.REVIEWED)
    return {
        **_of_frameworks(day),
        "cca.updated_in_past_year": _happened(CommonCountryAnalysis, day),
        "steering_committee.met_in_past_year": _happened(SteeringCommitteeMeeting, day),
        "continuity_plan.up_to_date": _happened(ContinuityPlan, day),
        "operations_strategy.reviewed": _happened(OperationsStrategy, day, reviewed),
        "joint_programmes.themes": _themes(day),
        "mission.setting": {
            team: _said(True) for team in _current(MissionSetting, day).values_list("team__code", flat=True)
        },
        "agreements.count": _counted(HostCountryAgreement, day, "country"),
        "back_offices.count": _counted(BackOffice, day, "pk"),
        "coordinator.multi_hatted": _multi_hatted(day),
    }


def _current(model: type[TeamRecord], day: date) -> RecordQuerySet:
    return model.objects.standing().current(day).order_by("pk")


def _happened(model: type[TeamRecord], day: date, *conditions: Q) -> Found:
    """Yes for the teams for which it happened in the 12 months up to `day`."""
    rows = _current(model, day).filter(*conditions, valid_from__gt=year_before(day))
    return {team: _said(True) for team in rows.values_list("team__code", flat=True)}


def _counted(model: type[TeamRecord], day: date, what: str) -> Found:
    """How many different ones each team has."""
    rows = _current(model, day).order_by().values_list("team__code").annotate(count=Count(what, distinct=True))
    return {team: _number(count) for team, count in rows}


def _themes(day: date) -> Found:
    themes: dict[str, set[str]] = defaultdict(set)
    for team, codes in _current(JointProgramme, day).values_list("team__code", "themes"):
        themes[team].update(codes.split())
    return {team: Known("reported", choice=" ".join(sorted(codes))) for team, codes in themes.items()}


def _multi_hatted(day: date) -> Found:
    """An appointment says it either way."""
    multi_hatted: dict[str, bool] = defaultdict(bool)
    rows = _current(Appointment, day).values_list(
        "team__code", "is_humanitarian_coordinator", "is_deputy_special_representative"
    )
    for team, is_humanitarian_coordinator, is_deputy in rows:
        multi_hatted[team] |= is_humanitarian_coordinator or is_deputy
    return {team: _said(answer) for team, answer in multi_hatted.items()}


def _of_frameworks(day: date) -> dict[str, Found]:
    """The facts of frameworks in force: those signed by `day` whose cycle holds its year."""
    in_force = _current(CooperationFramework, day).filter(
        signed_on__lte=day, first_year__lte=day.year, last_year__gte=day.year
    )
    frameworks = in_force.order_by("first_year", "pk").values_list(
        "pk", "team__code", "has_funding_framework", "consulted"
    )
    partners: dict[int, list[str]] = defaultdict(list)
    for framework, partner in _current(FrameworkTeam, day).values_list("framework", "partner__code"):
        partners[framework].append(partner)
    signed = _current(Signatory, day).order_by().values_list("framework")
    counts = {
        framework: (without_presence, specialized)
        for framework, without_presence, specialized in signed.annotate(
            without_presence=Count("pk", filter=Q(has_physical_presence=False)),
            specialized=Count("pk", filter=Q(is_specialized_agency=True)),
        )
    }
    # Of two in force at once, the later one counts.
    of_team = {team: row for row in frameworks for team in (*partners[row[0]], row[1])}
    found: dict[str, Found] = {code: {} for code in ("framework.in_force", *_OF_A_FRAMEWORK)}
    for team, (framework, reporting, has_funding_framework, consulted) in of_team.items():
        found["framework.in_force"][team] = _said(True)
        found["framework.funding_framework"][team] = _said(has_funding_framework)
        if consulted:
            found["framework.consulted"][team] = Known("reported", choice=consulted)
        for code, count in zip(_COUNTED_ONCE, counts.get(framework, (0, 0)), strict=True):
            if team != reporting:
                found[code][team] = _counted_with(reporting)
            elif count:
                found[code][team] = _number(count)
    return found


def _counted_with(reporting: str) -> Known:
    reason = _("The Cooperation Framework is counted once, with the team that reports for it (%(team)s).")
    return Known("not_applicable", reason=reason % {"team": reporting})
