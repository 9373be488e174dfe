"""Requests at the pages of rounds, complete and valid."""

from datetime import date
from typing import Any

from django.utils import timezone

from surveys.choices import State
from surveys.models import Item, Questionnaire, Section, Submission
from surveys.translating import worded
from surveys.views.translations import Row
from tests.permission_matrix import Line
from tests.work import question, questionnaire, submission

OPEN, PREPARED, MISSING_YEAR = 2022, 2023, 2031
TEAMS = {"own": "KEN", "other's": "FJI"}  # of the demonstration's region, and of another one
PREPARING = {
    f"surveys:{name}"
    for name in (
        "questionnaire",
        "head",
        "add_section",
        "prepared_section",
        "question",
        "translations",
        "preview",
        "open",
    )
}
ADDRESSES = PREPARING | {
    f"surveys:{name}" for name in ("rounds", "round", "close", "matrix", "matrix_csv", "matrix_xlsx")
}


def make_rounds() -> None:
    """The next year's questionnaire of the teams, not opened; a third year has none."""
    questionnaire(PREPARED, [question("plan"), question("budget")])


def is_of_rounds(line: Line) -> bool:
    """Whether the line's address is one of the rounds."""
    return line.address in ADDRESSES


def parts_of(line: Line) -> dict[str, Any]:
    """What varies in the address."""
    name = line.address.partition(":")[2]
    if name == "rounds":
        return {}
    year = PREPARED if line.address in PREPARING else OPEN
    if name == "round" and line.method == "POST":
        year = PREPARED + 1
    parts: dict[str, Any] = {"year": MISSING_YEAR if line.object == "missing" else year}
    if name != "round":
        parts["kind"] = "team"
    if name == "prepared_section":
        parts["section"] = "section-1"
    if name == "question":
        parts["question"] = "plan"
    return parts


def posted(line: Line) -> dict[str, Any]:
    """What the page's form sends."""
    if line.object == "missing":
        return {}
    name = line.address.partition(":")[2]
    asked = Questionnaire.objects.get(
        year=OPEN if name in ("close", "matrix", "round") else PREPARED, respondent="team"
    )
    match name:
        case "round":
            return {"copy": f"team:{PREPARED}"}
        case "open" | "close":
            return {"version": asked.version}
        case "head":
            return {
                "version": asked.version,
                "title_en": "Another title",
                "deadline": "2027-06-30",
                "zone": "Africa/Nairobi",
                "disclosure": "none",
            }
        case "add_section":
            return {"code": "more", "title_en": "More", "position": "9"}
        case "matrix":
            return _more_time(TEAMS[line.object])
        case "preview":
            return {"section": "section-1"}
    section = Section.objects.get(questionnaire=asked, code="section-1")
    item = Item.objects.select_related("wording").get(section=section, question__code="budget")
    match name:
        case "prepared_section":
            return {"version": section.version, "code": "section-1", "title_en": "Leadership", "position": "1"}
        case "questionnaire":
            return {"section": "section-1", "version": section.version, "do": f"up:{item.pk}"}
        case "question":
            return {"version": item.wording.version, "type": "yes_no", "text_en": "Is there a plan?"}
    seen = Row(worded(asked)[0]).seen
    return {"head-version": asked.version, "head-seen": seen, "head.title.fr": "Questionnaire des équipes"}


def _more_time(code: str) -> dict[str, Any]:
    Submission.objects.filter(questionnaire__year=OPEN, code=code).update(state=State.DRAFT)
    row = submission(f"{OPEN}/{code}")
    until = date(timezone.localdate().year + 1, 1, 1)
    return {"chosen": [f"{row.pk}:{row.version}"], "until": until.isoformat(), "reason": "A storm."}
