"""Comments on questions: who says what to whom, where it is shown, what becomes of it, and what is refused."""

import pytest

from accounts.roles import Role
from activity.models import Entry
from countries.models import CountryTeam
from surveys.models import Comment, Submission
from surveys.remarks import correspondents
from tests.reading import Page
from tests.work import another, bring_to_submission, opened, question, questionnaire, submission

pytestmark = pytest.mark.django_db

COMMENTS = "/tasks/2024/KEN/comments/"
REVIEW = "/review/answers/2024/KEN/"
GOVERNMENT = "/tasks/2024/GOV-KEN/comments/"


@pytest.fixture(scope="module", autouse=True)
def asked(people_of_module):
    """Kenya's questionnaire is handed in; its Government's is open."""
    opened(questionnaire(2024, (question("plan"), question("climate", "text", disclosure="none"))))
    opened(questionnaire(2024, (question("opinion"),), respondent="government", disclosure="none"))
    bring_to_submission("2024/KEN", people_of_module)


def say(client, address=COMMENTS, **data):
    return client.post(address, {"question": "plan", "text": "Is this the new plan?"} | data)


def only_comment():
    return Comment.objects.get()


def answer_to(client, verb, **data):
    row = only_comment()
    return client.post(f"{COMMENTS}{row.pk}/", {"do": verb, "version": row.version} | data)


# --- Saying and replying ----------------------------------------------------------------------------------------


def test_a_comment_goes_from_the_checker_to_the_office_and_back(signed_in):
    region = signed_in("regional_team")
    page = Page(region, region.get(REVIEW))
    to = {"Comment": "Is this the new plan?"}
    page = page.press("Add the comment (plan)", to)
    assert "Your comment is added." in page
    assert "Is this the new plan?" in page
    response = answer_to(signed_in("office_editor"), "reply", text="It is.", next="/tasks/2024/KEN/")
    assert response["Location"] == "/tasks/2024/KEN/#question-plan"
    assert only_comment().state == "answered"
    page = Page(region, region.get(REVIEW))
    assert "It is." in page
    page = page.press("Resolve (plan)")
    assert "The comment is resolved." in page
    assert only_comment().state == "resolved"
    verbs = Entry.objects.filter(target__startswith="comment ").order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["surveys.comment.added", "surveys.comment.replied", "surveys.comment.resolved"]


def test_a_word_more_of_who_wrote_it_opens_the_comment_again(signed_in):
    say(signed_in("regional_team"))
    answer_to(signed_in("office_editor"), "reply", text="It is.")
    answer_to(signed_in("regional_team"), "reply", text="Where is it to be read?")
    assert only_comment().state == "open"


def test_a_comment_is_addressed_to_somebody_who_answers_or_checks(signed_in, people):
    assert say(signed_in("regional_team"), to=people.team_leader.pk).status_code == 303
    assert only_comment().to == people.team_leader
    for stranger in (people.publisher, people.custodian, people.administrator):
        assert say(signed_in("regional_team"), to=stranger.pk).status_code == 400
    assert say(signed_in("regional_team"), to="999999999").status_code == 400
    assert Comment.objects.count() == 1


def test_the_people_who_may_be_addressed_are_those_of_this_submission(people):
    elsewhere = CountryTeam.objects.exclude(region=submission("2024/KEN").region)[0]
    another(Role.OFFICE_EDITOR, "of.another.office@example.org", team=elsewhere)
    another(Role.REGIONAL_TEAM, "of.another.region@example.org", region=elsewhere.region)
    assert set(correspondents(submission("2024/KEN"))) == {
        people.office_editor,
        people.team_leader,
        people.regional_team,
        people.validator,
    }
    assert set(correspondents(submission("2024/GOV-KEN"))) == {people.custodian, people.validator}


def test_who_checks_resolves_and_who_wrote_it_and_nobody_else(signed_in, people):
    say(signed_in("validator"))
    assert answer_to(signed_in("office_editor"), "resolve").status_code == 403
    assert answer_to(signed_in("regional_team"), "resolve").status_code == 303


