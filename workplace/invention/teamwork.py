"""What invented country teams do together: the records, and what else is true of a team, which its answers repeat."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from countries.models import Country, CountryTeam
from records.choices import ScorecardSubject, StrategyStep, Theme
from records.models import (
    BackOffice,
    CommonCountryAnalysis,
    CommonPremises,
    ContinuityPlan,
    HostCountryAgreement,
    JointProgramme,
    MissionSetting,
    OperationsStrategy,
    PooledFund,
    ResultsReport,
    Scorecard,
    SteeringCommitteeMeeting,
    TeamRecord,
    TeamWebsite,
)
from workplace.invention.lots import YEARS, Lots

SITE = "https://demonstration.example"
MISSIONS = 14  # so many of a hundred teams work beside a mission
LANGUAGES = {"ar": "arabic", "zh": "chinese", "en": "english", "fr": "french", "ru": "russian", "es": "spanish"}
REGIONAL_LANGUAGES = {
    "AFR": ("fr", "en", "en fr"),
    "AP": ("en", "en zh"),
    "AS": ("ar en", "ar", "ar en fr"),
    "ECA": ("en", "en ru"),
    "LAC": ("es", "en es", "en"),
}
FUNDS = {
    "joint-sdg-fund": ("Joint SDG Fund", 62),
    "peacebuilding-fund": ("Peacebuilding Fund", 38),
    "central-emergency-response-fund": ("Central Emergency Response Fund", 41),
}
SCORES = {ScorecardSubject.GENDER: 52, ScorecardSubject.DISABILITY: 40, ScorecardSubject.YOUTH: 46}
YEARLY: dict[str, type[TeamRecord]] = {
    "common-country-analysis": CommonCountryAnalysis,
    "steering-committee": SteeringCommitteeMeeting,
    "business-continuity-plan": ContinuityPlan,
}


def is_in_mission_setting(lots: Lots, team: str) -> bool:
    """Whether a mission works in the team's country."""
    return lots.percent(team, "mission") < MISSIONS


def languages_of(lots: Lots, team: CountryTeam) -> str:
    """The languages of the team's website, "en fr"; empty: it has none."""
    if lots.percent(team.code, "website") >= 94:
        return ""
    return lots.one_of(team.code, "languages", REGIONAL_LANGUAGES[team.region.code])


def funds_of(lots: Lots, team: str) -> list[str]:
    """The codes of the global pooled funds that the team has access to."""
    return [code for code, (_name, chance) in FUNDS.items() if lots.percent(team, code) < chance]


def report_day(lots: Lots, team: CountryTeam, year: int) -> date | None:
    """The day of `year` on which the country results report was published; None: there was none."""
    if not lots.says(team.code, team.region.code, "country-results-report", year):
        return None
    return lots.day(team.code, f"report {year}", date(year, 3, 1), date(year, 6, 30))


def score_of(lots: Lots, team: CountryTeam, subject: ScorecardSubject, year: int) -> Decimal | None:
    """Per cent of a scorecard's requirements that are met, better from year to year; None: it was not done."""
    if not lots.says(team.code, team.region.code, f"{subject}-scorecard", year):
        return None
    start = SCORES[subject] + lots.percent(team.code, f"{subject} score") // 3
    return Decimal(start + 3 * YEARS.index(year) + lots.draw(team.code, f"{subject} score {year}").randrange(5))


def teamwork_of(
    lots: Lots, team: CountryTeam, countries: Sequence[Country], unfinished: set[str]
) -> Iterator[TeamRecord]:
    """All of a team's other records. In the last year, nothing is there yet of the `unfinished` questions."""
    yield from _events(lots, team, unfinished)
    yield from _programmes(lots, team)
    for country in countries:
        yield from _in_country(lots, team, country)
    yield from _shown(lots, team)
    if is_in_mission_setting(lots, team.code):
        since = lots.day(team.code, "mission since", date(2008, 1, 1), date(2021, 6, 30))
        yield MissionSetting(team=team, name=f"Demonstration mission {team.code}", valid_from=since)


def _events(lots: Lots, team: CountryTeam, unfinished: set[str]) -> Iterator[TeamRecord]:
    """What happens again every year, where it does."""
    code, region = team.code, team.region.code
    adopted = lots.day(code, "strategy", date(2018, 3, 1), date(2021, 10, 31))
    yield OperationsStrategy(team=team, step=StrategyStep.ADOPTED, valid_from=adopted)
    for year in YEARS:
        missing = unfinished if year == YEARS[-1] else set()
        for question, model in YEARLY.items():
            if question not in missing and lots.says(code, region, question, year):
                yield model(team=team, valid_from=_in_year(lots, code, question, year))
        question = "business-operations-strategy"
        if question not in missing and lots.says(code, region, question, year):
            yield OperationsStrategy(
                team=team, step=StrategyStep.REVIEWED, valid_from=_in_year(lots, code, question, year)
            )


def _in_year(lots: Lots, team: str, what: str, year: int) -> date:
    return lots.day(team, f"{what} day {year}", date(year, 1, 15), date(year, 11, 15))


def _programmes(lots: Lots, team: CountryTeam) -> Iterator[JointProgramme]:
    number = 0
    for theme in Theme:
        since = lots.since(team.code, team.region.code, theme)
        if since is None:
            continue
        number += 1
        since = max(since, date(2019, 1, 1))  # programmes last for some years
        ended = date(2023, 12, 31) if theme is Theme.OTHER and lots.percent(team.code, "ended") < 30 else None
        yield JointProgramme(
            team=team,
            title=f"Demonstration joint programme {number} {team.code}",
            themes=theme,
            valid_from=since,
            valid_to=ended if ended and ended > since else None,
        )


def _in_country(lots: Lots, team: CountryTeam, country: Country) -> Iterator[TeamRecord]:
    region = team.region.code
    if signed := lots.since(country.iso3, region, "host-country-agreements"):
        yield HostCountryAgreement(team=team, country=country, valid_from=signed)
    if opened := lots.since(country.iso3, region, "common-back-offices"):
        yield BackOffice(
            team=team,
            country=country,
            name=f"Demonstration back office {country.iso3}",
            valid_from=max(opened, date(2019, 3, 1)),
        )
    yield CommonPremises(
        team=team,
        country=country,
        name=f"Demonstration house {country.iso3}",
        is_common=lots.percent(country.iso3, "premises") < 55,
        valid_from=date(2019, 1, 1),
    )


def _shown(lots: Lots, team: CountryTeam) -> Iterator[TeamRecord]:
    """What a team publishes, has access to, and scored."""
    if languages := languages_of(lots, team):
        url = f"{SITE}/{team.code.lower()}/"
        yield TeamWebsite(team=team, url=url, languages=languages, valid_from=date(2020, 1, 15))
    for code in funds_of(lots, team.code):
        yield PooledFund(team=team, name=FUNDS[code][0], valid_from=date(2021, 1, 1))
    for year in YEARS:
        if published := report_day(lots, team, year):
            url = f"{SITE}/{team.code.lower()}/results-{year - 1}.pdf"
            yield ResultsReport(team=team, year=year - 1, url=url, valid_from=published)
        for subject in ScorecardSubject:
            score = score_of(lots, team, subject, year)
            if score is not None:
                reported = lots.day(team.code, f"{subject} {year}", date(year, 11, 1), date(year, 12, 20))
                yield Scorecard(team=team, subject=subject, year=year, score=score, valid_from=reported)
