"""A counter at which citizens complain, and those who answer them."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import randbelow
from typing import Any

from cycle_engine import clock
from cycle_engine.models import Deadline
from tests.workflows.planning.desk import Desk
from workflows.voice import complaining
from workflows.voice.complaining import Sent
from workflows.voice.complaint_data import Answered, Assigned, Responded
from workflows.voice.complaints import Complaint

WORDS = "Loket tutup pukul 10, hubungi saya di 081234567890"


def somewhere() -> str:
    """An address from which nothing has come, since floods are counted beyond one test."""
    return f"10.{randbelow(256)}.{randbelow(256)}.{randbelow(256)}"


@dataclass
class Counter:
    """Acts on complaints by people's names, and by nobody."""

    desk: Desk

    def sent(self, words: str = WORDS, category: str = "complaint", to: str = "KEC-PEL", **more: Any) -> str:
        """A complaint of somebody new; its code."""
        token = more.pop("token", None) or complaining.form_token(clock.moment())
        return complaining.send(Sent(to, category, words, token, **more), somewhere())

    def received(self, **more: Any) -> Complaint:
        return self.of(self.sent(**more))

    def of(self, code: str) -> Complaint:
        return complaining.find(code, somewhere())

    def assigned(self, complaint: Complaint | None = None, post: str = "ani") -> Complaint:
        data = Assigned(str(self.desk.post(post)))
        return self.take(complaint or self.received(), "assign", "dewi", data)

    def responded(self, complaint: Complaint | None = None) -> Complaint:
        return self.take(complaint or self.assigned(), "respond", "ani", Responded("Kami periksa."))

    def answered(self, complaint: Complaint | None = None) -> Complaint:
        return self.take(complaint or self.responded(), "answer", "ani", Answered("Loket sudah dibuka."))

    def take(
        self, complaint: Complaint, step: str, who: str, data: Any = None, reason: str = ""
    ) -> Complaint:
        return self.desk.take(complaint, step, who, data=data, reason=reason)  # type: ignore[no-any-return]


def clocks(complaint: Complaint) -> dict[str, tuple[str, str]]:
    """For whom each open deadline waits, until which day."""
    rows = Deadline.objects.filter(record="complaint", record_id=complaint.pk, closed_at=None)
    return {row.kind: (row.waits_for, row.last_day.isoformat()) for row in rows}
