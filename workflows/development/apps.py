from django.apps import AppConfig


class DevelopmentConfig(AppConfig):
    name = "workflows.development"
