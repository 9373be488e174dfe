"""More time for several respondents at once: all of them, or none."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Invalid, VersionConflict, WrongState
from surveys.actions import extend_deadline
from surveys.models import Submission


@transaction.atomic
def extend_deadlines(
    rows: Iterable[tuple[Submission, int | None]], until: date, reason: str, *, by: User
) -> list[Submission]:
    """Extend each to the end of `until`; `rows` are submissions with the versions that were seen.

    Each leaves its own activity. What one of them refuses refuses all, and names it: Invalid, VersionConflict,
    WrongState; NotAllowed as `extend_deadline` says it.
    """
    extended = []
    for row, seen in rows:
        try:
            extended.append(extend_deadline(row, until, reason, by=by, seen=seen))
        except Invalid as refusal:
            raise Invalid(
                {name: [_named(row, said[0]), *said[1:]] for name, said in refusal.errors.items()}
            ) from refusal
        except VersionConflict as refusal:
            raise VersionConflict(refusal.current, _named(row, refusal.detail)) from refusal
        except WrongState as refusal:
            raise WrongState(_named(row, refusal.detail)) from refusal
    return extended


def _named(row: Submission, sentence: object) -> str:
    return _("%(respondent)s: %(sentence)s") % {"respondent": row.code, "sentence": sentence}
