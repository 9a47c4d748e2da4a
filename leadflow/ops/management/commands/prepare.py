import json

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command, get_commands

from leadflow.ops.demo import build


class Command(BaseCommand):
    """What every start needs first; doing it twice does no harm."""

    help = "Bring the database and the static files up to date, and say as JSON what there is."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="where nobody is yet, a demo firm will be built next")

    def handle(self, **options):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        build.forget_killed()
        has_people = get_user_model().objects.exists()
        if options["demo"] and not has_people:
            # Before the first visitor comes, who would begin with a firm of their own.
            build.note(0)
        self.stdout.write(json.dumps({"has_people": has_people, "has_demo": "demo" in get_commands()}))
