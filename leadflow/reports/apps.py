from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "leadflow.reports"

    def ready(self):
        from leadflow.reports import receivers  # noqa: F401 (connects the receivers)
