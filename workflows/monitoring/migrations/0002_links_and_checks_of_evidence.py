import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_invitations"),
        ("monitoring", "0001_initial"),
        ("planning", "0005_readings"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("looked_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField(db_index=True, null=True)),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("damaged", "The file is lost or damaged on our side."),
                            ("gone", "The page is not there any more."),
                            ("silent", "The address does not answer."),
                            ("private", "The address leads into a private network."),
                        ],
                        max_length=7,
                    ),
                ),
                ("failures", models.IntegerField(default=0)),
                ("broken_since", models.DateTimeField(null=True)),
                ("status", models.IntegerField(null=True)),
                ("reached", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="EvidenceLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.IntegerField(db_default=0, editable=False)),
                ("head", models.BinaryField(db_default=b"")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="monitoring_evidence_not_empty",
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="monitoring_evidence_hash",
        ),
        migrations.AddField(
            model_name="evidence",
            name="url",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="media_type",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="size",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sha256__regex", "^[0-9a-f]{64}$"), ("size__gt", 0), ("url", "")),
                    models.Q(models.Q(("url", ""), _negated=True), ("sha256", ""), ("size", 0)),
                    _connector="OR",
                ),
                name="monitoring_evidence_file_or_link",
            ),
        ),
        migrations.AddField(
            model_name="evidencecheck",
            name="evidence",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="checked", to="monitoring.evidence"
            ),
        ),
        migrations.AddField(
            model_name="evidencelog",
            name="plan",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="planning.plan"
            ),
        ),
        migrations.RunSQL(
            "INSERT INTO monitoring_evidencecheck (evidence_id, next_at, why, failures, reached)"
            " SELECT id, added_at + interval '7 days', '', 0, '' FROM monitoring_evidence",
            migrations.RunSQL.noop,
        ),
    ]
