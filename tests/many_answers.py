"""Many answers at once, for tests of what is computed from them: rows as the actions on submissions leave them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from countries.models import CountryTeam
from surveys.choices import State
from surveys.models import AcceptedAnswer, Answer, Questionnaire, Submission
from surveys.models.submissions import ANSWER_COLUMNS
from tests.work import opened, question, questionnaire

# Series with the question that they are counted from, and the kind of respondent that is asked.
SHARE, SHARE_QUESTION = "1.1.1-c/total/2024", "communications-strategy"
COUNT, COUNT_QUESTION = "3.2.2-a/total/2024", "host-country-agreements"
OPINION, OPINION_QUESTION = "2.1.1-d/total/2024", "configuration-tailored"
TEAMS = 132

Said = Mapping[str, str | Decimal | None]  # by respondent: chosen codes, a number, or None for "not applicable"


def ask(
    code: str, type: str = "yes_no", /, *, year: int = 2024, respondent: str = "team", **more: Any
) -> Questionnaire:
    """A questionnaire of one question, opened: every respondent of its kind is expected to answer it."""
    content = {"counts_as_yes": ["yes"]} if type == "yes_no" else {}
    head = {name: more.pop(name) for name in ("disclosure",) if name in more}
    return opened(questionnaire(year, [question(code, type, **content, **more)], respondent=respondent, **head))


def accept(code: str, said: Said, *, year: int = 2024) -> None:
    """These respondents' answers to one question are accepted."""
    _arrive(code, said, year, State.ACCEPTED)
    rows = Answer.objects.filter(
        item__question__code=code, submission__questionnaire__year=year, submission__code__in=said
    )
    AcceptedAnswer.objects.filter(submission__in=rows.values("submission"), item__question__code=code).delete()
    AcceptedAnswer.objects.bulk_create(
        AcceptedAnswer(
            submission=row.submission, item=row.item, **{name: getattr(row, name) for name in ANSWER_COLUMNS}
        )
        for row in rows.select_related("submission", "item")
    )


def hand_in(code: str, said: Said, *, year: int = 2024) -> None:
    """These respondents' answers are submitted, and nobody has accepted them yet."""
    _arrive(code, said, year, State.SUBMITTED)


def teams(count: int = TEAMS) -> list[str]:
    """The codes of the first teams."""
    return list(CountryTeam.objects.order_by("code").values_list("code", flat=True)[:count])


def yes_and_no(yes: int, no: int) -> dict[str, str]:
    """So many of the first teams say yes, and so many of the next say no."""
    return dict(zip(teams(yes + no), ["yes"] * yes + ["no"] * no, strict=True))


def _arrive(code: str, said: Said, year: int, state: State) -> None:
    rows = Answer.objects.filter(
        item__question__code=code, submission__questionnaire__year=year, submission__code__in=said
    ).select_related("submission")
    answers = list(rows)
    assert len(answers) == len(said), "somebody is not asked"
    for row in answers:
        given = said[row.submission.code]
        row.status = "not_applicable" if given is None else "reported"
        row.choice = given if isinstance(given, str) else ""
        row.number = given if isinstance(given, Decimal) else None
        row.reason = "Not ours." if given is None else ""
    Answer.objects.bulk_update(answers, ["status", "choice", "number", "reason"])
    submissions = Submission.objects.filter(pk__in=[row.submission_id for row in answers])
    submissions.update(state=state, submitted_at=timezone.now())
