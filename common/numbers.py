"""Numbers as people write them, as the API writes them, and as pages show them. No float anywhere.

Two doors read. `read_number` takes what people type, in the separators and digits of the six United Nations
languages. It does not ask for the reader's language, because a spreadsheet travels between readers: what
could mean two numbers is refused, with both ways to write it. `read_canonical` takes the one form of the API.
What both accept, both read alike.
"""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The storage is DecimalField(max_digits=15, decimal_places=4); SQLite keeps no more than 15 digits.
MAX_DIGITS = 15
MAX_DECIMALS = 4
MAX_WHOLE_DIGITS = MAX_DIGITS - MAX_DECIMALS

_REFUSALS: dict[str, Promise] = {
    "blank": _("Nothing was written here."),
    "control": _("“%(typed)s” contains a character that cannot be seen. Type the number again."),
    "percent": _("“%(typed)s”: leave the sign out and write the number alone, for example 81.5."),
    "currency": _("“%(typed)s”: leave the currency sign out and write the number alone, for example 125000."),
    "plus": _("“%(typed)s”: leave the plus sign out."),
    "brackets": _("“%(typed)s”: leave the brackets out. A negative number has a minus sign, for example -5."),
    "mixed_digits": _("“%(typed)s” mixes the digits of two scripts. Write all digits in one script."),
    "exponent": _("“%(typed)s” is in scientific notation. Write the number out, for example 1200 for 1.2e3."),
    "not_a_number": _("“%(typed)s” is not a number. Write it in digits alone, for example 1234.5."),
    "leading_zero": _("“%(typed)s” begins with a zero too many. Write 7 for 007, and 0.5 for 00.5."),
    "grouping": _("The digits of “%(typed)s” are not in groups of three. Write 12345, 12 345 or 12,345.0."),
    "ambiguous": _("“%(typed)s” can be read in two ways. Write either %(large)s or %(small)s."),
    "too_large": _("“%(typed)s” is too large: at most %(most)s digits stand before the decimal mark."),
    "too_many_decimals": _("“%(typed)s” has too many decimals: at most %(most)s are kept."),
    "not_text": _('“%(typed)s” is not a JSON string. Send the number in quotation marks, for example "40".'),
    "not_canonical": _(
        "“%(typed)s” is not in the form of the API: digits, with a minus before and a point within if needed,"
        " without grouping, exponent, spaces or leading zeros; for example 40, -3.5 or 0.25."
    ),
}


class NumberRefused(ValueError):
    """A text that is no number. `code` is stable; `message` says what was typed and how to write it."""

    def __init__(self, code: str, typed: object, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self._details = {"typed": _visible(str(typed)), **details}

    @property
    def message(self) -> str:
        """The sentence, in the language that is active now."""
        return str(_REFUSALS[self.code]) % self._details

    def __str__(self) -> str:
        return self.message


def _visible(text: str, length: int = 40) -> str:
    """The beginning of `text`, with what cannot be seen (controls, surrogates, marks) as code points."""
    shown = "".join(f"U+{ord(c):04X}" if unicodedata.category(c)[0] == "C" else c for c in text[:length])
    return shown if len(text) <= length else shown + "…"


# --- The people's door --------------------------------------------------------------------------------------

# White space that people leave around a number, and the direction marks that stand before a minus in Arabic.
_AROUND = " \t\r\n\u00a0\u2009\u202f\u3000\u061c\u200e\u200f"
_ZEROS = "0\uff10\u0660\u06f0"  # ASCII, fullwidth, Arabic-Indic, extended Arabic-Indic
_PLAIN_CHARACTERS = (
    {0xFF01 + place: 0x21 + place for place in range(94)}  # the fullwidth copy of ASCII
    | {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)}
    | dict.fromkeys((0x00A0, 0x2009, 0x202F), " ")  # no-break, thin and narrow no-break space
    | {0x060C: ",", 0x2212: "-"}  # Arabic comma, minus sign
)

# Arabic marks mean one thing each: U+066C groups, U+066B begins the decimals. A comma or a dot may do either.
_DECIMALS = r"[.,\u066b](?P<decimals>[0-9]+)"
_PLAIN = re.compile(rf"(?P<whole>0|[1-9][0-9]*|(?=[.,\u066b]))(?:{_DECIMALS})?")
_GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<mark>[ ,.\u066c])[0-9]{3}(?:(?P=mark)[0-9]{3})*)"
    rf"(?:(?!(?P=mark)){_DECIMALS})?"
)
_TWO_WAYS = re.compile(r"(?P<front>[1-9][0-9]{0,2})(?P<mark>[.,])(?P<back>[0-9]{3})")


