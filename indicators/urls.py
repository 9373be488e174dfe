"""Working pages of observations: the entry grid, and their review."""

from django.urls import path

from indicators.views import entry, review

app_name = "indicators"
urlpatterns = [
    path("entry/", entry.newest, name="entry_newest"),
    path("entry/<year:year>/", entry.entry, name="entry"),
    path("review/observations/", review.observations, name="review"),
]
