"""What the tiles of countries can show: themes, and where each country stands in one.

A standing is told by a word, a letter and the look of a tile, never by a colour alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.charts import Look
from countries.models import Group
from public.countries import CountryView
from public.country import team
from public.country.team import TeamOn
from records import statistics
from records.words import FRAMEWORK_STATUSES

OWN, HOST, SERVED = "own", "host", "served"
MEMBER, OTHER = "member", "other"
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Side:
    """A standing."""

    code: str
    look: Look
    letter: str | Promise
    words: str | Promise


@dataclass(frozen=True, slots=True)
class Theme:
    """`side_of` gives the code of a country's side, for the newest reporting year that any team was asked for.

    `of_teams`: countries of one team stand on the same side, so that teams can be counted, too. `with_year`: the
    title bears that year.
    """

    code: str
    label: Promise
    title: Promise
    sides: Sequence[Side]
    side_of: Callable[[CountryView, int | None], str]
    of_teams: bool = True
    with_year: bool = False

    def side(self, code: str) -> Side:
        return next(side for side in self.sides if side.code == code)


_NO_RECORDS = Side(team.UNKNOWN, Look.OPEN, NOTHING, _("no records in this release"))


def _kind(country: CountryView, year: int | None) -> str:
    if not country.team["multi_country"]:
        return OWN
    return HOST if country.is_host else SERVED


def _member_of(group: str) -> Callable[[CountryView, int | None], str]:
    return lambda country, year: MEMBER if any(row.code == group for row in country.groups) else OTHER


def _of_group(group: Group, title: Promise) -> Theme:
    sides = (
        Side(MEMBER, Look.SOLID, pgettext_lazy("letter of yes in a tile", "Y"), group.label),
        Side(OTHER, Look.OPEN, pgettext_lazy("letter of no in a tile", "N"), _("other countries and territories")),
    )
    return Theme(group.value, title, title, sides, _member_of(group.value), of_teams=False)


_ALL = (
    Theme(
        "teams",
        _("Kind of team"),
        _("Countries and territories by kind of country team"),
        (
            Side(OWN, Look.OPEN, pgettext_lazy("letter of a team of its own in a tile", "T"), _("a team of its own")),
            Side(
                HOST,
                Look.SOLID,
                pgettext_lazy("letter of the host of a multi-country office in a tile", "M"),
                _("host of a multi-country office"),
            ),
            Side(
                SERVED,
                Look.BARRED,
                pgettext_lazy("letter of served from elsewhere in a tile", "S"),
                _("served by a multi-country office in another country"),
            ),
        ),
        _kind,
        of_teams=False,
    ),
    Theme(
        "reporting",
        _("Reporting"),
        _("Countries and territories by where their team's answers stand"),
        (
            Side(team.ACCEPTED, Look.SOLID, pgettext_lazy("letter of accepted in a tile", "A"), _("answers accepted")),
            Side(
                team.UNDER_WAY,
                Look.BARRED,
                pgettext_lazy("letter of being checked in a tile", "C"),
                _("answers being checked"),
            ),
            Side(team.MISSING, Look.STRUCK, pgettext_lazy("letter of missing in a tile", "M"), _("answers missing")),
            Side(team.NONE, Look.OPEN, NOTHING, _("not asked, as far as this release says")),
        ),
        lambda country, year: TeamOn(country.team, country.day).reporting(year),
        with_year=True,
    ),
    Theme(
        "frameworks",
        _("Cooperation Framework"),
        _("Countries and territories by the status of their Cooperation Framework or UNDAF"),
        (
            *(
                Side(code, look, letter, FRAMEWORK_STATUSES[code])
                for code, look, letter in (
                    (statistics.IN_FORCE, Look.SOLID, pgettext_lazy("letter of in force in a tile", "F")),
                    (statistics.SIGNED, Look.BARRED, pgettext_lazy("letter of signed in a tile", "S")),
                    (statistics.IN_DESIGN, Look.DASHED, pgettext_lazy("letter of in design in a tile", "D")),
                    (statistics.ENDED, Look.STRUCK, pgettext_lazy("letter of ended in a tile", "E")),
                )
            ),
            Side(team.NONE, Look.OPEN, pgettext_lazy("letter of none in a tile", "N"), _("none on record")),
            _NO_RECORDS,
        ),
        lambda country, year: TeamOn(country.team, country.day).framework_status,
    ),
    Theme(
        "coordinators",
        _("Coordinator's post"),
        _("Countries and territories by whether the post of their resident coordinator is filled"),
        (
            Side(team.FILLED, Look.SOLID, pgettext_lazy("letter of filled in a tile", "F"), _("filled")),
            Side(team.VACANT, Look.STRUCK, pgettext_lazy("letter of vacant in a tile", "V"), _("vacant")),
            _NO_RECORDS,
        ),
        lambda country, year: TeamOn(country.team, country.day).coordinator,
    ),
    _of_group(Group.LDC, _("Least developed countries")),
    _of_group(Group.LLDC, _("Landlocked developing countries")),
    _of_group(Group.SIDS, _("Small island developing States")),
)
THEMES: dict[str, Theme] = {theme.code: theme for theme in _ALL}
FIRST = _ALL[0]


def chosen_theme(code: str) -> Theme:
    """The theme of `?show=`, the first for "". Raises Http404 for one that there is not."""
    if not code:
        return FIRST
    if code not in THEMES:
        raise Http404
    return THEMES[code]
