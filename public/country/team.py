"""What the released records of a country team say on a day, in few words: coordinator, office, framework."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from common.translated import listed
from public.texts import date_words
from records import statistics
from records.words import FRAMEWORK_STATUSES
from surveys.choices import State
from surveys.workflow import ARRIVED

Content = dict[str, Any]

FILLED, VACANT = "filled", "vacant"
ACCEPTED, UNDER_WAY, MISSING = "accepted", "under_way", "missing"
NONE = "none"  # a record of this kind; or a questionnaire
UNKNOWN = "unknown"  # the release holds no records of the team at all


@dataclass(frozen=True)
class TeamOn:
    """A country team on a day."""

    team: Content
    day: date

    @property
    def records(self) -> Content:
        return self.team.get("records") or {}

    @property
    def coordinator(self) -> str:
        """FILLED, VACANT, or UNKNOWN: without any record of the team, that it names no coordinator says nothing."""
        if not self.records:
            return UNKNOWN
        return FILLED if self._appointed else VACANT

    @property
    def coordinator_since(self) -> str:
        """Since which day the post is filled or vacant; "" where no appointment before says."""
        if self._appointed:
            return date_words(date.fromisoformat(min(row["from"] for row in self._appointed)))
        ended = [row["to"] for row in self._appointments if row["to"] and row["to"] < self.day.isoformat()]
        return date_words(date.fromisoformat(max(ended)) + timedelta(days=1)) if ended else ""

    @cached_property
    def staffing(self) -> statistics.Staffing | None:
        """The office's posts; None where the release holds none of this team."""
        found = statistics.staffing({self.team["code"]: self.records}, self.day)
        return found if found.behind else None

    @cached_property
    def framework(self) -> statistics.FrameworkRow | None:
        """Its Cooperation Framework or UNDAF: of several the one that is in force, else the furthest."""
        rows = statistics.frameworks_of(self.team["code"], self.records, self.day)
        return rows[0] if rows else None

    @property
    def framework_status(self) -> str:
        """A code of FRAMEWORK_STATUSES, NONE, or UNKNOWN."""
        if not self.records:
            return UNKNOWN
        return self.framework.status if self.framework else NONE

    @property
    def framework_words(self) -> str:
        """Its years and status: 2023–2027, in force; "" without one."""
        if self.framework is None:
            return ""
        said = self.framework.framework
        return listed([f"{said['first_year']}–{said['last_year']}", str(FRAMEWORK_STATUSES[self.framework.status])])

    def reporting(self, year: int | None) -> str:
        """ACCEPTED, UNDER_WAY or MISSING for a year; NONE where the team was not asked.

        Answers that are corrected count as last accepted, so what was accepted once is accepted.
        """
        row = next((row for row in self.team.get("completeness", []) if row["year"] == year), None)
        if row is None:
            return NONE
        if row["state"] == State.ACCEPTED or row["answered"]:
            return ACCEPTED
        return UNDER_WAY if row["state"] in ARRIVED else MISSING

    @property
    def _appointments(self) -> list[Content]:
        return self.records.get("appointments", [])

    @property
    def _appointed(self) -> list[Content]:
        return [row for row in self._appointments if statistics.holds_on(row, self.day)]


def newest_year(teams: Iterable[Content]) -> int | None:
    """The newest year that any team was asked for; None where none was."""
    return max((row["year"] for team in teams for row in team.get("completeness", [])), default=None)
