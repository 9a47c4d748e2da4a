from django.urls import path

from leadflow.forecast import views, weeks_views

urlpatterns = [
    path("uploads/<int:pk>/forecast/", views.forecast, name="forecast"),
    path("uploads/<int:pk>/forecast/<slug:kind>/", views.forecast_rows, name="forecast_rows"),
    path("team/forecast/", weeks_views.weeks, name="weeks"),
    path("team/forecast/<slug:whose>/<str:day>/", weeks_views.weeks_day, name="weeks_day"),
]
