"""Invite people to their accounts by e-mail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cycle_engine import clock
from directory.invitations import invite_accounts
from directory.models import User

WORDS = {
    "has_password": "has a password already",
    "no_address": "has no e-mail address",
    "waiting": "waits for an e-mail already",
}


class Command(BaseCommand):
    help = "Sends e-mails with a link by which people set the passwords of their accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="*")
        parser.add_argument("--all", action="store_true", help="every account that has no password yet")

    def handle(self, *args: Any, username: list[str], all: bool, **options: Any) -> None:  # noqa: A002
        if bool(username) == all:
            raise CommandError("Name accounts, or say --all.")
        users = User.objects.filter(is_active=True)
        if all:
            users = users.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        else:
            users = users.filter(username__in=[User.normalize_username(each) for each in username])
            if unknown := sorted(set(username) - set(users.values_list("username", flat=True))):
                raise CommandError(f"There is no active account {', '.join(unknown)}.")
        invited = invite_accounts(users.order_by("username"), clock.now().date())
        for each in invited.left_out:
            self.stderr.write(f"{each.user} {WORDS[each.reason]}.")
        self.stdout.write(f"{len(invited.invitations)} will be sent an e-mail.")
