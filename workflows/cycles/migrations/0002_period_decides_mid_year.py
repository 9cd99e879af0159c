"""Whose evaluation is the mid-year review follows from the length of the periods: the field goes."""

from django.db import migrations

FORGET = "UPDATE cycles_policyrow SET policy = policy - 'mid_year_period' WHERE policy ? 'mid_year_period'"


class Migration(migrations.Migration):
    dependencies = [("cycles", "0001_initial")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
