"""Roll-up rules: what fits a series, what is refused, how a rule says itself, and that figures keep theirs."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from activity.models import Entry
from common.refusals import Invalid, NotAllowed, VersionConflict, VersionNeeded, WrongState
from common.yaml_files import FileRefused
from indicators.actions import use_computed
from indicators.counting import asked
from indicators.figures import figure_faults
from indicators.loading import load_framework
from indicators.models import RollUpRule, Series
from indicators.rule_words import sentences_of
from indicators.rules import change_rule, create_rule, describe, load_rules
from surveys.models import Question
from tests.amending import amend, change
from tests.many_answers import SHARE, SHARE_QUESTION, accept, ask, yes_and_no
from tests.test_query_counts import write_framework
from tests.work import observation, open_shipped, submit, validate

pytestmark = pytest.mark.django_db
SHARE_RULE, MEAN_RULE, SUM_RULE = "1.1.1-c", "2.1.1-b", "3.2.2-a"


def rule_of(indicator):
    return RollUpRule.objects.filter(series__indicator__code=indicator).order_by("series__position")[0]


def question(code):
    return Question.objects.get(code=code)


@pytest.fixture
def series(tmp_path):
    """A series of a share that no question is named for."""
    load_framework(write_framework(tmp_path, "NEXT", 2022, 1))
    return Series.objects.get(indicator__framework__code="NEXT")


# --- What fits -----------------------------------------------------------------------------------------------------


def test_the_shipped_rules_are_loaded_once_and_fit_their_series():
    assert RollUpRule.objects.count() == 39
    assert load_rules() == 0


@pytest.mark.parametrize(
    ("indicator", "values", "field"),
    [
        (SHARE_RULE, {"question": "host-country-agreements"}, "question"),
        (SUM_RULE, {"question": SHARE_QUESTION}, "question"),
        (MEAN_RULE, {"question": SHARE_QUESTION}, "question"),
        (SHARE_RULE, {"counts": ["perhaps"]}, "counts"),
        (SUM_RULE, {"no_response": "count_as_no"}, "no_response"),
        (MEAN_RULE, {"not_applicable": "count_as_no"}, "no_response"),
    ],
)
def test_a_rule_that_its_question_cannot_answer_is_refused(indicator, values, field, people):
    rule = rule_of(indicator)
    given = {name: question(value) if name == "question" else value for name, value in values.items()}
    with pytest.raises(Invalid) as refused:
        change_rule(rule, given, by=people.administrator, seen=rule.version)
    assert set(refused.value.errors) == {field}
    assert rule_of(indicator).version == 1


def test_a_question_of_several_choices_needs_to_be_told_which_count(people):
    rule = RollUpRule.objects.get(series__indicator__code="2.4.2-a", series__code="youth")
    with pytest.raises(Invalid):
        change_rule(rule, {"counts": []}, by=people.administrator, seen=1)
    changed = change_rule(rule, {"counts": ["youth", "academia"]}, by=people.administrator, seen=1)
    assert (changed.counts, changed.version) == (["youth", "academia"], 2)


def test_only_administrators_change_rules_and_name_the_version_they_saw(people):
    rule = rule_of(SHARE_RULE)
    change = {"no_response": "count_as_no"}
    for role in ("custodian", "validator", "publisher", "auditor"):
        with pytest.raises(NotAllowed):
            change_rule(rule, change, by=getattr(people, role), seen=1)
    with pytest.raises(VersionNeeded):
        change_rule(rule, change, by=people.administrator, seen=None)
    change_rule(rule, change, by=people.administrator, seen=1)
    with pytest.raises(VersionConflict):
        change_rule(rule, {"no_response": "leave_out"}, by=people.administrator, seen=1)


def test_a_series_without_a_rule_is_given_one_and_no_second(series, people):
    named = {"series": series, "question": question(SHARE_QUESTION)}
    with pytest.raises(NotAllowed):
        create_rule(named, by=people.custodian)
    with pytest.raises(Invalid):
        create_rule(named | {"question": question("host-country-agreements")}, by=people.administrator)
    assert create_rule(named, by=people.administrator).version == 1
    assert Entry.objects.order_by("-sequence")[0].verb == "indicators.rule.created"
    with pytest.raises(Invalid):
        create_rule(named, by=people.administrator)


def test_a_file_that_names_what_is_not_there_is_refused_whole(tmp_path):
    RollUpRule.objects.all().delete()
    path = tmp_path / "rules.yaml"
    good = "- {framework: RCS-2022-2025, indicator: 1.1.1-c, series: total, question: communications-strategy}\n"
    for wrong in ("question: no-such-question", "question: host-country-agreements", "question: website-languages"):
        path.write_text(good + good.replace("1.1.1-c", "2.1.1-a").replace(good[good.index("question") : -2], wrong))
        with pytest.raises(FileRefused):
            load_rules(path)
        assert not RollUpRule.objects.exists()
    path.write_text(good)
    assert load_rules(path) == 1


# --- How it says itself --------------------------------------------------------------------------------------------


def described(key, year=2024):
    row = observation(f"{key}/{year}")
    rule = asked([year], [row.series])[row.series_id, year]
    return describe(rule.row, rule.item)


def test_every_rule_describes_itself_in_every_language_and_has_its_sentences(django_assert_num_queries):
    open_shipped(2024)
    rules = asked([2024])
    assert len(rules) == 39
    with django_assert_num_queries(0):
        for rule in rules.values():
            said = describe(rule.row, rule.item)
            assert set(said["text"]) == set(settings.MODELTRANSLATION_LANGUAGES)
            assert all(set(choice["text"]) == set(said["text"]) for choice in said["choices"])
            assert bool(said["counts"]) == (said["method"] in ("share", "count"))
            sentences = sentences_of(said)
            assert len(sentences) == len(set(sentences)) >= 5
            assert any(said["text"]["en"] in sentence for sentence in sentences)


def test_the_sentences_say_what_counts_what_silence_does_and_where_the_answer_is_from(people):
    open_shipped(2024, "team")
    said = described("2.4.2-a/youth")
    assert [choice["code"] for choice in said["counts"]] == ["youth"]
    text = " ".join(sentences_of(said))
    for words in (
        "The share, in per cent",
        "It counts country teams.",
        "It applies to: country teams with a Cooperation Framework",
        "put to each country team: “Who was consulted when the Cooperation Framework was designed?”",
        "copied from the standing records: Who was consulted in designing the Cooperation Framework.",
        "These answers count: “Youth”.",
        "Those that did not respond are left out",
    ):
        assert words in text
    rule = rule_of(SHARE_RULE)
    change = {"no_response": "count_as_no", "not_applicable": "count_as_no"}
    change_rule(rule, change, by=people.administrator, seen=1)
    text = " ".join(sentences_of(described("1.1.1-c/total")))
    assert "Those that did not respond stay in the denominator: they count as no." in text
    assert "Those to whom the question does not apply stay in the denominator: they count as no." in text
    with translation.override("fr"):
        assert "“Oui”" in " ".join(sentences_of(described("1.1.1-c/total")))


def test_numbers_have_no_answers_that_count():
    open_shipped(2024, "team")
    text = " ".join(sentences_of(described("3.2.2-a/total")))
    assert "The sum of the numbers answered." in text
    assert "These answers count" not in text


# --- What figures keep ---------------------------------------------------------------------------------------------


def test_a_figure_keeps_the_rule_that_it_was_made_by(people):
    ask(SHARE_QUESTION)
    accept(SHARE_QUESTION, yes_and_no(110, 20))
    use_computed(observation(SHARE), by=people.custodian, seen=1)
    submit(SHARE, by=people.custodian)
    figure = validate(SHARE, by=people.validator)
    kept = figure.rule | figure.counted
    with pytest.raises(WrongState, match="amended, not edited"):
        change_rule(rule_of(SHARE_RULE), {"no_response": "count_as_no"}, by=people.administrator, seen=1)
    amend([change("roll-up rule 1.1.1-c/total", "no_response", "leave_out", "count_as_no")], people)
    figure.refresh_from_db()
    assert figure.rule | figure.counted == kept
    assert figure.rule["no_response"] == figure.counted["rule"]["no_response"] == "leave_out"
    assert list(figure_faults()) == []


# --- In the administration -----------------------------------------------------------------------------------------


def change_page(rule):
    return reverse("admin:indicators_rolluprule_change", args=[rule.pk])


def test_administrators_change_a_rule_by_its_codes_and_auditors_read_it(signed_in):
    rule = RollUpRule.objects.get(series__indicator__code="2.4.2-a", series__code="youth")
    client = signed_in("administrator")
    page = client.get(change_page(rule))
    assert 'value="youth"' in page.content.decode()
    form = {"question": rule.question_id, "no_response": "leave_out", "not_applicable": "leave_out", "seen": "1"}
    saved = client.post(change_page(rule), form | {"counts": "youth academia"})
    assert saved.status_code == 302
    rule.refresh_from_db()
    assert (rule.counts, rule.version) == (["youth", "academia"], 2)
    late = client.post(change_page(rule), form | {"counts": "youth"})
    assert late.status_code == 409
    wrong = client.post(change_page(rule), form | {"counts": "nobody", "seen": "2"})
    assert wrong.status_code == 400
    assert "is not among the question" in wrong.content.decode()
    reader = signed_in("auditor")
    assert reader.get(change_page(rule)).status_code == 200
    assert reader.post(change_page(rule), form | {"counts": "youth"}).status_code == 403


def test_administrators_name_the_question_of_a_series_that_has_none(signed_in, series):
    client = signed_in("administrator")
    form = {
        "series": series.pk,
        "question": question(SHARE_QUESTION).pk,
        "counts": "",
        "no_response": "leave_out",
        "not_applicable": "leave_out",
    }
    address = reverse("admin:indicators_rolluprule_add")
    assert client.post(address, form).status_code == 302
    assert series.roll_up_rule.question.code == SHARE_QUESTION
    assert "already exists" in client.post(address, form).content.decode()
    assert RollUpRule.objects.filter(series=series).count() == 1
