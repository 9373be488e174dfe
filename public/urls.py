"""The public pages. The address is the view; the same address with .csv, .json, .svg or .png is the view as a file."""

from django.urls import include, path

from public import feeds, files, views
from public.styleguide import styleguide

BEHIND = "indicators/<code:framework>/<code:indicator>/<year:year>/behind"
app_name = "public"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("overview.csv", files.overview_csv, name="overview_csv"),
    path("overview.json", files.overview_json, name="overview_json"),
    path("framework/", views.framework, name="framework"),
    path("framework.csv", files.framework_csv, name="framework_csv"),
    path("framework.json", files.framework_json, name="framework_json"),
    path("", include("public.indicator.urls")),
    path("indicators/<code:framework>/<code:indicator>.csv", files.indicator_csv, name="indicator_csv"),
    path("indicators/<code:framework>/<code:indicator>.json", files.indicator_json, name="indicator_json"),
    path(
        "indicators/<code:framework>/<code:indicator>.svg",
        files.indicator_drawing,
        {"form": "svg"},
        name="indicator_svg",
    ),
    path(
        "indicators/<code:framework>/<code:indicator>.png",
        files.indicator_drawing,
        {"form": "png"},
        name="indicator_png",
    ),
    path(f"{BEHIND}/", views.behind, name="behind"),
    path(f"{BEHIND}.csv", files.behind_csv, name="behind_csv"),
    path(f"{BEHIND}.json", files.behind_json, name="behind_json"),
    path("", include("public.compare.urls")),
    path("", include("public.facts.urls")),
    path("", include("public.funding.urls")),
    path("", include("public.reporting.urls")),
    path("", include("public.surveys.urls")),
    path("", include("public.data.urls")),
    path("", include("public.search.urls")),
    path("charts/", include("public.pictures.urls")),
    path("releases/", views.releases, name="releases"),
    path("releases.csv", files.releases_csv, name="releases_csv"),
    path("releases.json", files.releases_json, name="releases_json"),
    path("releases/<int:number>/", views.release, name="release"),
    path("releases/<int:number>.csv", files.release_csv, name="release_csv"),
    path("releases/<int:number>.json", files.release_json, name="release_json"),
    path("methodology/", views.methodology, name="methodology"),
    path("methodology.csv", files.methodology_csv, name="methodology_csv"),
    path("methodology.json", files.methodology_json, name="methodology_json"),
    path("", include("public.country.urls")),
    path("terms/", views.terms, name="terms"),
    path("contact/", views.contact, name="contact"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("styleguide/", styleguide, name="styleguide"),
    path("changes.atom", feeds.atom, name="changes_atom"),
    path("changes.json", feeds.json_feed, name="changes_json"),
    path("robots.txt", views.robots, name="robots"),
]
