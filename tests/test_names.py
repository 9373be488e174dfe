"""What a name and a note may hold, and in which spelling they are kept."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.names import NameRefused, clean_name, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" \r\n", ""),
        ("  Cabo Verde\n", "Cabo Verde"),
        ("\u00a0Togo\u3000", "Togo"),
        ("Co\u0302te d\u2019Ivoire", "Côte d\u2019Ivoire"),  # composed: one character for ô
        ("Tu\u0308rkiye", "Türkiye"),
        ("刚果民主共和国", "刚果民主共和国"),
        ("\u200fليبيا (2021)\u200e", "\u200fليبيا (2021)\u200e"),  # direction marks are part of Arabic text
        ("می\u200cشود", "می\u200cشود"),  # a zero-width non-joiner is spelling
        ("<b>&amp;", "<b>&amp;"),  # what a page has to escape is no business of a name
    ],
)
def test_a_name_is_composed_and_trimmed(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept
    assert clean_text(typed) == kept


@pytest.mark.parametrize("clean", [clean_name, clean_text])
@pytest.mark.parametrize(
    "character",
    [
        *("\x00", "\x07", "\x0b", "\x1b", "\x1f", "\x7f", "\x85", "\x9f"),  # controls
        *(
            "\u202a",
            "\u202b",
            "\u202c",
            "\u202d",
            "\u202e",
            "\u2066",
            "\u2067",
            "\u2068",
            "\u2069",
        ),  # direction
        *("\ud800", "\udfff"),  # lone surrogates
        *("\ufffe", "\uffff", "\U0001ffff"),  # no characters
    ],
)
def test_a_character_that_hides_or_breaks_is_refused_by_name_and_place(
    clean: Callable[[str], str], character: str
) -> None:
    for text in (f"  ab{character}c", f"  ab{character}"):
        with pytest.raises(NameRefused, match=rf"Character 5 \(U\+{ord(character):04X}\)") as refused:
            clean(text)
        refused.value.message.encode()


@pytest.mark.parametrize("character", ["\n", "\t", "\r", "\u2028", "\u2029"])
def test_a_name_has_one_line(character: str) -> None:
    with pytest.raises(NameRefused):
        clean_name(f"Cabo{character}Verde")


def test_a_note_may_have_lines_and_tabs() -> None:
    assert clean_text("\n first\r\nsecond\rthird\u2028fourth\tend \n") == "first\nsecond\nthird\nfourth\tend"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for clean in (clean_name, clean_text):
        try:
            kept = clean(text)
        except NameRefused:
            continue
        assert clean(kept) == kept
        assert unicodedata.is_normalized("NFC", kept)
