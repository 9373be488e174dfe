"""Invented coordinators, and the posts of their offices."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from countries.models import Country, CountryTeam
from records.choices import CORE, Advice, Category, Function, HeldBy, Origin
from records.models import Adviser, Appointment, Coordinator, DutyStation, OfficePost, TeamRecord
from workplace.invention.lots import Lots

SERVED_TOGETHER = {"SLV": "BLZ", "FJI": "FSM"}  # one coordinator serves both teams
ENTITIES = ("UNDP", "UNICEF", "UNFPA", "UNHCR", "WFP", "OCHA", "UN-Women", "ILO", "FAO", "UN Secretariat")
ADVISERS = {Advice.PEACE_DEVELOPMENT: 36, Advice.HUMAN_RIGHTS: 40, Advice.GENDER: 22}
MOST_NATIONAL = {
    Function.STRATEGIC_PLANNING: 5,
    Function.ECONOMICS: 35,
    Function.DATA_RESULTS: 80,
    Function.PARTNERSHIPS_FINANCE: 75,
    Function.COMMUNICATIONS: 85,
}
BEGINNING = date(2019, 1, 1)  # of the reform since which there are such offices
LAST_DAY = date(2024, 12, 31)


def coordinators_of(
    lots: Lots, teams: Sequence[CountryTeam], missions: set[str]
) -> tuple[list[Coordinator], list[Appointment]]:
    """All coordinators, and who served which team when: one after the other, at times with nobody between."""
    by_code = {team.code: team for team in teams}
    persons: list[Coordinator] = []
    appointments: list[Appointment] = []
    for team in teams:
        if team.code in SERVED_TOGETHER.values():
            continue
        for first, last in _terms(lots, team.code):
            person = _person(lots, len(persons) + 1, first)
            persons.append(person)
            served = [team, by_code[SERVED_TOGETHER[team.code]]] if team.code in SERVED_TOGETHER else [team]
            appointments += [_appointment(lots, person, at, first, last, missions) for at in served]
    return persons, appointments


def office_of(lots: Lots, team: CountryTeam, countries: Sequence[Country]) -> Iterator[TeamRecord]:
    """The posts of an office, the advisers, and the places where they work."""
    for function in CORE:
        yield from _post(lots, team, function, f"post {function}")
    for number in range(1, 2 + lots.percent(team.code, "other posts") // 40 + 1):
        yield from _post(lots, team, Function.OTHER, f"post other {number}")
    for advice, chance in ADVISERS.items():
        if lots.percent(team.code, f"adviser {advice}") < chance:
            since = lots.day(team.code, f"adviser {advice} since", BEGINNING, date(2024, 6, 30))
            yield Adviser(team=team, advises_on=advice, valid_from=since)
    for country in countries:
        if country.iso3 == team.code or lots.percent(country.iso3, "duty station") < 40:
            place = "Demonstration capital" if country.iso3 == team.code else "Demonstration town"
            yield DutyStation(team=team, country=country, place=place, valid_from=BEGINNING)


def _terms(lots: Lots, team: str) -> Iterator[tuple[date, date | None]]:
    """The first and last days of a team's coordinators, the last one still there or the post vacant."""
    draw = lots.draw(team, "terms")
    first = BEGINNING - timedelta(days=draw.randrange(0, 700))
    while first <= LAST_DAY:
        last = first + timedelta(days=draw.randrange(1000, 1900))
        yield first, last if last <= LAST_DAY else None
        gap = draw.randrange(60, 250) if draw.randrange(100) < 30 else 1
        first = last + timedelta(days=gap)


def _person(lots: Lots, number: int, first: date) -> Coordinator:
    code = f"RC-{number:04d}"
    since = max(first.year - 2019, 0)  # the later appointed, the more often from a programme country
    return Coordinator(
        code=code,
        name=f"Demonstration coordinator {number}",
        is_woman=lots.percent(code, "woman") < 52,
        from_programme_country=lots.percent(code, "from a programme country") < 46 + since,
    )


def _appointment(
    lots: Lots, person: Coordinator, team: CountryTeam, first: date, last: date | None, missions: set[str]
) -> Appointment:
    external = lots.percent(person.code, "external") < 18
    return Appointment(
        team=team,
        coordinator=person,
        origin=Origin.EXTERNAL if external else Origin.ENTITY,
        entity_of_origin="" if external else lots.one_of(person.code, "entity", ENTITIES),
        is_first=lots.percent(person.code, "first appointment") < 60,
        is_humanitarian_coordinator=lots.percent(team.code, "humanitarian coordinator") < 22,
        is_deputy_special_representative=team.code in missions and lots.percent(team.code, "deputy") < 70,
        valid_from=first,
        valid_to=last,
    )


def _post(lots: Lots, team: CountryTeam, function: Function, name: str) -> Iterator[OfficePost]:
    """A post with its holders: another one, or nobody, from some day on."""
    if function is Function.OTHER:
        category = lots.one_of(team.code, name, (Category.GENERAL_SERVICE, Category.UN_VOLUNTEER, Category.OTHER))
    else:
        national = lots.percent(team.code, name) < MOST_NATIONAL[function]
        category = Category.NATIONAL_OFFICER if national else Category.INTERNATIONAL_PROFESSIONAL
    created = lots.day(team.code, f"{name} since", BEGINNING, date(2020, 12, 31))
    changes = [created]
    if lots.percent(team.code, f"{name} changes") < 55:
        changes.append(lots.day(team.code, f"{name} changed", date(2021, 6, 1), date(2024, 9, 30)))
    for place, first in enumerate(changes):
        last = changes[place + 1] - timedelta(days=1) if place + 1 < len(changes) else None
        vacant = lots.percent(team.code, f"{name} vacant {place}") < (25 if place == 0 and last else 11)
        held_by = HeldBy.VACANT if vacant else lots.one_of(team.code, f"{name} {place}", (HeldBy.WOMAN, HeldBy.MAN))
        yield OfficePost(
            team=team, function=function, category=category, held_by=held_by, valid_from=first, valid_to=last
        )
