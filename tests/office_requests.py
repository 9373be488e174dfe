"""Requests at the pages of people and custodians, of delegations and of mail, complete and valid."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Membership, User
from accounts.roles import Role
from countries.models import CountryTeam
from indicators.custodianships import held_by
from tests.permission_matrix import Line
from tests.work import another

YEAR, MISSING_YEAR, SECTION = 2022, 2031, "leadership"
TEAMS = {"own": "KEN", "other's": "FJI", "missing": "XXX"}  # the demonstration's office, one in another region, none
DEPUTY = "deputy-to-be@example.org"
MISSING_ID = 999_999_999
ADDRESSES = {
    "accounts:language",
    "indicators:custodianships",
    "indicators:custodianships_of",
    *(f"surveys:{name}" for name in ("people", "delegation", "mails", "mails_csv")),
}


def make_offices() -> None:
    """A team leader of the other office, and somebody who can stand in."""
    team = CountryTeam.objects.get(code=TEAMS["other's"])
    another(Role.TEAM_LEADER, "leader.fji@example.org", team=team)
    another(Role.FINANCE_OFFICER, DEPUTY)


def is_of_offices(line: Line) -> bool:
    """Whether the line's address is one of these pages."""
    return line.address in ADDRESSES


def parts_of(line: Line) -> dict[str, Any]:
    """What varies in the address."""
    match line.address.partition(":")[2]:
        case "people":
            return {"team": TEAMS[line.object]}
        case "delegation":
            return {"year": YEAR, "respondent": TEAMS[line.object], "section": SECTION}
        case "mails" | "mails_csv":
            return {"year": MISSING_YEAR if line.object == "missing" else YEAR}
        case "custodianships_of":
            return {"person": MISSING_ID if line.object == "missing" else _custodian().pk}
    return {}


def posted(line: Line, user: User | None) -> dict[str, Any]:
    """What the page's form sends."""
    today = timezone.localdate()
    leader = Membership.objects.filter(team__code=TEAMS[line.object], role=Role.TEAM_LEADER).first()
    match line.address.partition(":")[2]:
        case "language":
            return {"language": "fr", "version": user.version if user else 1}
        case "people":
            return {
                "do": "deputy",
                "deputy-held": leader.pk if leader else "",
                "deputy-email": DEPUTY,
                "deputy-first_day": today.isoformat(),
                "deputy-last_day": (today + timedelta(days=7)).isoformat(),
            }
        case "custodianships_of":
            return {
                "coming": DEPUTY,
                "first_day": (today + timedelta(days=1)).isoformat(),
                "versions": " ".join(f"{row.pk}:{row.version}" for row in held_by(_custodian())),
            }
        case "delegation":
            return {"person": leader.user_id if leader else "", "seen": ""}
    return {"do": "remind"}


def _custodian() -> User:
    return User.objects.get(email="custodian@demonstration.example")
