"""The interface speaks six languages wherever it speaks English, and tools that are not there are not needed for it."""

import re
from datetime import date
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from common.catalogues import (
    KEYWORDS,
    compile_catalogue,
    faults,
    read_catalogue,
    updated,
    words_of_sources,
    write_catalogue,
)
from common.management.commands.messages import catalogue_path

TEMPLATE = """\
{% load i18n %}
  <p>{% translate "Sign in" %}</p>
<div>
      {% blocktranslate trimmed with name=person.name %}
        {{ name }} gives 5% of
        the way
      {% endblocktranslate %}
  {% blocktranslate count counter=rows %}{{ counter }} row{% plural %}{{ counter }} rows{% endblocktranslate %}
</div>
"""
PYTHON = """\
from django.utils.translation import gettext as _, pgettext_lazy

NUMBER = pgettext_lazy("unit", "number")


def sentence(name: str) -> str:
    return _("%(name)s was " "returned.") % {"name": name}
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for path, text in {
        "app/page.html": TEMPLATE,
        "app/views.py": PYTHON,
        "app/migrations/0001.py": '_("Not for readers")',
        "tests/test_page.py": '_("Not for readers")',
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def message(catalogue: Catalog, words: str, context: str | None = None) -> Message:
    found = catalogue.get(words, context)
    assert found, f"the catalogue does not have “{words}”"
    return found


def _translated(sources: Path) -> Catalog:
    catalogue = updated(Catalog(locale="zh"), words_of_sources(sources))
    for words, context, chinese in (
        ("Sign in", None, "登录"),
        ("%(name)s gives 5%% of the way", None, "%(name)s走完5%%的路程"),
        ("%(counter)s row", None, ("%(counter)s行",)),
        ("number", "unit", "数目"),
        ("%(name)s was returned.", None, "%(name)s已退回。"),
    ):
        message(catalogue, words, context).string = chinese
    return catalogue


def test_every_word_of_the_interface_is_there_in_every_language_with_the_same_placeholders():
    try:
        call_command("messages", "--check")
    except CommandError as error:
        pytest.fail(str(error))


def test_words_are_found_in_python_and_templates_but_not_in_migrations_and_tests(sources):
    found = words_of_sources(sources)
    assert {message.id for message in found if message.id} == {
        "Sign in",
        "%(name)s gives 5%% of the way",
        ("%(counter)s row", "%(counter)s rows"),
        "number",
        "%(name)s was returned.",
    }
    assert message(found, "number", "unit").context == "unit"
    assert message(found, "Sign in").locations == [("app/page.html", 0)]


def test_a_translated_catalogue_has_no_faults(sources):
    assert list(faults(_translated(sources), words_of_sources(sources))) == []


def test_what_is_not_translated_missing_obsolete_or_fuzzy_is_named(sources):
    catalogue = _translated(sources)
    message(catalogue, "Sign in").string = ""
    catalogue.delete("number", "unit")
    catalogue.add("Sign up", "注册")
    message(catalogue, "%(name)s was returned.").flags.add("fuzzy")
    assert sorted(faults(catalogue, words_of_sources(sources))) == [
        "fuzzy: '%(name)s was returned.'",
        "missing: 'number' (unit)",
        "not translated: 'Sign in'",
        "obsolete: 'Sign up'",
    ]


@pytest.mark.parametrize("chinese", ["已退回。", "%(person)s已退回。", "<b>%(name)s</b>已退回。"])
def test_a_translation_with_other_placeholders_or_tags_is_named(sources, chinese):
    catalogue = _translated(sources)
    message(catalogue, "%(name)s was returned.").string = chinese
    assert list(faults(catalogue, words_of_sources(sources))) == [
        "other placeholders or tags: '%(name)s was returned.'"
    ]


def test_a_per_cent_sign_beside_placeholders_is_doubled(sources):
    catalogue = _translated(sources)
    message(catalogue, "%(name)s was returned.").string = "%(name)s已退回5%。"
    sentence = "a per cent sign that is not doubled: '%(name)s was returned.'"
    assert list(faults(catalogue, words_of_sources(sources))) == [sentence]


def test_writing_twice_gives_the_same_file_without_days_and_places_of_this_machine(sources, tmp_path):
    path = tmp_path / "locale/zh/LC_MESSAGES/django.po"
    write_catalogue(_translated(sources), path)
    first = path.read_text()
    write_catalogue(updated(read_catalogue(path, "zh"), words_of_sources(sources)), path)
    assert path.read_text() == first
    assert "Date" not in first
    assert str(tmp_path) not in first


def test_what_the_sources_no_longer_ask_for_leaves_the_catalogue(sources, tmp_path):
    path = tmp_path / "locale/zh/LC_MESSAGES/django.po"
    catalogue = _translated(sources)
    (sources / "app/views.py").unlink()
    write_catalogue(updated(catalogue, words_of_sources(sources)), path)
    assert "returned" not in path.read_text()


def test_a_catalogue_is_compiled_again_only_after_a_change(sources, tmp_path):
    path = tmp_path / "locale/zh/LC_MESSAGES/django.po"
    write_catalogue(_translated(sources), path)
    compile_catalogue(path, "zh", [])
    compiled = path.with_suffix(".mo")
    first = compiled.stat()
    compile_catalogue(path, "zh", [])
    assert compiled.stat().st_ino == first.st_ino
    assert [file.name for file in path.parent.iterdir() if file != path] == ["django.mo"]


def test_chinese_is_spoken_by_this_site_by_django_and_by_the_packages():
    with translation.override("zh"):
        assert gettext("regressed") == "倒退"
        assert pgettext("unit", "number") == "数目"
        assert gettext("This field is required.") == "该字段是必填项。"  # Django
        assert gettext("Forgot your password?") == "忘记密码？"  # allauth


def _rows_in_arabic() -> str:
    """A catalogue of another package, whose Arabic forms are in the order that Django gives them."""
    forms = "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"
    words = "".join(f'msgstr[{place}] "form {place}"\n' for place in range(6))
    return f'msgid ""\nmsgstr ""\n"Plural-Forms: {forms}\\n"\n\nmsgid "row"\nmsgid_plural "rows"\n{words}'


@pytest.mark.parametrize(("number", "form"), [(0, 0), (1, 1), (2, 2), (7, 3), (11, 4), (100, 5), (102, 5), (111, 4)])
def test_plurals_of_other_packages_keep_their_sense_where_they_count_forms_otherwise(tmp_path, number, form):
    packages, ours = tmp_path / "package.mo", tmp_path / "django.po"
    with packages.open("wb") as file:
        write_mo(file, read_po(BytesIO(_rows_in_arabic().encode()), locale="ar"))
    write_catalogue(Catalog(locale="ar"), ours)
    compile_catalogue(ours, "ar", [packages])
    with ours.with_suffix(".mo").open("rb") as file:
        assert GNUTranslations(file).ngettext("row", "rows", number) == f"form {form}"


def test_a_plural_that_lacks_a_form_of_its_language_is_named(sources):
    path = sources / "ar.po"
    catalogue = updated(Catalog(locale="ar"), words_of_sources(sources))
    rows = message(catalogue, "%(counter)s row")
    rows.string = ("%(counter)s صف",) * 5
    write_catalogue(catalogue, path)
    named = list(faults(read_catalogue(path, "ar"), words_of_sources(sources)))
    assert "not translated: '%(counter)s row'" in named


@pytest.mark.django_db
def test_the_chinese_sign_in_page_is_chinese_to_its_last_label():
    page = Client().get("/zh/accounts/login/").content.decode()
    assert '<html lang="zh"' in page
    for english in ("Sign in", "Password", "E-mail", "Email", "Skip to", "Forgot"):
        assert english not in page


@pytest.mark.parametrize(("language", "written"), [("en", "22 April 2022"), ("zh", "2022年4月22日")])
def test_django_writes_dates_as_the_united_nations_do(language, written):
    with translation.override(language):
        assert date_format(date(2022, 4, 22)) == written


def test_every_language_but_the_sources_own_has_a_catalogue():
    languages = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    assert languages
    for language in languages:
        assert catalogue_path(language).exists()


def test_gettext_goes_by_names_that_the_search_for_words_knows():
    calls = re.compile(r"from django\.utils\.translation import (?:\(([^)]*)\)|(.*))")
    for path in settings.BASE_DIR.glob("[a-z]*/**/*.py"):
        for several, one in calls.findall(path.read_text(encoding="utf-8")):
            for name in (several or one).replace("\n", " ").split(","):
                imported, _as, called = name.strip().partition(" as ")
                if "gettext" in imported:
                    assert (called or imported) in KEYWORDS, path
