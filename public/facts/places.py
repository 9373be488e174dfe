"""Where in a document something stands, in words."""

import re

from django.utils.translation import gettext as _

_TABLE_OF_ANNEX_I = re.compile(r"annex I, table (\d+)")


def paragraph_words(paragraph: str) -> str:
    """As released documents name a place: "10", "summary", "annex I, table 4"; what else there is stays as it is."""
    if paragraph.isdecimal():
        return _("paragraph %(number)s") % {"number": paragraph}
    if paragraph == "summary":
        return _("summary of the report")
    if table := _TABLE_OF_ANNEX_I.fullmatch(paragraph):
        return _("annex I, table %(number)s") % {"number": table[1]}
    return paragraph


def place_words(document: str, paragraph: str) -> str:
    """The document and the place in it: E/2022/54, paragraph 10."""
    return _("%(document)s, %(place)s") % {"document": document, "place": paragraph_words(paragraph)}
