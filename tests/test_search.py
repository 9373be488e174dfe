"""The search: every word has to be there, however it is written; codes first; other languages found, and marked so."""

import html
import json
import re

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from common.folding import fold, folded, marks, words_of
from publications.models import Document, Kind
from tests.public_pages import publish_second

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_both]


def get(text, path="/search/", **more):
    response = Client().get(path, {"q": text} | more)
    assert response.status_code == 200, text
    return response


def found(text, language="", **more):
    return json.loads(get(text, f"{language}/search.json", **more).content)


def named(text, kind, language=""):
    """The codes, or titles where there is none, of what is found of a kind."""
    results = found(text, language, kind=kind)["results"]
    return [result["code"] or result["title"] for result in results]


def page(text, path="/search/", **more):
    return get(text, path, **more).content.decode()


# --- Codes come first -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2.1.1-d",
        "RCS 2.1.1-d",
        "rcs 2.1.1-D",
        "RCS2.1.1-d",
        " 2.1.1-d ",
        "ＲＣＳ　２．１．１－ｄ",
        "2.1.1–d",
        "٢.١.١-d",
    ],
)
def test_an_indicator_is_found_by_its_code_however_it_is_written(text):
    said = found(text)
    assert (said["results"][0]["kind"], said["results"][0]["code"]) == ("indicator", "2.1.1-d")
    assert said["results"][0]["address"] == "http://testserver/indicators/RCS-2022-2025/2.1.1-d/"


def test_a_country_is_found_by_each_of_its_codes_before_any_word():
    for code in ("KEN", "ken", "KE", "404"):
        assert found(code)["results"][0]["code"] == "KEN", code
    assert found("in")["results"][0]["code"] == "IND"  # though every text has the word


def test_a_level_leads_to_all_that_is_within_it():
    codes = named("2.1.1", "indicator")
    assert codes == [f"2.1.1-{letter}" for letter in "abcde"]
    assert named("2.1.1", "level")[0] == "2.1.1"
    assert "2.1.1-a" not in named("2.11", "indicator")


# --- Words ------------------------------------------------------------------------------------------------------------


def test_every_word_has_to_be_there():
    women = named("women", "indicator")
    assert "3.4.1-a" in women
    narrower = named("women international", "indicator")
    assert "3.4.1-a" in narrower
    assert set(narrower) < set(women)
    assert found("women zeppelin")["results"] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cote d'ivoire", "CIV"),
        ("CÔTE D’IVOIRE", "CIV"),
        ("Ｋｅｎｙａ", "KEN"),
        ("turkiye", "TUR"),
        ("Кения", "KEN"),
        ("КЕНИЯ", "KEN"),
        ("肯尼亚", "KEN"),
        ("كينيا", "KEN"),
        ("كِينِيَا", "KEN"),
        ("كيـــنيا", "KEN"),
        ("الاردن", "JOR"),
        ("الأردن", "JOR"),
        ("أردن", "JOR"),
        ("سوريه", "SYR"),
    ],
)
def test_what_readers_take_for_the_same_is_the_same(text, code):
    assert code in named(text, "country")


def test_letters_of_one_kind_are_folded_into_one():
    assert fold("Ёлка, её") == fold("елка, ее")
    assert fold("إأآٱ") == "اااا"
    assert fold("مدرسة") == fold("مدرسه")
    assert fold("مُدَرِّس") == "مدرس"
    assert fold("ﷺ") == fold(fold("ﷺ"))
    assert fold("Ａ１－٣") == "a1-3"


def test_chinese_is_found_without_spaces_also_where_several_words_are_typed_as_one():
    assert found("国家工作队", "/zh")["results"]
    two_words = found("系统国家", "/zh")
    assert any(result["kind"] in {"indicator", "level"} for result in two_words["results"])
    assert found("国象", "/zh")["results"] == []


def test_a_word_with_another_ending_is_found_where_none_is_just_so():
    said = found("communicated strategies")
    assert said["loosely"] is True
    assert "1.1.1-c" in [result["code"] for result in said["results"]]
    assert found("communications strategy")["loosely"] is False
    assert "these have words that begin alike" in page("communicated strategies")


def test_a_note_is_found_and_shown_around_the_word(people):
    publish_second(people)
    [result] = found("June")["results"]
    assert (result["code"], result["context"]) == ("2.1.1-d", "As at June.")
    assert "As at <mark>June</mark>." in page("June")
    assert found("June", release="1")["results"] == []


def test_pages_tables_and_series_are_found():
    assert named("methodology", "page") == ["Methodology"]
    assert "observations" in named("observations", "table")
    assert named("women", "series") == ["Women", "Women and girls"]
    [women] = [each for each in found("women", kind="series")["results"] if each["title"] == "Women"]
    assert women["address"] == "http://testserver/indicators/RCS-2022-2025/1.1.1-a/#women"


def test_facts_of_the_report_lead_to_their_own_page_and_look_alikes_to_what_they_resemble():
    document = json.loads(Document.objects.get(release=1, kind=Kind.FACTS).text)
    fact, look_alike = document["facts"][0], document["look_alikes"][0]
    results = found(fact["title"]["en"], kind="fact")["results"]
    assert f"http://testserver/facts/{fact['code']}/" in [result["address"] for result in results]
    alike = found(look_alike["title"]["en"], kind="fact")["results"]
    address = f"http://testserver/indicators/{look_alike['framework']}/{look_alike['indicator']}/"
    assert address in [result["address"] for result in alike]


