"""Addresses of publishing."""

from django.urls import path

from publications import views

app_name = "publications"
urlpatterns = [path("publish/", views.publish, name="publish")]
