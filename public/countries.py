"""Countries, teams and regions of a release, with what their standing records say on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from common.days import read_day
from common.folding import fold
from common.translated import Text, text_of
from countries.models import Group
from public.releases import document, documents
from public.shown import ShownRelease
from public.standing import KindTable, in_words, tables_on
from public.texts import date_words
from public.words import STATES
from publications.models import Kind
from records import statistics
from records.choices import Category, Function, Step
from records.words import FRAMEWORK_STATUSES

Content = dict[str, Any]

OWN, MULTI_COUNTRY = "own", "multi-country"
TEAMS: dict[str, Promise] = {
    OWN: gettext_lazy("a team of its own"),
    MULTI_COUNTRY: gettext_lazy("the team of a multi-country office"),
}


@dataclass(frozen=True, slots=True)
class GroupOn:
    """A group that a country belongs to on a day, and since when, in words; "" where that is before our records."""

    code: str
    label: str
    since: str


@dataclass(frozen=True)
class CountryView:
    """A country or territory on a day. Country, team, office and Government are four things; this is the first."""

    content: Content
    team: Content
    region: Content
    day: date
    names: Mapping[str, Text]  # of every country of the release
    in_region: Sequence[str] = ()  # the codes of the countries of its region, as of the release

    @property
    def iso3(self) -> str:
        return str(self.content["iso3"])

    @property
    def name(self) -> Text:
        return text_of(self.content["name"])

    @property
    def own_names(self) -> list[tuple[str, str, str]]:
        """(code, name of the language in itself, name of the country in it) in each language that has one."""
        names = self.content["name"]
        return [(code, str(language), names[code]) for code, language in settings.LANGUAGES if code in names]

    @property
    def note(self) -> Text:
        return text_of(self.content["note"])

    @property
    def region_code(self) -> str:
        return str(self.region["code"])

    @property
    def region_since(self) -> str:
        """The first day in the region, in words; "" where that is before our records, or the release does not say."""
        return _since(region_on(self.team, self.day))

    @property
    def region_name(self) -> Text:
        return text_of(self.region["name"])

    @property
    def is_host(self) -> bool:
        """Whether the office that serves it sits in it."""
        return bool(self.iso3 == self.team["code"])

    @property
    def day_words(self) -> str:
        return date_words(self.day)

    @property
    def host(self) -> Text:
        """The name of the country that its office sits in."""
        return self.names[self.team["code"]]

    @property
    def groups(self) -> list[GroupOn]:
        return [
            GroupOn(row["code"], str(Group(row["code"]).label), _since(row))
            for row in self.content["groups"]
            if statistics.holds_on(row, self.day)
        ]

    @property
    def reporting(self) -> list[tuple[int, str, int, int]]:
        """(year, state in words, answered or explained, asked) of the team's questionnaire in each year."""
        return [
            (row["year"], str(STATES[row["state"]]), row["answered"], row["expected"])
            for row in self.team.get("completeness", [])
        ]

    @cached_property
    def tables(self) -> list[KindTable]:
        return tables_on(self.team.get("records", {}), self.day, self.names)

    @property
    def served(self) -> list[tuple[str, Text]]:
        """(code, name) of the countries of a multi-country office, in the order of their names; else none."""
        rows = [(code, self.names[code]) for code in self.team["countries"]] if self.team["multi_country"] else []
        return sorted(rows, key=lambda row: order(row[1]))

    @property
    def neighbours(self) -> list[tuple[str, Text]]:
        """(code, name) of the countries of its region, itself among them, in the order of their names."""
        return sorted(((code, self.names[code]) for code in self.in_region), key=lambda row: order(row[1]))

    @property
    def beside(self) -> tuple[tuple[str, Text] | None, tuple[str, Text] | None]:
        """(code, name) of the country before and the one after it among all; None at either end."""
        every = sorted(self.names.items(), key=lambda row: order(row[1]))
        place = [code for code, _name in every].index(self.iso3)
        return every[place - 1] if place else None, every[place + 1] if place + 1 < len(every) else None


