"""Addresses that are known already get their mailboxes, and stand on the do-not-contact list by them. What was erased is
known only by the spelling that it had.

In pieces of their own: a million addresses take minutes, and nobody shall wait for them.
"""

from itertools import islice

from django.db import migrations

from contacts.models.suppression import digest
from leadflow.lib import mailaddress
from leadflow.lib.mailboxes import mailbox

ROWS = 2000


def fill(apps, schema_editor):
    ContactPoint = apps.get_model("contacts", "ContactPoint")
    mails = ContactPoint.objects.filter(kind="email").order_by().values_list("pk", "normalised")
    found = iter([(pk, box) for pk, normalised in mails.iterator(ROWS) if (box := mailbox(normalised))])
    while some := [ContactPoint(pk=pk, mailbox=box) for pk, box in islice(found, ROWS)]:
        ContactPoint.objects.bulk_update(some, ["mailbox"])


def close(apps, schema_editor):
    Suppression = apps.get_model("contacts", "Suppression")
    for entry in Suppression.objects.filter(kind="email").exclude(value="").order_by("pk"):
        address = mailaddress.normalise(entry.value)
        if not address or not mailbox(address):
            continue
        key = digest("email", address)
        twins = Suppression.objects.filter(digest=key, channel=entry.channel, lifted_at=None).exclude(pk=entry.pk)
        # Where another spelling of it stands there already, that one closes the mailbox.
        if entry.digest != key and not (entry.lifted_at is None and twins.exists()):
            Suppression.objects.filter(pk=entry.pk).update(digest=key)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("contacts", "0015_who_stays_when_a_list_goes")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(close, migrations.RunPython.noop),
    ]
