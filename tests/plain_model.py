"""A plain model of submissions and observations: who may do what when, and what it comes to, without a database.

`read_submissions` and `read_observations` give what the rows say in the same shape, so that both are simply compared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NamedTuple, Self

from indicators.models import Figure, Observation
from surveys.models import AcceptedAnswer, Answer, Submission
from surveys.validation import AnswerEntry
from tests.answers_world import WEST, YEARS
from tests.plain_recount import PlainRule, Recount, Said, plain_side, recount

NOTHING = Said()
ANSWERED = ("reported", "estimated", "provisional")
Persons = Mapping[int | None, str]


@dataclass
class PlainAnswer:
    said: Said = NOTHING
    explanation: str = ""
    settled_by: str = ""
    version: int = 1
    is_unlocked: bool = False
    changed_by: str = ""

    @property
    def is_complete(self) -> bool:
        return self.said.status in ANSWERED or bool(self.said.reason)


@dataclass
class PlainSubmission:
    """What one respondent answers in one year; persons by their names in this world, "" for nobody."""

    code: str
    region: str | None
    groups: tuple[str, ...]
    state: str = "draft"
    version: int = 1
    submitted_by: str = ""
    endorsed_by: str = ""
    answers: dict[str, PlainAnswer] = field(default_factory=dict)
    accepted: dict[str, Said] = field(default_factory=dict)

    # Who

    @property
    def by_office(self) -> bool:
        return not self.code.startswith("GOV-")

    @property
    def side(self) -> str:
        return "west" if self.code in WEST else "east"

    @property
    def answer(self) -> list[str]:
        """Who answers for it; in each of these lists the first is who usually does."""
        if not self.by_office:
            return ["custodian", "all_in_one"]
        return [*(["west_editor"] if self.side == "west" else []), f"{self.side}_leader", "all_in_one"]

    @property
    def lead(self) -> list[str]:
        return [f"{self.side}_leader", "all_in_one"] if self.by_office else ["custodian", "all_in_one"]

    @property
    def check(self) -> list[str]:
        """Who returns it."""
        return self._regional if self.by_office and self.state != "endorsed" else ["validator", "all_in_one"]

    @property
    def endorse(self) -> list[str]:
        return self._without_part(self._regional if self.by_office else [])

    @property
    def accept(self) -> list[str]:
        return self._without_part(["validator", "all_in_one"])

    @property
    def _regional(self) -> list[str]:
        return [f"{self.side}_region", "all_in_one"]

    def _without_part(self, persons: Iterable[str]) -> list[str]:
        """Nobody endorses or accepts what they answered, submitted or endorsed."""
        part = {self.submitted_by, self.endorsed_by} | {answer.changed_by for answer in self.answers.values()}
        return [name for name in persons if name not in part]

    # When

    @property
    def is_editable(self) -> bool:
        return self.state in ("draft", "returned")

    @property
    def can_be_accepted(self) -> bool:
        return self.state == ("endorsed" if self.by_office else "submitted")

    def is_open(self, question: str) -> bool:
        return self.state == "draft" or (self.state == "returned" and self.answers[question].is_unlocked)

    # What

    @property
    def arrived(self) -> dict[str, Said]:
        """What a preliminary figure counts."""
        on_its_way = self.state in ("submitted", "endorsed")
        return {code: answer.said for code, answer in self.answers.items()} if on_its_way else self.accepted

    def settled(self) -> Self:
        """Itself, once it is decided what the condition of one question decides."""
        answers = dict(self.answers)
        if self.by_office and self.is_open("small-shared"):
            plan, shared = answers["small-plan"].said, answers["small-shared"]
            is_open = plan.status == "not_reported" or plan.choice == "yes"
            if not is_open:
                now = replace(
                    shared,
                    said=Said("not_applicable", reason="The question does not apply."),
                    settled_by="condition",
                )
            else:
                now = replace(shared, said=Said(), settled_by="") if shared.settled_by else shared
            answers["small-shared"] = now if now == shared else replace(now, version=shared.version + 1)
        return replace(self, answers=answers)

    def is_complete(self, last_year: Mapping[str, Said]) -> bool:
        """Whether everything is answered or explained, and what is unexpected explained too."""
        if not all(answer.is_complete for answer in self.answers.values()):
            return False
        if not self.by_office:
            return True
        meetings, last = self.answers["small-meetings"], last_year.get("small-meetings", Said()).number
        number = meetings.said.number
        is_expected = number is None or (number <= 100 and (last is None or abs(number - last) * 2 <= last))
        return is_expected or bool(meetings.explanation)

    def unlock(self, issues: Iterable[str]) -> None:
        """Open what is at issue, and what depends on it; everything else is locked."""
        issues = set(issues) | ({"small-shared"} if "small-plan" in issues else set())
        for code, answer in self.answers.items():
            answer.is_unlocked = code in issues
            answer.version += code in issues


class Snapshot(NamedTuple):
    """What is behind a figure: the recount, and each respondent with what it said and where it stands."""

    figure: Recount
    respondents: tuple[tuple[str, Said | None, str], ...]


class Measured(NamedTuple):
    status: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    reason: str
    source: str
    note: str
    origin: str


@dataclass
class PlainObservation:
    state: str
    version: int
    submitted_by: str
    measured: Measured
    figures: list[tuple[Measured, Snapshot | None]]
    explained: list[tuple[int, Snapshot]] = field(default_factory=list, compare=False)

    @property
    def validate(self) -> list[str]:
        return [name for name in ("validator", "all_in_one") if name != self.submitted_by]

    @property
    def is_editable(self) -> bool:
        return self.state in ("draft", "returned")

    @property
    def says_something(self) -> bool:
        return self.measured.value is not None or self.measured.reason != ""

    def fits(self, now: Snapshot, year: int) -> bool:
        """Whether it may be handed in and validated: computed and still so, or entered and the difference explained."""
        if self.measured.origin == "computed_from_answers":
            return self.measured == measured_of(now, year, self.measured.note)
        return now.figure.value is None or bool(self.measured.note) or self.measured.value == now.figure.value

    @property
    def is_computed(self) -> bool:
        """Whether its newest figure was counted from answers."""
        return self._computed_from() is not None

    def differs(self, now: Snapshot) -> bool:
        """Whether what is behind its newest figure has changed since that was validated."""
        return self._computed_from() not in (None, now)

    def is_explained(self, now: Snapshot) -> bool:
        return (len(self.figures), now) in self.explained

    def _computed_from(self) -> Snapshot | None:
        measured, snapshot = self.figures[-1] if self.figures else (self.measured, None)
        return snapshot if measured.origin == "computed_from_answers" else None


def measured_of(now: Snapshot, year: int, note: str) -> Measured:
    """What an observation says that takes the computed figure."""
    is_missing = now.figure.value is None
    return Measured(
        "not_available" if is_missing else "reported",
        *now.figure[:3],
        reason="No answers have been accepted." if is_missing else "",
        source=f"Answers to the questionnaire for {year}",
        note=note,
        origin="computed_from_answers",
    )


def snapshot(plain: PlainRule, question: str, submissions: Iterable[PlainSubmission]) -> Snapshot:
    """What is behind a figure now, of the submissions of one year."""
    said = [(row.code, row.accepted.get(question)) for row in submissions if question in row.answers]
    return Snapshot(
        recount(plain, [answer for _code, answer in said]),
        tuple((code, answer, plain_side(plain, answer)) for code, answer in sorted(said)),
    )


def said_in(question: str, entry: AnswerEntry) -> Said:
    return Said(entry.status, " ".join(sorted(entry.choices)), entry.number, entry.reason)


# --- What the rows say ---------------------------------------------------------------------------------------------

Key = tuple[int, str]  # a year, and a respondent or a series


def read_submissions(persons: Persons) -> dict[Key, PlainSubmission]:
    found: dict[int, tuple[Key, PlainSubmission]] = {}
    columns = ("code", "region__code", "groups", "state", "version", "submitted_by", "endorsed_by")
    for pk, year, code, region, groups, state, version, submitted_by, endorsed_by in Submission.objects.order_by(
        "code"
    ).values_list("pk", "questionnaire__year", *columns):
        found[pk] = (
            (year, code),
            PlainSubmission(
                code, region, tuple(groups.split()), state, version, persons[submitted_by], persons[endorsed_by]
            ),
        )
    place = ("submission", "item__question__code")
    own = ("explanation", "settled_by", "version", "is_unlocked", "changed_by")
    rows = Answer.objects.order_by("item__position").values_list(*place, *Said._fields, *own)
    for pk, question, *said, explanation, settled_by, version, is_unlocked, changed_by in rows:
        found[pk][1].answers[question] = PlainAnswer(
            Said(*said), explanation, settled_by, version, is_unlocked, persons[changed_by]
        )
    for pk, question, *said in AcceptedAnswer.objects.values_list(*place, *Said._fields):
        found[pk][1].accepted[question] = Said(*said)
    return dict(found.values())


def read_observations(persons: Persons, series: Mapping[int, str]) -> dict[Key, PlainObservation]:
    """Of these series, by primary key."""
    found: dict[int, tuple[Key, PlainObservation]] = {}
    rows = Observation.objects.filter(year__in=YEARS, series__in=series)
    for pk, year, key, state, version, by, *measured in rows.values_list(
        "pk", "year", "series", "state", "version", "submitted_by", *Measured._fields
    ):
        found[pk] = ((year, series[key]), PlainObservation(state, version, persons[by], Measured(*measured), []))
    figures = Figure.objects.filter(observation__in=found).order_by("number")
    for pk, counted, *measured in figures.values_list("observation", "counted", *Measured._fields):
        found[pk][1].figures.append((Measured(*measured), _snapshot_in(counted)))
    return dict(found.values())


def _snapshot_in(counted: Any) -> Snapshot | None:
    """What a figure keeps of what was behind it, in the plain shape."""
    if not counted:
        return None
    value, numerator, denominator = (_number(counted[name]) for name in ("value", "numerator", "denominator"))
    answered, others, silent, expected = (
        counted[name] for name in ("answered", "not_applicable", "no_response", "expected")
    )
    recounted = Recount(value, numerator, denominator, answered, others, silent, expected)
    return Snapshot(recounted, tuple(_respondent(row) for row in counted["respondents"]))


def _respondent(row: Any) -> tuple[str, Said | None, str]:
    said = Said(row["status"], row["choice"], _number(row["number"]), row["reason"]) if row["status"] else None
    return row["code"], said, row["counted"]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
