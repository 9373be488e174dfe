"""The page of an indicator, under its address within its framework, and under a short one."""

from django.urls import path

from public.indicator import views

urlpatterns = [
    path("indicators/<code:indicator>/", views.indicator_short, name="indicator_short"),
    path("indicators/<code:framework>/<code:indicator>/", views.indicator, name="indicator"),
]
