"""The page on which headings of a file are said to be our columns, and words of the file to be our words.

What a saved mapping says stands there already, and what equal words let us guess is marked as guessed. What is posted
is named by the place of the column and of the word, so that nothing is read that does not stand in the file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import CONTROL, SELECT
from common.mapped_files import MOST_WORDS, MappedFile, Reading, keepable, parts_of
from common.mappings import ColumnMapping
from common.names import folded
from common.uploads import UploadForm

SHOWN_VALUES = 3  # of a heading, so that people see what stands under it
MOST_OF_A_COLUMN = 60  # different words of one column that people are asked about


@dataclass(frozen=True, slots=True)
class OurColumn:
    """What a heading can be said to be. `names` are the words by which it is guessed.

    `choices` are (code, label) pairs of what a word under it can be said to mean; `asks` tells which words people are
    asked about, and `guess` which code equals a word, "" where none does. `holds_several`: a cell may hold several.
    """

    code: str
    label: Any
    names: frozenset[str]
    choices: Sequence[tuple[str, Any]] = ()
    asks: Callable[[str], bool] = lambda word: True
    guess: Callable[[str], str] = lambda word: ""
    holds_several: bool = False
    is_needed: bool = False

    def words(self, texts: Sequence[str], known: Mapping[str, str]) -> list[str]:
        """The words out of these cells that people are asked about; `known` are those that a mapping knows."""
        if not self.choices:
            return []
        knows = {folded(word) for word in known}
        if self.holds_several:
            whole = knows | {folded(text) for text in texts if self.guess(text)}
            texts = [part for text in texts for part in parts_of(text, whole)]
        different = {folded(word): word for word in reversed(list(keepable(texts)))}
        return [word for word in reversed(different.values()) if folded(word) in knows or self.asks(word)]


def names_of(*texts: Any) -> frozenset[str]:
    """Words by which a column is guessed, as they are compared."""
    return frozenset(folded(str(text)) for text in texts if text)


@dataclass(frozen=True, slots=True)
class WordLine:
    """A word of the file, and what it is said to mean."""

    name: str
    word: str
    chosen: str
    is_guessed: bool


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A heading of the file, what stands under it first, and which of our columns it is said to be."""

    name: str
    heading: str
    values: list[str]
    ours: OurColumn | None
    is_guessed: bool
    words: list[WordLine] = field(default_factory=list)

    @property
    def chosen(self) -> str:
        return self.ours.code if self.ours else ""


class StartForm(UploadForm):
    """What a file is about, the file, and the mapping that it is read by."""

    kind = forms.ChoiceField(widget=forms.Select(SELECT))
    mapping = forms.ChoiceField(
        label=gettext_lazy("Saved mapping"),
        required=False,
        help_text=gettext_lazy("How headings and words of such a file were read before."),
        widget=forms.Select(SELECT),
    )
    field_order = ("kind", "file", "mapping")

    def __init__(
        self, label: Any, kinds: Mapping[str, Any], mappings: Mapping[str, Sequence[ColumnMapping]], *posted: Any
    ) -> None:
        super().__init__(*posted)
        self._mappings = mappings
        self.fields["kind"].label = label
        self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]  # fields are typed as Field
        groups = [(kinds[kind], [(str(row.pk), row.name) for row in rows]) for kind, rows in mappings.items() if rows]
        self.fields["mapping"].choices = [("", _("none")), *groups]  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        chosen, kind = self.cleaned_data.get("mapping"), self.cleaned_data.get("kind")
        if chosen and kind and self.chosen_mapping() is None:
            self.add_error("mapping", _("This mapping is for other files."))
        return self.cleaned_data

    def chosen_mapping(self) -> ColumnMapping | None:
        """The chosen mapping of the chosen kind."""
        return find_mapping(self._mappings.get(self.cleaned_data["kind"], ()), self.cleaned_data["mapping"])


def find_mapping(mappings: Sequence[ColumnMapping], key: str) -> ColumnMapping | None:
    """The one of these mappings with this id, as a form posts it."""
    return next((row for row in mappings if str(row.pk) == key), None)


