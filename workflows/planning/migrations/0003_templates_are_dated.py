"""A template holds from a day to a day. Those that are there have held since ever."""

import datetime

import django.contrib.postgres.constraints
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_invitations"),
        ("planning", "0002_in_force_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="template",
            name="valid_from",
            field=models.DateField(default=datetime.date(2000, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="template", name="valid_to", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="template",
            name="recorded_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AlterField(
            model_name="template",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plan_templates",
                to="directory.post",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                expressions=[
                    (
                        models.Func(
                            models.F("post"), models.F("post"), models.Value("[]"), function="int8range"
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            template="daterange(%(expressions)s + 1)",
                        ),
                        "&&",
                    ),
                ],
                name="planning_template_one_a_day",
            ),
        ),
    ]
