"""The interface's words in other languages: what the sources ask for, what a catalogue has, and the two compared.

Python and templates hold the English words; `locale/<language>/LC_MESSAGES/django.po` holds the others'. Everything
is done by Babel, so that no gettext tools have to be installed. `manage.py messages` is the door.
"""

import os
import re
from collections.abc import Iterator
from gettext import c2py
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Folders whose words no reader of the site meets.
LEFT_OUT = {"bench", "deploy", "docs", "locale", "migrations", "static", "tests", "var"}
_PLACEHOLDER = re.compile(r"%?%[sd](?![A-Za-z])|%\(\w+\)[sd]|\{\w*\}|</?\w+")
_HEADER = """\
# The words of the interface, written by hand beside the English ones that `manage.py messages` finds in the sources.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def words_of_sources(root: Path) -> Catalog:
    """Every message of the Python files and templates under `root`, each with the files that ask for it."""
    found = Catalog()
    for path in sorted(_sources(root)):
        place = path.relative_to(root).as_posix()
        for _line, words, comments, context in _messages(path):
            found.add(words, locations=[(place, 0)], auto_comments=comments, context=context)
    return found


def _sources(root: Path) -> Iterator[Path]:
    for folder in root.iterdir():
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in LEFT_OUT:
            for path in folder.rglob("*"):
                inside = path.relative_to(root).parts
                if path.suffix in {".py", ".html", ".txt"} and LEFT_OUT.isdisjoint(inside):
                    yield path


def _messages(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django's own view of a template, as Python without sense; without its indentation, Python's tokens.
        text = re.sub(r"(?m)^[ \t]+", "", templatize(text, origin=str(path)))
    yield from extract("python", BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",))


def read_catalogue(path: Path, language: str) -> Catalog:
    """The catalogue of a language; an empty one where there is no file yet."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write_catalogue(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue: sorted, without days, line numbers and what the sources no longer ask for."""
    body = BytesIO()
    write_po(body, catalogue, sort_output=True, omit_header=True, ignore_obsolete=True, include_lineno=False, width=100)
    header = _HEADER.format(language=catalogue.locale_identifier, plural_forms=catalogue.plural_forms)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(header + body.getvalue().decode(), encoding="utf-8")


def updated(catalogue: Catalog, found: Catalog) -> Catalog:
    """`catalogue` with what the sources ask for: new words empty, nothing guessed from words that look alike."""
    catalogue.update(found, no_fuzzy_matching=True)
    return catalogue


def faults(catalogue: Catalog, found: Catalog) -> Iterator[str]:
    """A sentence for each message that is missing, not translated, fuzzy, obsolete, or has other placeholders."""
    asked, present = set(_keys(found)), set(_keys(catalogue))
    for words, context in sorted(asked - present, key=str):
        yield f"missing: {_named(words, context)}"
    for words, context in sorted(present - asked, key=str):
        yield f"obsolete: {_named(words, context)}"
    for message in catalogue:
        if message.id:
            yield from _message_faults(message)


def _message_faults(message: Message) -> Iterator[str]:
    name = _named(_words(message), message.context)
    translations = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy:
        yield f"fuzzy: {name}"
    if not all(translations):
        yield f"not translated: {name}"
        return
    # A plural's English form has every placeholder; a singular may say "one" instead.
    wanted = set(_PLACEHOLDER.findall(_words(message)[-1]))
    for translation in translations:
        if set(_PLACEHOLDER.findall(str(translation))) != wanted:
            yield f"other placeholders or tags: {name}"
        elif wanted and "%" in re.sub(rf"%%|{_PLACEHOLDER.pattern}", "", str(translation)):
            yield f"a per cent sign that is not doubled: {name}"


def _words(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def _keys(catalogue: Catalog) -> Iterator[tuple[tuple[str, ...], str | None]]:
    return ((_words(message), message.context) for message in catalogue if message.id)


def _named(words: tuple[str, ...], context: str | None) -> str:
    return f"{words[0]!r}" + (f" ({context})" if context else "")


def _decoded(context: Any) -> str | None:
    """A context as text; Babel leaves those of a compiled catalogue as bytes."""
    return context.decode() if isinstance(context, bytes) else context


def _in_forms_of(ours: Catalog, theirs: Catalog, string: Any) -> Any:
    """The plural forms of another catalogue in the order and number of ours: Arabic's six are counted in two ways."""
    if not isinstance(string, list | tuple) or ours.plural_expr == theirs.plural_expr:
        return string
    form, their_form = c2py(ours.plural_expr), c2py(theirs.plural_expr)
    smallest = {form(number): number for number in reversed(range(200))}
    return tuple(string[their_form(smallest[place])] for place in range(ours.num_plurals))


def compile_catalogue(catalogue_file: Path, language: str, others: list[Path]) -> None:
    """Write the form that Django reads (.mo) beside ours (.po): its words, then those that only `others` have.

    `others` are catalogues of packages in Django's form; what an earlier one has, a later one does not change.

    Nothing is done where it is newer than all of them. The file is replaced at once, so that processes that start
    together read a whole one.
    """
    path = catalogue_file.with_suffix(".mo")
    if path.exists() and path.stat().st_mtime > max(source.stat().st_mtime for source in (catalogue_file, *others)):
        return
    catalogue = read_catalogue(catalogue_file, language)
    for other in others:
        with other.open("rb") as file:
            theirs = read_mo(file)
        for message in theirs:
            context = _decoded(message.context)
            if message.id and catalogue.get(message.id, context) is None:
                catalogue.add(message.id, _in_forms_of(catalogue, theirs, message.string), context=context)
    body = BytesIO()
    write_mo(body, catalogue)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    fresh.write_bytes(body.getvalue())
    fresh.replace(path)
