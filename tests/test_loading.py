"""Frameworks and countries come from files: twice is once, and what breaks a rule is refused by file and place."""

import json
import shutil
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from activity.models import Entry
from common.yaml_files import FileRefused, read_yaml
from countries.loading import load_countries
from countries.models import Country, CountryTeam, Group, GroupMembership
from frameworks.models import Framework, ReportingYear
from indicators.facts import load_facts
from indicators.loading import load_framework
from indicators.models import Figure, Indicator, LookAlike, Observation, Series
from publications.actions import publish_release
from publications.models import Release
from tests.public_pages import words

SHIPPED = settings.BASE_DIR / "frameworks" / "data" / "e-2022-54" / "framework.yaml"
SECOND = Path(__file__).parent / "data" / "falling" / "framework.yaml"


def everything() -> dict[str, list[tuple]]:
    """Every row of every table of ours, hashes and the log included."""
    ours = [model for model in apps.get_models() if (settings.BASE_DIR / model.__module__.split(".")[0]).is_dir()]
    return {model._meta.db_table: list(model._default_manager.order_by("pk").values_list()) for model in ours}


# --- The shipped framework ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_shipped_framework_has_its_levels_series_values_and_years():
    framework = Framework.objects.get()
    assert (framework.code, framework.document) == ("RCS-2022-2025", "E/2022/54")
    outcomes = [outcome for goal in framework.goals.all() for outcome in goal.outcomes.all()]
    outputs = [output for outcome in outcomes for output in outcome.outputs.all()]
    assert [framework.goals.count(), len(outcomes), len(outputs)] == [3, 9, 22]
    assert [Indicator.objects.count(), Series.objects.count(), Figure.objects.count()] == [38, 51, 10]
    assert [(row.year, row.is_open) for row in ReportingYear.objects.order_by("year")] == [
        (2019, False),
        (2020, False),
        (2021, False),
        (2022, True),
        (2023, True),
        (2024, True),
        (2025, True),
    ]
    assert Observation.objects.count() == 51 * 7
    assert set(Figure.objects.values_list("origin", flat=True)) == {"as_reported"}


@pytest.mark.django_db
def test_loading_it_again_changes_nothing():
    before = everything()
    assert before["activity_entry"]
    output = StringIO()
    call_command("load_framework", str(SHIPPED), stdout=output)
    assert "nothing changed" in output.getvalue()
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("framework.yaml", "baseline: 55", "baseline: 56"),
        ("framework.yaml", "Percentage of resident coordinators,", "Share of resident coordinators,"),
        ("reported_values.yaml", "value: 46", "value: 47"),
    ],
)
def test_other_content_under_the_same_code_is_refused(tmp_path, name, old, new):
    before = everything()
    folder = shutil.copytree(SHIPPED.parent, tmp_path / "files")
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    with pytest.raises(CommandError, match="amended, not edited"):
        call_command("load_framework", str(folder / "framework.yaml"), stdout=StringIO())
    assert everything() == before


# --- A second framework ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_second_framework_stands_beside_the_first_and_waits_for_a_release():
    assert load_framework(SECOND).code == "TEST-2021-2025"
    assert Indicator.objects.filter(code="1.1.1-a").count() == 2
    assert Observation.objects.count() == 53 * 7
    zero = Figure.objects.get(observation__series__indicator__framework__code="TEST-2021-2025", value=0)
    assert zero.status == "reported"
    assert zero.note == "As at 2023-12."
    assert Release.objects.count() == 1
    assert load_framework(SECOND) is None


@pytest.mark.django_db
def test_a_text_in_one_language_is_english():
    framework = load_framework(SECOND)
    goal = framework.goals.get()
    assert (framework.title_en, framework.title_zh) == ("A framework for tests", None)
    assert (goal.title_en, goal.title_zh) == ("Less waiting", "减少等待")


@pytest.mark.django_db
def test_a_baseline_or_target_that_the_source_does_not_give_says_so(tmp_path):
    content = read_yaml(SECOND)
    row = series_of(content)
    row.update({"baseline": None, "baseline_year": None, "target": None})
    load_framework(written(tmp_path, content))
    series = Series.objects.get(indicator__framework__code="TEST-2021-2025", indicator__code="1.1.1-a")
    assert (series.baseline_value, series.target_value) == (None, None)
    assert series.baseline_note_en == series.target_note_en == "Not given in the source"


# --- What is refused ------------------------------------------------------------------------------------------------


def written(folder: Path, content: dict, values: list | None = None) -> Path:
    """A framework file, and values beside it."""
    path = folder / "framework.yaml"
    path.write_text(yaml.safe_dump(plain(content), allow_unicode=True))
    if values is not None:
        (folder / "reported_values.yaml").write_text(yaml.safe_dump({"values": values}))
    return path


