"""What steps do to the contents of a plan: drafts, frozen revisions, items in force, results taken over."""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine.errors import Missing, NotYourTurn, Stale, WrongState
from cycle_engine.ledger.canonical import canonical, digest
from cycle_engine.models import Entry
from tests.workflows.planning.desk import Desk, day, steps_of, told
from workflows.planning import commands
from workflows.planning.data import TakenOver
from workflows.planning.models import Amendment, Draft, Item, Revision
from workflows.planning.rows import TakenOver as Noted


def edited(desk: Desk, text: str = "Terlayaninya pemohon dengan ramah") -> dict[str, Any]:
    contents = desk.agency.complete_contents()
    contents["results"][0]["text"] = text
    return contents


# Drafts


def test_a_draft_counts_its_edits_and_leaves_no_entry(desk: Desk) -> None:
    plan = desk.drafted()
    before = Entry.objects.count()
    assert desk.write(plan, edited(desk)).edit == 2
    assert Draft.objects.get(plan=plan).contents == edited(desk)
    assert Entry.objects.count() == before


def test_a_draft_that_somebody_edited_since_is_not_overwritten(desk: Desk) -> None:
    plan = desk.drafted()
    with pytest.raises(Stale):
        commands.write_plan(plan.pk, edited(desk), 0, desk.id("ani"))
    assert Draft.objects.get(plan=plan).contents == desk.agency.complete_contents()


@pytest.mark.parametrize("who", ["budi", "citra", "dewi", "indah", "eko"])
def test_only_its_owner_edits_the_draft_of_a_plan(desk: Desk, who: str) -> None:
    plan = desk.drafted()
    with pytest.raises(NotYourTurn):
        desk.write(plan, edited(desk), who)


def test_a_submitted_plan_is_edited_by_nobody_and_a_returned_one_again(desk: Desk) -> None:
    plan = desk.submitted()
    with pytest.raises(WrongState):
        desk.write(plan, edited(desk))
    desk.take(plan, "return_for_revision", "budi")
    desk.write(plan, edited(desk))


def test_a_plan_that_is_not_there_has_no_draft(desk: Desk) -> None:
    with pytest.raises(Missing):
        commands.write_plan(999_999, {}, 0, desk.id("ani"))
    with pytest.raises(Missing):
        commands.write_amendment(999_999, {}, 0, desk.id("ani"))


@pytest.mark.parametrize("proposer", ["ani", "budi"])
def test_an_amendment_is_edited_by_its_owner_and_who_proposed_it(desk: Desk, proposer: str) -> None:
    change = desk.proposed(by=proposer)
    for who in ("ani", "budi", "citra", "dewi"):
        if who in ("ani", proposer):
            desk.write(change, edited(desk), who)
        else:
            with pytest.raises(NotYourTurn):
                desk.write(change, edited(desk), who)
    with pytest.raises(NotYourTurn):
        desk.take(change, "submit", "budi")


def test_a_rater_who_has_left_no_longer_edits_what_he_proposed(desk: Desk) -> None:
    change = desk.proposed(by="budi")
    desk.leaves("budi", "2026-01-11")
    with pytest.raises(NotYourTurn):
        desk.write(change, edited(desk), "budi")


# Revisions


def test_each_submission_freezes_a_revision_under_the_hash_of_its_canonical_text(desk: Desk) -> None:
    plan = desk.submitted()
    desk.take(plan, "withdraw", "ani")
    desk.write(plan, edited(desk))
    desk.take(plan, "submit", "ani")
    first, second = Revision.objects.filter(plan=plan)
    assert (first.number, second.number) == (1, 2)
    assert first.contents == desk.agency.complete_contents()
    assert second.contents == edited(desk)
    assert second.hash == digest(canonical(edited(desk)))
    assert second.signed
    assert (first.in_force_from, second.in_force_from) == (None, None)


