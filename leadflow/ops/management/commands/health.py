import json
import sys

from django.core.management import BaseCommand
from django.utils.timezone import now

from leadflow.ops.health import checks


class Command(BaseCommand):
    """The page /health/ for machines that have no web."""

    help = "Say as JSON whether database, broker and sweep work; exit code 1 if one does not."
    requires_system_checks = ()

    def handle(self, **options):
        found = checks(at=now())
        self.stdout.write(json.dumps(found, indent=2))
        sys.exit(0 if found["ok"] else 1)
