"""What the log says of questionnaires, answers and submissions."""

from django.utils.translation import gettext_lazy as _

from activity.sentences import register

register(
    {
        "surveys.questions.loaded": _("loaded questions"),
        "surveys.questionnaire.created": _("prepared a questionnaire"),
        "surveys.questionnaire.copied": _("prepared a questionnaire as a copy of another year’s"),
        "surveys.questionnaire.changed": _("changed a questionnaire"),
        "surveys.section.created": _("added a section to a questionnaire"),
        "surveys.section.changed": _("changed a section of a questionnaire"),
        "surveys.section.removed": _("took a section out of a questionnaire"),
        "surveys.item.added": _("added a question to a questionnaire"),
        "surveys.item.changed": _("changed a question of a questionnaire"),
        "surveys.item.removed": _("took a question out of a questionnaire"),
        "surveys.wording.changed": _("changed the wording of a question"),
        "surveys.wording.appended": _("worded a question anew"),
        "surveys.questionnaire.opened": _("opened a questionnaire"),
        "surveys.questionnaire.closed": _("closed a questionnaire"),
        "surveys.answer.saved": _("saved an answer"),
        "surveys.submission.submitted": _("submitted answers"),
        "surveys.submission.returned": _("returned answers"),
        "surveys.submission.endorsed": _("endorsed answers"),
        "surveys.submission.accepted": _("accepted answers"),
        "surveys.submission.reopened": _("reopened accepted answers"),
        "surveys.reopening.asked": _("asked to open accepted answers again"),
        "surveys.reopening.refused": _("refused to open accepted answers again"),
        "surveys.reopening.withdrawn": _("withdrew a request to open accepted answers again"),
        "surveys.submission.extended": _("extended a deadline"),
        "surveys.comment.added": _("commented on an answer"),
        "surveys.comment.replied": _("replied to a comment"),
        "surveys.comment.resolved": _("resolved a comment"),
        "surveys.evidence.added": _("added a file to an answer"),
        "surveys.evidence.withdrawn": _("withdrew a file from an answer"),
        "surveys.mapping.created": _("saved how a file of answers is read"),
        "surveys.mapping.changed": _("changed how a file of answers is read"),
        "surveys.mails.written": _("wrote mail of a round"),
        "surveys.mails.sent": _("sent mail of a round"),
        "surveys.mails.sent_again": _("had a mail sent again"),
        "surveys.section.delegated": _("gave a section to somebody"),
        "surveys.section.taken_back": _("took a section back"),
        "surveys.office.handed_over": _("handed over an office’s work"),
    }
)
