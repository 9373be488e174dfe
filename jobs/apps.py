from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("Long work")

    def ready(self) -> None:
        autodiscover_modules("tasks")  # each room's own kinds of jobs, and what it does at certain times
