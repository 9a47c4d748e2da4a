import json
import sys

from django.core.management.base import BaseCommand, CommandError

from contacts import intake


class Command(BaseCommand):
    """The dry run of an upload on the command line: reads, maps and judges, and writes nothing."""

    help = "Read a list file and say what would be imported. Exit code 2 if the file cannot be a list."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--zone", help="of times that the file leaves open, like Europe/Oslo")
        parser.add_argument("--sheet", help="of a workbook; otherwise the one with most people")
        parser.add_argument("--kind", help="what they did, like webinar_attended; otherwise the list's own")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        wishes = {key: options[key] for key in ("zone", "sheet", "kind")}
        try:
            reading = intake.read(options["file"], **wishes)
        except intake.ListRefused as refused:
            self.stderr.write(str(refused))
            sys.exit(2)
        except OSError as error:
            self.stderr.write(f"{options['file']}: {error.strerror}.")
            sys.exit(2)
        except ValueError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False))
        else:
            self._tell(reading)

    def _tell(self, reading):
        counts = ", ".join(f"{number} {fate}" for fate, number in reading.counts().items())
        self.stdout.write(f"{reading.name}: {reading.format}, {reading.kind}, {counts}.")
        for column in reading.columns:
            self.stdout.write(f"  {column.header or '(no heading)'}: {column.field or '-'}")
        for row in reading.rows:
            if row.reasons:
                self.stdout.write(f"  row {row.row} {row.fate}: {'; '.join(row.reasons)}")
