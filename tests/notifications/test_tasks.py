from config.celery import WAKE
from notifications import tasks
from notifications.models import Channel, Delivery
from tests.notifications.conftest import Happen, PostOffice, pause_passes


def test_beat_wakes_what_brings_an_event_to_inbox_and_mail(happen: Happen, post_office: PostOffice) -> None:
    assert {each.name for each in (tasks.relay, tasks.deliver, tasks.deliver_webhooks, tasks.watch)} <= set(
        WAKE
    )
    happen("plan.approve", ani="owner")
    tasks.relay()
    assert Delivery.objects.filter(channel=Channel.INBOX).count() == 1
    assert post_office.letters == []
    pause_passes()
    tasks.deliver()
    assert [letter["To"] for letter in post_office.letters] == ["ani@example.go.id"]
