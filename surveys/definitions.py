"""What administrators do with questions and questionnaires, besides loading the shipped ones.

What has been asked stands: once a questionnaire is open, its questions, their wording and their order do not change,
and it can only become stricter in what it discloses. A wording that an opened questionnaire asks is not edited; its
change is the question's next wording, which the next questionnaires can ask.
"""

from collections.abc import Mapping
from typing import Any, TypeVar
from zoneinfo import available_timezones

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from activity.changes import change_row, create_row
from common.refusals import Invalid, Missing, VersionConflict, WrongState
from common.rows import checked, cleaned
from common.versions import need_version, write_version
from surveys.choices import Disclosure
from surveys.models import Item, Question, Questionnaire, QuestionVersion, Section
from surveys.permissions import require
from surveys.wordings import misplaced, wording_faults

Row = TypeVar("Row", bound=models.Model)
WORDING = (
    "type",
    "choices",
    "counts_as_yes",
    "applies_if",
    "rests_on",
    "minimum",
    "maximum",
    "tolerance",
    "is_required",
    "disclosure",
    *(f"{name}_{language}" for name in ("text", "help") for language in settings.MODELTRANSLATION_LANGUAGES),
)
FIXED_ONCE_OPEN = {Section: {"code", "position"}, Questionnaire: {"respondent", "year"}}
MOST_YEARS_AWAY = 10  # from the reporting year to a deadline
_STRICTER = list(Disclosure.values)


# --- Questions and their wordings ----------------------------------------------------------------------------------


@transaction.atomic
def create_question(code: str, respondent: str, values: Mapping[str, Any], *, by: User | None) -> QuestionVersion:
    """A new question with its first wording, of the columns WORDING. Raises NotAllowed, Invalid."""
    require("surveys.change_questionnaire", by)
    lock_head()
    question = checked(Question(**cleaned(Question, {"code": code, "respondent": respondent})))
    question.save(force_insert=True)
    return _append(question, values, by=by)


@transaction.atomic
def change_wording(
    wording: QuestionVersion, values: Mapping[str, Any], *, by: User | None, seen: int | None
) -> QuestionVersion:
    """Say a question otherwise: in place while no opened questionnaire asks it, else as the question's next wording.

    Equal values change nothing. Raises NotAllowed, Invalid, VersionNeeded, VersionConflict, or WrongState where
    `wording` is not the question's newest.
    """
    require("surveys.change_questionnaire", by)
    lock_head()
    present = _plain(QuestionVersion, wording.pk)
    given = _sensible(values)
    changed = {name: value for name, value in given.items() if getattr(present, name) != value}
    after = _copy_of(present, changed)
    _refuse_faults(after)
    if present.version != need_version(seen):
        raise VersionConflict(present)
    if newest_wording(present.question).pk != present.pk:
        raise WrongState(_("There is a newer wording of this question."))
    if changed and is_asked(present):
        return _append(present.question, {name: getattr(after, name) for name in WORDING}, by=by)
    saved = change_row(present, changed, by=by, verb="surveys.wording.changed", target=target_of, seen=seen)
    for questionnaire in Questionnaire.objects.filter(sections__items__wording=saved).distinct():
        check_order(questionnaire)
    return saved


def newest_wording(question: Question) -> QuestionVersion:
    """Raises Missing for a question that has none."""
    newest = question.versions.order_by("-number").first()
    if newest is None:
        raise Missing
    return newest


def is_asked(wording: QuestionVersion) -> bool:
    """Whether a questionnaire that is or was open asks it."""
    return Item.objects.filter(wording=wording, section__questionnaire__opened_at__isnull=False).exists()


# --- Questionnaires and what stands in them ------------------------------------------------------------------------


@transaction.atomic
def create_questionnaire(values: Mapping[str, Any], *, by: User | None) -> Questionnaire:
    """A questionnaire without sections, for a respondent and a year that have none. Raises NotAllowed, Invalid."""
    require("surveys.change_questionnaire", by)
    _check_zone(values)
    if values.get("year") is not None:
        _check_deadline(values, values["year"].year)
    return create_row(Questionnaire(), values, by=by, verb="surveys.questionnaire.created", target=target_of)


@transaction.atomic
def change_questionnaire(
    row: Questionnaire, values: Mapping[str, Any], *, by: User | None, seen: int | None
) -> Questionnaire:
    """Other words or another deadline, at any time; once open, its disclosure only becomes stricter."""
    require("surveys.change_questionnaire", by)
    _check_zone(values)
    _check_deadline(values, row.year_id)
    return change_row(
        row,
        values,
        by=by,
        verb="surveys.questionnaire.changed",
        target=target_of,
        seen=seen,
        allow=_check_questionnaire_may_change,
    )


@transaction.atomic
def create_section(values: Mapping[str, Any], *, by: User | None) -> Section:
    """A section of a questionnaire that has not been opened. Raises NotAllowed, Invalid, WrongState."""
    require("surveys.change_questionnaire", by)
    if values.get("questionnaire") is not None:
        _check_deadline(values, values["questionnaire"].year_id)
    section = create_row(Section(), values, by=by, verb="surveys.section.created", target=target_of)
    check_unopened(section.questionnaire)
    return section


