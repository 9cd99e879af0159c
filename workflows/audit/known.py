"""What the directory said of a day when an entry was made, where something else was said of that day since.

A departure may be recorded after its first day. What was done before that was done as who one was known to be: a row
was known from `recorded_at` on, and its last day by what the person's own entries say of his posts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from directory.dated import DAY
from workflows.audit.deeds import Entry, ask
from workflows.audit.rolls import Day

Note = dict[str, Any]


def was_known_to_hold(person: int, post: int, day: Day, entry: Entry) -> bool:
    """Whether by all that was recorded before the entry the person held the post on this day, and was there. Nothing
    is found against him where that was lawfully emptied, and nothing for him where no entry ended his row."""
    rows = ask(
        "SELECT a.valid_from, a.valid_to, p.code, this.id FROM directory_assignment a"
        " JOIN directory_post p ON p.id = a.post_id JOIN engine_entry this ON a.recorded_at <= this.recorded_at"
        " WHERE a.person_id = %s AND a.post_id = %s AND a.valid_from <= %s"
        " AND this.chain = %s AND this.chain_id = %s AND this.seq = %s AND NOT EXISTS ("
        "  SELECT FROM directory_exemption x WHERE x.person_id = a.person_id AND x.cause <> 'office_outside'"
        "  AND x.recorded_at <= this.recorded_at"
        "  AND x.valid_from <= %s AND (x.valid_to IS NULL OR x.valid_to >= %s))",
        *(person, post, day, entry.chain, entry.chain_id, entry.seq, day, day),
    )
    return any(_held(person, day, *row) for row in rows)


def _held(person: int, day: Day, first: Day, last: Day | None, code: str, entry: int) -> bool:
    entered = ask(
        "SELECT e.id < %s, p.text FROM engine_entry e JOIN engine_payload p ON p.entry_id = e.id"
        " WHERE e.chain = 'person' AND e.chain_id = %s AND e.step IN ('register', 'assign') ORDER BY e.id",
        *(entry, person),
    )
    if any(text is None for _before, text in entered):
        return True
    said = [(before, note) for before, text in entered for note in _of_posts(text)]
    known = _last_day(first, code, (note for before, note in said if before))
    explained = _last_day(first, code, (note for _before, note in said)) == last
    return explained and (known is None or day <= known)


def _of_posts(text: str) -> list[Note]:
    return [note for note in json.loads(text).get("notes", ()) if "post_code" in note]


def _last_day(first: Day, code: str, notes: Iterable[Note]) -> Day | None:
    """The last day in the post that was held from `first` on, by what was said one after the other."""
    last: Day | None = None
    for note in notes:
        begins, ends = (date.fromisoformat(each) if each else None for each in (note.get("from"), note["to"]))
        if begins is None:  # who was in no row of a complete sheet leaves what he holds
            shorter = last is None or (ends is not None and ends < last)
            last = ends if note["post_code"] == code and shorter else last
        elif (begins, note["post_code"]) == (first, code):
            last = ends
        elif first <= begins and (last is None or begins <= last):
            last = begins - DAY
    return last
