"""News about people. Sent inside the transaction, so that an error in a receiver undoes the change."""

from django.dispatch import Signal

# person, successor (or None: to the team's pool), at, by
person_left = Signal()

# The firm's days begin and end at other moments than until now.
zone_changed = Signal()

# Other spellings of a mail address count as one mailbox than until now.
mailboxes_changed = Signal()
