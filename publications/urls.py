"""Addresses of publishing."""

from django.urls import path

from publications import views

app_name = "publications"
urlpatterns = [
    path("publish/", views.publish, name="publish"),
    path("publish/call-off/", views.call_off, name="call_off"),
    path("publish/slippage/", views.slippage, name="slippage"),
]