def test_approval_puts_the_submitted_revision_in_force_and_lays_out_its_items(desk: Desk) -> None:
    plan = desk.in_force()
    revision = Revision.objects.get(plan=plan)
    assert revision.in_force_from == day("2026-01-12")
    rows = Item.objects.filter(revision=revision).order_by("item")
    assert [(row.item, row.of, row.kind, row.serves_kind, row.serves) for row in rows] == [
        ("r1", "", "main", "assigned_by", "Camat"),
        ("r1.i1", "r1", "indicator", "", ""),
        ("r2", "", "main", "assigned_by", "Camat"),
        ("r2.i1", "r2", "indicator", "", ""),
    ]


def test_an_approved_amendment_replaces_the_revision_in_force_from_its_day(desk: Desk) -> None:
    plan = desk.in_force()
    desk.at("2026-04-01 09:00")
    change = desk.proposed(plan)
    assert change.draft.contents == desk.agency.complete_contents()
    desk.write(change, edited(desk))
    desk.take(change, "submit", "ani")
    change = desk.take(change, "approve", "budi", data=desk.named(change))
    plan.refresh_from_db()
    assert (plan.state, change.state) == ("in_force", "approved")
    assert [(row.number, row.in_force_from, row.amendment_id) for row in plan.revisions.all()] == [
        (1, day("2026-01-12"), None),
        (2, day("2026-04-01"), change.pk),
    ]
    assert desk.proposed(plan).draft.contents == edited(desk)


def test_after_an_amendment_is_cancelled_another_begins_from_the_revision_in_force(desk: Desk) -> None:
    plan = desk.in_force()
    change = desk.proposed(plan)
    desk.write(change, edited(desk))
    desk.take(change, "cancel", "budi")
    assert desk.proposed(plan, by="budi").draft.contents == desk.agency.complete_contents()
    assert Amendment.objects.filter(state="cancelled").count() == 1


# Results taken over


def test_a_result_taken_over_is_noted_with_what_was_tried_before(desk: Desk) -> None:
    plan = desk.in_force()
    version = plan.version
    plan = desk.take(
        plan,
        "take_over_result",
        "budi",
        data=TakenOver("r2", ["guided", "counselled"]),
        reason="Tidak ada kemajuan",
    )
    note = Noted.objects.get(plan=plan)
    assert (note.result, note.tried, note.note) == ("r2", ["guided", "counselled"], "Tidak ada kemajuan")
    assert (plan.state, plan.version) == ("in_force", version + 1)
    assert told("plan.take_over_result") == [{desk.id("ani"): "owner", desk.id("citra"): "superior"}]


# What every act leaves


def test_a_plan_and_its_children_share_one_chain_in_the_order_of_their_acts(desk: Desk) -> None:
    change = desk.amending()
    plan = desk.take(change.plan, "reassign_rater", "dewi", data=desk.rater("eko"))
    entries = Entry.objects.filter(chain="plan", chain_id=plan.pk).order_by("seq")
    assert [(entry.record, entry.step) for entry in entries] == [
        ("plan", "draft"),
        ("plan", "submit"),
        ("plan", "approve"),
        ("amendment", "propose"),
        ("amendment", "submit"),
        ("plan", "reassign_rater"),
        ("amendment", "add_cause"),
    ]
    assert [entry.seq for entry in entries] == list(range(1, 8))
    assert entries[6].request_id == entries[5].request_id


def test_a_refused_step_leaves_nothing(desk: Desk) -> None:
    plan = desk.submitted()
    before = (steps_of(plan), plan.version, Revision.objects.count(), len(told("plan.approve")))
    with pytest.raises(NotYourTurn):
        desk.take(plan, "approve", "eko", data=desk.named(plan))
    plan.refresh_from_db()
    assert (steps_of(plan), plan.version, Revision.objects.count(), len(told("plan.approve"))) == before


def test_who_acts_is_not_told_of_his_own_act(desk: Desk) -> None:
    plan = desk.submitted()
    assert told("plan.submit", plan) == [{desk.id("budi"): "rater"}]
    desk.take(plan, "approve", "budi", data=desk.named(plan))
    assert told("plan.approve", plan) == [{desk.id("ani"): "owner"}]
