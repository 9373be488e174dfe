"""The API of questionnaires: `entry/submissions/`, over `Authorization: Token ...`.

Refusals come in one order: 401, 404 (also for what one may not see), 403, 400, 428, 412, 409. So a view finds the row
among those visible, asks for the permission, and only then reads parameters and body; the action does the rest.
"""

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from typing import Any, cast

import rules
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.models import User
from common.api import BodyRefused, InvalidParameters, check_parameters, private_response, version_seen
from common.api_schema import IF_MATCH, component, documented, page
from common.api_schema import PAGE_PARAMETERS as PAGE_PARAMETERS_DESCRIBED
from common.api_views import ApiView
from common.paging import PAGE_PARAMETERS, Cursor, page_of
from common.refusals import Invalid, Missing
from common.serializers import NothingSerializer, read_nothing
from surveys.actions import (
    accept_submission,
    endorse_submission,
    extend_deadline,
    reopen_submission,
    return_submission,
    save_answer,
    submit_submission,
)
from surveys.asked import Asked, asked_for
from surveys.completeness import stored_completeness
from surveys.filters import SubmissionFilterSet
from surveys.models import Answer, Submission
from surveys.permissions import opened_to, require
from surveys.serializers import (
    AnswerSerializer,
    ExtensionSerializer,
    IssuesSerializer,
    read_answer,
    read_extension,
    read_issues,
    shown,
    shown_answer,
    shown_with_answers,
)
from surveys.views import submission_for


class SubmissionView(ApiView):
    """A view of submissions, seen by those who may, and kept by no cache."""

    def represent(self, row: Any) -> dict[str, Any]:
        """The row as it is now, for the problem of a write that saw an older version."""
        if isinstance(row, Answer):
            submission = Submission.objects.with_respondents().get(pk=row.submission_id)
            return self.shown_answer(submission, asked(self.person(), submission, row.item.question.code))
        return self.shown(Submission.objects.with_respondents().get(pk=row.pk))

    def person(self) -> User:
        """Who asks; nobody else than people with a token gets this far."""
        return cast("User", self.request.user)

    def found(self, codes: Mapping[str, Any]) -> Submission:
        """The submission that the address names, among those that the person may see. Raises Http404."""
        return submission_for(self.person(), codes["year"], codes["respondent"])

    def permitted(self, codes: Mapping[str, Any], permission: str) -> Submission:
        """The same, for a person who may do this with it. Raises Http404, NotAllowed, then InvalidParameters."""
        submission = self.found(codes)
        require(permission, self.person(), submission)
        check_parameters(self.request)
        return submission

    def reads_all(self, submission: Submission) -> bool:
        return bool(rules.has_perm("surveys.read_confidential_answers", self.person(), submission))

    def shown(self, submission: Submission) -> dict[str, Any]:
        return shown_with_answers(
            submission, asked_for(self.person(), submission), reads_all=self.reads_all(submission)
        )

    def shown_answer(self, submission: Submission, row: Asked) -> dict[str, Any]:
        return shown_answer(row, reads_all=self.reads_all(submission))

    def answer(self, submission: Submission) -> HttpResponse:
        return private_response(self.shown(submission), version=submission.version)


def asked(user: User, submission: Submission, question: str) -> Asked:
    """A question of the submission. Raises Missing."""
    row = next((row for row in asked_for(user, submission) if row.code == question), None)
    if row is None:
        raise Missing
    return row


@contextmanager
def faults_within(member: str) -> Any:
    """Faults by question code, said where in the body (or in the submission) the questions stand."""
    try:
        yield
    except Invalid as error:
        sentences = {member: error.errors.get(member, error.errors)}
        raise BodyRefused(sentences) from error


def _writing(
    method: str, name: str, summary: str, body: Any, answer: str = "SubmissionWithAnswers", description: str = ""
) -> Callable[[Any], Any]:
    return documented(
        method,
        name,
        summary,
        component(answer),
        request=body,
        parameters=[IF_MATCH],
        problems=(400, 401, 403, 404, 406, 409, 412, 413, 415, 428),
        tag="submissions",
        description=f"If-Match names the version seen. Refused in this order: 401, 404, 403, 400, 428, 412, 409. "
        f"{description}".rstrip(),
    )


def _reading(name: str, summary: str, answer: str) -> Callable[[Any], Any]:
    return documented("get", name, summary, component(answer), problems=(400, 401, 404, 406), tag="submissions")


