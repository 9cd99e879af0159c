"""Templates: the contents with which plans of a post begin."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q, QuerySet

from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.chunks import in_chunks
from cycle_engine.errors import Missing, NotYourTurn
from cycle_engine.ledger.canonical import canonical, digest
from cycle_engine.record import record
from directory import queries as directory
from directory.acts import take_turns
from directory.dated import DAY
from directory.models import Assignment, Post, PostRow
from workflows.planning.contents import Document
from workflows.planning.rows import Template


def put_templates(templates: Mapping[int, Document], day: datetime.date, *, actor: Actor) -> int:
    """From `day`, today, on plans of these posts begin with these contents; how many posts that is news for.

    By a manager of each post's unit, or the clock: else NotYourTurn. Missing if one of the posts is not there.
    """
    _refuse_others(list(templates), day, actor)
    with transaction.atomic():
        take_turns()
        return sum(
            _put({post: templates[post] for post in posts}, day, actor)
            for posts in in_chunks(list(templates))
        )


def end_template(post: int, day: datetime.date, *, actor: Actor) -> None:
    """From `day` on plans of this post begin empty. Errors as above; Missing too where there is no template."""
    _refuse_others([post], day, actor)
    with transaction.atomic():
        take_turns()
        current = Template.objects.on(day).select_related("post").filter(post=post).first()
        if current is None:
            raise Missing
        changes = Changes()
        changes.change(current, valid_to=day - DAY)
        record([current.post], "set_template", changes, actor=actor, notes=[{"from": day, "hash": None}])


def known_templates(person: int, day: datetime.date) -> QuerySet[Template]:
    """Templates that hold on `day`: of posts in units that a person manages or inspects, and of his own post."""
    units = directory.granted(person, (Capacity.MANAGER, Capacity.INSPECTOR), day)
    there = PostRow.objects.on(day).filter(unit__in=units).values("post")
    own = Assignment.objects.on(day).filter(person=person).values("post")
    return Template.objects.on(day).filter(Q(post__in=there) | Q(post__in=own))


def _refuse_others(posts: list[int], day: datetime.date, actor: Actor) -> None:
    if actor.is_clock:
        return
    rows = directory.posts(posts, day)
    if len(rows) < len(posts):
        raise Missing
    managed = directory.granted(actor.person or 0, [Capacity.MANAGER], day)
    if any(row.unit_id not in managed for row in rows.values()):
        raise NotYourTurn


def _put(templates: Mapping[int, Document], day: datetime.date, actor: Actor) -> int:
    """One entry for each post whose template is another one than before."""
    known = {row.post_id: row for row in Template.objects.on(day).filter(post__in=templates)}
    changes, changed, notes = Changes(), [], []
    for post in Post.objects.filter(pk__in=templates).order_by("pk"):
        contents, current = templates[post.pk], known.get(post.pk)
        if current is not None and current.contents == contents:
            continue
        if current is not None:
            changes.change(current, valid_to=day - DAY)
        changes.add(Template(post=post, contents=contents, valid_from=day))
        changed.append(post)
        notes.append({"from": day, "hash": digest(canonical(contents))})
    record(changed, "set_template", changes, actor=actor, notes=notes)
    return len(changed)
