"""Asking for a stand-in: for some days, of who can name one; answered by a letter, declined, or withdrawn."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity, Holder
from cycle_engine.case import Changes
from cycle_engine.errors import Missing, NotYourTurn
from cycle_engine.record import record
from directory.acts import take_turns
from directory.asked import Standing, StandInRequest
from directory.models import Letter
from directory.queries import incumbents, lines, post_of, posts, rated_at
from directory.rules import Answering, Asking, refuse
from directory.stand_ins import answers_as, asked_for, to_propose
from directory.timeline import collide
from directory.today import today, today_in

NOBODY: Mapping[int, Capacity] = {}


class NotARater(NotYourTurn):
    """Who rates nobody has nobody who would stand in for him."""

    sentence: ClassVar[Any] = _("Only who holds a post and rates others from there asks for a stand-in.")


@transaction.atomic
def ask_for_stand_in(
    first: datetime.date, last: datetime.date, reason: str, proposed: int | None = None, *, actor: Actor
) -> StandInRequest:
    """Ask for somebody who stands in for the actor from `first` to `last`. He may propose who holds a post
    (id) of his agency.

    The nearest holder above is asked, where there is none the managers of the unit (`IV.A.3`). Raises NotARater, or
    RulesBroken with all that is wrong.
    """
    take_turns()
    person, post, unit, day = _rater(actor)
    request = StandInRequest(
        post_id=post,
        asked_by_id=person,
        valid_from=first,
        valid_to=last,
        reason=reason.strip(),
        proposed_id=_holder(proposed, unit, day) if proposed else None,
    )
    others = StandInRequest.objects.filter(asked_by=person, standing=Standing.OPEN)
    told = {each: as_what for each, as_what in asked_for([post], day)[post].items() if each != person}
    case = Asking(
        request,
        today=day,
        whom=tuple(told),
        overlaps=any(collide(request, each) for each in others),
        named=any(collide(request, each) for each in Letter.objects.filter(post=post)),
        proposes=proposed is not None,
    )
    refuse(case)
    note = {"post": post, "person": request.proposed_id, "reason": request.reason, "from": first, "to": last}
    rater = actor.acting_as(Capacity.RATER, Holder(person))
    _enter(request, "ask_for_stand_in", rater, unit, note=note, tells=told)
    return request


@transaction.atomic
def decline_stand_in(request: int, reason: str, *, actor: Actor) -> StandInRequest:
    """Say that no stand-in is named, and why: by who could name one. Raises Missing, NotYourTurn or RulesBroken."""
    take_turns()
    found, unit = _found(request)
    day = today_in(unit)
    capacity = answers_as(actor.person, found, day)
    if capacity is None:
        raise NotYourTurn
    refuse(Answering(found, day, reason.strip()))
    who = actor.acting_as(capacity, Holder(actor.person or 0))
    said = {"standing": Standing.DECLINED, "answer": reason.strip()}
    note, tells = {"reason": reason.strip()}, {found.asked_by_id: Capacity.OWNER}
    _enter(found, "decline_stand_in", who, unit, note=note, tells=tells, **said)
    return found


@transaction.atomic
def withdraw_request(request: int, *, actor: Actor) -> StandInRequest:
    """Ask no longer: by who asked. Raises Missing, NotYourTurn or RulesBroken."""
    take_turns()
    found, unit = _found(request)
    if actor.person != found.asked_by_id:
        raise NotYourTurn
    day = today_in(unit)
    refuse(Answering(found, day))
    rater, told = actor.acting_as(Capacity.RATER, Holder(found.asked_by_id)), asked_for([found.post_id], day)
    _enter(
        found,
        "withdraw_request",
        rater,
        unit,
        note={},
        tells=told[found.post_id],
        standing=Standing.WITHDRAWN,
    )
    return found


def answer_by(letter: Letter, who: Actor, unit: int) -> None:
    """A letter for any of their days answers the open requests of who holds its post. Inside the letter's
    transaction, of which all whom it concerns are told."""
    holder = incumbents([letter.post_id], today_in(unit)).get(letter.post_id)
    for each in StandInRequest.objects.filter(asked_by=holder, post=letter.post_id, standing=Standing.OPEN):
        if collide(each, letter):
            note = {"letter": letter.number, "issuer": letter.issuer_id, "person": letter.person_id}
            _enter(each, "name_stand_in", who, unit, note=note, standing=Standing.NAMED, letter=letter)


def is_proposed(person: int, post: int, day: datetime.date) -> bool:
    """Whether an open request proposes the person for the post."""
    open_ones = StandInRequest.objects.filter(post=post, standing=Standing.OPEN, valid_to__gte=day)
    return open_ones.filter(proposed=person).exists()


def _rater(actor: Actor) -> tuple[int, int, int, datetime.date]:
    """The person, the post that he holds and at which others are rated, its unit (ids), and the day that it is
    there."""
    person, capital = actor.person or 0, today(clock.moment())
    post = post_of([person], capital).get(person, 0)
    row = posts([post], capital).get(post)
    day = today_in(row.unit_id) if row else capital
    if row is None or lines([post], day)[post][0].holder != person or not rated_at([post], day):
        raise NotARater
    return person, post, row.unit_id, day


def _holder(post: int, unit: int, day: datetime.date) -> int | None:
    """Who holds this post (id), of those who may be proposed for a post of the unit."""
    return to_propose(unit, day).filter(post=post).values_list("person", flat=True).first()


def _found(request: int) -> tuple[StandInRequest, int]:
    """The request, and the unit of its post (id)."""
    found = StandInRequest.objects.filter(pk=request).first()
    row = posts([found.post_id], today(clock.moment())).get(found.post_id) if found else None
    if found is None or row is None:
        raise Missing
    return found, row.unit_id


def _enter(
    request: StandInRequest,
    act: str,
    who: Actor,
    unit: int,
    *,
    note: Mapping[str, object],
    tells: Mapping[int, Capacity] = NOBODY,
    **said: object,
) -> None:
    """Enter the act with what it says, by whom and when."""
    changes = Changes()
    if said:
        changes.change(request, **said, answered_by_id=who.person, answered_at=clock.now())
    about = {"employee": request.asked_by_id, "from": request.valid_from, "to": request.valid_to}
    record([request], act, changes, actor=who, notes=[note], unit=unit, tells=tells, about=about)
