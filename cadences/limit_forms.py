"""How many steps of plans come to a rep on one day, by channel: the firm's numbers, or one rep's own."""

from django import forms
from django.db import transaction

from cadences.models import DailyLimit
from contacts.models import Channel
from leadflow.accounts.models import User

MOST = 1000
# Shown where a firm has no number yet.
EXAMPLES = {Channel.PHONE: 40, Channel.EMAIL: 50, Channel.LINKEDIN: 20, Channel.POST: 15}
# Those by which most plans go first.
CHANNELS = [*EXAMPLES, *(each for each in Channel if each not in EXAMPLES and each != Channel.SYSTEM)]


class LimitsForm(forms.Form):
    """A number for each channel, or none: for every rep, or for the given one."""

    def __init__(self, data=None, *, rep: User | None = None):
        self.rep = rep
        known = DailyLimit.all_of_them()
        of_the_firm = {channel: most for (whose, channel), most in known.items() if whose is None}
        own = {channel: most for (whose, channel), most in known.items() if rep and whose == rep.pk}
        super().__init__(data, initial=own if rep else of_the_firm)
        for channel in CHANNELS:
            self.fields[channel.value] = forms.IntegerField(
                label=channel.label,
                required=False,
                min_value=1,
                max_value=MOST,
                help_text=self._as_the_firm(of_the_firm.get(channel)) if rep else self._example(channel),
                error_messages={"invalid": "Enter a whole number, or nothing."},
            )

    @staticmethod
    def _as_the_firm(most: int | None) -> str:
        return f"Empty: {most} like everybody." if most else "Empty: no limit, like everybody."

    @staticmethod
    def _example(channel: Channel) -> str:
        return f"Empty: no limit. For example {EXAMPLES[channel]}." if channel in EXAMPLES else "Empty: no limit."

    @transaction.atomic
    def save(self) -> None:
        """Keep them. They hold from the next sweep on; what has come stays."""
        for channel in CHANNELS:
            whose = DailyLimit.objects.filter(rep=self.rep, channel=channel)
            limit = whose.first() or DailyLimit(rep=self.rep, channel=channel)
            if most := self.cleaned_data[channel.value]:
                limit.most = most
                limit.save()
            elif limit.pk:
                limit.delete()
