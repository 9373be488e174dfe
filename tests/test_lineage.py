"""The next framework: begun as a copy, prepared unseen, adopted, and each series followed into it."""

import pytest

from activity.models import Entry
from common.refusals import Invalid, NotAllowed, VersionConflict, WrongState
from frameworks.models import Framework
from indicators.choices import Descent
from indicators.definitions import change_definition, create_definition
from indicators.lineage import (
    adopt_framework,
    change_lineage,
    copy_framework,
    create_lineage,
    remove_lineage,
    series_without_lineage,
)
from indicators.models import FinanceRule, Indicator, Lineage, Observation, RollUpRule, Series
from publications.actions import preview_release

pytestmark = pytest.mark.django_db
NEXT = {
    "code": "RCS-2026-2029",
    "document": "E/2026/1",
    "title_en": "The next one",
    "first_year": 2026,
    "last_year": 2029,
}


@pytest.fixture(scope="module")
def copied_once(people_of_module):
    """One copy for the module: what a test does with it is undone at the test's end."""
    return copy_framework(Framework.objects.current(), NEXT, by=people_of_module.administrator).pk


@pytest.fixture
def first(copied_once, db):
    return Framework.objects.get(code="RCS-2022-2025")


@pytest.fixture
def copied(copied_once, db):
    return Framework.objects.get(pk=copied_once)


def series_of(framework, indicator="2.1.1-d"):
    return Series.objects.get(indicator__framework=framework, indicator__code=indicator)


def last_entry() -> Entry:
    return Entry.objects.order_by("-sequence")[0]


def test_the_copy_has_the_same_tree_words_and_rules(first, copied):
    for path in ("goals", "goals__outcomes", "goals__outcomes__outputs", "indicators", "indicators__series"):
        counts = [Framework.objects.filter(pk=row.pk).values_list(path).count() for row in (first, copied)]
        assert counts[0] == counts[1] > 1, path
    for model in (RollUpRule, FinanceRule):
        both = [model.objects.filter(series__indicator__framework=row).count() for row in (first, copied)]
        assert both[0] == both[1] > 0
    texts = [list(row.indicators.values_list("code", "title_en", "title_zh", "unit")) for row in (first, copied)]
    assert texts[0] == texts[1]


def test_its_baselines_and_targets_are_its_own_and_not_set_yet(copied):
    series = series_of(copied)
    assert (series.baseline_value, series.target_value, series.target_year) == (None, None, 2029)
    assert (series.baseline_note_en, series.target_note_zh) == ("Not set yet", "尚未确定")
    assert series.first_year == 2026


def test_every_series_is_continued_until_somebody_says_otherwise(first, copied):
    rows = Lineage.objects.filter(framework=copied)
    assert rows.count() == Series.objects.filter(indicator__framework=first).count() == 51
    assert set(rows.values_list("kind", flat=True)) == {Descent.CONTINUED}
    assert series_of(copied).ancestors.get().before == series_of(first)


def test_nobody_reports_on_it_or_reads_of_it_while_it_is_prepared(first, copied, people):
    assert not Observation.objects.filter(series__indicator__framework=copied).exists()
    keys = {draft.key for draft in preview_release(by=people.publisher).documents}
    assert first.code in keys
    assert not any("2026-2029" in key for key in keys)
    assert Framework.objects.current() == first


def test_what_is_prepared_is_edited_freely(copied, people):
    indicator = Indicator.objects.get(framework=copied, code="2.1.1-d")
    values = {"title_en": "Another title", "decimals": 2}
    changed = change_definition(indicator, values, by=people.administrator, seen=indicator.version)
    assert changed.title_en == "Another title"


def test_adopting_opens_its_observations_from_its_first_year_on(copied, people):
    adopted = adopt_framework(copied, by=people.administrator, seen=copied.version)
    assert Framework.objects.current() == adopted
    years = Observation.objects.filter(series__indicator__framework=copied).values_list("year", flat=True)
    assert all(year >= 2026 for year in years)
    keys = {draft.key for draft in preview_release(by=people.publisher).documents}
    assert copied.code in keys


def test_a_framework_is_adopted_once_and_over_the_version_that_was_seen(copied, people):
    with pytest.raises(VersionConflict):
        adopt_framework(copied, by=people.administrator, seen=copied.version + 1)
    adopted = adopt_framework(copied, by=people.administrator, seen=copied.version)
    with pytest.raises(WrongState, match="adopted already"):
        adopt_framework(adopted, by=people.administrator, seen=adopted.version)


