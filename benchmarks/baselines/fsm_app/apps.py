"""Django's view of the baseline: django-fsm-2."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string
from django_fsm.signals import post_transition, pre_transition


class BenchFsmConfig(AppConfig):
    """No migrations: its tables live only in the scratch database."""

    name = "benchmarks.baselines.fsm_app"
    label = "bench_fsm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let django-fsm-log listen to the records of this baseline alone: the product runs without it."""
        log = import_string(settings.DJANGO_FSM_LOG_STORAGE_METHOD)  # type: ignore[misc]
        record = self.get_model("Record")
        for signal, callback in (
            (pre_transition, log.pre_transition_callback),
            (post_transition, log.post_transition_callback),
        ):
            signal.disconnect(callback)
            signal.connect(callback, sender=record)
