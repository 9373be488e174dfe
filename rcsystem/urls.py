"""Every address of the site, by the app that answers it.

Public pages speak the language of their address (`/zh/framework/`); work pages that of the person's choice.
"""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
urlpatterns += i18n_patterns(prefix_default_language=False)
