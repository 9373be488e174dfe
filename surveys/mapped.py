"""Somebody else's table of answers, a row for each respondent, read by a mapping of its headings to questions."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.days import read_day
from common.mapped_files import MappedFile, MappedRow, Reading, parts_of
from common.mapping_forms import OurColumn, names_of
from common.names import folded
from common.numbers import NumberRefused, read_number
from common.refusals import Invalid
from common.statuses import NEEDS_REASON, Status
from common.translated import texts_of
from countries.models import Country
from surveys.choices import PREFIXES, Respondent, Type
from surveys.forms import NONE_OF_THESE
from surveys.imports import Fault, Given, Place
from surveys.models import Item, QuestionVersion, Submission
from surveys.words import NONE_OF_THESE_WORDS, choice_text, question_text, respondent_names
from surveys.workbook_words import read_word, words_of_choices, words_of_statuses

RESPONDENT = "respondent"
STATUS = "status:"  # before the status that a word means; choices stand by their codes alone
NOTHING = f"{STATUS}{Status.NOT_REPORTED}"  # of a word that says as little as an empty cell


class Respondents:
    """Those whose answers a person gives to one questionnaire, as files name them: by code, with its prefix or without
    it, or by name in any of the languages."""

    def __init__(self, year: int, respondent: Respondent, by: User) -> None:
        rows = Submission.objects.answered_by(by).filter(questionnaire__year=year, questionnaire__respondent=respondent)
        self.submissions = list(rows.with_respondents().order_by("code"))
        self.codes = {row.code for row in self.submissions}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        hosts = {row.iso3: row for row in Country.objects.all()}
        for row in self.submissions:
            country = row.country or (hosts.get(row.team.code) if respondent == Respondent.TEAM and row.team else None)
            names = [row.code, row.code.removeprefix(PREFIXES[respondent]), row.name]
            names += texts_of(country, "name").values() if country else []
            names += [row.coordinator.name] if row.coordinator else []
            for name in filter(None, names):
                self._by_name[folded(name)].add(row.code)

    def find(self, text: str) -> str:
        """The code of the respondent that `text` names. Raises Invalid."""
        found = self._by_name.get(folded(text), set())
        if len(found) > 1:
            said = _("Several have this name. Write the code: %(codes)s.")
            raise Invalid({RESPONDENT: [said % {"codes": ", ".join(sorted(found))}]})
        if not found:
            said = _("“%(typed)s” is neither the code nor the name of somebody whose answers you give.")
            raise Invalid({RESPONDENT: [said % {"typed": text[:80]}]})
        return next(iter(found))

    def knows(self, text: str) -> bool:
        return len(self._by_name.get(folded(text), ())) == 1


def items_of(year: int, respondent: Respondent) -> dict[str, Item]:
    """The questions of a questionnaire, in its order, by code."""
    rows = Item.objects.filter(
        section__questionnaire__year=year, section__questionnaire__respondent=respondent
    ).select_related("wording", "question")
    return {row.question.code: row for row in rows.order_by("section__position", "position")}


def columns_of(year: int, respondent: Respondent, by: User) -> list[OurColumn]:
    """What a heading can be said to be: the respondent, or one of the questions."""
    respondents = Respondents(year, respondent, by)
    names = respondent_names(respondents.submissions)
    whose = OurColumn(
        code=RESPONDENT,
        label=_("the respondent"),
        names=names_of(RESPONDENT, _("Respondent"), "country", "ISO3", "code", Respondent(respondent).label),
        choices=[(row.code, f"{names[row.pk]} ({row.code})") for row in respondents.submissions],
        asks=lambda word: not respondents.knows(word),
        is_needed=True,
    )
    statuses = words_of_statuses()
    return [whose, *(_question(code, item.wording, statuses) for code, item in items_of(year, respondent).items())]


def _question(code: str, wording: QuestionVersion, statuses: Mapping[str, tuple[str, ...]]) -> OurColumn:
    words, choices = words_of_choices(wording), list(wording.choice_codes)

    def guess(word: str) -> str:
        if found := read_word(word, dict.fromkeys(choices, ""), words) if choices else None:
            return found
        status = read_word(word, dict.fromkeys(statuses, ""), statuses)
        return f"{STATUS}{status}" if status else ""

    offered: list[tuple[str, Any]] = [(choice, choice_text(wording, choice).plain) for choice in choices]
    if wording.type == Type.MULTIPLE and "none" not in choices:
        offered.append((NONE_OF_THESE, NONE_OF_THESE_WORDS))
    offered += [(f"{STATUS}{status.value}", status.label) for status in NEEDS_REASON]
    offered.append((NOTHING, _("nothing, like an empty cell")))
    return OurColumn(
        code=code,
        label=question_text(wording).plain,
        names=names_of(code, *texts_of(wording, "text").values()),
        choices=offered,
        asks=_asks(Type(wording.type), guess),
        guess=guess,
        holds_several=wording.type == Type.MULTIPLE,
    )


def _asks(type: Type, guess: Callable[[str], str]) -> Callable[[str], bool]:
    """Which words people are asked about: of choices all, else those that are no answer by themselves."""
    match type:
        case Type.NUMBER:
            return _is_no_number
        case Type.DATE:
            return lambda word: read_day(word) is None
        case Type.TEXT:
            return lambda word: bool(guess(word))
    return lambda word: True


def _is_no_number(word: str) -> bool:
    try:
        read_number(word)
    except NumberRefused as error:
        return error.code == "not_a_number"  # others are mistyped, and are named by their cell
    return False


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell under a heading that is a question."""

    place: Place
    column: str
    text: str


