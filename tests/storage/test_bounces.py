"""What the service of bounces may rely on, and that of several processes only one tells."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.core.bounces import Bounce, Fate, Settled, message_id
from bot.core.commands import EffectOutcome
from bot.core.domain import Contact
from bot.core.effects import EffectKind
from bot.core.events import EventKind
from bot.core.links import new_link
from bot.core.rules import Rules
from bot.services.bounces import settle_bounce
from bot.services.ports import Transaction
from storage.database import Database
from tests.storage.support import BOT, KEY, NOW, STRANGER, TEAM, add_domains, do, effect, link_domain

MAIL = effect(1, EffectKind.MAIL_STEPS, subject="k1", destination="mail")
NAME = message_id(MAIL.key)
PROCESSES = 4


def send(database: Database) -> int:
    """The mail and a reply are out; gives the mail's id."""

    def work(tx: Transaction) -> int:
        tx.outbox.put(MAIL)
        tx.outbox.put(effect(2))
        ids = {}
        for claimed in tx.outbox.claim(NOW, 10, 30, "me"):
            name = NAME if claimed.effect == MAIL else "<2@linkdomain>"
            tx.outbox.settle(EffectOutcome(claimed.id, claimed.generation, is_done=True, external_id=name))
            ids[claimed.effect.key] = claimed.id
        return ids[MAIL.key]

    return do(database, work)


def test_a_mail_is_found_by_its_message_id_by_its_own_team_and_nothing_else_is(database: Database) -> None:
    mail_id = send(database)
    found = do(database, lambda tx: tx.outbox.mail_of(NAME))
    assert found is not None
    assert (found.id, found.effect) == (mail_id, MAIL)
    assert do(database, lambda tx: tx.outbox.mail_of(NAME), STRANGER) is None
    for name in ("", "%", "<2@linkdomain>"):
        assert do(database, lambda tx, name=name: tx.outbox.mail_of(name)) is None  # type: ignore[misc]


def test_mails_under_way_are_those_of_which_nobody_knows_yet(database: Database) -> None:
    do(database, lambda tx: [tx.outbox.put(one) for one in (MAIL, effect(2))])
    assert [one.effect for one in do(database, lambda tx: tx.outbox.mails_under_way())] == [MAIL]
    assert do(database, lambda tx: tx.outbox.mails_under_way(), STRANGER) == []
    do(database, lambda tx: tx.outbox.claim(NOW, 10, 30, "me"))
    assert [one.effect for one in do(database, lambda tx: tx.outbox.mails_under_way())] == [MAIL]


def test_of_several_processes_that_read_the_same_report_one_tells(url: str) -> None:
    processes = [Database(url, [KEY], Rules(is_mail_on=True)) for _ in range(PROCESSES)]
    add_domains(processes[0], replace(link_domain(1), contact_ids=()))

    def furnish(tx: Transaction) -> None:
        contact_id = tx.contacts.add(Contact("k1", TEAM, "c1", "it@acme.test"))
        domain = tx.domains.get("d1")
        assert domain is not None
        tx.domains.save(replace(domain, contact_ids=(contact_id,)))
        tx.links.add(new_link("d1", 1, NOW).sent(NOW))

    do(processes[0], furnish)
    send(processes[0])
    gate = threading.Barrier(PROCESSES)

    def settle(database: Database) -> Settled:
        gate.wait()
        return database.run_now(settle_bounce, Bounce(NAME, Fate.FAILED), BOT, NOW)

    with ThreadPoolExecutor(PROCESSES) as pool:
        ended = list(pool.map(settle, processes))
    kinds = [event.kind for event in do(processes[0], lambda tx: tx.events.of_domain("d1"))]
    for database in processes:
        database.close()
    assert sorted(ended) == [*[Settled.KNOWN] * (PROCESSES - 1), Settled.TOLD]
    assert kinds.count(EventKind.FORWARD_BOUNCED) == 1
