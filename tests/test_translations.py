"""A framework's texts in further languages: shipped, marked as unofficial, and added to what was loaded before them."""

import shutil
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from activity.models import Entry
from frameworks.models import Framework, Goal
from indicators.loading import add_later_translations, load_framework
from indicators.models import Indicator, Series
from tests.public_pages import body, content_of

FILE = settings.BASE_DIR / "frameworks/data/e-2022-54/framework.yaml"
LATER = ("fr", "es", "ru", "ar")


def without_later_languages(content):
    """The file as it was before further languages came."""
    if isinstance(content, dict):
        return {
            name: without_later_languages(value)
            for name, value in content.items()
            if name != "document_language" and not (name in LATER and "en" in content)
        }
    return [without_later_languages(each) for each in content] if isinstance(content, list) else content


@pytest.fixture
def before(empty_database, tmp_path: Path) -> Path:
    """A framework loaded from the file as it was; the folder that it was loaded from."""
    path = tmp_path / "framework.yaml"
    path.write_text(yaml.safe_dump(without_later_languages(yaml.safe_load(FILE.read_text())), allow_unicode=True))
    for beside in ("reported_values.yaml", "reporting_years.yaml"):
        shutil.copy(FILE.with_name(beside), tmp_path)
    load_framework(path)
    return path


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru"])
def test_every_text_of_the_framework_is_there_in_every_language(language):
    for model in (Goal, Indicator, Framework):
        assert not model.objects.filter(**{f"title_{language}": ""}).exists()
        assert not model.objects.filter(**{f"title_{language}": None}).exists()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(("prefix", "said"), [("", True), ("/fr", True), ("/ar", True), ("/zh", False)])
def test_pages_say_that_a_wording_is_no_official_one_where_it_is_not(prefix, said):
    for page in ("/framework/", "/indicators/RCS-2022-2025/2.1.1-d/"):
        assert ('class="soft small unofficial"' in body(prefix + page)) is said, page


@pytest.mark.usefixtures("db")
def test_a_release_says_in_which_languages_its_wording_is_unofficial():
    assert content_of("framework", "RCS-2022-2025")["unofficial"] == ["en", "fr", "es", "ru", "ar"]
    assert content_of("indicator", "RCS-2022-2025/2.1.1-d")["unofficial"] == ["en", "fr", "es", "ru", "ar"]


def test_loading_again_adds_the_languages_that_came_later_and_changes_nothing_else(before):
    goal = Goal.objects.get(code="1")
    assert (goal.title_en, goal.title_fr, goal.version) == ("Leadership of the resident coordinator system", None, 1)
    assert load_framework(FILE) is None
    goal.refresh_from_db()
    assert goal.title_fr == "Rôle directeur du système des coordonnateurs résidents"
    assert goal.version == 2
    assert Framework.objects.get().document_language == "zh"
    assert Series.objects.exclude(title_en="").filter(title_ru__in=["", None]).count() == 0
    assert Entry.objects.filter(verb="frameworks.framework.translated").count() == 1
    assert load_framework(FILE) is None
    assert Entry.objects.filter(verb="frameworks.framework.translated").count() == 1


def test_preparing_again_adds_them_too(before):
    assert add_later_translations(FILE) > 0
    assert Goal.objects.get(code="1").title_ar
    assert add_later_translations(FILE) == 0


def test_a_framework_loaded_from_another_wording_gains_nothing(empty_database, tmp_path):
    path = tmp_path / "framework.yaml"
    path.write_text(FILE.read_text().replace("Leadership of the resident", "Direction of the resident"))
    load_framework(path)
    Goal.objects.update(title_fr=None)
    assert add_later_translations(FILE) == 0
    assert Goal.objects.get(code="1").title_fr is None


def test_a_text_whose_english_was_amended_keeps_its_languages(before):
    Goal.objects.filter(code="1").update(title_en="Leadership", title="Leadership")
    load_framework(FILE)
    assert Goal.objects.get(code="1").title_fr is None
    assert Goal.objects.get(code="2").title_fr
