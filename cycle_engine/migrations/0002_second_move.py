from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cycle_engine", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                models.Func("moves_at", output_field=models.DateTimeField(), template="(%(expressions)s)[2]"),
                condition=models.Q(("closed_at__isnull", True)),
                name="engine_deadline_second_move",
            ),
        ),
    ]