class MappingForm:
    """A file's headings and words, and what they are said to be: as posted, as saved, or as guessed."""

    def __init__(
        self, file: MappedFile, ours: Sequence[OurColumn], saved: Reading, posted: Mapping[str, str] | None = None
    ) -> None:
        self.ours = {column.code: column for column in ours}
        self.faults: list[Any] = []
        self.is_whole = True  # every word that people are asked about was on the page that was sent
        self._file, self._saved, self._posted = file, saved, posted
        self._taken = {saved.columns[heading] for heading in file.headings if heading in saved.columns}
        self.lines = [self._line(heading, place) for heading, place in file.headings.items()]
        self._check()

    @property
    def words(self) -> int:
        """How many words the page asks about."""
        return sum(len(line.words) for line in self.lines)

    @property
    def reading(self) -> Reading:
        """What is chosen on the page, "" for what is to be passed over."""
        columns = {line.heading: line.chosen for line in self.lines}
        words = {line.chosen: {row.word: row.chosen for row in line.words} for line in self.lines if line.words}
        return Reading(columns, words)

    def _line(self, heading: str, place: int) -> HeadingLine:
        name = f"column-{place}"
        code, is_guessed = self._column(heading, name)
        ours = self.ours.get(code)
        texts = self._file.texts(heading)
        words = self._words(f"word-{place}-{code}", ours, texts) if ours else []
        return HeadingLine(name, heading, texts[:SHOWN_VALUES], ours, is_guessed, words)

    def _column(self, heading: str, name: str) -> tuple[str, bool]:
        """Our column's code for a heading, and whether it is only guessed."""
        if self._posted is not None and name in self._posted:
            return self._posted[name], False
        if heading in self._saved.columns:
            return self._saved.columns[heading], False
        for code, column in self.ours.items():
            if folded(heading) in column.names and code not in self._taken:
                self._taken.add(code)
                return code, True
        return "", False

    def _words(self, prefix: str, ours: OurColumn, texts: Sequence[str]) -> list[WordLine]:
        known = self._saved.words.get(ours.code, {})
        words = ours.words(texts, known)
        if len(words) > MOST_OF_A_COLUMN:
            said = _("More than %(most)s different words stand under one heading, the first of them “%(word)s”.")
            self.faults.append(said % {"most": MOST_OF_A_COLUMN, "word": words[0]})
        return [self._word(f"{prefix}-{place}", word, ours) for place, word in enumerate(words[:MOST_OF_A_COLUMN])]

    def _word(self, name: str, word: str, ours: OurColumn) -> WordLine:
        codes = {code for code, _label in ours.choices}
        if self._posted is not None and name in self._posted:
            chosen = self._posted[name]
            return WordLine(name, word, chosen if chosen in codes else "", False)
        self.is_whole = False
        saved = self._saved.code_of(ours.code, word)
        if saved in codes:
            return WordLine(name, word, saved or "", False)
        guess = ours.guess(word)
        return WordLine(name, word, guess if guess in codes else "", guess in codes)

    def _check(self) -> None:
        chosen = [line.chosen for line in self.lines if line.chosen]
        for code in dict.fromkeys(code for code in chosen if chosen.count(code) > 1):
            label = self.ours[code].label
            self.faults.append(_("Two headings are said to be “%(column)s”. Choose one.") % {"column": label})
        for column in self.ours.values():
            if column.is_needed and column.code not in chosen:
                self.faults.append(_("Say which heading is “%(column)s”.") % {"column": column.label})
        if self.words > MOST_WORDS:
            self.faults.append(_("There are more than %(most)s different words.") % {"most": MOST_WORDS})


class NameForm(forms.Form):
    """The name that a mapping is saved under."""

    name = forms.CharField(
        label=gettext_lazy("Name of the mapping"),
        required=False,
        max_length=100,
        widget=forms.TextInput(CONTROL),
        help_text=gettext_lazy("Under this name it is offered for the next file."),
    )
