from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publications", "0005_sealed_at")]

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
                    ("survey", "survey results"),
                    ("facts", "facts of the report"),
                ],
                max_length=10,
            ),
        ),
    ]
