"""Texts as searches and sorted lists compare them: what readers take for the same is the same, however it is written.

Case, accents, width (１ and 1) and the points of ё are dropped; so are the vowel signs and the stretching of Arabic,
whose forms of alef, of taa marbuta and of alef maqsura become one. All dashes are one. Nothing of this depends on a
language: a reader in any of the six finds words of all.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SAME = str.maketrans(
    {
        "ٱ": "ا",  # alef with wasla; those with hamza or madda come apart into alef and a mark
        "ة": "ه",
        "ى": "ي",
        "ـ": None,  # tatweel
        **dict.fromkeys("‐‒–—―−", "-"),
        **dict.fromkeys("’‘ʼ`´", "'"),
    }
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Codes and decimals; runs of Chinese characters, which have no spaces between words; words of every other script.
_WORD = re.compile(rf"[0-9]+(?:[.,][0-9]+)+(?:-[a-z0-9]+)?|[{_HAN}]+|[^\W{_HAN}]+")
_CHINESE = re.compile(rf"[{_HAN}]")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `places` say from which character of the original each of its characters comes."""

    text: str
    places: list[int]


def folded(text: str) -> Folded:
    """`text` folded, with the way back."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in _fold(character):
            characters.append(part)
            places.append(place)
    return Folded("".join(characters), places)


def fold(text: str) -> str:
    """The same without the way back."""
    return "".join(map(_fold, text))


def _fold(character: str) -> str:
    apart = unicodedata.normalize("NFKD", character)
    kept = "".join(part for part in apart if not unicodedata.combining(part))
    plain = kept.casefold().translate(_SAME)
    return "".join(str(unicodedata.digit(part, part)) for part in plain)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is looked for, folded."""

    text: str
    is_chinese: bool
    pattern: re.Pattern[str]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in a folded text, from the first on; none where it does not."""
        found = [match.span(1) for match in self.pattern.finditer(text)]
        return found or (self._by_pairs(text) if self.is_chinese else [])

    def _by_pairs(self, text: str) -> list[tuple[int, int]]:
        """Chinese that was typed without spaces may be several words: each of its characters has to stand
        beside one of its neighbours, all in one line of the text."""
        pairs = [self.text[place : place + 2] for place in range(len(self.text) - 1)]
        spans: list[tuple[int, int]] = []
        for line in re.finditer("[^\n]+", text):
            held = [pair in line[0] for pair in pairs]
            if held and all(before or after for before, after in zip([False, *held], [*held, False], strict=True)):
                of_line = [found.span() for pair in set(pairs) for found in re.finditer(re.escape(pair), line[0])]
                spans += [(line.start() + start, line.start() + end) for start, end in of_line]
        return _joined(sorted(spans))


def words_of(text: str) -> list[Word]:
    """The words of a folded text, each once."""
    return [word(found) for found in dict.fromkeys(_WORD.findall(text))]


def word(text: str) -> Word:
    """A word stands at the beginning of another, a letter alone; Chinese anywhere; Arabic also behind its particles."""
    if _CHINESE.match(text):
        return Word(text, True, re.compile(f"({re.escape(text)})"))
    if _ARABIC.match(text):
        bare = text.removeprefix(_ARTICLE) if len(text) > len(_ARTICLE) + 2 else text
        # "and", "in", "by", "for", "as", and the article, which are written together with the word
        return Word(bare, False, re.compile(rf"(?<!\w)[وفبكل]{{0,2}}(?:{_ARTICLE}|ل)?({re.escape(bare)})"))
    whole = r"(?!\w)" if len(text) == 1 else ""
    return Word(text, False, re.compile(rf"(?<!\w)({re.escape(text)}){whole}"))


def shortened(found: Word) -> Word:
    """The same word without its ending: `offices` finds `office`, `страны` finds `страна`. Short words stay."""
    length = len(found.text)
    if found.is_chinese or length < 5:
        return found
    return word(found.text[: length - (1 if length < 7 else 2)])


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in their order, those that touch or overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def marks(words: Sequence[Word], text: Folded) -> list[tuple[int, int]]:
    """Where the words stand in the original of `text`."""
    spans = sorted(span for each in words for span in each.spans(text.text))
    return [(text.places[start], text.places[end - 1] + 1) for start, end in _joined(spans)]
