"""Countries, the statistics of their teams' records, and regions; under the same address with an ending, as files."""

from django.urls import path

from public.country import files, views

FORMS = ("csv", "json")
ABOUT = ("coordinators", "offices", "frameworks")

urlpatterns = [
    path("countries/", views.countries, name="countries"),
    *(path(f"countries.{form}", files.countries, {"form": form}, name=f"countries_{form}") for form in FORMS),
    *(path(f"countries/{about}/", views.statistics, {"about": about}, name=about) for about in ABOUT),
    *(
        path(f"countries/{about}.{form}", files.statistics, {"about": about, "form": form}, name=f"{about}_{form}")
        for about in ABOUT
        for form in FORMS
    ),
    path("countries/<code:iso3>/", views.country, name="country"),
    path("countries/<code:iso3>.csv", files.country_csv, name="country_csv"),
    path("countries/<code:iso3>.json", files.country_json, name="country_json"),
    path("regions/<code:code>/", views.region, name="region"),
    path("regions/<code:code>.csv", files.region_csv, name="region_csv"),
    path("regions/<code:code>.json", files.region_json, name="region_json"),
]
