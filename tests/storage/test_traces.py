"""What is let go of is nowhere: in no row, and on SQLite in no byte of the files."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, make_url, text

from bot.core.commands import EffectOutcome
from bot.core.domain import Contact, RequestState
from bot.core.effects import EffectKind
from bot.core.events import Event, EventKind
from bot.core.forgetting import Forgotten
from bot.core.links import new_link
from bot.core.rules import Rules
from bot.services.forgetting import forget, purge_removed
from bot.services.ports import Transaction
from storage.database import Database
from tests.storage.support import (
    BOT,
    KEY,
    NOW,
    OTHER_TEAM,
    STRANGER,
    TEAM,
    add_domains,
    do,
    do_all,
    effect,
    full_domain,
    link_domain,
    ssl_request,
)

ADDRESS, OTHER = "Canary.Person@acme.test", "other@acme.test"
NOTED = f"Ask {ADDRESS.lower()} first; not x{ADDRESS}"


def fill(database: Database) -> None:
    """Two domains of which one writes to nobody else; the address stands in a note, a reason and an event as well."""
    gone, kept = Contact("k1", TEAM, "c1", ADDRESS), Contact("k2", TEAM, "c1", OTHER)
    rejected = replace(ssl_request(1), state=RequestState.REJECTED, reason=f"{ADDRESS} must agree")
    domains = [replace(full_domain(1), live_since=None, note=NOTED, request=rejected), link_domain(2, note=ADDRESS)]
    add_domains(database, *domains)

    def work(tx: Transaction) -> None:
        for contact in (gone, kept):
            tx.contacts.add(contact)
        for domain, people in zip(domains, (("k1", "k2"), ("k1",)), strict=True):
            tx.domains.save(replace(domain, contact_ids=people))
            link = replace(new_link(domain.id, 1, NOW), undeliverable=people, sent_at=NOW)
            tx.links.add(link)
            tx.links.add(replace(new_link(domain.id, 2, NOW), undeliverable=people, sent_at=NOW))
        told = Event("d1", EventKind.SSL_REJECTED, NOW, "U1", {"reason": f"{ADDRESS} must agree"})
        event_id = tx.events.append(told)
        tx.outbox.put(effect(1, EffectKind.REPLY, subject=str(event_id)))
        tx.outbox.put(effect(2, EffectKind.MAIL_STEPS, subject="k1", destination="mail"))
        tx.outbox.put(effect(3, EffectKind.MAIL_REMINDER, subject="k2", destination="mail"))

    do(database, work)
    do(database, posted)


def posted(tx: Transaction) -> None:
    for claimed in tx.outbox.claim(NOW, 50, 30.0, "test"):
        tx.outbox.settle(EffectOutcome(claimed.id, claimed.generation, is_done=True, external_id=f"ts{claimed.id}"))


def everything(url: str) -> Iterator[str]:
    """Every value of every row."""
    engine = create_engine(url)
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                yield from map(str, row)
    engine.dispose()


def sealed_of(url: str, contact_id: str) -> tuple[str, str]:
    """The address as it rests: its token, and the hash that it is found by."""
    engine = create_engine(url)
    query = text("SELECT address, address_index FROM contacts WHERE id = :id")
    with engine.connect() as connection:
        token, index = connection.execute(query, {"id": contact_id}).one()
    engine.dispose()
    return str(token), str(index)


def test_the_address_is_in_no_row_any_more_and_others_are_untouched(database: Database, url: str) -> None:
    fill(database)
    sealed = sealed_of(url, "k1")
    assert database.run_now(forget, ADDRESS.upper(), BOT, NOW) == Forgotten(1, 2, 4)
    assert database.tidy()
    rows = list(everything(url))
    near = f"x{ADDRESS}"  # another one that ends alike
    assert not any(ADDRESS.lower() in row.replace(near, "").lower() for row in rows)
    assert not any(word in row for row in rows for word in (*sealed, "k1 "))
    one, two = (do(database, lambda tx, name=name: tx.domains.get(name)) for name in ("d1", "d2"))
    assert one
    assert two
    assert (one.contact_ids, two.contact_ids) == (("k2",), ())
    assert (one.note, two.note) == (f"Ask a contact first; not {near}", "a contact")
    assert one.request
    assert one.request.reason == "a contact must agree"
    assert do(database, lambda tx: [tx.links.get(f"d1-{number}").undeliverable for number in (1, 2)]) == [("k2",)] * 2  # type: ignore[union-attr]
    known = do(database, lambda tx: tx.contacts.get("k2"))
    assert known
    assert known.address == OTHER


def test_the_timeline_is_whole_and_closed_again(database: Database, url: str) -> None:
    fill(database)
    database.run_now(forget, ADDRESS, BOT, NOW)
    told = do(database, lambda tx: tx.events.of_domain("d1"))
    assert [one.kind for one in told] == [EventKind.SSL_REJECTED, EventKind.CONTACT_FORGOTTEN]
    assert told[0].details == {"reason": "a contact must agree"}
    engine = create_engine(url)
    for change in ("UPDATE events SET kind = 'x'", "DELETE FROM events"):
        with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
            connection.execute(text(change))
    engine.dispose()


def test_what_slack_shows_is_promised_anew_and_no_mail_is_left(database: Database) -> None:
    fill(database)
    database.run_now(forget, ADDRESS, BOT, NOW)
    of_one = do(database, lambda tx: tx.outbox.of_domain("d1"))
    promised = {one.effect.kind: one.effect.subject for one in of_one}
    assert promised[EffectKind.REPLY_ANEW].split(":")[1:] == ["C1", "ts1"]
    assert promised[EffectKind.APPROVAL] == "r1"
    assert EffectKind.CARD in promised
    assert EffectKind.MAIL_STEPS not in promised
    assert promised[EffectKind.MAIL_REMINDER] == "k2"


def test_a_second_time_and_in_another_workspace_it_is_not_known(database: Database) -> None:
    fill(database)
    assert not database.run_now(forget, "nobody@acme.test", BOT, NOW)
    database.run_now(forget, ADDRESS, BOT, NOW)
    assert database.run_now(forget, ADDRESS, BOT, NOW) == Forgotten(0, 0, 0)
    assert not do(database, lambda tx: tx.traces.contacts(OTHER), STRANGER)
    assert STRANGER.team_id == OTHER_TEAM


def test_no_byte_of_sqlites_files_holds_it_while_another_process_has_them_open(sqlite_url: str) -> None:
    bot, command = (Database(sqlite_url, [KEY], Rules()) for _ in range(2))
    fill(bot)
    sealed = sealed_of(sqlite_url, "k1")
    assert any(word in bytes_of(sqlite_url) for word in (b"canary.person", *map(str.encode, sealed)))
    command.run_now(forget, ADDRESS, BOT, NOW)
    assert command.tidy()
    written = bytes_of(sqlite_url).replace(b"x" + ADDRESS.encode(), b"")
    for word in (ADDRESS, ADDRESS.lower(), *sealed):
        assert word.encode() not in written
    assert do(bot, lambda tx: tx.contacts.get("k2")) is not None
    for database in (bot, command):
        database.close()


def test_a_file_that_is_being_read_is_tidied_later(sqlite_url: str) -> None:
    database = Database(sqlite_url, [KEY], Rules())
    fill(database)
    reader = create_engine(sqlite_url, connect_args={"isolation_level": None})
    with reader.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT * FROM contacts").all()
        database.run_now(forget, ADDRESS, BOT, NOW)
        assert not database.tidy(tries=1)
    reader.dispose()
    assert database.tidy()
    database.close()


def bytes_of(url: str) -> bytes:
    folder = Path(make_url(url).database or "").parent
    return b"".join(path.read_bytes() for path in folder.glob("linkdomain.db*"))


def test_what_removed_domains_need_no_more_goes_and_their_timeline_stays(database: Database, url: str) -> None:
    fill(database)
    do(database, lambda tx: tx.outbox.put(effect(4, EffectKind.CARD, domain_id="d1")))
    sealed = sealed_of(url, "k2")

    def remove(tx: Transaction) -> None:
        one = tx.domains.get("d1")
        assert one
        tx.domains.save(replace(one, removed_at=NOW, next_check_at=None))

    do(database, remove)
    assert database.run_now(purge_removed, NOW, BOT, NOW) == 0
    assert database.run_now(purge_removed, NOW + timedelta(seconds=1), STRANGER, NOW) == 0
    assert database.run_now(purge_removed, NOW + timedelta(seconds=1), BOT, NOW) > 0
    one, two = (do(database, lambda tx, name=name: tx.domains.with_removed(name)) for name in ("d1", "d2"))
    assert one
    assert two
    assert (one.note, one.contact_ids, two.note, two.contact_ids) == (None, (), ADDRESS, ("k1",))
    assert do(database, lambda tx: [tx.links.count(name) for name in ("d1", "d2")]) == [0, 2]
    assert [one.kind for one in do(database, lambda tx: tx.events.of_domain("d1"))] == [EventKind.SSL_REJECTED]
    left = do(database, lambda tx: tx.outbox.of_domain("d1"))
    assert [claimed.effect.kind for claimed in left] == [
        EffectKind.MAIL_REMINDER,
        EffectKind.CARD,
    ]  # they have not gone out
    rows = list(everything(url))
    assert not any(word in row for row in rows for word in sealed)
    assert do(database, lambda tx: tx.contacts.get("k1")) is not None  # the other domain writes to it
    assert database.run_now(purge_removed, NOW + timedelta(seconds=1), BOT, NOW) == 0


def test_an_event_with_letters_of_any_alphabet_is_found(database: Database) -> None:
    add_domains(database, link_domain(1))
    named = Event("d1", EventKind.EDITED, NOW, "U1", {"x": "jürg@acme.test"})
    do_all(database, lambda tx: tx.events.append(named))
    assert database.run_now(forget, "JÜRG@acme.test", BOT, NOW) == Forgotten(0, 0, 1)
    assert json.dumps(dict(do(database, lambda tx: tx.events.of_domain("d1"))[0].details)) == '{"x": "a contact"}'
