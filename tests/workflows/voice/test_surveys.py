"""Surveys of services in the small agency: who makes them, what answers are taken, what comes of them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.agency import Agency

SCORES = (
    "requirements",
    "procedure",
    "time",
    "cost",
    "product",
    "competence",
    "behaviour",
    "facilities",
    "complaints",
)


class Counter:
    """A counter of the sub-district, where citizens are asked: what Dewi has set up, and what they do there."""

    def __init__(self, agency: Agency) -> None:
        from cycle_engine.actors import Actor

        self.agency = agency
        self.dewi = Actor.of(agency.dewi)

    def set(self, **more: Any) -> Any:
        from workflows.voice.commands import set_service
        from workflows.voice.data import ServiceInput

        said: dict[str, Any] = {
            "unit": self.agency.units["KEC-PEL"].pk,
            "code": "ktp",
            "name": "KTP elektronik",
            "every": "month",
        }
        return set_service(ServiceInput(**said | more), actor=self.dewi)

    def token(self, code: str = "ktp") -> str:
        from cycle_engine import clock
        from workflows.voice.commands import open_form

        return open_form(code, clock.moment()).token

    def answer(self, score: object = 3, code: str = "ktp", address: str | None = None, **more: Any) -> None:
        from cycle_engine import clock
        from workflows.voice.commands import answer
        from workflows.voice.data import AnswerInput
        from workflows.voice.queries import find

        at = clock.moment()
        given = {"token": self.token(code), "scores": dict.fromkeys(SCORES, score)} | more
        answer(find(code, at), AnswerInput(**given), address, at)

    def answers(self, count: int, score: int = 3) -> None:
        for number in range(count):
            self.answer(score, address=f"10.0.{number // 250}.{number % 250}")


@pytest.fixture
def counter(agency: Agency, settings: Settings) -> Counter:
    import secrets

    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": secrets.token_hex(8)}}
    return Counter(agency)


def refusals(counter: Counter, **given: Any) -> list[str]:
    """The rules that an answer breaks; nothing of it stays."""
    from cycle_engine.errors import RulesBroken
    from workflows.voice.models import Answer, Comment, SpentToken

    before = [model.objects.count() for model in (Answer, Comment, SpentToken)]
    with pytest.raises(RulesBroken) as refused:
        counter.answer(**given)
    assert [model.objects.count() for model in (Answer, Comment, SpentToken)] == before
    return [each.rule for each in refused.value.blockers]


def test_an_answer_is_kept_with_its_day_alone_and_each_wrong_one_has_its_own_refusal(
    counter: Counter,
) -> None:
    from django.db import connection

    from workflows.voice.models import Answer, Comment, SpentToken

    counter.set()
    counter.set(code="kk1", name="Kartu keluarga", active=False)
    token = counter.token()
    counter.answer(token=token, comment="Telepon 0812 3456 7890 ", address="10.0.0.1")
    assert Answer.objects.values_list("day", "scores").get() == (datetime.date(2026, 1, 12), [3] * 9)
    assert Comment.objects.values_list("text", flat=True).get() == "Telepon 0812 3456 7890"

    assert refusals(counter, token=token) == ["ours:survey_once"]
    assert refusals(counter, token=counter.token("kk1")) == ["ours:survey_token"]
    assert refusals(counter, token=counter.token()[:-1]) == ["ours:survey_token"]
    assert refusals(counter, token="") == ["ours:survey_token"]
    assert refusals(counter, code="kk1") == ["ours:survey_open"]
    assert refusals(counter, trap="https://buy.example") == ["ours:survey_trap"]
    assert refusals(counter, comment="x" * 1001) == ["ours:survey_comment"]
    for wrong in (0, 5, -1, 3.0, True, "3", "x", [3]):
        assert refusals(counter, score=wrong) == ["ours:survey_score"] * 9, wrong
    some = {"scores": dict.fromkeys(SCORES[:8], 4) | {"luck": 4}}
    assert refusals(counter, **some) == ["ours:survey_unknown", "ours:survey_missing"]
    counter.agency.at("2026-01-12 11:30")
    assert refusals(counter, token=token) == ["ours:survey_expired"], "whether it was spent is no matter then"

    from workflows.voice.clockwork import tidy

    assert SpentToken.objects.count() == 1
    tidy()
    assert SpentToken.objects.count() == 0
    assert Answer.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(column_name, ' ' ORDER BY column_name) FROM information_schema.columns"
            " WHERE table_name = 'voice_answer'"
        )
        assert cursor.fetchone() == ("day id scores service_id",), "nothing that leads to anybody"


def test_a_token_that_is_sent_twice_at_once_counts_once(counter: Counter) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    from cycle_engine.errors import RulesBroken
    from workflows.voice.models import Answer

    counter.set()
    token = counter.token()

    def send(number: int) -> bool:
        try:
            counter.answer(token=token, address=f"10.1.0.{number}")
        except RulesBroken:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as several:
        assert sorted(several.map(send, range(6))) == [False] * 5 + [True]
    assert Answer.objects.count() == 1


def test_a_flood_from_one_address_waits_while_others_are_heard(counter: Counter, settings: Settings) -> None:
    from workflows.voice.floods import MOST, WITHIN, Flooded, hidden

    counter.set()
    for _ in range(MOST):
        counter.answer(address="10.3.0.1")
    with pytest.raises(Flooded) as flooded:
        counter.answer(address="10.3.0.1")
    assert flooded.value.wait == WITHIN
    counter.answer(address="10.3.0.2")
    day = datetime.date(2026, 1, 12)
    names = {
        hidden("10.0.0.1", day),
        hidden("10.0.0.2", day),
        hidden("10.0.0.1", day + datetime.timedelta(1)),
    }
    assert len(names) == 3
    settings.SECRET_KEY = "another key, of more than fifty characters, so that it is one"
    assert hidden("10.0.0.1", day) not in names


def test_an_index_is_shown_from_the_minimum_on_and_handed_to_goals_when_its_period_has_ended(
    counter: Counter,
) -> None:
    from django.db import connection

    from cycle_engine import clock
    from workflows.cycles.periods import named
    from workflows.goals.models import Measure, Measurement
    from workflows.voice import indices
    from workflows.voice.clockwork import measure_all
    from workflows.voice.queries import find

    service = counter.set()
    measure = Measure.objects.get(code="skm-ktp")
    assert (measure.unit_id, measure.rows.get().name) == (service.unit_id, "KTP elektronik")
    counter.answers(29, 4)
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(id ORDER BY id) = array_agg(id ORDER BY ctid) FROM voice_answer")
        assert cursor.fetchone() == (False,), "by no key stands an answer beside its comment"
    found = indices.of_service(find("ktp", clock.moment()), named("2026-01"))
    assert (found.count, found.index, found.means) == (29, None, ())
    counter.answer(1, address="10.9.0.1")
    found = indices.of_service(find("ktp", clock.moment()), named("2026-01"))
    assert (found.count, found.index, found.grade) == (30, Decimal("97.50"), "A")
    assert measure_all() == 0

    counter.agency.at("2026-02-01 00:30")
    assert measure_all() == 0, "an answer of the last minute may be on its way"
    counter.agency.at("2026-02-01 01:30")
    assert (measure_all(), measure_all()) == (1, 0)
    (value,) = Measurement.objects.all()
    assert (value.measure_id, value.value, value.quality) == (measure.pk, Decimal("97.5"), "system")
    assert (value.first_day, value.last_day) == (datetime.date(2026, 1, 1), datetime.date(2026, 1, 31))
    counter.answer(1, address="10.9.0.2")
    counter.agency.at("2026-03-02 09:00")
    assert measure_all() == 0, "February had too few answers"
    trend = indices.trend(find("ktp", clock.moment()))
    assert [(each.name, figure.count, figure.index) for each, figure in trend] == [
        ("2026-01", 30, Decimal("97.50")),
        ("2026-02", 1, None),
        ("2026-03", 0, None),
    ]


def test_a_unit_has_the_index_of_all_below_it_in_one_query(counter: Counter) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from cycle_engine import clock
    from directory.queries import units_below
    from directory.today import today
    from workflows.cycles.periods import named
    from workflows.voice import indices, queries

    units, at = counter.agency.units, clock.moment()
    counter.set(minimum=10)
    counter.set(code="camat", name="Rekomendasi", unit=units["KEC"].pk, minimum=12)
    counter.answers(11, 2)
    counter.answer(4, "camat")
    asked = queries.asked(list(queries.described(today(at))), at)
    below = {
        units[code].pk: units_below([units[code].pk], today(at)) for code in ("KEC-PEL", "KEC", "DUKCAPIL")
    }
    with CaptureQueriesContext(connection) as found:
        figures = indices.of_units(asked, below, named("2026"))
    assert len(found) == 1
    assert [(each.count, each.index) for each in figures.values()] == [
        (11, Decimal("50.00")),
        (12, Decimal("54.17")),
        (0, None),
    ]


def test_a_service_keeps_the_last_name_of_a_unit_that_has_ended(counter: Counter) -> None:
    from cycle_engine import clock
    from cycle_engine.actors import Actor
    from cycle_engine.case import Changes
    from cycle_engine.record import record
    from directory.dated import DAY
    from directory.models import UnitRow
    from directory.today import today
    from workflows.voice import queries

    counter.set()
    unit, day, changes = counter.agency.units["KEC-PEL"], today(clock.moment()), Changes()
    row = UnitRow.objects.get(unit=unit)
    changes.change(row, valid_to=day - DAY)
    said = {"parent_id": row.parent_id, "timezone": row.timezone, "work_week": row.work_week}
    changes.add(UnitRow(unit=unit, name="Withdrawn", valid_from=day, valid_to=day - DAY, **said))
    record([unit], "describe", changes, actor=Actor.clock(), notes=[{}])
    assert [each.unit_name for each in queries.described(day)] == [row.name]  # type: ignore[attr-defined]


def test_only_the_units_manager_makes_a_service_and_its_questions_never_change(counter: Counter) -> None:
    from cycle_engine.actors import Actor
    from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
    from cycle_engine.models import Entry
    from workflows.goals.models import MeasureRow
    from workflows.voice.instrument import Instrument
    from workflows.voice.models import ServiceRow

    agency = counter.agency
    counter.set()
    for name in ("ani", "budi", "indah", "eko"):
        counter.dewi = Actor.of(getattr(agency, name))
        with pytest.raises(NotYourTurn):
            counter.set(name="Lain")
    counter.dewi = Actor.of(agency.dewi)
    with pytest.raises(Missing):
        counter.set(unit=10**9)
    wrong: dict[str, dict[str, Any]] = {
        "ours:service_code": {"code": "KTP !"},
        "ours:service_taken": {"unit": agency.units["DUKCAPIL"].pk},
        "ours:service_name": {"name": " "},
        "ours:service_minimum": {"minimum": 9},
        "ours:service_token": {"form_minutes": 0},
        "ours:service_every": {"every": "week"},
        "ours:service_instrument": {"instrument": Instrument.from_json([{"code": "cost"}])},
    }
    for rule, more in wrong.items():
        with pytest.raises(RulesBroken) as refused:
            counter.set(**more)
        assert [each.rule for each in refused.value.blockers] == [rule]
    counter.set()
    assert ServiceRow.objects.count() == 1, "what is said already is no news"
    agency.at("2026-01-13 09:00")
    counter.set(name="KTP dan KIA", active=False)
    assert list(ServiceRow.objects.order_by("valid_from").values_list("name", "active")) == [
        ("KTP elektronik", True),
        ("KTP dan KIA", False),
    ]
    assert MeasureRow.objects.latest("valid_from").name == "KTP dan KIA"
    assert Entry.objects.filter(chain="service", step="set_service").count() == 2


def test_comments_are_cleaned_for_all_but_the_manager_and_the_unit_replies_once(counter: Counter) -> None:
    from cycle_engine import clock
    from cycle_engine.actors import Actor
    from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
    from cycle_engine.models import Entry, Payload
    from workflows.audit.capacities import misplaced
    from workflows.voice.commands import add_context, reply
    from workflows.voice.models import Comment
    from workflows.voice.queries import sight_of

    agency = counter.agency
    unit = counter.set().unit_id
    counter.answer(comment="Hubungi 081234567890", address="10.0.0.1")
    comment = Comment.objects.get()
    read = {name: sight_of(agency.people[name].pk, clock.moment()) for name in agency.people}
    said = {name: sight.said(comment, unit) for name, sight in read.items() if unit in sight.units}
    assert said == dict.fromkeys(("wibawa", "citra", "budi", "ani", "indah"), "Hubungi […]") | {
        "dewi": "Hubungi 081234567890"
    }

    who = {name: Actor.of(agency.people[name].pk) for name in agency.people}
    for name, error in (
        ("ani", NotYourTurn),
        ("indah", NotYourTurn),
        ("eko", Missing),
        ("citra", NotYourTurn),
    ):
        with pytest.raises(error):
            reply(comment.pk, "Baik", alone=False, actor=who[name])
    for name, error in (("dewi", NotYourTurn), ("indah", NotYourTurn), ("eko", Missing)):
        with pytest.raises(error):
            add_context(comment.pk, "Baik", actor=who[name])
    with pytest.raises(RulesBroken) as wordless:
        add_context(comment.pk, "  ", actor=who["ani"])
    assert [each.rule for each in wordless.value.blockers] == ["ours:reply_text"]
    with pytest.raises(RulesBroken):
        reply(comment.pk, "x" * 4001, alone=False, actor=who["budi"])
    add_context(comment.pk, "Jaringan putus hari itu.", actor=who["ani"])
    reply(comment.pk, "Kami tambah petugas.", alone=False, actor=who["budi"])
    with pytest.raises(RulesBroken) as twice:
        reply(comment.pk, "Sekali lagi", alone=False, actor=who["dewi"])
    assert [each.rule for each in twice.value.blockers] == ["ours:reply_once"]
    acts = Entry.objects.filter(chain="service").order_by("pk").values_list("step", "capacity", "actor")
    assert list(acts) == [
        ("set_service", "manager", agency.dewi),
        ("add_context", "owner", agency.ani),
        ("reply_to_comment", "superior", agency.budi),
    ]
    assert not Payload.objects.filter(text__contains="Jaringan").exists(), (
        "the ledger keeps no words of people"
    )
    assert list(misplaced()) == []
