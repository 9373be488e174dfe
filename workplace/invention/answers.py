"""Invented answers: what the records decide is copied from them, the rest leans to yes as often as is plausible."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from common.statuses import WITH_VALUE, Status
from records.choices import ScorecardSubject
from surveys.choices import NO, YES, Type
from surveys.models import Answer, Item, Submission
from surveys.models.submissions import AnswerContent
from surveys.settling import Facts, settled
from surveys.validation import warnings_of
from workplace.invention.lots import Lots, share
from workplace.invention.teamwork import LANGUAGES, SITE, funds_of, languages_of, report_day, score_of

UNAVAILABLE = 2  # so many of a hundred answers cannot be given
REASONS = (
    "Demonstration reason: the office did not keep this for the year.",
    "Demonstration reason: the entities concerned have not replied.",
    "Demonstration reason: the figures are still being collected.",
)
EXPLANATIONS = (
    "Demonstration explanation: two entities joined, and the count was made again.",
    "Demonstration explanation: more was agreed with the Government in this year.",
    "Demonstration explanation: checked with the office, and right as it stands.",
)
REMARKS = (
    "Demonstration remark: regular meetings with the Government helped most.",
    "Demonstration remark: late funding held back what was planned.",
    "Demonstration remark: posts that stood vacant for long slowed the work down.",
)
# A single choice: below how many of a hundred it is made, in the order of the choices.
SINGLES = {
    "voluntary-national-review": (22, 27, 100),
    "office-accessible": (38, 80, 100),
    "protection-plan-funded": (34, 82, 100),
}
SCORECARDS = {f"{subject}-scorecard": subject for subject in ScorecardSubject}
INSTITUTIONS = ("world-bank", "imf", "regional-bank")


class Teller:
    """What one respondent answers in one year. `last` are its accepted answers of the year before, by question."""

    def __init__(self, lots: Lots, submission: Submission, facts: Facts, last: Mapping[str, AnswerContent]) -> None:
        self.lots = lots
        self.submission = submission
        self.facts = facts
        self.last = last
        self.year = submission.questionnaire.year_id
        # A team's own answers are about the same invented team as its records.
        self.who = submission.code
        self.region = submission.region.code if submission.region else None

    def answers(self, items: Iterable[Item], at: datetime, by: User | None) -> list[Answer]:
        """All answers, as handing them in would leave them: nothing more is settled by conditions or records."""
        rows: dict[str, Answer] = {}
        for item in items:
            row = Answer(submission=self.submission, item=item, version=2, changed_at=at, changed_by=by)
            rows[item.question.code] = row
            decided = settled(row, rows, self.facts)
            for name, value in (decided or self._told(item)).items():
                setattr(row, name, value)
            self._explain(row)
            if row.status == Status.NOT_REPORTED:
                row.version, row.changed_at, row.changed_by = 1, None, None
        return list(rows.values())

    def _explain(self, row: Answer) -> None:
        code, last = row.item.question.code, self.last.get(row.item.question.code)
        if warnings_of(row, row.item.wording, last):
            row.explanation = self.lots.one_of(self.who, f"{code} explained {self.year}", EXPLANATIONS)
        elif last is not None and not row.settled_by and row.status in WITH_VALUE:
            is_same = (row.choice, row.number, row.text, row.day) == (last.choice, last.number, last.text, last.day)
            row.is_unchanged = is_same and self._percent(f"{code} unchanged") < 30

    def _told(self, item: Item) -> dict[str, Any]:
        """The columns of what the respondent says by itself."""
        code, wording = item.question.code, item.wording
        if not wording.is_required and self._percent(f"{code} left out") < 50:
            return {}
        unknown = 50 if wording.rests_on else UNAVAILABLE  # records would have told, if they were complete
        if self._percent(f"{code} unavailable") < unknown:
            return self._unavailable(code)
        match wording.type:
            case Type.YES_NO:
                return self._yes_no(item)
            case Type.NUMBER:
                return self._number(item)
            case Type.SCALE | Type.SINGLE:
                return _reported(choice=self._one(item))
            case Type.MULTIPLE:
                return _reported(choice=" ".join(sorted(self._several(item))))
            case Type.DATE:
                return self._day(code)
        return _reported(text=self.lots.one_of(self.who, f"{code} {self.year}", REMARKS))

    def _yes_no(self, item: Item) -> dict[str, Any]:
        code = item.question.code
        says_yes = not item.wording.rests_on and self.lots.says(self.who, self.region, code, self.year)
        columns = _reported(choice=YES if says_yes else NO)
        if says_yes and code == "communications-strategy":
            columns["evidence"] = [f"{SITE}/{self.who.lower()}/communications-strategy-{self.year}.pdf"]
        return columns

    def _number(self, item: Item) -> dict[str, Any]:
        code = item.question.code
        if item.wording.rests_on:
            return _reported(number=Decimal(0))
        if code in SCORECARDS:
            team = self.submission.team
            score = score_of(self.lots, team, SCORECARDS[code], self.year) if team else None
            return self._unavailable(code) if score is None else _reported(number=score)
        if code == "funding-available":
            start = 35 + self.lots.percent(self.who, code) // 2
            number = Decimal(start + self.lots.draw(self.who, f"{code} {self.year}").randrange(8))
            is_estimate = self._percent(f"{code} estimated") < 20
            return _reported(number=number) | ({"status": Status.ESTIMATED} if is_estimate else {})
        return _reported(number=Decimal(self.lots.says(self.who, self.region, code, self.year)))

    def _one(self, item: Item) -> str:
        """Of a scale, the further from the middle, the stronger; of other choices, by their share."""
        code, known = item.question.code, item.wording.choice_codes
        if code in SINGLES:
            drawn = self._percent(code)
            return next(choice for choice, most in zip(known, SINGLES[code], strict=True) if drawn < most)
        agreeing = [choice for choice in known if choice in item.wording.counts_as_yes]
        others = [choice for choice in known if choice not in agreeing]
        if self.lots.says(self.who, self.region, code, self.year):
            is_strong = self.lots.leaning(self.who, code, self.year) * 3 < share(code, self.year, self.region)
            return agreeing[0] if is_strong else agreeing[-1]
        drawn = self._percent(f"{code} against")
        return others[0] if drawn < 65 else others[1] if drawn < 85 else others[-1]

    def _several(self, item: Item) -> list[str]:
        code, team = item.question.code, self.submission.team
        found: list[str] = []
        if code == "website-languages" and team:
            found = [LANGUAGES[language] for language in languages_of(self.lots, team).split()]
        elif code == "global-pooled-funds" and team:
            found = funds_of(self.lots, team.code)
        elif code == "financial-institution-members":
            found = [name for name in INSTITUTIONS if self.lots.says(self.who, self.region, name, self.year)]
        elif item.wording.rests_on:
            return []
        return found or ["none"]

    def _day(self, code: str) -> dict[str, Any]:
        """When the country results report was presented: some weeks after it was published."""
        team = self.submission.team
        published = report_day(self.lots, team, self.year) if team else None
        if published is None:
            return self._unavailable(code)
        return _reported(day=published + timedelta(days=7 + self._percent(code) // 2))

    def _unavailable(self, code: str) -> dict[str, Any]:
        reason = self.lots.one_of(self.who, f"{code} reason {self.year}", REASONS)
        return {"status": Status.NOT_AVAILABLE, "reason": reason}

    def _percent(self, what: str) -> int:
        return self.lots.percent(self.who, f"{what} {self.year}")


def begun(rows: Iterable[Answer], sections: int) -> list[Answer]:
    """What stands in a draft of which so many sections are done: the rest is settled later."""
    return [
        row
        for row in rows
        if row.item.section.position <= sections and not row.settled_by and row.status != Status.NOT_REPORTED
    ]


def _reported(**content: Any) -> dict[str, Any]:
    return {"status": Status.REPORTED, **content}
