"""Nothing that anybody wrote into a record leaves the house by e-mail or webhook: names and sentences alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cycle_engine.models import Event, Payload
from notifications.commands import relay
from notifications.preferences import Preferences, set_preferences
from notifications.texts import TOLD
from notifications.webhooks import commands, sending
from tests.notifications.conftest import Happen, People, PostOffice, send_mail
from tests.notifications.receiver import Receiver
from tests.workflows.evaluation.office import Office
from workflows.evaluation.models import Evaluation
from workflows.planning.data import Answer, RemarkInput

SECRET = "Rahasia pribadi"
ABOUT = {"deadline": "appeal", "last_day": "2026-05-01", "from": "2026-05-01", "to": "2026-05-02"}


@pytest.mark.parametrize("capacity", ["owner", "rater", "decider"])
def test_of_what_an_event_holds_no_more_than_name_and_day_is_written(
    people: People, happen: Happen, post_office: PostOffice, capacity: str
) -> None:
    for kind in TOLD:
        record = "evaluation" if kind.startswith("deadline.") else kind.partition(".")[0]
        told = dict.fromkeys(("reason", "text", "notes", "title", "name"), SECRET)
        happen(kind, record, about=ABOUT | told, budi=capacity)
    assert send_mail() >= 1
    body = "".join(letter.get_content() for letter in post_office.letters)
    assert body.count("https://skp.example.go.id/") >= len(TOLD) // 2
    assert SECRET not in body


def _texts(value: Any) -> Iterator[str]:
    """What people wrote, of all that entries hold: texts with a blank."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    elif isinstance(value, str) and " " in value:
        yield value


def _delivered(office: Office) -> Evaluation:
    """The evaluation of a plan over which there were remarks."""
    plan = office.returned(RemarkInput("Mohon targetnya dinaikkan", "r1"))
    remark = plan.remarks.get()
    office.take(remark, "answer", "ani", data=Answer("Sudah saya naikkan"))
    office.take(remark, "resolve", "budi")
    office.take(plan, "submit", "ani")
    office.take(plan, "approve", "budi", data=office.named(plan))
    return office.delivered(office.signed(office.rated(office.assessed(office.opened(plan=plan)))))


def test_nothing_that_was_written_in_a_year_with_an_appeal_is_told(
    office: Office, post_office: PostOffice, receiver: Receiver
) -> None:
    for person in office.agency.people.values():
        set_preferences(person.pk, Preferences(quiet=None))
    _, receiver.secret = commands.create(office.id("dewi"), receiver.url, ["*"])
    evaluation = office.received(_delivered(office))
    office.heard(office.explained(office.filed(evaluation)))
    relay()
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"evaluation.deliver", "appeal.file", "appeal.explain"} <= kinds
    written = {text for row in Payload.objects.all() for text in _texts(json.loads(row.text or "{}"))}
    assert {"Sesuai catatan dinas", "Hasil kerja di atas target"} <= written
    send_mail()
    while sending.deliver():
        pass
    sent = [letter.as_string() + letter.get_content() for letter in post_office.letters] + receiver.bodies
    assert len(receiver.taken) >= len(kinds)
    assert [text for text in written for body in sent if text in body] == []
