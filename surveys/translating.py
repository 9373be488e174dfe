"""The texts of a questionnaire in the six UN languages: which there are, which are missing, and what is typed of them.

A text is missing in a language where it stands in English alone. Choices are texts of their wording's `choices`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from common.names import NameRefused, clean_name
from common.refusals import Invalid
from common.translated import texts_of
from surveys.definitions import change_questionnaire, change_section, reword_item
from surveys.models import Item, Questionnaire, QuestionVersion, Section

LANGUAGES: tuple[str, ...] = tuple(settings.MODELTRANSLATION_LANGUAGES)
OTHERS = tuple(language for language in LANGUAGES if language != "en")
CHOICE = "choice-"


@dataclass(frozen=True, slots=True)
class Words:
    """One text of a questionnaire: `name` is its field (`title`, `text`), or `choice-agree` for a choice."""

    name: str
    label: str
    texts: Mapping[str, str]
    is_long: bool

    @property
    def missing(self) -> list[str]:
        """The languages that it lacks; none where there is nothing to translate."""
        return [language for language in OTHERS if self.texts.get("en") and not self.texts.get(language)]


@dataclass(frozen=True, slots=True)
class Worded:
    """A row with texts: the questionnaire itself, a section, or a question where it is asked."""

    row: Questionnaire | Section | Item
    words: list[Words]

    @property
    def key(self) -> str:
        """By which a post names it: `head`, `section-12`, `item-40`."""
        kinds = {Questionnaire: "head", Section: f"section-{self.row.pk}", Item: f"item-{self.row.pk}"}
        return kinds[type(self.row)]

    @property
    def version(self) -> int:
        """That of what holds the texts: of a question, its wording."""
        return self.row.wording.version if isinstance(self.row, Item) else self.row.version

    @property
    def missing(self) -> set[str]:
        return {language for words in self.words for language in words.missing}


def worded(questionnaire: Questionnaire, section: Section | None = None) -> list[Worded]:
    """What has texts in a section, the section itself first; without one, the questionnaire and all its sections."""
    if section is not None:
        items = section.items.select_related("question", "wording__question", "section__questionnaire")
        return [_section(section), *(_item(row) for row in items.order_by("position"))]
    sections = questionnaire.sections.order_by("position")
    return [_head(questionnaire), *(_section(row) for row in sections)]


def missing_texts(questionnaire: Questionnaire) -> dict[str, int]:
    """How many texts each other language lacks, by language; in two queries."""
    sections = list(questionnaire.sections.order_by("position"))
    items = Item.objects.filter(section__questionnaire=questionnaire).select_related("question", "wording")
    everything = [_head(questionnaire), *map(_section, sections), *map(_item, items)]
    found = dict.fromkeys(OTHERS, 0)
    for words in (words for row in everything for words in row.words):
        for language in words.missing:
            found[language] += 1
    return found


def missing_by_section(questionnaire: Questionnaire) -> dict[int, int]:
    """How many texts lack a language, by the id of the section; in two queries."""
    found = {row.pk: sum(bool(words.missing) for words in _section(row).words) for row in questionnaire.sections.all()}
    items = Item.objects.filter(section__questionnaire=questionnaire).select_related("question", "wording")
    for item in items:
        found[item.section_id] += sum(bool(words.missing) for words in _item(item).words)
    return found


def change_words(
    changed: Worded, texts: Mapping[tuple[str, str], str], *, by: User | None, seen: int | None
) -> Questionnaire | Section | Item:
    """Write `texts`, by name and language, through the action of whatever holds them. Raises what that does."""
    row = changed.row
    plain: dict[str, Any] = {
        f"{name}_{language}": text for (name, language), text in texts.items() if not name.startswith(CHOICE)
    }
    match row:
        case Questionnaire():
            return change_questionnaire(row, plain, by=by, seen=seen)
        case Section():
            return change_section(row, plain, by=by, seen=seen)
    chosen = {
        (name.removeprefix(CHOICE), lang): text for (name, lang), text in texts.items() if name.startswith(CHOICE)
    }
    if chosen:
        plain["choices"] = _with_choices(row.wording, chosen)
    return reword_item(row, plain, by=by, seen=seen)


def _with_choices(wording: QuestionVersion, texts: Mapping[tuple[str, str], str]) -> list[dict[str, Any]]:
    """The choices with these texts, by code and language; an empty one is none. Raises Invalid."""
    said: dict[str, dict[str, str]] = {choice["code"]: dict(choice["text"]) for choice in wording.choices}
    errors: dict[str, list[Any]] = {}
    for (code, language), text in texts.items():
        try:
            said[code][language] = clean_name(text)
        except NameRefused as refused:
            errors[f"{CHOICE}{code}_{language}"] = [refused.message]
    if errors:
        raise Invalid(errors)
    return [
        {**choice, "text": {language: text for language, text in said[choice["code"]].items() if text}}
        for choice in wording.choices
    ]


def _head(row: Questionnaire) -> Worded:
    return Worded(row, [_words(row, "title"), _words(row, "introduction", is_long=True)])


def _section(row: Section) -> Worded:
    return Worded(row, [_words(row, "title")])


def _item(row: Item) -> Worded:
    wording = row.wording
    choices: Iterable[Mapping[str, Any]] = wording.choices or ()
    said = [
        Words(f"{CHOICE}{choice['code']}", _("Choice “%(code)s”") % {"code": choice["code"]}, choice["text"], False)
        for choice in choices
    ]
    return Worded(row, [_words(wording, "text", is_long=True), _words(wording, "help", is_long=True), *said])


def _words(row: Any, name: str, *, is_long: bool = False) -> Words:
    label = str(capfirst(row._meta.get_field(name).verbose_name))
    return Words(name, label, texts_of(row, name), is_long)
