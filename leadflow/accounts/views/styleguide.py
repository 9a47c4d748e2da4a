"""Every component with invented content, in the reader's theme: to look at, copy from and check in the browser."""

from datetime import timedelta

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from leadflow.accounts.decorators import administrator_required
from leadflow.lib.toasts import toast

STAGES = [
    ("name", "Name"),
    ("lead", "Sales lead"),
    ("sales_ready", "Sales ready"),
    ("meeting", "Meeting"),
    ("opportunity", "Opportunity"),
    ("won", "Won"),
    ("lost", "Lost"),
    ("nurture", "Nurture"),
    ("disqualified", "Disqualified"),
    ("do_not_contact", "Do not contact"),
]
TOUCHES_UNTIL_MEETING = [10, 17, 21, 31, 55, 65, 43, 28, 18, 13]
FIGURES = [
    {"value": "612", "label": "dials", "trend": "8 %", "rising": True, "good": True, "note": "on last week"},
    {"value": "11.4 %", "label": "connect rate", "note": "70 of 612", "formula": "connects / dials", "url": "#"},
    {"value": "14", "label": "meetings set", "note": "11 held, 1 no-show", "url": "#"},
    {
        "value": "41 min",
        "label": "to a contact request",
        "trend": "12 min",
        "rising": True,
        "note": "on last week",
    },
    {"value": "3", "label": "never touched", "note": "all Ben's", "url": "#"},
]


class SampleForm(forms.Form):
    name = forms.CharField(help_text="As it should stand in a mail.")
    email = forms.EmailField(label="Mail address")
    role = forms.ChoiceField(choices=[("rep", "Sales rep"), ("manager", "Sales manager")])
    channel = forms.ChoiceField(
        choices=[("phone", "Phone"), ("mail", "Mail")], widget=forms.RadioSelect, required=False
    )
    keys = forms.BooleanField(label="Single-key shortcuts", required=False)
    wishes = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)


class SampleUpload(forms.Form):
    file = forms.FileField()


@require_http_methods(["GET", "POST"])
@administrator_required
def styleguide(request):
    if request.method == "POST":
        toast(request, "Voicemail logged. Next: mail, Thursday.", undo_url=reverse("styleguide"))
        if request.headers.get("HX-Request"):
            return render(request, "_styleguide_note.html", {"saved": True})
        return redirect("styleguide")
    moment = now()
    context = {
        "now": moment,
        "today": moment.date(),
        "earlier": moment - timedelta(days=5, hours=3),
        "stages": STAGES,
        "figures": FIGURES,
        "chart": [
            {"label": index if index < 10 else "10+", "value": value, "dim": index < 4, "url": "#"}
            for index, value in enumerate(TOUCHES_UNTIL_MEETING, start=1)
        ],
        "segments": [
            {"label": "This week", "url": "#", "is_current": True, "count": 41},
            {"label": "Last week", "url": "#", "count": 38},
            {"label": "This quarter", "url": "#"},
        ],
        "form": SampleForm(),
        "wrong": SampleForm({"name": "", "email": "ana at polder"}, auto_id="wrong_%s"),
        "upload": SampleUpload(),
    }
    return render(request, "styleguide.html", context)
