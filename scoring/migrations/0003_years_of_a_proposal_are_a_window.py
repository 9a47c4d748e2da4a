from django.db import migrations, models


class Migration(migrations.Migration):
    """How long a request for proposal counts stands in `windows` now.

    The column stays, with a default of its own, for code that still serves while this runs; a later release drops it.
    """

    dependencies = [
        ('scoring', '0002_agreement_on_definitions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='leaddefinition',
            name='long_window_days',
            field=models.PositiveSmallIntegerField(db_default=1095, default=1095),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name='leaddefinition', name='long_window_days')]
        ),
    ]
