"""docs/glossary.md and the code say the same words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Choices
from django.utils import translation

import finance.choices
import jobs.models
import surveys.choices
from accounts.roles import SCOPES, Role
from common.api import PROBLEMS
from common.refusals import Refusal
from common.statuses import Status
from countries.models import Group
from finance import titles
from finance.choices import Category, Grade, ObjectOfExpenditure, Stream
from indicators import choices, progress
from indicators.words import RATINGS
from publications.models import Kind

GLOSSARY = (Path(settings.BASE_DIR) / "docs" / "glossary.md").read_text(encoding="utf-8")
OWN_APPS = {folder.parent.name for folder in Path(settings.BASE_DIR).glob("*/apps.py")}
LISTS = {
    "Status": Status,
    "State": choices.State,
    "Origin": choices.Origin,
    "Unit": choices.Unit,
    "Direction": choices.Direction,
    "Method": choices.Method,
    "What a figure counts": choices.Counted,
    "Measures of the ledger": finance.choices.Measure,
    "No response, not applicable": choices.Unanswered,
    "Respondent": surveys.choices.Respondent,
    "Answers": surveys.choices.Type,
    "Disclosure": surveys.choices.Disclosure,
    "State of a submission": surveys.choices.State,
    "State of a comment": surveys.choices.CommentState,
    "Occasion of a mail": surveys.choices.Occasion,
    "State of a mail": surveys.choices.MailState,
    "Decision on a request": surveys.choices.Decision,
    "Where an amendment stands": choices.Decision,
    "Kind of lineage": choices.Descent,
    "Kind of item": finance.choices.Kind,
    "Fund": finance.choices.Fund,
    "Object of expenditure": finance.choices.ObjectOfExpenditure,
    "Stream": finance.choices.Stream,
    "Grade": finance.choices.Grade,
    "Category of grades": finance.choices.Category,
    "State of an item or a contribution": finance.choices.State,
    "Kind of contributor": finance.choices.ContributorKind,
    "Kind of contribution": finance.choices.Given,
    "Unit of a fact": finance.choices.FactUnit,
    "Groups of countries": Group,
    "Roles": Role,
    "State of a job": jobs.models.State,
    "File of a job": jobs.models.Purpose,
    "Documents of a release": Kind,
}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading, without its first two lines."""
    section = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", GLOSSARY, re.MULTILINE | re.DOTALL)
    assert section, f"docs/glossary.md has no section “{heading}”"
    lines = [line for line in section[1].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def codes(heading: str) -> list[str]:
    return [row[0].strip("`") for row in rows(heading)]


def in_both_languages(choice: Choices) -> tuple[str, str, str]:
    with translation.override("zh"):
        chinese = str(choice.label)
    with translation.override("en"):
        return str(choice.value), str(choice.label), chinese


def own_models() -> Iterator[str]:
    for model in apps.get_models():
        if model._meta.app_label in OWN_APPS:
            yield model.__name__


@pytest.mark.parametrize(("heading", "words"), LISTS.items(), ids=list(LISTS))
def test_every_code_stands_with_the_words_that_pages_say_in_english_and_chinese(heading, words):
    assert [(row[0].strip("`"), *row[1:3]) for row in rows(heading)] == [in_both_languages(word) for word in words]


@pytest.mark.parametrize("module", [choices, finance.choices], ids=["indicators", "finance"])
def test_every_closed_list_of_the_indicators_and_of_the_trust_fund_has_its_table(module):
    lists = {value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Choices)}
    assert {value for value in lists if value.__module__ == module.__name__} <= set(LISTS.values())


TITLED = [
    *((Stream(code), texts) for code, texts in titles.STREAMS.items()),
    *((Category(code), texts) for code, texts in titles.CATEGORIES.items()),
    *((ObjectOfExpenditure(code), texts) for code, texts in titles.OBJECTS.items()),
    *((grade, titles.of_grade(grade)) for grade in Grade),
]


@pytest.mark.parametrize(("choice", "texts"), TITLED, ids=[str(row[0]) for row in TITLED])
def test_released_titles_call_a_thing_as_the_pages_do(choice, texts):
    assert in_both_languages(choice)[1:] == (texts["en"], texts.get("zh", texts["en"]))


def test_every_rating_and_every_reason_stands_in_the_order_of_the_rule():
    assert codes("Rating") == list(progress.CODES)
    assert [row[1] for row in rows("Rating")] == [str(RATINGS[code]) for code in progress.CODES]
    with translation.override("zh"):
        assert [row[2] for row in rows("Rating")] == [str(RATINGS[code]) for code in progress.CODES]
    assert codes("Why a series is not rated") == list(progress.REASONS)


def test_roles_are_held_for_what_the_glossary_says():
    assert [row[3].split()[-1] for row in rows("Roles")] == [scope.value for role in Role for scope in [SCOPES[role]]]


def test_every_refusal_stands_with_its_status():
    kinds: set[type[Refusal]] = {Refusal, *PROBLEMS}
    stated = {(row[0].strip("`"), int(row[1])) for row in rows("Refusals")}
    assert stated == {(kind.code, kind.status) for kind in kinds}


def test_every_model_stands_in_the_glossary_and_every_model_there_exists():
    named = [name for row in rows("Words") for name in re.findall(r"`(\w+)`", row[2])]
    assert sorted(named) == sorted(set(own_models()))


def test_every_word_has_a_chinese_one_and_a_meaning():
    for row in rows("Words"):
        assert len(row) == 4
        assert re.search(r"[\u4e00-\u9fff]", row[1]), row
        assert row[3], row


def test_a_words_model_is_called_by_that_word_in_both_languages():
    models = {model.__name__: model for model in apps.get_models() if model._meta.app_label in OWN_APPS}
    for row in rows("Words"):
        name = row[2].strip("`")
        if name in {"", "Head", "Installation"}:  # rows of the machinery, which no page names
            continue
        with translation.override("en"):
            assert str(models[name]._meta.verbose_name) in row[0].split(", "), name
        with translation.override("zh"):
            assert str(models[name]._meta.verbose_name) in row[1].split("、"), name
