"""A questionnaire before it opens: changed, arranged and translated at pages that lose nothing that was typed."""

from datetime import date

import pytest
from django.test import Client

from activity.models import Entry
from surveys.copying import copy_questionnaire
from surveys.definitions import change_questionnaire, change_section, change_wording, create_question
from surveys.models import Item, Question, Questionnaire, Section
from tests.work import opened, question, questionnaire

pytestmark = pytest.mark.django_db

YEAR = 2024
ADDRESS = f"/rounds/{YEAR}/team"


def prepared() -> Questionnaire:
    return questionnaire(
        YEAR,
        [question("plan"), question("staff", "number", applies_if={"question": "plan", "is": ["yes"]})],
        [question("view", "scale", choices=["low", "high"])],
    )


def section(code: str = "section-1") -> Section:
    return Section.objects.get(questionnaire__year=YEAR, questionnaire__respondent="team", code=code)


def item(code: str) -> Item:
    return Item.objects.select_related("section", "wording").get(section__questionnaire__year=YEAR, question__code=code)


def order(code: str = "section-1") -> list[str]:
    rows = Item.objects.filter(section=section(code)).order_by("position", "pk")
    return list(rows.values_list("question__code", flat=True))


def arrange(client: Client, do: str, code: str = "section-1", version: int | None = None, **more: str):
    seen = section(code).version if version is None else version
    return client.post(f"{ADDRESS}/questionnaire/", {"section": code, "version": seen, "do": do, **more})


def words(row, **changes: str) -> dict[str, str]:
    """What the page of a question sends."""
    texts = {
        "do": "save",
        "version": str(row.wording.version),
        "type": row.wording.type,
        "text_en": row.wording.text_en,
        "is_required": "on",
        "choices": "\n".join(f"{one['code']}: {one['text']['en']}" for one in row.wording.choices),
        "counts_as_yes": " ".join(row.wording.counts_as_yes),
    }
    return texts | changes


# --- Arranging -----------------------------------------------------------------------------------------------------


def test_questions_move_are_taken_away_and_added_each_with_one_activity(signed_in):
    prepared()
    create_question("budget", "team", {"type": "yes_no", "text_en": "Is there a budget?"}, by=None)
    client = signed_in("administrator")
    assert "budget" in client.get(f"{ADDRESS}/questionnaire/").content.decode()
    before = Entry.objects.count()
    assert arrange(client, "add", question="budget").status_code == 303
    assert order() == ["plan", "staff", "budget"]
    assert arrange(client, f"up:{item('budget').pk}").status_code == 303
    assert order() == ["plan", "budget", "staff"]
    assert arrange(client, f"down:{item('plan').pk}").status_code == 303
    assert order() == ["budget", "plan", "staff"]
    assert arrange(client, f"remove:{item('budget').pk}").status_code == 303
    assert order() == ["plan", "staff"]
    assert Entry.objects.count() == before + 4
    assert Question.objects.filter(code="budget").exists()


def test_a_question_moves_to_another_section_at_its_place(signed_in):
    prepared()
    client = signed_in("administrator")
    row, target = item("plan"), section("section-2")
    refused = client.post(
        f"{ADDRESS}/questions/plan/", {"do": "place", "version": row.section.version, "section": target.pk, "place": 1}
    )
    assert refused.status_code == 400  # staff stands before it then
    assert "names no question that stands before it" in refused.content.decode()
    row = item("staff")
    done = client.post(
        f"{ADDRESS}/questions/staff/", {"do": "place", "version": row.section.version, "section": target.pk, "place": 1}
    )
    assert done.status_code == 303
    assert (order(), order("section-2")) == (["plan"], ["staff", "view"])
    assert target.version < section("section-2").version


def test_what_a_condition_names_is_neither_moved_below_it_nor_taken_away(signed_in):
    prepared()
    client = signed_in("administrator")
    for do in (f"remove:{item('plan').pk}", f"down:{item('plan').pk}"):
        response = arrange(client, do)
        assert response.status_code == 400
        assert "names no question that stands before it" in response.content.decode()
    assert order() == ["plan", "staff"]


