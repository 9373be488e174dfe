"""Standing records for tests: one of each kind, made by the action that every door calls."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from countries.models import Country, CountryTeam
from records.actions import add_coordinator, add_record, confirm_records
from records.kinds import KINDS
from records.models import Coordinator, RecordConfirmation, TeamRecord

# kind -> what a record of it has besides its first day and the rows that it points to
EXAMPLES: dict[str, dict[str, Any]] = {
    "appointments": {
        "origin": "entity",
        "entity_of_origin": "UNDP",
        "is_first": True,
        "is_humanitarian_coordinator": False,
        "is_deputy_special_representative": False,
    },
    "posts": {"function": "economics", "category": "national_officer", "held_by": "woman"},
    "advisers": {"advises_on": "human_rights"},
    "duty-stations": {"place": "The capital"},
    "frameworks": {
        "code": "CF-2022",
        "title": "Cooperation Framework 2022–2026",
        "document": "cooperation_framework",
        "first_year": 2022,
        "last_year": 2026,
        "signed_on": date(2021, 12, 1),
        "has_funding_framework": True,
        "consulted": "academia youth",
    },
    "framework-teams": {},
    "framework-milestones": {"step": "design", "due_on": date(2021, 6, 1), "done": True},
    "signatories": {
        "entity_code": "ILO",
        "entity_name": "International Labour Organization",
        "has_physical_presence": False,
        "is_specialized_agency": True,
        "is_ifi": False,
    },
    "country-analyses": {},
    "steering-committee-meetings": {},
    "joint-programmes": {"title": "Together", "themes": "human-rights"},
    "host-country-agreements": {},
    "continuity-plans": {},
    "operations-strategy": {"step": "reviewed"},
    "back-offices": {"name": "The shared one"},
    "premises": {"name": "The house", "is_common": True},
    "results-reports": {"year": 2023, "url": "https://example.org/report"},
    "websites": {"url": "https://example.org/", "languages": "en sw"},
    "pooled-funds": {"name": "The joint fund"},
    "scorecards": {"subject": "gender", "year": 2023, "score": Decimal("62.5")},
    "mission-settings": {"name": "The mission"},
}


def team(code: str) -> CountryTeam:
    return CountryTeam.objects.select_related("region").get(code=code)


def country_of(code: str) -> Country:
    return Country.objects.filter(team__code=code).order_by("iso3")[0]


def coordinator(name: str = "A coordinator", **values: Any) -> Coordinator:
    person = {"name": name, "is_woman": True, "from_programme_country": False}
    return add_coordinator({**person, **values}, by=None)


def framework_of(code: str) -> TeamRecord:
    """The team's framework; made where there is none."""
    found = KINDS["frameworks"].model.objects.standing().filter(team__code=code).first()
    return found or add("frameworks", code)


def values_of(kind: str, code: str, /, **values: Any) -> dict[str, Any]:
    """Complete and valid values for a record of this team."""
    given = {"valid_from": date(2023, 1, 15), **EXAMPLES[kind], **values}
    makers: dict[str, Callable[[], Any]] = {
        "coordinator": coordinator,
        "country": lambda: country_of(code),
        "framework": lambda: framework_of(code),
        "partner": lambda: CountryTeam.objects.exclude(code=code).order_by("code")[0],
    }
    for name in KINDS[kind].pointed_to:
        if name not in given:
            given[name] = makers[name]()
    return given


def add(kind: str, code: str, /, *, by: User | None = None, **values: Any) -> Any:
    """A record of the team with this code, as in EXAMPLES but for `values`."""
    return add_record(KINDS[kind], team(code), values_of(kind, code, **values), by=by)


def confirm(code: str, year: int, *kinds: str) -> list[RecordConfirmation]:
    return [confirm_records(team(code), KINDS[kind], year, by=None) for kind in kinds]


def without_records() -> None:
    """Nothing stands of what a demonstration has invented: it would mix with the cases of a test."""
    for kind in reversed(KINDS.values()):
        kind.model.objects.filter(withdrawn="").update(withdrawn="Not of this case.")
    RecordConfirmation.objects.all().delete()


def one_of_each(code: str) -> dict[str, TeamRecord]:
    """A record of every kind."""
    return {kind: add(kind, code) for kind in KINDS}
