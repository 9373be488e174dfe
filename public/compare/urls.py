"""The page that compares; under the same address with an ending, the page as a file."""

from django.urls import path

from public.compare import views

FORMS = ("csv", "json", "svg", "png")
urlpatterns = [
    path("compare/", views.compare, name="compare"),
    *(path(f"compare.{form}", views.compare_file, {"form": form}, name=f"compare_{form}") for form in FORMS),
]
