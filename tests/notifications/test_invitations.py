from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from directory.models import Invitation, User
from notifications import bundles, faults, invitations
from notifications.invitations import deliver
from tests.notifications.conftest import People, PostOffice

# Ani reads English and Budi Indonesian; neither has a password.


@pytest.fixture
def letter(people: People, post_office: PostOffice) -> Invitation:
    """An invitation that waits for Ani."""
    User.objects.update(password="!")
    call_command("invite", "ani")
    return Invitation.objects.get()


def pause_passes() -> None:
    Invitation.objects.filter(next_try_at__isnull=False).update(next_try_at=Now())


def test_an_invitation_is_a_name_and_a_link_in_the_language_of_the_account(
    letter: Invitation, post_office: PostOffice
) -> None:
    call_command("invite", "budi")
    assert deliver() == 2
    ani, budi = post_office.letters
    assert (ani["To"], ani["Subject"]) == ("ani@example.go.id", "Your account")
    lines = ani.get_content().split("\n\n")
    assert lines[0] == "Dear Ani,"
    assert re.fullmatch(r"https://skp\.example\.go\.id/password/\w+/[\w-]+/", lines[2])
    assert "7 days" in lines[3]
    assert "ani" not in ani.get_content().replace("Dear Ani", "").replace("machine", "")
    assert budi.get_content().startswith("Yth. Budi,")


def test_the_link_is_kept_nowhere(letter: Invitation, post_office: PostOffice) -> None:
    deliver()
    (token,) = re.findall(r"/([\w-]+)/\n", post_office.letters[0].get_content())
    assert token not in str(Invitation.objects.values())


def test_what_was_sent_is_noted_and_not_sent_again(letter: Invitation, post_office: PostOffice) -> None:
    assert [deliver(), deliver()] == [1, 0]
    letter.refresh_from_db()
    assert (letter.outcome, letter.last_error, letter.attempts) == ("sent", "", 1)
    assert letter.sent_at is not None


def test_a_server_that_is_down_delays_an_invitation(letter: Invitation, post_office: PostOffice) -> None:
    post_office.close()
    assert deliver() == 0
    letter.refresh_from_db()
    assert (letter.outcome, letter.last_error) == ("", "ConnectionRefusedError")
    assert "email" in faults.standing()
    post_office.open()
    assert deliver() == 0
    pause_passes()
    assert deliver() == 1
    assert "email" not in faults.standing()


def test_a_refused_address_does_not_hold_up_the_others_and_fails_at_last(
    letter: Invitation, post_office: PostOffice
) -> None:
    post_office.refused = {"ani@example.go.id"}
    call_command("invite", "budi")
    assert deliver() == 1
    for _ in bundles.PAUSES:
        pause_passes()
        assert deliver() == 0
    letter.refresh_from_db()
    assert (letter.outcome, letter.last_error) == ("failed", "SMTPRecipientsRefused")
    pause_passes()
    deliver()
    assert Invitation.objects.get(pk=letter.pk).attempts == letter.attempts


def test_an_address_that_is_none_stops_no_round(letter: Invitation, post_office: PostOffice) -> None:
    User.objects.filter(username="ani").update(email="ani@example.go.id\nBcc: all@example.go.id")
    call_command("invite", "budi")
    assert deliver() == 1
    letter.refresh_from_db()
    assert (letter.outcome, letter.last_error) == (Invitation.Outcome.WAITING, "ValueError")


def test_the_pause_after_the_first_try_is_a_minute(letter: Invitation, post_office: PostOffice) -> None:
    post_office.close()
    deliver()
    found = Invitation.objects.annotate(now=Now()).get()
    assert found.next_try_at
    assert timedelta(seconds=50) < found.next_try_at - found.now <= timedelta(minutes=1)


@pytest.mark.parametrize("meanwhile", [{"password": "md5$x$y"}, {"is_active": False}])
def test_who_needs_no_invitation_any_more_is_sent_none(
    letter: Invitation, post_office: PostOffice, meanwhile: dict[str, object]
) -> None:
    User.objects.filter(username="ani").update(**meanwhile)
    assert deliver() == 0
    letter.refresh_from_db()
    assert (letter.outcome, letter.last_error) == ("failed", "no_longer")
    assert post_office.letters == []


def test_who_lost_his_address_is_sent_none(letter: Invitation, post_office: PostOffice) -> None:
    letter.user.person_id = None
    letter.user.save()
    assert deliver() == 0
    letter.refresh_from_db()
    assert (letter.outcome, letter.last_error) == ("failed", "no_address")


def test_two_senders_do_not_send_the_same(letter: Invitation) -> None:
    assert invitations._claim() == letter
    assert invitations._claim() is None


# The operator's command


def test_all_who_have_no_password_are_invited(letter: Invitation, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("invite", "--all")
    told = capsys.readouterr()
    assert told.out == "1 will be sent an e-mail.\n"
    assert told.err == "ani waits for an e-mail already.\n"
    assert [row.user.username for row in Invitation.objects.order_by("pk")] == ["ani", "budi"]


def test_who_has_a_password_or_no_address_is_named(
    people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    User.objects.filter(username="budi").update(password="md5$x$y")
    User.objects.create(username="root", password="!")
    User.objects.filter(username="ani").update(password="!")
    call_command("invite", "ani", "budi", "root")
    told = capsys.readouterr()
    assert told.out == "1 will be sent an e-mail.\n"
    assert told.err == "budi has a password already.\nroot has no e-mail address.\n"


@pytest.mark.parametrize("named", [[], ["ani", "--all"], ["nobody"]])
def test_accounts_are_named_or_all_are_meant(people: People, named: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("invite", *named)
    assert not Invitation.objects.exists()
