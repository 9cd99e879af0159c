"""The technical administration: who comes in, what he may do, and that no state moves there."""

from __future__ import annotations

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Model
from django.urls import reverse
from knox.models import AuthToken

from cycle_engine.models import Chained, Deadline, Entry, Event, Payload, Record
from directory.dated import Dated
from directory.models import User
from notifications.commands import relay
from notifications.models import Endpoint, WebhookDelivery
from tests.agency import PASSWORD
from tests.web.visiting import Visitor, Visitors
from tests.workflows.planning.desk import Desk
from web.technical.site import NAMES, site
from workflows.audit.models import Access

MAY_DELETE = {"knox.authtoken", "axes.accessattempt"}
MAY_CHANGE = {"directory.user"}
ACTIONS = {
    "knox.authtoken": {"delete_selected"},
    "axes.accessattempt": {"delete_selected"},
    "directory.user": {"sign_out"},
    "notifications.webhookdelivery": {"send_again"},
}


@pytest.fixture
def operator(visit: Visitors) -> Visitor:
    """Somebody who keeps the machine, and is nobody in the directory."""
    User.objects.create_superuser("operator", password=PASSWORD)
    return Visitor(visit.agency, "operator")


def registered() -> list[Any]:
    return [pytest.param(model, id=model._meta.label_lower) for model in site._registry]


def label(model: type[Model]) -> str:
    return model._meta.label_lower


def at(model: type[Model], what: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


# Who comes in


def test_nobody_but_an_operator_finds_anything_there(visit: Visitors, operator: Visitor) -> None:
    for name in visit.agency.people:
        for address in ("/admin/", "/admin/directory/user/", "/admin/logout/", "/admin/nothing/"):
            assert getattr(visit, name).client.get(address).status_code == 404, address
    assert operator.get("/admin/").status == 200


def test_a_person_of_the_directory_is_no_operator_whatever_his_account_says(visit: Visitors) -> None:
    User.objects.filter(username="dewi").update(is_staff=True, is_superuser=True)
    assert visit.dewi.client.get("/admin/").status_code == 404


def test_an_operator_signs_in_where_everybody_does(visit: Visitors, operator: Visitor) -> None:
    operator.client.logout()
    page = operator.get("/admin/directory/user/")
    assert page.address.startswith("/sign-in/?next=")
    page = operator.get("/sign-in/?next=/admin/directory/user/")
    there = operator.press(page, "Masuk", username="operator", password=PASSWORD)
    assert there.address == "/admin/directory/user/"
    home = operator.get("/")
    assert operator.get(home.link("Technical administration")).address == "/admin/"


def test_its_pages_load_nothing_from_elsewhere(operator: Visitor) -> None:
    page = operator.get("/admin/directory/user/")
    assert "default-src 'none'" in page.answer.headers["Content-Security-Policy"]
    assert " style=" not in page.html and " onclick=" not in page.html


# What stands there


def test_no_words_of_people_and_no_secrets_are_shown(operator: Visitor, visit: Visitors) -> None:
    desk = Desk(visit.agency)
    plan = desk.submitted()
    desk.take(plan, "withdraw", "ani", reason="SANGAT-RAHASIA")
    relay()
    shown = {label(model) for model in site._registry}
    assert shown.isdisjoint({label(Payload), label(Event), label(Access), "sessions.session"})
    hidden = {
        "salt",
        "old_salt",
        "password",
        "digest",
        "token_key",
        "contents",
        "text",
        "reason",
        "post_data",
    }
    for model, page in site._registry.items():
        assert hidden.isdisjoint({*flat(page.fields), *page.list_display}), label(model)
        for row in model._default_manager.all()[:3]:
            assert "SANGAT-RAHASIA" not in operator.get(at(model, "change", row.pk)).html
    assert plan.pk


def flat(fields: Any) -> list[str]:
    assert fields, "every page names what it shows"
    return list(fields)


def test_everything_is_listed_by_what_it_is_called(operator: Visitor) -> None:
    page = operator.get("/admin/")
    for model in site._registry:
        if model._meta.app_label != "engine_room":
            assert str(NAMES[model._meta.model_name or ""]) in page.words
    assert "Entrys" not in page.words


# What can be done


def state_of_everything() -> list[Any]:
    """All that steps write, as the database has it."""
    tables = [
        model._meta.db_table
        for model in [*_models(Record), *_models(Chained), *_models(Dated), Entry, Payload, Deadline, Event]
    ]
    with connection.cursor() as cursor:
        found = []
        for table in sorted(set(tables)):
            cursor.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t")
            found.append((table, cursor.fetchone()))
    return found


def _models(base: type) -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, base)]


