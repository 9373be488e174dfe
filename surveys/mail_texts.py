"""What a mail of a round says: plain text in the language of who gets it, without anything that was answered."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from common.translated import spoken
from surveys.choices import Occasion, State
from surveys.deadlines import due_day
from surveys.models import Questionnaire
from surveys.remaining import SectionLeft
from surveys.reminded import Part, WantedMail
from surveys.words import respondent_names, title_of

_LINE = 300  # characters: no heading of a mail is longer


def compose(wanted: WantedMail) -> tuple[str, str]:
    """The subject and the text, in the person's language as far as the interface speaks it, else in English."""
    with translation.override(spoken(wanted.user.language)):
        return _subject(wanted), _text(wanted)


def _subject(wanted: WantedMail) -> str:
    year, day = wanted.questionnaire.year_id, _day(wanted.due)
    match wanted.occasion:
        case Occasion.INVITATION:
            subject = _("Your answers for %(year)s are asked for by %(day)s") % {"year": year, "day": day}
        case Occasion.OVERDUE:
            subject = _("Overdue since %(day)s: your answers for %(year)s") % {"year": year, "day": day}
        case _other:
            subject = _("Reminder: your answers for %(year)s are due on %(day)s") % {"year": year, "day": day}
    return f"[{_('Demonstration')}] {subject}" if settings.DEMONSTRATION else subject


def _text(wanted: WantedMail) -> str:
    names = respondent_names([part.submission for part in wanted.parts])
    blocks = [_("This is a demonstration: nobody is asked for anything.")] if settings.DEMONSTRATION else []
    blocks += [_greeting(wanted), _why(wanted)]
    blocks += [_part(part, names[part.submission.pk], wanted.due) for part in wanted.parts]
    blocks += [_deadline(wanted.questionnaire, wanted.due), _ending()]
    return "\n\n".join(blocks) + "\n"


def _greeting(wanted: WantedMail) -> str:
    return _("Dear %(person)s,") % {"person": str(wanted.user)[:_LINE]}


def _why(wanted: WantedMail) -> str:
    said = {"title": title_of(wanted.questionnaire).plain, "year": wanted.questionnaire.year_id}
    match wanted.occasion:
        case Occasion.INVITATION:
            return _("“%(title)s” for %(year)s is open, and your office is asked to answer it.") % said
        case Occasion.OVERDUE:
            return _("“%(title)s” for %(year)s was due, and this is not handed in yet:") % said
        case _other:
            return _("“%(title)s” for %(year)s is not handed in yet. This is left:") % said


def _part(part: Part, name: str, due: date) -> str:
    """A submission: the sections given to this person first, then the others, and where to go."""

    def line(left: SectionLeft) -> str:
        return _section(left, due_day(part.submission, left.section) if left.section.deadline else due, due)

    lines = [name]
    own = [row for row in part.left if row.section.pk in part.own_sections]
    if own:
        lines += [_("Given to you:"), *map(line, own)]
    others = [row for row in part.left if row.section.pk not in part.own_sections]
    if own and others:
        lines.append(_("Other sections:"))
    lines += map(line, others)
    if not part.left:
        lines.append(_("Everything is answered. It is still to be submitted, which a team leader does."))
    elif part.submission.state == State.RETURNED:
        lines.append(_("It was returned: the questions at issue are to be looked at again."))
    address = reverse("surveys:submission", args=(part.submission.questionnaire.year_id, part.submission.code))
    return "\n".join([*lines, f"{settings.SITE_URL}{address}"])


def _section(left: SectionLeft, own_day: date, due: date) -> str:
    """`- Leadership: 3 questions to answer, 1 answer to explain`, with its day where it has one of its own."""
    said = []
    if left.unanswered:
        text = ngettext("%(count)s question to answer", "%(count)s questions to answer", left.unanswered)
        said.append(text % {"count": left.unanswered})
    if left.at_issue:
        text = ngettext("%(count)s question at issue", "%(count)s questions at issue", left.at_issue)
        said.append(text % {"count": left.at_issue})
    if left.unexplained:
        text = ngettext("%(count)s answer to explain", "%(count)s answers to explain", left.unexplained)
        said.append(text % {"count": left.unexplained})
    if own_day != due:
        said.append(_("by the end of %(day)s") % {"day": _day(own_day)})
    part = {"what": title_of(left.section).plain, "part": pgettext("between names", ", ").join(said)}
    return "- " + _("%(what)s: %(part)s") % part


def _deadline(questionnaire: Questionnaire, due: date) -> str:
    said = {"day": _day(due), "zone": questionnaire.zone}
    return _("Deadline: the end of %(day)s (%(zone)s).") % said


def _ending() -> str:
    sentences = [
        _("You get this mail because you hold a role for this office. Your language: %(address)s")
        % {"address": f"{settings.SITE_URL}{reverse('accounts:language')}"}
    ]
    if settings.CONTACT_ADDRESS:
        sentences.append(_("Questions: %(address)s") % {"address": settings.CONTACT_ADDRESS})
    return "\n".join(sentences)


def _day(day: date) -> str:
    return formats.date_format(day, _("j F Y"))
