"""Answers out of files: all rows or none, every fault by its row, and a second time nothing changes."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from activity.models import Entry
from common.spreadsheets import MAX_BYTES, write_csv, write_xlsx
from surveys.imports import COLUMNS
from surveys.models import Answer
from tests.work import answer, answered, give, opened, question, questionnaire, submit_answers

pytestmark = pytest.mark.django_db

YEAR = 2032
ROWS = [
    ("GOV-KEN", "trust", "reported", "agree", ""),
    ("GOV-KEN", "meetings", "estimated", "1,234.5", ""),
    ("GOV-KEN", "themes", "reported", "water; food", ""),
    ("GOV-KEN", "signed-on", "reported", "2024-06-30", ""),
    ("GOV-FJI", "trust", "withheld", "", "The Government asked for it."),
    ("GOV-FJI", "themes", "reported", "", ""),  # none of these
]


@pytest.fixture(autouse=True)
def asked(db):
    questions = [
        question("trust", "scale", choices=["agree", "disagree"]),
        question("meetings", "number"),
        question("themes", "multiple", choices=["food", "water"]),
        question("signed-on", "date"),
        question("remarks", "text", required=False),
    ]
    return opened(questionnaire(YEAR, questions, respondent="government", disclosure="none"))


@pytest.fixture
def run(people, tmp_path):
    def importing(content, *flags, by=None, name="answers.csv", kind="government", year=YEAR):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else write_csv(COLUMNS, content))
        said = io.StringIO()
        by = by or people.custodian.email
        arguments = ["--year", str(year), "--respondent", kind, "--by", by, *flags]
        call_command("import_answers", str(file), *arguments, stdout=said)
        return said.getvalue()

    return importing


def stored():
    return list(Answer.objects.exclude(version=1).order_by("pk").values())


def refused(run, content, **wishes):
    """The lines of the refusal; nothing was kept."""
    before, entries = stored(), Entry.objects.count()
    with pytest.raises(CommandError) as error:
        run(content, **wishes)
    assert (stored(), Entry.objects.count()) == (before, entries)
    return str(error.value).splitlines()[1:]


def test_every_row_becomes_an_answer_by_the_action_that_every_door_calls(run, people):
    assert run(ROWS).startswith("6 rows: 6 changed")
    kenya = {row.item.question.code: row for row in Answer.objects.filter(submission__code="GOV-KEN").in_order()}
    assert (kenya["trust"].choice, kenya["trust"].status, kenya["trust"].version) == ("agree", "reported", 2)
    assert (str(kenya["meetings"].number), kenya["meetings"].status) == ("1234.5000", "estimated")
    assert kenya["themes"].choice == "food water"
    assert kenya["signed-on"].day == date(2024, 6, 30)
    assert kenya["remarks"].version == 1
    fiji = answer(f"{YEAR}/GOV-FJI/trust")
    assert (fiji.status, fiji.reason, fiji.changed_by) == ("withheld", "The Government asked for it.", people.custodian)
    assert answer(f"{YEAR}/GOV-FJI/themes").status == "reported"
    assert Entry.objects.filter(verb="surveys.answer.saved", target__startswith=f"answer {YEAR}/GOV-").count() == 6


def test_a_second_time_nothing_changes_even_when_it_was_submitted(run, people):
    run(ROWS)
    before, entries = stored(), Entry.objects.count()
    assert run(ROWS).startswith("6 rows: 0 changed")
    assert (stored(), Entry.objects.count()) == (before, entries)
    for code, given in {"meetings": answered(number="3"), "signed-on": answered(day=date(2024, 1, 1))}.items():
        give(f"{YEAR}/GOV-FJI/{code}", given, by=people.custodian)
    submit_answers(f"{YEAR}/GOV-FJI", by=people.custodian)
    assert run(ROWS).startswith("6 rows: 0 changed")
    assert refused(run, [("GOV-FJI", "meetings", "reported", "4", "")]) == ["Row 2: This answer is locked."]


def test_a_workbook_says_the_same_as_a_file_of_comma_separated_values(run):
    assert run(write_xlsx(COLUMNS, ROWS), name="answers.xlsx").startswith("6 rows: 6 changed")
    assert run(ROWS).startswith("6 rows: 0 changed")


def test_a_dry_run_keeps_nothing(run):
    entries = Entry.objects.count()
    assert run(ROWS, "--dry-run").startswith("6 rows: 6 would change")
    assert (stored(), Entry.objects.count()) == ([], entries)


def test_what_the_file_does_not_speak_of_stays(run, people):
    link = "https://example.org/survey"
    entry = answered("disagree", explanation="A new Government.", evidence=[link])
    give(f"{YEAR}/GOV-KEN/trust", entry, by=people.custodian)
    run(ROWS)
    row = answer(f"{YEAR}/GOV-KEN/trust")
    assert (row.choice, row.explanation, row.evidence) == ("agree", "A new Government.", [link])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("GOV-XXX", "trust", "reported", "agree", ""), "“GOV-XXX” is not asked “trust”."),
        (("KEN", "trust", "reported", "agree", ""), "“KEN” is not asked “trust”."),
        (("GOV-KEN", "hope", "reported", "agree", ""), "“GOV-KEN” is not asked “hope”."),
        (("GOV-KEN", "trust", "reported", "maybe", ""), "“maybe” is not among the choices: agree, disagree."),
        (("GOV-KEN", "trust", "reported", "", ""), "Answer the question, or say why there is no answer."),
        (("GOV-KEN", "trust", "", "agree", ""), "Choose one of: "),
        (("GOV-KEN", "trust", "withheld", "", ""), "Say why: this status needs a reason."),
        (("GOV-KEN", "trust", "withheld", "agree", "Asked."), "The status says that there is no answer."),
        (("GOV-KEN", "meetings", "reported", "1,234", ""), "“1,234” can be read in two ways."),
        (("GOV-KEN", "meetings", "reported", "many", ""), "“many” is not a number."),
        (("GOV-KEN", "meetings", "reported", "-1", ""), "It cannot be less than 0."),
        (("GOV-KEN", "signed-on", "reported", "30 June", ""), "“30 June” is not a day such as 2024-06-30."),
    ],
)
def test_a_fault_is_named_by_its_row_and_nothing_is_kept(run, row, said):
    [line] = refused(run, [*ROWS[4:], row])
    assert line.startswith(f"Row 4: {said}")


def test_all_faults_are_named_at_once(run):
    rows = [("GOV-KEN", "trust", "reported", "maybe", ""), *ROWS[4:], ("GOV-KEN", "meetings", "reported", "x", "")]
    assert [line.partition(":")[0] for line in refused(run, rows)] == ["Row 2", "Row 5"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Its columns have to be"),
        (b"respondent,question,status,answer\n", "Its columns have to be"),
        (b"\xff\xfe", "It is not a file of comma-separated values in UTF-8."),
        (b"x" * (MAX_BYTES + 1), "The file is too large"),
        (write_csv(COLUMNS, [ROWS[0], ROWS[0]]), "Row 3: It answers the same as row 2."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(run, content, said):
    [line] = refused(run, content)
    assert line.startswith(said)


def test_only_those_who_enter_these_answers_import_them(run, people):
    assert refused(run, ROWS[:1], by=people.validator.email) == [
        "Row 2: Only those who answer for this respondent change its answers."
    ]
    assert refused(run, ROWS[:1], by="nobody@example.org") == []
    assert "No questionnaire" in refused(run, ROWS[:1], kind="entity")[0]
    assert "No questionnaire" in refused(run, ROWS[:1], year=1999)[0]
