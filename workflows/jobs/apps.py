from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "workflows.jobs"
