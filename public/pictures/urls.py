"""Pictures under their subject and key; a key may have several parts."""

from django.urls import path

from public.pictures import views

urlpatterns = [
    path("<slug:subject>/<path:key>/", views.picture, name="picture"),
    path("<slug:subject>/<path:file>", views.picture_file, name="picture_file"),
]
