"""Sections given to people of the office: by whom, to whom, shown where, and nobody else kept out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import create_user
from accounts.models import User
from accounts.offices import name_deputy
from accounts.roles import Role
from activity.models import Entry
from common.refusals import Invalid, NotAllowed, VersionConflict, WrongState
from countries.models import CountryTeam
from surveys.delegation import current_delegations, delegate_section, end_delegation
from surveys.models import Delegation, Section, Submission
from tests.test_publish_page import text_of
from tests.work import another, answered, bring_to_submission, give, opened, question, questionnaire, submission

pytestmark = pytest.mark.django_db

KEY, PAGE = "2024/KEN", "/tasks/2024/KEN/"


@pytest.fixture(autouse=True)
def asked(db: None) -> None:
    opened(questionnaire(2024, [question("plan")], [question("hub")]))
    opened(questionnaire(2024, [question("opinion")], respondent="government"))


def section(code: str = "section-1", key: str = KEY) -> Section:
    return submission(key).questionnaire.sections.get(code=code)


def holder() -> str | None:
    found = current_delegations([submission(KEY)]).get(submission(KEY).pk, {}).get(section().pk)
    return found.user.email.partition("@")[0] if found else None


def give_section(to, people, *, by=None, seen=None) -> Delegation:
    return delegate_section(submission(KEY), section(), to, by=by or people.team_leader, seen=seen)


def test_a_leader_gives_a_section_and_takes_it_back_and_the_log_tells(people):
    first = give_section(people.office_editor, people)
    assert holder() == "office.editor"
    second = give_section(people.team_leader, people, seen=first.pk)
    assert holder() == "team.leader"
    end_delegation(submission(KEY), section(), by=people.team_leader, seen=second.pk)
    assert holder() is None
    verbs = Entry.objects.about("submission 2024/KEN").order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["surveys.section.delegated", "surveys.section.delegated", "surveys.section.taken_back"]
    assert Delegation.objects.filter(ended_at=None).count() == 0
    assert Delegation.objects.count() == 2, "who answered what when can always be told"


def test_to_whom_it_is_given_already_it_stays_given(people):
    first = give_section(people.office_editor, people)
    before = Entry.objects.count()
    assert give_section(people.office_editor, people, seen=first.pk) == first
    assert Entry.objects.count() == before


def test_who_did_not_see_what_somebody_else_just_did_is_told(people):
    first = give_section(people.office_editor, people)
    for act in (
        lambda: give_section(people.team_leader, people),
        lambda: end_delegation(submission(KEY), section(), by=people.team_leader, seen=None),
    ):
        with pytest.raises(VersionConflict) as refused:
            act()
        assert refused.value.current == first
        assert "Demonstration office editor" in str(refused.value.detail)
    end_delegation(submission(KEY), section(), by=people.team_leader, seen=first.pk)
    with pytest.raises(VersionConflict, match="taken it back"):
        give_section(people.team_leader, people, seen=first.pk)
    assert holder() is None


@pytest.mark.parametrize(
    "role", ["office_editor", "regional_team", "custodian", "validator", "administrator", "auditor"]
)
def test_only_the_office_s_team_leader_gives_sections(role, people):
    with pytest.raises(NotAllowed):
        give_section(people.office_editor, people, by=getattr(people, role))


def test_a_leader_of_another_office_gives_nothing_here(people):
    other = another(Role.TEAM_LEADER, "ugandan@un.example", team=CountryTeam.objects.get(code="UGA"))
    with pytest.raises(NotAllowed):
        give_section(people.office_editor, people, by=other)


def test_a_custodian_gives_no_section_of_what_headquarters_enters(people):
    row = submission("2024/GOV-KEN")
    with pytest.raises(NotAllowed):
        delegate_section(row, section(key="2024/GOV-KEN"), people.custodian, by=people.custodian, seen=None)


def test_a_section_is_given_only_to_somebody_of_the_office_today(people):
    stranger = another(Role.OFFICE_EDITOR, "ugandan@un.example", team=CountryTeam.objects.get(code="UGA"))
    today = timezone.localdate()
    gone = another(
        Role.OFFICE_EDITOR,
        "gone@un.example",
        team=CountryTeam.objects.get(code="KEN"),
        valid_from=today - timedelta(days=9),
        valid_to=today - timedelta(days=1),
    )
    for nobody in (stranger, gone, people.validator):
        with pytest.raises(Invalid):
            give_section(nobody, people)
    deputy = create_user("deputy@un.example", by=None)
    held = people.office_editor.memberships.get()
    name_deputy(held, deputy.email, first_day=today, last_day=today, by=people.team_leader)
    assert give_section(deputy, people).user == deputy


def test_nothing_is_given_of_what_is_handed_in(people):
    bring_to_submission(KEY, people)
    with pytest.raises(WrongState):
        give_section(people.office_editor, people)


def test_a_section_of_another_questionnaire_does_not_exist_here(people, signed_in):
    client = signed_in("team_leader")
    assert client.post(f"{PAGE}sections/nowhere/delegation/", {"person": people.office_editor.pk}).status_code == 404


def test_giving_a_section_keeps_nobody_else_of_the_office_from_answering(people):
    give_section(people.team_leader, people)
    assert give("2024/KEN/plan", answered("yes"), by=people.office_editor).choice == "yes"


# --- Pages ---------------------------------------------------------------------------------------------------------


def test_the_task_list_says_who_answers_what_and_lets_the_leader_say_so(people, signed_in):
    leader, editor = signed_in("team_leader"), signed_in("office_editor")
    assert b"/delegation/" not in editor.get(PAGE).content
    assert b"/delegation/" in leader.get(PAGE).content
    posted = leader.post(f"{PAGE}sections/section-1/delegation/", {"person": people.office_editor.pk, "seen": ""})
    assert posted.status_code == 303
    assert posted["Location"] == f"{PAGE}#section-section-1"
    for client in (leader, editor, signed_in("regional_team")):
        assert "answered by Demonstration office editor" in text_of(client.get(PAGE))
    given = Delegation.objects.get()
    taken = leader.post(f"{PAGE}sections/section-1/delegation/", {"person": "", "seen": given.pk})
    assert taken.status_code == 303
    assert "answered by" not in text_of(editor.get(PAGE))


def test_a_post_that_saw_something_else_is_a_conflict_that_says_what_is_there(people, signed_in):
    give_section(people.office_editor, people)
    refused = signed_in("team_leader").post(
        f"{PAGE}sections/section-1/delegation/", {"person": people.team_leader.pk, "seen": ""}
    )
    assert refused.status_code == 409
    assert "Somebody has just given this section to Demonstration office editor." in text_of(refused)
    assert holder() == "office.editor"


def test_the_page_of_a_section_says_who_answers_it(people, signed_in):
    give_section(people.office_editor, people)
    for role in ("team_leader", "office_editor", "regional_team"):
        client = signed_in(role)
        assert "answered by Demonstration office editor" in text_of(client.get(f"{PAGE}sections/section-1/"))
        assert "answered by" not in text_of(client.get(f"{PAGE}sections/section-2/"))


def test_accounts_that_do_not_exist_are_refused_like_those_of_others(people, signed_in):
    address = f"{PAGE}sections/section-1/delegation/"
    closed = another(Role.OFFICE_EDITOR, "closed@un.example", team=CountryTeam.objects.get(code="KEN"))
    User.objects.filter(pk=closed.pk).update(is_active=False)
    leader, editor = signed_in("team_leader"), signed_in("office_editor")
    tried = [str(people.validator.pk), str(closed.pk), "999999999", "nobody"]
    refused = [leader.post(address, {"person": person, "seen": ""}) for person in tried]
    assert {response.status_code for response in refused} == {400}
    assert len({text_of(response) for response in refused}) == 1
    assert {editor.post(address, {"person": person, "seen": ""}).status_code for person in tried} == {403}
    assert holder() is None


def test_tasks_name_the_sections_of_the_person_as_long_as_they_can_be_answered(people, signed_in):
    give_section(people.office_editor, people)
    editor = signed_in("office_editor")
    assert "Your sections: Section 1" in text_of(editor.get("/tasks/"))
    assert "Your sections:" not in text_of(signed_in("team_leader").get("/tasks/"))
    Submission.objects.filter(code="KEN").update(state="accepted")
    assert "Your sections:" not in text_of(editor.get("/tasks/"))
