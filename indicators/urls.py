"""Working pages of observations: the grid, what is behind it, its review; amendments, frameworks and custodians."""

from django.urls import path

from indicators.views import amendments, behind, custodianships, entry, lineage, paste, review, workbook

BEHIND = "entry/<year:year>/<code:framework>/<code:indicator>/behind"
app_name = "indicators"
urlpatterns = [
    path("entry/", entry.newest, name="entry_newest"),
    path("entry/workbook.xlsx", workbook.xlsx, name="workbook_xlsx"),
    path("entry/workbook.csv", workbook.csv, name="workbook_csv"),
    path("entry/workbook/", workbook.page, name="workbook"),
    path("entry/<year:year>/", entry.entry, name="entry"),
    path("entry/<year:year>/paste/", paste.page, name="paste"),
    path(f"{BEHIND}/", behind.page, name="behind"),
    path(f"{BEHIND}.csv", behind.as_csv, name="behind_csv"),
    path(f"{BEHIND}.json", behind.as_json, name="behind_json"),
    path("amendments/", amendments.listing, name="amendments"),
    path("amendments/propose/", amendments.propose, name="amendment_propose"),
    path("amendments/<code:framework>/<int:number>/", amendments.one, name="amendment"),
    path("custodianships/", custodianships.listing, name="custodianships"),
    path("custodianships/<int:person>/", custodianships.hand_over, name="custodianships_of"),
    path("frameworks/", lineage.frameworks, name="frameworks"),
    path("frameworks/<code:framework>/lineage/", lineage.lineage, name="lineage"),
    path("frameworks/<code:framework>/lineage/add/", lineage.add, name="lineage_add"),
    path("frameworks/<code:framework>/lineage/<int:row>/", lineage.one, name="lineage_row"),
    path("review/observations/", review.observations, name="review"),
]