# --- Languages --------------------------------------------------------------------------------------------------------


def test_a_page_shows_its_own_language_and_marks_words_of_another():
    in_russian = page("Кения")
    assert re.search(r'<span lang="ru" dir="auto"><mark>Кения</mark></span>', in_russian)
    own = page("肯尼亚", "/zh/search/")
    assert "<mark>肯尼亚</mark>" in own
    assert 'lang="zh" dir="auto"' not in own
    assert found("Kenya", "/ru")["results"][0]["title"] == "Кения"


def test_what_stands_in_the_reader_s_language_comes_first():
    results = found("pays", "/fr")["results"]
    assert results[0]["language"] == "fr"
    assert results[0]["context_language"] in (None, "fr")


# --- The page ---------------------------------------------------------------------------------------------------------


def test_results_are_grouped_with_their_numbers_and_lead_to_all_of_a_kind():
    text = html.unescape(page("percentage"))
    assert re.search(r'<h2 id="indicator">Indicators <span class="soft">\d+</span></h2>', text)
    [address] = re.findall(r'href="(/search/\?q=percentage&kind=indicator)"', text)
    everything = Client().get(address).content.decode()
    count = next(each["count"] for each in found("percentage")["kinds"] if each["kind"] == "indicator")
    assert everything.count('class="code">RCS') == count
    assert "Results of all kinds" in everything


def test_what_a_page_has_no_room_for_stands_on_the_next_one_and_all_of_a_kind_are_shown_once(monkeypatch):
    [whole] = found("percentage", kind="indicator")["kinds"]
    monkeypatch.setattr("public.search.shown.ON_A_PAGE", 15)
    first, second = (found("percentage", kind="indicator", page=number) for number in ("1", "2"))
    assert [first["pages"], first["page"], second["page"]] == [2, 1, 2]
    assert first["kinds"] == second["kinds"] == [whole]
    codes = [row["code"] for answer in (first, second) for row in answer["results"]]
    assert len(codes) == len(set(codes)) == whole["count"]
    shown, other = (html.unescape(page("percentage", kind="indicator", page=number)) for number in ("1", "2"))
    assert (shown.count('class="code">RCS'), other.count('class="code">RCS')) == (15, whole["count"] - 15)
    assert "page 1 of 2" in shown
    assert 'rel="next" href="?q=percentage&kind=indicator&page=2"' in shown
    assert 'rel="prev" href="?q=percentage&kind=indicator&page=1"' in other
    assert "page 1 of" not in page("percentage")


@pytest.mark.parametrize("query", ["kind=indicator&page=2", "kind=indicator&page=0", "kind=indicator&page=x", "page=2"])
def test_a_page_of_results_that_there_is_not_is_not_found(query):
    for form in ("/search/", "/search.json"):
        assert Client().get(f"{form}?q=2.1.1-d&{query}").status_code == 404


def test_searching_stays_in_the_release_that_the_reader_asked_for(people):
    publish_second(people)
    text = page("2.1.1-d", release="1")
    assert "/indicators/RCS-2022-2025/2.1.1-d/?release=1" in text
    assert '<input type="hidden" name="release" value="1">' in text


def test_an_empty_and_a_too_long_query_are_answered_kindly():
    for text in ("", "   ", "(((", "…"):
        assert "Write a word, a code such as 2.1.1-d" in page(text)
    assert "Write a word" in Client().get("/search/").content.decode()
    assert "write at most 200 characters" in page("long " * 50)
    assert "Nothing in this release has all of these words." in page("zeppelin")


HOSTILE = [
    "<script>alert(1)</script>",
    "\0",
    "a\0b",
    "%",
    "_",
    "'; drop table publications_document; --",
    "\\",
    "[a-",
    "(?P<x>",
    "*" * 199,
    "\u202e\u200f\u0301",
    "ﷺ" * 199,
    "国" * 200,
    "ا" * 200,
    "🏳️‍🌈",
    "2.1.1-",
    "-",
    "rcs",
    "rcs ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_is_answered_and_escaped(text):
    shown = page(text)
    assert "<script>alert" not in shown
    json.loads(get(text, "/search.json").content)


def test_bytes_that_are_no_text_are_answered():
    for query in ("q=%ff%fe", "q=%ed%a0%80", "q=a&q=b", "q", "q=a&kind=", "q=a&release="):
        assert Client().get(f"/search/?{query}").status_code in (200, 404), query
    assert Client().get("/search/?q=a&kind=nothing").status_code == 404
    assert Client().post("/search/", {"q": "a"}).status_code == 405


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60), query=st.text(max_size=20))
def test_marks_lie_within_the_text_in_order_and_hold_what_was_looked_for(text, query):
    spans = marks(words_of(fold(query)), folded(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    kept = folded(text)
    assert kept.text == fold(text)
    assert len(kept.places) == len(kept.text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_what_is_folded_stays_so(text):
    assert fold(fold(text)) == fold(text)


def test_a_search_costs_the_look_up_alone_once_the_index_is_there(django_assert_num_queries):
    page("kenya")
    for text in ("percentage", "2.1.1-d", ""):
        with django_assert_num_queries(1):
            page(text)
