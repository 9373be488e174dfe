"""A whole year by the pages alone: from last year's questionnaire to the release, and to the answer opened again.

Readable by non-programmers, as tests/test_story.py is; people sit at a real browser (`tests/desk.py`), and days pass by
the test's clock. docs/year.md tells the same with the pictures that `make screenshots` takes on the way. What must be
refused is in the tests of each page.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from accounts.models import User
from accounts.roles import Role
from countries.models import CountryTeam
from jobs.schedules import tick
from jobs.working import work_off
from tests.browser import Visit
from tests.desk import Desk
from tests.filled import Filled
from tests.live import Account, LiveSite, serving
from tests.work import another, answer_all

YEAR, LAST = 2025, 2024
KENYA, UGANDA = f"/tasks/{YEAR}/KEN/", f"/tasks/{YEAR}/UGA/"
ROUND = f"/rounds/{YEAR}/"
STRATEGY = "Was the country team’s communications strategy for the year aligned with the Cooperation Framework?"
STRATEGIE = (
    "La stratégie de communication annuelle de l’équipe de pays était-elle alignée sur le Plan-cadre de coopération ?"
)
SCORECARD = "gender-scorecard"
PUBLIC = "/indicators/RCS-2022-2025/2.1.1-d/"
EXPLANATION = "The survey reached fewer Governments than was planned."
MANDATE = "A/RES/80/12, para. 9"
NEW_YORK = ZoneInfo("America/New_York")
PICTURES = os.environ.get("YEAR_PICTURES")  # the folder for them; without it none are taken


@dataclass
class Year:
    """The people who work in it, each at a desk (`year.custodian`; whoever has no account reads), and its clock."""

    site: LiveSite
    visit: Callable[..., Visit]
    clock: time_machine.Traveller
    today: date
    desks: dict[str, Desk] = field(default_factory=dict)

    def __getattr__(self, role: str) -> Desk:
        if role.startswith("_"):
            raise AttributeError(role)
        if role not in self.desks:
            self.desks[role] = Desk(self.visit(self.site.url), self.site.accounts.get(role))
        return self.desks[role]

    def passes(self, days: int = 0, at: time = time(10)) -> date:
        """Go on to an hour in New York, some days later."""
        self.today += timedelta(days=days)
        self.clock.move_to(datetime.combine(self.today, at, NEW_YORK))
        return self.today

    def night_passes(self, days: int = 1) -> None:
        """The scheduler and the worker do what is due at six in the morning."""
        self.passes(days, time(6, 5))
        tick()
        work_off()
        self.passes()


def picture(desk: Desk, name: str, at: str = "body") -> None:
    """What stands on the person's screen, with this place at its top."""
    if PICTURES:
        desk.page.locator(at).first.evaluate("place => place.scrollIntoView({behavior: 'instant'})")
        desk.page.screenshot(path=Path(PICTURES) / f"{name}.jpg", type="jpeg", quality=50)


@pytest.fixture
def year(invented_database: None, accounts: dict[str, Account], visit: Callable[..., Visit]) -> Iterator[Year]:
    uganda = another(Role.TEAM_LEADER, "uganda@demonstration.example", team=CountryTeam.objects.get(code="UGA"))
    people = {**accounts, "uganda": Account(uganda.email, "")}
    with serving() as url, time_machine.travel(datetime.now(NEW_YORK), tick=True) as clock:
        yield Year(LiveSite(url, people), visit, clock, datetime.now(NEW_YORK).date())


def fill_in(workbook: Filled) -> None:
    """What was answered last year is confirmed as unchanged, or, where the records said it, typed again."""
    for key in workbook.places:
        last_year, how = workbook.said(key, "last"), workbook.said(key, "how")
        if not last_year or "Locked" in how:
            continue
        if last_year.startswith("not applicable"):
            workbook.fill(key, "No")
        elif "rests on the records" in how:
            workbook.fill(key, int(last_year) if last_year.isdigit() else last_year)
        elif key != "communications-strategy":
            workbook.fill(key, "Yes", "unchanged")
    workbook.fill("communications-strategy", "Yes")
    workbook.fill(SCORECARD, None, "unchanged")
    workbook.fill(SCORECARD, "about 75")


