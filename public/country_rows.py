"""Countries, and the lists behind the statistics of records, as rows of files."""

from collections.abc import Callable, Iterator
from typing import Any

from public.countries import World
from public.exports import text_columns, texts

Row = dict[str, Any]

COUNTRY_COLUMNS = [
    "iso3",
    "iso2",
    "m49",
    *text_columns("name"),
    "team",
    "region",
    "groups",
    *text_columns("note"),
    "day",
]


def country_rows(world: World) -> Iterator[Row]:
    """A row for each country or territory of the page; `team` is the code of the country that hosts its office."""
    for country in world.countries:
        yield {
            **{name: country.content[name] for name in ("iso3", "iso2", "m49", "team")},
            "region": country.region_code,
            **texts("name", country.content["name"]),
            **texts("note", country.content["note"]),
            "groups": " ".join(group.code for group in country.groups),
            "day": world.day.isoformat(),
        }


_APPOINTMENT = (
    "woman",
    "from_programme_country",
    "origin",
    "entity_of_origin",
    "is_first",
    "is_humanitarian_coordinator",
    "is_deputy_special_representative",
    "from",
    "to",
)


def coordinator_rows(world: World) -> Iterator[Row]:
    """A row for each coordinator who serves on the day; `teams` are one or more codes."""
    for serving in world.coordinators.behind:
        yield {"teams": " ".join(serving.teams)} | {name: serving.appointment[name] for name in _APPOINTMENT}


_POST = ("function", "category", "held", "from", "to")


def office_rows(world: World) -> Iterator[Row]:
    """A row for each post of an office on the day."""
    for team, post in world.staffing.behind:
        yield {"team": team} | {name: post[name] for name in _POST}


_FRAMEWORK = ("code", "title", "document", "first_year", "last_year", "signed_on", "has_funding_framework")
_COUNTED = ("status", "step", "signatories", "without_presence", "specialized_agencies", "financial_institutions")


def framework_rows(world: World) -> Iterator[Row]:
    """A row for each Cooperation Framework or UNDAF on the day, once, with the team that reports for it first."""
    for row in world.board.rows:
        yield {
            "teams": " ".join(row.teams),
            **{name: row.framework[name] for name in _FRAMEWORK},
            **{name: getattr(row, name) for name in _COUNTED},
        }


LISTS: dict[str, tuple[list[str], Callable[[World], Iterator[Row]]]] = {
    "coordinators": (["teams", *_APPOINTMENT], coordinator_rows),
    "offices": (["team", *_POST], office_rows),
    "frameworks": (["teams", *_FRAMEWORK, *_COUNTED], framework_rows),
}
