from django.urls import path

from leadflow.ops import health

urlpatterns = [
    path("health/", health.health, name="health"),
]
