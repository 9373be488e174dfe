"""Two confirm one amendment at the same moment: it is confirmed once, because the end of the log is locked first."""

import threading
from decimal import Decimal

import pytest
from django.db import transaction

from accounts.roles import Role
from activity.verification import chain_faults
from common.refusals import WrongState
from indicators.amendments import confirm_amendment
from indicators.models import Amendment, AmendmentDecision, Series
from tests.amending import change, propose
from tests.at_once import PATIENCE, at_once
from tests.work import another

pytestmark = pytest.mark.usefixtures("own_database")
LOWER = change("series 2.1.1-d/total", "target_value", "90", "85")


def amended():
    return Series.objects.get(indicator__code="2.1.1-d")


def test_two_who_confirm_at_once_confirm_once(people):
    amendment = propose([LOWER], people)
    both = [people.publisher, another(Role.PUBLISHER, "second@un.example")]
    results = at_once([lambda who=who: confirm_amendment(amendment, by=who) for who in both])
    assert {type(result) for result in results} == {AmendmentDecision, WrongState}
    assert AmendmentDecision.objects.count() == 1
    assert (amended().version, amended().target_value) == (2, Decimal(85))
    assert not list(chain_faults())


def test_checking_first_and_writing_later_would_write_twice(people):
    """The control: the same two, who look before either has decided."""
    amendment = propose([LOWER], people)
    both_have_looked = threading.Barrier(2)

    def look_and_write():
        assert Amendment.objects.get(pk=amendment.pk).state == "proposed"
        both_have_looked.wait(PATIENCE)
        with transaction.atomic():
            row = Series.objects.select_for_update().get(indicator__code="2.1.1-d")
            row.target_value, row.version = Decimal(85), row.version + 1
            row.save()

    assert at_once([look_and_write, look_and_write]) == [None, None]
    assert amended().version == 3