@pytest.mark.assure  # almost a minute; what each page does is tried in its own tests
def test_a_whole_year(year: Year) -> None:
    year.passes(days=1)
    the_questionnaire_is_prepared(year)
    the_round_opens(year)
    offices_answer(year)
    answers_are_checked(year)
    figures_are_validated(year)
    a_target_is_amended(year)
    it_is_published_at_an_hour(year)
    an_answer_is_opened_again(year)
    everything_can_be_recomputed()


def the_questionnaire_is_prepared(year: Year) -> None:
    # The round of last year is closed: what was not handed in stays missing.
    desk = year.administrator
    for kind in ("team", "coordinator"):
        desk.opens(f"/rounds/{LAST}/{kind}/close/").presses("Close it now").sees("Closed")

    # Last year's questionnaire of the country teams is copied. It gets a day, and one of its questions other words.
    desk.opens("/tasks/").follows(f"The questionnaires of {YEAR} are not all open yet").sees("Round of 2025")
    picture(desk, "01-copy")
    desk.presses(f"Copy the questionnaire of {LAST}", within="section:has(#kind-team)").sees("Copied")
    desk.follows("Change title, introduction, deadline, disclosure")
    desk.fills({"Deadline": f"{year.today + timedelta(days=28)}"}).presses("Save")
    desk.follows("change this section (Scorecards)").fills({"Deadline": ""}).presses("Save").sees("Communications")
    desk.follows("Was the country team's communications strategy aligned with the Cooperation Framework?")
    desk.fills({"Text": STRATEGY}).presses("Save these words").sees(STRATEGY)

    # The French words follow.
    desk.follows("Translations").follows("Communications")
    question = "fieldset:has-text('communications-strategy')"
    desk.fills({"Français": STRATEGIE}, within=f"{question} >> nth=0 >> .side-by-side >> nth=0").presses("Save")
    desk.sees("The texts of 1 row saved.", within="body")
    picture(desk, "02-translate", question)

    # It is tried as the team in Kenya would have it, with what it answered last year.
    desk.follows("Try it out")
    desk.fills({"As": "Country team, Kenya (KEN)", "Language": "Français"}).presses("Show").sees(STRATEGIE)
    picture(desk, "03-try")


def the_round_opens(year: Year) -> None:
    desk = year.administrator.opens(f"{ROUND}team/open/").sees("132")
    picture(desk, "04-open")
    desk.presses("Open it now").sees("Opened", "Who has answered")

    # The next morning everybody who has something to do is invited, and a log says who was.
    year.night_passes()
    invited = {to for message in mail.outbox for to in message.to}
    assert invited == {year.site.accounts[role].email for role in ("office_editor", "team_leader", "uganda")}
    desk.opens(ROUND).follows("Mail of this round").sees("3 mails", "sent")
    picture(desk, "05-mail")