@pytest.mark.parametrize("do", ["up", "down", "remove"])
def test_a_section_that_somebody_changed_meanwhile_is_shown_as_it_is_and_not_arranged(do, signed_in):
    prepared()
    seen = section().version
    change_section(section(), {"title_en": "Leadership"}, by=None, seen=seen)
    response = arrange(signed_in("administrator"), f"{do}:{item('staff').pk}", version=seen)
    assert response.status_code == 409
    assert "Leadership" in response.content.decode()
    assert order() == ["plan", "staff"]


@pytest.mark.parametrize(("code", "sentence"), [("plan", "asks it already"), ("nothing", "There is no question")])
def test_a_question_that_cannot_be_added_is_refused_and_stays_typed(code, sentence, signed_in):
    prepared()
    response = arrange(signed_in("administrator"), "add", "section-2", question=code)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert f'value="{code}"' in response.content.decode()


def test_what_was_opened_is_arranged_no_more(signed_in):
    opened(prepared())
    client = signed_in("administrator")
    text = client.get(f"{ADDRESS}/questionnaire/").content.decode()
    assert "It has been opened" in text
    assert 'name="do"' not in text
    for do in (f"remove:{item('staff').pk}", f"up:{item('staff').pk}", f"newest:{item('staff').pk}"):
        assert arrange(client, do).status_code == 409
    assert client.post(f"{ADDRESS}/questions/plan/", words(item("plan"), text_en="Any?")).status_code == 409
    added = client.post(f"{ADDRESS}/sections/add/", {"code": "more", "title_en": "More", "position": "3"})
    assert added.status_code == 409
    assert Question.objects.get(code="plan").versions.count() == 1


# --- The head and the sections -------------------------------------------------------------------------------------


def test_title_deadline_and_disclosure_change_and_faults_keep_what_was_typed(signed_in):
    made = prepared()
    client, address = signed_in("administrator"), f"{ADDRESS}/questionnaire/head/"
    typed = {
        "version": made.version,
        "title_en": "Teams, 2024",
        "introduction_en": "Please answer.",
        "deadline": "2025-01-31",
        "zone": "Mars/Olympus",
        "disclosure": "groups",
    }
    refused = client.post(address, typed)
    assert refused.status_code == 400
    assert "There is no such time zone" in refused.content.decode()
    assert 'value="Teams, 2024"' in refused.content.decode()
    for wrong in (
        {"zone": "localtime"},
        {"deadline": "9999-12-31"},
        {"deadline": "0001-01-01"},
        {"deadline": "2204-11-30"},
    ):
        assert client.post(address, typed | {"zone": "Africa/Nairobi"} | wrong).status_code == 400
    assert client.post(address, typed | {"zone": "Africa/Nairobi"}).status_code == 303
    now = Questionnaire.objects.get(pk=made.pk)
    assert (now.title_en, now.deadline, now.zone) == ("Teams, 2024", date(2025, 1, 31), "Africa/Nairobi")
    assert (now.disclosure, now.version) == ("groups", made.version + 1)


def test_two_people_at_one_head_see_both_values_and_choose(signed_in):
    made = prepared()
    change_questionnaire(made, {"title_en": "Theirs", "deadline": date(2025, 3, 1)}, by=None, seen=made.version)
    typed = {
        "version": made.version,
        "title_en": "Mine",
        "introduction_en": "",
        "deadline": made.deadline.isoformat(),
        "zone": made.zone,
        "disclosure": made.disclosure,
    }
    client, address = signed_in("administrator"), f"{ADDRESS}/questionnaire/head/"
    conflict = client.post(address, typed)
    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert "<td>Theirs</td>" in text
    assert "<td>Mine</td>" in text
    assert "1 March 2025" in text
    assert 'value="Mine"' in text
    assert f'name="version" value="{made.version + 1}"' in text
    assert Questionnaire.objects.get(pk=made.pk).title_en == "Theirs"
    assert client.post(address, typed | {"version": made.version + 1}).status_code == 303
    assert Questionnaire.objects.get(pk=made.pk).title_en == "Mine"


