from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "workflows.evaluation"

    def ready(self) -> None:
        from workflows.evaluation import queries  # noqa: F401 - so that its people see the plans concerned
