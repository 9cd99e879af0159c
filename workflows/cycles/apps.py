from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "workflows.cycles"