def offices_answer(year: Year) -> None:
    # In Kenya, the team leader gives a section to the editor, who answers it on the page: it is kept as one goes.
    leader, editor = year.team_leader, year.office_editor
    leader.opens(KENYA).unfolds("Give to somebody", within="tr:has(#section-leadership)")
    leader.fills({"Answered by": "Demonstration office editor"}, within="#section-leadership")
    picture(leader, "06-delegate")
    leader.presses("Save", within="#section-leadership").sees("answered by Demonstration office editor")
    editor.opens(f"{KENYA}sections/leadership/").sees(STRATEGY)
    editor.ticks("Yes", within=f"fieldset:has-text('{STRATEGY}')").sees("Saved")
    picture(editor, "07-answer")

    # In Uganda, where the line is bad, the leader takes the questionnaire as a workbook and fills it in.
    uganda = year.uganda.opens(UGANDA)
    workbook = Filled(uganda.downloads("Download the workbook (Excel)"))
    fill_in(workbook)
    uganda.follows("Upload the workbook").uploads("The workbook (.xlsx)", "uganda.xlsx", workbook.content)
    uganda.presses("Compare").sees(", 1 refused, 0 left out.", "Nothing is submitted yet.")
    uganda.sees(workbook.address(SCORECARD), "about 75", within="#refused")
    picture(uganda, "08-workbook")
    uganda.presses("Put the ticked answers into the draft").sees("answers were put into the draft.", within="body")

    # One cell was refused, and named. It is corrected in the file, which is uploaded again, and the whole is submitted.
    workbook.fill(SCORECARD, 75)
    uganda.uploads("The workbook (.xlsx)", "uganda.xlsx", workbook.content).presses("Compare")
    uganda.sees("1 difference, 0 refused, 0 left out.").presses("Put the ticked answers into the draft")
    uganda.follows("Check the answers").presses("Submit the answers").sees("The answers are submitted")

    # Half-way, those are reminded who have something left, and nobody else.
    mail.outbox.clear()
    year.night_passes(14)
    reminded = {to for message in mail.outbox for to in message.to}
    assert reminded == {year.site.accounts[role].email for role in ("office_editor", "team_leader")}
    year.administrator.opens(f"{ROUND}team/").follows("Africa", within="table.counts").sees("45 respondents")
    picture(year.administrator, "09-matrix", "table.counts")

    # Then Kenya's questionnaire is complete (the other questions by the action behind the page), and submitted.
    answer_all(f"{YEAR}/KEN", by=User.objects.get(email=year.site.accounts["office_editor"].email))
    leader.opens(f"{KENYA}check/").presses("Submit the answers").sees("The answers are submitted")


def answers_are_checked(year: Year) -> None:
    # The regional team has a question about one answer, and returns that one alone.
    region, editor, leader = year.regional_team, year.office_editor, year.team_leader
    region.opens(f"/review/answers/{YEAR}/KEN/").ticks("At issue: communications-strategy")
    said = "Of which year is this strategy?"
    region.fills({"What is the matter with it? communications-strategy": said})
    picture(region, "10-return", "#question-communications-strategy")
    region.presses("Return the questions at issue").sees("returned", within="h1 + p")
    editor.opens(f"{KENYA}sections/leadership/").sees(said)
    editor.ticks("No", within=f"fieldset:has-text('{STRATEGY}')").sees("Saved")
    leader.opens(f"{KENYA}check/").presses("Submit the answers").sees("The answers are submitted")

    # What it has no question about, it endorses.
    for code in ("KEN", "UGA"):
        region.opens(f"/review/answers/{YEAR}/{code}/").presses("Endorse").sees("endorsed", within="h1 + p")

    # Headquarters sees which figures would be others, and accepts.
    validator = year.validator.opens(f"/review/answers/{YEAR}/KEN/")
    validator.sees("What accepting this would change", "would be others")
    picture(validator, "11-accept", "#decide")
    validator.presses("Accept", within="#decision").sees("accepted", within="h1 + p")
    validator.opens(f"/review/answers/{YEAR}/UGA/").presses("Accept", within="#decision")
    validator.sees("accepted", within="h1 + p")


def figures_are_validated(year: Year) -> None:
    # The custodian takes a computed figure, and pastes another from a spreadsheet.
    custodian, validator = year.custodian, year.validator
    custodian.opens(f"/entry/{YEAR}/").presses("Use the computed figure RCS 2.1.1-a")
    custodian.presses("Submit RCS 2.1.1-a").sees("1 row submitted", within="body")
    custodian.follows("Paste from Excel")
    cells = "code\tvalue\tsource\tnote\n2.1.1-d\t87.1\tDESA survey, 2025\tFinal dataset"
    custodian.fills({"Cells, as copied from the spreadsheet": cells}).presses("Preview").sees("New: 3 cells")
    picture(custodian, "12-paste")
    custodian.presses("Save 1 row as a draft").sees("1 row saved.", within="body")
    custodian.opens(f"/entry/{YEAR}/").presses("Submit RCS 2.1.1-d").sees("1 row submitted", within="body")

    # Somebody else sees them beside last year's, and validates them: figures that nobody changes.
    for row in ("RCS 2.1.1-a", "RCS 2.1.1-d"):
        validator.opens(f"/review/observations/?year={YEAR}").presses(f"Validate {row}")
        validator.sees("is validated.", within="body")


