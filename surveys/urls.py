"""Working pages of questionnaires: what respondents answer, and how it is checked."""

from django.urls import path

from surveys.views import (
    delegation,
    evidence,
    mails,
    matrix,
    office,
    people,
    preparing,
    preview,
    remarks,
    reopening,
    review,
    reviewed,
    rounds,
    sections,
    translations,
    workbook,
)

app_name = "surveys"
urlpatterns = [
    path("tasks/people/<code:team>/", people.people, name="people"),
    path("tasks/<year:year>/", office.respondents, name="respondents"),
    path("tasks/<year:year>/<code:respondent>/", office.submission, name="submission"),
    path("tasks/<year:year>/<code:respondent>/check/", office.check, name="check"),
    path("tasks/<year:year>/<code:respondent>/submitted/", office.done, name="done"),
    path("tasks/<year:year>/<code:respondent>/print/", office.printable, name="print"),
    path("tasks/<year:year>/<code:respondent>/workbook.xlsx", workbook.xlsx, name="workbook_xlsx"),
    path("tasks/<year:year>/<code:respondent>/workbook/", workbook.page, name="workbook"),
    path("tasks/<year:year>/<code:respondent>/sections/<code:section>/", sections.section, name="section"),
    path(
        "tasks/<year:year>/<code:respondent>/sections/<code:section>/delegation/",
        delegation.delegation,
        name="delegation",
    ),
    path("tasks/<year:year>/<code:respondent>/comments/", remarks.comments, name="comments"),
    path("tasks/<year:year>/<code:respondent>/comments/<int:number>/", remarks.comment, name="comment"),
    path("tasks/<year:year>/<code:respondent>/evidence/", evidence.evidence, name="evidence"),
    path("tasks/<year:year>/<code:respondent>/evidence/<code:key>/", evidence.evidence_file, name="evidence_file"),
    path("tasks/<year:year>/<code:respondent>/reopening/", reopening.reopening, name="reopening"),
    path("review/answers/", review.queue, name="review"),
    path("review/answers/<year:year>/<code:respondent>/", reviewed.reviewed, name="reviewed"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<year:year>/", rounds.one_round, name="round"),
    path("rounds/<year:year>/<code:kind>/questionnaire/", preparing.questionnaire, name="questionnaire"),
    path("rounds/<year:year>/<code:kind>/questionnaire/head/", preparing.head, name="head"),
    path("rounds/<year:year>/<code:kind>/sections/add/", preparing.add_section, name="add_section"),
    path("rounds/<year:year>/<code:kind>/sections/<code:section>/", preparing.section, name="prepared_section"),
    path("rounds/<year:year>/<code:kind>/questions/<code:question>/", preparing.question, name="question"),
    path("rounds/<year:year>/<code:kind>/translations/", translations.translations, name="translations"),
    path("rounds/<year:year>/<code:kind>/preview/", preview.preview, name="preview"),
    path("rounds/<year:year>/<code:kind>/open/", rounds.opening, name="open"),
    path("rounds/<year:year>/<code:kind>/close/", rounds.closing, name="close"),
    path("rounds/<year:year>/mails/", mails.mails, name="mails"),
    path("rounds/<year:year>/mails.csv", mails.mails_csv, name="mails_csv"),
    # Last: whatever else stands below a year comes before the kinds of respondents.
    path("rounds/<year:year>/<code:kind>.xlsx", matrix.matrix_xlsx, name="matrix_xlsx"),
    path("rounds/<year:year>/<code:kind>.csv", matrix.matrix_csv, name="matrix_csv"),
    path("rounds/<year:year>/<code:kind>/", matrix.matrix, name="matrix"),
]
