from django.urls import path

from scoring.views import why

urlpatterns = [
    path("contacts/<int:pk>/why/", why.why, name="why"),
    path("contacts/one-short/", why.one_short, name="one_short"),
]
