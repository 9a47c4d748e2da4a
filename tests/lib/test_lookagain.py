import pytest
from django.db import IntegrityError
from django.http import HttpResponse

from leadflow.lib.lookagain import looks_again


def view_that_fails(times: int):
    """A view that finds somebody else faster so often, then answers with how often it was asked."""
    asked = []

    @looks_again
    def view(request):
        asked.append(request)
        if len(asked) <= times:
            raise IntegrityError
        return HttpResponse(len(asked))

    return view


@pytest.mark.parametrize("times", [0, 1])
def test_where_somebody_was_faster_it_begins_anew(rf, times):
    assert view_that_fails(times)(rf.post("/")).content == str(times + 1).encode()


def test_what_fails_twice_is_no_coincidence(rf):
    with pytest.raises(IntegrityError):
        view_that_fails(2)(rf.post("/"))
