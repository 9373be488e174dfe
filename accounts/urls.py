"""What people do with their own account, besides the pages of django-allauth."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [path("accounts/language/", views.language, name="language")]