@documented(
    "get",
    "submissions_list",
    "The submissions that one answers or checks",
    page("Submission"),
    parameters=[
        *PAGE_PARAMETERS_DESCRIBED,
        *(
            OpenApiParameter(name, OpenApiTypes.STR, description=str(condition.label))
            for name, condition in SubmissionFilterSet.base_filters.items()
        ),
    ],
    problems=(400, 401, 406),
    tag="submissions",
)
class Submissions(SubmissionView):
    """Those that the person may see, in the order in which they were made, without their answers."""

    def get(self, request: Request) -> HttpResponse:
        check_parameters(request, (*PAGE_PARAMETERS, *SubmissionFilterSet.base_filters))
        chosen = SubmissionFilterSet(request.query_params, Submission.objects.visible_to(request.user))
        if not chosen.is_valid():
            raise InvalidParameters(chosen.errors)
        found = page_of(chosen.qs.with_respondents(), request, key="pk", cursor=Cursor.of(request))
        completeness = stored_completeness(found.rows, open_to=opened_to(request.user, found.rows))
        return private_response(found.content([shown(row, completeness[row.pk]) for row in found.rows]))


@_reading("submission", "A submission with its answers", "SubmissionWithAnswers")
class OneSubmission(SubmissionView):
    """What one respondent answers for a reporting year. Its ETag is its version; each answer has its own."""

    def get(self, request: Request, **codes: Any) -> HttpResponse:
        submission = self.found(codes)
        check_parameters(request)
        return self.answer(submission)


@_reading("answer", "An answer", "Answer")
@_writing("put", "save_answer", "Keep an answer in the draft", AnswerSerializer, "Answer")
class OneAnswer(SubmissionView):
    """The answer to a question. Its ETag is its version."""

    def get(self, request: Request, **codes: Any) -> HttpResponse:
        submission = self.found(codes)
        row = asked(self.person(), submission, codes["question"])
        check_parameters(request)
        return self._answer(submission, row)

    def put(self, request: Request, **codes: Any) -> HttpResponse:
        submission = self.found(codes)
        row = asked(self.person(), submission, codes["question"])
        require("surveys.save_answer", self.person(), submission)
        check_parameters(request)
        entry = read_answer(request.data, row.wording)
        save_answer(row.answer, entry, by=self.person(), seen=version_seen(request))
        return self._answer(submission, asked(self.person(), submission, codes["question"]))

    def _answer(self, submission: Submission, row: Asked) -> HttpResponse:
        return private_response(self.shown_answer(submission, row), version=row.answer.version)


@_writing(
    "post",
    "submit_submission",
    "Hand a submission in",
    NothingSerializer,
    description="What is neither answered nor explained is named by question: `/answers/{question}`.",
)
class SubmittedSubmission(SubmissionView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        submission = self.permitted(codes, "surveys.submit_submission")
        read_nothing(request.data)
        with faults_within("answers"):
            return self.answer(submit_submission(submission, by=self.person(), seen=version_seen(request)))


@_writing("post", "return_submission", "Give the questions at issue back; the rest stays locked", IssuesSerializer)
class ReturnedSubmission(SubmissionView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        submission = self.permitted(codes, "surveys.return_submission")
        issues = read_issues(request.data)
        with faults_within("issues"):
            return self.answer(return_submission(submission, issues, by=self.person(), seen=version_seen(request)))


@_writing("post", "endorse_submission", "The regional team stands by what was submitted", NothingSerializer)
class EndorsedSubmission(SubmissionView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        submission = self.permitted(codes, "surveys.endorse_submission")
        read_nothing(request.data)
        return self.answer(endorse_submission(submission, by=self.person(), seen=version_seen(request)))


@_writing("post", "accept_submission", "Take the answers over: figures count them", NothingSerializer)
class AcceptedSubmission(SubmissionView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        submission = self.permitted(codes, "surveys.accept_submission")
        read_nothing(request.data)
        return self.answer(accept_submission(submission, by=self.person(), seen=version_seen(request)))


@_writing("post", "reopen_submission", "Open accepted answers for correction", IssuesSerializer)
class ReopenedSubmission(SubmissionView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        submission = self.permitted(codes, "surveys.reopen_submission")
        issues = read_issues(request.data)
        with faults_within("issues"):
            return self.answer(reopen_submission(submission, issues, by=self.person(), seen=version_seen(request)))


@_writing("post", "extend_deadline", "Give a respondent until a later day", ExtensionSerializer)
class ExtendedSubmission(SubmissionView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        submission = self.permitted(codes, "surveys.extend_deadline")
        until, reason = read_extension(request.data)
        extend_deadline(submission, until, reason, by=self.person(), seen=version_seen(request))
        return self.answer(self.found(codes))
