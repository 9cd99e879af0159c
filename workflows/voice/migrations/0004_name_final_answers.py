from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voice", "0003_random_keys_of_answers")]

    operations = [
        migrations.AlterField(
            model_name="saying",
            name="kind",
            field=models.CharField(
                choices=[
                    ("complaint", "Complaint"),
                    ("response", "First response"),
                    ("answer", "Final answer"),
                    ("reopening", "Not settled"),
                    ("dismissal", "Not dealt with"),
                ],
                max_length=9,
            ),
        ),
    ]
