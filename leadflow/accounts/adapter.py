from allauth.account.adapter import DefaultAccountAdapter


class ClosedDoor(DefaultAccountAdapter):
    """Nobody signs up: an administrator adds people."""

    def is_open_for_signup(self, request):
        return False
