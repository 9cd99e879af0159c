from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "workflows.appeals"

    def ready(self) -> None:
        from workflows.appeals import queries  # noqa: F401 - so that its people see the plans concerned
