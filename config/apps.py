from django.apps import AppConfig


class Wiring(AppConfig):
    """Whoever uses Django knows the Celery application, so that every process can wake the worker."""

    name = "config"

    def ready(self) -> None:
        import config.celery  # noqa: F401
