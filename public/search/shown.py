"""What was found, as pages and the JSON answer show it: the title, and the context with what was found marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from common.folding import Word, folded, marks
from common.translated import reader_language, text_of
from public.search.entries import COUNTRY, INDICATOR, KINDS, LEVEL, REGION
from public.search.finding import Found, Match
from public.shown import ShownRelease

MOST_OF_A_KIND, ON_A_PAGE = 5, 100
_KNOWN_BY_CODE = {LEVEL, COUNTRY, REGION}  # the codes of other kinds are for programs
AROUND = 80  # characters of context on each side


@dataclass(frozen=True, slots=True)
class Result:
    """One result. Texts bear their language where it is not the page's; `code` is "" where there is none to show."""

    code: str
    title: SafeString
    context: SafeString
    address: str
    plain: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind: a page of them, or the first; how many there are, and where all of them stand."""

    kind: str
    label: str
    count: int
    page: Page[Match]
    results: list[Result]
    all_address: str


def groups(found: Found, release: ShownRelease, text: str, kind: str, number: int) -> list[Group]:
    """The results by kind, the first of each; of the one that was asked for the page of that number.

    Raises Http404 for a page that there is not.
    """
    asked = {each: matches for each, matches in found.by_kind.items() if kind in ("", each)}
    if number > 1 and not (kind and asked):
        raise Http404
    return [_group(each, matches, release, text, number if kind else 0) for each, matches in asked.items()]


def _group(kind: str, matches: list[Match], release: ShownRelease, text: str, number: int) -> Group:
    """`number` is 0 where the first results are asked for, and not a page of all."""
    page = _page(matches, number) if number else _page(matches[:MOST_OF_A_KIND], 1)
    more = not number and len(matches) > MOST_OF_A_KIND
    all_address = release.address("public:search", q=text, kind=kind) if more else ""
    results = [_result(match, release) for match in page.object_list]
    return Group(kind, str(KINDS[kind]), len(matches), page, results, all_address)


def _page(matches: list[Match], number: int) -> Page[Match]:
    try:
        return Paginator(matches, ON_A_PAGE).page(number)
    except EmptyPage as error:
        raise Http404 from error


def _result(match: Match, release: ShownRelease) -> Result:
    entry, words = match.entry, match.words
    title = text_of(entry.titles)
    code = entry.codes[0] if entry.codes else ""
    context, language = _context(match, words, title.language)
    address = release.address(entry.place[0], *entry.place[1:], by=dict(entry.query))
    whole = f"{address}#{entry.anchor}" if entry.anchor else address
    plain = {"kind": entry.kind, "code": code or None, "title": title.plain, "language": title.language}
    said = {"context": context or None, "context_language": language if context else None}
    return Result(
        f"RCS {code}" if entry.kind == INDICATOR else code if entry.kind in _KNOWN_BY_CODE else "",
        _in_language(marked(title.plain, words), title.language),
        _in_language(marked(context, words), language),
        whole,
        plain | said,
    )


def _context(match: Match, words: Sequence[Word], title_language: str) -> tuple[str, str]:
    """The piece of text that a word was found in, where the title does not show it: (text, language)."""
    entry, language = match.entry, match.language
    texts = list(entry.bodies.get(language, ()))
    if language != title_language:
        texts.insert(0, entry.titles.get(language, ""))
    else:
        title = folded(entry.titles.get(language, ""))
        if all(word.spans(title.text) for word in words):
            return "", language
    scored = [(len({word.text for word in words if word.spans(folded(text).text)}), text) for text in texts]
    best = max(scored, key=lambda pair: pair[0], default=(0, ""))
    return (_cut(best[1], words), language) if best[0] else ("", language)


def _cut(text: str, words: Sequence[Word]) -> str:
    """The text around the first word found, whole words on both sides."""
    places = marks(words, folded(text))
    start, end = max(places[0][0] - AROUND, 0), min(places[0][1] + AROUND, len(text))
    while start > 0 and not text[start - 1].isspace() and places[0][0] - start < AROUND + 20:
        start -= 1
    while end < len(text) and not text[end].isspace() and end - places[0][1] < AROUND + 20:
        end += 1
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"


def marked(text: str, words: Sequence[Word]) -> SafeString:
    """The text, with what was looked for marked."""
    pieces, at = [], 0
    for start, end in marks(words, folded(text)):
        pieces += [escape(text[at:start]), format_html("<mark>{}</mark>", text[start:end])]
        at = end
    return SafeString("".join([*pieces, escape(text[at:])]))


def _in_language(text: SafeString, language: str) -> SafeString:
    if not text or language == reader_language():
        return text
    return format_html('<span lang="{}" dir="auto">{}</span>', language, text)


def as_json(found_groups: list[Group], root: str) -> Iterator[dict[str, Any]]:
    """The results one after the other, with whole addresses."""
    for group in found_groups:
        for result in group.results:
            yield result.plain | {"address": root + result.address}
