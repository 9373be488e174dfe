"""Figures whose answers have changed since: listed exactly, and resolved or explained before anything is published."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from common.refusals import Invalid, NotAllowed, VersionConflict, WrongState
from indicators.actions import explain_difference, reopen_observation, use_computed
from indicators.models import Explanation, Figure
from indicators.recomputing import changed_figures
from publications.models import Release
from tests.amending import amend, change
from tests.many_answers import OPINION, OPINION_QUESTION, SHARE, SHARE_QUESTION, accept, ask, hand_in, teams, yes_and_no
from tests.reading import Page
from tests.work import entry, observation, publish, save, submit, validate

pytestmark = pytest.mark.django_db
REVIEW = "/review/observations/?year=2024"
KEY = "RCS-2022-2025/1.1.1-c/total/2024"
ROW = "RCS 1.1.1-c"
EXPLAIN = f"Explain why it stands {ROW}"
QUESTION = "Why does the figure stand although what is behind it has changed? This sentence is published with it."


@pytest.fixture
def figure(people):
    """A figure of 110 teams that said yes among 130 that answered."""
    ask(SHARE_QUESTION)
    accept(SHARE_QUESTION, yes_and_no(110, 20))
    return validated(people)


def validated(people, key=SHARE):
    row = observation(key)
    use_computed(row, by=people.custodian, seen=row.version)
    submit(key, by=people.custodian)
    return validate(key, by=people.validator)


def reopened(people):
    row = observation(SHARE)
    return reopen_observation(row, "The answers have changed.", by=people.validator, seen=row.version)


def listed():
    out = StringIO()
    call_command("recompute", "--check", stdout=out)
    return out.getvalue()


def refused_list():
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("recompute", "--check", stdout=out)
    return out.getvalue().splitlines()


# --- What is listed ------------------------------------------------------------------------------------------------


def test_nothing_is_listed_while_the_answers_are_those_that_were_counted(figure):
    hand_in(SHARE_QUESTION, dict.fromkeys(teams()[-2:], "yes"))
    assert listed() == "0 of the computed figures have another source now.\n"


def test_exactly_the_figures_whose_answers_have_changed_are_listed(figure, people):
    ask("common-country-analysis", year=2023)
    accept("common-country-analysis", yes_and_no(70, 30), year=2023)
    validated(people, "2.1.1-a/total/2023")
    accept(SHARE_QUESTION, {"KEN": "no"})
    assert refused_list() == [
        f"{KEY}: validated 84.6, now 83.8",
        "1 of the computed figures have another source now.",
    ]
    accept(SHARE_QUESTION, {"KEN": "yes"})
    assert "0 of the computed figures" in listed()


def test_another_answer_counts_even_where_the_value_stays(figure):
    codes = list(yes_and_no(110, 20))
    accept(SHARE_QUESTION, {codes[0]: "no", codes[-1]: "yes"})
    [changed] = changed_figures()
    assert changed.values == ("84.6", "84.6")
    assert not changed.moves_value
    assert changed.differing == sorted([codes[0], codes[-1]])
    assert changed.moves == [("denominator", "numerator", 1), ("numerator", "denominator", 1)]
    assert len(refused_list()) == 2


def test_another_rule_is_another_source(figure, people):
    changes = [change("roll-up rule 1.1.1-c/total", "no_response", "leave_out", "count_as_no")]
    amend(changes, people, first_year=2025)
    assert "0 of the computed figures" in listed()  # a year before the amendment's first one keeps its rule
    amend([change("indicator 1.1.1-c", "decimals", 1, 2)], people, first_year=2024)
    assert refused_list()[0] == f"{KEY}: validated 84.6, now 84.62"


def test_a_figure_that_was_entered_with_a_note_has_no_source_that_could_change(figure, people):
    reopened(people)
    save(SHARE, entry("90", note="Counted on paper."), by=people.custodian)
    submit(SHARE, by=people.custodian)
    validate(SHARE, by=people.validator)
    accept(SHARE_QUESTION, {"KEN": "no"})
    assert "0 of the computed figures" in listed()


def test_only_the_latest_figure_of_an_observation_is_looked_at(figure, people):
    accept(SHARE_QUESTION, {"KEN": "no"})
    reopened(people)
    assert validated(people).number == 2
    assert "0 of the computed figures" in listed()


# --- Explained -----------------------------------------------------------------------------------------------------


def test_an_explanation_holds_for_exactly_the_change_that_was_seen(figure, people):
    accept(SHARE_QUESTION, {"KEN": "no"})
    [changed] = changed_figures()
    explain_difference(
        figure, "The figure was published with that day's answers.", by=people.validator, seen=changed.sha256
    )
    [changed] = changed_figures()
    assert changed.explanation.sentence == "The figure was published with that day's answers."
    assert "; explained: The figure was published" in refused_list()[0]
    accept(SHARE_QUESTION, {"ALB": "no"})
    [further] = changed_figures()
    assert further.explanation is None
    with pytest.raises(VersionConflict):
        explain_difference(figure, "The same.", by=people.validator, seen=changed.sha256)
    accept(SHARE_QUESTION, {"ALB": "yes"})
    assert changed_figures()[0].explanation is not None


def test_what_is_refused_of_explanations_changes_nothing(figure, people):
    present = figure.counted
    with pytest.raises(NotAllowed):
        explain_difference(figure, "So.", by=people.custodian, seen="")
    accept(SHARE_QUESTION, {"KEN": "no"})
    [changed] = changed_figures()
    with pytest.raises(Invalid):
        explain_difference(figure, " ", by=people.validator, seen=changed.sha256)
    with pytest.raises(VersionConflict):
        explain_difference(figure, "So.", by=people.validator, seen="")
    assert not Explanation.objects.exists()
    explain_difference(figure, "So.", by=people.validator, seen=changed.sha256)
    with pytest.raises(WrongState):
        explain_difference(figure, "Again.", by=people.validator, seen=changed.sha256)
    assert Figure.objects.get(pk=figure.pk).counted == present


def test_the_review_shows_what_changed_and_takes_the_explanation(figure, signed_in):
    codes = list(yes_and_no(110, 20))
    client = signed_in("validator")
    assert "has changed since" not in Page(client, client.get(REVIEW))
    accept(SHARE_QUESTION, {codes[0]: "no", codes[1]: "no"})
    page = Page(client, client.get(REVIEW))
    assert "What is behind 1 validated figure has changed since" in page
    assert "As validated 84.6% 110 of 130 Now 83.1% 108 of 130" in page
    assert "2 answers differ." in page
    assert "In the numerator → In the rest of the denominator: 2" in page
    accept(SHARE_QUESTION, {codes[2]: "no"})
    refused = page.press(EXPLAIN, {QUESTION: "It was late."})
    assert refused.status == 409
    assert "Somebody has changed this since you saw it" in refused
    assert refused.value_of(QUESTION) == "It was late."
    done = refused.press(EXPLAIN)
    assert "The difference is explained, and the figure stands." in done
    assert "Explained: It was late." in done
    assert EXPLAIN not in done.buttons


def test_readers_see_what_changed_and_cannot_explain_it(figure, signed_in, people):
    accept(SHARE_QUESTION, {"KEN": "no"})
    [changed] = changed_figures()
    for role in ("publisher", "administrator", "auditor"):
        client = signed_in(role)
        page = Page(client, client.get(REVIEW))
        assert "1 answer differs." in page
        assert EXPLAIN not in page.buttons
        forged = {"do": "explain", "figure": figure.pk, "seen": changed.sha256, "sentence": "So."}
        assert client.post(REVIEW, forged).status_code == 403
    missing = {"do": "explain", "figure": 999_999, "seen": changed.sha256, "sentence": "So."}
    assert signed_in("validator").post(REVIEW, missing).status_code == 404
    assert not Explanation.objects.exists()


def test_of_answers_that_nobody_is_to_know_only_their_number_is_told(people, signed_in):
    ask(OPINION_QUESTION, respondent="government", disclosure="none")
    accept(OPINION_QUESTION, {"GOV-KEN": "yes", "GOV-UGA": "no", "GOV-BRB": "no"})
    validated(people, OPINION)
    accept(OPINION_QUESTION, {"GOV-BRB": "yes"})
    client = signed_in("validator")
    page = Page(client, client.get(REVIEW))
    assert "1 answer differs." in page
    assert "→ In the numerator" not in page
    assert "Barbados" not in page


# --- Publishing ----------------------------------------------------------------------------------------------------


def test_nothing_is_published_until_the_difference_is_resolved(figure, people, signed_in):
    before = Release.objects.count()
    accept(SHARE_QUESTION, {"KEN": "no"})
    with pytest.raises(WrongState, match=KEY):
        publish(people)
    client = signed_in("publisher")
    page = Page(client, client.get("/publish/"))
    assert "Nothing can be published yet" in page
    assert "RCS 1.1.1-c total 2024" in page
    assert "Publish" not in page.buttons
    assert Release.objects.count() == before
    reopened(people)
    with pytest.raises(WrongState, match=KEY):
        publish(people)
    validated(people)
    assert publish(people).number == before + 1


def test_who_posts_from_an_older_page_is_told_which_figures_have_changed(figure, signed_in):
    client = signed_in("publisher")
    page = Page(client, client.get("/publish/"))
    accept(SHARE_QUESTION, {"KEN": "no"})
    before = Release.objects.count()
    refused = page.press("Publish", {"Reason": "Results."})
    assert refused.status == 409
    assert "What would be published has changed since you looked. Look again." in refused
    assert "RCS 1.1.1-c total 2024" in refused
    assert Release.objects.count() == before


def test_an_explained_difference_is_published_with_the_figure_as_it_was_validated(figure, people):
    accept(SHARE_QUESTION, {"KEN": "no"})
    [changed] = changed_figures()
    explain_difference(figure, "One return came after the day.", by=people.validator, seen=changed.sha256)
    publish(people)
    public = Client().get("/indicators/RCS-2022-2025/1.1.1-c/2024/behind/").content.decode()
    assert "One return came after the day." in public
    accept(SHARE_QUESTION, {"ALB": "no"})
    with pytest.raises(WrongState, match=KEY):
        publish(people)


def test_a_validated_row_whose_answers_have_changed_says_so_where_it_stands(figure, signed_in):
    client = signed_in("validator")
    assert "This is what is entered." in Page(client, client.get(REVIEW))
    accept(SHARE_QUESTION, {"KEN": "no"})
    for address in (REVIEW, "/entry/2024/"):
        page = Page(client, client.get(address))
        assert "What is behind it has changed since it was taken." in page
        assert "Computed: 83.8% (109 of 130" in page
        assert "This is what is entered." not in page
