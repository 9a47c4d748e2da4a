import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadflow.settings")

application = get_wsgi_application()
# Read all addresses and views now, once for all processes, instead of within the first request to each.
_ = get_resolver().url_patterns
