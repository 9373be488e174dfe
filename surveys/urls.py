"""Working pages of questionnaires: what respondents answer, and how it is checked."""

from django.urls import path

from surveys.views import evidence, office, remarks, reopening, review, reviewed, sections, workbook

app_name = "surveys"
urlpatterns = [
    path("tasks/<year:year>/", office.respondents, name="respondents"),
    path("tasks/<year:year>/<code:respondent>/", office.submission, name="submission"),
    path("tasks/<year:year>/<code:respondent>/check/", office.check, name="check"),
    path("tasks/<year:year>/<code:respondent>/submitted/", office.done, name="done"),
    path("tasks/<year:year>/<code:respondent>/print/", office.printable, name="print"),
    path("tasks/<year:year>/<code:respondent>/workbook.xlsx", workbook.xlsx, name="workbook_xlsx"),
    path("tasks/<year:year>/<code:respondent>/workbook/", workbook.page, name="workbook"),
    path("tasks/<year:year>/<code:respondent>/sections/<code:section>/", sections.section, name="section"),
    path("tasks/<year:year>/<code:respondent>/comments/", remarks.comments, name="comments"),
    path("tasks/<year:year>/<code:respondent>/comments/<int:number>/", remarks.comment, name="comment"),
    path("tasks/<year:year>/<code:respondent>/evidence/", evidence.evidence, name="evidence"),
    path("tasks/<year:year>/<code:respondent>/evidence/<code:key>/", evidence.evidence_file, name="evidence_file"),
    path("tasks/<year:year>/<code:respondent>/reopening/", reopening.reopening, name="reopening"),
    path("review/answers/", review.queue, name="review"),
    path("review/answers/<year:year>/<code:respondent>/", reviewed.reviewed, name="reviewed"),
]
