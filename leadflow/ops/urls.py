from django.urls import path

from leadflow.ops import health, views

urlpatterns = [
    path("set-up/", views.set_up, name="set_up"),
    path("health/", health.health, name="health_check"),
    path("settings/health/", views.health, name="health"),
    path("settings/health/sign/", views.health_sign, name="health_sign"),
    path("demo/", views.demo_progress, name="demo_progress"),
    path("demo/as/<int:pk>/", views.demo_log_in, name="demo_log_in"),
    path("demo/end/", views.demo_end, name="demo_end"),
]
