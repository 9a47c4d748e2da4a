"""One click that mends a whole group of problems of a list that is to be checked."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from contacts import mending, tasks
from contacts.models import Upload
from contacts.views.answers import go_to, refused
from contacts.views.uploads import TOO_LATE
from leadflow.accounts.decorators import uploader_required
from leadflow.lib.background import hand_over


@require_POST
@uploader_required
def upload_mend(request, pk):
    """Have the list read again with one answer."""
    found = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    if found.phase != Upload.Phase.CHECK:
        return refused(request, TOO_LATE, "upload", pk)
    answer = mending.answer(request.POST.get("mend", ""), found.reading)
    if answer is None:
        return refused(request, "This list has no such choice. Nothing was changed.", "upload", pk)
    if not found.read_again(**answer):
        return refused(request, TOO_LATE, "upload", pk)
    hand_over(tasks.advance_upload, pk)
    return go_to(request, "upload", pk)
