"""Imports that workers die of: how each is asked for, and whether what it brings is there, once and whole."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from accounts.roles import Role
from activity.models import Entry
from common.spreadsheets import write_csv
from finance.models import Contribution
from jobs.actions import ask_for_job
from jobs.checked_files import ask_to_check, ask_to_import
from jobs.files import Content
from jobs.models import Job
from jobs.working import work_off
from surveys.models import Answer, Submission
from surveys.tasks import CHECK
from tests.fund import contributor
from tests.long_work.tasks import ANSWERS, IMPORT
from tests.work import opened, question, questionnaire

ROWS = 20
YEAR = 2032
NEW = {"contributor": "giver", "stream": "voluntary", "kind": "payment", "first_year": "2024", "dated": "2024-05-02"}
READING = {"columns": {"Country": "respondent", "Trust": "trust"}, "words": {"trust": {"Agree": "agree"}}}


@dataclass(frozen=True)
class Import:
    """A kind of import. `ask` makes a database ready and asks for the job; `kept` says how many rows are kept."""

    kind: str
    ask: Callable[[], None]
    kept: Callable[[], int]
    verb: str  # of the one activity that each row has

    def __str__(self) -> str:
        return self.kind

    @property
    def job(self) -> Job:
        return Job.objects.get(kind=self.kind)

    def is_kept_once(self) -> bool:
        """Whether all rows are there, each with its activity; False where none is. Anything between fails."""
        number = self.kept()
        assert number in (0, ROWS), "torn"
        assert Entry.objects.filter(verb=self.verb).count() == number, "doubled"
        return bool(number)


def gifts() -> bytes:
    rows = [{**NEW, "amount": str(number + 1)} for number in range(ROWS)]
    return write_csv(list(rows[0]), [list(row.values()) for row in rows])


def _ask_for_gifts() -> None:
    contributor("giver")
    officer = User.objects.get(memberships__role=Role.FINANCE_OFFICER)
    ask_for_job(IMPORT.code, {}, by=officer, given=Content("gifts.csv", "text/csv", gifts()))


def _kept_gifts() -> int:
    references = set(Contribution.objects.values_list("reference", flat=True))
    assert Contribution.objects.count() == len(references), "doubled"
    return len(references)


def _ask_for_answers() -> None:
    """The file was checked, as people have it checked, and what was found shall be taken over."""
    asked = [question("trust", "scale", choices=["agree", "disagree"])]
    opened(questionnaire(YEAR, asked, respondent="government", disclosure="none"))
    custodian = User.objects.get(memberships__role=Role.CUSTODIAN)
    codes = sorted(row.code for row in Submission.objects.filter(questionnaire__year=YEAR).with_respondents())[:ROWS]
    file = write_csv(["Country", "Trust"], [[code, "Agree"] for code in codes])
    checked = ask_to_check(CHECK, {"year": YEAR, "respondent": "government", **READING}, file, by=custodian)
    assert work_off() == 1
    checked.refresh_from_db()
    ask_to_import(ANSWERS.code, checked, by=custodian)


def _kept_answers() -> int:
    written = Answer.objects.filter(submission__questionnaire__year=YEAR).exclude(version=1)
    assert set(written.values_list("version", "status")) <= {(2, "reported")}, "doubled"
    return written.count()


CONTRIBUTIONS = Import(IMPORT.code, _ask_for_gifts, _kept_gifts, "finance.contribution.added")
ANSWERS_BY_MAPPING = Import(ANSWERS.code, _ask_for_answers, _kept_answers, "surveys.answer.saved")
