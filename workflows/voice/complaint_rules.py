"""The guards of a complaint, with the sentences that people read. Pure, as everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.rules import rule

Refusal = Mapping[str, object] | None
ComplaintCase = Case[Any]
MOST = 4000  # characters


def _when(broken: object, **data: object) -> Refusal:
    return data if broken else None


@rule("ours:complaint_words", _("Write something, in up to %(most)s characters."), of_input=True)
def has_words(case: ComplaintCase) -> Refusal:
    words = case.data.words
    return _when(not words.strip() or len(words) > MOST, most=MOST)


@rule(
    "ours:complaint_post",
    _("Choose a post of the unit, or of one below it, that somebody holds today."),
    help=Capacity.MANAGER,
    of_input=True,
)
def post_may_handle(case: ComplaintCase) -> Refusal:
    return _when(not case.facts.may_handle(case.record, case.data.to_post))


@rule("ours:complaint_other_post", _("It is assigned to this post already."), of_input=True)
def another_post(case: ComplaintCase) -> Refusal:
    return _when(case.data.to_post == str(case.record.post_id))


@rule("ours:complaint_field", _("A question for information is answered from the desk."))
def complaints_alone_are_checked(case: ComplaintCase) -> Refusal:
    return _when(case.record.category != "complaint")


@rule("ours:complaint_once", _("It was taken up again once before. Send another complaint."))
def reopened_once(case: ComplaintCase) -> Refusal:
    return _when(case.record.reopened_on)


@rule(
    "policy:complaint_reopen_days",
    _("It could be taken up again until %(last_day)s. Send another complaint."),
)
def not_yet_closed(case: ComplaintCase) -> Refusal:
    deadline = case.facts.closing(case.record)
    return _when(deadline is None or case.now >= deadline.due_at, last_day=deadline and deadline.last_day)


@rule("policy:complaint_reopen_days.close", _("The citizen may take it up again until %(last_day)s."))
def time_to_reopen_has_passed(case: ComplaintCase) -> Refusal:
    deadline = case.facts.closing(case.record)
    return _when(deadline is None or case.now < deadline.due_at, last_day=deadline and deadline.last_day)


@rule("ours:complaint_category", _("This is its category already."), of_input=True)
def another_category(case: ComplaintCase) -> Refusal:
    return _when(case.data.category == case.record.category)


@rule("ours:complaint_unit", _("Choose another unit, which somebody manages today."), of_input=True)
def unit_may_receive(case: ComplaintCase) -> Refusal:
    return _when(not case.facts.may_receive(case.record, case.data.to_unit))
