"""The guards of a change of posts, with the sentences that people read. Pure, as everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.case import Case
from cycle_engine.rules import rule
from directory.dated import DAY
from workflows.staffing.kinds import EXEMPTS, INTO_A_POST, LEAVES, MOVES, Change

Refusal = Mapping[str, object] | None
ChangeCase = Case[Any]


def _when(broken: object, **data: object) -> Refusal:
    return data if broken else None


@rule("ours:change_decree", _("A change names the number of its decree."))
def names_its_decree(case: ChangeCase) -> Refusal:
    return _when(not case.record.decree_number.strip())


@rule(
    "ours:change_new_post",
    _("A transfer, promotion, demotion or entry names the new post; any other change names none."),
)
def names_the_new_post(case: ChangeCase) -> Refusal:
    return _when((case.record.new_post_id is not None) != (case.record.change in INTO_A_POST))


@rule(
    "ours:change_holds_post",
    _("The person holds no post on %(day)s, or another one than when this change was recorded."),
)
def holds_a_post(case: ChangeCase) -> Refusal:
    change, held = case.record, case.facts.held(case.record)
    wrong = held is None or held != change.post_id
    return _when(change.change != Change.HIRE and wrong, day=case.record.effective)


@rule(
    "ours:change_enters_once", _("The person holds a post already; from one post to another is a transfer.")
)
def enters_from_outside(case: ChangeCase) -> Refusal:
    return _when(case.record.change == Change.HIRE and case.facts.held(case.record) is not None)


@rule("ours:change_other_post", _("The person holds this post already."))
def goes_to_another_post(case: ChangeCase) -> Refusal:
    change = case.record
    return _when(change.change in MOVES and change.new_post_id == case.facts.held(change))


@rule("ours:change_later", _("The person holds the post since %(since)s; a change takes effect later."))
def comes_after_the_post_began(case: ChangeCase) -> Refusal:
    change, since = case.record, case.facts.since(case.record)
    early = since is not None and change.effective <= since
    return _when(change.change in MOVES | LEAVES and early, since=since)


@rule(
    "ours:change_post_free",
    _("Somebody else holds the new post on %(day)s, and no change is recorded by which it becomes free."),
    help=Capacity.MANAGER,
)
def new_post_is_free(case: ChangeCase) -> Refusal:
    return _when(case.facts.is_taken(case.record), day=case.record.effective)


@rule("ours:change_exempt", _("The person is outside the scheme already: %(cause)s."))
def is_in_the_scheme(case: ChangeCase) -> Refusal:
    exempt = case.facts.exempt(case.record) if case.record.change in EXEMPTS else None
    return _when(exempt is not None, cause=exempt and exempt.get_cause_display())


@rule("ours:change_return", _("The person is not outside the scheme on %(day)s, so there is no return."))
def was_outside_the_scheme(case: ChangeCase) -> Refusal:
    if case.record.change != Change.RETURN:
        return None
    return _when(
        case.facts.exempt(case.record, case.record.effective - DAY) is None, day=case.record.effective
    )


@rule("ours:change_contract", _("Only the contract of a PPPK ends; this person is no PPPK."))
def has_a_contract(case: ChangeCase) -> Refusal:
    ends = case.record.change == Change.CONTRACT_END
    return _when(ends and case.facts.kind(case.record) != "PPPK")


@rule("ours:change_death", _("A death is recorded once it has happened."))
def death_has_happened(case: ChangeCase) -> Refusal:
    ahead = case.record.effective > case.day + DAY
    return _when(case.record.change == Change.DEATH and ahead)


@rule("ours:change_once", _("Another change of this person is recorded for %(day)s."))
def one_change_a_day(case: ChangeCase) -> Refusal:
    return _when(case.facts.has_another(case.record), day=case.record.effective)


@rule("ours:change_recorder", _("Who recorded this change no longer manages the units concerned."))
def recorder_still_manages(case: ChangeCase) -> Refusal:
    managers = {each.person for each in case.facts.holders(case.record, Capacity.MANAGER)}
    return _when(case.record.recorded_by_id not in managers)


@rule("ours:change_day", _("The change takes effect on %(day)s."))
def day_has_come(case: ChangeCase) -> Refusal:
    return _when(case.record.effective > case.day, day=case.record.effective)


FITTING = (
    names_its_decree,
    names_the_new_post,
    holds_a_post,
    enters_from_outside,
    goes_to_another_post,
    comes_after_the_post_began,
    new_post_is_free,
    is_in_the_scheme,
    was_outside_the_scheme,
    has_a_contract,
    death_has_happened,
)
