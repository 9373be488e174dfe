"""Who may move an observation from where to where, and that a refusal changes nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.actions import create_user, grant_membership
from accounts.models import User
from accounts.roles import Role
from activity.models import Entry as Activity
from common.refusals import Invalid, NotAllowed, Refusal, VersionConflict, VersionNeeded, WrongState
from frameworks.models import ReportingYear
from indicators.actions import (
    reopen_observation,
    return_observation,
    save_observation,
    submit_observation,
    validate_observation,
)
from indicators.choices import State
from indicators.definitions import change_definition
from indicators.models import Figure, Observation
from indicators.validation import Entry
from tests.work import bring_to_figure, custodian_of, entry, observation, save, submit, validate

KEY = "1.1.1-c/total/2024"
EVERYTHING_OK = "allowed"


def told() -> tuple:
    """The row, its figures and the log, as they are now."""
    row = Observation.objects.filter(pk=observation(KEY).pk).values_list()
    return list(row), list(Figure.objects.order_by("pk").values_list()), Activity.objects.count()


# --- The workflow, as a table ---------------------------------------------------------------------------------------

VERBS = {
    "save": lambda row, by, seen: save_observation(row, entry("71"), by=by, seen=seen),
    "submit": lambda row, by, seen: submit_observation(row, by=by, seen=seen),
    "return": lambda row, by, seen: return_observation(row, "Which source?", by=by, seen=seen),
    "validate": lambda row, by, seen: validate_observation(row, by=by, seen=seen),
    "reopen": lambda row, by, seen: reopen_observation(row, "Recount", by=by, seen=seen),
}
MAY = {  # verb: the roles that may, in which states, and whether a closed year locks it
    "save": ({"custodian"}, {"draft", "returned"}, True),
    "submit": ({"custodian"}, {"draft", "returned"}, True),
    "return": ({"validator"}, {"submitted"}, True),
    "validate": ({"validator"}, {"submitted"}, False),
    "reopen": ({"validator"}, {"validated"}, True),
}
BECOMES = {
    "save": None,  # stays as it is
    "submit": "submitted",
    "return": "returned",
    "validate": "validated",
    "reopen": "returned",
}
# The demonstration's custodian is assigned every indicator; "custodian_of_another" is one of another indicator.
ROLES = [role.value for role in Role] + ["custodian_of_another", "former_custodian", "nobody"]


def person(role: str, people) -> User:
    match role:
        case "custodian_of_another":
            return custodian_of("1.1.1-b", "other@un.example")
        case "former_custodian":
            user = custodian_of("1.1.1-c", "former@un.example")
            yesterday = timezone.localdate() - timedelta(days=1)
            user.custodianships.update(valid_from=yesterday, valid_to=yesterday)
            return user
        case "nobody":
            return create_user("nobody@un.example", by=None)
    return getattr(people, role)


def bring_to(state: str, people) -> Observation:
    """The observation in this state, with a value."""
    save(KEY, entry("70"), by=people.custodian)
    if state != "draft":
        submit(KEY, by=people.custodian)
    if state == "returned":
        return_observation(observation(KEY), "Why?", by=people.validator, seen=observation(KEY).version)
    if state == "validated":
        validate(KEY, by=people.validator)
    row = observation(KEY)
    assert row.state == state
    return row


def close_year() -> None:
    ReportingYear.objects.filter(year=2024).update(closes_at=timezone.now())


def expected(verb: str, role: str, state: str, is_closed: bool) -> type[Refusal] | str:
    roles, states, locks = MAY[verb]
    if role not in roles:
        return NotAllowed
    if state not in states or (is_closed and locks):
        return WrongState
    return EVERYTHING_OK


@pytest.mark.django_db
@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_state_by_every_role(people, verb, state, is_closed):
    row = bring_to(state, people)
    if is_closed:
        close_year()
    persons = {role: person(role, people) for role in ROLES}
    before = told()
    # Whoever may comes last, because that changes the row.
    for role, by in sorted(persons.items(), key=lambda pair: pair[0] in MAY[verb][0]):
        should_be = expected(verb, role, state, is_closed)
        if should_be == EVERYTHING_OK:
            VERBS[verb](observation(KEY), by, row.version)
            now = observation(KEY)
            assert now.version == row.version + 1
            assert now.state == (BECOMES[verb] or state)
        else:
            with pytest.raises(should_be):
                VERBS[verb](observation(KEY), by, row.version)
            assert told() == before


@pytest.mark.django_db
def test_nobody_validates_what_they_submitted(people):
    both = custodian_of("1.1.1-c", "both@un.example")
    grant_membership(both, Role.VALIDATOR, by=None)
    both = User.objects.get(pk=both.pk)
    save(KEY, entry("70"), by=both)
    row = submit(KEY, by=both)
    before = told()
    with pytest.raises(NotAllowed, match="nobody validates what they submitted"):
        validate_observation(row, by=both, seen=row.version)
    assert told() == before
    assert validate(KEY, by=people.validator).value == 70


@pytest.mark.django_db
def test_who_submitted_is_looked_up_in_the_row_not_in_what_was_read_before(people):
    both = custodian_of("1.1.1-c", "both@un.example")
    grant_membership(both, Role.VALIDATOR, by=None)
    both = User.objects.get(pk=both.pk)
    save(KEY, entry("70"), by=both)
    read_before = observation(KEY)
    submitted = submit(KEY, by=both)
    before = told()
    with pytest.raises(NotAllowed):
        validate_observation(read_before, by=both, seen=submitted.version)
    assert told() == before


@pytest.mark.django_db
def test_a_person_who_left_does_nothing(people):
    row = bring_to("draft", people)
    custodian = people.custodian
    User.objects.filter(pk=custodian.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        save_observation(row, entry("71"), by=people.custodian, seen=row.version)


@pytest.mark.django_db
def test_an_observation_that_says_nothing_cannot_be_submitted(people):
    row = observation(KEY)
    assert (row.status, row.value, row.version) == ("not_reported", None, 1)
    before = told()
    with pytest.raises(WrongState, match="Nothing to submit yet"):
        submit_observation(row, by=people.custodian, seen=1)
    assert told() == before
    save(KEY, entry(status="not_reported", reason="The survey was postponed."), by=people.custodian)
    assert submit(KEY, by=people.custodian).state == "submitted"


def redefine(decimals: int, people) -> None:
    indicator = observation(KEY).series.indicator
    change_definition(indicator, {"decimals": decimals}, by=people.administrator, seen=indicator.version)


@pytest.mark.django_db
def test_what_no_longer_fits_its_indicator_is_neither_submitted_nor_validated(people):
    save(KEY, entry("33.3"), by=people.custodian)
    redefine(0, people)
    with pytest.raises(WrongState, match=r"keeps 0 decimals; 33\.3 has more"):
        submit(KEY, by=people.custodian)
    redefine(1, people)
    submit(KEY, by=people.custodian)
    redefine(0, people)
    before = told()
    with pytest.raises(WrongState, match="keeps 0 decimals"):
        validate(KEY, by=people.validator)
    assert told() == before
    row = observation(KEY)
    return_observation(row, "Whole per cent, please.", by=people.validator, seen=row.version)
    assert bring_to_figure(KEY, entry("33"), people).rule["decimals"] == 0


@pytest.mark.django_db
def test_a_returned_observation_tells_its_comment_until_it_is_validated(people):
    bring_to("submitted", people)
    row = observation(KEY)
    returned = return_observation(row, " Which source? ", by=people.validator, seen=row.version)
    assert (returned.state, returned.comment) == ("returned", "Which source?")
    assert submit(KEY, by=people.custodian).comment == "Which source?"
    validate(KEY, by=people.validator)
    assert observation(KEY).comment == ""


@pytest.mark.django_db
@pytest.mark.parametrize("comment", ["", "  \n ", "x" * 5001, "turned \u202e round"])
def test_a_return_and_a_reopening_say_why(people, comment):
    row = bring_to("submitted", people)
    with pytest.raises(Invalid) as refused:
        return_observation(row, comment, by=people.validator, seen=row.version)
    assert list(refused.value.errors) == ["comment"]
    validate(KEY, by=people.validator)
    with pytest.raises(Invalid):
        reopen_observation(observation(KEY), comment, by=people.validator, seen=row.version + 1)


@pytest.mark.django_db
def test_a_reopened_observation_leaves_its_figure_and_gets_the_next_number(people):
    first = bring_to_figure(KEY, entry("70"), people)
    row = observation(KEY)
    reopen_observation(row, "Recount", by=people.validator, seen=row.version)
    save(KEY, entry("75"), by=people.custodian)
    assert Figure.objects.get(pk=first.pk).value == 70
    submit(KEY, by=people.custodian)
    second = validate(KEY, by=people.validator)
    assert (first.number, second.number) == (1, 2)
    assert list(Figure.objects.filter(observation=row).order_by("number").values_list("value", flat=True)) == [70, 75]


@pytest.mark.django_db
def test_a_figure_says_what_the_observation_said_by_which_rule_and_who_validated_it(people):
    entered = entry(
        "70", numerator="14", denominator="20", source="Survey", note="Of 20.", evidence=["https://un.example/a"]
    )
    figure = Figure.objects.get(pk=bring_to_figure(KEY, entered, people).pk)
    assert (figure.value, figure.numerator, figure.denominator) == (70, 14, 20)
    assert (figure.status, figure.origin, figure.source, figure.note) == ("reported", "entered", "Survey", "Of 20.")
    assert figure.evidence == ["https://un.example/a"]
    assert (figure.rule["method"], figure.rule["of"], figure.rule["unit"]) == ("share", "country teams", "percent")
    assert (figure.validated_by, figure.observation_version) == (people.validator, 4)


# --- The order of refusals ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_of_several_reasons_to_refuse_the_first_is_told(people):
    """NotAllowed, Invalid, VersionNeeded, VersionConflict, WrongState: each step takes one fault away."""
    row = bring_to("submitted", people)
    bad = Entry(status="reported", value=Decimal("101"))
    good = Entry(status="reported", value=Decimal("71"))
    before = told()
    for refusal, entered, by, seen in [
        (NotAllowed, bad, people.auditor, None),
        (Invalid, bad, people.custodian, None),
        (VersionNeeded, good, people.custodian, None),
        (VersionConflict, good, people.custodian, row.version - 1),
        (WrongState, good, people.custodian, row.version),
    ]:
        with pytest.raises(refusal) as refused:
            save_observation(observation(KEY), entered, by=by, seen=seen)
        assert type(refused.value) is refusal
        assert told() == before


@pytest.mark.django_db
def test_a_conflict_brings_the_row_as_it_is_now(people):
    save(KEY, entry("70"), by=people.custodian)
    with pytest.raises(VersionConflict) as refused:
        save_observation(observation(KEY), entry("71"), by=people.custodian, seen=1)
    assert (refused.value.current.value, refused.value.current.version) == (70, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("seen", [0, -1, 99])
def test_a_version_that_never_was_is_a_conflict(people, seen):
    with pytest.raises(VersionConflict):
        save_observation(observation(KEY), entry("71"), by=people.custodian, seen=seen)
