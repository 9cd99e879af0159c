"""One e-mail, not thirty; and none that a person does not want."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

from django.db import connection
from django.db.models import DateTimeField
from django.db.models.functions import Now

from notifications import bundles
from notifications.commands import TOGETHER, relay
from notifications.kinds import Group
from notifications.mail import deliver
from notifications.models import Channel, Delivery, Mail
from notifications.preferences import DEFAULT, NO_POST, Choice, Preferences, set_preferences
from notifications.queries import notices_of
from tests.notifications.conftest import Happen, People, PostOffice, pause_passes, send_mail

MAILS = Delivery.objects.filter(channel=Channel.EMAIL)


def choose(person: int, group: Group, *, email: Mail = Mail.AT_ONCE, inbox: bool = True) -> None:
    set_preferences(person, Preferences(DEFAULT | {group: Choice(inbox, email)}, quiet=None))


def wait(delivery: Delivery) -> timedelta:
    """How long it still waits."""
    found = Delivery.objects.annotate(now=Now(output_field=DateTimeField())).get(pk=delivery.pk)
    assert found.next_try_at
    return found.next_try_at - found.now


def test_thirty_notices_within_minutes_are_one_mail(
    people: People, happen: Happen, post_office: PostOffice
) -> None:
    for number in range(30):
        happen("plan.draft", record_id=number, ani="owner")
        relay()
    assert deliver() == 0
    assert timedelta() < wait(MAILS.earliest("pk")) <= TOGETHER
    MAILS.filter(pk=MAILS.earliest("pk").pk).update(next_try_at=Now())
    assert [deliver(), deliver()] == [1, 0]
    (letter,) = post_office.letters
    assert letter["Subject"] == "30 notices"
    body = letter.get_content()
    assert all(f"https://skp.example.go.id/plans/{number}/" in body for number in range(30))
    assert notices_of(people.ani).count() == 30


def test_each_person_has_a_mail_of_his_own(happen: Happen, post_office: PostOffice) -> None:
    for _ in range(3):
        happen("plan.set_by_superior", ani="owner", budi="rater")
    assert send_mail() == 2
    assert sorted(letter["To"] for letter in post_office.letters) == [
        "ani@example.go.id",
        "budi@example.go.id",
    ]


def test_legal_notices_come_first_in_a_mail(happen: Happen, post_office: PostOffice) -> None:
    happen("plan.approve", ani="owner")
    happen("evaluation.deliver", "evaluation", ani="owner")
    send_mail()
    body = post_office.letters[0].get_content()
    assert body.index("delivered to you") < body.index("was approved")


def test_a_mail_that_failed_comes_again_as_it_was_under_the_same_id(
    happen: Happen, post_office: PostOffice
) -> None:
    post_office.answer = "451 perhaps taken"
    for _ in range(3):
        happen("plan.approve", ani="owner")
    assert send_mail() == 0
    post_office.answer = "250 taken"
    happen("plan.draft", ani="owner")
    assert send_mail() == 2
    tried, *later = post_office.letters
    again = next(letter for letter in later if letter["Message-ID"] == tried["Message-ID"])
    assert again.get_content() == tried.get_content()
    assert {letter["Subject"] for letter in later} == {"3 notices", "Plan to be drafted"}


def test_a_digest_holds_what_came_since_the_last_and_waits_for_its_time(
    people: People, happen: Happen, post_office: PostOffice
) -> None:
    choose(people.ani, Group.MINE, email=Mail.DIGEST)
    happen("plan.approve", ani="owner")
    relay()
    assert timedelta() < wait(MAILS.get()) <= timedelta(days=1)
    pause_passes()
    assert deliver() == 0, "its time has not come, whatever woke the sender"
    assert MAILS.get().attempts == 0
    assert notices_of(people.ani).count() == 1


def test_what_is_turned_off_reaches_neither_mail_nor_inbox(
    people: People, happen: Happen, post_office: PostOffice
) -> None:
    choose(people.budi, Group.WAITING, email=Mail.OFF, inbox=False)
    happen("plan.submit", budi="rater")
    assert send_mail() == 0
    assert not Delivery.objects.exists()


def test_a_legal_notice_reaches_inbox_and_mail_whatever_was_chosen(
    people: People, happen: Happen, post_office: PostOffice
) -> None:
    choose(people.ani, Group.LEGAL, email=Mail.OFF, inbox=False)
    happen("evaluation.deliver", "evaluation", ani="owner")
    happen(
        "deadline.reminder", "evaluation", about={"deadline": "appeal", "last_day": "2026-05-01"}, ani="owner"
    )
    assert send_mail() == 1
    assert notices_of(people.ani).count() == 2


def test_who_turned_mail_off_in_the_meantime_gets_none(
    people: People, happen: Happen, post_office: PostOffice
) -> None:
    happen("plan.approve", ani="owner")
    relay()
    choose(people.ani, Group.MINE, email=Mail.OFF)
    pause_passes()
    assert deliver() == 0
    assert (MAILS.get().next_try_at, MAILS.get().last_error) == (None, "unwanted")


def test_who_rests_is_written_to_when_he_is_awake_and_has_his_notices_at_once(
    people: People, happen: Happen, post_office: PostOffice
) -> None:
    happen("plan.approve", ani="owner")
    happen("evaluation.deliver", "evaluation", ani="owner")
    relay()
    local = Delivery.objects.annotate(now=Now(output_field=DateTimeField()))[0].now.astimezone(NO_POST.zone)
    rest = ((local - timedelta(hours=1)).time(), (local + timedelta(hours=1)).time())
    set_preferences(people.ani, Preferences(quiet=rest))
    pause_passes()
    assert deliver() == 0
    assert notices_of(people.ani).count() == 2
    assert all(timedelta(minutes=55) < wait(held) <= timedelta(hours=1) for held in MAILS)
    set_preferences(people.ani, Preferences(quiet=None))
    pause_passes()
    assert deliver() == 1


def test_what_goes_now_and_what_waits_have_ids_of_their_own(
    people: People, happen: Happen, post_office: PostOffice
) -> None:
    happen("plan.approve", ani="owner")
    happen("evaluation.deliver", "evaluation", ani="owner")
    relay()
    choose(people.ani, Group.MINE, email=Mail.DIGEST)
    pause_passes()
    assert deliver() == 1
    assert [letter["Subject"] for letter in post_office.letters] == ["Evaluation delivered"]
    held, sent = MAILS.get(sent_at=None), MAILS.get(sent_at__isnull=False)
    assert held.stable_id != sent.stable_id
    assert post_office.letters[0]["Message-ID"] == f"<{sent.stable_id}@skp.example.go.id>"


def test_two_senders_at_once_write_one_mail_to_one_person(happen: Happen, post_office: PostOffice) -> None:
    for _ in range(40):
        happen("plan.set_by_superior", ani="owner", budi="rater", citra="superior")
    relay()
    pause_passes()

    def work() -> None:
        deliver()
        connection.close()

    senders = [Thread(target=work) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(letter["To"] for letter in post_office.letters) == [
        "ani@example.go.id",
        "budi@example.go.id",
        "citra@example.go.id",
    ]


def test_no_mail_has_more_notices_than_can_be_read(happen: Happen, post_office: PostOffice) -> None:
    assert bundles.MOST == 200
    for _ in range(bundles.MOST + 1):
        happen("plan.approve", ani="owner")
    assert send_mail() == 2
    assert {letter["Subject"] for letter in post_office.letters} == {"200 notices", "Plan approved"}
