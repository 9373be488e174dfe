"""Django's administration with our own site in the place of its default one."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "common.administration.Site"
