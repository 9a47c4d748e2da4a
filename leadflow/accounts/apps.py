from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "leadflow.accounts"
    verbose_name = "People"