def test_a_new_series_is_said_to_be_new_before_it_is_adopted(copied, people):
    indicator = Indicator.objects.get(framework=copied, code="2.1.1-d")
    fields = {"code": "islands", "title_en": "Islands", "target_year": 2029, "position": 9}
    notes = {"baseline_note_en": "Not set yet", "target_note_en": "Not set yet"}
    new = create_definition(Series, {"indicator": indicator, **fields, **notes}, by=people.administrator)
    with pytest.raises(WrongState, match=r"RCS-2026-2029/2\.1\.1-d/islands"):
        adopt_framework(copied, by=people.administrator, seen=copied.version)
    create_lineage({"framework": copied, "kind": Descent.NEW, "after": new}, by=people.administrator)
    assert series_without_lineage(copied) == []
    adopt_framework(copied, by=people.administrator, seen=copied.version)


def test_a_series_that_ends_is_said_to_be_dropped(first, copied, people):
    row = series_of(copied).ancestors.get()
    change_lineage(row, {"kind": Descent.DROPPED, "after": None}, by=people.administrator, seen=row.version)
    assert series_without_lineage(copied) == [series_of(copied)]
    create_lineage({"framework": copied, "kind": Descent.NEW, "after": series_of(copied)}, by=people.administrator)
    assert series_without_lineage(copied) == []


def test_a_lineage_is_taken_back_and_the_log_keeps_what_it_said(copied, people):
    row = series_of(copied).ancestors.get()
    remove_lineage(row, by=people.administrator, seen=row.version)
    assert {series.indicator.framework.code for series in series_without_lineage(copied)} == {
        "RCS-2022-2025",
        "RCS-2026-2029",
    }
    assert last_entry().verb == "indicators.lineage.removed"
    assert "RCS-2022-2025/2.1.1-d" in last_entry().text


def test_where_series_come_from_stands_once_the_framework_is_adopted(copied, people):
    row = series_of(copied).ancestors.get()
    adopt_framework(copied, by=people.administrator, seen=copied.version)
    for act in (
        lambda: change_lineage(row, {"kind": Descent.REWORDED}, by=people.administrator, seen=row.version),
        lambda: remove_lineage(row, by=people.administrator, seen=row.version),
        lambda: create_lineage(
            {"framework": copied, "kind": Descent.NEW, "after": series_of(copied)}, by=people.administrator
        ),
    ):
        with pytest.raises(WrongState, match="stands"):
            act()
    assert Lineage.objects.get(pk=row.pk).kind == Descent.CONTINUED


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "RCS-2026-2029"}, "code"),
        ({"code": "RCS-2022-2025"}, "code"),
        ({"code": "with spaces"}, "code"),
        ({"code": ""}, "code"),
        ({"first_year": 2022}, "first_year"),
        ({"title_en": ""}, "title_en"),
        ({"last_year": 2020}, "__all__"),
    ],
)
def test_a_copy_without_sense_is_refused_by_its_field_and_leaves_nothing(first, people, values, field):
    with pytest.raises(Invalid) as refused:
        copy_framework(first, NEXT | {"code": "RCS-2030"} | values, by=people.administrator)
    assert list(refused.value.errors) == [field]
    assert Framework.objects.count() == 2


def test_a_lineage_leads_from_an_earlier_framework_into_this_one(first, copied, people):
    row = series_of(copied).ancestors.get()
    for values, field in (
        ({"before": series_of(copied, "2.1.1-a")}, "before"),
        ({"after": series_of(first, "2.1.1-a")}, "after"),
    ):
        with pytest.raises(Invalid) as refused:
            change_lineage(row, values, by=people.administrator, seen=row.version)
        assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("person", ["custodian", "validator", "publisher", "auditor", "office_editor"])
def test_only_administrators_prepare_and_adopt(first, copied, people, person):
    with pytest.raises(NotAllowed):
        copy_framework(first, NEXT, by=getattr(people, person))
    with pytest.raises(NotAllowed):
        adopt_framework(copied, by=getattr(people, person), seen=copied.version)
    row = series_of(copied).ancestors.get()
    with pytest.raises(NotAllowed):
        remove_lineage(row, by=getattr(people, person), seen=row.version)
