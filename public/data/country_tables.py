"""Countries, teams, their standing records that are public, and who answered, as tables."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from countries.models import Group
from public.country_rows import LISTS, country_rows
from public.data import shared_columns as shared
from public.data.columns import Row, Table, coded, day, in_languages, pointing, string, whole, year, yes_no
from public.data.source import Source
from public.exports import texts
from publications.models import Kind
from records.choices import Category, Document, Function, Origin, Step
from records.words import FRAMEWORK_STATUSES
from surveys.choices import Respondent, State

_COUNTRY = pointing("countries", "iso3")
_TEAM = pointing("teams", "team", key=("code",))
_REGION = pointing("regions", "region", key=("code",))


def _countries(source: Source) -> Iterator[Row]:
    rows = sorted(country_rows(source.world), key=lambda row: row["iso3"])  # the page sorts by the reader's names
    yield from (row | source.stamp for row in rows)


def _groups(source: Source) -> Iterator[Row]:
    for country in source.documents(Kind.COUNTRY):
        for row in country["groups"]:
            same = {"iso3": country["iso3"], "group": row["code"]}
            yield same | {name: row[name] for name in ("from", "to")} | source.stamp


def _regions(source: Source) -> Iterator[Row]:
    for region in source.documents(Kind.REGION):
        said = {"code": region["code"], "teams": len(region["teams"])}
        yield said | texts("name", region["name"]) | source.stamp


def _teams(source: Source) -> Iterator[Row]:
    for team in source.documents(Kind.TEAM):
        yield {
            **{name: team[name] for name in ("code", "region", "multi_country")},
            **texts("name", team["name"]),
            "countries": " ".join(team["countries"]),
            **source.stamp,
        }


def _listed(about: str) -> Callable[[Source], Iterator[Row]]:
    """The rows of a list behind statistics of records, on the day of the release."""

    def rows(source: Source) -> Iterator[Row]:
        _columns, rows_in = LISTS[about]
        said = {"day": source.world.day.isoformat()} | source.stamp
        yield from (row | said for row in rows_in(source.world))

    return rows


def _reporting(source: Source) -> Iterator[Row]:
    names = ("expected", "accepted", "under_way", "missing")
    for document in source.documents(Kind.REPORTING):
        for kind in document["respondents"]:
            same = {"year": document["year"], "respondent": kind["code"]} | source.stamp
            for row in [kind | {"code": "all"}, *kind["regions"]]:
                yield same | {"region": row["code"]} | {name: row[name] for name in names}


def _returns(source: Source) -> Iterator[Row]:
    for team in source.documents(Kind.TEAM):
        for row in team.get("completeness", []):
            yield {"team": team["code"], "region": team["region"]} | row | source.stamp


_DAY = day("day", _("Day on which it was so: that of the release."))
_TEAMS = string("teams", _("Codes of the country teams, with a space between them."))
COUNTRIES = Table(
    "countries",
    _("Countries and territories"),
    _("A row for each country or territory: its codes and names, and on the day of the release its region and groups."),
    _countries,
    (
        string("iso3", _("ISO 3166 code of three letters.")),
        string("iso2", _("ISO 3166 code of two letters.")),
        string("m49", _("Code of the United Nations Statistics Division (M49); empty where it has none.")),
        *shared.NAME,
        shared.TEAM,
        shared.REGION,
        string("groups", _("Codes of the groups that it belongs to, with a space between them.")),
        *shared.NOTE,
        _DAY,
        shared.RELEASE,
    ),
    key=("iso3",),
    refers=(_TEAM, _REGION),
)
GROUPS = Table(
    "groups",
    _("Groups of countries"),
    _("A row for each time that a country belongs or belonged to a group."),
    _groups,
    (
        string("iso3", _("ISO 3166 code of three letters.")),
        coded("group", _("Code of the group."), Group.choices),
        *(shared.FROM, shared.TO, shared.RELEASE),
    ),
    refers=(_COUNTRY,),
)
REGIONS = Table(
    "regions",
    _("Regions"),
    _("A row for each region of the Development Coordination Office."),
    _regions,
    (
        string("code", _("Code of the region.")),
        *shared.NAME,
        whole("teams", _("How many country teams it has.")),
        shared.RELEASE,
    ),
    key=("code",),
)
TEAMS = Table(
    "teams",
    _("Country teams"),
    _("A row for each country team. A multi-country office serves one team with several countries, and counts once."),
    _teams,
    (
        string("code", _("Code of the team: the ISO code of the country that hosts its office.")),
        *in_languages("name", _("Name of the country that hosts its office.")),
        shared.REGION,
        string("countries", _("ISO codes of the countries that it serves, with a space between them.")),
        yes_no("multi_country", _("Whether it serves several countries.")),
        shared.RELEASE,
    ),
    key=("code",),
    refers=(_REGION,),
)
COORDINATORS = Table(
    "coordinators",
    _("Resident coordinators"),
    _("A row for each coordinator who serves on the day of the release, without a name: who serves two teams is one."),
    _listed("coordinators"),
    (
        _TEAMS,
        yes_no("woman", _("Whether the coordinator is a woman.")),
        yes_no("from_programme_country", _("Whether the coordinator comes from a programme country.")),
        coded("origin", _("Where the coordinator comes from."), Origin.choices),
        string("entity_of_origin", _("Entity that the coordinator comes from; empty for external candidates.")),
        yes_no("is_first", _("Whether it is a first appointment as coordinator.")),
        yes_no("is_humanitarian_coordinator", _("Whether the coordinator is Humanitarian Coordinator, too.")),
        yes_no(
            "is_deputy_special_representative",
            _("Whether the coordinator is Deputy Special Representative of the Secretary-General, too."),
        ),
        *(shared.FROM, shared.TO, _DAY, shared.RELEASE),
    ),
    key=("teams",),
)
OFFICES = Table(
    "offices",
    _("Posts of resident coordinator offices"),
    _("A row for each post of an office on the day of the release, and whether it is filled."),
    _listed("offices"),
    (
        shared.TEAM,
        coded("function", _("What the post is for."), Function.choices),
        coded("category", _("Category of the post."), Category.choices),
        coded("held", _("Whether somebody holds it."), {"filled": _("filled"), "vacant": _("vacant")}),
        *(shared.FROM, shared.TO, _DAY, shared.RELEASE),
    ),
    refers=(_TEAM,),
)
COOPERATION_FRAMEWORKS = Table(
    "cooperation_frameworks",
    _("Cooperation Frameworks and UNDAFs"),
    _("A row for each Cooperation Framework or UNDAF on the day of the release, once, however many teams share it."),
    _listed("frameworks"),
    (
        string("teams", _("Codes of the teams with a space between them, the one that reports for it first.")),
        string("code", _("Code of the framework.")),
        string("title", _("Title, in the language that it was given in.")),
        coded("document", _("What it is called."), Document.choices),
        year("first_year", _("First year that it is for.")),
        year("last_year", _("Last year that it is for.")),
        day("signed_on", _("Day of the signature; empty where it is not signed.")),
        yes_no("has_funding_framework", _("Whether it has a funding framework.")),
        coded("status", _("Where it stands."), FRAMEWORK_STATUSES),
        coded("step", _("The last milestone that is done; empty before the first."), Step.choices),
        whole("signatories", _("How many entities signed it.")),
        whole("without_presence", _("How many of these have no office in the country.")),
        whole("specialized_agencies", _("How many of these are specialized agencies.")),
        whole("financial_institutions", _("How many of these are international financial institutions.")),
        _DAY,
        shared.RELEASE,
    ),
    key=("code",),
)
REPORTING = Table(
    "reporting",
    _("Who answered"),
    _("A row for each reporting year and kind of respondent, in all and by region: how many answered."),
    _reporting,
    (
        shared.YEAR,
        coded("respondent", _("Kind of respondent."), Respondent.choices),
        string("region", _("Code of the region; “all” for all together.")),
        whole("expected", _("How many were asked.")),
        whole("accepted", _("How many answers were accepted.")),
        whole("under_way", _("How many answers have come in, and are being checked.")),
        whole("missing", _("How many answers have not come in.")),
        shared.RELEASE,
    ),
    key=("year", "respondent", "region"),
)
RETURNS = Table(
    "returns",
    _("Questionnaires of country teams"),
    _("A row for each country team and reporting year: how far its questionnaire came."),
    _returns,
    (
        shared.TEAM,
        shared.REGION,
        shared.YEAR,
        coded("state", _("Where the questionnaire stands."), State.choices),
        whole("answered", _("How many questions are answered, of those that are open by respondent.")),
        whole("expected", _("How many there were to answer.")),
        shared.RELEASE,
    ),
    key=("team", "year"),
    refers=(_TEAM, _REGION),
)
COUNTRY_TABLES = (
    *(COUNTRIES, GROUPS, REGIONS, TEAMS, COORDINATORS, OFFICES, COOPERATION_FRAMEWORKS, REPORTING, RETURNS),
)
