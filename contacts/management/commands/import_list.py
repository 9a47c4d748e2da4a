import json
import sys
import time
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from contacts.importing import work
from contacts.intake.kinds import PURPOSES
from contacts.models import Upload, UploadRow
from leadflow.accounts.models import Team
from leadflow.lib.zones import validate_zone

# Seconds until it looks again whether a worker is done with its piece.
PAUSE = 0.2
FATES = [fate for fate in UploadRow.Fate.values if fate != UploadRow.Fate.WAITING]


class Command(BaseCommand):
    """An upload on the command line: the same work as behind the page, done here and now."""

    help = "Import a list file. Prints how many rows met which fate; exit code 2 if the file cannot be a list."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--zone", help="of times that the file leaves open, like Europe/Oslo")
        parser.add_argument("--team", help="whose contacts they become; may be left out where there is one team")
        parser.add_argument("--kind", choices=PURPOSES, metavar="KIND", help="what they did, like webinar_attended")
        parser.add_argument("--asset", default="", help="the event or whatever they did it with")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        choices = {
            "zone": self._zone(options["zone"]),
            "team": self._team(options["team"]),
            "kind": options["kind"] or "",
            "asset_name": options["asset"][:300],
        }
        upload = self._do_all(self._receive(options["file"], choices))
        if upload.phase == Upload.Phase.REFUSED:
            self._refuse(upload.problem)
        if upload.reading["needs_zone"]:
            upload.cancel(at=now())
            self._refuse(f"{upload.name}: it has times without a zone. Say which with --zone, like Europe/Oslo.")
        upload.begin(at=now())
        upload = self._do_all(upload)
        if upload.phase != Upload.Phase.DONE:
            raise CommandError(f"{upload.name}: {upload.problem or 'somebody cancelled it'}")
        self._tell(upload, as_json=options["json"])

    def _receive(self, path, choices):
        try:
            with Path(path).open("rb") as file:
                return Upload.receive(File(file), name=Path(path).name, at=now(), **choices)
        except OSError as error:
            self._refuse(f"{path}: {error.strerror}.")

    def _do_all(self, upload):
        """Everything up to where a person is needed, or to the end. Where Leadflow runs, its worker may take pieces."""
        while (upload := work.do_all(upload.pk, clock=now)).is_under_way:
            time.sleep(PAUSE)
        return upload

    def _refuse(self, why):
        self.stderr.write(why)
        sys.exit(2)

    def _tell(self, upload, *, as_json):
        counts = {fate: upload.counts.get(fate, 0) for fate in FATES}
        if as_json:
            answer = {"file": upload.name, "upload": upload.pk, "rows": upload.rows_total, "leads": upload.leads}
            self.stdout.write(json.dumps(answer | {"counts": counts}))
            return
        self.stdout.write(f"{upload.name}: {upload.rows_total} rows, {upload.leads} new leads.")
        for fate, number in counts.items():
            self.stdout.write(f"  {number} {UploadRow.Fate(fate).label.lower()}")

    def _team(self, name):
        teams = Team.objects.filter(name__iexact=name) if name else Team.objects.all()
        if len(teams) == 1:
            return teams[0]
        known = ", ".join(Team.objects.values_list("name", flat=True)) or "none yet"
        raise CommandError(f"Say whose contacts they become with --team. The teams are: {known}.")

    def _zone(self, zone):
        try:
            if zone:
                validate_zone(zone)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from None
        return zone or ""