def read_number(text: str) -> Decimal:
    """The number that a person wrote in a form, grid or spreadsheet: "1 234,5" and "1,234.5" are 1234.5.

    Raises `NumberRefused` for what is no number, could be two ("1,234"), or has more digits than are stored.
    """
    typed = text.strip(_AROUND)
    if not typed:
        raise NumberRefused("blank", typed)
    if any(unicodedata.category(character)[0] == "C" for character in typed):
        raise NumberRefused("control", typed)
    if len({zero for zero in map(_zero_of, typed) if zero}) > 1:
        raise NumberRefused("mixed_digits", typed)
    plain = typed.translate(_PLAIN_CHARACTERS)
    sign, body = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    if two_ways := _TWO_WAYS.fullmatch(body):
        front, mark, back = two_ways.group("front", "mark", "back")
        # A fourth decimal makes the small number certain: groups have three digits.
        large, small = f"{sign}{front}{back}", f"{sign}{front}{mark}{back}0"
        raise NumberRefused("ambiguous", typed, large=large, small=small)
    read = _GROUPED.fullmatch(body) or _PLAIN.fullmatch(body)
    if not read:
        raise NumberRefused(_why_not(body), typed)
    return _within_limits(sign, re.sub("[^0-9]", "", read["whole"]) or "0", read["decimals"] or "", typed)


def _zero_of(character: str) -> str:
    """The zero of the script that a readable digit belongs to; "" for everything else."""
    return next((zero for zero in _ZEROS if 0 <= ord(character) - ord(zero) <= 9), "")


def _why_not(body: str) -> str:
    """The code for a text that has the shape of no number."""
    if re.search(r"[%\u066a\u2030]", body):
        return "percent"
    if any(unicodedata.category(character) == "Sc" for character in body):
        return "currency"
    if re.fullmatch(r"[0-9.,]+[eE][-+]?[0-9]+", body):
        return "exponent"
    if body.startswith("+"):
        return "plus"
    if re.fullmatch(r"\(.*\)", body):
        return "brackets"
    if not re.fullmatch(r"[0-9][0-9 .,\u066b\u066c]*[0-9]", body):
        return "not_a_number"
    return "leading_zero" if re.match(r"0[0-9]", body) else "grouping"


def _within_limits(sign: str, whole: str, decimals: str, typed: str) -> Decimal:
    """The number of these ASCII digits, if the storage keeps all of them."""
    if len(whole) > MAX_WHOLE_DIGITS:
        raise NumberRefused("too_large", typed, most=MAX_WHOLE_DIGITS)
    if len(decimals) > MAX_DECIMALS:
        raise NumberRefused("too_many_decimals", typed, most=MAX_DECIMALS)
    return Decimal(canonical(Decimal(f"{sign}{whole}.{decimals or 0}")))


# --- The API's door -----------------------------------------------------------------------------------------

_CANONICAL = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?")


def read_canonical(text: object) -> Decimal:
    """The number of an API string such as "40", "-3.5" or "0.25"; "40.0" is 40 and "-0" is 0.

    Raises `NumberRefused` for everything else, a JSON number included: it may have been a float on its way.
    """
    if not isinstance(text, str):
        raise NumberRefused("not_text", text)
    read = _CANONICAL.fullmatch(text)
    if not read:
        raise NumberRefused("not_canonical", text)
    sign, whole, decimals = read.groups(default="")
    return _within_limits(sign, whole, decimals, text)


def from_canonical(text: str | None) -> Decimal | None:
    """The number of a canonical text, as documents write it; None, where there is no value, stays None."""
    return None if text is None else Decimal(text)


def canonical(value: Decimal) -> str:
    """`value` as the API and releases write it: no exponent, no grouping, no trailing zeros, never "-0"."""
    if not value.is_finite():
        raise ValueError(f"{value} is no number")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def as_typed(value: Decimal) -> str:
    """`value` as a form or spreadsheet shows it for editing: `read_number` reads the text back as that number.

    Three decimals get a fourth, because "1.125" could be read as 1125.
    """
    text = canonical(value)
    return f"{text}0" if digits_after_point(value) == 3 else text


def digits_after_point(value: Decimal) -> int:
    """How many decimals `value` needs: 1 for 12.50, 0 for 40."""
    return len(canonical(value).partition(".")[2])


def quantize(value: Decimal | Fraction, decimals: int) -> Decimal:
    """`value` at `decimals` places, halves away from zero: 0.5 is 1 and -0.5 is -1.

    Readers check a rounded figure by hand and round halves up; half-even, Python's default, would look like a
    mistake. Away from zero on both sides, so that a falling series mirrors a rising one. Exact for fractions.
    """
    whole = int(abs(Fraction(value)) * 10**decimals + Fraction(1, 2))
    return Decimal(f"{'-' if value < 0 and whole else ''}{whole}E-{decimals}")


# --- What pages show ----------------------------------------------------------------------------------------

