from datetime import timedelta

import pytest
from django.db.models.functions import Now

from notifications import bundles
from notifications.commands import relay
from notifications.mail import deliver
from notifications.models import Channel, Delivery
from notifications.queries import notices_of
from tests.notifications.conftest import Happen, People, PostOffice, pause_passes, send_mail


@pytest.fixture
def letter(happen: Happen, post_office: PostOffice) -> Delivery:
    """An e-mail that waits for Ani."""
    happen("plan.approve", ani="owner")
    relay()
    pause_passes()
    return Delivery.objects.get(channel=Channel.EMAIL)


def pause(delivery: Delivery) -> timedelta:
    """How long it is put off from now, in whole minutes."""
    found = Delivery.objects.annotate(now=Now()).get(pk=delivery.pk)
    assert found.next_try_at
    return timedelta(minutes=round((found.next_try_at - found.now) / timedelta(minutes=1)))


def test_mail_is_in_the_language_of_the_account(
    people: People, happen: Happen, post_office: PostOffice
) -> None:
    happen("plan.set_by_superior", ani="owner", budi="rater")
    assert send_mail() == 2
    ani, budi = sorted(post_office.letters, key=lambda letter: letter["To"])
    assert ani["To"] == "ani@example.go.id"
    assert ani["Subject"] == "Plan set by the superior"
    assert ani.get_content().split("\n\n")[:3] == [
        "Dear Ani,",
        "Your plan was set by your rater's superior and is in force.",
        "https://skp.example.go.id/plans/1/",
    ]
    assert budi["Subject"] == "SKP ditetapkan oleh atasan"
    assert budi.get_content().startswith(
        "Yth. Budi,\n\nSKP Ani telah ditetapkan oleh atasan pejabat penilai dan berlaku.\n"
    )


def test_person_without_account_is_written_to_in_indonesian(happen: Happen, post_office: PostOffice) -> None:
    happen("plan.submit", citra="superior")
    assert send_mail() == 1
    assert post_office.letters[0].get_content().startswith("Yth. Citra,")


def test_person_without_address_has_the_notice_in_the_inbox_alone(
    people: People, happen: Happen, post_office: PostOffice
) -> None:
    happen("plan.submit", eko="rater")
    assert send_mail() == 0
    assert post_office.letters == []
    assert notices_of(people.eko).count() == 1
    email = Delivery.objects.get(channel=Channel.EMAIL)
    assert (email.next_try_at, email.sent_at, email.last_error) == (None, None, "no_address")


def test_sent_mail_is_not_sent_again(letter: Delivery, post_office: PostOffice) -> None:
    assert [deliver(), deliver()] == [1, 0]
    assert len(post_office.letters) == 1
    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert letter.next_try_at is None


def test_mail_names_itself_as_from_a_machine(letter: Delivery, post_office: PostOffice) -> None:
    deliver()
    sent = post_office.letters[0]
    assert sent["Message-ID"] == f"<{letter.stable_id}@skp.example.go.id>"
    assert sent["Auto-Submitted"] == "auto-generated"


def test_server_that_is_down_delays_mail_and_not_the_inbox(
    people: People, letter: Delivery, post_office: PostOffice
) -> None:
    post_office.close()
    assert deliver() == 0
    assert notices_of(people.ani).count() == 1
    letter.refresh_from_db()
    assert (letter.attempts, letter.last_error) == (1, "ConnectionRefusedError")
    post_office.open()
    assert deliver() == 0
    pause_passes()
    assert deliver() == 1
    assert [sent["Message-ID"] for sent in post_office.letters] == [f"<{letter.stable_id}@skp.example.go.id>"]


def test_unsure_mail_comes_again_under_the_same_name(letter: Delivery, post_office: PostOffice) -> None:
    post_office.answer = "451 perhaps taken"
    assert deliver() == 0
    post_office.answer = "250 taken"
    pause_passes()
    assert deliver() == 1
    first, second = (sent["Message-ID"] for sent in post_office.letters)
    assert first == second


def test_sender_that_dies_over_a_mail_leaves_it_to_the_next(
    letter: Delivery, post_office: PostOffice
) -> None:
    assert bundles.claim(Channel.EMAIL) == [letter]
    assert deliver() == 0
    pause_passes()
    assert deliver() == 1


def test_refused_mail_does_not_hold_up_the_others(
    happen: Happen, letter: Delivery, post_office: PostOffice
) -> None:
    post_office.refused = {"ani@example.go.id"}
    happen("plan.submit", budi="rater")
    assert send_mail() == 1
    assert [sent["To"] for sent in post_office.letters] == ["budi@example.go.id"]
    letter.refresh_from_db()
    assert letter.last_error == "SMTPRecipientsRefused"


def test_server_that_is_down_is_asked_once_a_round(
    happen: Happen, letter: Delivery, post_office: PostOffice
) -> None:
    happen("plan.submit", budi="rater")
    relay()
    pause_passes()
    post_office.close()
    deliver()
    assert list(Delivery.objects.filter(attempts=1)) == [letter]


def test_pauses_grow_until_it_is_given_up(letter: Delivery, post_office: PostOffice) -> None:
    post_office.close()
    pauses = []
    for _ in bundles.PAUSES:
        deliver()
        pauses.append(pause(letter))
        pause_passes()
    assert pauses[:4] == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
    assert pauses == sorted(pauses)
    deliver()
    letter.refresh_from_db()
    assert letter.next_try_at is None
    assert letter.sent_at is None
    assert letter.last_error == "ConnectionRefusedError"


def test_mail_claimed_by_one_sender_is_left_alone_by_another(
    letter: Delivery, post_office: PostOffice
) -> None:
    assert bundles.claim(Channel.EMAIL) == [letter]
    assert bundles.claim(Channel.EMAIL) is None
