"""The course of guidance and of counselling: who acts, who is told, and who reads what."""

from __future__ import annotations

import json

import pytest

from cycle_engine import clock
from cycle_engine.models import Payload
from tests.replay import assert_the_ledger_alone_gives_the_tables
from tests.workflows.guidance.room import EXPERIENCE, MENTORING, SESSION, Room
from tests.workflows.planning.desk import Desk, told
from workflows.audit.capacities import misplaced
from workflows.guidance.data import FollowUp
from workflows.guidance.disclosure import papers
from workflows.guidance.facts import CounsellingFacts, GuidanceFacts
from workflows.guidance.models import Counselling, CounsellingPaper, Guidance
from workflows.guidance.queries import visible_counselling, visible_guidance

EVERYBODY = ("ani", "budi", "citra", "dewi", "indah", "eko", "wibawa")


@pytest.fixture
def room(desk: Desk) -> Room:
    return Room(desk.agency)


def readers(room: Room, record: Guidance | Counselling) -> dict[str, set[str]]:
    """Who reads each paper of a record."""
    facts = (GuidanceFacts if isinstance(record, Guidance) else CounsellingFacts)([record], *clock.moment())
    found: dict[str, set[str]] = {}
    for name in EVERYBODY:
        for part in papers([record], facts, room.id(name))[record.pk]:
            found.setdefault(part, set()).add(name)
    return found


def test_guidance_is_signed_by_both_and_goes_up_to_the_superior(room: Room) -> None:
    guidance = room.arranged("mentoring", "eko")
    eko, ani, citra, budi = (room.id(name) for name in ("eko", "ani", "citra", "budi"))
    assert told("guidance.arrange") == [{ani: "owner", eko: "guide"}]
    room.take(room.signed(guidance, "eko", MENTORING), "return_record", "ani")
    room.agreed(room.signed(guidance, "eko", MENTORING))
    assert told("guidance.countersign") == [{eko: "guide", budi: "rater"}]
    room.assessed(guidance, "eko")
    assert told("guidance.assess") == [{budi: "rater", citra: "superior"}]
    room.take(guidance, "give_feedback", "ani", data=EXPERIENCE)
    assert told("guidance.give_feedback") == [{citra: "superior"}]
    guidance = room.take(guidance, "see", "citra", data=FollowUp("Ikut pelatihan"))
    both = {"ani", "budi", "citra", "dewi", "indah", "eko"}
    assert readers(room, guidance) == {
        "sheet": both,
        "assessment": both,
        "follow_up": both,
        "experience": {"ani", "citra", "dewi"},
    }
    assert [each.pk for each in visible_guidance(eko)] == [guidance.pk]
    assert not visible_guidance(room.id("wibawa")).exists()
    assert list(misplaced()) == []
    assert_the_ledger_alone_gives_the_tables()


def test_what_was_said_in_counselling_only_the_two_read_who_were_there(room: Room) -> None:
    counselling = room.told()
    assert readers(room, counselling) == {"concern": {"ani", "budi"}}
    room.act(counselling, "rest", "dewi")
    assert readers(room, counselling) == {"concern": {"ani", "budi"}}, "it was never reported"
    counselling = room.assigned(room.reported(room.told(counselling.plan)))
    assert readers(room, counselling) == {
        "concern": {"ani", "budi", "dewi", "eko"},
        "report": {"ani", "budi", "dewi", "eko"},
        "meeting": {"ani", "dewi", "eko"},
    }
    counselling = room.counselled(counselling)
    assert readers(room, counselling)["session"] == {"ani", "eko"}
    assert readers(room, counselling)["recommendation"] == {"ani", "dewi", "eko"}
    counselling = room.act(counselling, "close", "dewi", FollowUp("Cuti diberikan"))
    assert readers(room, counselling)["follow_up"] == {"ani", "dewi", "eko"}
    for name in EVERYBODY:
        assert visible_counselling(room.id(name)).exists() is (name != "wibawa")
    assert list(misplaced()) == []
    assert_the_ledger_alone_gives_the_tables()


def test_the_ledger_commits_to_what_was_said_and_tells_nothing_of_it(room: Room) -> None:
    counselling = room.act(room.counselled(), "close", "dewi", FollowUp("Cuti diberikan"))
    payloads = Payload.objects.filter(entry__record="counselling").order_by("entry")
    texts = " ".join(payload.text or "" for payload in payloads)
    for word in (SESSION, "Membentak", "ditegur", "ruang konseling", "Cuti", "harmonis"):
        assert word not in texts
    noted = {part: kept for each in payloads for part, kept in json.loads(each.text or "{}")["notes"].items()}
    kept = {paper.part: paper.commitment for paper in CounsellingPaper.objects.filter(of=counselling)}
    assert noted == kept | {"guide": room.id("eko")}


def test_another_counsellor_takes_the_place_of_the_first_who_reads_no_more(room: Room) -> None:
    room.new_post("fajar", below="wibawa", unit="DUKCAPIL")
    room.person("fajar", post="fajar")
    counselling = room.assigned(room.assigned(), to="fajar")
    assert readers(room, counselling)["report"] == {"ani", "budi", "dewi"}
    assert not visible_counselling(room.id("eko")).exists()
    assert visible_counselling(room.id("fajar")).exists()
    room.act(counselling, "rest", "dewi")
    assert told("counselling.rest") == [
        dict(
            zip([room.id("ani"), room.id("budi"), room.id("fajar")], ["owner", "rater", "guide"], strict=True)
        )
    ]
