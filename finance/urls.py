"""Working pages of the trust fund: its reports, its ledger of contributions, and their review."""

from django.urls import path

from finance.views import contribution_import, contributions, controls, entry, home, review, workbook

app_name = "finance"
urlpatterns = [
    path("finance/", home.page, name="home"),
    path("finance/entry/<year:report>/", entry.page, name="entry"),
    path("finance/entry/<year:report>.xlsx", workbook.xlsx, name="workbook_xlsx"),
    path("finance/entry/<year:report>.csv", workbook.csv, name="workbook_csv"),
    path("finance/entry/<year:report>/import/", workbook.page, name="import"),
    path("finance/entry/<year:report>/controls/", controls.page, name="controls"),
    path("finance/contributions/", contributions.contributions, name="contributions"),
    path("finance/contributions.xlsx", contributions.as_xlsx, name="contributions_xlsx"),
    path("finance/contributions.csv", contributions.as_csv, name="contributions_csv"),
    path("finance/contributions/add/", contributions.add, name="add_contribution"),
    path("finance/contributions/import/", contribution_import.page, name="import_contributions"),
    path("finance/contributions/<code:reference>/", contributions.contribution, name="contribution"),
    path("finance/contributors/add/", contributions.add_contributor, name="add_contributor"),
    path("review/finance/", review.page, name="review"),
]
