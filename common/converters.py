"""The parts that addresses are made of; codes may hold dots, hyphens and underscores (2.1.1-d,
RCS-2022-2025, 2022.estimate.2023.trust_fund.total).

Importing this module makes `<code:...>` and `<year:...>` known; `rcsystem.urls` does so before any other address.
"""

import re

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class CodeConverter(StringConverter):
    """A code: letters, digits, dots, hyphens and underscores, beginning with a letter or digit."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._\-]{0,59}"


def is_code(text: str) -> bool:
    """Whether an address could name it; what else is posted names nothing, and databases refuse some of it."""
    return re.fullmatch(CodeConverter.regex, text) is not None


class YearConverter(IntConverter):
    """A year in four digits, as an integer."""

    regex = r"[12][0-9]{3}"


register_converter(CodeConverter, "code")
register_converter(YearConverter, "year")
