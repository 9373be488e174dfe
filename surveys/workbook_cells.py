"""The cells of an answer in the questionnaire's workbook, read into the texts that the form of the page has.

A date may have become text on its way, a number a text with a comma, a word of a list may be in capitals, in another
language or its code: whatever office program was used, each is read alike, or refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from common.file_rows import plainly
from common.numbers import NumberRefused, as_typed, read_number
from common.spreadsheets import Cell
from surveys.asked import Asked
from surveys.choices import YES, Type
from surveys.forms import NONE_OF_THESE, WITHOUT_BLANK
from surveys.models import QuestionVersion
from surveys.words import YES_NO
from surveys.workbook import FIELDS
from surveys.workbook_reading import Filed, FiledRow, plain_text
from surveys.workbook_words import (
    choice_words,
    read_word,
    status_words,
    words_of_choices,
    words_of_statuses,
    words_of_yes_no,
)


@dataclass(frozen=True, slots=True)
class FiledField:
    """A field of an answer that can be filled in: as it was `written` into the file, and what the file says now.

    Both are texts as the form of the page has them; `typed` is what stands in the cells at `address` that were changed.
    """

    name: str
    address: str
    typed: str
    written: str
    text: str
    fault: Any = None

    @property
    def is_touched(self) -> bool:
        return self.fault is not None or self.text != self.written


class _CellRefused(ValueError):
    """A cell that cannot be read; its text is the sentence."""


def fields_of(row: Asked, filed: Filed) -> list[FiledField]:
    """The open fields of a question that stands in the file."""
    reader = _Reader(row.wording, filed.origin.language)
    return [reader.field(name, rows) for name in FIELDS if (rows := _rows(row, filed, name))]


def rows_of(row: Asked, filed: Filed) -> list[FiledRow]:
    """A question's rows of the file: its own, and those of its choices."""
    return [found for found in filed.rows.values() if found.line.code == row.code]


def _rows(row: Asked, filed: Filed, name: str) -> list[FiledRow]:
    """Where a field can be filled in: in one row, or in one for each choice."""
    return [found for found in rows_of(row, filed) if name in found.line.open]


class _Reader:
    def __init__(self, wording: QuestionVersion, language: str) -> None:
        self.wording = wording
        with translation.override(language):  # the lists of the file are in its language
            self.choices, self.statuses = choice_words(wording), status_words()

    def field(self, name: str, rows: Sequence[FiledRow]) -> FiledField:
        changed = [row for row in rows if row.is_changed(name)]
        where = ", ".join(row.address(name) for row in changed or rows)
        typed = ", ".join(plain_text(row.cells[name]) for row in changed)
        written = self._read(name, [(row.line.choice, row.written(name)) for row in rows])
        if not changed:
            return FiledField(name, where, typed, written, written)
        try:
            text = self._read(name, [(row.line.choice, row.cells[name]) for row in rows])
        except _CellRefused as refusal:
            return FiledField(name, where, typed, written, written, str(refusal))
        return FiledField(name, where, typed, written, text)

    def _read(self, name: str, cells: Sequence[tuple[str, Cell]]) -> str:
        """The text of a field out of its cells, each with the choice that it stands for. Raises _CellRefused."""
        (choice, cell), *_others = cells
        if choice:
            return self._marks(cells)
        text = plain_text(cell)
        if not text:
            return ""
        match name:
            case "answer":
                return self._answer(cell)
            case "status":
                return self._word(text, self.statuses, words_of_statuses())
            case "unchanged":
                return "on" if self._yes_or_no(cell) == YES else ""
        return text

    def _answer(self, cell: Cell) -> str:
        text = plain_text(cell)
        match self.wording.type:
            case Type.YES_NO:
                return self._word(plainly(cell), self.choices, words_of_choices(self.wording))
            case Type.NUMBER:
                try:
                    return as_typed(read_number(text))
                except NumberRefused:
                    return text  # the form says why it is none
            case Type.DATE:
                return text.removesuffix(" 00:00:00").removesuffix("T00:00:00")
        if self.wording.type in WITHOUT_BLANK:
            return text
        return self._word(text, self.choices, words_of_choices(self.wording))

    def _marks(self, cells: Sequence[tuple[str, Cell]]) -> str:
        """The marked choices of several. Where nothing but "no" is said, it is not said that none holds."""
        said = {choice: self._yes_or_no(cell) for choice, cell in cells if plain_text(cell)}
        marked = sorted(choice for choice, word in said.items() if word == YES)
        if said and not marked:
            raise _CellRefused(_("Choose “Yes” beside “none of these” where none of them holds."))
        if NONE_OF_THESE in marked and len(marked) > 1:
            raise _CellRefused(_("Choose either some of these or “none of these”."))
        return " ".join(marked)

    def _yes_or_no(self, cell: Cell) -> str:
        return self._word(plainly(cell), {code: str(word) for code, word in YES_NO.items()}, words_of_yes_no())

    def _word(self, text: str, words: dict[str, str], others: dict[str, tuple[str, ...]]) -> str:
        code = read_word(text, words, others)
        if code is None:
            said = _("“%(typed)s” is not in the list: %(choices)s.")
            raise _CellRefused(said % {"typed": text[:80], "choices": ", ".join(words.values())})
        return code
