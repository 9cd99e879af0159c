"""How people of the demo usually live. A life yields the day of its next act, and goes on when it comes."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

from demo.acts import Acts, Change
from workflows.planning.contents import Document

Life = Iterator[datetime.date]

# The higher the post, the earlier the plan: those below build on it. Days of January, by level.
WRITING_DAYS = {"jpt_pratama": (5, 6, 7), "administrator": (7, 8, 9, 12), "pengawas": (12, 13, 14)}
OTHERS_WRITE = (14, 15, 19, 20, 21, 22, 23)
WITHDRAWN, RETURNED, AMENDED, CANCELLED = 0.2, 0.3, 0.3, 0.2  # how often it happens

FIRST_THOUGHT = "Dialog kinerja dengan atasan setiap bulan"
AMENDING_DAYS = tuple(datetime.date(2026, month, day) for month, day in ((2, 9), (2, 23), (3, 9)))
CAUSES = {
    "assignment": "Tim kerja lintas perangkat daerah",
    "resources": "Satu komputer tambahan",
    "expectation": "Pendampingan pada bulan pertama",
    "coaching": "Bimbingan teknis dari rekan senior",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark of a rater, the answer to it, and the line that it adds to an annex of the plan."""

    text: str
    answer: str
    annex: str
    line: str


REMARKS = (
    Remark(
        "Sebutkan bukti dukung untuk hasil ini.",
        "Bukti dukung sudah ditambahkan pada skema pertanggungjawaban.",
        "accountability",
        "Bukti dukung berupa rekapitulasi bulanan yang diketahui atasan",
    ),
    Remark(
        "Sumber daya untuk hasil ini belum disebut.",
        "Sudah ditambahkan pada sumber daya.",
        "resources",
        "Pendampingan teknis dari atasan",
    ),
    Remark(
        "Kapan kemajuan hasil ini dilaporkan?",
        "Jadwal laporan sudah ditambahkan.",
        "accountability",
        "Laporan kemajuan setiap tanggal 5 bulan berikutnya",
    ),
)
REASON = "Mohon dilengkapi sebelum ditetapkan."


def adding(annex: str, line: str) -> Change:
    """A change of a plan's contents: one line more in an annex."""

    def change(contents: Document) -> None:
        contents["annexes"].setdefault(annex, []).append(line)

    return change


class Lives:
    """Lives of ordinary people; everybody has chances of his own, the same in each run."""

    def __init__(self, acts: Acts) -> None:
        self.acts = acts

    def ordinary(self, owner: str) -> Life:
        """A plan in January, and for some a change of it later."""
        chance = random.Random(owner)
        yield from self.january(owner, chance)
        if chance.random() < AMENDED:
            yield chance.choice(AMENDING_DAYS)
            yield from self.amendment(owner, chance.choice(list(CAUSES)), chance)

    def january(self, owner: str, chance: random.Random, day: int | None = None) -> Life:
        """A plan is written, submitted, perhaps withdrawn or returned, and approved."""
        post = self.acts.agency.post_rows[self.acts.agency.person_rows[owner].post_code]
        days = WRITING_DAYS.get(post.level, OTHERS_WRITE)
        yield datetime.date(2026, 1, day or chance.choice(days))
        self.acts.write(owner, adding("resources", FIRST_THOUGHT))
        self.acts.submit(owner)
        if chance.random() < WITHDRAWN:
            yield self.acts.later(1)
            self.acts.withdraw(owner)
            yield self.acts.later(1)
            self.acts.submit(owner)
        yield self.acts.later(chance.choice([1, 2]))
        if chance.random() < RETURNED:
            yield from self.dialogue(owner, chance.choice(REMARKS))
        self.acts.approve(owner)

    def amendment(self, owner: str, cause: str, chance: random.Random) -> Life:
        """A change is proposed, written, submitted and approved; or given up."""
        self.acts.propose(owner, cause)
        yield self.acts.later(1)
        if chance.random() < CANCELLED:
            self.acts.cancel(owner)
            return
        yield from self.agreement(owner, CAUSES[cause])

    def agreement(self, owner: str, line: str) -> Life:
        """The change under way gets one line more, is submitted and approved."""
        self.acts.write(owner, adding("resources", line))
        self.acts.submit(owner)
        yield self.acts.later(1)
        self.acts.approve(owner)

    def dialogue(self, owner: str, remark: Remark) -> Life:
        """What was submitted is returned with a remark, and submitted again with its answer."""
        self.acts.return_(owner, REASON, "r1", remark.text)
        yield self.acts.later(1)
        self.acts.answer(owner, remark.answer)
        self.acts.write(owner, adding(remark.annex, remark.line))
        self.acts.submit(owner)
        yield self.acts.later(1)