@transaction.atomic
def change_section(row: Section, values: Mapping[str, Any], *, by: User | None, seen: int | None) -> Section:
    """Its title and deadline at any time; its code and place until the questionnaire is opened."""
    require("surveys.change_questionnaire", by)
    _check_deadline(values, row.questionnaire.year_id)

    def may_change(before: Section, after: Section, names: set[str]) -> None:
        if names & FIXED_ONCE_OPEN[Section]:
            check_unopened(before.questionnaire)
        check_order(before.questionnaire)

    return change_row(row, values, by=by, verb="surveys.section.changed", target=target_of, seen=seen, allow=may_change)


@transaction.atomic
def add_item(section: Section, question: Question, position: int, *, by: User | None) -> Item:
    """Ask a question, in its newest wording. Raises NotAllowed, Invalid, WrongState."""
    require("surveys.change_questionnaire", by)
    lock_head()
    item = checked(Item(section=section, question=question, wording=newest_wording(question), position=position))
    if question.respondent != section.questionnaire.respondent:
        raise Invalid({"question": [_("This question is put to other respondents.")]})
    if Item.objects.filter(section__questionnaire=section.questionnaire_id, question=question).exists():
        raise Invalid({"question": [_("This questionnaire asks it already.")]})
    check_unopened(section.questionnaire)
    item.save(force_insert=True)
    return _changed_item(item, "surveys.item.added", by=by, seen=_plain(Section, section.pk).version)


@transaction.atomic
def change_item(item: Item, values: Mapping[str, Any], *, by: User | None, seen: int | None) -> Item:
    """Move a question (`section`, `position`), or ask it in its newest wording (`wording`).

    `seen` is the version of its section. Raises NotAllowed, Invalid, VersionNeeded, VersionConflict, WrongState.
    """
    require("surveys.change_questionnaire", by)
    lock_head()
    present = Item.objects.select_related("section__questionnaire", "question", "wording").get(pk=item.pk)
    for name, value in values.items():
        setattr(present, name, value)
    checked(present)
    if present.wording.question_id != present.question_id:
        raise Invalid({"wording": [_("This is the wording of another question.")]})
    old = Section.objects.select_related("questionnaire").get(pk=item.section_id)
    if present.section.questionnaire_id != old.questionnaire_id:
        raise Invalid({"section": [_("This section stands in another questionnaire.")]})
    if old.version != need_version(seen):
        raise VersionConflict(old)
    check_unopened(old.questionnaire)
    present.save(force_update=True)
    if present.section_id != old.pk:
        write_version(old, {}, seen=seen)
        seen = present.section.version
    return _changed_item(present, "surveys.item.changed", by=by, seen=seen)


@transaction.atomic
def move_item(item: Item, section: Section, place: int, *, by: User | None, seen: int | None) -> Item:
    """Put a question at a place (from 1) of a section of its questionnaire; those that stand there make room.

    `seen` is the version of the section that it stands in. Raises as `change_item` does.
    """
    require("surveys.change_questionnaire", by)
    lock_head()
    others = [row for row in section.items.order_by("position", "pk") if row.pk != item.pk]
    before = max(0, min(place, len(others) + 1) - 1)
    for position, row in enumerate([*others[:before], None, *others[before:]], 1):
        if row is not None and row.position != position:
            Item.objects.filter(pk=row.pk).update(position=position)
    return change_item(item, {"section": section, "position": before + 1}, by=by, seen=seen)


@transaction.atomic
def remove_item(item: Item, *, by: User | None, seen: int | None) -> Section:
    """Ask a question no more; itself it stays. `seen` is the version of its section, which is returned.

    Raises NotAllowed, VersionNeeded, VersionConflict, WrongState, or Invalid where a condition names it.
    """
    require("surveys.change_questionnaire", by)
    lock_head()
    present = Item.objects.select_related("section__questionnaire", "question", "wording").filter(pk=item.pk).first()
    if present is None:
        raise Missing
    section = write_version(present.section, {}, seen=seen)
    check_unopened(present.section.questionnaire)
    data = {"version": section.version, "section": section.code, "question": present.question.code}
    target = target_of(present)
    present.delete()
    check_order(section.questionnaire)
    record("surveys.item.removed", target, by=by, data=data)
    return section


@transaction.atomic
def reword_item(item: Item, values: Mapping[str, Any], *, by: User | None, seen: int | None) -> Item:
    """Say a question of an unopened questionnaire otherwise: `change_wording`, and ask it as it is then worded.

    `seen` is the version of its wording. Raises as `change_wording` does.
    """
    require("surveys.change_questionnaire", by)
    lock_head()
    present = Item.objects.select_related("section__questionnaire", "wording__question").get(pk=item.pk)
    wording = change_wording(present.wording, values, by=by, seen=seen)
    check_unopened(present.section.questionnaire)
    if wording.pk == present.wording_id:
        return present
    return change_item(present, {"wording": wording}, by=by, seen=present.section.version)


