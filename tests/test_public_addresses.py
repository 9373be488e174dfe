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
