"""What the steps of planning change beside the state: rows of the draft, its revisions, and children of the act."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from cycle_engine.case import Case
from cycle_engine.ledger.canonical import canonical, digest
from cycle_engine.workdays import Calendar
from workflows.planning import contents as documents
from workflows.planning.dossier import Dossier
from workflows.planning.rows import Draft, Item, Revision, TakenOver

AnyCase = Case[Any]
Led = Iterator[tuple[AnyCase, Any]]
ENDED, FINAL_APPRAISAL = "ended", "final_appraisal"
EMPTY: documents.Document = documents.document(documents.Contents())


def begin(case: AnyCase) -> None:
    """A draft for the new plan: by its post's template or its owner's last plan when a cycle opens, else empty."""
    plan = case.record
    plan.rater_id = case.facts.rater_person(plan)
    plan.succeeds_id = case.facts.predecessor(plan)
    beginning = case.facts.beginning(plan) if case.actor.is_clock else None
    case.changes.add(Draft(plan=plan, contents=beginning or EMPTY))


def freeze(case: AnyCase, *, signed: bool) -> Revision:
    """Freeze the draft as the plan's next revision, with the hash of its canonical JSON.

    What was frozen before and is signed again without a change keeps its number.
    """
    dossier: Dossier = case.facts.dossier(case.record)
    contents = dossier.draft.contents if dossier.draft else {}
    frozen = digest(canonical(contents))
    known = dossier.revision
    if known is not None and (known.hash, known.signed) == (frozen, signed):
        case.notes.update(revision=known.hash, number=known.number)
        return known
    revision = Revision(
        plan=case.facts.plan(case.record),
        amendment_id=case.facts.amendment_id(case.record),
        number=dossier.last_number + 1,
        contents=contents,
        hash=frozen,
        signed=signed,
        frozen_at=case.now,
    )
    case.changes.add(revision)
    case.notes.update(revision=revision.hash, number=revision.number)
    return revision


def put_in_force(case: AnyCase, revision: Revision | None = None) -> None:
    """Bring this revision (else the submitted one) into force from today, and lay out its items as rows."""
    revision = revision or case.facts.dossier(case.record).revision
    if revision.pk is None:
        revision.in_force_from, contents = case.day, revision.contents
    else:
        case.changes.change(revision, in_force_from=case.day)
        contents = case.facts.frozen(case.record)
    case.notes.update(revision=revision.hash, number=revision.number)
    for result, item in documents.items(contents):
        serves = next(((kind, ref) for kind, ref in (item.get("serves") or {}).items() if ref), ("", ""))
        case.changes.add(
            Item(
                revision=revision,
                item=item["id"],
                of=result["id"] if result else "",
                kind="indicator" if result else item["kind"],
                text=item.get("text", ""),
                serves_kind=serves[0],
                serves=serves[1],
            )
        )


def end(case: AnyCase) -> str:
    """Note last day and cause. The state after: ended, or final appraisal when there is a year to appraise."""
    plan, ending = case.record, case.data
    case.changes.change(plan, ends_on=ending.last_day, end_cause=ending.cause, held_from=None)
    never_in_force = case.facts.in_force(plan) is None
    return ENDED if ending.cause in ("transfer", "death") or never_in_force else FINAL_APPRAISAL


def take_over(case: AnyCase) -> None:
    case.changes.add(
        TakenOver(
            plan=case.record,
            result=case.data.result,
            tried=list(case.data.tried),
            note=case.reason,
            day=case.day,
        )
    )


def give_to_rater(case: AnyCase) -> None:
    """Another rater's post, or the new holder of the same one; the record knows who it is from now on."""
    plan = case.record
    if case.data is not None:
        plan.rater_post_id = int(case.data.rater_post)
    case.changes.change(plan, rater_post_id=plan.rater_post_id, rater_id=case.facts.rater_person(plan))


def hold(case: AnyCase) -> None:
    first = case.data.from_day if case.data else None
    case.changes.change(case.record, held_from=first or case.day)


def resume(case: AnyCase) -> None:
    """Planning goes on; the working days of the suspension are added to a deadline that had not passed."""
    plan = case.record
    case.changes.change(plan, set_by=_later(case, plan.set_by, plan.held_from), held_from=None)


def _later(case: AnyCase, last_day: datetime.date, held_from: datetime.date) -> datetime.date:
    calendar: Calendar = case.facts.calendar(case.record)
    if last_day < held_from:
        return last_day
    return calendar.after(last_day, calendar.workdays_between(held_from, max(case.day, held_from)))


def begin_amendment(case: AnyCase) -> None:
    """The draft of the next revision, from the one in force."""
    amendment = case.record
    if case.data is not None:
        amendment.causes = [case.data.cause]
        amendment.proposed_by_id = case.actor.person
    in_force = case.facts.in_force(amendment)
    case.changes.add(Draft(plan=amendment.plan, amendment=amendment, contents=in_force.contents))


def add_cause(case: AnyCase) -> None:
    causes = [*case.record.causes, *({"new_rater"} - set(case.record.causes))]
    case.changes.change(case.record, causes=causes)


def answer(case: AnyCase) -> None:
    case.changes.change(case.record, answer_text=case.data.answer, answered_at=case.now)


# What follows a step of the plan: the children of its act


def live_amendments(cases: Sequence[AnyCase]) -> Led:
    """The live amendment of each plan, if any."""
    for case in cases:
        amendment = case.facts.live_amendment(case.record)
        if amendment is not None:
            amendment.plan = case.record
            yield case, amendment


def amendment_for_new_rater(cases: Sequence[AnyCase]) -> Led:
    """A new amendment for each plan in force that has none: its new rater clarifies expectations (`II.C.7`)."""
    from workflows.planning.models import Amendment

    for case in cases:
        running = case.record.state in ("in_force", "mid_year_review", "second_half")
        if running and case.facts.live_amendment(case.record) is None:
            yield case, Amendment(plan=case.record, causes=["new_rater"])


def remarks_of_return(cases: Sequence[AnyCase]) -> Led:
    """The remarks that came with a return."""
    from workflows.planning.models import Remark

    for case in cases:
        for remark in (case.data and case.data.remarks) or ():
            yield (
                case,
                Remark(
                    plan=case.facts.plan(case.record),
                    amendment_id=case.facts.amendment_id(case.record),
                    item=remark.item,
                    text=remark.text,
                    author_id=case.actor.person,  # type: ignore[misc]
                    said_at=case.now,
                ),
            )


def unresolved_remarks(cases: Sequence[AnyCase]) -> Led:
    """The remarks that a silent rater left: who sets the plan in his place settles them."""
    from workflows.planning.models import Remark

    plans = {case.record.pk: case for case in cases}
    for remark in Remark.objects.filter(plan__in=plans, amendment=None, state__in=["open", "answered"]):
        case = plans[remark.plan_id]
        remark.plan = case.record
        yield case, remark