def read_mapped_answers(
    file: MappedFile, reading: Reading, *, year: int, respondent: Respondent, by: User
) -> tuple[list[Given], list[Fault]]:
    """What a table gives by a mapping, and what of it cannot be read. An empty cell gives nothing. Raises Invalid."""
    items = items_of(year, respondent)
    if unknown := sorted({*reading.columns.values()} - {*items, RESPONDENT}):
        raise Invalid({"columns": [_("There is no question “%(code)s” here.") % {"code": unknown[0]}]})
    whose = reading.heading_of(RESPONDENT, file.headings)
    if whose is None:
        raise Invalid({"columns": [_("No heading is the respondent.")]})
    return _Reader(file, reading, items, Respondents(year, respondent, by), whose).read()


class _Reader:
    def __init__(
        self, file: MappedFile, reading: Reading, items: Mapping[str, Item], respondents: Respondents, whose: str
    ) -> None:
        self.file, self.reading, self.items, self.respondents, self.whose = file, reading, items, respondents, whose
        self.asked = {heading: column for heading, column in reading.columns.items() if heading in file.headings}
        del self.asked[whose]
        self.seen: dict[str, int] = {}
        self.given: list[Given] = []
        self.faults: list[Fault] = []

    def read(self) -> tuple[list[Given], list[Fault]]:
        for row in self.file.rows:
            try:
                code = self._respondent(row)
            except Invalid as refusal:
                self.faults += [Fault(self._place(row, self.whose), sentence) for sentence in refusal.sentences]
                continue
            for heading, column in self.asked.items():
                cell = _Cell(self._place(row, heading), column, row.cells[heading])
                try:
                    if given := self._given(code, cell):
                        self.given.append(given)
                except Invalid as refusal:
                    self.faults += [Fault(cell.place, sentence, code) for sentence in refusal.sentences]
        return self.given, self.faults

    def _place(self, row: MappedRow, heading: str) -> Place:
        return Place(row.number, self.file.address(row, heading), heading)

    def _respondent(self, row: MappedRow) -> str:
        text = row.cells[self.whose]
        if not text:
            raise Invalid({RESPONDENT: [_("The row does not say whose answers these are.")]})
        said = self.reading.code_of(RESPONDENT, text)
        code = said if said in self.respondents.codes else self.respondents.find(text)
        before = self.seen.setdefault(code, row.number)
        if before != row.number:
            raise Invalid({RESPONDENT: [_("Row %(number)s speaks of it already.") % {"number": before}]})
        return code

    def _given(self, code: str, cell: _Cell) -> Given | None:
        """What a cell gives; None where it says nothing. Raises Invalid."""
        wording = self.items[cell.column].wording
        if not cell.text:
            return None
        meant = self._meant(cell, wording)
        if NOTHING in meant:
            return None
        if status := next((word for word in meant if word.startswith(STATUS)), ""):
            if len(meant) > 1:
                raise Invalid({"answer": [_("It gives an answer, and says that there is none.")]})
            with translation.override("en"):  # what is stored once is for readers of every language
                reason = _("“%(word)s” in the file") % {"word": cell.text}
            return Given(cell.place, code, cell.column, status.removeprefix(STATUS), "", reason)
        if NONE_OF_THESE in meant and len(meant) > 1:
            raise Invalid({"answer": [_("Choose either some of these or “none of these”.")]})
        typed = " ".join(word for word in meant if word != NONE_OF_THESE) if wording.choice_codes else cell.text
        return Given(cell.place, code, cell.column, None, typed, "")

    def _meant(self, cell: _Cell, wording: QuestionVersion) -> list[str]:
        """Our codes for what a cell says; [] for a number, a text or a day, which say what they are. Raises Invalid."""
        known = self.reading.words.get(cell.column, {})
        if not wording.choice_codes:
            code = self.reading.code_of(cell.column, cell.text)
            return [code] if code else []
        parts = [cell.text]
        if wording.type == Type.MULTIPLE:
            parts = parts_of(cell.text, {folded(word) for word in known})
        found = [(part, self.reading.code_of(cell.column, part)) for part in parts]
        if strange := [part for part, code in found if code is None]:
            said = _("The mapping does not say which choice “%(word)s” is.")
            raise Invalid({"answer": [said % {"word": strange[0][:80]}]})
        return [code for _part, code in found if code]
