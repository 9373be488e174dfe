"""What-if: what it says is what then happens, and nothing of it stays."""

import random
from collections import Counter
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from activity.models import Entry, Head
from common.refusals import Invalid, WrongState
from frameworks.models import ReportingYear
from indicators.amendments import confirm_amendment
from indicators.models import Amendment, AmendmentDecision, Indicator, RollUpRule, Series
from indicators.what_if import Consequence, if_accepted, if_confirmed, standing
from surveys.actions import accept_submission, endorse_submission, save_answer, submit_submission
from surveys.models import AcceptedAnswer, Submission
from surveys.reading import answers_of
from tests.amending import amend, change, propose
from tests.answers_world import GOVERNMENTS, SERIES, WEST, make_world
from tests.counted import COMPUTED, PLAN, asks
from tests.work import (
    answered,
    any_answer,
    bring_to_figure,
    endorse_answers,
    entry,
    give,
    opened,
    question,
    questionnaire,
    submit_answers,
)

pytestmark = pytest.mark.django_db

LOWER = change("series 2.1.1-d/total", "target_value", "90", "82")


def everything():
    """Every series, standing in every year, read anew."""
    rows = Series.objects.select_related("indicator__framework").prefetch_related("milestones")
    return standing(rows, list(ReportingYear.objects.values_list("year", flat=True)))


def kept():
    """What a what-if must leave as it is."""
    head = Head.objects.get(pk=1)
    counts = [model.objects.count() for model in (Entry, AmendmentDecision, AcceptedAnswer, Series)]
    return (head.sequence, head.hash, *counts)


def as_pairs(consequences: list[Consequence]):
    return {(row.series.pk, row.year, row.kind): (row.before, row.after) for row in consequences}


def differing(before, after):
    pairs = {key: (before.get(key), after.get(key)) for key in before.keys() | after.keys()}
    return {key: (was, now) for key, (was, now) in pairs.items() if was != now}


def test_an_amended_target_rates_otherwise_from_its_first_year_and_leaves_the_years_before(people):
    bring_to_figure("2.1.1-d/total/2023", entry("83"), people)
    bring_to_figure("2.1.1-d/total/2024", entry("83"), people)
    amendment = propose([LOWER], people, first_year=2024)
    [row] = if_confirmed(amendment, by=people.publisher)
    assert (row.series.key, row.year, row.kind) == ("RCS-2022-2025/2.1.1-d/total", 2024, "figure")
    assert (row.before.rating.code, row.after.rating.code) != (row.after.rating.code, row.before.rating.code)
    assert row.moves_rating
    assert row.before.value == row.after.value == 83


def test_nothing_of_a_what_if_stays(people):
    amendment = propose([LOWER], people)
    before, seen = kept(), everything()
    with CaptureQueriesContext(connection):
        if_confirmed(amendment, by=people.publisher)
    assert (kept(), everything()) == (before, seen)
    assert amendment.state == Amendment.objects.get().state == "proposed"
    assert Series.objects.get(indicator__code="2.1.1-d").target_value == 90
    assert not connection.run_on_commit
    confirm_amendment(amendment, by=people.publisher)


def test_what_cannot_be_confirmed_has_no_consequences(people):
    amendment = propose([LOWER], people)
    amend([change("series 2.1.1-d/total", "target_value", "90", "88")], people)
    with pytest.raises(WrongState):
        if_confirmed(amendment, by=people.publisher)
    assert Series.objects.get(indicator__code="2.1.1-d").target_value == 88


def test_who_can_accept_a_submission_is_shown_what_that_would_change(people, signed_in):
    opened(questionnaire(2024, [question(PLAN)]))
    asks(people, PLAN, COMPUTED)
    give(f"2024/KEN/{PLAN}", answered("yes"), by=people.office_editor)
    submit_answers("2024/KEN", by=people.team_leader)
    address = "/review/answers/2024/KEN/"
    said = "What accepting this would change"
    assert said not in signed_in("validator").get(address).content.decode()  # it is not endorsed yet
    endorse_answers("2024/KEN", by=people.regional_team)
    before = kept()
    page = signed_in("validator").get(address).content.decode()
    assert said in page
    assert "computed, from what is accepted" in page
    assert "1 of 1" in page
    assert said not in signed_in("auditor").get(address).content.decode()
    assert kept() == before


def test_it_costs_as_many_queries_for_every_series_as_for_one(people):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            if_confirmed(Amendment.objects.get(number=1), by=people.publisher)
        return len(captured)

    propose([LOWER], people)
    few = cost()
    for key in ("2.1.1-d/total/2023", "2.1.1-d/total/2024", "1.1.1-c/total/2024", "2.2.2-a/total/2024"):
        bring_to_figure(key, entry("83"), people)
    assert cost() == few


# --- What it says is what then happens -----------------------------------------------------------------------------