def test_an_office_resolves_the_comments_that_it_wrote_itself(signed_in):
    say(signed_in("office_editor"))
    assert answer_to(signed_in("team_leader"), "resolve").status_code == 403
    assert answer_to(signed_in("office_editor"), "resolve").status_code == 303


# --- What is refused --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": " "}, "Say it in a sentence."),
        ({"text": "x" * 5001}, "At most 5 000 characters."),
        ({"text": "a\u202eb"}, "cannot be kept in a text"),
        ({"question": "opinion"}, "There is no question “opinion” in this questionnaire."),
    ],
)
def test_what_cannot_be_kept_is_refused_and_what_was_typed_is_not_lost(typed, words, signed_in):
    client = signed_in("regional_team")
    response = say(client, **typed)
    assert response.status_code == 400
    page = Page(client, response)
    assert words in page
    assert not Comment.objects.exists()
    if typed.get("question"):
        assert "Is this the new plan?" in page


def test_a_comment_that_somebody_has_answered_meanwhile_is_a_conflict_and_the_reply_is_kept(signed_in):
    say(signed_in("regional_team"))
    client = signed_in("office_editor")
    answer_to(client, "reply", text="It is.")
    client = signed_in("team_leader")
    response = answer_to(client, "reply", text="I think so.", version=1)
    assert response.status_code == 409
    page = Page(client, response).press("Reply all the same")
    assert "Your reply is added." in page
    assert only_comment().replies.count() == 2
    assert answer_to(client, "reply", text="No version.", version="").status_code == 409


def test_what_is_resolved_stays_so(signed_in):
    say(signed_in("regional_team"))
    answer_to(signed_in("regional_team"), "resolve")
    for verb in ("reply", "resolve"):
        assert answer_to(signed_in("regional_team"), verb, text="One more thing.").status_code == 409
    assert only_comment().state == "resolved"


@pytest.mark.parametrize("role", ["publisher", "administrator", "auditor", "custodian"])
def test_those_who_only_read_say_nothing(role, signed_in):
    assert say(signed_in(role)).status_code == 403
    say(signed_in("regional_team"))
    assert answer_to(signed_in(role), "reply", text="Indeed.").status_code == 403
    assert answer_to(signed_in(role), "resolve").status_code == 403


def test_comments_on_what_may_not_be_seen_are_not_there(signed_in, people):
    row = submission("2024/KEN")
    elsewhere = Submission.objects.filter(questionnaire=row.questionnaire).exclude(region=row.region)[0]
    for address in (f"/tasks/2024/{elsewhere.code}/comments/", GOVERNMENT, "/tasks/2024/XXX/comments/"):
        for role in ("regional_team", "office_editor"):
            assert say(signed_in(role), address).status_code == 404
    say(signed_in("regional_team"))
    number = only_comment().pk
    for address in (f"/tasks/2024/{elsewhere.code}/comments/{number}/", f"{COMMENTS}{'9' * 30}/"):
        response = signed_in("validator").post(address, {"do": "resolve", "version": 1})
        assert response.status_code == 404


def test_a_button_that_is_not_there_is_refused(signed_in):
    say(signed_in("regional_team"))
    assert answer_to(signed_in("regional_team"), "delete").status_code == 400


@pytest.mark.parametrize("next", ["https://example.org/", "//example.org/", "javascript:alert(1)", "", "tasks/"])
def test_the_way_back_never_leads_away(next, signed_in):
    assert say(signed_in("regional_team"), next=next)["Location"] == f"{REVIEW}#question-plan"
    assert say(signed_in("office_editor"), next=next)["Location"] == "/tasks/2024/KEN/#question-plan"


def test_what_is_said_of_a_confidential_answer_is_hidden_in_the_log_from_administrators(signed_in):
    say(signed_in("office_editor"), question="climate", text="We wrote about the strike.")
    assert "the strike" not in signed_in("administrator").get("/activity/?target=comment").content.decode()
    assert "the strike" in signed_in("auditor").get("/activity/?target=comment").content.decode()
