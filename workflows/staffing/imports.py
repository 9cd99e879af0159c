"""Imports: sheets are kept, looked at in the background, and put into the directory when their sender says so."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.errors import Blocker, Missing, NotYourTurn, RulesBroken, Stale, WrongState
from directory import queries as directory
from directory.acts import take_turns
from directory.rows import Change, Problem
from workflows.jobs.commands import Outcome, Progress, job, queue, seen_at_once
from workflows.jobs.models import Job
from workflows.planning.sight import local_days
from workflows.staffing.intake import PUTS, Found, Intake, Terms
from workflows.staffing.models import Import, ImportLine, ImportSheet

PREVIEW, APPLY = "preview_import", "apply_import"
KEPT = datetime.timedelta(days=30)
MOST_KEPT = 20  # imports of one person that were not applied
ALL, VALID = "all", "valid"
GONE = b""
RUNNING = ("queued", "running")
LAST_YEAR = 2099


class ImportStale(Stale):
    """The directory is no longer as it was when the preview was made."""

    sentence: ClassVar[Any] = _(
        "The directory has changed since this preview was made. Nothing was changed; a new preview was made. Look at"
        " it, then apply again."
    )


@dataclass(frozen=True, slots=True)
class SentSheet:
    """A file as it was sent, for one kind of sheet."""

    name: str
    content: bytes


def start_import(
    sheets: Mapping[str, SentSheet], day: datetime.date, actor: Actor, *, complete: bool = False
) -> Import:
    """Keep these sheets (by kind) and look at them in the background. By a manager of some unit, else NotYourTurn.

    Of imports that he did not apply the newest are kept; older sheets and previews are forgotten.
    `complete`: who is in no row of the sheet of people leaves; RulesBroken without that sheet, or without any.
    """
    person = _manager(actor)
    if not sheets:
        raise RulesBroken([Blocker("ours:no_sheet", _("Send at least one sheet."))])
    if empty := [kind for kind, sent in sheets.items() if not sent.content]:
        sentence = _("The file of %(sheet)s is empty.")
        raise RulesBroken([Blocker("ours:empty_file", sentence, {"sheet": kind}) for kind in empty])
    if complete and "people" not in sheets:
        sentence = _("Only a sheet of people can be complete.")
        raise RulesBroken([Blocker("ours:nothing_complete", sentence)])
    _refuse_other_days(day)
    with transaction.atomic():
        new = Import.objects.create(
            requested_by_id=person, requested_at=clock.now(), day=day, complete=complete
        )
        ImportSheet.objects.bulk_create(
            ImportSheet(
                of=new, sheet=kind, name=_name(sent.name), size=len(sent.content), content=sent.content
            )
            for kind, sent in sheets.items()
        )
        new.preview = queue(PREVIEW, {"import": new.pk}, actor)
        new.save(update_fields=["preview"])
        waiting = Import.objects.filter(requested_by=person, applied_at=None)
        waiting = waiting.exclude(application__state__in=RUNNING).order_by("-pk")
        _forget(waiting[MOST_KEPT:])
    return new


def _refuse_other_days(day: datetime.date) -> None:
    """Who was above whom on days that have passed is what acts of those days are verified by: it stays."""
    today = min(local_days(clock.now()))
    if day < today or day.year > LAST_YEAR:
        sentence = _(
            "An import holds from %(today)s or a later day on, until %(last)s. Since when somebody is in a post"
            " stands in the row."
        )
        data = {"today": today.isoformat(), "last": LAST_YEAR}
        raise RulesBroken([Blocker("ours:import_day", sentence, data)])


def _name(sent: str) -> str:
    """A name of a file without characters that nobody sees."""
    return "".join(each for each in sent if each.isprintable())[:150]


def apply_import(key: int, actor: Actor, *, rows: str = ALL, preview: str = "") -> Job:
    """Put an import into the directory, in the background; asked again, the same job.

    `rows`: `all`, which nothing may be wrong with, or the `valid` ones. `preview`: the digest of the one that was
    read. Raises Missing, NotYourTurn, WrongState before there is a preview, Stale for another one, or RulesBroken.
    """
    person = _manager(actor)
    with transaction.atomic():
        found = Import.objects.select_for_update(of=("self",)).filter(pk=key, requested_by=person).first()
        if found is None:
            raise Missing
        if found.application is not None and (found.applied_at or not _ended(found.application)):
            return found.application
        if not found.digest or found.sheets.filter(content=GONE).exists():
            raise WrongState
        if preview and preview != found.digest:
            raise ImportStale
        _refuse_other_days(found.day)
        _refuse_wrong_rows(found, rows)
        found.application = queue(APPLY, {"import": key, "rows": rows, "preview": found.digest}, actor)
        found.save(update_fields=["application"])
    return found.application


def _refuse_wrong_rows(found: Import, rows: str) -> None:
    if wrong := found.summary["problems"] if rows == ALL else 0:
        sentence = _(
            "Something is wrong in these sheets (%(count)s). Mend it, or apply the valid rows alone."
        )
        raise RulesBroken([Blocker("ours:wrong_rows", sentence, {"count": wrong})])
    if not any(
        tally[kind] for tally in found.summary["sheets"].values() for kind in ("new", "changed", "leaving")
    ):
        raise RulesBroken(
            [Blocker("ours:nothing_to_apply", _("There is nothing in it that would change anything."))]
        )


def _ended(application: Job) -> bool:
    return application.state not in RUNNING


def _manager(actor: Actor) -> int:
    """The person who acts, if he is manager of any unit today."""
    person = actor.person or 0
    if not directory.granted(person, [Capacity.MANAGER], clock.now().date()):
        raise NotYourTurn
    return person


# Jobs


@job(PREVIEW)
def _preview(previewing: Job, progress: Progress) -> Outcome:
    """Look at the sheets, and keep what they would change and what is wrong with them."""
    found = Import.objects.get(pk=previewing.arguments["import"])
    return Outcome(_look(found, progress).summary)


@job(APPLY)
def _apply(applying: Job, progress: Progress) -> Outcome:
    """Put the sheets into the directory, all in one transaction, if they still do what the preview said."""
    key, wanted = applying.arguments["import"], applying.arguments["preview"]
    try:
        with seen_at_once(progress) as told, transaction.atomic():
            take_turns()
            found = Import.objects.select_related("requested_by").get(pk=key)
            if found.applied_at is not None:  # by a worker that was lost thereafter, or is slow
                return Outcome()
            actor = Actor(found.requested_by_id, Capacity.MANAGER)
            walk = Intake(_terms(found), take=lambda changes: None, actor=actor, progress=told)
            done = walk.walk(_files(found))
            if done.digest != wanted:
                raise ImportStale
            found.applied_at = clock.now()
            found.save(update_fields=["applied_at"])
            ImportSheet.objects.filter(of=found).update(content=GONE)
            total = 2 * sum(tally.rows for tally in done.tallies.values())  # each was looked at, then put
            progress(total, total)
    except ImportStale as error:
        _look(Import.objects.get(pk=key), progress)
        return Outcome(errors=[{"code": error.code}])
    return Outcome(done.summary)


def _look(found: Import, progress: Progress) -> Found:
    """Make the preview, in place of the one before."""
    ImportLine.objects.filter(of=found).delete()

    def take(changes: Sequence[Change]) -> None:
        ImportLine.objects.bulk_create(_line_of(found, change) for change in changes)

    seen = Intake(_terms(found), take, progress=progress).walk(_files(found))
    order = list(PUTS)
    wrong = sorted(seen.problems.found, key=lambda each: (order.index(each.sheet), each.row))
    with transaction.atomic():
        ImportLine.objects.bulk_create(_line_of_problem(found, problem) for problem in wrong)
        found.digest = seen.digest
        found.summary = {"sheets": seen.summary, "problems": seen.problems.count}
        found.save(update_fields=["digest", "summary"])
    return seen


def _terms(found: Import) -> Terms:
    return Terms(found.day, found.complete, found.requested_by_id)


def _files(found: Import) -> dict[str, io.BytesIO]:
    kept = ImportSheet.objects.filter(of=found).values_list("sheet", "content")
    return {sheet: io.BytesIO(content) for sheet, content in kept}


def _line_of(found: Import, change: Change) -> ImportLine:
    fields = {name: [_plain(before), _plain(after)] for name, (before, after) in change.fields.items()}
    return ImportLine(
        of=found, sheet=change.sheet, row=change.row, kind=change.kind, subject=change.subject, data=fields
    )


def _line_of_problem(found: Import, problem: Problem) -> ImportLine:
    return ImportLine(
        of=found,
        sheet=problem.sheet,
        row=problem.row,
        kind=ImportLine.WRONG,
        column=problem.column[:200],
        sentence=problem.sentence,
        rule=problem.rule,
        data={name: _plain(value) for name, value in problem.data.items()},
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def forget_old() -> int:
    """Forget sheets and previews that are older than thirty days; how many lines that were."""
    return _forget(Import.objects.filter(requested_at__lt=clock.now() - KEPT))


def _forget(some: QuerySet[Import]) -> int:
    ImportSheet.objects.filter(of__in=some.values("pk")).exclude(content=GONE).update(content=GONE)
    lines, _by_model = ImportLine.objects.filter(of__in=some.values("pk")).delete()
    return lines
