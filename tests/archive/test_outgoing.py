"""Whatever was on its way is given up by name, whichever channel it goes by."""

from __future__ import annotations

from django.apps import apps

from archive import outgoing
from directory.models import Invitation
from notifications import invitations
from notifications.models import Channel, Delivery, WebhookDelivery
from notifications.preferences import Preferences, set_preferences
from notifications.queries import notices_of
from notifications.webhooks import sending
from notifications.webhooks.commands import create, replay
from tests.archive.conftest import PostOffice
from tests.notifications.conftest import send_mail
from tests.notifications.receiver import Receiver
from tests.workflows.evaluation.office import Office


def test_every_channel_that_goes_by_tries_is_known() -> None:
    tried = {
        model for model in apps.get_models() if "next_try_at" in {each.name for each in model._meta.fields}
    }
    assert {Delivery, WebhookDelivery, Invitation} <= tried == set(outgoing.queues())


def test_e_mails_webhooks_and_invitations_are_held(
    office: Office, post_office: PostOffice, receiver: Receiver
) -> None:
    dewi = office.id("dewi")
    endpoint, receiver.secret = create(dewi, receiver.url, ["*"])
    Invitation.objects.create(user=office.agency.user("ani"), purpose="invited")
    office.submitted()
    assert outgoing.hold() > 3
    assert (send_mail(), invitations.deliver(), sending.deliver()) == (0, 0, 0)
    assert (post_office.letters, receiver.ids) == ([], [])
    for model in outgoing.queues():
        assert not model._default_manager.filter(next_try_at__isnull=False).exists()
    assert set(Delivery.objects.filter(channel=Channel.EMAIL).values_list("last_error", flat=True)) == {
        "restored"
    }
    assert (Invitation.objects.get().outcome, Invitation.objects.get().last_error) == ("failed", "restored")
    assert notices_of(office.id("budi")).exists()
    # The owner of a webhook may ask for it again, under the same id.
    replay(dewi, endpoint.pk, WebhookDelivery.objects.order_by("pk")[0].pk)
    assert sending.deliver() == len(receiver.taken) == 1


def test_what_was_sent_stays_as_it_was(office: Office, post_office: PostOffice) -> None:
    for name in office.agency.people:
        set_preferences(office.id(name), Preferences(quiet=None))
    office.submitted()
    assert send_mail() > 0
    before = list(Delivery.objects.order_by("pk").values())
    outgoing.hold()
    assert list(Delivery.objects.order_by("pk").values()) == before
