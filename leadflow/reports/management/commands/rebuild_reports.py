from django.core.management.base import BaseCommand

from leadflow.reports.models import Day


class Command(BaseCommand):
    help = "Count the days of all reps anew, should they ever disagree with what was logged."

    def handle(self, *args, **options):
        self.stdout.write(f"Days counted: {Day.objects.rebuild()}")
