"""What the services may rely on: SSL requests, attachments, events, deliveries."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.core.domain import Attachment, AttachmentState, LinkSettings, RequestState
from bot.core.errors import Conflict
from bot.core.events import Event, EventKind
from bot.core.rules import Rules
from bot.services.ports import Transaction
from storage.database import Database
from storage.dialects import dialect_of
from tests.storage.support import (
    NOW,
    STRANGER,
    add_domains,
    campaign,
    do,
    do_all,
    full_domain,
    later,
    link_domain,
    ssl_request,
)

APPROVED = ssl_request(
    state=RequestState.APPROVED, decided_by="U3", decided_at=later(5), reason="fine", problem="30107"
)


@pytest.fixture
def filled(database: Database) -> Database:
    """Domain d1 with a pending request, d2 without, campaigns p1 and p2."""
    add_domains(database, full_domain(1), link_domain(2))
    do_all(database, lambda tx: tx.campaigns.add(campaign(1)), lambda tx: tx.campaigns.add(campaign(2)))
    return database


def attachment(number: int = 1, state: AttachmentState = AttachmentState.WANTED, campaign_id: str = "p1") -> Attachment:
    settings = LinkSettings("https://acme.test/gone", None, continue_on_failure=False, disable_https=True)
    return Attachment(f"x{number}", "d1", campaign_id, state, settings, "U1", later(number))


def event(kind: EventKind = EventKind.ADDED, domain_id: str = "d1", **details: str) -> Event:
    return Event(domain_id, kind, NOW, "U1", details)


def test_a_request_comes_back_as_it_was_decided(filled: Database) -> None:
    assert do(filled, lambda tx: tx.requests.save_if(APPROVED, ssl_request())) is True
    assert do(filled, lambda tx: tx.requests.get("r1")) == APPROVED


def test_the_second_decision_is_refused(filled: Database) -> None:
    do(filled, lambda tx: tx.requests.save_if(APPROVED, ssl_request()))
    rejected = ssl_request(state=RequestState.REJECTED, decided_by="U4", decided_at=later(6))
    assert do(filled, lambda tx: tx.requests.save_if(rejected, ssl_request())) is False
    assert do(filled, lambda tx: tx.requests.get("r1")) == APPROVED


def test_a_domain_has_one_open_request(filled: Database) -> None:
    with pytest.raises(Conflict):
        do(filled, lambda tx: tx.requests.add(ssl_request(id="r2", state=RequestState.WAITING)))
    do(filled, lambda tx: tx.requests.save_if(APPROVED, ssl_request()))
    do(filled, lambda tx: tx.requests.add(ssl_request(id="r2", state=RequestState.WAITING)))


def test_a_request_stored_with_its_domain_may_be_added_too(filled: Database) -> None:
    do(filled, lambda tx: tx.requests.add(ssl_request()))
    assert do(filled, lambda tx: tx.requests.get("r1")) == ssl_request()


def test_another_team_sees_no_request_and_decides_none(filled: Database) -> None:
    assert do(filled, lambda tx: tx.requests.get("r1"), STRANGER) is None
    assert do(filled, lambda tx: tx.requests.save_if(APPROVED, ssl_request()), STRANGER) is False


def test_an_attachment_comes_back_as_it_was_given_and_changed(filled: Database) -> None:
    do(filled, lambda tx: tx.attachments.add(attachment()))
    assert do(filled, lambda tx: tx.attachments.get("x1")) == attachment()
    failed = Attachment("x1", "d1", "p1", AttachmentState.FAILED, LinkSettings(), "U2", later(9), NOW, "30130")
    do(filled, lambda tx: tx.attachments.save(failed))
    assert do(filled, lambda tx: tx.attachments.get("x1")) == failed
    assert do(filled, lambda tx: tx.attachments.get("x1"), STRANGER) is None


def test_a_campaign_is_attached_to_a_domain_once(filled: Database) -> None:
    do(filled, lambda tx: tx.attachments.add(attachment(1)))
    with pytest.raises(Conflict):
        do(filled, lambda tx: tx.attachments.add(attachment(2, AttachmentState.ATTACHED)))
    do(filled, lambda tx: tx.attachments.add(attachment(3, AttachmentState.FAILED)))


def test_attachments_are_listed_oldest_first(filled: Database) -> None:
    for one in (attachment(2, campaign_id="p2"), attachment(1), attachment(3, AttachmentState.FAILED)):
        do(filled, lambda tx, one=one: tx.attachments.add(one))  # type: ignore[misc]
    assert [one.id for one in do(filled, lambda tx: tx.attachments.of_domain("d1"))] == ["x1", "x2", "x3"]
    assert [one.id for one in do(filled, lambda tx: tx.attachments.of_campaign("p1"))] == ["x1", "x3"]
    assert do(filled, lambda tx: tx.attachments.of_domain("d2")) == []
    assert do(filled, lambda tx: tx.attachments.of_campaign("p1"), STRANGER) == []


def test_an_attachment_that_is_not_there_cannot_be_saved(filled: Database) -> None:
    with pytest.raises(Conflict):
        do(filled, lambda tx: tx.attachments.save(attachment()))


def test_events_come_back_oldest_first_with_rising_ids(filled: Database) -> None:
    def work(tx: Transaction) -> list[int]:
        return [
            tx.events.append(event(EventKind.ADDED, by="hand")),
            tx.events.append(event(EventKind.ADDED, "d2")),
            tx.events.append(Event("d1", EventKind.LIVE, later(1))),
        ]

    first, second, third = do(filled, work)
    assert first < second < third
    told = do(filled, lambda tx: tx.events.of_domain("d1"))
    assert told == [
        Event("d1", EventKind.ADDED, NOW, "U1", {"by": "hand"}, first),
        Event("d1", EventKind.LIVE, later(1), None, {}, third),
    ]
    assert do(filled, lambda tx: tx.events.get([third, first])) == told
    assert do(filled, lambda tx: tx.events.get([])) == []
    assert do(filled, lambda tx: tx.events.of_domain("d1"), STRANGER) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor = 'U666'",
        "DELETE FROM events",
        "DELETE FROM domains",
        "INSERT INTO events (id, domain_id, kind, at, details) VALUES (1, 'd1', 'x', '2026-11-23', '{}')",
    ],
)
def test_events_cannot_be_changed_or_taken_away(filled: Database, url: str, statement: str) -> None:
    do(filled, lambda tx: tx.events.append(event()))
    engine = dialect_of(url).engine()
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(statement))
    engine.dispose()
    assert len(do(filled, lambda tx: tx.events.of_domain("d1"))) == 1


def test_events_cannot_be_replaced_on_sqlite(sqlite_url: str) -> None:
    database = Database(sqlite_url, [], Rules())
    add_domains(database, link_domain())
    do(database, lambda tx: tx.events.append(event()))
    database.close()
    engine = create_engine(sqlite_url)
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text("INSERT OR REPLACE INTO events VALUES (1, 'd1', 'x', '2026-11-23', NULL, '{}')"))
    engine.dispose()


def test_events_cannot_be_truncated_on_postgresql(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text("TRUNCATE events"))
    engine.dispose()


def test_a_delivery_counts_once(database: Database) -> None:
    assert do(database, lambda tx: tx.deliveries.record("trigger.1", NOW)) is True
    assert do(database, lambda tx: tx.deliveries.record("trigger.1", later(60))) is False
    assert do(database, lambda tx: tx.deliveries.record("trigger.1", NOW), STRANGER) is True


def test_old_deliveries_are_forgotten(database: Database) -> None:
    for number in range(3):
        do(database, lambda tx, number=number: tx.deliveries.record(f"t{number}", later(number)))  # type: ignore[misc]
    assert do(database, lambda tx: tx.deliveries.purge(later(2))) == 2
    assert do(database, lambda tx: tx.deliveries.record("t2", NOW)) is False
    assert do(database, lambda tx: tx.deliveries.record("t0", NOW)) is True