def test_no_state_moves_and_nothing_is_entered_whatever_is_tried(visit: Visitors, operator: Visitor) -> None:
    plan = Desk(visit.agency).returned()
    relay()
    before, accounts = state_of_everything(), list(User.objects.order_by("pk").values())
    for model, page in site._registry.items():
        rows = list(model._default_manager.all()[:2])
        tried = dict.fromkeys([field.name for field in model._meta.concrete_fields], "1")
        answers = {"add": operator.client.post(at(model, "add"), tried)}
        for row in rows:
            answers["change"] = operator.client.post(at(model, "change", row.pk), tried | {"_save": "1"})
            if label(model) not in MAY_DELETE:
                answers["delete"] = operator.client.post(at(model, "delete", row.pk), {"post": "yes"})
        refused = {name for name, answer in answers.items() if answer.status_code == 403}
        allowed = {"change"} if label(model) in MAY_CHANGE else set()
        assert refused == set(answers) - allowed, (label(model), answers)
        assert set(page.get_actions(request_of(operator))) == ACTIONS.get(label(model), set()), label(model)
    assert state_of_everything() == before
    for was, now in zip(accounts, User.objects.order_by("pk").values(), strict=True):
        assert {**was, "is_active": 0, "is_staff": 0} == {**now, "is_active": 0, "is_staff": 0}
    assert plan.pk


def request_of(visitor: Visitor) -> Any:
    return visitor.get("/admin/").answer.wsgi_request


def save(operator: Visitor, user: User, **fields: str) -> str:
    """Send the form of an account with these boxes ticked, and no others."""
    answer = operator.client.post(at(User, "change", user.pk), fields, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_account_is_closed_and_opened_and_whoever_was_in_is_out(
    visit: Visitors, operator: Visitor
) -> None:
    AuthToken.objects.create(visit.agency.user("ani"))
    assert visit.ani.get("/").address == "/"
    save(operator, visit.agency.user("ani"))
    assert not visit.agency.user("ani").is_active
    assert not AuthToken.objects.exists()
    assert visit.ani.get("/").address.startswith("/sign-in/")
    assert visit.eko.get("/").address == "/"
    save(operator, visit.agency.user("ani"), is_active="on")
    assert visit.agency.user("ani").is_active
    assert LogEntry.objects.count() == 2


def test_nobody_of_the_directory_is_made_an_operator(visit: Visitors, operator: Visitor) -> None:
    said = save(operator, visit.agency.user("ani"), is_active="on", is_staff="on")
    assert "Akun ini milik seorang pegawai." in said
    assert not visit.agency.user("ani").is_staff


def test_an_operator_does_not_lock_himself_out(operator: Visitor) -> None:
    own = User.objects.get(username="operator")
    assert operator.client.post(at(User, "change", own.pk), {"is_staff": "on"}).status_code == 403
    own.refresh_from_db()
    assert own.is_active and own.is_staff


def chosen(operator: Visitor, model: type[Model], action: str, *keys: object) -> None:
    sent = {"action": action, "_selected_action": list(keys), "post": "yes"}
    answer = operator.client.post(at(model, "changelist"), sent, follow=True)
    assert answer.status_code == 200


def test_tokens_are_revoked_locks_lifted_and_sessions_ended(visit: Visitors, operator: Visitor) -> None:
    token, _text = AuthToken.objects.create(visit.agency.user("ani"))
    kept, _text = AuthToken.objects.create(visit.agency.user("eko"))
    chosen(operator, AuthToken, "delete_selected", token.pk)
    assert list(AuthToken.objects.all()) == [kept]
    lock = AccessAttempt.objects.create(username="ani", ip_address="127.0.0.1", failures_since_start=5)
    chosen(operator, AccessAttempt, "delete_selected", lock.pk)
    assert not AccessAttempt.objects.exists()
    assert visit.eko.get("/").address == visit.ani.get("/").address == "/"
    chosen(operator, User, "sign_out", visit.agency.user("eko").pk)
    assert visit.eko.get("/").address.startswith("/sign-in/")
    assert visit.ani.get("/").address == "/"
    assert not AuthToken.objects.exists()


def test_a_delivery_is_sent_once_more_where_its_endpoint_is_on(visit: Visitors, operator: Visitor) -> None:
    now = "2026-01-12T00:00Z"
    on, off = (
        Endpoint.objects.create(
            owner_id=visit.agency.dewi,
            url="https://a.example/",
            types=["*"],
            salt="s",
            created_at=now,
            disabled_at=end,
        )
        for end in (None, now)
    )
    Desk(visit.agency).submitted()
    event, entry = Event.objects.latest("pk"), Entry.objects.latest("pk")
    sent = [
        WebhookDelivery.objects.create(endpoint=each, event=event, entry=entry, attempts=9, last_error="x")
        for each in (on, off)
    ]
    chosen(operator, WebhookDelivery, "send_again", *(each.pk for each in sent))
    waiting = WebhookDelivery.objects.filter(next_try_at__isnull=False)
    assert [each.endpoint for each in waiting] == [on]
    assert waiting[0].webhook_id == sent[0].webhook_id


@pytest.mark.parametrize("model", registered())
def test_every_list_is_shown_in_few_queries(operator: Visitor, visit: Visitors, model: type[Model]) -> None:
    assert operator.queries(at(model, "changelist")) <= 12
