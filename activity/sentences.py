"""Dotted verbs in words. Each app tells its own verbs, in a module `sentences` that is found when the site starts."""

from collections.abc import Mapping
from typing import Any

_SENTENCES: dict[str, Any] = {}


def register(sentences: Mapping[str, Any]) -> None:
    """Make verbs known: `{"accounts.user.created": _("made an account")}`; what they were done on follows."""
    _SENTENCES.update(sentences)


def sentence(verb: str) -> str:
    """What `verb` says, in the reader's language; a verb that nobody told is shown as it is."""
    return str(_SENTENCES.get(verb, verb))


def known_verbs() -> list[tuple[str, str]]:
    """Every verb with its words, in the order of the words."""
    return sorted(((verb, str(words)) for verb, words in _SENTENCES.items()), key=lambda pair: pair[1])
