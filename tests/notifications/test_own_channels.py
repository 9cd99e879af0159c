"""A channel of one's own: confirmed by a code, told what an e-mail tells, and never in the way of the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.db.models.functions import Now
from pytest_django import Settings

from cycle_engine.errors import Missing, RulesBroken
from notifications import bundles, channels
from notifications.commands import relay
from notifications.kinds import Group
from notifications.models import Channel, Delivery, Fault, Mail, OwnChannel
from notifications.own import commands
from notifications.own.queries import own_channel_of
from notifications.own.sending import deliver
from notifications.preferences import (
    DEFAULT,
    LEGAL,
    NO_POST,
    Choice,
    Preferences,
    preferences_of,
    set_preferences,
)
from notifications.queries import notices_of
from tests.notifications.chat import Chat, chatting
from tests.notifications.conftest import Happen, People, PostOffice, pause_passes, send_mail

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # asked for by apprise


def own() -> QuerySet[Delivery]:
    return Delivery.objects.filter(channel=Channel.OWN)


@pytest.fixture
def chat(settings: Settings) -> Iterator[Chat]:
    with chatting(settings) as chat:
        yield chat


def minutes_pass(minutes: int) -> None:
    for channel in OwnChannel.objects.all():
        OwnChannel.objects.filter(pk=channel.pk).update(
            asked_at=channel.asked_at - timedelta(minutes=minutes)
        )


def turned_on(person: int, chat: Chat, address: str = "ani-91") -> None:
    commands.ask(person, "chat", address)
    commands.confirm(person, chat.code())


def refused(act: Any, *arguments: Any) -> list[str]:
    with pytest.raises(RulesBroken) as broken:
        act(*arguments)
    return [each.rule for each in broken.value.blockers]


def test_a_channel_counts_once_its_code_was_given_back(
    people: People, happen: Happen, post_office: PostOffice, chat: Chat
) -> None:
    commands.ask(people.ani, "chat", "@ani+91")
    ((path, title, _body),) = chat.said
    assert (path, title) == ("/to/@ani+91", "Your code")
    assert chat.code() not in OwnChannel.objects.get().code
    happen("plan.approve", ani="owner")
    relay()
    assert not own().exists(), "before it is confirmed nothing goes there"
    wrong = f"{(int(chat.code()) + 1) % 10**6:06}"
    assert refused(commands.confirm, people.ani, wrong) == ["ours:own_channel_code"]
    with pytest.raises(Missing):
        commands.confirm(people.budi, chat.code())
    commands.confirm(people.ani, chat.code())
    mine = own_channel_of(people.ani)
    assert mine
    assert mine.confirmed_at
    send_mail()
    happen("plan.set_by_superior", ani="owner", budi="rater")
    assert send_mail() == 2
    (letter,) = (each for each in post_office.letters[1:] if each["To"] == "ani@example.go.id")
    assert [deliver(), deliver()] == [1, 0]
    path, title, told = chat.said[-1]
    assert (path, title) == ("/to/@ani+91", letter["Subject"])
    assert told.strip() == letter.get_content().strip()
    assert {each.person_id for each in own()} == {people.ani}
    commands.remove(people.ani)
    happen("plan.approve", ani="owner")
    relay()
    assert own().count() == 1, "that of before"
    with pytest.raises(Missing):
        commands.remove(people.ani)


def test_a_code_lives_shortly_bears_few_guesses_and_is_not_asked_for_at_once(
    people: People, chat: Chat
) -> None:
    commands.ask(people.ani, "chat", "ani")
    assert refused(commands.ask, people.ani, "chat", "ani") == ["ours:own_channel_pause"]
    right = chat.code()
    for guess in range(commands.TRIES):
        wrong = f"{(int(right) + 1 + guess) % 10**6:06}"
        assert refused(commands.confirm, people.ani, wrong) == ["ours:own_channel_code"]
    assert refused(commands.confirm, people.ani, right) == ["ours:own_channel_over"]
    minutes_pass(1)
    commands.ask(people.ani, "chat", "ani")
    minutes_pass(15)
    assert refused(commands.confirm, people.ani, chat.code()) == ["ours:own_channel_over"]
    chat.shut = True
    assert refused(commands.ask, people.ani, "chat", "ani") == ["ours:own_channel_taken"]
    assert channels.states()["own"].waiting == 0


@pytest.mark.parametrize(
    "address",
    [
        "",
        "..",
        "../admin",
        "a/b",
        "a?to=b",
        "a&b",
        "a#b",
        "a%2fb",
        "a:b",
        "a b",
        "[::1]",
        "{address}",
        "é",
        "a" * 61,
    ],
)
def test_what_a_person_types_leads_nowhere_else(settings: Settings, address: str) -> None:
    settings.NOTIFY_OWN_CHANNELS = {"chat": "json://127.0.0.1:9/to/{address}"}
    assert refused(commands.ask, 0, "chat", address) == ["ours:own_channel_address"]
    assert refused(commands.ask, 0, "file", "ani") == ["ours:own_channel"]


def test_kinds_digests_and_nights_are_chosen_for_it_alone(people: People, happen: Happen, chat: Chat) -> None:
    turned_on(people.ani, chat)
    assert preferences_of([people.ani])[people.ani].choices[Group.LEGAL] == LEGAL
    mine = Choice(inbox=True, email=Mail.AT_ONCE, own=Mail.OFF)
    set_preferences(people.ani, Preferences(DEFAULT | {Group.MINE: mine}, quiet=None))
    happen("plan.approve", ani="owner")
    relay()
    assert sorted(Delivery.objects.values_list("channel", flat=True)) == ["email", "inbox"]
    happen("evaluation.deliver", "evaluation", ani="owner")
    for number in range(3):
        happen("plan.draft", record_id=number, ani="owner")
    relay()
    pause_passes()
    assert deliver() == 1, "four notices in one message"
    said = chat.said[-1][2]
    assert said.index("delivered to you") < said.index("/plans/0/") < said.index("/plans/2/")
    daily = Choice(inbox=True, email=Mail.OFF, own=Mail.DIGEST)
    set_preferences(people.ani, Preferences(DEFAULT | {Group.MINE: daily}, quiet=None))
    happen("plan.approve", ani="owner")
    relay()
    goes = own().latest("pk").next_try_at
    assert goes
    assert goes.astimezone(NO_POST.zone).time() == time(7)
    set_preferences(people.ani, Preferences(DEFAULT | {Group.MINE: mine}, quiet=None))
    pause_passes()
    assert deliver() == 0
    assert own().latest("pk").last_error == "unwanted"


def test_a_broken_channel_is_shown_and_tried_again_and_the_inbox_has_it_all(
    people: People, happen: Happen, chat: Chat, settings: Settings
) -> None:
    turned_on(people.ani, chat)
    chat.shut = True
    happen("plan.approve", ani="owner")
    relay()
    pause_passes()
    assert deliver() == 0
    (waiting,) = own()
    assert (waiting.attempts, waiting.last_error) == (1, "refused")
    shown = channels.states()["own"]
    assert (shown.waiting, shown.last_error) == (1, "chat")
    mine = own_channel_of(people.ani)
    assert mine
    assert shown.failing_since == mine.failing_since
    assert Fault.objects.get().subject == "own:chat"
    assert notices_of(people.ani).count() == 1
    chat.shut = False
    pause_passes()
    assert deliver() == 1
    assert (channels.states()["own"], Fault.objects.count()) == (channels.State(0, None, ""), 0)
    chat.shut = True
    happen("plan.approve", ani="owner")
    relay()
    for _ in range(len(bundles.PAUSES) + 2):
        pause_passes()
        deliver()
    assert channels.given_up()["own"] == 1
    happen("plan.approve", ani="owner")
    relay()
    settings.NOTIFY_OWN_CHANNELS = {}
    pause_passes()
    assert deliver() == 0
    assert own().latest("pk").last_error == "no_address", "what the operator offers no more is over"


def test_no_setting_no_channel(people: People, happen: Happen) -> None:
    OwnChannel.objects.create(
        person_id=people.ani, name="chat", address="ani", asked_at=Now(), confirmed_at=Now()
    )
    happen("plan.approve", ani="owner")
    relay()
    assert not own().exists()
    assert own_channel_of(people.ani) is None
