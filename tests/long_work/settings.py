"""Settings of a real process that does long work for a test, on the database that DATABASE_URL names."""

import os

from tests.settings import *  # noqa: F403 (those of the test run, but for what follows)
from tests.settings import DATABASES, INSTALLED_APPS

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["NAME"] = os.environ["DATABASE_URL"].removeprefix("sqlite:///")
INSTALLED_APPS = [*INSTALLED_APPS, "tests.long_work"]
LIFE_FILE = os.environ.get("LIFE_FILE", "")
ROOT_URLCONF = "tests.long_work.urls"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
