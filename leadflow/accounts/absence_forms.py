from datetime import date, datetime, timedelta

from django import forms

from leadflow.accounts.absences import reps_of
from leadflow.accounts.models import Absence, User
from leadflow.lib.ids import OneOf

# Longer than anybody's leave; a slip of the year is more likely.
AT_MOST = timedelta(days=366)


class AbsenceForm(forms.ModelForm):
    """The days on which a rep is away, and who does their work."""

    rep = OneOf(User.objects.none(), label="Who", empty_label="Choose a rep")
    stand_in = OneOf(
        User.objects.none(),
        required=False,
        label="Meanwhile",
        empty_label="Let it wait",
        help_text="What falls due is in the stand-in’s queue, or waits and is spread over the days after. Who asked to "
        "hear from us, and agreed calls, never wait: without a stand-in the team does them.",
    )

    class Meta:
        model = Absence
        fields = ["first", "last"]
        widgets = {
            "first": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "last": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    field_order = ["rep", "first", "last", "stand_in"]

    def __init__(self, *args, viewer: User, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self._today = today
        reps = reps_of(viewer)
        if viewer.works_a_queue or self.instance.pk:
            del self.fields["rep"]
            self.instance.rep = self.instance.rep if self.instance.pk else viewer
            teams = [self.instance.rep.team_id]
        else:
            self.fields["rep"].queryset = reps
            teams = reps.values("team")
        others = User.objects.active_reps().filter(team__in=teams)
        self.fields["stand_in"].queryset = others if "rep" in self.fields else others.exclude(pk=self.instance.rep.pk)
        self.fields["stand_in"].label_from_instance = lambda rep: f"{rep} stands in"
        if self.instance.pk:
            self.initial["stand_in"] = self.instance.stand_in_id

    def clean(self):
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if rep := self.cleaned_data.get("rep"):
            self.instance.rep = rep
        if first and last:
            self._check_days(first, last)
        if first and last and self.instance.rep_id and self.cleaned_data.get("stand_in"):
            self._check_stand_in(first, last)

    def _check_days(self, first: date, last: date):
        if last < first:
            self.add_error("last", "That is before the first day. Give the last day on which they are away.")
        elif last < self._today:
            self.add_error("last", "That is over. Give a day from today on.")
        elif last - first > AT_MOST:
            self.add_error("last", "That is more than a year. Look at the years of both days.")

    def _check_stand_in(self, first: date, last: date):
        rep, stand_in = self.instance.rep, self.cleaned_data["stand_in"]
        if stand_in == rep:
            self.add_error("stand_in", "Nobody stands in for themselves. Choose somebody else, or let it wait.")
        elif stand_in.team_id != rep.team_id:
            self.add_error("stand_in", f"{stand_in} is not of {rep}’s team, {rep.team}, and does not see its contacts.")
        elif first <= last and (other := stand_in.absences.overlapping(first, last).first()):
            words = f"{stand_in} is away {other.days}. Choose somebody else, or let it wait."
            self.add_error("stand_in", words)

    def settle(self, *, at: datetime) -> bool:
        """Enter or change it; False where the rep is away on one of these days already, which the form then says."""
        self.instance.stand_in = self.cleaned_data["stand_in"]
        try:
            self.instance.keep(at=at)
        except Absence.Overlaps as error:
            words = (
                f"{self.instance.rep} is away {error.other.days} already. Change that absence, or choose other days."
            )
            self.add_error("first", words)
            return False
        return True
