from django.urls import include, path

urlpatterns = [
    path("", include("leadflow.accounts.urls")),
    path("", include("leadflow.ops.urls")),
    path("account/", include("allauth.urls")),
]
