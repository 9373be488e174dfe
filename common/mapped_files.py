"""Files with headings of somebody else's making: their cells by heading, read as a mapping of columns says.

The first row holds the headings. What a mapping does not name is not read, and an empty cell says nothing.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.translation import gettext as _

from common.file_rows import cell_address, plainly, read_table
from common.mappings import ColumnMapping
from common.names import NameRefused, clean_name, folded
from common.refusals import Invalid
from common.spreadsheets import SpreadsheetRefused

MOST_CHARACTERS = 200  # of a heading, and of a word that a mapping knows
MOST_WORDS = 500  # that a mapping keeps
_APART = re.compile(r"[;\n|]")


@dataclass(frozen=True, slots=True)
class MappedRow:
    """A row of a file: its number, counted with the headings, and what its cells say, by heading."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MappedFile:
    """A file's headings, each with the place of its column from 0, and its rows without empty ones."""

    headings: Mapping[str, int]
    rows: list[MappedRow]

    def texts(self, heading: str) -> list[str]:
        """What stands under a heading, each once, as it was first written."""
        said: dict[str, str] = {}
        for row in self.rows:
            if text := row.cells[heading]:
                said.setdefault(folded(text), text)
        return list(said.values())

    def address(self, row: MappedRow, heading: str) -> str:
        """Where a cell stands: `C4`."""
        return cell_address(row.number, self.headings[heading])


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read: our column by heading, and by our column our code for each of the file's words."""

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, mapping: ColumnMapping) -> Self:
        return cls(mapping.columns, mapping.words)

    def heading_of(self, column: str, headings: Iterable[str]) -> str | None:
        """The one of these headings that is our column; None where it is none of them."""
        return next((heading for heading in headings if self.columns.get(heading) == column), None)

    def code_of(self, column: str, word: str) -> str | None:
        """What a word under our column means; neither capitals nor spaces around it count."""
        wanted = folded(word)
        return next((code for said, code in self.words.get(column, {}).items() if folded(said) == wanted), None)

    def over(self, other: "Reading") -> "Reading":
        """This, and what the other knows of headings and words that this does not speak of."""
        columns = {**other.columns, **self.columns}
        names = {*other.words, *self.words}
        words = {name: {**other.words.get(name, {}), **self.words.get(name, {})} for name in sorted(names)}
        return Reading(
            {heading: column for heading, column in columns.items() if column},
            {name: said for name in words if (said := {word: code for word, code in words[name].items() if code})},
        )

    def as_columns(self) -> dict[str, Any]:
        """The same as the columns of a mapping keep it. Raises Invalid where it is too much."""
        if sum(len(said) for said in self.words.values()) > MOST_WORDS:
            raise Invalid({"words": [_("A mapping keeps at most %(most)s words.") % {"most": MOST_WORDS}]})
        return {"columns": dict(self.columns), "words": {name: dict(said) for name, said in self.words.items()}}


def read_mapped_file(content: bytes) -> MappedFile:
    """The headings and rows of a workbook's first sheet, or of comma-separated values. Raises SpreadsheetRefused."""
    first, *others = read_table(content) or [[]]
    headings: dict[str, int] = {}
    for place, cell in enumerate(first):
        heading = _heading(plainly(cell), cell_address(1, place))
        if heading in headings:
            said = _("Two columns have the heading “%(heading)s”: %(first)s and %(second)s. Rename one of them.")
            places = {"first": cell_address(1, headings[heading]), "second": cell_address(1, place)}
            raise SpreadsheetRefused(said % {"heading": heading, **places})
        if heading:
            headings[heading] = place
    if not headings:
        raise SpreadsheetRefused(_("Its first row has no headings."))
    rows = []
    for number, cells_of_row in enumerate(others, 2):
        texts = [plainly(cell) for cell in cells_of_row]
        filled = {heading: texts[place] if place < len(texts) else "" for heading, place in headings.items()}
        if any(filled.values()):
            rows.append(MappedRow(number, filled))
    if not rows:
        raise SpreadsheetRefused(_("It has no rows below its headings."))
    return MappedFile(headings, rows)


def parts_of(text: str, known: Collection[str]) -> list[str]:
    """The words of a cell that may hold several: all of it, where that is known (folded); else what `;`, a line's end
    or `|` tells apart, or where there are none of these, a comma."""
    if folded(text) in known:
        return [text.strip()]
    parts = _APART.split(text) if _APART.search(text) else text.split(",")
    return [part.strip() for part in parts if part.strip()]


def keepable(words: Iterable[str]) -> Iterator[str]:
    """Those that a mapping can keep: not too long, and without characters that cannot be seen."""
    for word in words:
        try:
            if len(word) <= MOST_CHARACTERS:
                yield clean_name(" ".join(word.split()))
        except NameRefused:
            continue


def _heading(text: str, address: str) -> str:
    """A heading on one line, however it was broken."""
    heading = " ".join(text.split())
    if len(heading) > MOST_CHARACTERS:
        said = _("The heading in %(cell)s is too long: at most %(most)s characters.")
        raise SpreadsheetRefused(said % {"cell": address, "most": MOST_CHARACTERS})
    try:
        return clean_name(heading)
    except NameRefused as error:
        raise SpreadsheetRefused(f"{address}: {error.message}") from error
