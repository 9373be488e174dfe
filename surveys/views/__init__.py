"""Working pages of questionnaires."""

from typing import Any

from django.http import Http404

from accounts.models import User
from common.converters import is_code
from surveys.models import Questionnaire, Submission


def submission_for(user: Any, year: int, respondent: str) -> Submission:
    """The submission at an address, as `user` may see it; what may not be seen answers as what does not exist."""
    rows = Submission.objects.visible_to(user).with_respondents()
    found = rows.filter(questionnaire__year=year, code=respondent).first()
    if found is None:
        raise Http404
    return found


def round_reader(user: Any) -> User:
    """`user`, if that is somebody who follows rounds. Raises Http404."""
    if not isinstance(user, User) or not user.has_perm("surveys.read_rounds"):
        raise Http404
    return user


def questionnaire_for(user: Any, year: int, kind: str) -> Questionnaire:
    """The questionnaire at an address of its round, as `user` may see it. Raises Http404."""
    rows = Questionnaire.objects.visible_to(user).select_related("year")
    found = rows.filter(year=year, respondent=kind).first() if is_code(kind) else None
    if found is None:
        raise Http404
    return found


def prepared_for(user: Any, year: int, kind: str) -> Questionnaire:
    """The same, for a page of those who see questionnaires before they open. Raises Http404."""
    if not user.has_perm("surveys.read_preparation"):
        raise Http404
    return questionnaire_for(user, year, kind)
