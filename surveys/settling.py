"""What an answer comes to by itself: a question that does not apply, or one that rests on the standing records.

Shown while an office answers, and stored when it submits: figures never look at the records again.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common.statuses import WITH_VALUE, Status
from records.facts import Known, coordinator_facts, team_facts
from surveys.choices import SettledBy
from surveys.models import Answer, Questionnaire, QuestionVersion, Submission

Facts = Mapping[str, Known]
NOTHING = {"choice": "", "number": None, "text": "", "day": None, "is_unchanged": False}


def facts_day(questionnaire: Questionnaire) -> date:
    """The day whose records count: the last of the reporting year, or today while that is still to come."""
    return min(timezone.localdate(), date(questionnaire.year_id, 12, 31))


def facts_of(questionnaire: Questionnaire, submissions: Iterable[Submission]) -> dict[str, Facts]:
    """What the records say of each submission's respondent, by its code; in a fixed number of queries.

    A Government is told the facts of the team that serves its country, a coordinator also those of the own team.
    """
    rows = list(submissions)
    day = facts_day(questionnaire)
    team_of = {row.code: row.team or (row.country.team if row.country else None) for row in rows}
    by_team = team_facts(day, sorted({team.code for team in team_of.values() if team}))
    coordinators = sorted({row.coordinator.code for row in rows if row.coordinator})
    by_coordinator = coordinator_facts(day, coordinators) if coordinators else {}
    facts: dict[str, Facts] = {}
    for row in rows:
        team = team_of[row.code]
        facts[row.code] = {
            **(by_team.get(team.code, {}) if team else {}),
            **(by_coordinator.get(row.coordinator.code, {}) if row.coordinator else {}),
        }
    return facts


def applies(wording: QuestionVersion, answers: Mapping[str, Answer], facts: Facts) -> bool:
    """Whether the question applies, as far as that is known: an open condition does not take a question away."""
    condition = wording.applies_if
    if not condition:
        return True
    if "fact" in condition:
        known = facts.get(condition["fact"])
        return known is None or known.status == Status.NOT_REPORTED or _meets(known.choice, condition)
    given = answers.get(condition["question"])
    if given is None or given.status == Status.NOT_REPORTED:
        return True
    return given.status in WITH_VALUE and _meets(given.choice, condition)


def settled(answer: Answer, answers: Mapping[str, Answer], facts: Facts) -> dict[str, Any]:
    """The columns that the condition or the records decide, or {}; `answers` is the submission's, by question code."""
    wording = answer.item.wording
    if not applies(wording, answers, facts):
        with translation.override("en"):  # stored once, for readers of every language
            reason = _("The question does not apply.")
        return NOTHING | {
            "status": Status.NOT_APPLICABLE,
            "reason": reason,
            "settled_by": SettledBy.CONDITION,
        }
    known = facts.get(wording.rests_on) if wording.rests_on else None
    if known is not None and known.status != Status.NOT_REPORTED:
        return NOTHING | {
            "status": known.status,
            "choice": known.choice,
            "number": known.number,
            "reason": known.reason,
            "settled_by": SettledBy.RECORDS,
        }
    if answer.settled_by:  # what decided it no longer does: the respondent has to
        return NOTHING | {"status": Status.NOT_REPORTED, "reason": "", "settled_by": ""}
    return {}


def settle(answers: Iterable[Answer], facts: Facts, *, among: Iterable[Answer]) -> list[tuple[Answer, dict[str, Any]]]:
    """Each answer with the columns that settling changes in it; conditions see what was settled before them.

    `among` are all answers of the submission: a condition looks at locked ones too.
    """
    by_question = {row.item.question.code: row for row in among}
    changes = []
    for row in answers:
        columns = settled(row, by_question, facts)
        changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        if changed:
            changes.append((row, changed))
    return changes


def _meets(choice: str, condition: Mapping[str, Any]) -> bool:
    return not set(choice.split()).isdisjoint(condition["is"])