@transaction.atomic
def remove_section(row: Section, *, by: User | None, seen: int | None) -> None:
    """Take a section away in which nothing stands. Raises NotAllowed, Invalid, VersionNeeded, VersionConflict,
    WrongState."""
    require("surveys.change_questionnaire", by)
    lock_head()
    if row.items.exists():
        raise Invalid({"section": [_("Questions stand in this section: move them or take them away first.")]})
    present = write_version(row, {}, seen=seen)
    check_unopened(present.questionnaire)
    target, data = target_of(present), {"section": present.code}
    present.delete()
    record("surveys.section.removed", target, by=by, data=data)


# --- What they share -----------------------------------------------------------------------------------------------


def target_of(row: Any) -> str:
    """How the log names what is defined here: `question communications-strategy`, `questionnaire team 2024`."""
    match row:
        case QuestionVersion():
            return f"question {row.question.code}"
        case Item():
            return f"questionnaire {row.section.questionnaire}"
        case Section():
            return f"questionnaire {row.questionnaire}"
    return f"questionnaire {row}"


def _append(question: Question, values: Mapping[str, Any], *, by: User | None) -> QuestionVersion:
    last = question.versions.order_by("-number").first()
    row = QuestionVersion(question=question, number=last.number + 1 if last else 1)
    given = _sensible(values)
    _refuse_faults(_copy_of(row, given))
    return create_row(row, given, by=by, verb="surveys.wording.appended", target=target_of)


def _copy_of(wording: QuestionVersion, values: Mapping[str, Any]) -> QuestionVersion:
    after = QuestionVersion(**{name: getattr(wording, name) for name in (*WORDING, "question_id", "number")})
    after.pk = wording.pk
    for name, value in values.items():
        setattr(after, name, value)
    return after


def _refuse_faults(wording: QuestionVersion) -> None:
    if faults := wording_faults(wording):
        raise Invalid(faults)


def _sensible(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` cleaned; a list left empty is an empty one. Raises Invalid for what is no part of a wording."""
    if strange := sorted(set(values) - set(WORDING)):
        raise Invalid({strange[0]: [_("It cannot be changed.")]})
    empty: dict[str, Any] = {
        name: [] for name in ("choices", "counts_as_yes") if name in values and values[name] is None
    }
    return cleaned(QuestionVersion, {**values, **empty})


def _check_zone(values: Mapping[str, Any]) -> None:
    """The server's own clock is no zone: on another server it is another."""
    if values.get("zone", "UTC") not in available_timezones() - {"localtime", "Factory"}:
        raise Invalid({"zone": [_("There is no such time zone. An example: America/New_York.")]})


def _check_deadline(values: Mapping[str, Any], year: int) -> None:
    """A year mistyped gives nobody centuries, and days before and after a deadline can be counted."""
    day, first, last = values.get("deadline"), year - MOST_YEARS_AWAY, year + MOST_YEARS_AWAY
    if day is not None and not first <= day.year <= last:
        said = _("Choose a day of the years %(first)s to %(last)s.") % {"first": first, "last": last}
        raise Invalid({"deadline": [said]})


def _check_questionnaire_may_change(before: Questionnaire, after: Questionnaire, names: set[str]) -> None:
    if names & FIXED_ONCE_OPEN[Questionnaire]:
        raise WrongState(_("Who is asked, and about which year, stands."))
    is_laxer = _STRICTER.index(after.disclosure) < _STRICTER.index(before.disclosure)
    if before.opened_at is not None and is_laxer:
        raise WrongState(_("It was opened with this promise: its disclosure can only become stricter."))


def check_unopened(questionnaire: Questionnaire) -> None:
    if questionnaire.opened_at is not None:
        raise WrongState(_("This questionnaire has been opened: what it asks stands."))


def check_order(questionnaire: Questionnaire) -> None:
    """Raise Invalid where a condition names a question that does not stand before."""
    items = Item.objects.filter(section__questionnaire=questionnaire).select_related("question", "wording")
    rows = items.order_by("section__position", "position")
    if found := misplaced((row.question.code, row.wording.applies_if) for row in rows):
        said = _("The condition of “%(code)s” names no question that stands before it.") % {"code": found[0]}
        raise Invalid({"position": [said]})


def _changed_item(item: Item, verb: str, *, by: User | None, seen: int | None) -> Item:
    """The section's version rises with what stands in it."""
    check_order(item.section.questionnaire)
    item.section = write_version(item.section, {}, seen=seen)
    data = {
        "version": item.section.version,
        "section": item.section.code,
        "question": item.question.code,
        "wording": item.wording.number,
        "position": item.position,
    }
    record(verb, target_of(item), by=by, data=data)
    return item


def _plain(model: type[Row], pk: int) -> Row:
    """The stored row, whatever a form has written into another copy of it."""
    row: Row | None = models.QuerySet(model).filter(pk=pk).first()
    if row is None:
        raise Missing
    return row
