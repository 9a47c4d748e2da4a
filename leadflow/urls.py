from django.urls import include, path

urlpatterns = [
    path("", include("leadflow.accounts.urls")),
    path("", include("contacts.urls")),
    path("", include("scoring.urls")),
    path("", include("cadences.urls")),
    path("", include("leadflow.reports.urls")),
    path("", include("leadflow.forecast.urls")),
    path("", include("leadflow.rehearsal.urls")),
    path("", include("leadflow.ops.urls")),
    path("account/", include("allauth.urls")),
]

handler500 = "leadflow.ops.trouble.failed"
