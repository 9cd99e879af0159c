"""What is told of codes that lead back to themselves."""

from __future__ import annotations

from directory.checks import loops


def test_each_member_of_a_loop_is_told_its_own_way_and_who_only_leads_there_is_not() -> None:
    upward = {"a": "b", "b": "c", "c": "b", "d": None, "e": "e", "f": "unknown"}
    assert loops(upward) == {"b": "b → c → b", "c": "c → b → c", "e": "e → e"}


def test_a_long_way_is_looked_at_once_and_shown_in_part() -> None:
    chain: dict[str, str | None] = {str(number): str(number + 1) for number in range(200_000)}
    assert loops(chain) == {}
    ring = loops(chain | {"199999": "0"})
    assert len(ring) == 200_000
    assert ring["7"] == "7 → 8 → 9 → 10 → 11 → 12 → 13 → 14 → 15 → 16 → … → 7"
