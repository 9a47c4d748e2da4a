from allauth.account.adapter import DefaultAccountAdapter


class ClosedDoor(DefaultAccountAdapter):
    """Nobody signs up: an administrator adds people."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Mail address and password do not fit together.",
        "incorrect_password": "That is not your password.",
        "too_many_login_attempts": "Too many wrong passwords. Wait five minutes, then try again.",
        "enter_current_password": "That is not your password.",
    }

    def is_open_for_signup(self, request):
        return False
