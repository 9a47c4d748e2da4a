from django.apps import AppConfig


class ForecastConfig(AppConfig):
    name = "leadflow.forecast"

    def ready(self):
        from leadflow.forecast import receivers  # noqa: F401 (connects the receivers)
