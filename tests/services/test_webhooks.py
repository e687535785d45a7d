"""What admins do with webhooks, and what is promised to whom."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.commands import AddClient, Forward
from bot.core.domain import LinkDomain
from bot.core.effects import EffectKind, EffectState
from bot.core.errors import AlreadyDelivered, Reason, Refused
from bot.core.events import Event, EventKind
from bot.core.people import Role
from bot.core.webhooks import MAX_WEBHOOKS, TYPES, Delivery, WebhookType, secret_of
from bot.services import clients, forwarding, reading, webhooks
from bot.services.ports import Transaction
from bot.services.telling import announce
from bot.services.webhook_outbox import DeliveryJob, delivery_job
from bot.services.webhooks import (
    AddWebhook,
    DeliveriesQuery,
    Rotate,
    SendAgain,
    SendTest,
    SetWebhook,
    ShowSecret,
    Switch,
)
from tests.services.support import ADMIN, APPROVER, BOT, OPERATOR, OWNER, STRANGER, House, person

ADDRESS = "https://crm.acme.com/hooks"
SECRET = secret_of(b"1" * 32)


def wanted(webhook_id: str = "w1", **given: object) -> SetWebhook:
    return replace(SetWebhook(webhook_id, ADDRESS, (), ()), **given)  # type: ignore[arg-type]


def hook(house: House, webhook_id: str = "w1", **given: object) -> None:
    house.run(webhooks.add_webhook, AddWebhook(wanted(webhook_id, **given), SECRET), ADMIN)


def deliveries(house: House, webhook_id: str = "w1") -> list[Delivery]:
    return house.read(lambda tx: tx.webhooks.deliveries(webhook_id, 200))


def happen(house: House, domain_id: str, *kinds: EventKind) -> None:
    def service(tx: Transaction) -> None:
        domain = loaded(tx, domain_id)
        announce(tx, domain, domain, [Event(domain_id, kind, house.now) for kind in kinds])

    house.read(service)


def loaded(tx: Transaction, domain_id: str) -> LinkDomain:
    found = tx.domains.with_removed(domain_id)
    assert found is not None
    return found


def job(house: House, delivery: Delivery) -> DeliveryJob:
    return house.run(delivery_job, delivery.effect_id, BOT)


def test_of_all_events_only_the_promised_ones_are_promised(house: House) -> None:
    hook(house)
    domain_id = house.add()
    happen(house, domain_id, *EventKind)
    told = {one.type for one in deliveries(house)}
    assert told == {kind.value for kind in WebhookType}
    assert len(deliveries(house)) == 1 + len(TYPES)


def test_each_webhook_gets_the_events_and_the_clients_it_wants(house: House) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    hook(house, "all")
    hook(house, "live", types=(WebhookType.DOMAIN_LIVE, WebhookType.DOMAIN_ADDED))
    hook(house, "beta", client_ids=("c2",))
    acme, beta = house.add(), house.add("beta.com", client_id="c2")
    for domain_id in (acme, beta):
        happen(house, domain_id, EventKind.DEGRADED)
    added, lost = "domain.added", "domain.degraded"
    assert [(one.type, one.host) for one in deliveries(house, "beta")] == [
        (lost, "ls.beta.com"),
        (added, "ls.beta.com"),
    ]
    assert [one.type for one in deliveries(house, "live")] == [added, added]
    assert len(deliveries(house, "all")) == 4


def test_an_event_that_is_undone_is_promised_to_nobody(house: House) -> None:
    hook(house)

    def service(tx: Transaction) -> None:
        domain = loaded(tx, domain_id)
        announce(tx, domain, domain, [Event(domain_id, EventKind.LIVE, house.now)])
        raise Refused(Reason.STALE)

    domain_id = house.add()
    with pytest.raises(Refused):
        house.read(service)
    assert [one.type for one in deliveries(house)] == ["domain.added"]


def test_nothing_personal_and_nothing_secret_is_sent(house: House) -> None:
    hook(house)
    domain_id = house.add(emails=("canary@acme.com",), note="canary note")
    contacts = ((house.new_id("p"), "canary.two@acme.com"),)
    house.run(forwarding.forward, Forward(domain_id, contacts, note="canary note", is_anyway=True))
    happen(house, domain_id, EventKind.FORWARDED, EventKind.OPENED)
    link = house.read(lambda tx: tx.links.of_domain(domain_id))
    assert link is not None
    bodies = [made.body.decode() for one in deliveries(house) if (made := job(house, one).post)]
    assert len(bodies) == 3
    assert not [body for body in bodies if "canary" in body or link.id in body or SECRET in body]


def test_a_domain_that_went_to_another_client_is_not_shown_to_the_former_ones_webhook(house: House) -> None:
    house.run(clients.add_client, AddClient("c2", "Beta"), ADMIN)
    hook(house, client_ids=("c1",))
    domain_id = house.add()
    assert job(house, deliveries(house)[0]).post is not None
    house.read(lambda tx: tx.domains.save(replace(loaded(tx, domain_id), client_id="c2")))
    made = job(house, deliveries(house)[0])
    assert (made.post, made.problem) == (None, "other_client")


def test_a_removed_domain_is_told_as_removed(house: House) -> None:
    hook(house)
    domain_id = house.add()
    house.read(lambda tx: tx.domains.save(replace(loaded(tx, domain_id), removed_at=house.now)))
    happen(house, domain_id, EventKind.REMOVED)
    post = job(house, deliveries(house)[0]).post
    assert post is not None
    assert b'"stage":"removed"' in post.body


def test_off_it_keeps_what_happens_and_on_again_it_can_be_sent(house: House) -> None:
    hook(house)
    domain_id = house.add()
    house.run(webhooks.switch_webhook, Switch("w1", is_on=False), ADMIN)
    happen(house, domain_id, EventKind.LIVE)
    assert [one.problem for one in deliveries(house)] == ["webhook_off"] * 2
    for refused in (SendAgain("w1"), SendAgain("w1", deliveries(house)[0].effect_id)):
        with pytest.raises(Refused, match="webhook_is_off"):
            house.run(webhooks.send_again, refused, ADMIN)
    with pytest.raises(Refused, match="webhook_is_off"):
        house.run(webhooks.send_test, SendTest("w1", "t"), ADMIN)
    house.run(webhooks.switch_webhook, Switch("w1", is_on=True), ADMIN)
    assert house.run(webhooks.send_again, SendAgain("w1"), ADMIN) == 2
    assert {one.state for one in deliveries(house)} == {EffectState.NEW}


def test_a_changed_webhook_keeps_its_secret_and_its_deliveries(house: House) -> None:
    hook(house)
    house.add()
    changed = wanted(address="https://other.acme.com/", types=(WebhookType.DOMAIN_LIVE,), client_ids=("c1",))
    house.run(webhooks.change_webhook, changed, ADMIN)
    shown = house.run(webhooks.webhook_shown, DeliveriesQuery("w1"), ADMIN)
    assert shown.line.webhook.address == "https://other.acme.com/"
    assert [client.name for client in shown.line.clients] == ["Acme Corp"]
    assert (shown.line.count.total, shown.line.count.waiting) == (1, 1)
    assert house.read(lambda tx: tx.webhooks.secrets("w1", house.now)) == (SECRET,)


def test_deliveries_are_shown_in_pages_newest_first(house: House) -> None:
    hook(house)
    for number in range(webhooks.PAGE + 2):
        house.add(f"acme{number}.com")
    first, last = (house.run(webhooks.webhook_shown, DeliveriesQuery("w1", page), ADMIN) for page in (0, 99))
    assert (len(first.deliveries), first.has_more) == (webhooks.PAGE, True)
    assert (len(last.deliveries), last.number, last.has_more) == (2, 1, False)
    assert first.deliveries[0].host == f"ls.acme{webhooks.PAGE + 1}.com"


def test_deleted_it_leaves_nothing_and_what_was_under_way_ends(house: House) -> None:
    hook(house)
    house.add()
    (one,) = deliveries(house)
    house.run(webhooks.delete_webhook, "w1", ADMIN)
    assert deliveries(house) == []
    with pytest.raises(Refused, match="unknown_webhook"):
        job(house, one)
    house.add("beta.com")
    assert house.run(webhooks.webhook_list, None, ADMIN) == []


@pytest.mark.parametrize("actor", [OWNER, OPERATOR, APPROVER, STRANGER])
def test_only_admins_have_to_do_with_webhooks(house: House, actor: object) -> None:
    hook(house)
    acts: list[Callable[[], object]] = [
        lambda: house.run(webhooks.webhook_list, None, actor),  # type: ignore[arg-type]
        lambda: house.run(webhooks.webhook_shown, DeliveriesQuery("w1"), actor),  # type: ignore[arg-type]
        lambda: house.run(webhooks.add_webhook, AddWebhook(wanted("w2"), SECRET), actor),  # type: ignore[arg-type]
        lambda: house.run(webhooks.change_webhook, wanted(), actor),  # type: ignore[arg-type]
        lambda: house.run(webhooks.rotate_secret, Rotate("w1", SECRET), actor),  # type: ignore[arg-type]
        lambda: house.run(webhooks.switch_webhook, Switch("w1", is_on=False), actor),  # type: ignore[arg-type]
        lambda: house.run(webhooks.delete_webhook, "w1", actor),  # type: ignore[arg-type]
        lambda: house.run(webhooks.send_test, SendTest("w1", "t"), actor),  # type: ignore[arg-type]
        lambda: house.run(webhooks.send_again, SendAgain("w1"), actor),  # type: ignore[arg-type]
    ]
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason is Reason.NOT_ALLOWED
    assert len(house.run(webhooks.webhook_list, None, ADMIN)) == 1


def test_what_cannot_be_is_refused(house: House) -> None:
    for reason, given in (
        (Reason.BAD_WEBHOOK, {"address": "http://127.0.0.1:9000/"}),
        (Reason.UNKNOWN_CLIENT, {"client_ids": ("c1", "nobody")}),
    ):
        with pytest.raises(Refused) as refused:
            hook(house, **given)
        assert refused.value.reason is reason
    for number in range(MAX_WEBHOOKS):
        hook(house, f"w{number}")
    with pytest.raises(Refused, match="too_many_webhooks"):
        hook(house, "one more")
    hook_here = AddWebhook(wanted("here", address="http://127.0.0.1:9000/"), SECRET)
    house.run(webhooks.delete_webhook, "w0", ADMIN)
    house.under(webhooks_to_loopback=True).run(webhooks.add_webhook, hook_here, ADMIN)


def test_a_press_that_is_delivered_twice_sends_once(house: House) -> None:
    hook(house)
    once = replace(ADMIN, delivery="block_actions:1")
    house.run(webhooks.send_test, SendTest("w1", "t1"), once)
    with pytest.raises(AlreadyDelivered):
        house.run(webhooks.send_test, SendTest("w1", "t2"), once)
    assert [one.type for one in deliveries(house)] == ["webhook.test"]


def test_a_delivery_is_no_part_of_its_domains_own_effects(house: House) -> None:
    """Its domain's effects go by themselves, whatever becomes of a webhook."""
    hook(house)
    domain_id = house.add()
    kinds = {claimed.effect.kind for claimed in house.read(lambda tx: tx.outbox.of_domain(domain_id))}
    assert EffectKind.CARD in kinds
    assert EffectKind.WEBHOOK not in kinds
    assert house.run(reading.card, domain_id).domain.id == domain_id