def plain(content):
    """`content` in the types that YAML writes."""
    match content:
        case dict():
            return {name: plain(value) for name, value in content.items()}
        case list():
            return [plain(value) for value in content]
        case Decimal():
            return float(content)
    return content


def indicator_of(content: dict) -> dict:
    return content["goals"][0]["outcomes"][0]["outputs"][0]["indicators"][0]


def series_of(content: dict) -> dict:
    return indicator_of(content)["series"][0]


def repeat(rows: list) -> None:
    rows.append(dict(rows[0]))


FAULTS = {
    "no code": (lambda c: c["framework"].pop("code"), r"\$.framework: 'code' is a required property"),
    "wrong type": (lambda c: c["framework"].update(first_year="soon"), r"first_year: 'soon' is not of type 'integer'"),
    "unknown word": (lambda c: indicator_of(c).update(direction="sideways"), r"direction: 'sideways' is not one of"),
    "unknown key": (lambda c: series_of(c).update(basline=3), "'basline' was unexpected"),
    "no series": (lambda c: indicator_of(c).update(series=[]), r"series: \[\] should be non-empty"),
    "decimals": (lambda c: series_of(c).update(target=20.5), "series total: target_value: This indicator keeps 0 dec"),
    "digits": (lambda c: series_of(c).update(target=10**12), "series total: target_value: Ensure that there are no"),
    "no year": (lambda c: series_of(c).pop("baseline_year"), "series total: a baseline has a value and a year, or nei"),
    "no baseline": (lambda c: series_of(c).update(baseline=None), "a baseline has a value and a year, or neither"),
    "target first": (lambda c: series_of(c).update(target_year=2020), "series total: target_year: The target year can"),
    "milestone outside": (
        lambda c: series_of(c).update(milestones=[{"year": 2030, "value": 30}]),
        "series total, milestone 2030: year: A milestone lies between",
    ),
    "two milestones": (
        lambda c: series_of(c).update(milestones=[{"year": 2023, "value": 30}] * 2),
        "series total, milestone 2023: .*already exists",
    ),
    "goal twice": (lambda c: repeat(c["goals"]), "goal 1: .*already exists"),
    "outcome twice": (lambda c: repeat(c["goals"][0]["outcomes"]), "outcome 1.1: .*already exists"),
    "output twice": (lambda c: repeat(c["goals"][0]["outcomes"][0]["outputs"]), "output 1.1.1: .*already exists"),
    "indicator twice": (
        lambda c: repeat(c["goals"][0]["outcomes"][0]["outputs"][0]["indicators"]),
        "indicator 1.1.1-a: .*already exists",
    ),
    "series twice": (lambda c: repeat(indicator_of(c)["series"]), "series total: .*already exists"),
    "years reversed": (lambda c: c["framework"].update(last_year=2020), "framework TEST-2021-2025: "),
    "long code": (
        lambda c: indicator_of(c).update(code="1" * 30),
        "indicator 1{30}: code: Ensure this value has at mo",
    ),
    "hidden text": (
        lambda c: indicator_of(c).update(title="Share\u202eof offices"),
        r"indicator 1.1.1-a: title_en: Character 6 \(U\+202E\)",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("break_it", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_a_framework_that_breaks_a_rule_is_refused_by_file_and_place(tmp_path, break_it, message):
    content = read_yaml(SECOND)
    break_it(content)
    path = written(tmp_path, content)
    before = everything()
    with pytest.raises(FileRefused, match=message) as refused:
        load_framework(path)
    assert str(path) in str(refused.value)
    assert everything() == before


VALUE = {"indicator": "1.1.1-a", "series": "total", "year": 2023, "value": 40, "paragraph": 3}
VALUE_FAULTS = {
    "unknown indicator": ([VALUE | {"indicator": "9.9.9"}], "9.9.9 total 2023: no such series or reporting year"),
    "unknown year": ([VALUE | {"year": 1999}], "1.1.1-a total 1999: no such series or reporting year"),
    "text": ([VALUE | {"value": "forty"}], "'forty' is not of type 'number'"),
    "decimals": ([VALUE | {"value": 40.5}], "1.1.1-a total 2023: value: This indicator keeps 0 decimals; 40.5 has mo"),
    "too much": ([VALUE | {"value": 140}], "1.1.1-a total 2023: value: A share cannot be more than 100 per cent"),
    "no paragraph": ([{**VALUE, "paragraph": None}], "paragraph: None is not of type"),
    "twice": ([VALUE, VALUE], "1.1.1-a total 2023 stands there twice"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("values", "message"), VALUE_FAULTS.values(), ids=VALUE_FAULTS.keys())
def test_a_reported_value_that_breaks_a_rule_refuses_the_whole_framework(tmp_path, values, message):
    path = written(tmp_path, read_yaml(SECOND), values)
    before = everything()
    with pytest.raises(FileRefused, match=message) as refused:
        load_framework(path)
    assert "reported_values.yaml" in str(refused.value)
    assert everything() == before


BAD_FILES = {
    "an unquoted comma in a text": (
        "title: {en: Offices, teams and others, zh: 办事处}",
        r"framework.title: .*'teams and",
    ),
    "a key twice": ("title: A\n  title: B", "“title” stands here twice(.|\n)*line 5"),
    "infinity": ("title: A\n  mandate: .inf", "“.inf” is not a decimal number(.|\n)*line 5"),
    "sixtieths": ("title: A\n  mandate: 1:30.5", "“1:30.5” is not a decimal number"),
    "no YAML": ("title: [A", "expected ',' or ']'"),
}


@pytest.mark.parametrize(("title", "message"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_file_that_cannot_be_read_is_refused_with_its_line(db, tmp_path, title, message):
    path = tmp_path / "framework.yaml"
    path.write_text(
        f"goals: []\nframework:\n  code: T\n  {title}\n  document: A/1\n  first_year: 2021\n  last_year: 2025\n"
    )
    with pytest.raises(FileRefused, match=message) as refused:
        load_framework(path)
    assert str(path) in str(refused.value)


def test_the_command_says_why_and_exits_with_1(db, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.yaml") as refused:
        call_command("load_framework", str(tmp_path / "nowhere.yaml"))
    assert refused.value.returncode == 1


# --- Countries ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_there_are_162_countries_served_by_132_teams_eight_of_them_multi_country():
    assert (Country.objects.count(), CountryTeam.objects.count()) == (162, 132)
    served = [team.countries.count() for team in CountryTeam.objects.prefetch_related("countries")]
    assert sum(number > 1 for number in served) == 8
    assert sum(served) == 162
    assert set(CountryTeam.objects.values_list("code", flat=True)) <= set(
        Country.objects.values_list("iso3", flat=True)
    )


@pytest.mark.django_db
def test_kosovo_carries_its_note_in_every_language_and_has_no_m49():
    kosovo = Country.objects.get(iso3="XKX")
    assert kosovo.m49 == ""
    assert "Security Council resolution 1244 (1999)" in kosovo.note_en
    for language in settings.MODELTRANSLATION_LANGUAGES:
        assert "1244" in getattr(kosovo, f"note_{language}")


@pytest.mark.django_db
def test_every_country_has_a_name_in_all_six_languages():
    for country in Country.objects.all():
        for language in settings.MODELTRANSLATION_LANGUAGES:
            assert getattr(country, f"name_{language}").strip()


@pytest.mark.django_db
@pytest.mark.parametrize(("iso3", "last_day"), [("BTN", date(2023, 12, 12)), ("STP", date(2024, 12, 12))])
def test_countries_that_left_a_group_belong_to_it_until_that_day(iso3, last_day):
    membership = GroupMembership.objects.get(country__iso3=iso3, group=Group.LDC)
    assert membership.valid_to == last_day
    least_developed = GroupMembership.objects.filter(country__iso3=iso3, group=Group.LDC)
    assert least_developed.current(last_day).exists()
    assert not least_developed.current(date(2026, 1, 1)).exists()


@pytest.mark.django_db
def test_loading_the_countries_again_changes_nothing():
    before = everything()
    assert load_countries() is False
    assert everything() == before


def test_an_empty_database_is_filled_and_says_so_in_the_log(empty_database):
    assert load_countries() is True
    load_framework(SHIPPED)
    assert list(Entry.objects.order_by("sequence").values_list("verb", flat=True)) == [
        "countries.list.loaded",
        "frameworks.framework.loaded",
    ]


# --- The report's own facts ------------------------------------------------------------------------------------------


def test_a_release_made_before_there_were_facts_says_so_and_the_next_one_holds_them(empty_database):
    call_command("load_countries", stdout=StringIO())
    publish_release("Before there were facts.", by=None)
    page = words("/facts/")
    assert "Release 1 of" in page
    assert "does not hold any facts of the report" in page
    assert "not the same as none having been reported" in page
    assert Client().get("/facts/rcos/").status_code == 404
    assert load_facts(SHIPPED.with_name("facts.yaml")) == 10 + 31 + 39  # sources, facts and their values
    assert not LookAlike.objects.exists()  # the framework that they resemble indicators of is not loaded
    publish_release("With the facts.", by=None)
    assert "131 in 2022" in words("/facts/rcos/")
    assert len(json.loads(Client().get("/facts.json").content)) == 39
    assert json.loads(Client().get("/facts.json?release=1").content) == []
