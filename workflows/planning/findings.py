"""What can be wrong with somebody's way through the year, as rules that a rehearsal asks before the cycle opens."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.errors import Blocker
from cycle_engine.rules import Rule, rule
from directory.models import Kind, PostRow, Top
from workflows.planning.queries import is_leader
from workflows.planning.ways import Known, Way

Refusal = Mapping[str, object] | None
MANAGER, SUPERIOR = Capacity.MANAGER, Capacity.SUPERIOR
JUMP = 1  # posts that a duty may pass over before somebody is told


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend: in which post, or with which person (id). What does not block warns."""

    blocker: Blocker
    blocks: bool
    post: PostRow | None = None
    person: int | None = None


def findings(way: Way) -> list[Finding]:
    """All that is wrong with this way, in the order in which it is walked."""
    placed = OF_THE_UNPLACED if way.post is None else OF_THE_PLACED
    asked = placed if way.exempt is None else OF_THE_EXEMPT
    broken = ((each, each.broken(way)) for each in asked)
    return [_finding(blocker, way.known, blocks=not each.warns) for each, blocker in broken if blocker]


def _finding(blocker: Blocker, known: Known, *, blocks: bool) -> Finding:
    """Guards name the post `at` which, or the person `of` whom something is to be mended."""
    at, of = (cast(int | None, blocker.data.get(each)) for each in ("at", "of"))
    return Finding(blocker, blocks, known.posts.get(at or 0), of)


def _until(day: datetime.date | None) -> object:
    return day or _("further notice")


# The person


@rule(
    "ours:is_exempt",
    _("Outside the scheme until %(until)s, and without a plan so long: %(cause)s."),
    help=MANAGER,
    warns=True,
)
def is_exempt(way: Way) -> Refusal:
    row = way.exempt
    if row is None:
        return None
    return {"of": way.person, "cause": row.get_cause_display(), "until": _until(row.valid_to)}


@rule("ours:without_post", _("Holds no post, so that no plan is drafted."), help=MANAGER)
def without_post(way: Way) -> Refusal:
    return {"of": way.person}


@rule(
    "ours:two_posts",
    _("Also acts as %(post)s until %(until)s (letter %(number)s): a main result of the plan, rated there."),
    help=MANAGER,
    warns=True,
)
def two_posts(way: Way) -> Refusal:
    letter = way.known.elsewhere.get(way.person)
    if letter is None:
        return None
    post, until = way.known.title(letter.post_id), _until(letter.valid_to)
    return {"of": way.person, "post": post, "until": until, "number": letter.number}


@rule("ours:no_account", _("Has no account with a password, and cannot sign in."), help=MANAGER)
def no_account(way: Way) -> Refusal:
    return None if way.person in way.known.accounts else {"of": way.person}


@rule("ours:no_email", _("Has no e-mail address: notices reach the inbox alone."), help=MANAGER, warns=True)
def no_email(way: Way) -> Refusal:
    return None if way.known.people[way.person].email else {"of": way.person}


@rule("ours:contract_ends", _("The work contract ends on %(day)s."), help=MANAGER, warns=True)
def contract_ends(way: Way) -> Refusal:
    row = way.known.people[way.person]
    ends = row.contract_to if row.kind == Kind.PPPK else None
    return {"of": way.person, "day": ends} if ends and ends <= way.known.ends_on else None


# The rater


@rule(
    "ours:no_rater_post",
    _("No post stands above %(post)s: name the one of its superior or of its rater."),
    help=MANAGER,
)
def no_rater_post(way: Way) -> Refusal:
    return None if way.line else _own(way)


@rule("ours:rater_post_gone", _("The post that rates %(post)s is not there on %(day)s."), help=MANAGER)
def rater_post_gone(way: Way) -> Refusal:
    gone = way.line and way.line[0].post not in way.known.posts
    return _own(way) | {"day": way.known.day} if gone else None


@rule(
    "ours:rater_vacant",
    _("The rater's post, %(post)s, is vacant: %(rater)s would rate."),
    help=MANAGER,
    warns=True,
)
def rater_vacant(way: Way) -> Refusal:
    vacant = way.line and way.line[0].post not in way.known.incumbents
    return _first(way) if vacant and way.line[0].post in way.known.posts else None


@rule(
    "ours:rater_inactive",
    _("%(name)s, who holds the rater's post, %(post)s, does not serve (%(cause)s): %(rater)s would rate."),
    help=MANAGER,
    warns=True,
)
def rater_inactive(way: Way) -> Refusal:
    incumbent = way.known.incumbents.get(way.line[0].post) if way.line else None
    if incumbent is None or way.line[0].holder is not None:
        return None
    row = way.known.exempt[incumbent]
    return _first(way) | {"name": way.known.name(incumbent), "cause": row.get_cause_display()}


