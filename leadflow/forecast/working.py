"""Working out a forecast."""


def work_out(pk, *, clock):
    """Work out a forecast."""
