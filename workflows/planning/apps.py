from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "workflows.planning"

    def ready(self) -> None:
        from workflows.planning import clockwork, commands  # noqa: F401 - so that their jobs are known
