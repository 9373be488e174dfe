"""Survey results: the list of questionnaires, and each with its results."""

from django.urls import path

from public.surveys import views

ONE = "<code:respondent>/<year:year>"
urlpatterns = [
    path("surveys/", views.surveys, name="surveys"),
    path("surveys.csv", views.surveys_csv, name="surveys_csv"),
    path("surveys.json", views.surveys_json, name="surveys_json"),
    path(f"surveys/{ONE}/", views.results, name="survey"),
    path(f"surveys/{ONE}.csv", views.results_csv, name="survey_csv"),
    path(f"surveys/{ONE}.json", views.results_json, name="survey_json"),
]
