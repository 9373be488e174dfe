"""What is read as a number, what is refused and why, and how a number is shown."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.numbers import (
    NumberRefused,
    canonical,
    digits_after_point,
    format_annex,
    format_number,
    format_value,
    quantize,
    read_canonical,
    read_number,
)

LANGUAGES = ["ar", "zh-hans", "en", "fr", "ru", "es"]
NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"

# typed -> what people's doors read, what the API reads: a number, or the code of the refusal
LITERALS = [
    # whole numbers and zeros
    ("0", "0", "0"),
    ("7", "7", "7"),
    ("40", "40", "40"),
    ("-3", "-3", "-3"),
    ("-0", "0", "0"),
    ("-0.0", "0", "0"),
    ("215000000", "215000000", "215000000"),
    ("007", "leading_zero", "not_canonical"),
    ("00.5", "leading_zero", "not_canonical"),
    ("01,234", "leading_zero", "not_canonical"),
    ("+5", "plus", "not_canonical"),
    # decimals
    ("40.0", "40", "40"),
    ("12.50", "12.5", "12.5"),
    ("-3.5", "-3.5", "-3.5"),
    ("1,5", "1.5", "not_canonical"),
    ("0.123", "0.123", "0.123"),
    ("0,123", "0.123", "not_canonical"),
    (".5", "0.5", "not_canonical"),
    ("-,5", "-0.5", "not_canonical"),
    ("5.", "not_a_number", "not_canonical"),
    ("1234,567", "1234.567", "not_canonical"),
    # groups of three
    ("1 234", "1234", "not_canonical"),
    (f"1{NBSP}234,5", "1234.5", "not_canonical"),
    (f"1{NARROW}234{NARROW}567,5", "1234567.5", "not_canonical"),
    (f"12{THIN}345", "12345", "not_canonical"),
    ("1 234,567", "1234.567", "not_canonical"),
    ("1,234.5", "1234.5", "not_canonical"),
    ("1.234,5", "1234.5", "not_canonical"),
    ("1,234.567", "1234.567", "not_canonical"),
    ("1,234,567", "1234567", "not_canonical"),
    ("-1.234.567", "-1234567", "not_canonical"),
    ("1,23,456", "grouping", "not_canonical"),
    ("12 34", "grouping", "not_canonical"),
    ("1  234", "grouping", "not_canonical"),
    ("0,123,456", "grouping", "not_canonical"),
    ("1,234 567", "grouping", "not_canonical"),
    ("1.234.5", "grouping", "not_canonical"),
    ("1,234.567,8", "grouping", "not_canonical"),
    # two readings; the API has one
    ("1,234", "ambiguous", "not_canonical"),
    ("1.234", "ambiguous", "1.234"),
    ("-12.345", "ambiguous", "-12.345"),
    ("100.000", "ambiguous", "100"),
    ("１，２３４", "ambiguous", "not_canonical"),
    ("١،٢٣٤", "ambiguous", "not_canonical"),
    # other digits and signs
    ("１２．５", "12.5", "not_canonical"),
    ("－５", "-5", "not_canonical"),
    ("\u22125", "-5", "not_canonical"),
    ("\u061c-5", "-5", "not_canonical"),
    ("٨١", "81", "not_canonical"),
    ("۸۱", "81", "not_canonical"),
    ("١٬٢٣٤٫٥", "1234.5", "not_canonical"),
    ("١٬٢٣٤", "1234", "not_canonical"),
    ("١٫٢٣٤", "1.234", "not_canonical"),
    ("1٢", "mixed_digits", "not_canonical"),
    ("１2", "mixed_digits", "not_canonical"),
    ("٤۵", "mixed_digits", "not_canonical"),
    # white space
    ("  40\r\n", "40", "not_canonical"),
    (f"\u3000{NBSP}40\t", "40", "not_canonical"),
    ("", "blank", "not_canonical"),
    (" \t", "blank", "not_canonical"),
    ("- 5", "not_a_number", "not_canonical"),
    ("4\x000", "control", "not_canonical"),
    ("\x1f40", "control", "not_canonical"),
    ("4\n0", "control", "not_canonical"),
    ("4\u200b0", "control", "not_canonical"),
    ("\ud800", "control", "not_canonical"),
    # signs and words that belong elsewhere
    ("81%", "percent", "not_canonical"),
    ("٨١٪", "percent", "not_canonical"),
    ("81 ％", "percent", "not_canonical"),
    ("$215", "currency", "not_canonical"),
    ("215 €", "currency", "not_canonical"),
    ("(5)", "brackets", "not_canonical"),
    ("（5）", "brackets", "not_canonical"),
    ("1e3", "exponent", "not_canonical"),
    ("1.5E+03", "exponent", "not_canonical"),
    ("NaN", "not_a_number", "not_canonical"),
    ("-Infinity", "not_a_number", "not_canonical"),
    ("2.15亿", "not_a_number", "not_canonical"),
    ("5万", "not_a_number", "not_canonical"),
    ("USD 5", "not_a_number", "not_canonical"),
    ("0x1F", "not_a_number", "not_canonical"),
    ("1_000", "not_a_number", "not_canonical"),
    ("5-", "not_a_number", "not_canonical"),
    ("--5", "not_a_number", "not_canonical"),
    ("-", "not_a_number", "not_canonical"),
    (".", "not_a_number", "not_canonical"),
    ("5²", "not_a_number", "not_canonical"),
    ("½", "not_a_number", "not_canonical"),
    ("४०", "not_a_number", "not_canonical"),
    # what the storage keeps
    ("99999999999.9999", "99999999999.9999", "99999999999.9999"),
    ("99,999,999,999.9999", "99999999999.9999", "not_canonical"),
    ("100000000000", "too_large", "too_large"),
    ("0.12345", "too_many_decimals", "too_many_decimals"),
    ("0.10000", "too_many_decimals", "too_many_decimals"),
]


def outcome(door: Callable[[str], Decimal], text: str) -> str:
    """What `door` makes of `text`: the number it reads, or the code of its refusal."""
    try:
        return str(door(text))
    except NumberRefused as refused:
        return refused.code


@pytest.mark.parametrize(("typed", "people_read", "api_reads"), LITERALS)
def test_each_literal_is_read_or_refused_as_the_table_says(typed: str, people_read: str, api_reads: str) -> None:
    assert outcome(read_number, typed) == people_read
    assert outcome(read_canonical, typed) == api_reads


@pytest.mark.parametrize("sent", [40, 0.25, True, None, ["40"], Decimal(40)])
def test_the_api_takes_numbers_only_as_strings(sent: object) -> None:
    with pytest.raises(NumberRefused) as refused:
        read_canonical(sent)
    assert refused.value.code == "not_text"


def test_an_ambiguous_number_is_refused_with_both_ways_to_write_it() -> None:
    with pytest.raises(NumberRefused, match=r"“-1,234” .* Write either -1234 or -1,2340"):
        read_number("-1,234")
    assert read_number("-1234") == -1234
    assert read_number("-1,2340") == Decimal("-1.234")


@pytest.mark.parametrize(("typed", "shown"), [("4\x000", "“4U+00000”"), ("\u202e5x", "U+202E5x"), ("x" * 99, "x…”")])
def test_a_refusal_shows_what_was_typed_safely_and_in_short(typed: str, shown: str) -> None:
    with pytest.raises(NumberRefused) as refused:
        read_number(typed)
    assert shown in refused.value.message
    assert refused.value.message == str(refused.value)


@pytest.mark.parametrize(
    ("value", "written"),
    [("40.00", "40"), ("1E+3", "1000"), ("0E-4", "0"), ("-0.00", "0"), ("1E-4", "0.0001"), ("-3.50", "-3.5")],
)
def test_the_canonical_form_is_plain(value: str, written: str) -> None:
    assert canonical(Decimal(value)) == written
    assert digits_after_point(Decimal(value)) == len(written.partition(".")[2])


def test_what_is_no_number_has_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="NaN"):
        canonical(Decimal("NaN"))


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (Decimal("0.5"), 0, "1"),
        (Decimal("1.5"), 0, "2"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-0.5"), 0, "-1"),
        (Decimal("-0.04"), 1, "0.0"),
        (Decimal("81"), 1, "81.0"),
        (Fraction(1400, 20), 1, "70.0"),
        (Fraction(200, 3), 1, "66.7"),
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(10**30 + 1, 2), 0, "5" + "0" * 28 + "1"),  # longer than the decimal context keeps
    ],
)
def test_halves_round_away_from_zero(value: Decimal | Fraction, decimals: int, rounded: str) -> None:
    assert str(quantize(value, decimals)) == rounded


@pytest.mark.parametrize(
    ("language", "number", "percent", "dollars", "large_sum"),
    [
        ("ar", "\u200e-1,234.5", "\u200e81.5%", f"1,234.50{NBSP}دولار", f"215{NBSP}مليون دولار"),
        ("zh-hans", "-1,234.5", "81.5%", "1,234.50美元", "2.15亿美元"),
        ("en", "-1,234.5", "81.5%", "$1,234.50", f"$215{NBSP}million"),
        (
            "fr",
            f"-1{NARROW}234,5",
            f"81,5{NBSP}%",
            f"1{NARROW}234,50{NBSP}dollars",
            f"215{NBSP}millions de dollars",
        ),
        ("ru", f"-1{NBSP}234,5", f"81,5{NBSP}%", f"1{NBSP}234,50{NBSP}долл. США", f"215{NBSP}млн долл. США"),
        ("es", "-1.234,5", f"81,5{NBSP}%", f"1.234,50{NBSP}dólares", f"215{NBSP}millones de dólares"),
    ],
)
def test_each_language_shows_numbers_its_own_way(
    language: str, number: str, percent: str, dollars: str, large_sum: str
) -> None:
    assert format_number(Decimal("-1234.50"), language) == number
    assert format_value(Decimal("81.5"), "percent", language) == percent
    assert format_value(Decimal("1234.5"), "usd", language) == dollars
    assert format_value(Decimal(215_000_000), "usd", language) == large_sum
    assert format_value(Decimal("-1234.50"), "number", language) == number


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    [
        ("0", "en", "$0"),
        ("12.5", "en", "$12.50"),
        ("-1500000", "en", f"-$1.5{NBSP}million"),
        ("1250000000", "en", f"$1.25{NBSP}billion"),
        ("1234560000", "en", f"$1,234.56{NBSP}million"),
        ("281812345", "en", "$281,812,345"),
        ("281812345", "zh-hans", "281,812,345美元"),
        ("1500000", "zh-hans", "150万美元"),
        ("1234560000", "zh-hans", "12.3456亿美元"),
        ("1500000", "fr", f"1,5{NBSP}million de dollars"),
        ("1200000000", "fr", f"1,2{NBSP}milliard de dollars"),
        ("1000000", "es", f"1{NBSP}millón de dólares"),
        ("1200000000", "es", f"1.200{NBSP}millones de dólares"),
        ("5000000", "ar", f"5{NBSP}ملايين دولار"),
        ("15", "ar", f"15{NBSP}دولارا"),
    ],
)
def test_large_sums_are_in_words_only_where_the_words_are_exact(value: str, language: str, shown: str) -> None:
    assert format_value(Decimal(value), "usd", language) == shown


def test_wanted_decimals_round_and_pad() -> None:
    assert format_number(Decimal("66.65"), "en", 1) == "66.7"
    assert format_number(Decimal("81"), "fr", 1) == "81,0"
    assert format_number(Decimal("-0.04"), "en", 1) == "0.0"
    assert format_value(Decimal("81.25"), "percent", "en", 0) == "81%"
    assert format_value(Decimal("12.5"), "usd", "en", 0) == "$13"


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="per mille"):
        format_value(Decimal(1), "per mille", "en")


stored = st.decimals(min_value=-99_999_999_999, max_value=99_999_999_999, places=4)
scribbles = st.text(alphabet="0123456789٠١٥９．.,٫٬ -−%e" + NBSP + NARROW, max_size=14)


@given(stored)
def test_the_canonical_form_reads_back(value: Decimal) -> None:
    assert read_canonical(canonical(value)) == value


@given(stored, st.integers(0, 4), st.sampled_from(LANGUAGES))
@example(Decimal("1.234"), 3, "en")
@example(Decimal("-1234"), 0, "es")
def test_what_a_page_shows_is_read_back_or_refused_as_ambiguous(value: Decimal, decimals: int, language: str) -> None:
    rounded = quantize(value, decimals)
    assert outcome(read_number, format_number(rounded, language)) in {canonical(rounded), "ambiguous"}
    assert outcome(read_number, format_number(rounded, language, decimals)) in {
        canonical(rounded),
        "ambiguous",
    }


@given(st.one_of(scribbles, stored.map(str), stored.map(canonical)))
def test_what_both_doors_accept_they_read_alike(text: str) -> None:
    try:
        of_people, of_api = read_number(text), read_canonical(text)
    except NumberRefused:
        return
    assert str(of_people) == str(of_api)


@given(st.one_of(scribbles, st.text()))
def test_every_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        answer = canonical(read_number(text))
    except NumberRefused as refused:
        answer = refused.message
    assert answer


@given(st.fractions(-(10**12), 10**12), st.integers(0, 4))
def test_rounding_is_symmetric_and_never_off_by_more_than_half(value: Fraction, decimals: int) -> None:
    rounded = quantize(value, decimals)
    assert quantize(-value, decimals) == -rounded
    assert abs(Fraction(rounded) - value) <= Fraction(1, 2 * 10**decimals)


# --- What tables of annexes show --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        ("281826.4", 1, "281 826.4", "281 826,4"),
        ("2752.4", 1, "2 752.4", "2 752,4"),
        ("206670", 1, "206 670.0", "206 670,0"),
        ("-240.1", 1, "(240.1)", "(240,1)"),
        ("1273", 0, "1 273", "1 273"),
        ("1234567.8", 1, "1 234 567.8", "1 234 567,8"),
        ("0", 1, "—", "—"),
        ("0.04", 1, "0.0", "0,0"),
        ("-0.04", 1, "0.0", "0,0"),
        ("99.95", 1, "100.0", "100,0"),
    ],
)
def test_tables_of_annexes_have_narrow_spaces_parentheses_and_dashes(value, decimals, english, french):
    for language, expected in (("en", english), ("zh", english), ("fr", french)):
        assert format_annex(Decimal(value), language, decimals) == expected.replace(" ", "\u202f")


@given(st.decimals(min_value=-(10**11) + 1, max_value=10**11 - 1, places=1, allow_nan=False))
def test_a_number_of_an_annex_can_be_read_back(value: Decimal):
    text = format_annex(value, "en", 1)
    read = Decimal(0) if text == "—" else read_number(text.strip("()"))
    assert (-read if text.startswith("(") else read) == value
