from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publications", "0002_kinds_behind_and_reporting")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("release", "release"),
                    ("framework", "framework"),
                    ("indicator", "indicator"),
                    ("country", "country or territory"),
                    ("region", "region"),
                    ("team", "country team"),
                    ("behind", "what is behind a figure"),
                    ("reporting", "who answered"),
                    ("finance", "trust fund"),
                ],
                max_length=10,
            ),
        ),
    ]
