"""Which persona somebody fits is kept since now: everybody who is there is judged once more, as by other personas."""

from django.db import migrations
from django.utils.timezone import now


def ask(apps, schema_editor):
    Rescore = apps.get_model("scoring", "Rescore")
    if not apps.get_model("contacts", "Contact").objects.exists():
        return
    again = Rescore.objects.filter(cause="personas", finished_at=None)
    # What a pass that is under way has judged already has no persona yet.
    if not again.update(position=0, judged=0, moved=0, leased_until=None):
        Rescore.objects.create(cause="personas", created_at=now())


class Migration(migrations.Migration):
    dependencies = [("scoring", "0005_judge_everybody_once_more"), ("contacts", "0019_the_persona_they_fit")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
