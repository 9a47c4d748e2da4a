"""Touches as sentences: the evidence for a stage, and the reason to call."""

from leadflow.lib.when import in_full


def of_touch(touch, firm) -> str:
    """“Attended webinar “Cold chain” on 2 September 2026, 63 minutes”. The asset is expected to be loaded."""
    what = touch.get_kind_display()
    if touch.asset:
        what += f" “{touch.asset.name}”"
    what += f" on {in_full(firm.day_of(touch.at))}"
    if touch.minutes:
        what += f", {touch.minutes} minutes"
    return what
