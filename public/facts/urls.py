"""The facts of the reports: all of them, and each."""

from django.urls import path

from public.facts import views

urlpatterns = [
    path("facts/", views.facts, name="facts"),
    *(path(f"facts.{form}", views.facts_file, {"form": form}, name=f"facts_{form}") for form in ("csv", "json")),
    path("facts/<code:code>/", views.fact, name="fact"),
    *(
        path(f"facts/<code:code>.{form}", views.fact_file, {"form": form}, name=f"fact_{form}")
        for form in ("csv", "json", "svg", "png")
    ),
]
