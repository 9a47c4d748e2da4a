from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from leadflow.accounts.models import User
from leadflow.lib.when import Style
from leadflow.ops.demo.build import NoDemo, build


class Command(BaseCommand):
    help = "Build the demo firm: invented people, six weeks of work, a queue for today."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are people already")

    def handle(self, *args, **options):
        if options["if_empty"] and User.objects.exists():
            return
        try:
            build(now(), say=self.say)
        except NoDemo as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write("The demo firm is ready. Open the address and choose who you want to be.")

    def say(self, day: date, percent: int) -> None:
        self.stdout.write(f"Demo firm: {percent:2} %, {Style().day(day)}")
        self.stdout.flush()
