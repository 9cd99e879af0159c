"""Whatever the owner of the tables changes by hand, verification finds and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cycle_engine.ledger.spoiling import Spoiler

MIDDLE = 5

# Another value for each field of an entry's hash but its place, in which no other entry can be found.
CHANGED: dict[str, Any] = {
    "record": "job",
    "record_id": 999,
    "step": "withdraw",
    "from_state": "returned",
    "to_state": "void",
    "capacity": "inspector",
    "actor": 999,
    "on_behalf_of": 999,
    "letter": 999,
    "unit": None,
    "at": "2026-01-01T00:00:00.000001Z",
    "recorded_at": "2026-01-01T00:00:00.000001Z",
    "request_id": "",
    "rule_set": "0",
    "version_before": 98,
    "version_after": 99,
    "commitment": b"\0" * 32,
}


def found(wrong: str, seq: int | None, record: str = "", *, chain: str = "plan", chain_id: int) -> None:
    from cycle_engine.ledger.walk import Wrong  # models can be imported once the run is configured
    from tests.cycle_engine.ledger.spoiling import assert_found

    assert_found(Wrong(wrong), chain, chain_id, seq, record)


def about(owner: Spoiler, seq: int) -> str:
    entry = owner.entry(seq)
    return f"{entry['record']} {entry['record_id']}"


def test_what_nobody_has_touched_is_whole(owner: Spoiler) -> None:
    from cycle_engine.ledger.verify import verify
    from cycle_engine.models import Entry
    from workflows.planning.models import Amendment, Plan, Remark

    report = verify()
    assert report.fault is None
    assert report.entries == Entry.objects.count()
    assert report.chains == Entry.objects.values("chain", "chain_id").distinct().count()
    assert report.records == sum(model.objects.count() for model in (Plan, Amendment, Remark)) == 9
    assert report.emptied == 0


@pytest.mark.parametrize("field", CHANGED)
def test_changed_field_of_an_entry_is_found(owner: Spoiler, field: str) -> None:
    assert owner.entry(MIDDLE)[field] != CHANGED[field]
    owner.does(
        f"UPDATE engine_entry SET {field} = %s WHERE id = %s", CHANGED[field], owner.entry(MIDDLE)["id"]
    )
    found("hash", MIDDLE, about(owner, MIDDLE), chain_id=owner.plan)


def test_every_hashed_field_is_tried() -> None:
    from cycle_engine.sql.write import HASHED

    assert set(HASHED) == {*CHANGED, "chain", "chain_id", "seq", "previous_hash"}


def test_changed_field_is_found_at_the_next_entry_when_the_hash_was_made_anew(owner: Spoiler) -> None:
    owner.does("UPDATE engine_entry SET actor = 999 WHERE id = %s", owner.entry(MIDDLE)["id"])
    owner.rehash(MIDDLE)
    found("previous", MIDDLE + 1, about(owner, MIDDLE + 1), chain_id=owner.plan)


def test_changed_last_entry_is_found_by_the_row_when_its_hash_was_made_anew(owner: Spoiler) -> None:
    owner.does("UPDATE engine_entry SET actor = 999 WHERE id = %s", owner.entry(owner.length)["id"])
    owner.rehash(owner.length)
    found("head", owner.length, chain_id=owner.plan)


def test_entry_that_claims_another_one_before_it_is_found(owner: Spoiler) -> None:
    owner.does(
        "UPDATE engine_entry SET previous_hash = %s WHERE id = %s",
        owner.entry(1)["hash"],
        owner.entry(MIDDLE)["id"],
    )
    found("previous", MIDDLE, about(owner, MIDDLE), chain_id=owner.plan)


def test_changed_payload_is_found(owner: Spoiler) -> None:
    owner.does(
        "UPDATE engine_payload SET text = replace(text, 'catatan', 'Catatan') WHERE entry_id = %s",
        owner.payload(MIDDLE),
    )
    found("commitment", MIDDLE, about(owner, MIDDLE), chain_id=owner.plan)


def test_changed_salt_is_found(owner: Spoiler) -> None:
    owner.does("UPDATE engine_payload SET salt = sha256(salt) WHERE entry_id = %s", owner.payload(MIDDLE))
    found("commitment", MIDDLE, about(owner, MIDDLE), chain_id=owner.plan)


def test_removed_payload_is_found(owner: Spoiler) -> None:
    owner.does("DELETE FROM engine_payload WHERE entry_id = %s", owner.payload(MIDDLE))
    found("no_payload", MIDDLE, about(owner, MIDDLE), chain_id=owner.plan)


def test_emptied_payload_is_lawful_and_counted(owner: Spoiler) -> None:
    from cycle_engine.ledger.verify import verify

    owner.owner.execute("ALTER TABLE engine_payload ENABLE TRIGGER USER")  # which lets the owner do this much
    owner.does("UPDATE engine_payload SET text = NULL, salt = '' WHERE entry_id = %s", owner.payload(MIDDLE))
    report = verify()
    assert (report.fault, report.emptied) == (None, 1)


def test_removed_middle_entry_is_found(owner: Spoiler) -> None:
    owner.cuts(MIDDLE)
    found("missing", MIDDLE, chain_id=owner.plan)


def test_removed_entry_is_found_when_those_after_it_moved_up(owner: Spoiler) -> None:
    owner.cuts(MIDDLE)
    for seq in range(MIDDLE + 1, owner.length + 1):
        owner.does("UPDATE engine_entry SET seq = %s WHERE id = %s", seq - 1, owner.entry(seq)["id"])
    found("previous", MIDDLE, about(owner, MIDDLE), chain_id=owner.plan)


def test_cut_tail_is_found(owner: Spoiler) -> None:
    owner.cuts(owner.length)
    found("missing", owner.length, chain_id=owner.plan)


def test_cut_tail_is_found_by_the_record_when_the_row_promises_no_more(owner: Spoiler) -> None:
    owner.cuts(owner.length)
    owner.moves_row_to(owner.length - 1)
    plan = f"plan {owner.plan}"
    last = max(seq for seq in range(1, owner.length) if about(owner, seq) == plan)
    found("state", last, plan, chain_id=owner.plan)


def test_chain_that_was_removed_whole_is_found(owner: Spoiler) -> None:
    for seq in range(owner.length, 0, -1):
        owner.cuts(seq)
    found("missing", 1, chain_id=owner.plan)


def test_swapped_entries_are_found(owner: Spoiler) -> None:
    one, other = owner.entry(MIDDLE)["id"], owner.entry(MIDDLE + 1)["id"]
    for key, seq in ((one, -1), (other, MIDDLE), (one, MIDDLE + 1)):
        owner.does("UPDATE engine_entry SET seq = %s WHERE id = %s", seq, key)
    found("previous", MIDDLE, about(owner, MIDDLE), chain_id=owner.plan)


@pytest.mark.parametrize(("column", "value"), [("state", "'void'"), ("version", "version + 1")])
def test_changed_state_or_version_in_the_table_is_found(owner: Spoiler, column: str, value: str) -> None:
    owner.does(f"UPDATE planning_plan SET {column} = {value} WHERE id = %s", owner.plan)
    found("state", owner.length, f"plan {owner.plan}", chain_id=owner.plan)


def test_entry_that_the_row_does_not_count_is_found(owner: Spoiler) -> None:
    versions = {"version_before": owner.version, "version_after": owner.version + 1}
    owner.forge(step="resume", **versions)
    found("uncounted", owner.length + 1, chain_id=owner.plan)


def test_inserted_entry_of_an_undeclared_step_is_found(owner: Spoiler) -> None:
    versions = {"version_before": owner.version, "version_after": owner.version + 1}
    owner.forge(step="approve", to_state="closed", **versions)
    owner.moves_row_to(owner.length + 1)
    found("edge", owner.length + 1, f"plan {owner.plan}", chain_id=owner.plan)


def test_inserted_entry_from_another_state_is_found(owner: Spoiler) -> None:
    versions = {"version_before": owner.version, "version_after": owner.version + 1}
    owner.forge(step="withdraw", from_state="submitted", to_state="drafting", **versions)
    owner.moves_row_to(owner.length + 1)
    found("jump", owner.length + 1, f"plan {owner.plan}", chain_id=owner.plan)


def test_inserted_entry_that_leaves_out_a_version_is_found(owner: Spoiler) -> None:
    versions = {"version_before": owner.version, "version_after": owner.version + 2}
    owner.forge(step="resume", **versions)
    owner.moves_row_to(owner.length + 1)
    found("jump", owner.length + 1, f"plan {owner.plan}", chain_id=owner.plan)


def test_dated_act_on_a_chain_that_is_not_its_own_is_found(owner: Spoiler) -> None:
    owner.forge(
        record="unit",
        step="describe",
        from_state="",
        to_state="",
        version_before=None,
        version_after=None,
    )
    owner.moves_row_to(owner.length + 1)
    found("jump", owner.length + 1, f"unit {owner.plan}", chain_id=owner.plan)


def test_entry_inserted_with_hash_row_and_state_is_found_nowhere(owner: Spoiler) -> None:
    """What docs/ledger.md says is not stopped: the owner of the machine writes a whole new truth."""
    from cycle_engine.ledger.verify import verify

    versions = {"version_before": owner.version, "version_after": owner.version + 1}
    owner.forge(step="resume", **versions)
    owner.moves_row_to(owner.length + 1)
    owner.does("UPDATE planning_plan SET version = version + 1 WHERE id = %s", owner.plan)
    assert verify().fault is None


def test_entries_of_a_chain_without_a_row_are_found(owner: Spoiler) -> None:
    owner.forge(chain_id=999_999, seq=1, previous_hash=b"", version_after=None)
    found("no_chain", 1, chain_id=999_999)


def test_entries_of_a_chain_that_no_model_keeps_are_found(owner: Spoiler) -> None:
    owner.forge(chain="kuitansi", chain_id=1, seq=1, previous_hash=b"", version_after=None)
    found("no_chain", 1, chain="kuitansi", chain_id=1)


def test_row_that_was_never_entered_is_found(owner: Spoiler) -> None:
    owner.does("INSERT INTO directory_unit (id, code) VALUES (999, 'GELAP')")
    found("missing", 1, chain="unit", chain_id=999)


INSERT_REMARK = (
    "INSERT INTO planning_remark (id, plan_id, item, text, author_id, said_at, answer_text)"
    " SELECT 999, %s, '', 'x', author_id, said_at, '' FROM planning_remark LIMIT 1"
)


def test_record_that_was_never_entered_is_found(owner: Spoiler) -> None:
    owner.does(INSERT_REMARK, owner.plan)
    found("no_birth", None, "remark 999", chain_id=owner.plan)


def test_record_whose_row_was_removed_is_found(owner: Spoiler) -> None:
    (remark,) = owner.owner.execute("SELECT min(id) FROM planning_remark").fetchone() or ()
    owner.does("DELETE FROM planning_remark WHERE id = %s", remark)
    birth = next(seq for seq in range(1, owner.length) if about(owner, seq) == f"remark {remark}")
    found("no_record", birth, f"remark {remark}", chain_id=owner.plan)


def test_record_of_a_chain_that_is_not_there_is_found(owner: Spoiler) -> None:
    keys = "SELECT conname FROM pg_constraint WHERE conrelid = 'planning_remark'::regclass AND contype = 'f'"
    for (name,) in owner.owner.execute(keys).fetchall():
        owner.owner.execute(f'ALTER TABLE planning_remark DROP CONSTRAINT "{name}"')
    owner.does(INSERT_REMARK, 999_999)
    found("no_chain", None, "remark 999", chain_id=999_999)
