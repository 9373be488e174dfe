"""Names and texts that people write: one spelling for what looks the same, and nothing in them that hides.

Text is kept in Unicode's composed form (NFC), so that "é" typed on two machines is one name. Refused are
control characters, which break files and feeds, and the characters that turn the direction of the text around
them, with which one name is made to look like another. The marks that Arabic needs (U+200E, U+200F, U+061C)
are kept.
"""

import unicodedata

from django.utils.translation import gettext as _

_TURNS_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n"})  # as some word processors paste them
_AROUND = " \t\r\n"


class NameRefused(ValueError):
    """A text with a character that may not be kept. `message` names it and its place."""

    code = "character_refused"

    def __init__(self, character: str, place: int) -> None:
        super().__init__(character, place)
        self.character = character
        self.place = place

    @property
    def message(self) -> str:
        """The sentence, in the language that is active now."""
        return _("Character %(place)s (%(character)s) cannot be kept in a text. Delete it, and type it anew.") % {
            "place": self.place,
            "character": f"U+{ord(self.character):04X}",
        }

    def __str__(self) -> str:
        return self.message


def clean_name(text: str) -> str:
    """`text` on one line, composed and without white space around it; "" stays "".

    Raises `NameRefused` for control characters (line ends and tabs too), lone surrogates, line separators,
    code points that are no characters, and overrides, embeddings and isolates of direction.
    """
    return _clean(text, allowed="")


def clean_text(text: str) -> str:
    r"""As `clean_name`, for notes: line ends (all become "\n") and tabs are kept."""
    return _clean(text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS), allowed="\n\t")


def folded(text: str) -> str:
    """`text` as it is compared where people look something up: neither capitals nor spaces around words count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _clean(text: str, allowed: str) -> str:
    begins = len(text) - len(text.lstrip(_AROUND))
    for place, character in enumerate(text.strip(_AROUND), start=begins + 1):
        if character not in allowed and _is_refused(character):
            raise NameRefused(character, place)
    return unicodedata.normalize("NFC", text).strip()


def _is_refused(character: str) -> bool:
    # Cc control, Cs surrogate, Zl and Zp line separators; the last two points of a plane are no characters.
    return (
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or character in _TURNS_DIRECTION
        or ord(character) & 0xFFFE == 0xFFFE
    )
