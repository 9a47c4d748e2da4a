class CannotStart(Exception):
    """The message says why, and what to do."""
