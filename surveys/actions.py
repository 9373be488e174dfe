"""What is done with answers and submissions: each function checks who and when, changes the rows, records one activity.

Every door (page, API, workbook, command) calls these. Refusals come in one order: NotAllowed, Invalid, VersionNeeded,
VersionConflict, WrongState; after a refusal nothing has changed. All of them hold the end of the activity's chain from
the start, so that no answer is saved under a submission that is just handed in.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import confidential, lock_head, record
from common.canonical import sha256, to_text
from common.entered import checked_sentence
from common.refusals import Invalid, VersionConflict, WrongState
from common.versions import need_version, write_version
from common.workflow import Transition
from surveys.choices import SettledBy, State
from surveys.deadlines import due_day
from surveys.models import AcceptedAnswer, Answer, Comment, Extension, Item, Submission
from surveys.models.submissions import ANSWER_COLUMNS, CONTENT
from surveys.permissions import is_confidential, require
from surveys.reading import answers_of, last_year_of
from surveys.settling import facts_of, settle
from surveys.validation import AnswerEntry, checked, is_answered, warnings_of
from surveys.workflow import EDITABLE, ENDORSE, REOPEN, RETURN, SUBMIT, accept_of

MOST_DAYS_MORE = 366  # of an extension, from the deadline or from today: a year mistyped gives nobody centuries
DAYS_TO_CORRECT = 14  # for accepted answers that are opened again, where nobody says otherwise


@transaction.atomic
def save_answer(answer: Answer, entry: AnswerEntry, *, by: User, seen: int | None) -> Answer:
    """Keep what was answered in the draft. What equals the row already changes nothing, not even its version."""
    require("surveys.save_answer", by, answer.submission)
    columns = checked(entry, answer.item.wording)
    if entry.is_unchanged:
        _check_unchanged(columns, answer)
    submission = _locked(answer.submission)
    # Read here, not taken from `answer`: a form may have written into that, and `before` is what was seen.
    present = Answer.objects.in_order().get(pk=answer.pk)
    if present.version != need_version(seen):
        raise VersionConflict(present)
    if not may_be_written(present, submission):
        raise WrongState(_("This answer is locked."))
    _check_open(submission)
    if all(getattr(present, name) == value for name, value in columns.items()):
        return present
    is_other = any(getattr(present, name) != columns[name] for name in CONTENT)
    # To explain what the records say does not make it the respondent's own.
    columns["settled_by"] = "" if is_other or present.settled_by != SettledBy.RECORDS else SettledBy.RECORDS
    before = {name: getattr(present, name) for name in columns}
    saved = write_version(present, columns | {"changed_at": timezone.now(), "changed_by": by}, seen=seen)
    changed = [name for name in before if before[name] != getattr(saved, name)]
    record(
        "surveys.answer.saved",
        f"answer {submission.key}/{present.item.question.code}",
        by=by,
        data={
            "version": saved.version,
            **said_of(
                present.item,
                {
                    "before": {name: before[name] for name in changed},
                    "after": {name: getattr(saved, name) for name in changed},
                },
            ),
        },
    )
    return saved


@transaction.atomic
def submit_submission(submission: Submission, *, by: User, seen: int | None) -> Submission:
    """Hand a submission in: what rests on the records is copied from them, and everything is locked from then on.

    Raises Invalid, its sentences by question code, where something is neither answered nor explained.
    """
    present = _locked(submission)
    require("surveys.submit_submission", by, present)
    answers = answers_of(present)
    before = {row.pk: {name: getattr(row, name) for name in ANSWER_COLUMNS} for row in answers}
    with translation.override("en"):  # what is stored once is for readers of every language
        facts = facts_of(present.questionnaire, [present])[present.code]
    changes = settle([row for row in answers if may_be_written(row, present)], facts, among=answers)
    if present.state in EDITABLE:
        _check_complete(answers, last_year_of(present))
    now = timezone.now()
    submitted = _move(present, SUBMIT, seen=seen, submitted_at=now, submitted_by=by, endorsed_at=None, endorsed_by=None)
    for answer, columns in changes:
        write_version(answer, columns, seen=answer.version)
    settled = {
        row.item: {"before": {name: before[row.pk][name] for name in columns}, "after": columns}
        for row, columns in changes
    }
    _record("submitted", submitted, by=by, data=_settled(settled))
    _check_open(present)
    return submitted


@transaction.atomic
def return_submission(submission: Submission, issues: Mapping[str, str], *, by: User, seen: int | None) -> Submission:
    """Give it back for the questions at issue, by code, each with what is the matter; the rest stays locked."""
    present = _locked(submission)
    require("surveys.return_submission", by, present)
    return _unlock(present, RETURN, issues, by=by, seen=seen)


@transaction.atomic
def endorse_submission(submission: Submission, *, by: User, seen: int | None) -> Submission:
    """The regional team stands by what the office submitted. Not by who submitted it."""
    present = _locked(submission)
    require("surveys.endorse_submission", by, present)
    endorsed = _move(present, ENDORSE, seen=seen, endorsed_at=timezone.now(), endorsed_by=by)
    _record("endorsed", endorsed, by=by)
    _check_year_open(endorsed)
    return endorsed


@transaction.atomic
def accept_submission(submission: Submission, *, by: User, seen: int | None) -> Submission:
    """Headquarters takes the answers over: from now on figures count them. Not by who submitted or endorsed them."""
    present = _locked(submission)
    require("surveys.accept_submission", by, present)
    transition = accept_of(present.questionnaire.respondent)
    now = timezone.now()
    accepted = _move(present, transition, seen=seen, comment="", accepted_at=now, accepted_by=by, unlocked_until=None)
    answers = answers_of(accepted)
    AcceptedAnswer.objects.filter(submission=accepted).delete()
    AcceptedAnswer.objects.bulk_create(
        AcceptedAnswer(submission=accepted, item=row.item, **{name: getattr(row, name) for name in ANSWER_COLUMNS})
        for row in answers
    )
    Answer.objects.filter(submission=accepted, is_unlocked=True).update(is_unlocked=False)
    said = {row.item.question.code: {name: getattr(row, name) for name in ANSWER_COLUMNS} for row in answers}
    digest = {"sha256": sha256(to_text(said))}
    hidden = any(is_confidential(row.item) for row in answers)  # a hash tells what it is of to who tries all answers
    _record("accepted", accepted, by=by, data={"answers": len(said), **(confidential(digest) if hidden else digest)})
    _check_year_open(accepted)
    return accepted


@transaction.atomic
def reopen_submission(
    submission: Submission, issues: Mapping[str, str], *, by: User, seen: int | None, until: date | None = None
) -> Submission:
    """Open accepted answers for correction until a day; until their replacement is accepted, they count as they are."""
    present = _locked(submission)
    require("surveys.reopen_submission", by, present)
    return reopen_until(present, issues, until or default_day(present), by=by, seen=seen)


def reopen_until(
    submission: Submission, issues: Mapping[str, str], until: date, *, by: User, seen: int | None, **said: Any
) -> Submission:
    """The same for a caller that has locked it and knows who may (`surveys.reopening`); `said` is told by the log."""
    check_day(submission, until)
    reopened = _unlock(submission, REOPEN, issues, by=by, seen=seen, until=until, said=said)
    if submission.state == State.RETURNED and not submission.has_lapsed:
        raise WrongState(_("This is open for correction already."))
    return reopened


def default_day(submission: Submission) -> date:
    """Until when accepted answers are opened again where nobody says otherwise."""
    return submission.questionnaire.today() + timedelta(days=DAYS_TO_CORRECT)


def check_day(submission: Submission, until: date) -> None:
    """Raise Invalid unless accepted answers can be opened until this day."""
    today = submission.questionnaire.today()
    if not today <= until <= today + timedelta(days=MOST_DAYS_MORE):
        last = today + timedelta(days=MOST_DAYS_MORE)
        raise Invalid({"until": [_("Choose a day from %(first)s to %(last)s.") % {"first": today, "last": last}]})


@transaction.atomic
def extend_deadline(submission: Submission, until: date, reason: str, *, by: User, seen: int | None) -> Submission:
    """Give one respondent until the end of a later day, with the reason.

    WrongState for what was accepted and opened again: its day was decided on with the request, and its region alone
    does not move it.
    """
    present = _locked(submission)
    require("surveys.extend_deadline", by, present)
    errors = {}
    last = max(present.questionnaire.deadline, present.questionnaire.today()) + timedelta(days=MOST_DAYS_MORE)
    if until <= due_day(present):
        errors["until"] = [_("An extension ends after %(day)s, the day that holds now.") % {"day": due_day(present)}]
    elif until > last:
        errors["until"] = [_("An extension ends on %(day)s at the latest.") % {"day": last}]
    try:
        cleaned = checked_sentence("reason", reason)
    except Invalid as error:
        errors |= error.errors
    if errors:
        raise Invalid(errors)
    extended = write_version(present, {"extended_to": until}, seen=seen, states=EDITABLE)
    if present.reopened_until:
        said = _("It is open again until %(day)s, which is not extended. Ask for it to be opened again after that day.")
        raise WrongState(said % {"day": present.reopened_until})
    Extension.objects.create(submission=extended, until=until, reason=cleaned, at=timezone.now(), by=by)
    _record("extended", extended, by=by, data={"until": until, "reason": cleaned})
    return extended


def may_be_written(answer: Answer, submission: Submission) -> bool:
    """Whether the state leaves this answer open: all of a draft, of what was returned the questions at issue."""
    return submission.state == State.DRAFT or (submission.state == State.RETURNED and answer.is_unlocked)


def said_of(item: Item, said: dict[str, Any]) -> dict[str, Any]:
    """What the activity says of an answer: only to auditors, where the answer is confidential."""
    return confidential(said) if is_confidential(item) else said


def _settled(by_item: Mapping[Item, dict[str, Any]]) -> dict[str, Any]:
    """What was settled, by question code; of confidential answers apart from the others."""
    said: dict[bool, dict[str, Any]] = {False: {}, True: {}}
    for item, columns in by_item.items():
        said[is_confidential(item)][item.question.code] = columns
    return {"settled": said[False], **(confidential({"settled_confidentially": said[True]}) if said[True] else {})}


def _locked(submission: Submission) -> Submission:
    """The submission as it is, which nobody else changes until the transaction ends."""
    lock_head()
    return Submission.objects.with_respondents().get(pk=submission.pk)


def _move(submission: Submission, transition: Transition, *, seen: int | None, **changes: Any) -> Submission:
    changes |= {"state": transition.target, "changed_at": timezone.now()}
    write_version(submission, changes, seen=seen, states=transition.sources)
    return Submission.objects.with_respondents().get(pk=submission.pk)


def _unlock(
    submission: Submission,
    transition: Transition,
    issues: Mapping[str, str],
    *,
    by: User,
    seen: int | None,
    until: date | None = None,
    said: Mapping[str, Any] | None = None,
) -> Submission:
    """`until` is the day of what was accepted; what is returned before that has the questionnaire's."""
    answers = {row.item.question.code: row for row in answers_of(submission)}
    sentences = checked_issues(issues, answers)
    if until is None and submission.unlocked_until:  # corrected, handed in and given back: not without time to correct
        until = max(submission.unlocked_until, default_day(submission))
    moved = _move(submission, transition, seen=seen, comment="", unlocked_until=until)
    now = timezone.now()
    Answer.objects.filter(submission=moved).update(is_unlocked=False)
    for code in _with_dependents(sentences, answers):
        write_version(answers[code], {"is_unlocked": True}, seen=answers[code].version)
    for code, sentence in sentences.items():
        Comment.objects.create(submission=moved, item=answers[code].item, text=sentence, by=by, at=now)
    day = {"until": until} if until else {}
    _record(f"{transition.verb}ed", moved, by=by, data={"issues": sentences, **day, **(said or {})})
    _check_open(moved)  # otherwise nobody could correct it
    return moved


