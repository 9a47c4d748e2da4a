from django.dispatch import receiver

from contacts.models import Company, Contact
from leadflow.accounts.signals import person_left


@receiver(person_left)
def hand_over_contacts(sender, person, successor, at, **kwargs):
    """Who leaves hands over (promise 12): to the successor, else into the team's pool."""
    Company.objects.filter(owner=person).update(owner=successor)
    Contact.objects.filter(owner=person).assign(successor, at=at)
