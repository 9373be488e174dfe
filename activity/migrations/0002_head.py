"""The chain's head: one row, there from the start."""

from django.db import migrations


def create_head(apps, schema_editor):
    apps.get_model("activity", "Head").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_initial")]
    operations = [migrations.RunPython(create_head, migrations.RunPython.noop)]
