"""Requests at the pages of offices' people, of delegations and of mail, complete and valid."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Membership, User
from accounts.roles import Role
from countries.models import CountryTeam
from tests.permission_matrix import Line
from tests.work import another

YEAR, MISSING_YEAR, SECTION = 2022, 2031, "leadership"
TEAMS = {"own": "KEN", "other's": "FJI", "missing": "XXX"}  # the demonstration's office, one in another region, none
DEPUTY = "deputy-to-be@example.org"
ADDRESSES = {"accounts:language", *(f"surveys:{name}" for name in ("people", "delegation", "mails", "mails_csv"))}


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
        case "delegation":
            return {"person": leader.user_id if leader else "", "seen": ""}
    return {"do": "remind"}
