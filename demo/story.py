"""The story of the demo agency, from January to March 2026: what is not usual, and to whom it happens."""

from __future__ import annotations

import datetime
import random

from demo.acts import Acts
from demo.agency import YEAR
from demo.lives import CAUSES, REASON, REMARKS, Life, Lives, adding

FIRST_DAY = datetime.date(YEAR, 1, 2)
LAST_DAY = datetime.date(YEAR, 3, 31)


def january(day: int) -> datetime.date:
    return datetime.date(YEAR, 1, day)


def february(day: int) -> datetime.date:
    return datetime.date(YEAR, 2, day)


def march(day: int) -> datetime.date:
    return datetime.date(YEAR, 3, day)


def lives(acts: Acts) -> list[Life]:
    """Everybody's life, ready to begin; those who share a day act in this order."""
    story = Story(acts)
    special = {
        "ani": story.ani(),
        "bayu": story.new_rater_joins("bayu"),
        "enung": story.transferred("enung", "returned"),
        "euis": story.transferred("euis", "submitted"),
        "gilang": story.does_not_sign("gilang"),
        "agus": story.exchanged("agus"),
        "hani": story.leaves_the_scheme("hani"),
        "hasan": story.new_rater("hasan"),
        "ida": story.asked_by_rater("ida"),
        "intan": story.given_to_another_rater("intan"),
        "kosasih": story.suspended("kosasih"),
        "mega": story.loses_a_result("mega"),
        "neneng": story.asked_by_rater("neneng"),
        "nia": story.new_rater_returns("nia"),
        "opik": story.has_silent_rater_and_moves("opik"),
        "putri": story.exchanged("putri"),
        "rini": story.suspended_while_changing("rini"),
        "rudi": story.has_rater_on_leave("rudi"),
        "ujang": story.january("ujang", random.Random("ujang")),
        "yanti": story.has_silent_rater("yanti"),
    }
    owners = [name for name, row in acts.agency.person_rows.items() if not row.exempt_cause]
    return [
        story.letter(),
        story.exchange(),
        story.rotation(),
        *(special.get(name) or story.ordinary(name) for name in owners),
    ]


