"""A revision comes into force once: the day from which it is in force is never written over."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION planning_refuse_in_force_again() RETURNS trigger LANGUAGE plpgsql AS $function$
            BEGIN
                RAISE EXCEPTION 'planning: revision % is in force since %', OLD.id, OLD.in_force_from
                    USING ERRCODE = 'restrict_violation';
            END $function$;
            CREATE TRIGGER planning_in_force_once BEFORE UPDATE OF in_force_from ON planning_revision
                FOR EACH ROW WHEN (OLD.in_force_from IS NOT NULL)
                EXECUTE FUNCTION planning_refuse_in_force_again();
            """,
            """
            DROP TRIGGER planning_in_force_once ON planning_revision;
            DROP FUNCTION planning_refuse_in_force_again();
            """,
        ),
    ]
