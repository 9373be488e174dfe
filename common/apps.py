"""The app's registration; protects append-only tables after every migration, and reads every app's permissions."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from common import immutable


def _protect(sender: AppConfig, using: str, **kwargs: Any) -> None:
    immutable.install_triggers(connections[using], {model._meta.db_table for model in sender.get_models()})


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        autodiscover_modules("permissions")  # a permission that nobody has declared is refused to everybody
        # Django's own hook: on SQLite a migration that rebuilds a table drops its triggers without a word. It is
        # sent once for each app that has models, so never for this one: every app's own tables are protected.
        post_migrate.connect(_protect, dispatch_uid="common.immutable")