@dataclass(frozen=True)
class World:
    """All countries, teams and regions of a release on a day."""

    countries: list[CountryView]
    teams: dict[str, Content]
    regions: dict[str, Content]
    day: date
    names_of_all: dict[str, Text]  # of every country of the release, shown here or not

    @property
    def day_words(self) -> str:
        return date_words(self.day)

    @property
    def part(self) -> dict[str, Content]:
        """The public records by team and kind, as `records.statistics` reads them."""
        return {code: team.get("records", {}) for code, team in self.teams.items()}

    @property
    def ordered_regions(self) -> list[tuple[str, Text]]:
        return [(code, text_of(row["name"])) for code, row in sorted(self.regions.items())]

    @property
    def has_records(self) -> bool:
        return any(self.part.values())

    def served_by(self, team: str) -> list[CountryView]:
        return [country for country in self.countries if country.team["code"] == team]

    @property
    def listed(self) -> list[tuple[CountryView, str, Text]]:
        """Each country with the (code, name) of the country whose office serves it; "" where that is its own."""
        return [
            (row, "", Text("")) if row.is_host else (row, row.team["code"], self.names_of_all[row.team["code"]])
            for row in self.countries
        ]

    def named(self, codes: Iterable[str]) -> list[tuple[str, Text]]:
        """(code, name) of teams, by the name of the country that hosts each one's office."""
        return [(code, self.names_of_all.get(code, Text(code))) for code in codes]

    def named_teams(self) -> list[tuple[str, Text, list[CountryView]]]:
        """(code, name, countries served) of each team, in the order of their names."""
        rows = [(code, name, self.served_by(code)) for code, name in self.named(self.teams)]
        return sorted(rows, key=lambda row: order(row[1]))

    @property
    def serving(self) -> list[tuple[list[tuple[str, Text]], Content]]:
        """Each coordinator's teams, and what is public of the appointment."""
        return [
            (
                self.named(row.teams),
                {name: in_words("appointments", name, value) for name, value in row.appointment.items()},
            )
            for row in self.coordinators.behind
        ]

    @property
    def posts(self) -> list[tuple[Text, Content]]:
        """Each office's posts in words, by team."""
        return [
            (
                self.names_of_all.get(team, Text(team)),
                {name: in_words("posts", name, value) for name, value in post.items()},
            )
            for team, post in self.staffing.behind
        ]

    @property
    def functions(self) -> list[tuple[str, statistics.Posts]]:
        return [(str(Function(row.code).label), row) for row in self.staffing.by_function]

    @property
    def categories(self) -> list[tuple[str, statistics.Posts]]:
        return [(str(Category(row.code).label), row) for row in self.staffing.by_category]

    @property
    def statuses(self) -> list[tuple[str, int]]:
        return [(str(FRAMEWORK_STATUSES[code]), count) for code, count in self.board.counts]

    @property
    def frameworks(self) -> list[tuple[list[tuple[str, Text]], str, str, statistics.FrameworkRow]]:
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
    def without_coordinator(self) -> list[tuple[str, Text]]:
        return self.named(self.coordinators.without)

    @property
    def without_framework(self) -> list[tuple[str, Text]]:
        return self.named(self.board.without)

    @property
    def held(self) -> list[tuple[str, statistics.Held]]:
        """Posts of the regions shown by category and who holds them, on the day of the release; [] where none are."""
        counts = [row for region in self.regions.values() for row in region.get("staffing", [])]
        return [(str(Category(row.category).label), row) for row in statistics.held_by(counts)] if counts else []

    @cached_property
    def coordinators(self) -> statistics.Coordinators:
        return statistics.coordinators(self.part, self.day)

    @cached_property
    def staffing(self) -> statistics.Staffing:
        return statistics.staffing(self.part, self.day)

    @cached_property
    def board(self) -> statistics.Board:
        return statistics.framework_board(self.part, self.day)


def chosen_day(asked: Mapping[str, str], release: ShownRelease) -> date:
    """The day of `?day=2023-12-31`, else that of the release. Raises Http404 for what is no day."""
    text = asked.get("day")
    if not text:
        return release.day
    day = read_day(text)
    if day is None:
        raise Http404
    return day


def region_on(team: Content, day: date) -> Content:
    """The {code, from, to} of the region in which a team stands on `day`.

    Releases of before moves were dated name one region, for all days.
    """
    named = {"code": team["region"], "from": None, "to": None}
    return next((row for row in team.get("regions", []) if statistics.holds_on(row, day)), named)


def world_of(release: ShownRelease, day: date, *, region: str = "", group: str = "", team: str = "") -> World:
    """Everything of the release on `day`, or the part in a region, in a group, or with one of TEAMS.

    Raises Http404 for unknown ones.
    """
    regions = {row["code"]: row for row in documents(release.row, Kind.REGION)}
    if (region and region not in regions) or (group and group not in Group.values) or (team and team not in TEAMS):
        raise Http404
    teams = {
        row["code"]: row
        for row in documents(release.row, Kind.TEAM)
        if region in ("", region_on(row, day)["code"]) and team in ("", MULTI_COUNTRY if row["multi_country"] else OWN)
    }
    contents = documents(release.row, Kind.COUNTRY)
    names = _names(contents)
    countries = [
        CountryView(row, teams[row["team"]], regions[region_on(teams[row["team"]], day)["code"]], day, names)
        for row in contents
        if row["team"] in teams
    ]
    if group:
        countries = [country for country in countries if group in {row.code for row in country.groups}]
        kept = {country.team["code"] for country in countries}
        teams = {code: team for code, team in teams.items() if code in kept}
    return World(sorted(countries, key=lambda country: order(country.name)), teams, regions, day, names)


def country_of(release: ShownRelease, iso3: str, day: date) -> CountryView:
    """One country of the release on `day`. Raises Http404."""
    contents = {row["iso3"]: row for row in documents(release.row, Kind.COUNTRY)}
    if iso3 not in contents:
        raise Http404
    content = contents[iso3]
    team = document(release.row, Kind.TEAM, content["team"])
    region = document(release.row, Kind.REGION, region_on(team, day)["code"])
    in_region = [code for code, row in contents.items() if row["region"] == content["region"]]
    return CountryView(content, team, region, day, _names(contents.values()), in_region)


def chosen_part(asked: Mapping[str, str]) -> dict[str, str]:
    """The region, group and kind of team that the reader asked for, "" for all."""
    return {name: asked.get(name, "") for name in ("region", "group", "team")}


def order(name: str) -> tuple[str, str]:
    """The key by which names are sorted: without accents and case; Chinese by its characters' code points."""
    return fold(name), str(name)


def _since(membership: Content) -> str:
    return date_words(date.fromisoformat(membership["from"])) if membership["from"] else ""


def _names(countries: Iterable[Content]) -> dict[str, Text]:
    return {row["iso3"]: text_of(row["name"]) for row in countries}
