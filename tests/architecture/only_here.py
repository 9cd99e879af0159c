"""What may be done in one place only, and how it is recognised in a tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.architecture.source import Source

Seen = Callable[[ast.AST], bool]


@dataclass(frozen=True)
class OnlyHere:
    """`what` is done only in files that match `places`, of those that match `among`.

    `caught` are lines in which it must be seen, `spared` lines in which it must not.
    """

    what: str
    seen: Seen
    places: tuple[str, ...]
    caught: tuple[str, ...]
    spared: tuple[str, ...] = ()
    among: tuple[str, ...] = ("*",)

    def elsewhere(self, source: Source) -> Iterator[str]:
        """Where in this file it is done, if it may not be."""
        if source.matches(*self.among) and not source.matches(*self.places):
            yield from (f"{source.path}:{line}" for line in self.lines(source.tree))

    def lines(self, tree: ast.Module) -> list[int]:
        return [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.expr | ast.stmt) and self.seen(node)
        ]


def imports(*names: str) -> Seen:
    """An import of one of these modules, of what is in them, or of one of these names out of a module."""

    def seen(node: ast.AST) -> bool:
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            return False
        return any(f"{each}.".startswith(f"{name}.") for each in found for name in names)

    return seen


def calls(*names: str) -> Seen:
    """A call of something whose written name ends so: "timezone.now"."""

    def seen(node: ast.AST) -> bool:
        called = f".{ast.unparse(node.func)}" if isinstance(node, ast.Call) else ""
        return called.endswith(tuple(f".{name}" for name in names))

    return seen


def sets(*columns: str) -> Seen:
    """A value given to one of these attributes: by assignment, setattr, update or a change of a row."""

    def seen(node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name == "setattr":
                return isinstance(node.args[1], ast.Constant) and node.args[1].value in columns
            return name in ("update", "change") and any(each.arg in columns for each in node.keywords)
        return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in columns

    return seen


def says(pattern: str) -> Seen:
    """A text in which the pattern is found."""

    def seen(node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and bool(re.search(pattern, node.value))
        )

    return seen


def has(attribute: str) -> Seen:
    return lambda node: isinstance(node, ast.Attribute) and node.attr == attribute


def names(pattern: str) -> Seen:
    """A name of this form: read from a module or a thing, or imported."""

    def seen(node: ast.AST) -> bool:
        if isinstance(node, ast.ImportFrom):
            return any(re.fullmatch(pattern, alias.name) for alias in node.names)
        return isinstance(node, ast.Attribute) and bool(re.fullmatch(pattern, node.attr))

    return seen


def any_of(*several: Seen) -> Seen:
    return lambda node: any(seen(node) for seen in several)


RULES = (
    OnlyHere(
        "django_fsm is imported",
        imports("django_fsm"),
        ("cycle_engine/machine.py", "workflows/*/machine.py"),
        (
            "import django_fsm",
            "from django_fsm import transition",
            "from django_fsm.signals import post_transition",
        ),
    ),
    OnlyHere(
        "django_fsm's metadata are read",
        any_of(has("_django_fsm"), says("^_django_fsm$")),
        ("cycle_engine/machine.py",),
        ("method._django_fsm.transitions", "getattr(method, '_django_fsm')"),
    ),
    OnlyHere(
        "a state or a version is set",
        sets("state", "version"),
        ("cycle_engine/write.py", "cycle_engine/tables.py", "cycle_engine/errors.py"),
        (
            "plan.state = 'void'",
            "plan.version += 1",
            "(a.seq, b.state) = 1, 2",
            "setattr(plan, 'state', 'void')",
            "Plan.objects.update(state='void')",
            "case.changes.change(plan, version=2)",
        ),
        (
            "print(plan.state)",
            "Plan.objects.filter(state='void')",
            "state = plan.state",
            "found.update(rows)",
        ),
    ),
    OnlyHere(
        "a clock other than the engine's is read",
        any_of(
            calls(
                "timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"
            ),
            imports("django.utils.timezone.now", "django.db.models.functions.Now", "time.time"),
        ),
        ("cycle_engine/idempotency.py", "directory/dated.py", "notifications/*.py"),
        (
            "from django.utils import timezone\ntimezone.now()",
            "datetime.datetime.now(datetime.UTC)",
            "datetime.date.today()",
            "from django.utils.timezone import now",
            "from django.db.models.functions import Now",
        ),
        ("clock.now()", "time.monotonic()"),
    ),
    OnlyHere(
        "mail is sent",
        any_of(imports("django.core.mail", "smtplib"), calls("email_user")),
        ("notifications/*.py",),
        (
            "import smtplib",
            "from django.core import mail",
            "from django.core.mail import send_mail",
            "user.email_user('x')",
        ),
    ),
    OnlyHere(
        "the write function is called",
        says(r"SELECT\s+(\* FROM )?engine_write\b"),
        ("cycle_engine/write.py",),
        (
            "cursor.execute('SELECT engine_write(%s)', [act])",
            "cursor.execute(f'SELECT * FROM engine_write({act})')",
        ),
    ),
    OnlyHere(
        "a deadline is told or moved",
        says(r"SELECT\s+(\* FROM )?engine_(claim_deadlines|tell|redate)\b"),
        ("cycle_engine/sweep.py",),
        (
            "cursor.execute('SELECT engine_tell(%s)', [tells])",
            "Deadline.objects.raw('SELECT * FROM engine_claim_deadlines(1)')",
        ),
    ),
    OnlyHere(
        "events are taken from the outbox",
        says(r"SELECT\s+(\* FROM )?engine_claim_events\b"),
        ("notifications/commands.py",),
        ("Event.objects.raw('SELECT * FROM engine_claim_events(%s)', [5])",),
    ),
    OnlyHere(
        "Django's signals are used",
        imports("django.db.models.signals", "django.dispatch", "django.core.signals"),
        ("cycle_engine/apps.py",),
        ("from django.db.models.signals import post_save", "from django.dispatch import receiver"),
    ),
    OnlyHere(
        "records that a person may see are found, so that an inspector's read is noted",
        names(r"visible_(?!(people|letters)$)\w+"),
        ("api/v1/kinds.py",),
        (
            "queries.visible_plans(self.reader, self.moment)",
            "from workflows.planning.queries import visible_amendments",
        ),
        (
            "directory.visible_people(self.reader, self.day)",
            "directory.visible_letters(1, day)",
            "PLANS.seen(self)",
        ),
        among=("api/*.py",),
    ),
    OnlyHere(
        "rows are written by a read",
        calls("save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"),
        (),
        ("Plan.objects.create(year=1)", "plan.save()"),
        ("Plan.objects.filter(year=1)",),
        among=("*/queries.py",),
    ),
    OnlyHere(
        "a guard asks the database by itself",
        any_of(has("objects"), calls("cursor"), imports("django.db")),
        (),
        ("Plan.objects.filter(pk=1)", "from django.db import connection", "connection.cursor()"),
        ("case.facts.policy(case.record)",),
        among=("workflows/*/rules.py", "workflows/*/completeness.py"),
    ),
)
