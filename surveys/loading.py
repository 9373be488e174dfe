"""Questionnaires from their data file: the shipped ones, prepared for a reporting year."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from common.refusals import Invalid, WrongState
from common.rows import checked
from common.yaml_files import FileRefused, read_yaml
from frameworks.models import ReportingYear
from surveys.choices import YES, Respondent, Type
from surveys.definitions import WORDING
from surveys.file_schemas import QUESTIONNAIRES
from surveys.models import Item, Question, Questionnaire, QuestionVersion, Section
from surveys.permissions import require
from surveys.wordings import misplaced, wording_faults

SHIPPED = Path(__file__).resolve().parent / "data" / "questionnaires.yaml"
DEADLINE = "11-30"  # of the reporting year, where the file names no other


def read_questionnaires(path: Path = SHIPPED) -> dict[Respondent, dict[str, Any]]:
    """The questionnaires of a file, by kind of respondent. Raises FileRefused, with the place and the rule."""
    content = read_yaml(path, QUESTIONNAIRES)
    found: dict[Respondent, dict[str, Any]] = {}
    for questionnaire in content:
        respondent = Respondent(questionnaire["respondent"])
        if respondent in found:
            raise FileRefused(f"{path}: there are two questionnaires for the respondent “{respondent}”.")
        found[respondent] = questionnaire
        _check_codes(path, questionnaire)
    return found


@transaction.atomic
def load_questions(path: Path = SHIPPED) -> int:
    """Put the questions of a file into a database that lacks them, so that roll-up rules can name them; how many."""
    missing = [
        (respondent, asked)
        for respondent, content in read_questionnaires(path).items()
        for section in content["sections"]
        for asked in section["questions"]
        if not Question.objects.filter(code=asked["code"]).exists()
    ]
    with translation.override("en"):  # the unmarked column of a translated text repeats its English
        for respondent, asked in missing:
            _wording(Question.objects.create(code=asked["code"], respondent=respondent), asked)
    if missing:
        codes = [asked["code"] for _respondent, asked in missing]
        record("surveys.questions.loaded", "questions", by=None, data={"questions": codes})
    return len(missing)


@transaction.atomic
def prepare_questionnaire(
    content: Mapping[str, Any], year: int, *, by: User | None, deadline: date | None = None
) -> Questionnaire:
    """Make a questionnaire of the file's content for a reporting year; it is opened by an action of its own.

    A question whose wording is the newest one's keeps it; another wording becomes the question's next version, and
    the years that were asked before keep theirs.
    """
    require("surveys.change_questionnaire", by)
    lock_head()
    reporting_year = ReportingYear.objects.filter(year=year).first()
    if reporting_year is None:
        raise Invalid({"year": [_("There is no reporting year %(year)s.") % {"year": year}]})
    if Questionnaire.objects.filter(year=reporting_year, respondent=content["respondent"]).exists():
        raise WrongState(_("This respondent has a questionnaire for %(year)s already.") % {"year": year})
    with translation.override("en"):  # the unmarked column of a translated text repeats its English
        questionnaire = Questionnaire.objects.create(
            respondent=content["respondent"],
            year=reporting_year,
            disclosure=content["disclosure"],
            deadline=deadline or _day(content.get("deadline", DEADLINE), year),
            **_texts("title", content["title"]),
            **_texts("introduction", content.get("introduction")),
        )
        asked = sum(
            _create_section(questionnaire, section, position) for position, section in enumerate(content["sections"], 1)
        )
    record("surveys.questionnaire.created", f"questionnaire {questionnaire}", by=by, data={"questions": asked})
    return questionnaire


def _create_section(questionnaire: Questionnaire, content: Mapping[str, Any], position: int) -> int:
    own = content.get("deadline")
    section = Section.objects.create(
        questionnaire=questionnaire,
        code=content["code"],
        deadline=_day(own, questionnaire.year_id) if own and own != DEADLINE else None,
        position=position,
        **_texts("title", content["title"]),
    )
    for place, asked in enumerate(content["questions"], 1):
        question, _created = Question.objects.get_or_create(
            code=asked["code"], defaults={"respondent": questionnaire.respondent}
        )
        Item.objects.create(section=section, question=question, wording=_wording(question, asked), position=place)
    return len(content["questions"])


def _wording(question: Question, asked: Mapping[str, Any]) -> QuestionVersion:
    """The question's newest version where it says the same, else its next."""
    newest = question.versions.order_by("-number").first()
    number = newest.number + 1 if newest else 1
    following = QuestionVersion(question=question, number=number, **_columns(asked))
    if newest and all(getattr(newest, name) == getattr(following, name) for name in WORDING):
        return newest
    checked(following).save(force_insert=True)
    return following


def _columns(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a wording that a question of the file says."""
    return {
        "type": asked["type"],
        "choices": asked.get("choices", []),
        "counts_as_yes": asked.get("counts_as_yes", [YES] if asked["type"] == Type.YES_NO else []),
        "applies_if": asked.get("applies_if"),
        "rests_on": asked.get("rests_on", ""),
        "is_required": asked.get("required", asked["type"] != Type.TEXT),
        "disclosure": asked.get("disclosure", ""),
        **{name: Decimal(asked[name]) for name in ("minimum", "maximum", "tolerance") if name in asked},
        **_texts("text", asked["text"]),
        **_texts("help", asked.get("help")),
    }


def _check_codes(path: Path, questionnaire: Mapping[str, Any]) -> None:
    """Raise FileRefused where codes are said twice, or a condition or a yes names what is not there."""
    asked = [question for section in questionnaire["sections"] for question in section["questions"]]
    codes = [question["code"] for question in asked]
    for code in codes:
        if codes.count(code) > 1:
            raise FileRefused(f"{path}: the question “{code}” stands there twice.")
    for code in misplaced((question["code"], question.get("applies_if")) for question in asked):
        raise FileRefused(f"{path}: question {code}: its condition names no question that stands before it.")
    for question in asked:
        for name, sentences in wording_faults(QuestionVersion(**_columns(question))).items():
            raise FileRefused(f"{path}: question {question['code']}: {name}: {sentences[0]}")


def _texts(field: str, texts: Mapping[str, str] | None) -> dict[str, str]:
    return {f"{field}_{language}": words for language, words in (texts or {}).items()}


def _day(month_and_day: str, year: int) -> date:
    month, day = month_and_day.split("-")
    return date(year, int(month), int(day))
