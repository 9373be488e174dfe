"""Invented Cooperation Frameworks: their cycles, their way from road map to evaluation, and who signed them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from countries.models import CountryTeam
from records.choices import Consulted, Document, Step
from records.models import CooperationFramework, FrameworkMilestone, FrameworkTeam, Signatory
from workplace.invention.lots import YEARS, Lots
from workplace.invention.office import LAST_DAY

# Several teams have one framework, for which the first reports.
SHARED = {"BRB": ("BLZ", "GUY", "JAM", "SUR", "TTO"), "FJI": ("FSM", "WSM")}
# How many of a hundred consulted them in a framework that began in 2020 at the latest, and in one of 2024.
CONSULTED = {
    Consulted.CIVIL_SOCIETY: (88, 95),
    Consulted.PRIVATE_SECTOR: (60, 74),
    Consulted.ACADEMIA: (44, 68),
    Consulted.DEVELOPMENT_PARTNERS: (77, 85),
    Consulted.WOMEN_AND_GIRLS: (52, 82),
    Consulted.YOUTH: (22, 48),
    Consulted.PERSONS_WITH_DISABILITIES: (16, 44),
    Consulted.INDIGENOUS_PEOPLES: (8, 24),
}
FUNDED = (16, 92)  # the same for those with a funding framework
DUE = {  # the year from the first of the cycle, the month
    Step.ROADMAP: (-1, 2),
    Step.COMMON_ANALYSIS: (-1, 5),
    Step.DESIGN: (-1, 9),
    Step.JOINT_WORKPLAN: (0, 3),
    Step.REVIEW: (1, 1),
}


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of the United Nations system, how often it signs, and how often it has an office, of a hundred."""

    code: str
    name: str
    signs: int
    present: int
    is_specialized_agency: bool = False
    is_ifi: bool = False


ENTITIES = (
    Entity("UNDP", "United Nations Development Programme", 100, 98),
    Entity("UNICEF", "United Nations Children's Fund", 100, 97),
    Entity("UNFPA", "United Nations Population Fund", 97, 88),
    Entity("UN-Women", "United Nations Entity for Gender Equality and the Empowerment of Women", 88, 62),
    Entity("UNHCR", "Office of the United Nations High Commissioner for Refugees", 82, 75),
    Entity("WFP", "World Food Programme", 72, 85),
    Entity("IOM", "International Organization for Migration", 92, 84),
    Entity("UNAIDS", "Joint United Nations Programme on HIV/AIDS", 70, 60),
    Entity("OHCHR", "Office of the United Nations High Commissioner for Human Rights", 70, 55),
    Entity("UNEP", "United Nations Environment Programme", 68, 22),
    Entity("UN-Habitat", "United Nations Human Settlements Programme", 60, 42),
    Entity("UNODC", "United Nations Office on Drugs and Crime", 62, 48),
    Entity("UNOPS", "United Nations Office for Project Services", 52, 55),
    Entity("UNCDF", "United Nations Capital Development Fund", 36, 50),
    Entity("UNCTAD", "United Nations Conference on Trade and Development", 38, 4),
    Entity("ITC", "International Trade Centre", 40, 10),
    Entity("WHO", "World Health Organization", 99, 96, is_specialized_agency=True),
    Entity("FAO", "Food and Agriculture Organization of the United Nations", 97, 88, is_specialized_agency=True),
    Entity("ILO", "International Labour Organization", 92, 55, is_specialized_agency=True),
    Entity("UNESCO", "United Nations Educational, Scientific and Cultural Organization", 88, 50, True),
    Entity("UNIDO", "United Nations Industrial Development Organization", 68, 42, is_specialized_agency=True),
    Entity("IFAD", "International Fund for Agricultural Development", 52, 45, True, is_ifi=True),
    Entity("ITU", "International Telecommunication Union", 36, 12, is_specialized_agency=True),
    Entity("WMO", "World Meteorological Organization", 16, 6, is_specialized_agency=True),
    Entity("World Bank", "World Bank", 8, 88, True, is_ifi=True),
)


@dataclass(frozen=True)
class Planned:
    """Invented frameworks with the rows about them, each kind to be written after the one it points to."""

    frameworks: list[CooperationFramework]
    shared: list[FrameworkTeam]
    milestones: list[FrameworkMilestone]
    signatories: list[Signatory]


