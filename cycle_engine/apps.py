from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CycleEngineConfig(AppConfig):
    name = "cycle_engine"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cycle_engine.sql.install import install_all

        # One signal, for the database's own furniture: no business flows through it.
        post_migrate.connect(install_all, dispatch_uid="cycle_engine.install")
