"""A whole year over HTTP: a mid-year review that leads to a change, a yearly appraisal, and an appeal that is heard.

The quarters are one test: each begins where the one before it ended. The clock's sweeps are woken by hand,
since the scheduler's minute is longer than a test should wait.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from directory.dated import DAY
from tests.agency import Agency
from tests.journeys.chapters import everybody_signs_in
from tests.journeys.journey import Journey
from tests.journeys.people import Traveller
from tests.replay import assert_the_ledger_alone_gives_the_tables
from workflows.appeals import clockwork as of_appeals
from workflows.evaluation import clockwork as of_evaluations
from workflows.jobs.commands import run_waiting
from workflows.planning import clockwork as of_plans
from workflows.planning.contents import VALUES

REALISED = {
    "realisations": [
        {"indicator": "r1.i1", "value": "28,5", "note": "Rata-rata sebulan"},
        {"indicator": "r2.i1", "value": "12"},
    ]
}


def rating(results: str = "as_expected", behaviour: str = "as_expected") -> dict[str, Any]:
    return {
        "result_marks": [{"result": "r1", "mark": "above"}, {"result": "r2", "mark": "as_expected"}],
        "results_rating": results,
        "behaviour_rating": behaviour,
        "feedback": [{"result": name, "text": "Sesuai bukti"} for name in ("r1", "r2")]
        + [{"value": value, "text": "Teladan"} for value in VALUES],
        "recommendation": "Pertahankan dan kembangkan",
    }


class Year(Journey):
    """A journey whose time moves; `take` sends a step with the version that the record has now."""

    def tick(self, local: str) -> None:
        self.agency.at(local)
        for room in (of_plans, of_evaluations, of_appeals):
            room.sweep_all()

    def take(self, who: str, record: str, step: str, **body: Any) -> Any:
        person = self.people[who]
        return person.post(f"{record}steps/{step}/", body, person.read(record)["version"])

    def refused_now(self, who: str, record: str, step: str, status: int, code: str, **body: Any) -> Any:
        person = self.people[who]
        version = person.read(record)["version"]
        return person.refused(status, code, "POST", f"{record}steps/{step}/", body, version)

    def evaluation(self, period: str) -> str:
        (found,) = self.dewi.read(f"evaluations/?plan={self.plan.split('/')[1]}&period={period}")["results"]
        return f"evaluations/{found['id']}/"

    def achieved(self, period: str) -> None:
        unit = str(self.agency.units["KEC-PEL"].pk)
        self.citra.post("organisation-achievements/", {"unit": unit, "period": period, "achievement": "baik"})

    def last_day(self, evaluation: str) -> str:
        """The last day on which what was received may be returned, and appealed."""
        deadlines = self.ani.read(evaluation)["deadlines"]
        return str(next(each for each in deadlines if each["kind"] == "return")["last_day"])

    def state(self, record: str) -> str:
        return str(self.dewi.read(record)["state"])

    def rated(self, period: str, **words: str) -> str:
        """The evaluation of this period, filled in and rated."""
        found = self.evaluation(period)
        self.achieved(period)
        self.take("ani", found, "self_assess", **REALISED)
        self.take("budi", found, "rate", **rating(**words))
        return found

    def received(self, period: str) -> str:
        found = self.rated(period)
        self.take("budi", found, "sign")
        self.take("budi", found, "deliver")
        self.take("ani", found, "receive")
        return found


def test_a_year_from_the_opening_of_the_cycle_to_a_decided_appeal(
    agency: Agency, people: dict[str, Traveller]
) -> None:
    year = Year(agency, people)
    everybody_signs_in(year)
    january(year)
    the_first_quarter_is_settled(year)
    the_mid_year_review_leads_to_a_change(year)
    an_appeal_a_second_late_is_refused(year)
    the_year_is_appraised(year)
    the_appeal_on_the_last_second_is_heard_and_changes_the_result(year)
    everything_is_in_the_ledger(year)


def january(year: Year) -> None:
    year.dewi.post(f"cycles/{year.agency.cycle.pk}/open/")
    run_waiting()
    (plan,) = year.ani.read("plans/")["results"]
    year.plan = f"plans/{plan['id']}/"
    year.ani.save(f"{year.plan}contents/", year.contents(), 0)
    year.take("ani", year.plan, "submit")
    year.take("budi", year.plan, "approve", revision=year.submitted_hash(year.plan))


def the_first_quarter_is_settled(year: Year) -> None:
    year.tick("2026-03-20 09:00")
    first = year.evaluation("2026-Q1")
    wrong = year.refused_now("ani", first, "self_assess", 422, "rules_broken", realisations=[])
    assert [each["rule"] for each in wrong["blockers"]] == ["6/2022:III.A.7"]
    year.refused_now("budi", first, "rate", 422, "rules_broken", **rating())
    year.tick("2026-04-10 09:00")
    year.rated("2026-Q1")
    hidden = year.ani.read(first)
    assert not hidden.get("predicate"), "what is not delivered is not told"
    year.take("budi", first, "sign")
    year.take("budi", first, "deliver")
    assert year.ani.read(first)["predicate"] == "baik"
    year.take("ani", first, "receive")
    year.take("ani", first, "acknowledge")
    year.tick("2026-05-07 09:00")
    assert year.state(first) == "settled"


def the_mid_year_review_leads_to_a_change(year: Year) -> None:
    year.tick("2026-06-22 09:00")
    assert year.state(year.plan) == "mid_year_review"
    second = year.rated("2026-Q2", results="below")
    year.take("budi", second, "sign")
    assert year.state(year.plan) == "second_half"
    change = year.budi.post(f"{year.plan}amendments/", {"cause": "expectation"})
    year.amendment = f"amendments/{change['id']}/"
    contents = year.contents(text="Terlayaninya pemohon KTP dan KK")
    year.ani.save(f"{year.amendment}contents/", contents, 0)
    year.take("ani", year.amendment, "submit")
    year.take("budi", year.amendment, "approve", revision=year.submitted_hash(year.amendment))
    year.take("budi", second, "deliver")


def an_appeal_a_second_late_is_refused(year: Year) -> None:
    year.tick("2026-09-21 09:00")
    third = year.received("2026-Q3")
    year.agency.at(f"{date.fromisoformat(year.last_day(third)) + DAY} 00:00:01")
    problem = year.ani.refused(422, "rules_broken", "POST", "appeals/", objection(third))
    assert [each["rule"] for each in problem["blockers"]] == ["6/2022:V.B.2"]
    assert year.state(third) == "delivered", "nothing has swept"
    year.tick("2026-12-01 09:00")
    assert year.state(third) == "settled"
    again = year.ani.refused(422, "rules_broken", "POST", "appeals/", objection(third))
    assert "6/2022:V.B.2" in [each["rule"] for each in again["blockers"]]


def objection(evaluation: str) -> dict[str, Any]:
    return {"evaluation": evaluation.split("/")[1], "reasons": "Realisasi di atas target"}


def the_year_is_appraised(year: Year) -> None:
    year.tick("2026-12-21 09:00")
    assert year.state(year.plan) == "final_appraisal"
    whole = year.evaluation("2026")
    year.achieved("2026")
    year.take("ani", whole, "self_assess", **REALISED)
    year.refused_now("budi", whole, "rate", 422, "rules_broken", **rating())  # the fourth quarter comes first
    year.tick("2027-01-12 09:00")
    year.received("2026-Q4")
    year.take("budi", whole, "rate", **rating())
    year.tick("2027-01-21 09:00")
    year.take("budi", whole, "sign")
    year.tick("2027-01-28 09:00")
    year.take("budi", whole, "deliver")
    assert year.state(year.plan) == "appraised"
    year.take("ani", whole, "receive")


def the_appeal_on_the_last_second_is_heard_and_changes_the_result(year: Year) -> None:
    whole = year.evaluation("2026")
    last_day = year.last_day(whole)
    year.agency.at(f"{last_day} 23:59:57")
    appeal = f"appeals/{year.ani.post('appeals/', objection(whole))['id']}/"
    assert (year.state(whole), year.state(year.plan)) == ("contested", "under_appeal")
    year.tick(f"{last_day} 23:59:58")
    year.budi.refused(403, "own_cause", "POST", f"{appeal}steps/confirm/", {"reason": "Sudah tepat"}, 1)
    year.take("budi", appeal, "explain", explanation="Ekspektasi pimpinan lebih tinggi")
    minutes = [
        {"party": party, "date": last_day, "minutes": "Didengar di ruang camat"}
        for party in ("owner", "rater")
    ]
    year.take("citra", appeal, "record_hearing", hearings=minutes)
    year.take("citra", appeal, "amend", reason="Bukti mendukung", **rating("above", "above"))
    assert (year.state(appeal), year.state(whole), year.state(year.plan)) == ("amended", "settled", "closed")
    assert year.ani.read(whole)["predicate"] == "sangat_baik"


def everything_is_in_the_ledger(year: Year) -> None:
    entries = year.indah.read(f"{year.plan}history/?page_size=200")["results"]
    assert [each["seq"] for each in entries] == list(range(1, len(entries) + 1))
    assert {"evaluation", "appeal", "amendment", "plan"} == {each["record"].split(":")[0] for each in entries}
    assert_the_ledger_alone_gives_the_tables()