def test_sections_come_change_and_go_while_they_are_empty(signed_in):
    prepared()
    client = signed_in("administrator")
    assert 'value="3"' in client.get(f"{ADDRESS}/sections/add/").content.decode()
    twice = client.post(f"{ADDRESS}/sections/add/", {"code": "section-1", "title_en": "More", "position": "3"})
    assert twice.status_code == 400
    assert 'value="More"' in twice.content.decode()
    added = client.post(f"{ADDRESS}/sections/add/", {"code": "more", "title_en": "More", "position": "3"})
    assert added.status_code == 303
    row = section("more")
    changed = {"version": row.version, "code": "most", "title_en": "Most", "position": "1", "deadline": "2024-12-01"}
    assert client.post(f"{ADDRESS}/sections/more/", changed).status_code == 303
    row = section("most")
    assert (row.title_en, row.position, row.deadline) == ("Most", 1, date(2024, 12, 1))
    never = client.post(f"{ADDRESS}/sections/most/", changed | {"version": row.version, "deadline": "9999-12-31"})
    assert never.status_code == 400
    assert "Choose a day of the years" in never.content.decode()
    stale = client.post(f"{ADDRESS}/sections/most/", {"do": "remove", "version": row.version - 1})
    assert stale.status_code == 409
    assert client.post(f"{ADDRESS}/sections/most/", {"do": "remove", "version": row.version}).status_code == 303
    assert not Section.objects.filter(code="most").exists()
    full = section()
    refused = client.post(f"{ADDRESS}/sections/section-1/", {"do": "remove", "version": full.version})
    assert refused.status_code == 400
    assert Section.objects.filter(pk=full.pk).exists()


# --- Words ---------------------------------------------------------------------------------------------------------


def test_words_change_in_place_until_they_were_asked_and_become_the_next_ones_afterwards(signed_in):
    source = prepared()
    client, address = signed_in("administrator"), f"{ADDRESS}/questions/view/"
    saved = client.post(
        address, words(item("view"), text_en="What do you think?", choices="low: Low\nhigh: High\nmid: So")
    )
    assert saved.status_code == 303
    row = item("view")
    assert (row.wording.number, row.wording.text_en) == (1, "What do you think?")
    assert [choice["code"] for choice in row.wording.choices] == ["low", "high", "mid"]
    opened(source)
    questionnaire(2025, [question("other")], respondent="government")  # so that the year is there
    copy_questionnaire(source, 2025, by=None)
    asked = Item.objects.get(section__questionnaire__year=2025, question__code="view")
    before = Entry.objects.count()
    saved = client.post("/rounds/2025/team/questions/view/", words(asked, text_en="And now?"))
    assert saved.status_code == 303
    asked.refresh_from_db()
    assert (asked.wording.number, asked.wording.text_en) == (2, "And now?")
    assert item("view").wording.number == 1
    assert Entry.objects.count() == before + 2  # the next wording, and the question that takes it


def test_conditions_facts_and_numbers_are_read_and_faults_named(signed_in):
    prepared()
    client, address = signed_in("administrator"), f"{ADDRESS}/questions/staff/"
    more = {"condition": "question:plan", "condition_is": "no", "minimum": "1", "maximum": "1000", "tolerance": "25"}
    assert client.post(address, words(item("staff"), **more)).status_code == 303
    wording = item("staff").wording
    assert wording.applies_if == {"question": "plan", "is": ["no"]}
    assert (wording.minimum, wording.maximum, wording.tolerance) == (1, 1000, 25)
    for change in ({"minimum": "many"}, {"condition_is": ""}, {"rests_on": "framework.in_force"}, {"maximum": "0"}):
        refused = client.post(address, words(item("staff"), **{**more, **change}, text_en="Typed by me"))
        assert refused.status_code == 400, change
        assert "Typed by me" in refused.content.decode()
    refused = client.post(f"{ADDRESS}/questions/view/", words(item("view"), choices="low\nhigh: High"))
    assert refused.status_code == 400
    assert "is no code, colon and words" in refused.content.decode()


