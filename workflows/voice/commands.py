"""The verbs of the citizens' voice: the only entrance for writers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.clock import Moment
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from cycle_engine.ledger.canonical import canonical, digest
from cycle_engine.record import record
from directory.acts import take_turns
from directory.models import UnitRow
from directory.queries import granted
from directory.timeline import describe
from directory.today import today
from workflows.goals.commands import set_measure
from workflows.goals.data import MeasureInput
from workflows.goals.models import Better, Kind, Source
from workflows.voice import floods, queries, rules, tokens
from workflows.voice.data import AnswerInput, Asked, Given, ServiceInput, Wished
from workflows.voice.instrument import STANDARD, Instrument
from workflows.voice.models import Comment, Context, Reply, Service, ServiceRow

INDEX = "indeks"  # the unit, as measures are written in Indonesian


def measure_code(code: str) -> str:
    """The code of the measure that the index of a service is."""
    return f"skm-{code}"


# Services


def set_service(wish: ServiceInput, *, actor: Actor) -> Service:
    """From today on the unit's service with this code is so; a new one gets a measure of its own, for its index.

    By a manager of the unit or the clock: else NotYourTurn. Missing if there is no such unit; RulesBroken.
    """
    day = today(clock.moment())
    if not UnitRow.objects.on(day).filter(unit=wish.unit).exists():
        raise Missing
    if not actor.is_clock and wish.unit not in granted(actor.person or 0, [Capacity.MANAGER], day):
        raise NotYourTurn
    with transaction.atomic():
        take_turns()
        service = Service.objects.filter(code=wish.code).first()
        asks = Instrument.from_json(service.instrument) if service else wish.instrument or STANDARD
        wished = Wished(wish, service.unit_id if service else None, asks)
        if blockers := rules.broken(rules.SETTING, wished):
            raise RulesBroken(blockers)
        if service is None:
            service = Service(unit_id=wish.unit, code=wish.code, instrument=asks.to_json())
        _describe(service, wish, actor)
    return service


def _describe(service: Service, wish: ServiceInput, actor: Actor) -> None:
    """Enter what is news, and call the measure of the service as the service is called."""
    day, changes = today(clock.moment()), Changes()
    known = list(service.rows.all()) if service.pk else []
    name = wish.name.strip()
    said = {
        "name": name,
        "active": wish.active,
        "minimum": wish.minimum,
        "every": wish.every,
        "form_minutes": wish.form_minutes,
    }
    new = service.pk is None
    if not describe(ServiceRow, {"service": service}, known, said, day, changes):
        return
    note = {"code": service.code, "from": day} | said
    note |= {"instrument": service.instrument} if new else {}
    record([service], "set_service", changes, actor=actor, notes=[note], unit=service.unit_id)
    measure = MeasureInput(name, Kind.INDEX, INDEX, Better.HIGHER, Source.SURVEY)
    set_measure(service.unit_id, measure_code(service.code), measure, day, actor=actor)


# Answers


# The token is spent, and answer and comment are written, at once or not at all; who sends it twice at the same time
# waits for himself. One statement, since many may answer in one second.
TAKE = """
WITH spent AS (
    INSERT INTO voice_spenttoken (digest, expires_at) VALUES (%(digest)s, %(expires_at)s)
    ON CONFLICT DO NOTHING RETURNING digest
), said AS (
    INSERT INTO voice_comment (service_id, day, text)
    SELECT %(service)s::bigint, %(day)s::date, %(comment)s::text FROM spent WHERE %(comment)s::text <> ''
)
INSERT INTO voice_answer (service_id, day, scores)
SELECT %(service)s::bigint, %(day)s::date, %(scores)s::smallint[] FROM spent
"""


@dataclass(frozen=True, slots=True)
class Form:
    """A survey that may be filled in, with the token that comes back with the answer."""

    service: Asked
    token: str


def open_form(code: str, at: Moment) -> Form:
    """The form of the service with this code; nothing is written. Missing if there is none."""
    return form_of(queries.find(code, at), at)


def form_of(service: Asked, at: Moment) -> Form:
    return Form(service, tokens.issue(service.key, service.minutes, at.now))


def answer(service: Asked, given: AnswerInput, address: str | None, at: Moment) -> None:
    """Take an answer to a survey from whoever has its form, without learning who that is.

    `address`: from where it comes, for counting alone. Raises Flooded before anything else, or RulesBroken with all
    that is wrong; then nothing is written and the token is not spent.
    """
    floods.count(f"survey:{service.key}", address, at.now)
    token = tokens.read(given.token, service.key, at.now)
    _refuse(given, service, token.fate)
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE,
            {
                "digest": token.digest,
                "expires_at": token.expires_at,
                "service": service.key,
                "day": service.day,
                "scores": [given.scores[code] for code in service.instrument.codes],
                "comment": given.comment.replace("\0", "").strip(),
            },
        )
        taken = cursor.rowcount == 1
    if not taken:
        _refuse(given, service, tokens.Fate.SPENT)


def _refuse(given: AnswerInput, service: Asked, fate: tokens.Fate) -> None:
    if blockers := list(rules.broken_by(Given(given, service, fate))):
        raise RulesBroken(blockers)


# Replies


def reply(comment: int, text: str, *, alone: bool, actor: Actor) -> Reply:
    """Reply for the unit to a comment, once; everybody may read it, with the comment cleaned unless `alone`.

    By a manager of the unit or its head: else NotYourTurn. Missing if there is none that he sees; RulesBroken.
    """
    found, sight, at = _read(comment, actor)
    unit = found.service.unit_id
    if actor.person is None or not sight.replies(unit):
        raise NotYourTurn
    with transaction.atomic():
        replied = rules.broken([rules.replies_once], Reply.objects.filter(comment=found).exists())
        if blockers := [*rules.broken([rules.has_words], text), *replied]:
            raise RulesBroken(blockers)
        made = Reply(
            comment=found, text=text.strip(), alone=alone, written_by_id=actor.person, written_at=at.now
        )
        capacity = Capacity.MANAGER if unit in sight.manages else Capacity.SUPERIOR
        _enter(found, "reply_to_comment", made, Actor(actor.person, capacity), alone=alone)
    return made


def add_context(comment: int, text: str, *, actor: Actor) -> Context:
    """Add what one knows of what a comment tells: as an employee of the unit; it is not public.

    Errors as of `reply`.
    """
    found, sight, at = _read(comment, actor)
    if actor.person is None or found.service.unit_id not in sight.serves:
        raise NotYourTurn
    if blockers := rules.broken([rules.has_words], text):
        raise RulesBroken(blockers)
    made = Context(comment=found, text=text.strip(), written_by_id=actor.person, written_at=at.now)
    with transaction.atomic():
        _enter(found, "add_context", made, Actor(actor.person, Capacity.OWNER))
    return made


def _read(comment: int, actor: Actor) -> tuple[Comment, queries.Sight, Moment]:
    at = clock.moment()
    sight = queries.sight_of(actor.person or 0, at)
    found = Comment.objects.filter(pk=comment).select_related("service").first()
    if found is None or found.service.unit_id not in sight.units:
        raise Missing
    return found, sight, at


def _enter(comment: Comment, act: str, made: Reply | Context, actor: Actor, **more: object) -> None:
    """The ledger keeps which comment it was and the hash of what was written, never the words."""
    note = {"comment": comment.pk, "hash": digest(canonical(made.text))} | more
    service = comment.service
    record([service], act, Changes([made]), actor=actor, notes=[note], unit=service.unit_id)
