from django.apps import AppConfig
from django.db.backends.signals import connection_created

from leadflow.lib import among
from leadflow.lib.folding import teach_sqlite


class ContactsConfig(AppConfig):
    name = "contacts"

    def ready(self):
        from contacts import receivers  # noqa: F401 (connects the receivers)

        among.register()
        connection_created.connect(teach_sqlite)
