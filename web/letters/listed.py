"""Letters that concern the reader or that he may issue: the list, and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from cycle_engine.errors import Missing
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.models import Letter, PostRow
from directory.names import Names
from directory.remit import visible_letters
from directory.stand_ins import waiting_requests
from web.letters import asking
from web.pages import PersonPage
from web.paging import page_of
from workflows.planning import sight


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter with the names of those whom it names. `lasts`: whether it holds or will; `may_end`: whether the
    reader may end it sooner."""

    letter: Letter
    person: str
    issuer: str
    post: str
    lasts: bool
    may_end: bool


class LettersPage(PersonPage):
    """The letters that hold or will; all of them with `?all=1`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        everything = "all" in request.GET
        rows = visible_letters(self.reader, self.moment)
        found = rows if everything else lasting(rows, self)
        some = page_of(found.order_by("-valid_from", "-pk"), request)
        return self.show(
            "web/letters/letters.html",
            some=some,
            letters=shown(list(some), self),
            everything=everything,
            may_issue=may_issue(self),
            asked=asking.shown(waiting_requests(self.reader, self.moment), self),
        )


class LetterPage(PersonPage):
    """One letter."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        (letter,) = shown([find(key, self)], self)
        return self.show("web/letters/letter.html", each=letter)


def find(key: int, page: PersonPage) -> Letter:
    """The letter, if the reader may see it; else Missing."""
    letter = visible_letters(page.reader, page.moment).filter(pk=key).first()
    if letter is None:
        raise Missing
    return letter


def lasting(letters: QuerySet[Letter], page: PersonPage) -> QuerySet[Letter]:
    """Those that hold today or later; what was withdrawn never does."""
    return letters.filter(Q(valid_to=None) | Q(valid_to__gte=page.day) & Q(valid_to__gte=F("valid_from")))


def shown(letters: Sequence[Letter], page: PersonPage) -> list[Shown]:
    """These letters in words; two queries at most."""
    posts = directory.posts({each.post_id for each in letters}, page.day)
    people = [*(each.person_id for each in letters), *(each.issuer_id for each in letters)]
    names = Names.of(people, page.moment)
    return [_shown(each, posts.get(each.post_id), names, page) for each in letters]


def _shown(letter: Letter, post: PostRow | None, names: Names, page: PersonPage) -> Shown:
    lasts = letter.valid_to is None or letter.valid_to >= max(page.day, letter.valid_from)
    manages = post is not None and post.unit_id in page.me.manages
    return Shown(
        letter,
        names[letter.person_id],
        names[letter.issuer_id],
        post.title if post else "",
        lasts,
        may_end=lasts and (manages or letter.issuer_id == page.reader),
    )


def may_issue(page: PersonPage) -> bool:
    """Whether there may be a post for which the reader can issue or record a letter."""
    return bool(page.me.manages or posts_below(page))


def posts_below(page: PersonPage) -> frozenset[int]:
    """The posts whose line of duty leads to one that the reader holds, without that one (ids)."""
    held = remembered(page.moment.epoch, directory.post_of, [page.reader], page.day)
    return sight.below(page.reader, page.moment, page.day) - set(held.values())