@pytest.mark.parametrize("examples", [15, pytest.param(200, marks=pytest.mark.assure)])
def test_on_random_amendments_and_acceptances_what_it_says_is_what_then_happens(examples, people):
    """Each example is taken back, so that all begin in one small world; the same 200 on every run."""
    chance = random.Random(2026)
    persons = make_world(people)
    confidential = Series.objects.get(indicator__code="2.1.1-d").pk
    tried: Counter[str] = Counter()
    for _example in range(examples):
        with transaction.atomic():
            act, foretell = (_an_amendment if chance.random() < 0.6 else _an_acceptance)(chance, people, persons)
            before, untouched = everything(), kept()
            said = as_pairs(foretell())
            assert (everything(), kept()) == (before, untouched)
            act()
            happened = differing(before, everything())
            if act.__name__ == "accept":  # where the difference would tell a Government's answer, nothing is foretold
                happened = {key: pair for key, pair in happened.items() if key[0] != confidential}
            assert said == happened
            tried[act.__name__] += 1
            tried["moved"] += bool(said)
            transaction.set_rollback(True)
    assert min(tried["confirm"], tried["accept"]) > 0
    assert tried["moved"] > examples / 2


def _an_amendment(chance, people, persons):
    amendment = None
    while amendment is None:
        changes = [_a_change(chance) for _one in range(chance.choice([1, 1, 1, 2, 3]))]
        with suppress(Invalid), transaction.atomic():
            amendment = propose(changes, people, first_year=chance.choice([2022, 2023, 2024, 2025]))

    def confirm():
        confirm_amendment(Amendment.objects.get(pk=amendment.pk), by=people.publisher)

    return confirm, lambda: if_confirmed(amendment, by=people.publisher)


def _a_change(chance):
    """A change of one of the small world's series: half of what is drawn is refused, and drawn again."""
    key = chance.choice(sorted(SERIES))
    row = Series.objects.select_related("indicator").get(
        indicator__code=key.partition("/")[0], code=key.partition("/")[2]
    )
    rule = RollUpRule.objects.get(series=row)
    indicator: Indicator = row.indicator
    on_series, on_indicator, on_rule = f"series {key}", f"indicator {indicator.code}", f"roll-up rule {key}"
    number = str(Decimal(chance.randrange(0, 2000)) / 20 if indicator.decimals else Decimal(chance.randrange(0, 99)))
    number = number.rstrip("0").rstrip(".") if "." in number else number
    plain = lambda value: None if value is None else f"{value.normalize():f}"  # noqa: E731 (said once, here)
    milestone = {"year": chance.choice([2022, 2023, 2024]), "value": number}
    silence = {"leave_out": "count_as_no", "count_as_no": "leave_out"}
    return chance.choice(
        [
            change(on_series, "target_value", plain(row.target_value), number),
            change(on_series, "target_year", row.target_year, chance.choice([2024, 2025, 2026])),
            change(on_series, "baseline_value", plain(row.baseline_value), number),
            change(on_series, "milestones", None, milestone),
            change(on_series, "last_year", None, 2024),
            change(on_indicator, "direction", indicator.direction, chance.choice(["up", "down", "keep"])),
            change(on_indicator, "decimals", indicator.decimals, chance.choice([0, 1, 2, 3])),
            change(on_rule, "no_response", rule.no_response, silence[rule.no_response]),
            change(on_rule, "not_applicable", rule.not_applicable, silence[rule.not_applicable]),
            change(on_rule, "counts", rule.counts, chance.choice([["yes"], ["no"], ["rights"], ["agree"]])),
        ]
    )


def _an_acceptance(chance, people, persons):
    """Somebody who has not been accepted answers something, and it waits for acceptance."""
    rows = Submission.objects.with_respondents().filter(accepted_at=None, code__in=["UGA", "BRB", "ALB", "GOV-FJI"])
    row = chance.choice(list(rows.order_by("pk")))
    side = "west" if row.code in WEST else "east"
    leader = persons["custodian" if row.code in GOVERNMENTS else f"{side}_leader"]
    for answer in answers_of(row):
        codes = answer.item.wording.choice_codes
        given = any_answer(answer)
        if codes:
            given = type(given)("reported", choices=[chance.choice(codes)])
        elif answer.item.wording.type == "number":
            given = type(given)("reported", number=Decimal(chance.randrange(100)), explanation="So it was.")
        save_answer(answer, given, by=leader, seen=answer.version)
    row = submit_submission(row, by=leader, seen=row.version)
    if row.code not in GOVERNMENTS:
        row = endorse_submission(row, by=persons[f"{side}_region"], seen=row.version)

    def accept():
        accept_submission(Submission.objects.get(pk=row.pk), by=people.validator, seen=row.version)

    return accept, lambda: if_accepted(row, by=people.validator)
