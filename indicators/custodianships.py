"""Who enters which indicator: assigned by `indicators.actions.assign_indicators`, and ended here."""

from datetime import date

from django.db import transaction

from accounts.models import User
from activity.changes import change_row
from indicators.models import Custodianship
from indicators.permissions import require


@transaction.atomic
def end_custodianship(
    custodianship: Custodianship, last_day: date | None, *, by: User | None, seen: int | None
) -> Custodianship:
    """Let an assignment end on `last_day` (None: not yet); the row stays, so that who entered what can be told.

    Raises NotAllowed, Invalid, VersionNeeded, VersionConflict.
    """
    require("indicators.change_indicator", by)
    return change_row(
        custodianship,
        {"valid_to": last_day},
        by=by,
        verb="indicators.custodianship.ended",
        target=lambda row: f"user {row.user_id}",
        seen=seen,
        data={"indicator": custodianship.indicator.key},
    )
