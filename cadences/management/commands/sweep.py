import json
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import is_naive, now

from cadences import firing
from cadences.firing import batches
from cadences.firm_day import FirmDay
from cadences.foretelling import Waits, coming, foretell, waiting
from cadences.models import Enrollment
from leadflow.accounts.models import Firm, User
from leadflow.lib.days import sensible
from leadflow.lib.when import in_full


class Command(BaseCommand):
    help = (
        "Do what is due: steps become tasks, holds end, people to revisit come back. With --dry-run only tell what "
        "would come, and why nothing comes to the rest."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--now", "--at", metavar="ISO", help="as if it were this moment; without a zone, the firm's"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, tell what would come and what not")
        parser.add_argument("--rep", metavar="MAIL", help="with --dry-run: the leads of this rep, each by name")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        moment = self._moment(options["now"])
        if options["dry_run"]:
            self._foretell(moment, self._rep(options["rep"]), as_json=options["json"])
            return
        if options["rep"]:
            raise CommandError("--rep goes with --dry-run: a sweep does what is due for everybody.")
        swept = firing.sweep(moment, clock=now)
        if options["json"]:
            self.stdout.write(json.dumps(swept.as_json()))
            return
        self.stdout.write(f"{swept.today}: {swept.due} due, {swept.fired} fired, {swept.skipped.total()} skipped.")
        for reason, number in swept.skipped.most_common():
            self.stdout.write(f"  {number} skipped: {reason}")

    def _foretell(self, moment, rep: User | None, *, as_json: bool):
        told = foretell(moment, rep=rep)
        leads = list(self._by_name(moment, rep)) if rep else []
        if as_json:
            found = told.as_json() | ({"leads": leads} if rep else {})
            self.stdout.write(json.dumps(found))
            return
        fired, skipped = told.fired.total(), told.skipped.total()
        self.stdout.write(f"{told.today}: {told.due} due, {fired} would fire, {skipped} would be skipped.")
        for channel, number in told.fired.most_common():
            self.stdout.write(f"  {number} by {channel.lower()}")
        for reason, number in told.skipped.most_common():
            self.stdout.write(f"  {number} skipped: {reason}")
        self.stdout.write(
            f"{told.resumed} holds would end, {told.lapsed} tasks lapse, {told.revisited} people come back."
        )
        for why, (number, first) in told.waiting.items():
            self.stdout.write(f"  {number} wait: {Waits(why).label}{f' ({in_full(first)} or later)' if first else ''}")
        for why, number in told.full.most_common():
            self.stdout.write(f"  {number} of them: {why}")
        for lead in leads:
            self.stdout.write(f"{lead['name']}: {lead['what']}")

    def _by_name(self, moment, rep: User):
        """Each plan of a rep's leads: what comes, or what it waits for."""
        day = FirmDay.at(moment)
        plans = Enrollment.objects.filter(contact__owner=rep).select_related("contact")
        for comes in coming(plans, day):
            what = comes.step.name
            if comes.skipped or comes.no_room:
                what += f" would be skipped: {comes.skipped}" if comes.skipped else f" waits: {comes.no_room}"
            if comes.put_off:
                what += f": {Waits(comes.waits).label}, {in_full(comes.put_off.on)}"
            yield {"contact": comes.enrollment.contact_id, "name": comes.enrollment.contact.name, "what": what}
        for one in waiting(plans, day).order_by("comes_on", "pk").iterator(batches.SIZE):
            until = f", {in_full(one.comes_on)}" if one.comes_on else ""
            yield {"contact": one.contact_id, "name": one.contact.name, "what": f"{Waits(one.waits).label}{until}"}

    def _rep(self, mail: str | None) -> User | None:
        if not mail:
            return None
        rep = User.objects.filter(email__iexact=mail).first()
        if rep is None:
            raise CommandError(f"Nobody logs in as {mail}.")
        return rep

    def _moment(self, text):
        if not text:
            return now()
        try:
            moment = datetime.fromisoformat(text)
            sensible(moment)
        except (ValueError, ValidationError):
            raise CommandError(f"--at must be a moment like 2026-11-24T09:00+01:00, not {text!r}.") from None
        return moment.replace(tzinfo=Firm.current().zone) if is_naive(moment) else moment
