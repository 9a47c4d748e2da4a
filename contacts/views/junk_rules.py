"""The firm's rules on junk: what each built-in rule does, and its own lists. For marketing and administrators."""

from datetime import timedelta

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from contacts.forms.junk import EntriesForm
from contacts.giving import UNDO_SECONDS
from contacts.intake.junkrules import GROUPS, RULES
from contacts.models import JunkEntry, JunkRule, UploadRow
from contacts.models.junk_rule import Outcome
from contacts.quarantine_filter import words_of
from contacts.views.answers import refresh, refused
from leadflow.accounts.decorators import rules_keeper_required
from leadflow.accounts.models import Firm
from leadflow.lib import keyset
from leadflow.lib.lookagain import looks_again
from leadflow.lib.toasts import toast

# What "lately" means.
LATELY = timedelta(days=30)
_SALT = "contacts.junk_entries"


@require_GET
@rules_keeper_required
def junk_rules(request):
    return show(request, EntriesForm())


def show(request, form: EntriesForm, status: int = 200):
    """The page of all rules, with what each has caught lately."""
    moment = now()
    caught = recent_rows(moment).caught()
    entries = JunkEntry.objects.in_force().select_related("by")
    kind = request.GET.get("kind", "")
    shown = entries.filter(kind=kind) if kind in dict(JunkEntry.KINDS) else entries
    page = keyset.page(shown, ("-id",), request.GET.get("cursor", ""))
    for entry in page.rows:
        entry.aside, entry.flagged = caught.get(entry.key, (0, 0))
    context = {
        "groups": [(name, rules_with(rules, caught)) for name, rules in GROUPS.items()],
        "outcomes": Outcome.choices,
        "page": page,
        "kinds": kinds(request, entries, kind),
        "form": form,
        "days": LATELY.days,
        "today": Firm.current().day_of(moment),
    }
    return render(request, "contacts/junk_rules.html", context, status=status)


def recent_rows(moment):
    """The rows of the lists that came lately."""
    return UploadRow.objects.filter(upload__created_at__gte=moment - LATELY)


def rules_with(rules, caught) -> list[dict]:
    """Some built-in rules as the page shows them."""
    changed = {rule.key: rule for rule in JunkRule.objects.select_related("by").filter(key__in=rules)}
    return [
        {
            "key": key,
            "rule": rule,
            "changed": changed.get(key),
            "verdict": changed[key].verdict if key in changed else rule.verdict,
            "aside": caught.get(key, (0, 0))[0],
            "flagged": caught.get(key, (0, 0))[1],
        }
        for key, rule in rules.items()
    ]


def kinds(request, entries, kind: str) -> list[dict]:
    """The choices of lists, each with how many lines it has."""
    numbers = entries.by_kind()
    everything = {"label": "All", "url": request.path, "is_current": not kind, "count": sum(numbers.values())}
    of_one = [
        {"label": label, "url": f"{request.path}?kind={key}#lists", "is_current": key == kind, "count": numbers[key]}
        for key, label in JunkEntry.KINDS
        if key in numbers
    ]
    return [everything, *of_one]


@require_POST
@rules_keeper_required
def set_junk_rule(request, key, verdict):
    if key not in RULES or verdict not in Outcome.values:
        raise Http404
    before = JunkRule.sieve().verdicts.get(key, RULES[key].verdict)
    JunkRule.judge(key, verdict, by=request.user, at=now())
    words = f"“{RULES[key].reason}”: {Outcome(verdict).label.lower()}, from the next list on."
    toast(request, words, undo_url=reverse("set_junk_rule", args=[key, before]))
    return refresh(request, "junk_rules")


@require_GET
@rules_keeper_required
def caught_rows(request, key):
    """The rows in which a rule, or a line of the firm's lists, found something lately."""
    words = words_of([key]).get(key)
    if words is None:
        raise Http404
    moment = now()
    rows = recent_rows(moment).caught_by(key).select_related("upload", "contact")
    context = {
        "words": words,
        "rule": RULES.get(key),
        "page": keyset.page(rows, ("-id",), request.GET.get("cursor", "")),
        "count": keyset.count_words(rows),
        "days": LATELY.days,
        "today": Firm.current().day_of(moment),
    }
    return render(request, "contacts/caught_rows.html", context)


# The firm's own lists


@require_POST
@rules_keeper_required
@looks_again
def add_junk_entries(request):
    form = EntriesForm(request.POST)
    if not form.is_valid():
        return show(request, form, status=422)
    new = form.save(by=request.user, at=now())
    lines = len(form.cleaned_data["lines"])
    known = f" {lines - len(new)} stood there already." if lines > len(new) else ""
    token = signing.dumps([entry.pk for entry in new], salt=_SALT, compress=True)
    undo_url = reverse("undo_junk_entries", args=[token]) if new else ""
    toast(request, f"{len(new)} line{'s' * (len(new) != 1)} added.{known}", undo_url=undo_url)
    return refresh(request, "junk_rules")


@require_POST
@rules_keeper_required
def undo_junk_entries(request, token):
    try:
        ids = signing.loads(token, salt=_SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature:
        return refused(request, "It is too late to take this back.", "junk_rules")
    JunkEntry.objects.filter(pk__in=ids).remove(at=now())
    return refresh(request, "junk_rules")


@require_POST
@rules_keeper_required
@looks_again
def set_junk_entry(request, pk, verdict):
    entry = get_object_or_404(JunkEntry.objects.in_force(), pk=pk)
    if verdict not in Outcome.values:
        raise Http404
    before = entry.verdict
    JunkEntry.objects.enter(entry.kind, [entry.value], verdict, by=request.user, at=now())
    undo_url = reverse("set_junk_entry", args=[pk, before])
    toast(request, f"{entry}: {Outcome(verdict).label.lower()}, from the next list on.", undo_url=undo_url)
    return refresh(request, "junk_rules")


@require_POST
@rules_keeper_required
def remove_junk_entry(request, pk):
    entry = get_object_or_404(JunkEntry.objects.in_force(), pk=pk)
    JunkEntry.objects.filter(pk=pk).remove(at=now())
    toast(request, f"{entry} is off the list.", undo_url=reverse("restore_junk_entry", args=[pk]))
    return refresh(request, "junk_rules")


@require_POST
@rules_keeper_required
@looks_again
def restore_junk_entry(request, pk):
    get_object_or_404(JunkEntry, pk=pk)
    if not JunkEntry.objects.filter(pk=pk).restore():
        return refused(request, "It stands on the list already.", "junk_rules")
    return refresh(request, "junk_rules")
