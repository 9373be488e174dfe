"""Addresses of long work."""

from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<slug:key>/", views.job, name="job"),
    path("jobs/<slug:key>/file/", views.result, name="result"),
    path("jobs/<slug:key>/cancel/", views.cancel, name="cancel"),
    path("jobs/<slug:key>/retry/", views.retry, name="retry"),
]
