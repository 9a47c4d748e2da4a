"""Who may open a page at all. What they may see on it is decided in the look-up, by `visible_to`."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404

from leadflow.accounts.models import User


def role_required(*roles):
    """Log-in, then one of the roles; to everyone else the page does not exist. Administrators always may."""

    def decorate(view):
        @wraps(view)
        @login_required
        def guarded(request, *args, **kwargs):
            if request.user.role not in roles and request.user.role != User.Role.ADMINISTRATOR:
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


rep_required = role_required(User.Role.REP, User.Role.MANAGER)
manager_required = role_required(User.Role.MANAGER)
marketing_required = role_required(User.Role.MARKETING)
uploader_required = role_required(User.Role.MARKETING, User.Role.MANAGER)
# Who keeps the rules on junk and the do-not-contact list, which hold for all teams.
rules_keeper_required = role_required(User.Role.MARKETING)
administrator_required = role_required()
