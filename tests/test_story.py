"""The whole way of one number, from the person who enters it to everybody who reads it.

Readable by non-programmers: people open pages, type into fields and press buttons by the words that stand there
(`tests/reading.py` is their browser). What must be refused on the way is in the tests of each page.
"""

import json

import pytest
from django.test import Client

from tests.reading import Person

INDICATOR = "/indicators/RCS-2022-2025/2.1.1-d/"
ROW = "RCS 2.1.1-d"


@pytest.fixture
def someone(accounts):
    """someone("validator") is a person who has signed in as that role."""

    def with_role(role):
        person = Person()
        home = person.signs_in(*accounts[role])
        assert home.address == "/tasks/", home.text
        assert "Demonstration" in home
        return person

    return with_role


def api(address):
    answer = Client().get(f"/api/v1/{address}")
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_the_way_of_one_number(db, someone):
    everybody = Person()

    # The framework is published as the United Nations adopted it, with the values that the document itself reports:
    # satisfied Governments fell from 86 per cent in 2019 to 81 in 2021, and the target for 2025 is 90.
    published = everybody.opens(INDICATOR)
    assert "81%" in published
    assert "Regressed" in published

    # The custodian of the indicator opens the year 2024 and enters what the survey found: 115 of 132 Governments.
    custodian = someone("custodian")
    grid = custodian.opens("/entry/2024/")
    typed = {
        f"{ROW}: value": "87,1",  # as French or Russian keyboards write it
        f"{ROW}: numerator": "115",
        f"{ROW}: denominator": "132",
        f"{ROW}: source": "DESA survey of programme country Governments, 2024",
    }
    saved = grid.press(f"Save {ROW}", typed)
    assert "1 row saved" in saved
    assert "read as 87.1" in saved

    # It is handed in for checking, and locked.
    submitted = saved.press(f"Submit {ROW}")
    assert "1 row submitted" in submitted
    assert f"Save {ROW}" not in submitted.buttons

    # Nobody outside sees any of this yet.
    assert "87.1" not in everybody.opens(INDICATOR)
    assert api("observations/?indicator=2.1.1-d&year=2024")["results"] == []

    # Somebody else checks it. They first ask a question, and the custodian answers it.
    validator = someone("validator")
    queue = validator.opens("/review/observations/")
    assert "87.1%" in queue
    returned = queue.press(f"Return with a comment {ROW}", {"What is at issue?": "Is this the final dataset?"})
    assert "Is this the final dataset?" in custodian.opens("/entry/2024/")
    answered = custodian.opens("/entry/2024/").press(
        f"Submit {ROW}", {f"{ROW}: note": "Final dataset of 3 March 2025."}
    )
    assert "1 row submitted" in answered

    # Now it is validated: a figure that nobody can change. It is still not public.
    assert ROW not in [word for word in returned.buttons if word.startswith("Validate")]
    validator.opens("/review/observations/").press(f"Validate {ROW}")
    assert "87.1" not in everybody.opens(INDICATOR)

    # The publisher sees what would change, and that headquarters has to say first why a new value is behind its course.
    publisher = someone("publisher")
    preview = publisher.opens("/publish/")
    assert "87.1" in preview
    assert "Publish" not in preview.buttons
    said = "The survey reached fewer Governments than was planned."
    explained = custodian.opens("/publish/slippage/").press("Save", {"RCS 2.1.1-d: Why it is behind in 2024": said})
    assert "1 explanation is saved" in explained
    assert said not in everybody.opens(INDICATOR)

    # The publisher says why it is published, and publishes.
    after = publisher.opens("/publish/").press(
        "Publish", {"Reason": "Results of the 2024 survey of programme country Governments."}
    )
    assert after.address == "/releases/2/"

    # Everybody reads it, on the page and over the API: better than the baseline, and short of the pace that was due.
    page = everybody.opens(INDICATOR)
    assert "87.1%" in page
    assert "115 of 132" in page
    assert f"Why it is behind, 2024 {said}" in page
    series = api("indicators/RCS-2022-2025/2.1.1-d/")["series"][0]
    assert series["latest"] == {"value": "87.1", "year": 2024, "status": "reported", "origin": "entered"}
    assert series["rating"]["code"] == "behind"
    assert series["rating"]["working"] == {"p": "0.275", "e": "0.8333", "version": "1"}
    [row] = api("observations/?indicator=2.1.1-d&year=2024")["results"]
    assert (row["numerator"], row["denominator"], row["release"]) == ("115", "132", 2)

    # What was published before still reads as it did, word for word.
    as_published = everybody.opens(f"{INDICATOR}?release=1")
    assert "87.1" not in as_published
    assert "Regressed" in as_published

    # And the auditor can tell who did what, in which order.
    log = someone("auditor").opens("/activity/")
    assert "demonstration.example" in log
