"""What changed in a report's own facts and look-alikes, in words."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.numbers import format_value
from common.translated import listed, reader_language, text_of
from publications.differences import Difference
from publications.finance import Told

Content = dict[str, Any]


def rows_of(found: Iterable[Difference], said: Content) -> Iterator[Told]:
    """The differences of one document in words, where it was there before and still is; `said` is what it says now."""
    facts = {row["code"]: row for row in said["facts"]}
    look_alikes = {f"{row['code']}.{row['year']}": row for row in said["look_alikes"]}
    wording = False
    for row in found:
        match row.path.strip("/").split("/"):
            case ["facts", _code] if isinstance(whole := row.new or row.old, dict):
                yield Told("other", text_of(whole["title"]).plain, _values(row.old), _values(row.new))
            case ["facts", code, "values", year] if isinstance(row.new or row.old, dict):
                old, new = (each and each["value"] for each in (row.old, row.new))
                yield Told("value", _titled(facts[code], year), *_shown(facts[code], old, new))
            case ["facts", code, "values", year, "value"]:
                yield Told("value", _titled(facts[code], year), *_shown(facts[code], row.old, row.new))
            case ["look_alikes", _place] if isinstance(whole := row.new or row.old, dict):
                yield Told("other", _titled(whole, whole["year"]), *_new_or_gone(row))
            case ["look_alikes", place, "value"]:
                known = look_alikes[place]
                yield Told("value", _titled(known, known["year"]), *_shown(known, row.old, row.new))
            case _:
                wording = True
    if wording:
        yield Told("text", _("titles, sources or paragraphs"), "", pgettext("document", "changed"))


def _titled(row: Content, year: object) -> str:
    return _("%(what)s, %(year)s") % {"what": text_of(row["title"]).plain, "year": year}


def _values(fact: Content | None) -> str:
    """Every value of a fact with its year, in one line."""
    if fact is None:
        return ""
    return listed(f"{row['year']}: {_number(fact, row['value'])}" for row in fact["values"])


def _shown(row: Content, old: str | None, new: str | None) -> tuple[str, str]:
    return _number(row, old), _number(row, new)


def _number(row: Content, text: str | None) -> str:
    return "" if text is None else format_value(Decimal(text), row["unit"], reader_language())


def _new_or_gone(row: Difference) -> tuple[str, str]:
    return "", pgettext("document", "new") if row.old is None else pgettext("document", "gone")
