"""The whole way of one answer: from an office's records to a public figure, and back down to the office.

Readable by non-programmers, as tests/test_story.py is. What must be refused on the way is in the tests of each page.
"""

import csv
import io
import json

import pytest
from django.test import Client

from tests.reading import Person
from tests.work import answer_all, open_shipped

STRATEGY = "Was the country team's communications strategy aligned with the Cooperation Framework?"
BEHIND = "indicators/RCS-2022-2025/2.1.1-a/2024/behind"


@pytest.fixture
def someone(accounts):
    """someone("validator") is a person who has signed in as that role."""

    def with_role(role):
        person = Person()
        person.signs_in(*accounts[role])
        return person

    return with_role


def public(address):
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode("utf-8-sig")


def test_the_way_of_one_answer(db, someone, people):
    # The questionnaire for 2024 opens: 132 country teams are to answer, and nobody has.
    open_shipped(2024, "team")
    custodian, editor, leader = someone("custodian"), someone("office_editor"), someone("team_leader")
    region, validator = someone("regional_team"), someone("validator")
    behind_now = "/entry/2024/RCS-2022-2025/2.1.1-a/behind/"
    assert "No response: 132" in custodian.opens(behind_now)

    # The office in Kenya brings its records up to date: the common country analysis was updated in June.
    records = editor.opens("/records/KEN/country-analyses/?day=2024-12-31")
    assert "14 June 2024" in records.press("Add", {"Updated on": "2024-06-14"})

    # Its questionnaire says so by itself, and asks the rest. The editor answers; here, one question by hand.
    assert "they say today: Yes" in editor.opens("/tasks/2024/KEN/sections/analysis/")
    page = editor.opens("/tasks/2024/KEN/sections/leadership/")
    saved = page.press("Save", ticking={STRATEGY: "Yes"})
    assert "1 of 3 answered or explained" in saved
    answer_all("2024/KEN", by=people.office_editor)

    # Only the team leader hands it in. From then on the office's answers are locked.
    assert "Submit the answers" not in editor.opens("/tasks/2024/KEN/check/").buttons
    submitted = leader.opens("/tasks/2024/KEN/check/").press("Submit the answers")
    assert "2024/KEN" in submitted
    assert "Save" not in editor.opens("/tasks/2024/KEN/sections/leadership/").buttons

    # Headquarters sees a preliminary figure, which nobody has accepted yet.
    assert "preliminary" in custodian.opens(behind_now)

    # The regional team has a question about one answer, and returns that one alone.
    [returning] = [words for words in region.opens("/review/answers/").buttons if words.startswith("Return this")]
    assert "Kenya" in returning
    region.opens("/review/answers/").press(
        returning,
        {
            "Question at issue (its code)": "communications-strategy",
            "What is the matter with it?": "Which part of the Cooperation Framework?",
        },
    )
    at_issue = editor.opens("/tasks/2024/KEN/sections/leadership/")
    assert "Which part of the Cooperation Framework?" in at_issue
    at_issue.press("Save", ticking={STRATEGY: "No"})
    leader.opens("/tasks/2024/KEN/check/").press("Submit the answers")

    # It endorses the rest, and headquarters accepts. Now the answers count.
    region.opens("/review/answers/2024/KEN/").press("Endorse")
    validator.opens("/review/answers/2024/KEN/").press("Accept")
    assert "From accepted answers 100%" in custodian.opens(behind_now)

    # The custodian takes the computed figure, somebody else validates it, and the publisher publishes.
    taken = custodian.opens("/entry/2024/").press("Use the computed figure RCS 2.1.1-a")
    taken.press("Submit RCS 2.1.1-a")
    validator.opens("/review/observations/").press("Validate RCS 2.1.1-a")
    someone("publisher").opens("/publish/").press("Publish", {"Reason": "The first answers for 2024."})

    # Everybody can take the figure apart, down to the office in Kenya; page, file and API say the same.
    page = Person().opens(f"/{BEHIND}/")
    assert "Kenya" in page
    rows = list(csv.DictReader(io.StringIO(public(f"/{BEHIND}.csv"))))
    assert [row["code"] for row in rows if row["counted"] == "numerator"] == ["KEN"]
    assert sum(row["counted"] == "no_response" for row in rows) == 131
    told = json.loads(public("/api/v1/observations/RCS-2022-2025/2.1.1-a/total/2024/behind/"))
    assert (told["value"], told["numerator"], told["denominator"], told["no_response"]) == ("100", "1", "1", 131)
    assert [row["name"]["en"] for row in told["respondents"] if row["counted"] == "numerator"] == ["Kenya"]

    # The answer that was corrected counts as corrected: no communications strategy.
    assert "From accepted answers 0%" in custodian.opens("/entry/2024/RCS-2022-2025/1.1.1-c/behind/")
