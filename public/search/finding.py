"""What a query finds among the entries of a release: every word has to be there, codes come first, then titles."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from common.folding import Word, fold, shortened, words_of
from common.kept import kept
from common.translated import reader_language
from public.data.source import Source
from public.search.entries import KINDS, Entry, entries_of
from publications.models import Release

LONGEST = 200  # characters of a query
# What a match is worth: the whole code, the beginning of one, the whole title; a word in the title or in the text.
_CODE, _BEGINS_CODE, _TITLE, _IN_TITLE, _IN_BODY = 10_000, 5_000, 1_000, 20, 4
_WHOLE_WORD = 2  # times as much as the beginning of one
_SHOWN_AS = re.compile(r"^rcs\s*(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: whole, in chunks between spaces, each with its words."""

    whole: str
    chunks: tuple[tuple[str, tuple[Word, ...]], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that was found, how well, and which words in the texts of which language."""

    entry: Entry
    worth: int
    language: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """All matches by kind, the best kind first; `loosely`: by words without endings, as nothing had them whole."""

    query: Query
    by_kind: dict[str, list[Match]]
    loosely: bool = False

    @property
    def count(self) -> int:
        return sum(map(len, self.by_kind.values()))


def read_query(text: str) -> Query:
    """What was typed, folded; "RCS 2.1.1-d" is 2.1.1-d."""
    whole = _SHOWN_AS.sub("", " ".join(fold(text).split()))
    chunks = ((chunk, tuple(words_of(chunk))) for chunk in whole.split())
    return Query(whole, tuple((chunk, words) for chunk, words in chunks if words))


def index_of(release: Release) -> list[Entry]:
    """The entries of a release, made once by each build."""
    return kept(("search", release.number, release.sha256), lambda: entries_of(Source(release)))


def find(entries: Sequence[Entry], query: Query) -> Found:
    """Everything that has all words of the query; where nothing has, what has words that begin like them."""
    found = Found(query, _matches(entries, query))
    if found.by_kind:
        return found
    shorter = replace(query, chunks=tuple((chunk, tuple(map(shortened, words))) for chunk, words in query.chunks))
    matches = _matches(entries, shorter)
    return Found(shorter, matches, loosely=True) if matches else found


def _matches(entries: Iterable[Entry], query: Query) -> dict[str, list[Match]]:
    matches = [match for entry in entries if (match := _match(entry, query))] if query.chunks else []
    matches.sort(key=lambda match: -match.worth)
    kinds = sorted(
        {match.entry.kind for match in matches},
        key=lambda kind: (-max(match.worth for match in matches if match.entry.kind == kind), list(KINDS).index(kind)),
    )
    return {kind: [match for match in matches if match.entry.kind == kind] for kind in kinds}


def _match(entry: Entry, query: Query) -> Match | None:
    """The entry in the first of its languages that has all words, the reader's before the others."""
    own = reader_language()
    for language in sorted(entry.folded, key=lambda each: each != own):
        answer = _answer(entry, query, *entry.folded[language])
        if answer is not None:
            worth, words = answer
            return Match(entry, worth if language == own else worth // 2, language, words)
    return None


def _answer(entry: Entry, query: Query, title: str, body: str) -> tuple[int, tuple[Word, ...]] | None:
    """How well an entry answers in one language, and by which words; None where a word is nowhere."""
    if query.whole in entry.named:
        return _CODE, ()
    worth, found = _TITLE if query.whole == title else 0, []
    for chunk, words in query.chunks:
        if any(_begins(code, chunk) for code in entry.named):
            worth += _BEGINS_CODE // len(query.chunks)
            continue
        for word in words:
            added = _in(word, title) * _IN_TITLE or _in(word, body) * _IN_BODY
            if not added:
                return None
            worth += added
            found.append(word)
    return worth, tuple(found)


def _begins(code: str, chunk: str) -> bool:
    """Whether a code is this one, or a level above it: 2.1 of 2.1.1-d, and not of 2.11."""
    return code == chunk or (code.startswith(chunk) and chunk[-1].isdigit() and code[len(chunk)] in ".-")


def _in(word: Word, text: str) -> int:
    """0 where a word is not in a text, more where it is there as a whole."""
    spans = word.spans(text)
    if not spans:
        return 0
    whole = any(end == len(text) or not text[end].isalnum() for _start, end in spans)
    return _WHOLE_WORD if whole else 1
