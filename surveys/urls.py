"""Working pages of questionnaires: what respondents answer, and how it is checked."""

from django.urls import URLPattern

app_name = "surveys"
urlpatterns: list[URLPattern] = []