def test_two_people_at_one_wording_see_both_and_a_newer_wording_is_said(signed_in):
    prepared()
    client, row = signed_in("administrator"), item("view")
    change_wording(row.wording, {"text_en": "Theirs?"}, by=None, seen=row.wording.version)
    conflict = client.post(f"{ADDRESS}/questions/view/", words(row, text_en="Mine?"))
    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert "<td>Theirs?</td>" in text
    assert "<td>Mine?</td>" in text
    assert "Type" not in text.partition("two-values")[2].partition("</table>")[0]
    assert item("view").wording.text_en == "Theirs?"
    assert client.post(f"{ADDRESS}/questions/view/", words(item("view"), text_en="Mine?")).status_code == 303


def test_the_newest_words_are_taken_by_a_button(signed_in):
    source = prepared()
    opened(source)
    questionnaire(2025, [question("other")], respondent="government")
    copy_questionnaire(source, 2025, by=None)
    old = item("view").wording
    change_wording(old, {"text_en": "And now?"}, by=None, seen=old.version)
    client, address = signed_in("administrator"), "/rounds/2025/team/questionnaire/"
    asked = Item.objects.select_related("section").get(section__questionnaire__year=2025, question__code="view")
    assert f'value="newest:{asked.pk}"' in client.get(address).content.decode()
    data = {"section": "section-2", "version": asked.section.version, "do": f"newest:{asked.pk}"}
    assert client.post(address, data).status_code == 303
    asked.refresh_from_db()
    assert asked.wording.number == 2
    assert f'value="newest:{asked.pk}"' not in client.get(address).content.decode()


# --- Translations --------------------------------------------------------------------------------------------------


def translation_of(client: Client, place: str = "section-2") -> dict[str, str]:
    """What the page of translations would send, by the fields that its form has."""
    page = client.get(f"{ADDRESS}/translations/?section={place}")
    sent = {}
    for row in page.context["rows"]:
        key = row.worded.key
        sent |= {f"{key}-version": str(row.worded.version), f"{key}-seen": row.seen}
        sent |= {cell.name: cell.text for _words, cells in row.lines for cell in cells}
    return sent


def test_texts_helps_choices_and_titles_are_translated_side_by_side(signed_in):
    prepared()
    client = signed_in("administrator")
    text = client.get(f"{ADDRESS}/translations/?section=section-2").content.decode()
    key = f"item-{item('view').pk}"
    assert text.count('<strong class="overdue">missing</strong>') == 5 * 4  # title, text, two choices
    sent = translation_of(client) | {
        f"{key}.text.fr": "Qu’en pensez-vous ?",
        f"{key}.choice-low.ar": "منخفض",
        f"section-{section('section-2').pk}.title.zh": "第二部分",
    }
    assert client.post(f"{ADDRESS}/translations/?section=section-2", sent).status_code == 303
    wording = item("view").wording
    assert wording.text_fr == "Qu’en pensez-vous ?"
    assert wording.choices[0]["text"] == {"en": "Low", "ar": "منخفض"}
    assert section("section-2").title_zh == "第二部分"
    before = Entry.objects.count()
    assert client.post(f"{ADDRESS}/translations/?section=section-2", translation_of(client)).status_code == 303
    assert Entry.objects.count() == before  # nothing was touched


def test_the_introduction_and_all_titles_stand_on_the_first_page_of_translations(signed_in):
    made = change_questionnaire(prepared(), {"introduction_en": "Welcome."}, by=None, seen=1)
    client = signed_in("administrator")
    sent = translation_of(client, "") | {
        "head.title.ru": "Вопросник",
        "head.introduction.es": "Bienvenidos.",
        f"section-{section().pk}.title.fr": "Première section",
    }
    assert client.post(f"{ADDRESS}/translations/", sent).status_code == 303
    now = Questionnaire.objects.get(pk=made.pk)
    assert (now.title_ru, now.introduction_es, section().title_fr) == ("Вопросник", "Bienvenidos.", "Première section")


