"""Working pages of standing records."""

from django.urls import path

from records import import_views, views

app_name = "records"
urlpatterns = [
    path("records/", views.teams, name="teams"),
    path("records/import/", import_views.importing, name="import"),
    path("records/import/<slug:key>/", import_views.imported, name="imported"),
    path("records/statistics/", views.statistics, name="statistics"),
    path("records/coordinators/<code:code>/", views.coordinator, name="coordinator"),
    path("records/<code:team>/", views.team, name="team"),
    path("records/<code:team>/<code:kind>/", views.kind, name="kind"),
    path("records/<code:team>/<code:kind>/confirm/", views.confirm, name="confirm"),
    path("records/<code:team>/<code:kind>/<int:pk>/", views.record, name="record"),
]
