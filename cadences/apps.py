from django.apps import AppConfig


class CadencesConfig(AppConfig):
    name = "cadences"

    def ready(self):
        from cadences import receivers  # noqa: F401 (connects the receivers)
