from django.apps import AppConfig


class DevelopmentConfig(AppConfig):
    name = "workflows.development"

    def ready(self) -> None:
        from workflows.development import queries  # noqa: F401 - so that its people see the plans concerned
