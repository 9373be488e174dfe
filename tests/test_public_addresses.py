"""Whatever stands in an address is looked for or is not there: no database is asked for what it cannot hold."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

NUL = "%00"


@pytest.mark.parametrize(
    "path",
    [
        f"/framework/?framework={NUL}",
        f"/framework.json?framework={NUL}",
        f"/charts/indicator/{NUL}/",
        f"/charts/series/{NUL}/total.csv",
        f"/charts/places/{NUL}/total/region.json",
        f"/charts/surveys/{NUL}/2024/plan/",
    ],
)
def test_a_character_that_no_database_keeps_names_nothing(path):
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["surveys/team/{}/plan/", "funding/{}/posts.csv", "funding/{}/budget-and-expenditure.csv"]
)
def test_a_year_of_more_digits_than_are_read_names_nothing(path):
    assert Client().get(f"/charts/{path.format('9' * 5_000)}").status_code == 404
