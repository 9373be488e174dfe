"""The results of a questionnaire as pages show them: how many answered each question and what, and the year before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from common.numbers import format_number, format_value, from_canonical, quantize
from common.translated import Text, listed, reader_language, text_of
from indicators.disclosure import FEWEST
from public.surveys.documents import respondent_words
from public.texts import count_words
from surveys.choices import Disclosure, Type
from surveys.words import NONE_OF_THESE_WORDS

Content = dict[str, Any]

SHARE_DECIMALS = 1
_BAR = 100  # how wide a bar of all that answered is
_MISSING = "–"


@dataclass(frozen=True, slots=True)
class Choice:
    """How many chose it, of all that answered; `before` is the same in the year before, where it is known."""

    code: str
    text: Text | str
    count: int
    answered: int
    before: "Choice | None" = None

    @property
    def shown(self) -> str:
        return count_words(self.count)

    @property
    def share(self) -> Decimal | None:
        """Of those that answered, in per cent; None where nobody did."""
        return quantize(Fraction(self.count * 100, self.answered), SHARE_DECIMALS) if self.answered else None

    @property
    def share_shown(self) -> str:
        return _MISSING if self.share is None else format_value(self.share, "percent", reader_language())

    @property
    def bar(self) -> int:
        """Its width, of 100; a bar tells no number that does not stand beside it."""
        return self.count * _BAR // max(self.answered, 1)


@dataclass(frozen=True)
class Counted:
    """What was answered by all respondents, or by those of a region."""

    content: Content
    choices: Sequence[Choice]

    @property
    def expected(self) -> str:
        return count_words(self.content["expected"])

    @property
    def answered(self) -> str:
        return _count(self.content["answered"])

    @property
    def not_applicable(self) -> str:
        return _count(self.content["not_applicable"])

    @property
    def no_response(self) -> str:
        return _count(self.content["no_response"])

    @property
    def mean(self) -> str:
        return _number(self.content["mean"])

    @property
    def sum(self) -> str:
        return _number(self.content["sum"])


@dataclass(frozen=True)
class QuestionView:
    """A question with its results. `before` is the same question in the year before; None where it was not asked."""

    content: Content
    survey: "SurveyView"
    before: "QuestionView | None"

    @property
    def code(self) -> str:
        return str(self.content["code"])

    @property
    def key(self) -> str:
        """Of its picture: the questionnaire's, and its code."""
        return f"{self.survey.key}/{self.code}"

    @property
    def text(self) -> Text:
        return text_of(self.content["text"])

    @property
    def is_number(self) -> bool:
        return bool(self.content["type"] == Type.NUMBER)

    @property
    def results(self) -> Content:
        found: Content = self.content["results"]
        return found

    @cached_property
    def whole(self) -> Counted:
        return Counted(self.results, self._choices(self.results, self.before))

    @cached_property
    def regions(self) -> list[tuple[Text, Counted]]:
        """(name, results) of each region; [] where only the whole is told."""
        return [
            (self.survey.regions.get(row["code"], Text(row["code"])), Counted(row, self._choices(row, None)))
            for row in self.results["regions"] or []
        ]

    @property
    def withheld(self) -> str:
        """Why it is not told how the answers spread; "" where it is, or where there is nothing of the kind."""
        if not self.results["withheld"]:
            return ""
        if self.results["answered"] is None:
            return _("Withheld, as the answers to the question that it hangs on are.")
        if self.results["awaits_figure"]:
            return _("Withheld until the figures that are counted from it are validated.")
        if self.results["answered"] < FEWEST:
            return _("Withheld: fewer than five answered.")
        return _("Withheld so that no single answer can be told.")

    @property
    def as_of(self) -> str:
        """That it stands as an earlier release told it; "" where it is of this one."""
        number = self.results["as_of"]
        if number is None:
            return ""
        return _("As in release %(number)s: what came since could tell what single respondents answered.") % {
            "number": number
        }

    @property
    def condition(self) -> list[Text | str]:
        """What it hangs on, and the answers under which it is put; [] where it is put to everybody."""
        condition = self.content["applies_if"]
        if condition is None:
            return []
        if condition["fact"] is not None:
            return [text_of(condition["fact"]["title"]), *(_yes_or_no(code) for code in condition["is"])]
        above = self.survey.asked.get(condition["question"])
        if above is None:
            return [condition["question"], *condition["is"]]
        return [text_of(above["text"]), *(_choice_words(above, code) for code in condition["is"])]

    @property
    def rests_on(self) -> Text | str:
        """The fact of the standing records that it is copied from; "" where it is answered."""
        return text_of(self.content["rests_on"]["title"]) if self.content["rests_on"] else ""

    @property
    def finding(self) -> str:
        """How many answered, and what most of them did, in a sentence."""
        counts = {"answered": self.whole.answered, "expected": self.whole.expected}
        if self.whole.content["answered"] is None:
            return self.withheld
        said = _("%(answered)s of %(expected)s answered.") % counts
        most = max((row.count for row in self.whole.choices), default=0)
        if not most:
            return said
        top = [row for row in self.whole.choices if row.count == most]
        chosen = {"choices": listed(str(row.text) for row in top), "share": top[0].share_shown}
        return f"{said} {_('Most often: %(choices)s (%(share)s).') % chosen}"

    def _choices(self, results: Content, before: "QuestionView | None") -> list[Choice]:
        if results["distribution"] is None:
            return []
        earlier = {row.code: row for row in before.whole.choices} if before else {}
        return [
            Choice(
                row["code"],
                _choice_words(self.content, row["code"]),
                row["count"],
                results["answered"],
                earlier.get(row["code"]),
            )
            for row in results["distribution"]
        ]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its questions."""

    code: str
    title: Text
    questions: Sequence[QuestionView]


@dataclass(frozen=True)
class SurveyView:
    """A questionnaire with its results; `regions` are the names of the release's regions."""

    content: Content
    regions: Mapping[str, Text]
    before: "SurveyView | None" = None

    @property
    def respondent(self) -> str:
        return str(self.content["respondent"])

    @property
    def year(self) -> int:
        return int(self.content["year"])

    @property
    def key(self) -> str:
        return f"{self.respondent}/{self.year}"

    @property
    def title(self) -> Text:
        return text_of(self.content["title"])

    @property
    def label(self) -> str:
        return respondent_words(self.respondent)

    @property
    def expected(self) -> str:
        return count_words(self.content["expected"])

    @property
    def accepted(self) -> str:
        return count_words(self.content["accepted"])

    @cached_property
    def asked(self) -> dict[str, Content]:
        """The questions as they were put, by code."""
        return {row["code"]: row for section in self.content["sections"] for row in section["questions"]}

    @property
    def has_confidential(self) -> bool:
        """Whether any question does not open by respondent."""
        return any(row["disclosure"] != Disclosure.RESPONDENT for row in self.asked.values())

    @cached_property
    def sections(self) -> list[SectionView]:
        return [
            SectionView(
                section["code"], text_of(section["title"]), [self.question(row["code"]) for row in section["questions"]]
            )
            for section in self.content["sections"]
        ]

    def question(self, code: str) -> QuestionView:
        """One question. Raises KeyError for a code that was not asked."""
        before = self.before
        return QuestionView(
            self.asked[code], self, before.question(code) if before is not None and code in before.asked else None
        )


def _choice_words(question: Content, code: str) -> Text | str:
    texts = next((row["text"] for row in question["choices"] if row["code"] == code), None)
    if texts is None and question["type"] == Type.MULTIPLE:
        return str(NONE_OF_THESE_WORDS)
    return text_of(texts) if texts else Text(code)


def _yes_or_no(code: str) -> str:
    return {"yes": _("Yes"), "no": _("No")}.get(code, code)


def _count(count: int | None) -> str:
    return _MISSING if count is None else count_words(count)


def _number(text: str | None) -> str:
    value = from_canonical(text)
    return _MISSING if value is None else format_number(value, reader_language())
