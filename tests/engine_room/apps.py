from django.apps import AppConfig


class EngineRoomConfig(AppConfig):
    name = "tests.engine_room"
    default_auto_field = "django.db.models.BigAutoField"
