"""Two confirm one amendment at the same moment: it is confirmed once, because the end of the log is locked first."""

from unittest import mock

import pytest

from accounts.roles import Role
from activity.verification import chain_faults
from common.refusals import WrongState
from indicators import amendments
from indicators.amendments import confirm_amendment
from indicators.models import AmendmentDecision, Series
from tests.amending import change, propose
from tests.at_once import at_once
from tests.work import another

pytestmark = pytest.mark.usefixtures("own_database")
LOWER = change("series 2.1.1-d/total", "target_value", "90", "85")


def test_two_who_confirm_at_once_confirm_once(people):
    amendment = propose([LOWER], people)
    both = [people.publisher, another(Role.PUBLISHER, "second@un.example")]
    results = at_once([lambda who=who: confirm_amendment(amendment, by=who) for who in both])
    assert sorted(type(result) for result in results) == [AmendmentDecision, WrongState] or {
        type(result) for result in results
    } == {AmendmentDecision, WrongState}
    assert AmendmentDecision.objects.count() == 1
    series = Series.objects.get(indicator__code="2.1.1-d")
    assert (series.version, str(series.target_value.normalize())) == (2, "85")
    assert not list(chain_faults())
