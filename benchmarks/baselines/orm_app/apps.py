"""Django's view of the baseline: ORM by hand."""

from django.apps import AppConfig


class BenchOrmConfig(AppConfig):
    """No migrations: its tables live only in the scratch database."""

    name = "benchmarks.baselines.orm_app"
    label = "bench_orm"
    default_auto_field = "django.db.models.BigAutoField"
