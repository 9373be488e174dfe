"""Who has reported, and what has no value yet."""

from django.urls import path

from public.reporting import views

urlpatterns = [
    path("reporting/", views.reporting, name="reporting"),
    path("reporting.csv", views.reporting_csv, name="reporting_csv"),
    path("reporting.json", views.reporting_json, name="reporting_json"),
]
