"""The statistics of the teams whose records a person may read, on a day, out of the records as they are now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from countries.models import Country
from records import statistics
from records.choices import Category, Function, Origin, Step
from records.published import public_part, staffing_counts
from records.querysets import teams_read_by
from records.words import FRAMEWORK_STATUSES

Named = list[tuple[str, str]]


@dataclass(frozen=True)
class Boards:
    """Coordinators, posts and frameworks in numbers, each with the list behind it, in words."""

    part: statistics.Part
    names: dict[str, str]
    held_by: tuple[statistics.Held, ...]
    day: date

    @cached_property
    def coordinators(self) -> statistics.Coordinators:
        return statistics.coordinators(self.part, self.day)

    @cached_property
    def staffing(self) -> statistics.Staffing:
        return statistics.staffing(self.part, self.day)

    @cached_property
    def board(self) -> statistics.Board:
        return statistics.framework_board(self.part, self.day)

    @property
    def serving(self) -> list[tuple[Named, Any, str]]:
        """Each coordinator's teams, the appointment, and where the coordinator comes from."""
        return [
            (self.named(row.teams), row.appointment, row.appointment["entity_of_origin"] or str(Origin.EXTERNAL.label))
            for row in self.coordinators.behind
        ]

    @property
    def functions(self) -> list[tuple[str, statistics.Posts]]:
        return [(str(Function(row.code).label), row) for row in self.staffing.by_function]

    @property
    def held(self) -> list[tuple[str, statistics.Held]]:
        return [(str(Category(row.category).label), row) for row in self.held_by]

    @property
    def posts(self) -> list[tuple[str, str, str, str]]:
        """Each post as team, function, category, and whether it is filled."""
        return [
            (
                self.names.get(team, team),
                str(Function(post["function"]).label),
                str(Category(post["category"]).label),
                post["held"],
            )
            for team, post in self.staffing.behind
        ]

    @property
    def statuses(self) -> list[tuple[str, int]]:
        return [(str(FRAMEWORK_STATUSES[status]), count) for status, count in self.board.counts]

    @property
    def frameworks(self) -> list[tuple[Named, str, str, statistics.FrameworkRow]]:
        """Each framework's teams, its status and its last step in words, and the row of the board."""
        return [
            (
                self.named(row.teams),
                str(FRAMEWORK_STATUSES[row.status]),
                str(Step(row.step).label) if row.step else "",
                row,
            )
            for row in self.board.rows
        ]

    @property
    def without_coordinator(self) -> Named:
        return self.named(self.coordinators.without)

    @property
    def without_framework(self) -> Named:
        return self.named(self.board.without)

    def named(self, codes: Iterable[str]) -> Named:
        return [(code, self.names.get(code, code)) for code in codes]


def boards_of(user: Any, day: date) -> Boards:
    """Of all teams that `user` may read; in a fixed number of queries."""
    codes = list(teams_read_by(user).values_list("code", flat=True))
    names = {country.iso3: country.name for country in Country.objects.filter(iso3__in=codes)}
    return Boards(public_part(codes), names, statistics.held_by(staffing_counts(day, codes)), day)
