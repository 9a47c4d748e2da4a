import json
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import is_naive, now

from cadences import firing
from leadflow.accounts.models import Firm
from leadflow.lib.days import sensible


class Command(BaseCommand):
    help = "Do what is due: steps become tasks, holds end, people to revisit come back."

    def add_arguments(self, parser):
        parser.add_argument("--now", metavar="ISO", help="as if it were this moment; without a zone, the firm's")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        swept = firing.sweep(self._moment(options["now"]), clock=now)
        if options["json"]:
            self.stdout.write(json.dumps(swept.as_json()))
            return
        self.stdout.write(f"{swept.today}: {swept.due} due, {swept.fired} fired, {swept.skipped.total()} skipped.")
        for reason, number in swept.skipped.most_common():
            self.stdout.write(f"  {number} skipped: {reason}")

    def _moment(self, text):
        if not text:
            return now()
        try:
            moment = datetime.fromisoformat(text)
            sensible(moment)
        except (ValueError, ValidationError):
            raise CommandError(f"--now must be a moment like 2026-11-24T09:00+01:00, not {text!r}.") from None
        return moment.replace(tzinfo=Firm.current().zone) if is_naive(moment) else moment