def test_a_secret_is_shown_once_in_time_to_the_admin_who_made_it(house: House) -> None:
    made = AddWebhook(wanted(), SECRET, is_shown_later=True)
    house.run(webhooks.add_webhook, made, ADMIN)
    other = person("UADM2", Role.ADMIN)
    assert house.run(webhooks.show_secret, ShowSecret("w1"), other) == ""
    with pytest.raises(Refused, match="not_allowed"):
        house.run(webhooks.show_secret, ShowSecret("w1"), person("UADM", Role.MANAGER))
    assert house.run(webhooks.secret_to_show, ShowSecret("w1"), BOT) is not None
    assert house.run(webhooks.show_secret, ShowSecret("w1"), ADMIN) == SECRET
    assert house.run(webhooks.show_secret, ShowSecret("w1"), ADMIN) == ""
    assert house.run(webhooks.secret_to_show, ShowSecret("w1"), BOT) is None
    second = secret_of(b"2" * 32)
    house.run(webhooks.rotate_secret, Rotate("w1", second, is_shown_later=True), ADMIN)
    house.wait(899)
    assert house.run(webhooks.secret_to_show, ShowSecret("w1"), BOT) is not None
    house.wait(1)
    assert house.run(webhooks.show_secret, ShowSecret("w1"), ADMIN) == ""
    assert house.run(webhooks.show_secret, ShowSecret("nobody's"), ADMIN) == ""