def test_what_one_row_refuses_stays_typed_and_the_others_are_saved(signed_in):
    prepared()
    client = signed_in("administrator")
    row, place = item("view"), section("section-2")
    sent = translation_of(client) | {
        f"item-{row.pk}.text.fr": "Le mien ?",
        f"section-{place.pk}.title.fr": "La deuxième",
    }
    change_wording(row.wording, {"text_fr": "Le leur ?"}, by=None, seen=row.wording.version)
    conflict = client.post(f"{ADDRESS}/translations/?section=section-2", sent)
    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert "<td>Le leur ?</td>" in text
    assert "<td>Le mien ?</td>" in text
    assert section("section-2").title_fr == "La deuxième"
    assert item("view").wording.text_fr == "Le leur ?"
    again = {name: value for name, value in sent.items() if not name.startswith("item")}
    fresh = next(one for one in conflict.context["rows"] if one.question == "view")
    again |= {
        f"item-{row.pk}-version": str(fresh.worded.version),
        f"item-{row.pk}-seen": fresh.seen,
        f"item-{row.pk}.text.fr": "Le mien ?",
    }
    again[f"section-{place.pk}-version"] = str(section("section-2").version)
    assert client.post(f"{ADDRESS}/translations/?section=section-2", again).status_code == 303
    assert item("view").wording.text_fr == "Le mien ?"


def test_a_text_that_cannot_be_kept_is_refused_in_its_cell(signed_in):
    prepared()
    client, key = signed_in("administrator"), f"item-{item('view').pk}"
    sent = translation_of(client) | {f"{key}.text.fr": "bad\u202etext", f"{key}.text.es": "¿Qué opina?"}
    refused = client.post(f"{ADDRESS}/translations/?section=section-2", sent)
    assert refused.status_code == 400
    assert "¿Qué opina?" in refused.content.decode()
    assert "field-error" in refused.content.decode()
    assert item("view").wording.text_es is None
    for text in ("bad\u202etext", "bad\x00text"):
        sent = translation_of(client) | {f"{key}.choice-low.fr": text}
        assert client.post(f"{ADDRESS}/translations/?section=section-2", sent).status_code == 400
        refused = client.post(f"{ADDRESS}/questions/view/", words(item("view"), choices=f"low: {text}\nhigh: High"))
        assert refused.status_code == 400
    assert item("view").wording.choices[0]["text"] == {"en": "Low"}
    emptied = client.post(f"{ADDRESS}/translations/?section=section-2", translation_of(client) | {f"{key}.text.en": ""})
    assert emptied.status_code == 400


def test_once_opened_titles_can_be_translated_and_questions_cannot(signed_in):
    opened(prepared())
    client, key = signed_in("administrator"), f"item-{item('view').pk}"
    sent = translation_of(client) | {
        f"section-{section('section-2').pk}.title.fr": "La deuxième",
        f"{key}.text.fr": "Et vous ?",
    }
    response = client.post(f"{ADDRESS}/translations/?section=section-2", sent)
    assert response.status_code == 409
    assert "Et vous ?" in response.content.decode()
    assert section("section-2").title_fr == "La deuxième"
    assert Question.objects.get(code="view").versions.count() == 1


# --- Who -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["questionnaire/", "questionnaire/head/", "translations/", "questions/plan/"])
def test_headquarters_reads_and_only_administrators_change(page, signed_in):
    prepared()
    for role in ("auditor", "validator", "publisher"):
        client = signed_in(role)
        text = client.get(f"{ADDRESS}/{page}")
        assert text.status_code == 200
        assert 'type="submit"' not in text.content.decode().partition("<main")[2]
        assert client.post(f"{ADDRESS}/{page}", {"section": "section-1", "do": "add"}).status_code == 403
    for role in ("regional_team", "custodian", "office_editor", "team_leader", "finance_officer"):
        assert signed_in(role).get(f"{ADDRESS}/{page}").status_code == 404
        assert signed_in(role).post(f"{ADDRESS}/{page}", {"section": "section-1"}).status_code == 404
