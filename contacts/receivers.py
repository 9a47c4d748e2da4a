from django.dispatch import receiver

from contacts import tasks
from contacts.models import Company, Contact
from leadflow.accounts.signals import mailboxes_changed, person_left
from leadflow.lib.background import hand_over


@receiver(person_left)
def hand_over_contacts(sender, person, successor, at, **kwargs):
    """Who leaves hands over (promise 12): to the successor, else into the team's pool."""
    Company.objects.filter(owner=person).update(owner=successor)
    Contact.objects.filter(owner=person).assign(successor, at=at)


@receiver(mailboxes_changed)
def propose_who_is_one_now(sender, **kwargs):
    """Who was known before under two spellings of one mailbox may be one person; somebody decides."""
    hand_over(tasks.propose_of_one_mailbox)
