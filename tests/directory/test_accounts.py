"""Accounts and their passwords."""

from __future__ import annotations

import io
from contextlib import nullcontext

import pytest
from django.core.management import CommandError, call_command
from knox.models import AuthToken

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, RulesBroken
from cycle_engine.models import Entry
from directory import commands
from directory.invitations import MEANT, forgotten
from directory.models import Invitation, User
from tests.directory.agency import DAY, Agency

PASSWORD = "sawah-gunung-laut-81"


def create(agency: Agency, name: str = "ani.2", email: str = "ani@example.org") -> User:
    return commands.create_account(agency.people["ani"], name, email, actor=Actor.of(agency.people["dewi"]))


def test_a_person_may_have_several_accounts_and_each_is_entered_on_the_chain_of_the_person(
    agency: Agency,
) -> None:
    user = create(agency)
    assert User.objects.filter(person=agency.people["ani"]).count() == 2
    assert not User.objects.get(pk=user.pk).has_usable_password()
    entry = Entry.objects.filter(chain="person", chain_id=agency.people["ani"]).latest("seq")
    assert (entry.step, entry.actor) == ("give_account", agency.people["dewi"])


@pytest.mark.parametrize(
    ("name", "email", "rule"),
    [
        ("budi", "ani@example.org", "ours:username_free"),
        ("a name", "ani@example.org", "ours:username_form"),
        ("ani.2", "nowhere", "ours:email_form"),
    ],
)
def test_an_account_with_a_wrong_name_or_address_is_refused(
    agency: Agency, name: str, email: str, rule: str
) -> None:
    with pytest.raises(RulesBroken) as error:
        create(agency, name, email)
    assert [blocker.rule for blocker in error.value.blockers] == [rule]


def test_an_account_for_nobody_is_refused(agency: Agency) -> None:
    with pytest.raises(Missing):
        commands.create_account(0, "nobody", "", actor=Actor.of(agency.people["dewi"]))


def test_a_password_is_set_from_standard_input(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    call_command("set_password", "ani", "--stdin")
    assert User.objects.get(username="ani").check_password(PASSWORD)


def test_who_came_in_by_the_old_password_is_out(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    ani, budi = (User.objects.get(username=name) for name in ("ani", "budi"))
    for user in (ani, budi):
        AuthToken.objects.create(user)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    call_command("set_password", "ani", "--stdin")
    assert [token.user for token in AuthToken.objects.all()] == [budi]


@pytest.mark.parametrize("again", [PASSWORD, "something else"])
def test_a_password_is_asked_for_twice_and_taken_when_both_agree(
    agency: Agency, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    answers = iter([PASSWORD, again])
    monkeypatch.setattr("getpass.getpass", lambda *_: next(answers))
    with nullcontext() if again == PASSWORD else pytest.raises(CommandError):
        call_command("set_password", "ani")
    assert User.objects.get(username="ani").check_password(PASSWORD) is (again == PASSWORD)


def test_a_weak_password_and_an_unknown_account_are_refused(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("12345678\n"))
    with pytest.raises(CommandError):
        call_command("set_password", "ani", "--stdin")
    assert not User.objects.get(username="ani").has_usable_password()
    with pytest.raises(CommandError):
        call_command("set_password", "nobody", "--stdin")


def test_an_address_that_many_share_stands_for_none_of_their_accounts(agency: Agency) -> None:
    for number in range(MEANT):
        create(agency, f"desk.{number}", "office@example.org")
    forgotten("Office@example.org", DAY)
    assert Invitation.objects.count() == MEANT
    create(agency, "desk.last", "office@example.org")
    forgotten("office@example.org", DAY)
    assert Invitation.objects.count() == MEANT
    forgotten("desk.last", DAY)
    assert Invitation.objects.latest("pk").user.username == "desk.last"
