from zoneinfo import ZoneInfo

from django.utils import timezone


class PersonalTimeZone:
    """Times on the screen are shown in the zone of the person who looks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        zone = ZoneInfo(request.user.time_zone) if request.user.is_authenticated else None
        with timezone.override(zone):
            return self.get_response(request)