class Story(Lives):
    """Lives in which something unusual happens."""

    # What concerns several people

    def letter(self) -> Life:
        """Budi is on leave for a week; Dadang stands in for him."""
        yield january(19)
        self.acts.issue_plh("800.1.11.1/014/KEC", "citra", "KEC-KASI-YAN", "dadang", january(23))

    def exchange(self) -> Life:
        """Two officers change places."""
        yield march(2)
        self.acts.transfer({"agus": "DISDUKCAPIL-SIAK", "putri": "BKPSDM-SIMPEG"})

    def rotation(self) -> Life:
        """Heads of sections change places, and a vacant post is filled: those below have another rater."""
        yield march(16)
        self.acts.transfer(
            {
                "euis": "DISDUKCAPIL-KASUBAG-UMPEG",
                "enung": "DISDUKCAPIL-KASI-IDENT",
                "opik": "KEC-KASI-PMD",
            }
        )

    # January

    def ani(self) -> Life:
        """A dialogue in January, a change in February, and a remark on another that waits for her answer."""
        yield january(12)
        self.acts.write("ani", adding("resources", "Dua petugas loket pada hari ramai"))
        self.acts.submit("ani")
        yield january(13)
        yield from self.dialogue("ani", REMARKS[0])
        self.acts.approve("ani")
        yield february(11)
        self.acts.propose("ani", "assignment")
        self.acts.write("ani", adding("resources", "Surat tugas layanan keliling"))
        yield february(13)
        self.acts.submit("ani")
        yield february(18)
        yield from self.dialogue("ani", REMARKS[1])
        self.acts.approve("ani")
        yield march(30)
        self.acts.propose("ani", "expectation")
        self.acts.write("ani", adding("accountability", "Survei singkat setelah setiap layanan keliling"))
        self.acts.submit("ani")
        yield march(31)
        self.acts.return_("ani", REASON, "r1", REMARKS[1].text)

    def has_rater_on_leave(self, owner: str) -> Life:
        """The stand-in approves on the rater's behalf; in March a change waits for the rater himself."""
        yield from self.january(owner, random.Random(owner), day=19)
        yield march(30)
        self.acts.propose(owner, "assignment")
        self.acts.write(owner, adding("resources", CAUSES["assignment"]))
        self.acts.submit(owner)

    def leaves_the_scheme(self, owner: str) -> Life:
        """A decree of unpaid leave comes late: there should have been no plan."""
        yield january(12)
        self.acts.exempt(owner, "unpaid_leave", january(1), datetime.date(YEAR, 12, 31))
        self.acts.manage(owner, "void", "Cuti di luar tanggungan negara sejak 1 Januari 2026.")

    def suspended(self, owner: str) -> Life:
        """Planning stands still for three weeks and then has as much time again."""
        yield january(20)
        self.acts.manage(owner, "hold", "Pemberhentian sementara selama pemeriksaan.")
        yield february(9)
        self.acts.manage(owner, "resume", "Pemeriksaan selesai; tidak terbukti.")
        yield february(10)
        self.acts.submit(owner)
        yield february(12)
        self.acts.approve(owner)

    # The planning deadline passes

    def has_silent_rater(self, owner: str) -> Life:
        """The rater lets January pass, and the superior decides; so with a change, and with the next."""
        yield january(15)
        self.acts.submit(owner)
        yield february(4)
        self.acts.set_by_superior(owner, "citra")
        yield february(24)
        self.acts.propose(owner, "resources")
        self.acts.submit(owner)
        yield march(4)
        self.acts.approve(owner, by="citra")
        yield march(11)
        self.acts.propose(owner, "expectation")
        self.acts.submit(owner)

    def has_silent_rater_and_moves(self, owner: str) -> Life:
        """The rater remarks on the plan and falls silent; the superior settles it. In March a new post."""
        yield january(12)
        self.acts.submit(owner)
        yield january(14)
        self.acts.return_(owner, REASON, "r1", REMARKS[2].text)
        yield january(15)
        self.acts.answer(owner, REMARKS[2].answer)
        self.acts.submit(owner)
        yield january(19)
        self.acts.pin(owner, "r2", REMARKS[1].text)
        yield february(4)
        self.acts.set_by_superior(owner, "citra")
        yield march(30)
        self.acts.write_from_template(owner)

    def does_not_sign(self, owner: str) -> Life:
        """Four reminders are not enough; the rater sets the plan without his signature."""
        yield february(5)
        self.acts.set_unsigned(owner, "Sudah diingatkan dan dipanggil, tetap tidak menandatangani.")

    # Changes during the year

    def asked_by_rater(self, owner: str) -> Life:
        """The rater asks for a change of expectations; the owner agrees."""
        yield from self.january(owner, random.Random(owner))
        yield february(18)
        self.acts.propose(owner, "expectation", by="galih")
        self.acts.write(owner, adding("accountability", "Laporan kunjungan rumah setiap bulan"), by="galih")
        yield february(19)
        self.acts.submit(owner)
        yield february(20)
        self.acts.withdraw(owner)
        yield from self.agreement(owner, "Kendaraan dinas untuk kunjungan rumah")

    def suspended_while_changing(self, owner: str) -> Life:
        """A change under way stands still with the plan."""
        yield from self.january(owner, random.Random(owner))
        yield march(2)
        self.acts.propose(owner, "resources")
        yield march(5)
        self.acts.manage(owner, "hold", "Pemberhentian sementara selama pemeriksaan.")
        yield march(12)
        self.acts.manage(owner, "resume", "Pemeriksaan selesai; tidak terbukti.")
        yield march(13)
        yield from self.agreement(owner, CAUSES["resources"])

    def given_to_another_rater(self, owner: str) -> Life:
        """The manager gives the plan to another rater, who clarifies what he expects."""
        yield from self.january(owner, random.Random(owner))
        yield february(25)
        self.acts.reassign(owner, "LURAH", "Kepala seksi bertugas penuh pada tim pemutakhiran data.")
        yield february(27)
        yield from self.agreement(owner, "Rapat mingguan dengan Lurah")

    def loses_a_result(self, owner: str) -> Life:
        """Guidance did not help: the leader takes a result over."""
        yield from self.january(owner, random.Random(owner))
        yield march(10)
        reason = "Bimbingan dan penyesuaian belum menghasilkan kemajuan."
        self.acts.take_over(owner, "r2", ["adjusted", "guided"], reason)

    # New posts, new raters

    def exchanged(self, owner: str) -> Life:
        """A new post, and within two weeks a new plan in force."""
        yield from self.january(owner, random.Random(owner))
        yield march(5)
        self.acts.write_from_template(owner)
        self.acts.submit(owner)
        yield march(10)
        self.acts.approve(owner)

    def transferred(self, owner: str, ends: str) -> Life:
        """A new post, and a plan that is still being agreed on when the story ends."""
        yield from self.january(owner, random.Random(owner))
        yield march(26)
        self.acts.write_from_template(owner)
        self.acts.submit(owner)
        if ends == "returned":
            yield march(30)
            self.acts.return_(owner, REASON, "r1", REMARKS[0].text)

    def new_rater(self, owner: str) -> Life:
        """Another rater came, and expectations are clarified; he has yet to settle what he remarked."""
        yield from self.january(owner, random.Random(owner))
        yield march(26)
        self.acts.submit(owner)
        yield march(27)
        yield from self.dialogue(owner, REMARKS[2])

    def new_rater_joins(self, owner: str) -> Life:
        """A change was under way when another rater came: it is his too."""
        yield from self.january(owner, random.Random(owner))
        yield march(13)
        self.acts.propose(owner, "resources")
        yield march(26)
        yield from self.agreement(owner, CAUSES["resources"])

    def new_rater_returns(self, owner: str) -> Life:
        """The new rater has a remark that waits for its answer."""
        yield from self.january(owner, random.Random(owner))
        yield march(27)
        self.acts.submit(owner)
        yield march(30)
        self.acts.return_(owner, REASON, "r1", REMARKS[1].text)
