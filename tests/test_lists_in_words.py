"""What stands in a row is joined as the reader's language joins it, in whatever room the row is written."""

import re

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from common.translated import listed
from indicators.rule_words import answer_in_words
from publications.differences import Difference
from publications.fact_changes import rows_of

BETWEEN = {"en": ", ", "fr": ", ", "es": ", ", "ru": ", ", "zh": "、", "ar": "، "}
TEXTS = {"a": {"en": "One"}, "b": {"en": "Two"}}


@pytest.mark.parametrize("language", BETWEEN)
def test_items_answers_and_values_are_joined_as_the_language_joins_them(language):
    between = BETWEEN[language]
    values = [{"year": 2021, "value": "5"}, {"year": 2022, "value": "7"}]
    fact = {"code": "posts", "title": {"en": "Posts"}, "unit": "number", "values": values}
    with translation.override(language):
        assert listed(["one", "two"]) == f"one{between}two"
        assert answer_in_words("a b", TEXTS) == f"One{between}Two"
        (told,) = rows_of(
            [Difference("other", "facts", "E", "/facts/posts", None, fact)], {"facts": [fact], "look_alikes": []}
        )
        assert told.new == f"2021: 5{between}2022: 7"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/countries/", "/indicators/RCS-2022-2025/2.1.1-d/", "/funding/"])
def test_between_chinese_sentences_stands_no_space_and_between_english_ones_one(path):
    chinese = Client().get(f"/zh{path}").content.decode()
    assert re.search(r"。[^\s<]", chinese), "there are sentences to look at"
    assert not re.search(r"。\s+[\u4e00-\u9fff]", chinese)
    assert re.search(r"\w\. [A-Z]", Client().get(path).content.decode())


@pytest.mark.parametrize("language", BETWEEN)
def test_templates_join_links_as_the_language_joins_words(language):
    page = Template(
        "{% load site %}{% for name in names %}<b>{{ name }}</b>{% between forloop %}{% endfor %}|{{ names|listed }}|"
        '{% for name in names %}{{ name }}{% between forloop ";" %}{% endfor %}|a{% between %}b'
    )
    comma, semicolon = BETWEEN[language], {"zh": "；", "ar": "؛ "}.get(language, "; ")
    with translation.override(language):
        assert page.render(Context({"names": ["<1>", "2"]})) == (
            f"<b>&lt;1&gt;</b>{comma}<b>2</b>|&lt;1&gt;{comma}2|&lt;1&gt;{semicolon}2|a{comma}b"
        )


def test_no_template_writes_a_comma_of_english_between_the_items_of_a_loop():
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"forloop\.last %\}[,;] |join:[\"'][,;] ", text), path


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "between"), [("", ", "), ("/zh", "、"), ("/ar", "، ")])
def test_the_groups_of_a_country_are_joined_as_its_page_joins_them(language, between):
    page = Client().get(f"{language}/countries/?group=LLDC&region=AP").content.decode()
    assert f">LDC</abbr>{between}<abbr" in page
