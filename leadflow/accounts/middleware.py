from zoneinfo import ZoneInfo

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone


class PersonalTimeZone:
    """Times on the screen are shown in the zone of the person who looks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        zone = ZoneInfo(request.user.time_zone) if request.user.is_authenticated else None
        with timezone.override(zone):
            return self.get_response(request)


class NoMoreThanFits:
    """A request with more in it than its page can take is refused unread, so that no visitor can fill the disk.

    Django reads a whole body before the view and the log-in are asked, when it looks for the CSRF token; all
    middleware comes before that.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        sent = request.META.get("CONTENT_LENGTH") or ""
        if sent.isdecimal() and int(sent) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and int(sent) > self.most(request):
            return render(request, "413.html", {"most": settings.UPLOAD_MAX_BYTES}, status=413)
        return self.get_response(request)

    @staticmethod
    def most(request) -> int:
        """In bytes. A list has a form around it."""
        takes_a_list = request.path == reverse("upload_new") and request.user.is_authenticated
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + (settings.UPLOAD_MAX_BYTES if takes_a_list else 0)
