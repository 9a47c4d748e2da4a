from django.dispatch import receiver

from contacts import signals
from contacts.models import Company, Contact
from leadflow.accounts.signals import person_left


@receiver(person_left)
def hand_over_contacts(sender, person, successor, at, **kwargs):
    """Who leaves hands over (promise 12): to the successor, else into the team's pool."""
    contacts = Contact.objects.filter(owner=person)
    ids = list(contacts.values_list("pk", flat=True))
    Company.objects.filter(owner=person).update(owner=successor)
    contacts.update(owner=successor, owner_since=at, **({"team_id": successor.team_id} if successor else {}))
    signals.owners_changed.send(Contact, contact_ids=ids, at=at)
