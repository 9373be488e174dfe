"""Addresses of what spans the apps."""

from django.urls import path

from workplace import views

app_name = "workplace"
urlpatterns = [path("tasks/", views.tasks, name="tasks")]
