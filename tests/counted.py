"""A small questionnaire of country teams, answered by a few of them, and the figure that is counted from it."""

from accounts.roles import Role
from countries.models import CountryTeam
from indicators.actions import use_computed
from indicators.models import RollUpRule
from indicators.rules import change_rule
from surveys.models import Question
from tests.work import (
    People,
    accept_answers,
    another,
    answered,
    endorse_answers,
    give,
    observation,
    opened,
    question,
    questionnaire,
    submit,
    submit_answers,
    validate,
)

COMPUTED = "2.1.1-a/total/2024"
PLAN = "test-plan"
YES, NO = ("KEN", "UGA", "FJI"), ("EGY", "BRB")


def count_teams(people: People) -> None:
    """Three teams say yes, two no, the other 127 are silent; what they give is validated as COMPUTED."""
    opened(questionnaire(2024, [question(PLAN)]))
    asks(people, PLAN, COMPUTED)
    for code in YES:
        accept_by_office(code, PLAN, "yes", people)
    for code in NO:
        accept_by_office(code, PLAN, "no", people)
    to_figure(people)


def asks(people: People, question_code: str, key: str, **columns: str) -> None:
    """Let a series be counted from this question."""
    indicator, series, _year = key.split("/")
    rule = RollUpRule.objects.get(series__indicator__code=indicator, series__code=series)
    values = {"question": Question.objects.get(code=question_code), "counts": [], **columns}
    change_rule(rule, values, by=people.administrator, seen=rule.version)


def to_figure(people: People, key: str = COMPUTED) -> None:
    """The computed value taken, submitted and validated."""
    row = observation(key)
    use_computed(row, by=people.custodian, seen=row.version)
    submit(key, by=people.custodian)
    validate(key, by=people.validator)


def accept_by_office(code: str, asked: str, choice: str, people: People, submission: str = "") -> None:
    """A team's office answers one question, or its coordinator's with that `submission`; its region endorses."""
    team = CountryTeam.objects.get(code=code)
    leader = another(Role.TEAM_LEADER, f"leader.of.{code.lower()}@un.example", team=team)
    region = another(Role.REGIONAL_TEAM, f"region.of.{code.lower()}@un.example", region=team.region)
    key = f"2024/{submission or code}"
    give(f"{key}/{asked}", answered(choice), by=leader)
    submit_answers(key, by=leader)
    endorse_answers(key, by=region)
    accept_answers(key, by=people.validator)
