"""What the services may rely on: webhooks, their secrets and their deliveries."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, text

from bot.core.commands import EffectOutcome
from bot.core.effects import EffectState
from bot.core.errors import Conflict
from bot.core.events import Event, EventKind
from bot.core.rules import Rules
from bot.core.webhooks import DeliveryCount, OffReason, Webhook, WebhookType
from bot.services.webhook_outbox import delivery_of, trial_delivery
from storage.database import Database
from storage.vault import WrongKey
from tests.storage.support import BOT, KEY, NOW, STRANGER, TEAM, add_client, do, later, link_domain

HOOK = Webhook(
    "w1",
    TEAM,
    "https://crm.acme.com/canary?key=canary",
    (WebhookType.DOMAIN_LIVE, WebhookType.CAMPAIGN_ATTACHED),
    ("c1", "c2"),
    "UADM",
    NOW,
)


def add(database: Database) -> None:
    do(database, lambda tx: tx.webhooks.add(HOOK, "whsec_canary"))


def test_a_webhook_comes_back_as_it_was_saved_to_its_own_team(database: Database) -> None:
    add(database)
    assert do(database, lambda tx: tx.webhooks.get("w1")) == HOOK
    assert do(database, lambda tx: (tx.webhooks.get("w1"), tx.webhooks.all()), STRANGER) == (None, [])
    changed = replace(
        HOOK,
        types=(),
        client_ids=(),
        off=OffReason.GONE,
        off_since=NOW,
        failing_since=later(1),
        paused_until=later(2),
        last_taken_at=later(3),
        shown_to="UADM",
        shown_until=later(4),
    )
    do(database, lambda tx: tx.webhooks.save(changed))
    assert do(database, lambda tx: tx.webhooks.all()) == [changed]
    for wrong in (lambda tx: tx.webhooks.save(replace(HOOK, id="x")), lambda tx: tx.webhooks.add(HOOK, "whsec_x")):
        with pytest.raises(Conflict):
            do(database, wrong)
    with pytest.raises(Conflict):
        do(database, lambda tx: tx.webhooks.rotate("x", "whsec_x", NOW))


def test_the_former_secret_counts_until_its_time_is_over(database: Database) -> None:
    add(database)
    assert do(database, lambda tx: tx.webhooks.secrets("w1", NOW)) == ("whsec_canary",)
    assert do(database, lambda tx: tx.webhooks.secrets("w1", NOW), STRANGER) == ()
    do(database, lambda tx: tx.webhooks.rotate("w1", "whsec_two", later(60)))
    assert do(database, lambda tx: tx.webhooks.secrets("w1", later(59))) == ("whsec_two", "whsec_canary")
    assert do(database, lambda tx: tx.webhooks.secrets("w1", later(60))) == ("whsec_two",)
    do(database, lambda tx: tx.webhooks.rotate("w1", "whsec_three", later(60)))
    assert do(database, lambda tx: tx.webhooks.secrets("w1", later(59))) == ("whsec_three", "whsec_two")


def test_address_and_secrets_are_sealed_and_follow_a_change_of_keys(database: Database, url: str) -> None:
    add(database)
    do(database, lambda tx: tx.webhooks.rotate("w1", "whsec_canary2", later(60)))
    engine = create_engine(url)
    with engine.connect() as connection:
        assert "canary" not in str(connection.execute(text("SELECT * FROM webhooks")).all())
    engine.dispose()
    new = Fernet.generate_key().decode()
    both = Database(url, [new, KEY], Rules())
    assert both.rotate_secrets() == 3
    both.close()
    with pytest.raises(WrongKey):
        do(database, lambda tx: tx.webhooks.get("w1"))
    with pytest.raises(WrongKey):
        database.verify_keys()
    changed = Database(url, [new], Rules())
    changed.verify_keys()
    assert do(changed, lambda tx: tx.webhooks.secrets("w1", NOW)) == ("whsec_canary2", "whsec_canary")
    changed.close()


def test_deliveries_are_counted_sent_again_shelved_and_purged_of_their_own_webhook(database: Database) -> None:
    other = replace(HOOK, id="w2")
    add(database)
    do(database, lambda tx: tx.webhooks.add(other, "whsec_other"))
    effects = [trial_delivery(HOOK, f"t{number}") for number in range(3)]
    do(database, lambda tx: [tx.outbox.put(effect) for effect in (*effects, trial_delivery(other, "t0"))])
    done, dead, _waiting = (one.effect_id for one in reversed(do(database, lambda tx: tx.webhooks.deliveries("w1", 9))))
    for effect_id, outcome in ((done, {"is_done": True}), (dead, {"problem": "500", "result": {"code": "500"}})):
        (claimed,) = [one for one in do(database, lambda tx: tx.outbox.claim(NOW, 1, 60, "x")) if one.id == effect_id]
        settled = EffectOutcome(effect_id, claimed.generation, **outcome)  # type: ignore[arg-type]
        assert do(database, lambda tx, settled=settled: tx.outbox.settle(settled))
    counts = {"w1": DeliveryCount(3, 1, 1), "w2": DeliveryCount(1, 1, 0)}
    assert do(database, lambda tx: tx.webhooks.counts()) == counts
    assert do(database, lambda tx: tx.webhooks.counts(), STRANGER) == {}
    assert do(database, lambda tx: tx.webhooks.send_again("w2", [dead])) == 0
    assert do(database, lambda tx: tx.webhooks.send_again("w1", None), STRANGER) == 0
    assert do(database, lambda tx: tx.webhooks.purge(NOW)) == 0
    assert do(database, lambda tx: tx.webhooks.send_again("w1", None)) == 1
    again = do(database, lambda tx: tx.webhooks.delivery(dead))
    assert again is not None
    assert (again.state, again.code, again.tries, again.problem) == (EffectState.NEW, None, 0, None)
    assert do(database, lambda tx: tx.webhooks.shelve_waiting("w1", "off")) == 2
    assert do(database, lambda tx: tx.webhooks.counts()) == {**counts, "w1": DeliveryCount(3, 0, 2)}
    assert do(database, lambda tx: tx.webhooks.purge(later(1)), STRANGER) == 0
    assert do(database, lambda tx: tx.webhooks.purge(later(1))) == 3


def test_one_that_is_under_way_is_neither_shelved_nor_sent_again(database: Database) -> None:
    add(database)
    do(database, lambda tx: tx.outbox.put(delivery_of(HOOK, "7")))
    (claimed,) = do(database, lambda tx: tx.outbox.claim(NOW, 1, 60, "x"))
    assert do(database, lambda tx: tx.webhooks.shelve_waiting("w1", "off")) == 0
    assert do(database, lambda tx: tx.webhooks.send_again("w1", [claimed.id])) == 0
    do(database, lambda tx: tx.webhooks.drop("w1"))
    assert do(database, lambda tx: tx.outbox.get(claimed.id), BOT) is None


def test_an_earlier_result_stays_where_a_try_gives_none(database: Database) -> None:
    do(database, lambda tx: tx.outbox.put(delivery_of(HOOK, "7")))
    for result, at in (({"tries": "3", "code": "500"}, NOW), ({}, later(1))):
        (claimed,) = do(database, lambda tx, at=at: tx.outbox.claim(at, 1, 60, "x"))
        outcome = EffectOutcome(claimed.id, claimed.generation, retry_at=later(1), result=result)
        do(database, lambda tx, outcome=outcome: tx.outbox.settle(outcome))
    one = do(database, lambda tx: tx.webhooks.delivery(claimed.id))
    assert one is not None
    assert (one.tries, one.code) == (3, "500")


def test_a_delivery_names_its_event_and_the_host_as_it_is_now(database: Database) -> None:
    do(database, add_client)
    do(database, lambda tx: tx.domains.add(link_domain()))
    number = do(database, lambda tx: tx.events.append(Event(link_domain().id, EventKind.LIVE, NOW)))
    do(database, lambda tx: tx.outbox.put(delivery_of(HOOK, str(number))))
    renamed = replace(link_domain(), host="go.acme.com", removed_at=NOW)
    do(database, lambda tx: tx.domains.save(renamed))
    (one,) = do(database, lambda tx: tx.webhooks.deliveries("w1", 9))
    assert (one.event_id, one.type, one.host) == (number, "domain.live", "go.acme.com")
    assert do(database, lambda tx: tx.webhooks.delivery(one.effect_id)) == one
    assert do(database, lambda tx: tx.webhooks.delivery(one.effect_id), STRANGER) is None
