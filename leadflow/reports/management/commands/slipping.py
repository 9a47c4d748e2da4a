import json
import sys

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from contacts.models import Contact
from leadflow.accounts.models import Firm
from leadflow.reports.slipping import in_words, slipping


class Command(BaseCommand):
    help = "List who falls through: without a next step, or without somebody to do it. Exit code 1 if there is anybody."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON list")

    def handle(self, *args, **options):
        firm = Firm.current()
        found = slipping(Contact.objects.all(), at=now()).select_related("team", "owner").order_by("stage_since", "pk")
        slips = [
            {
                "contact": contact.pk,
                "name": contact.name,
                "stage": contact.stage,
                "team": contact.team.name,
                "owner": contact.owner.name if contact.owner else None,
                "cause": contact.cause,
                "why": in_words(contact, firm),
            }
            for contact in found
        ]
        if options["json"]:
            self.stdout.write(json.dumps(slips))
        else:
            for slip in slips:
                self.stdout.write(f"{slip['name']} ({slip['team']}): {slip['why']}")
            if not slips:
                self.stdout.write("Nobody is slipping.")
        if slips:
            sys.exit(1)
