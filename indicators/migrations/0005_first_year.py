from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0002_in_preparation"),
        ("indicators", "0004_amendments_lineage_slippage"),
    ]

    operations = [
        migrations.AddField(
            model_name="series",
            name="first_year",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="The first year that it is measured for; empty: from the first reporting year that there is.",
                null=True,
                verbose_name="first reporting year",
            ),
        ),
    ]
