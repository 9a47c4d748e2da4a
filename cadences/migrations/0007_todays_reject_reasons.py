from django.db import migrations

# What could be chosen until now: as it was stored with the task, and as it was called.
UNTIL_NOW = [
    ("wrong_persona", "Wrong persona", "disqualify"),
    ("competitor", "Competitor", "disqualify"),
    ("student", "Student or job seeker", "disqualify"),
    ("junk", "Junk", "disqualify"),
    ("bad_data", "Bad data", "research"),
    ("duplicate", "Duplicate", "merge"),
    ("no_interest", "No interest", "nurture"),
]


def make_a_list_of_them(apps, schema_editor):
    """The reasons as rows, and each rejection with its row."""
    RejectReason = apps.get_model("cadences", "RejectReason")
    Completion = apps.get_model("cadences", "Completion")
    Task = apps.get_model("cadences", "Task")
    for place, (stored, label, effect) in enumerate(UNTIL_NOW):
        key = str(place + 1)
        reason = RejectReason.objects.create(label=label, effect=effect, key=key, position=place)
        rejected = Task.objects.filter(outcome__effect="rejected", reason=stored)
        Completion.objects.filter(task__in=rejected.values("pk"), undone_at=None).update(reject_reason=reason)
        rejected.update(reason=label)


def forget_the_list(apps, schema_editor):
    """The words as they were stored before."""
    Task = apps.get_model("cadences", "Task")
    for stored, label, _ in UNTIL_NOW:
        Task.objects.filter(outcome__effect="rejected", reason=label).update(reason=stored)
    apps.get_model("cadences", "Completion").objects.update(reject_reason=None)
    apps.get_model("cadences", "RejectReason").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cadences", "0006_reject_reasons"),
    ]

    operations = [
        migrations.RunPython(make_a_list_of_them, forget_the_list),
    ]
