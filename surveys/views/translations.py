"""A questionnaire's texts in the six languages side by side: a section at a time, saved row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.grids import Difference, fingerprints, read_version, touched, worst_status
from common.private import SeeOther
from common.refusals import Invalid, NotAllowed, Refusal, VersionConflict
from common.templatetags.site import OWN_NAMES
from surveys.models import Item
from surveys.permissions import require
from surveys.rounds import standing
from surveys.translating import LANGUAGES, Worded, Words, change_words, missing_by_section, missing_texts, worded
from surveys.views import prepared_for, round_reader


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a language, as typed or as stored."""

    name: str
    language: str
    text: str
    is_missing: bool
    faults: list[Any]

    @property
    def own_name(self) -> str:
        """What the language calls itself."""
        return OWN_NAMES[self.language]


@dataclass(slots=True)
class Row:
    """A row with its texts, what was typed over them, and what became of that."""

    worded: Worded
    typed: dict[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    differences: list[Difference] = field(default_factory=list)
    is_saved: bool = False

    @property
    def stored(self) -> dict[str, str]:
        """Every text by name and language, `text.fr`; "" where there is none."""
        return {
            f"{words.name}.{language}": words.texts.get(language, "")
            for words in self.worded.words
            for language in LANGUAGES
        }

    @property
    def seen(self) -> str:
        stored = self.stored
        return fingerprints(stored, list(stored))

    @property
    def lines(self) -> list[tuple[Words, list[Cell]]]:
        """Each text with a cell for each language."""
        return [(words, [self._cell(words, language) for language in LANGUAGES]) for words in self.worded.words]

    @property
    def question(self) -> str:
        return self.worded.row.question.code if isinstance(self.worded.row, Item) else ""

    @property
    def status(self) -> int:
        return self.refusal.page_status if self.refusal else 200

    @property
    def sentences(self) -> list[Any]:
        """What was refused and belongs to no cell."""
        if not isinstance(self.refusal, Invalid):
            return self.refusal.sentences if self.refusal else []
        cells = {cell.name for _words, cells in self.lines for cell in cells if cell.faults}
        named = {
            f"{self.worded.key}.{name.rpartition('_')[0]}.{name.rpartition('_')[2]}": name
            for name in self.refusal.errors
        }
        return [said for place, name in named.items() if place not in cells for said in self.refusal.errors[name]]

    def _cell(self, words: Words, language: str) -> Cell:
        name = f"{words.name}.{language}"
        errors: Mapping[str, list[Any]] = self.refusal.errors if isinstance(self.refusal, Invalid) else {}
        return Cell(
            f"{self.worded.key}.{name}",
            language,
            self.typed.get(name, words.texts.get(language, "")),
            language in words.missing,
            list(errors.get(f"{words.name}_{language}", [])),
        )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def translations(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The texts of one section (`?section=`), or of the questionnaire and its sections' titles."""
    user = round_reader(request.user)
    found = prepared_for(user, year, kind)
    sections = list(found.sections.order_by("position"))
    asked = request.GET.get("section", "")
    here = next((row for row in sections if row.code == asked), None)
    if asked and here is None:
        raise Http404
    rows = [Row(row) for row in worded(found, here)]
    if request.method == "POST":
        require("surveys.change_questionnaire", user)
        rows = [_saved(row, request.POST, user) for row in rows]
        saved = sum(row.is_saved for row in rows)
        if not any(row.refusal for row in rows):
            _say(request, saved)
            return SeeOther(request.get_full_path())
        rows = _as_stored(rows, worded(prepared_for(user, year, kind), here))
    counts = missing_by_section(found)
    context = {
        "questionnaire": found,
        "stands": standing(found),
        "reads_preparation": True,
        "may_change": user.has_perm("surveys.change_questionnaire"),
        "is_fixed": found.opened_at is not None and here is not None,
        "sections": [(row, counts.get(row.pk, 0)) for row in sections],
        "here": here,
        "rows": rows,
        "refused": [row for row in rows if row.refusal],
        "languages": [(language, OWN_NAMES[language]) for language in LANGUAGES],
        "missing": [(OWN_NAMES[language], count) for language, count in missing_texts(found).items()],
    }
    return render(request, "surveys/round_translations.html", context, status=worst_status(row.status for row in rows))


def _say(request: HttpRequest, saved: int) -> None:
    if saved:
        said = ngettext("The texts of %(count)s row saved.", "The texts of %(count)s rows saved.", saved)
        messages.success(request, said % {"count": saved})
    else:
        messages.info(request, _("Nothing was changed."))


def _saved(row: Row, data: QueryDict, user: User) -> Row:
    """Save the texts that were touched since the page was made. What was refused keeps what was typed."""
    key, stored = row.worded.key, row.stored
    if f"{key}-seen" not in data:
        return row
    texts = {name: data.get(f"{key}.{name}", text).replace("\r\n", "\n") for name, text in stored.items()}
    names = touched(texts, list(stored), data.get(f"{key}-seen", ""))
    if not names:
        return row
    row.typed = {name: texts[name] for name in names}
    changes = {(name.rpartition(".")[0], name.rpartition(".")[2]): texts[name] for name in names}
    try:
        change_words(row.worded, changes, by=user, seen=read_version(data.get(f"{key}-version")))
    except NotAllowed:
        raise
    except Refusal as refusal:
        row.refusal = refusal
    else:
        row.is_saved = True
    return row


def _as_stored(rows: list[Row], present: list[Worded]) -> list[Row]:
    """The rows as they are now, with what was typed over those that were refused."""
    now = {row.key: row for row in present}
    shown = []
    for row in rows:
        fresh = Row(now.get(row.worded.key, row.worded), refusal=row.refusal)
        if row.refusal:
            fresh.typed = row.typed
        if isinstance(row.refusal, VersionConflict):
            fresh.differences = _differences(fresh)
        shown.append(fresh)
    return shown


def _differences(row: Row) -> list[Difference]:
    labels = {words.name: words.label for words in row.worded.words}
    return [
        Difference(name, f"{labels[name.rpartition('.')[0]]}, {OWN_NAMES[name.rpartition('.')[2]]}", theirs, mine)
        for name, mine in row.typed.items()
        if mine.strip() != (theirs := row.stored[name]).strip()
    ]