def a_target_is_amended(year: Year) -> None:
    # The target of one series is to be reached two years later. The page says what that would change.
    administrator, publisher = year.administrator, year.publisher
    administrator.opens("/amendments/").follows("Propose an amendment")
    administrator.fills({"What of RCS-2022-2025 shall change?": "RCS 2.1.1-d total"}).presses("Continue")
    administrator.fills({"Target year": "2027", "First reporting year": f"{YEAR}", "Decided on": f"{year.today}"})
    administrator.fills({"Mandate": MANDATE, "Reason": "The survey is carried out every second year, next for 2027."})
    administrator.presses("Propose this amendment").sees("figure would be another, or rated otherwise")

    # Who proposed it cannot confirm it; somebody else reads the same, and does.
    administrator.sees("somebody else has to")
    administrator.opens("/tasks/").misses("Proposed amendments")
    publisher.opens("/tasks/").follows("RCS-2022-2025/1").sees("What confirming it would change")
    picture(publisher, "13-amend")
    publisher.presses("Confirm: it holds from now on").sees("confirmed", within="h1")


def it_is_published_at_an_hour(year: Year) -> None:
    # A new value is behind: nothing is published before headquarters says why.
    custodian, publisher, everybody = year.custodian, year.publisher, year.everybody
    publisher.opens("/publish/").sees("Nothing can be published yet", "nobody has said why")
    custodian.opens("/tasks/").follows("Say why series are behind")
    custodian.fills({f"RCS 2.1.1-d: Why it is behind in {YEAR}": EXPLANATION})
    picture(custodian, "14-slippage")
    custodian.presses("Save").sees("1 explanation is saved", within="body")

    # The publisher seals the release for the afternoon. Nobody outside can tell that there is one.
    publisher.opens("/publish/").fills({"Reason": "Results of 2025.", "Day (optional)": f"{year.today}"})
    publisher.fills({"Hour, New York time": "15:00"}).presses("Publish").sees("Release 2 waits for its hour")
    picture(publisher, "15-sealed")
    everybody.opens(PUBLIC).misses("87.1%", EXPLANATION, MANDATE)

    # At the hour everybody reads the figure, why it is behind, and that its target was amended.
    year.passes(at=time(15))
    everybody.opens(PUBLIC).sees("87.1%", EXPLANATION, MANDATE)
    picture(everybody, "16-public")
    everybody.opens("/releases/2/").sees("Results of 2025.")


def an_answer_is_opened_again(year: Year) -> None:
    # Kenya finds that an accepted answer was wrong, and asks to correct that one, for a reason, until a day.
    leader, validator = year.team_leader, year.validator
    leader.opens(KENYA).follows("Open answers again").ticks(f"communications-strategy {STRATEGY}")
    leader.fills({"What is the matter with communications-strategy": "The strategy was adopted in time after all."})
    leader.fills({"Reason": "The minutes were found.", "Open until the end of": f"{year.today + timedelta(days=7)}"})
    leader.presses("Ask").sees("The request that waits")

    # A validator sees what rests on it, and grants it.
    validator.opens("/tasks/").sees("Requests to open accepted answers again").follows(f"{YEAR}/KEN")
    validator.opens(f"{KENYA}reopening/").sees("What rests on it:", "RCS 1.1.1-c")
    picture(validator, "17-reopen")
    validator.presses("Open these questions").sees("It is open for correction until")
    year.office_editor.opens(f"{KENYA}sections/leadership/").sees("at issue")

    # Nobody corrects it in time: it locks itself, and what was accepted counts.
    year.passes(days=8)
    leader.opens(KENYA).sees("has locked itself. What was accepted counts.")


def everything_can_be_recomputed() -> None:
    said = StringIO()
    for command in (["verify_activity"], ["verify_figures"], ["verify_releases"], ["recompute", "--check"]):
        call_command(*command, stdout=said)
    assert "2 releases, every one as it was written." in said.getvalue()
    assert "0 of the computed figures have another source now." in said.getvalue()