def _with_dependents(issues: Collection[str], answers: Mapping[str, Answer]) -> list[str]:
    """The questions at issue, and those that apply or not by the answer to one of them."""
    unlocked = set(issues)
    for code, row in answers.items():  # in order: a condition looks only at questions that stand before
        if (row.item.wording.applies_if or {}).get("question") in unlocked:
            unlocked.add(code)
    return [code for code in answers if code in unlocked]


def checked_issues(issues: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """What is the matter with which question, cleaned; `known` are the questionnaire's. Raises Invalid by code."""
    errors: dict[str, list[Any]] = {}
    sentences: dict[str, str] = {}
    for code, text in issues.items():
        if code not in known:
            errors[code] = [_("There is no question “%(code)s” in this questionnaire.") % {"code": code}]
            continue
        try:
            sentences[code] = checked_sentence(code, text)
        except Invalid as error:
            errors |= error.errors
    if not issues:
        errors["issues"] = [_("Name the questions at issue, and say what is the matter with each.")]
    if errors:
        raise Invalid(errors)
    return sentences


def _check_unchanged(columns: Mapping[str, Any], answer: Answer) -> None:
    """Raise Invalid unless last year's answer, as accepted, is the same."""
    last = last_year_of(answer.submission).get(answer.item.question.code)
    if last is None or any(getattr(last, name) != columns[name] for name in CONTENT):
        raise Invalid({"is_unchanged": [_("This is not what was accepted for the year before.")]})


def _check_complete(answers: list[Answer], last_year: Mapping[str, AcceptedAnswer]) -> None:
    """Raise Invalid, by question code, unless everything is answered or explained, and what is unexpected too."""
    errors: dict[str, list[Any]] = {}
    for row in answers:
        code, wording = row.item.question.code, row.item.wording
        if wording.is_required and not is_answered(row):
            errors[code] = [_("Answer the question, or say why there is no answer.")]
        elif warnings_of(row, wording, last_year.get(code)) and not row.explanation:
            errors[code] = [_("This is not what was expected. Explain it in a sentence.")]
    if errors:
        raise Invalid(errors, _("Some questions are neither answered nor explained."))


def _check_open(submission: Submission) -> None:
    """Checked last, so that its refusal comes last and undoes what was done."""
    _check_year_open(submission)
    if submission.has_lapsed:
        said = _("It was open for correction until %(day)s, and has locked itself. Ask for it to be opened again.")
        raise WrongState(said % {"day": submission.unlocked_until})
    if not submission.takes_answers:
        raise WrongState(_("This questionnaire is not open."))


def _check_year_open(submission: Submission) -> None:
    if not submission.questionnaire.year.is_open:
        raise WrongState(_("The reporting year %(year)s is closed.") % {"year": submission.questionnaire.year_id})


def _record(verb: str, submission: Submission, *, by: User, data: dict[str, Any] | None = None) -> None:
    record(
        f"surveys.submission.{verb}",
        f"submission {submission.key}",
        by=by,
        data={"version": submission.version, **(data or {})},
    )