def frameworks_of(lots: Lots, teams: Mapping[str, CountryTeam]) -> Planned:
    """The frameworks of all teams whose cycles reach into YEARS, and those in preparation."""
    planned = Planned([], [], [], [])
    partners = {partner for codes in SHARED.values() for partner in codes}
    for team in teams.values():
        if team.code in partners:
            continue
        for framework in _cycles(lots, team):
            planned.frameworks.append(framework)
            planned.shared.extend(
                FrameworkTeam(team=team, framework=framework, partner=teams[code], **_days_of(framework))
                for code in SHARED.get(team.code, ())
            )
            planned.milestones.extend(_milestones(lots, framework))
            if framework.signed_on:
                planned.signatories.extend(_signatories(lots, framework))
    return planned


def _days_of(framework: CooperationFramework) -> dict[str, date | None]:
    return {"valid_from": framework.valid_from, "valid_to": framework.valid_to}


def _cycles(lots: Lots, team: CountryTeam) -> Iterator[CooperationFramework]:
    """One after the other; the last may be in preparation at the end of 2024."""
    first = 2018 + lots.percent(team.code, "first cycle") // 20
    while first <= YEARS[-1] + 1:
        last = first + (3 if lots.percent(team.code, f"cycle {first}") < 15 else 4)
        if last >= YEARS[0]:
            yield _framework(lots, team, first, last)
        first = last + 1


def _framework(lots: Lots, team: CountryTeam, first: int, last: int) -> CooperationFramework:
    is_old = first <= 2019
    kind = "UNDAF" if is_old else "CF"
    title = "UNDAF" if is_old else "Cooperation Framework"
    who = f"{team.code} {first}"
    late = lots.percent(who, "signed late")
    # Most are signed before their first year, some in it, a few only in the next.
    year, month = (first - 1, 11) if late < 75 else (first, 5) if late < 94 else (first + 1, 3)
    signed = lots.day(who, "signed", date(year, month, 1), date(year, month, 28))
    return CooperationFramework(
        team=team,
        code=f"{kind}-{team.code}-{first}",
        title=f"Demonstration {title} {first}–{last}",
        document=Document.UNDAF if is_old else Document.COOPERATION_FRAMEWORK,
        first_year=first,
        last_year=last,
        signed_on=signed if signed <= LAST_DAY else None,
        has_funding_framework=lots.percent(who, "funding framework") < _by_year(FUNDED, first),
        consulted=" ".join(
            sorted(code for code, chances in CONSULTED.items() if lots.percent(who, code) < _by_year(chances, first))
        ),
        valid_from=date(first - 1, 1, 15),
        valid_to=date(last, 12, 31),
    )


def _by_year(chances: tuple[int, int], first: int) -> int:
    """Between what held until 2020 and what holds in 2024, by the first year of the cycle."""
    before, now = chances
    return before + (now - before) * min(max(first - 2020, 0), 4) // 4


def _milestones(lots: Lots, framework: CooperationFramework) -> Iterator[FrameworkMilestone]:
    days = {step: date(framework.first_year + years, month, 20) for step, (years, month) in DUE.items()}
    days[Step.SIGNATURE] = framework.signed_on or date(framework.first_year, 1, 31)
    days[Step.EVALUATION] = date(framework.last_year, 5, 20)
    for step in Step:
        due = days[step]
        is_behind = step is not Step.SIGNATURE and lots.percent(framework.code, f"behind with {step}") < 6
        done = due <= LAST_DAY and not is_behind and (step is not Step.SIGNATURE or framework.signed_on is not None)
        yield FrameworkMilestone(
            team=framework.team, framework=framework, step=step, due_on=due, done=done, **_days_of(framework)
        )


def _signatories(lots: Lots, framework: CooperationFramework) -> Iterator[Signatory]:
    more = min(max(framework.first_year - 2020, 0), 4) * 2  # entities join the later frameworks more often
    for entity in ENTITIES:
        if lots.percent(framework.code, entity.code) < entity.signs + more:
            yield Signatory(
                team=framework.team,
                framework=framework,
                entity_code=entity.code,
                entity_name=entity.name,
                has_physical_presence=lots.percent(framework.team.code, f"presence {entity.code}") < entity.present,
                is_specialized_agency=entity.is_specialized_agency,
                is_ifi=entity.is_ifi,
                **_days_of(framework),
            )
