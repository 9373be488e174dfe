"""The shipped Member States: all 193 under the UN's names, in the Group of 77 on the days that docs/data.md tells."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from common.names import clean_name

ROOT = Path(settings.BASE_DIR)
LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
FOUNDED = date(1964, 6, 15)


def rows_of(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


STATES = {row["iso3"]: row for row in rows_of("finance/data/member_states.csv")}


def members(day: date) -> set[str]:
    """Those in the Group of 77 on a day."""
    return {
        iso3
        for iso3, row in STATES.items()
        if row["g77"] == "1"
        and (not row["g77_from"] or date.fromisoformat(row["g77_from"]) <= day)
        and (not row["g77_to"] or day <= date.fromisoformat(row["g77_to"]))
    }


def test_there_are_193_each_once_in_the_order_of_their_codes():
    codes = [row["iso3"] for row in rows_of("finance/data/member_states.csv")]
    assert len(codes) == len(set(codes)) == 193
    assert codes == sorted(codes)
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in codes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_member_state_has_a_name_of_its_own_in_every_language(language):
    names = [row[language] for row in STATES.values()]
    assert len(set(names)) == 193
    assert all(name and clean_name(name) == name for name in names)


def test_a_name_is_the_one_that_the_countries_have():
    states = {row["iso3"]: row for row in rows_of("countries/data/country_names.csv") if row["member_state"] == "1"}
    assert states.keys() == STATES.keys()
    for iso3, row in STATES.items():
        assert {language: row[language] for language in LANGUAGES} == {
            language: states[iso3][language] for language in LANGUAGES
        }
    for country in rows_of("countries/data/countries.csv"):
        if country["iso3"] in STATES:
            assert STATES[country["iso3"]]["en"] == country["name_en"]
            assert STATES[country["iso3"]]["zh"] == country["name_zh"]


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2013, 5, 8), 131),
        (date(2013, 11, 1), 132),
        (date(2019, 1, 1), 133),
        (date(2019, 9, 28), 134),
        (date(2020, 3, 1), 133),
        (date(2026, 1, 1), 133),
    ],
)
def test_so_many_member_states_were_in_the_group_of_77_as_was_said_at_the_time(day, count):
    assert len(members(day)) == count


def test_76_of_the_77_founders_are_member_states_today():
    # Yugoslavia is no more; Viet Nam, unified later, is in from before our records.
    founders = {iso3 for iso3, row in STATES.items() if row["g77_from"] == FOUNDED.isoformat()}
    assert len(founders | {"VNM"}) == 76
    assert STATES["VNM"]["g77"] == "1"


def test_who_is_in_and_who_is_out():
    today = members(date(2026, 1, 1))
    assert {"CHN", "IND", "BRA", "ZAF", "SSD"} <= today
    assert not today & {"FRA", "USA", "NZL", "RUS", "TUV", "KOR", "MEX", "CYP", "MLT", "ROU", "PLW", "BIH"}
    assert STATES["NZL"]["g77"] == "0"


@pytest.mark.parametrize(
    ("iso3", "last"),
    [
        ("MEX", date(1994, 5, 17)),
        ("KOR", date(1996, 12, 11)),
        ("CYP", date(2004, 4, 30)),
        ("ROU", date(2006, 12, 31)),
        ("BIH", date(2020, 2, 29)),
    ],
)
def test_who_left_is_a_member_up_to_the_last_day_alone(iso3, last):
    assert iso3 in members(last)
    assert iso3 not in members(date.fromordinal(last.toordinal() + 1))


def test_days_stand_only_beside_a_membership_and_one_begins_before_it_ends():
    for row in STATES.values():
        days = [date.fromisoformat(row[name]) for name in ("g77_from", "g77_to") if row[name]]
        assert row["g77"] in {"0", "1"}
        assert days == sorted(days)
        assert not (days and row["g77"] == "0")
        assert all(day >= FOUNDED for day in days)
