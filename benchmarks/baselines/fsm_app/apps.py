"""Django's view of the baseline: django-fsm-2."""

from django.apps import AppConfig


class BenchFsmConfig(AppConfig):
    """No migrations: its tables live only in the scratch database."""

    name = "benchmarks.baselines.fsm_app"
    label = "bench_fsm"
    default_auto_field = "django.db.models.BigAutoField"