# Sums from a million are in words, as in United Nations prose, where the words give the sum exactly:
# (from, divided by, exact to, {plural form: words}). Other sums are in full, with the words of _DOLLARS.
_DOLLARS = {
    "ar": {"few": "{} دولارات", "many": "{} دولارا", "other": "{} دولار"},
    "zh": {"other": "{}美元"},
    "en": {"other": "${}"},
    "fr": {"one": "{} dollar", "other": "{} dollars"},
    "ru": {"other": "{} долл. США"},
    "es": {"one": "{} dólar", "other": "{} dólares"},
}
_BILLION, _MILLION = (10**9, 10**9, 10**7), (10**6, 10**6, 10**4)
_LARGE_SUMS = {
    "ar": [
        (*_BILLION, {"few": "{} بلايين دولار", "other": "{} بليون دولار"}),
        (*_MILLION, {"few": "{} ملايين دولار", "other": "{} مليون دولار"}),
    ],
    "zh": [(10**8, 10**8, 10**4, {"other": "{}亿美元"}), (10**6, 10**4, 10**4, {"other": "{}万美元"})],
    "en": [(*_BILLION, {"other": "${} billion"}), (*_MILLION, {"other": "${} million"})],
    "fr": [
        (*_BILLION, {"one": "{} milliard de dollars", "other": "{} milliards de dollars"}),
        (*_MILLION, {"one": "{} million de dollars", "other": "{} millions de dollars"}),
    ],
    "ru": [(*_BILLION, {"other": "{} млрд долл. США"}), (*_MILLION, {"other": "{} млн долл. США"})],
    "es": [(*_MILLION, {"one": "{} millón de dólares", "other": "{} millones de dólares"})],
}


# After an Arabic letter the sign would move to the other side of its number; this mark keeps it, as it keeps a minus.
_BEFORE_PER_CENT = {"ar": "\u200e"}


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


def _signed(value: Decimal, language: str, positive: str) -> str:
    """`positive` with the language's minus before it (in Arabic with the mark that keeps it on the left)."""
    minus: str = _locale(language).number_symbols["latn"]["minusSign"]
    return minus + positive if value < 0 else positive


def _digits(value: Decimal, language: str, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_locale(language))


def format_number(value: Decimal, language: str, decimals: int | None = None) -> str:
    """`value` for readers of `language` (a code such as "zh-hans"): English "1,234.5", French "1 234,5".

    `decimals` rounds and pads to that many places; None shows the decimals that the value has.
    """
    places = digits_after_point(value) if decimals is None else decimals
    shown = quantize(value, places)
    return _signed(shown, language, _digits(shown.copy_abs(), language, places))


def format_value(value: Decimal, unit: str, language: str, decimals: int | None = None) -> str:
    """`value` with its unit: "percent" (81 is "81%", French "81 %"), "number", or "usd" ("$215 million")."""
    match unit:
        case "number":
            return format_number(value, language, decimals)
        case "percent":
            # The locale's own pattern, filled by us: formatting 0.81 would need a division first.
            pattern: str = _locale(language).percent_formats[None].pattern
            written = pattern.replace("#,##0", format_number(value, language, decimals))
            return written if value < 0 else _BEFORE_PER_CENT.get(language, "") + written
        case "usd":
            return _format_dollars(value, language, decimals)
    raise ValueError(f"{unit} is no unit")


def format_change(difference: Decimal, unit: str, language: str) -> str:
    """A difference of two values, a rise with its sign, too: "+47", "-3", "+$5 million", and "0"."""
    plus: str = _locale(language).number_symbols["latn"]["plusSign"]
    return (plus if difference > 0 else "") + format_value(difference, unit, language)


def _format_dollars(value: Decimal, language: str, decimals: int | None) -> str:
    cents = 0 if value == int(value) else max(2, digits_after_point(value))
    places = cents if decimals is None else decimals
    shown = quantize(value, places)
    size = shown.copy_abs()
    words = _DOLLARS[_locale(language).language]
    for at_least, divisor, exact_to, large_words in _LARGE_SUMS[_locale(language).language]:
        if size >= at_least and size % exact_to == 0:
            size, words = size / divisor, large_words
            places = digits_after_point(size)
            break
    template = words.get(_locale(language).plural_form(size), words["other"]).replace(" ", "\u00a0", 1)
    return _signed(shown, language, template.format(_digits(size, language, places)))


# --- What tables of annexes show ----------------------------------------------------------------------------

NIL = "\u2014"
_BETWEEN_GROUPS = "\u202f"  # narrow, and no line is ever broken there


def format_annex(value: Decimal, language: str, decimals: int) -> str:
    """`value` as an annex of the United Nations prints it: "281 826.4", "(240.1)" below zero, "—" for nil.

    Only what is exactly zero is nil; what rounds to it is "0.0".
    """
    if not value:
        return NIL
    shown = quantize(value, decimals)
    whole, _, rest = format(shown.copy_abs(), "f").partition(".")
    mark: str = _locale(language).number_symbols["latn"]["decimal"]
    text = f"{int(whole):,}".replace(",", _BETWEEN_GROUPS) + (mark + rest if rest else "")
    return f"({text})" if shown < 0 else text
