"""How far somebody is from the next stage is kept since now: everybody who is there is judged once more, as by other
personas."""

from django.db import migrations
from django.utils.timezone import now


def ask(apps, schema_editor):
    Rescore = apps.get_model("scoring", "Rescore")
    nobody = not apps.get_model("contacts", "Contact").objects.exists()
    if nobody or Rescore.objects.filter(cause="personas", finished_at=None).exists():
        return
    Rescore.objects.create(cause="personas", created_at=now())


class Migration(migrations.Migration):
    dependencies = [("scoring", "0004_rescores"), ("contacts", "0012_how_far_from_the_next_stage")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
