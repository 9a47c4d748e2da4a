"""News from contacts. One signal per chunk, sent inside the transaction, so that an error in a receiver undoes the
change; receivers work set-based, or queue slow work on commit."""

from django.dispatch import Signal

# newcomers (list of contacts.importing.newcomers.Newcomer), at: a list is about to write them. A receiver returns
# {contact id: Judgement} of those of whom it knows all it has to; the others it judges once they did something
people_coming = Signal()

# touches (list of TouchNews), at (when we learn of them): touches that were not known before. Maybe settled (set of
# ids of contacts): who is as new as their touches and was judged as they came
touches_recorded = Signal()

# touches (list of TouchNews), at: they count nowhere any more
touches_voided = Signal()

# changes (list of StageChange, saved), at
stages_changed = Signal()

# upload: all rows of the list are kept, and wait for somebody to check them
list_read = Signal()

# upload, contact_ids, at: a piece of that list is in, and made leads of these
leads_imported = Signal()

# upload, at: its last piece is in
list_imported = Signal()

# contact_ids, at: these were judged by another lead definition or other personas, a piece of everybody at a time
judged_anew = Signal()

# since, at: that is over; it had begun at `since`
all_judged_anew = Signal()

# contact_ids, channel ("" for all), at: they must not be contacted any more
contacts_suppressed = Signal()

# contact_ids, at: they want to be contacted in a certain way
wishes_told = Signal()

# contact_ids, at: another rep or team has them now
owners_changed = Signal()

# contact_ids, at: job titles, firms or what is known of these changed, so the fit may have
profiles_changed = Signal()

# kept, gone (contacts, locked), at: all that belongs to the one is about to belong to the other. What only one of them
# can have is to end on the side of `gone`
contacts_merging = Signal()

# contact_ids, at: they were made one, or two again, and what belongs to them may have nobody to do it, or no next step
contacts_settled = Signal()

# contact: somebody is about to do something with it by hand. A receiver returns a function that, once it is done, takes
# by, at (and the touch, if one was entered) and answers with the address that takes it back; empty where nothing does
about_to_act = Signal()

# contact_ids (a queryset), window (contacts.timeline.Window): receivers return timeline entries of their own
timeline_asked = Signal()

# contact_ids (known before): an upload is about to tell the news of them. A receiver returns a function that, called
# when they were told, answers with what it made and changed for them: {contact id: see contacts.importing.ledger}
about_to_import = Signal()

# scope (contacts.undoing.kept.Scope): what have people done with those of an upload since it came to them? Receivers
# return {sentence: ids of contacts}
work_asked = Signal()

# scope, kept (ids of contacts): the upload is to be taken back from the others. What goes with it? [(number, words)]
undo_foreseen = Signal()

# upload, effects (list of UploadEffect): what it did to these is to be taken back. Who was new to it is removed instead
import_undone = Signal()

# touches (list of TouchNews), at: they are about to be deleted, as if they had never been
touches_removed = Signal()
