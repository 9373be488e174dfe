"""Texts and links that people enter: cleaned, or refused with a sentence, alike at every door of every room."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from common.names import NameRefused, clean_name, clean_text
from common.refusals import Invalid

MAX_TEXT = 5000  # characters
MAX_LINKS = 20
_is_link = URLValidator(schemes=["http", "https"])


@dataclass(slots=True)
class Faults:
    """Sentences by field, collected so that everything wrong is said at once."""

    by_field: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, sentence: Any) -> None:
        self.by_field[name].append(sentence)

    def refuse(self) -> None:
        """Raise Invalid where there are any."""
        if self.by_field:
            raise Invalid(self.by_field)


def checked_text(name: str, text: str, faults: Faults, *, most: int = MAX_TEXT) -> str:
    """`text` cleaned; "" where it cannot be kept, which is then among the faults of `name`."""
    try:
        cleaned = clean_text(text)
    except NameRefused as error:
        faults.add(name, error.message)
        return ""
    if len(cleaned) > most:
        faults.add(name, _("At most %(most)s characters.") % {"most": f"{most:,}".replace(",", " ")})
    return cleaned


def checked_sentence(name: str, text: str, *, missing: Any = "", most: int = MAX_TEXT) -> str:
    """A text that has to be there, cleaned; `missing` is what is said where it is not. Raises Invalid under `name`."""
    faults = Faults()
    cleaned = checked_text(name, text, faults, most=most)
    if not cleaned and not faults.by_field:
        faults.add(name, missing or _("Say it in a sentence."))
    faults.refuse()
    return cleaned


def checked_links(name: str, links: Iterable[str], faults: Faults) -> list[str]:
    """The web addresses, cleaned, without empty ones."""
    kept = [cleaned for link in links if (cleaned := _checked_link(name, link, faults))]
    if len(kept) > MAX_LINKS:
        faults.add(name, _("At most %(number)s links.") % {"number": MAX_LINKS})
    return kept


def _checked_link(name: str, link: str, faults: Faults) -> str:
    try:
        cleaned = clean_name(link)
        if cleaned:
            _is_link(cleaned)
    except NameRefused as error:
        faults.add(name, error.message)
        return ""
    except ValidationError:
        faults.add(name, _("“%(link)s” is not a web address (http or https).") % {"link": link})
    return cleaned
