"""Addresses that lead to one mailbox are known by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0007_junk_rules")]

    operations = [
        migrations.AddField(
            model_name="contactpoint",
            name="mailbox",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=320),
        ),
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(
                condition=models.Q(("mailbox", ""), _negated=True), fields=["mailbox"], name="point_mailbox"
            ),
        ),
    ]
