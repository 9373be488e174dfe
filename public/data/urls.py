"""The addresses of the data: pages, and every table under its name in four forms."""

from django.urls import path

from public.data import views
from public.data.formats import FORMS

urlpatterns = [
    path("data/", views.data, name="data"),
    path("data/connect/", views.connect, name="data_connect"),
    path("data/datapackage.json", views.package, name="data_package"),
    path("data/datapackage.zip", views.package_zip, name="data_package_zip"),
    path("data/catalogue.jsonld", views.catalogue, name="data_catalogue"),
    path("data/checksums.txt", views.checksums, name="data_checksums"),
    path("data/<code:name>/", views.table, name="data_table"),
    *(path(f"data/<code:name>.{form}", views.file, {"form": form}, name=f"data_table_{form}") for form in FORMS),
]
