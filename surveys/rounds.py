"""A round: the questionnaires of a reporting year, and what to know before one is opened or closed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from accounts.models import User
from common.templatetags.site import OWN_NAMES
from countries.models import Region
from frameworks.models import ReportingYear
from surveys.choices import NAMED_AT_OPENING, PREFIXES, Respondent, State
from surveys.contacts import contacts_of
from surveys.models import Item, Questionnaire, Section, Submission
from surveys.opening import expected_respondents
from surveys.querysets import UNANSWERED
from surveys.translating import missing_texts
from surveys.words import names_in_order


@dataclass(frozen=True, slots=True)
class Round:
    """What one kind of respondent is asked in a year: `questionnaire` None where nothing is prepared.

    `earlier` is the newest one of an earlier year, which can be copied. `by_state` counts what the reader follows, and
    `missing` those of them that nobody has handed in.
    """

    respondent: Respondent
    questionnaire: Questionnaire | None
    earlier: Questionnaire | None
    sections: int = 0
    questions: int = 0
    by_state: Mapping[str, int] = field(default_factory=dict)
    missing: int = 0

    @property
    def stands(self) -> str:
        """`missing`, `preparing`, `open` or `closed`."""
        return standing(self.questionnaire)

    @property
    def respondents(self) -> int:
        return sum(self.by_state.values())

    @property
    def accepted(self) -> int:
        return self.by_state.get(State.ACCEPTED, 0)


@dataclass(frozen=True, slots=True)
class Before:
    """What opening it would do: `missing` are languages with how many texts they lack, `with_nobody` the names of those
    without focal point, `dated` the sections that are due on a day of their own.
    """

    respondents: int
    by_region: list[tuple[Region, int]]
    sections: int
    questions: int
    missing: list[tuple[str, int]]
    with_nobody: list[str]
    dated: list[Section]


def standing(questionnaire: Questionnaire | None) -> str:
    """`missing`, `preparing`, `open` or `closed`."""
    if questionnaire is None:
        return "missing"
    if questionnaire.opened_at is None:
        return "preparing"
    return "closed" if questionnaire.closed_at else "open"


def years_of(user: User) -> list[tuple[ReportingYear, list[Questionnaire]]]:
    """The reporting years, newest first, with the questionnaires that `user` follows; a regional team's own alone."""
    found: dict[int, list[Questionnaire]] = {}
    for row in Questionnaire.objects.visible_to(user).order_by("respondent"):
        found.setdefault(row.year_id, []).append(row)
    years = ReportingYear.objects.order_by("-year")
    reads_all = user.has_perm("surveys.read_preparation")
    return [(year, _in_order(found.get(year.year, []))) for year in years if reads_all or year.year in found]


def rounds_of(year: int, *, user: User) -> list[Round]:
    """Every kind of respondent of a year that `user` follows, in a fixed number of queries; [] for none."""
    visible = Questionnaire.objects.visible_to(user).select_related("year")
    here = {row.respondent: row for row in visible.filter(year=year)}
    kinds: Iterable[Respondent] = Respondent
    earlier: dict[str, Questionnaire] = {}
    if not user.has_perm("surveys.read_preparation"):
        kinds = [kind for kind in Respondent if kind in here]
    else:
        earlier = {row.respondent: row for row in visible.filter(year__lt=year).order_by("year")}
    states = Submission.objects.reviewed_by(user).filter(questionnaire__in=here.values()).order_by()
    by_state: dict[int, dict[str, int]] = {}
    missing = Counter[int]()
    counts = states.values_list("questionnaire", "state").annotate(
        number=Count("pk"), unanswered=Count("pk", filter=UNANSWERED)
    )
    for asked, state, count, unanswered in counts:
        by_state.setdefault(asked, {})[state] = count
        missing[asked] += unanswered
    sections = _counts(Section.objects.filter(questionnaire__in=here.values()), "questionnaire")
    questions = _counts(Item.objects.filter(section__questionnaire__in=here.values()), "section__questionnaire")
    rows = []
    for kind in kinds:
        found = here.get(kind)
        key = found.pk if found else 0
        content = sections.get(key, 0), questions.get(key, 0)
        rows.append(Round(kind, found, earlier.get(kind), *content, by_state.get(key, {}), missing[key]))
    return rows


def before_opening(questionnaire: Questionnaire) -> Before:
    """What would be opened, and what is still lacking. Respondents that no table lists are not among them."""
    expected = expected_respondents(questionnaire)
    contacts = contacts_of({row.team_id for row in expected if row.team_id is not None})
    alone = [row for row in expected if row.team_id is not None and row.team_id not in contacts]
    regions = Counter(row.region for row in expected if row.region)
    items = Item.objects.filter(section__questionnaire=questionnaire)
    return Before(
        respondents=len(expected),
        by_region=sorted(regions.items(), key=lambda pair: pair[0].code),
        sections=questionnaire.sections.count(),
        questions=items.count(),
        missing=[(OWN_NAMES[language], count) for language, count in missing_texts(questionnaire).items() if count],
        with_nobody=sorted(names_in_order(alone)),
        dated=list(questionnaire.sections.filter(deadline__isnull=False).order_by("position")),
    )


def named_before(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Who was asked last, as (code, name), where no other table lists the respondents; else nobody."""
    prefix = PREFIXES[Respondent(questionnaire.respondent)]
    if questionnaire.respondent not in NAMED_AT_OPENING:
        return []
    asked = Submission.objects.filter(
        questionnaire__respondent=questionnaire.respondent, questionnaire__year__lt=questionnaire.year_id
    )
    newest = asked.order_by("-questionnaire__year").values_list("questionnaire", flat=True).first()
    rows = Submission.objects.filter(questionnaire=newest).order_by("code")
    return [(row.code.removeprefix(prefix), row.name) for row in rows]


def _in_order(rows: Iterable[Questionnaire]) -> list[Questionnaire]:
    return sorted(rows, key=lambda row: Respondent.values.index(row.respondent))


def _counts(rows: Any, name: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(name).annotate(Count("pk")))
