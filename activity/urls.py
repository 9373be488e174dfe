"""Address of the log."""

from django.urls import path

from activity import views

app_name = "activity"
urlpatterns = [path("activity/", views.log, name="log")]