@rule(
    "ours:duty_jumps",
    _("The rater's duty passes over %(posts)d posts before it comes to %(rater)s."),
    help=MANAGER,
    warns=True,
)
def duty_jumps(way: Way) -> Refusal:
    seat = way.seat(0)
    passed = way.line.index(seat) if seat else 0
    return _first(way) | {"posts": passed} if passed > JUMP else None


@rule(
    "ours:rater_is_owner",
    _("Would rate himself in the post %(post)s: %(rater)s would rate instead."),
    help=MANAGER,
    warns=True,
)
def rater_is_owner(way: Way) -> Refusal:
    taken = next((seat for seat in way.line if seat.acting), None)
    own = taken and any(each.person == way.person for each in taken.acting)
    return _first(way) | {"at": taken.post, "post": way.known.title(taken.post)} if taken and own else None


@rule(
    "ours:nobody_rates",
    _("Nobody above %(post)s may rate: each post of the line is vacant, or is his own."),
    help=MANAGER,
)
def nobody_rates(way: Way) -> Refusal:
    return _own(way) if way.line and not way.used else None


@rule(
    "ours:rater_cannot_sign_in",
    _("%(rater)s, who would rate, has no account with a password."),
    help=MANAGER,
)
def rater_cannot_sign_in(way: Way) -> Refusal:
    if not way.used or way.used[0][1].person in way.known.accounts:
        return None
    seat, holder = way.used[0]
    return {"at": seat.post, "of": holder.person, "rater": way.rater}


# The line above


@rule("ours:line_loops", _("The line of duty above %(post)s comes back to itself."), help=MANAGER)
def line_loops(way: Way) -> Refusal:
    return _own(way) | {"at": way.line[-1].post} if way.loops else None


@rule(
    "ours:rater_is_superior",
    _("%(rater)s acts in the rater's post and in the superior's, %(post)s: that duty goes one post up."),
    help=MANAGER,
    warns=True,
)
def rater_is_superior(way: Way) -> Refusal:
    first = way.seat(0)
    if first is None:
        return None
    raters = {each.person for each in first.acting}
    above = (seat for seat in way.line[way.line.index(first) + 1 :] if seat.acting)
    superior = next(above, None)
    if superior is None or not any(each.person in raters for each in superior.acting):
        return None
    return {"at": superior.post, "post": way.known.title(superior.post), "rater": way.rater}


@rule(
    "ours:no_superior",
    _("Nobody stands above the rater: no duty can move up, and nobody would decide an appeal."),
    help=MANAGER,
    warns=True,
)
def no_superior(way: Way) -> Refusal:
    return {"at": way.line[-1].post} if len(way.used) == 1 and not _final_by_rank(way) else None


def _final_by_rank(way: Way) -> bool:
    """Whether the rater stands at the top of the scheme and rates a leader: no appeal (`IV.A.12`)."""
    post, rater = way.post, way.known.posts.get(way.used[0][0].post)
    if post is None or rater is None:
        return False
    return rater.top != Top.NONE and is_leader(post.level, independent_unit_head=post.independent_unit_head)


@rule(
    "ours:letter_runs_out",
    _("The letter %(number)s, by which %(name)s stands in as %(post)s, ends on %(day)s."),
    help=SUPERIOR,
    warns=True,
)
def letter_runs_out(way: Way) -> Refusal:
    for seat, _holder in way.used[:2]:
        letter = way.known.letters.get(seat.letter or 0)
        if letter and letter.valid_to and letter.valid_to < way.known.ends_on:
            named = {"name": way.known.name(letter.person_id), "post": way.known.title(seat.post)}
            return named | {"at": seat.post, "number": letter.number, "day": letter.valid_to}
    return None


def _own(way: Way) -> dict[str, object]:
    """The person's own post, as that which is to be mended."""
    post = way.post.post_id if way.post else 0
    return {"at": post, "post": way.known.title(post)}


def _first(way: Way) -> dict[str, object]:
    """The rater's post, as that which is to be mended."""
    post = way.line[0].post
    return {"at": post, "post": way.known.title(post), "rater": way.rater}


OF_THE_EXEMPT: tuple[Rule, ...] = (is_exempt,)
OF_THE_UNPLACED: tuple[Rule, ...] = (without_post, no_account, no_email)
OF_THE_PLACED: tuple[Rule, ...] = (
    no_rater_post,
    rater_post_gone,
    rater_vacant,
    rater_inactive,
    duty_jumps,
    rater_is_owner,
    nobody_rates,
    rater_cannot_sign_in,
    line_loops,
    rater_is_superior,
    no_superior,
    letter_runs_out,
    two_posts,
    no_account,
    no_email,
    contract_ends,
)
