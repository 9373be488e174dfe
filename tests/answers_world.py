"""A small world of answers: six teams and three Governments, two years, five questions, seven series counted from them.

Small enough that a plain model of all of it can be kept beside the database, step by step.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import Any
from unittest import mock

from django.utils import timezone
from hypothesis import strategies as st

from accounts.actions import create_user, grant_membership
from accounts.models import User
from accounts.roles import Role
from countries.models import CountryTeam
from indicators.actions import assign_indicators, submit_observation, use_computed, validate_observation
from indicators.models import Indicator, RollUpRule
from indicators.rules import change_rule
from surveys.actions import accept_submission, endorse_submission, save_answer, submit_submission
from surveys.loading import prepare_questionnaire
from surveys.models import Answer, Question, Questionnaire, Submission
from surveys.opening import open_questionnaire
from surveys.reading import answers_of
from surveys.validation import AnswerEntry
from tests.plain_recount import PlainRule
from tests.work import People, another, observation

YEARS = (2023, 2024)
WEST, EAST = ("KEN", "UGA", "FJI"), ("EGY", "BRB", "ALB")  # whose offices share their people; FJI and BRB serve five
GOVERNMENTS = ("GOV-KEN", "GOV-FJI", "GOV-BRB")
REGIONS = {"KEN": "AFR", "UGA": "AFR", "FJI": "AP", "EGY": "AS", "BRB": "LAC", "ALB": "ECA"}


def _asked(code: str, type: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": type, "text": {"en": f"About {code}?"}} | more


def _choices(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "text": {"en": code}} for code in codes]


TEAM_QUESTIONS = (
    _asked("small-plan", "yes_no"),
    _asked("small-meetings", "number", maximum="100", tolerance="50"),
    _asked("small-themes", "multiple", choices=_choices("youth", "rights"), counts_as_yes=["youth"]),
    _asked("small-shared", "yes_no", applies_if={"question": "small-plan", "is": ["yes"]}),
)
GOVERNMENT_QUESTIONS = (
    _asked("small-opinion", "scale", choices=_choices("agree", "disagree"), counts_as_yes=["agree"]),
)
QUESTIONS = tuple(asked["code"] for asked in TEAM_QUESTIONS)
OPINION = "small-opinion"

# Series of the framework, each with the question that it is counted from here, and what the rule says of silence.
SERIES: dict[str, tuple[str, dict[str, Any], PlainRule]] = {
    "2.1.1-a/total": ("small-plan", {}, PlainRule("share", ("yes",))),
    "3.2.2-b/total": ("small-plan", {}, PlainRule("count", ("yes",), decimals=0)),
    "2.3.1-c/total": ("small-meetings", {}, PlainRule("sum", decimals=0)),
    "2.1.1-b/no-physical-presence": ("small-meetings", {}, PlainRule("mean")),
    "2.1.2-a/gender-equality": (
        "small-themes",
        {"counts": ["rights"], "no_response": "count_as_no"},
        PlainRule("share", ("rights",), silent_is_no=True),
    ),
    "2.2.2-a/total": (
        "small-shared",
        {"not_applicable": "count_as_no"},
        PlainRule("share", ("yes",), inapplicable_is_no=True),
    ),
    "2.1.1-d/total": (OPINION, {}, PlainRule("share", ("agree",))),
}

PERSONS = (
    "west_editor",
    "west_leader",
    "west_region",
    "east_leader",
    "east_region",
    "custodian",
    "validator",
    "auditor",
    "all_in_one",
)


def make_world(people: People) -> dict[str, User]:
    """Ask the questions of these respondents alone, point the rules at them, and bring together who works on them."""
    for year in YEARS:
        for respondent, asked, disclosure in (
            ("team", TEAM_QUESTIONS, "respondent"),
            ("government", GOVERNMENT_QUESTIONS, "none"),
        ):
            content = {
                "respondent": respondent,
                "disclosure": disclosure,
                "title": {"en": "Small"},
                "sections": [{"code": "all", "title": {"en": "All"}, "questions": list(asked)}],
            }
            prepared = prepare_questionnaire(content, year, by=None)
            open_questionnaire(prepared, by=None, seen=prepared.version)
    others = Submission.objects.exclude(code__in=[*WEST, *EAST, *GOVERNMENTS])
    Answer.objects.filter(submission__in=others).delete()
    others.delete()
    assert Questionnaire.objects.count() == 4, "the small world is the only one"
    for key, (question, options, _plain) in SERIES.items():
        indicator, _, series = key.partition("/")
        rule = RollUpRule.objects.get(series__indicator__code=indicator, series__code=series)
        values = {"question": Question.objects.get(code=question), "counts": [], **options}
        change_rule(rule, values, by=people.administrator, seen=rule.version)
    persons = _persons(people)
    for year in YEARS:
        for code in ("KEN", "FJI", "EGY", "GOV-KEN"):
            _bring_to_acceptance(year, code, persons)
    for key in SERIES:
        _bring_to_computed_figure(f"{key}/{YEARS[-1]}", persons)
    return persons


def _bring_to_acceptance(year: int, code: str, persons: dict[str, User]) -> None:
    """Answer everything, and let it be accepted: work then starts amid things, and not with an empty table."""
    row = Submission.objects.with_respondents().get(questionnaire__year=year, code=code)
    is_by_office, side = row.team is not None, "west" if code in WEST else "east"
    leader = persons[f"{side}_leader" if is_by_office else "custodian"]
    for answer in answers_of(row):
        wording = answer.item.wording
        said = {"choices": wording.choice_codes[:1]} if wording.choice_codes else {"number": Decimal(3)}
        save_answer(answer, AnswerEntry("reported", **said), by=leader, seen=answer.version)
    row = submit_submission(row, by=leader, seen=row.version)
    if is_by_office:
        row = endorse_submission(row, by=persons[f"{side}_region"], seen=row.version)
    accept_submission(row, by=persons["validator"], seen=row.version)


def _persons(people: People) -> dict[str, User]:
    """Each by name; `all_in_one` holds every role that there is in this world, and still may not do everything."""
    offices = {"west": WEST, "east": EAST}
    roles: dict[str, list[tuple[Role, dict[str, Any]]]] = {"all_in_one": [(Role.VALIDATOR, {})]}
    for side, codes in offices.items():
        teams = list(CountryTeam.objects.filter(code__in=codes).select_related("region"))
        leads = [(Role.TEAM_LEADER, {"team": team}) for team in teams]
        checks = [(Role.REGIONAL_TEAM, {"region": region}) for region in {team.region for team in teams}]
        roles |= {f"{side}_leader": leads, f"{side}_region": checks}
        roles["all_in_one"] += leads + checks
    roles["west_editor"] = [(Role.OFFICE_EDITOR, scope) for _role, scope in roles["west_leader"]]
    found = {name: getattr(people, name) for name in ("custodian", "validator", "auditor")}
    for name, held in roles.items():
        make = custodian_of_all if name == "all_in_one" else new_person
        user = make(f"{name}@un.example")
        for role, scope in held:
            grant_membership(user, role, by=None, **scope)
        found[name] = User.objects.get(pk=user.pk)
    return found


def new_person(email: str) -> User:
    return create_user(email, name=email.partition("@")[0], by=None)


def custodian_of_all(email: str) -> User:
    user = another(Role.CUSTODIAN, email)
    assign_indicators(user, Indicator.objects.all(), by=None, first_day=timezone.localdate())
    return user


def _bring_to_computed_figure(key: str, persons: dict[str, User]) -> None:
    row = observation(key)
    row = use_computed(row, by=persons["custodian"], seen=row.version)
    row = submit_observation(row, by=persons["custodian"], seen=row.version)
    validate_observation(row, by=persons["validator"], seen=row.version)


# --- What is answered ----------------------------------------------------------------------------------------------


def _without_answer() -> st.SearchStrategy[AnswerEntry]:
    reasoned = st.builds(AnswerEntry, status=st.sampled_from(["not_available", "withheld"]), reason=st.just("Why."))
    return st.one_of(st.just(AnswerEntry("not_reported")), reasoned)


def _chosen(*codes: str, most: int = 1, least: int = 1) -> st.SearchStrategy[AnswerEntry]:
    return st.builds(
        AnswerEntry,
        status=st.sampled_from(["reported", "reported", "estimated", "provisional"]),
        choices=st.lists(st.sampled_from(codes), min_size=least, max_size=most, unique=True),
        explanation=st.sampled_from(["", "So it was."]),
    )


_numbers = st.builds(
    AnswerEntry,
    status=st.sampled_from(["reported", "estimated"]),
    number=st.integers(0, 1200).map(lambda tenths: Decimal(tenths) / 10) | st.integers(0, 120).map(Decimal),
    explanation=st.sampled_from(["", "So it was.", "So it was."]),
)
_ANSWERED = {
    "small-plan": _chosen("yes", "no"),
    "small-meetings": _numbers,
    "small-themes": _chosen("youth", "rights", most=2, least=0),
    "small-shared": _chosen("yes", "no"),
    OPINION: _chosen("agree", "disagree"),
}
WRONG = (  # refused whatever is asked
    AnswerEntry("not_available"),
    AnswerEntry("reported", choices=["perhaps"]),
    AnswerEntry("reported", number=Decimal(-1)),
    AnswerEntry("not_reported", choices=["yes"]),
    AnswerEntry("unheard_of"),
)


def entries(question: str) -> st.SearchStrategy[AnswerEntry]:
    """What somebody may enter: mostly an answer, at times why there is none, seldom what is refused."""
    return st.one_of(*[_ANSWERED[question]] * 6, _without_answer(), st.sampled_from(WRONG))


def full_answers() -> st.SearchStrategy[dict[str, AnswerEntry]]:
    """An answer to every question."""
    return st.fixed_dictionaries(_ANSWERED)


# --- Crashes -------------------------------------------------------------------------------------------------------


class PowerCut(Exception):
    """What no action expects."""


@contextmanager
def power_cut(*, entry_is_written: bool) -> Iterator[None]:
    """Let the next action fail when its rows are written: before its activity is, or just after."""
    place = "activity.models.Head.save" if entry_is_written else "activity.actions.sha256"
    with mock.patch(place, side_effect=PowerCut), suppress(PowerCut):
        yield
