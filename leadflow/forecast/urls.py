from django.urls import path

from leadflow.forecast import views

urlpatterns = [
    path("uploads/<int:pk>/forecast/", views.forecast, name="forecast"),
    path("uploads/<int:pk>/forecast/<slug:kind>/", views.forecast_rows, name="forecast_rows"),
]
