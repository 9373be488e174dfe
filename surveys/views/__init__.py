"""Working pages of questionnaires."""

from typing import Any

from django.http import Http404

from surveys.models import Submission


def submission_for(user: Any, year: int, respondent: str) -> Submission:
    """The submission at an address, as `user` may see it; what may not be seen answers as what does not exist."""
    rows = Submission.objects.visible_to(user).with_respondents()
    found = rows.filter(questionnaire__year=year, code=respondent).first()
    if found is None:
        raise Http404
    return found
