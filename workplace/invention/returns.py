"""How far each invented respondent has come with its answers, and on which days it got there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

from countries.models import CountryTeam
from surveys.choices import BY_OFFICE, Respondent
from surveys.models import Submission
from workplace.invention.lots import YEARS, Lots


class Standing(StrEnum):
    """How far a respondent has come; of a draft, whether somebody has begun with it."""

    SILENT = "silent"
    BEGUN = "begun"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ENDORSED = "endorsed"
    ACCEPTED = "accepted"


HANDED_IN = frozenset(Standing) - {Standing.SILENT, Standing.BEGUN}
# In the year that is due, the teams of each region, drawn in a row, stand like this, and again from the beginning.
_ROW = (
    Standing.ACCEPTED,
    Standing.SUBMITTED,
    Standing.ACCEPTED,
    Standing.ENDORSED,
    Standing.RETURNED,
    Standing.ACCEPTED,
    Standing.SILENT,
    Standing.SUBMITTED,
    Standing.ACCEPTED,
    Standing.BEGUN,
    Standing.ACCEPTED,
    Standing.ENDORSED,
    Standing.ACCEPTED,
    Standing.BEGUN,
    Standing.SUBMITTED,
    Standing.ACCEPTED,
)
_SILENT = {Respondent.TEAM: 4, Respondent.COORDINATOR: 4, Respondent.GOVERNMENT: 14}  # of a hundred, in a year gone by
_OF_GOVERNMENTS = (  # below how many of a hundred they stand there, in the year that is due
    (40, Standing.ACCEPTED),
    (60, Standing.SUBMITTED),
    (63, Standing.RETURNED),
    (72, Standing.BEGUN),
)
# How many days ago it was handed in, in the year that is due: from and to.
_HANDED_IN_AGO = {
    Standing.ACCEPTED: (17, 30),
    Standing.ENDORSED: (9, 20),
    Standing.RETURNED: (12, 18),
    Standing.SUBMITTED: (1, 12),
}


@dataclass(frozen=True, slots=True)
class Way:
    """When a submission was begun, handed in, endorsed or returned, and accepted; None: not yet, or not at all."""

    begun: datetime | None = None
    submitted: datetime | None = None
    checked: datetime | None = None
    accepted: datetime | None = None


def standing_of_teams(lots: Lots, teams: Iterable[CountryTeam], home: str) -> dict[str, Standing]:
    """How far each team has come in the year that is due; of `home`, the draft waits to be answered."""
    by_region: dict[str, list[str]] = {}
    for team in teams:
        by_region.setdefault(team.region.code, []).append(team.code)
    standing: dict[str, Standing] = {}
    for region, codes in by_region.items():
        lots.draw(region, "row").shuffle(codes)
        standing |= {code: _ROW[place % len(_ROW)] for place, code in enumerate(codes)}
    return standing | {home: Standing.BEGUN}


def standing_of(lots: Lots, submission: Submission, of_teams: dict[str, Standing], home: str) -> Standing:
    """How far one respondent has come with one year's answers."""
    respondent = Respondent(submission.questionnaire.respondent)
    year = submission.questionnaire.year_id
    place = submission.team.code if submission.team else submission.country.iso3 if submission.country else ""
    is_home = place == home
    if year != YEARS[-1]:
        is_silent = lots.percent(submission.code, f"silent {year}") < _SILENT[respondent]
        return Standing.SILENT if is_silent and not is_home else Standing.ACCEPTED
    if respondent == Respondent.GOVERNMENT:
        drawn = 99 if is_home else lots.percent(submission.code, "standing")
        return next((standing for most, standing in _OF_GOVERNMENTS if drawn < most), Standing.SILENT)
    standing = of_teams[submission.team.code] if submission.team else Standing.SILENT
    if respondent == Respondent.COORDINATOR and standing is Standing.RETURNED:
        return Standing.SUBMITTED
    return standing


def way_of(lots: Lots, submission: Submission, standing: Standing, today: date) -> Way:
    """When it got there: about the deadline of a year gone by, in the last weeks of the one that is due."""
    draw = lots.draw(submission.code, f"way {submission.questionnaire.year_id}")
    if standing is Standing.SILENT:
        return Way()
    if standing is Standing.BEGUN:
        return Way(begun=_moment(draw.randrange(600), today - timedelta(days=draw.randrange(1, 20))))
    if submission.questionnaire.year_id == YEARS[-1]:
        day = today - timedelta(days=draw.randint(*_HANDED_IN_AGO[standing]))
    else:
        day = submission.questionnaire.deadline + timedelta(days=draw.randint(-20, 4))
    submitted = _moment(draw.randrange(600), day)
    checked = submitted + timedelta(days=draw.randint(3, 7), minutes=draw.randrange(120))
    accepted = checked + timedelta(days=draw.randint(3, 7), minutes=draw.randrange(120))
    through_region = submission.questionnaire.respondent in BY_OFFICE
    return Way(
        begun=submitted - timedelta(days=draw.randint(1, 12)),
        submitted=submitted,
        checked=checked if through_region or standing is Standing.RETURNED else None,
        accepted=accepted if standing is Standing.ACCEPTED else None,
    )


def _moment(minutes: int, day: date) -> datetime:
    """So many minutes after eight o'clock at headquarters."""
    return datetime.combine(day, time(8), timezone.get_default_timezone()) + timedelta(minutes=minutes)
