"""Every address of the site, by the app that answers it.

Pages speak the language of their address: `/framework/` in English, `/zh/framework/` in Chinese.
"""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

import common.converters  # noqa: F401 (makes <code:...> and <year:...> known)
from rcsystem.health import healthz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("rcsystem.api")),
    path("healthz", healthz, name="healthz"),
]
urlpatterns += i18n_patterns(
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("public.urls")),
    path("", include("workplace.urls")),
    path("", include("publications.urls")),
    path("", include("indicators.urls")),
    path("", include("surveys.urls")),
    path("", include("records.urls")),
    path("", include("finance.urls")),
    path("", include("jobs.urls")),
    path("", include("activity.urls")),
    prefix_default_language=False,
)
