import gc

from django.apps import AppConfig


class Wiring(AppConfig):
    """Whoever uses Django knows the Celery application, so that every process can wake the worker.

    What was loaded until now stays, so the garbage collector need not look through it again and again.
    """

    name = "config"

    def ready(self) -> None:
        import config.celery  # noqa: F401

        gc.freeze()
