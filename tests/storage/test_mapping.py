"""Rows and values are the same thing said twice."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.domain import Attachment, Campaign, Client, LinkDomain, SslRequest
from bot.core.effects import ClaimedEffect, Effect, EffectState
from bot.core.events import Event
from bot.core.facts import Fact, FactName
from bot.services.ports import Transaction
from storage.columns import Table
from storage.database import Database
from storage.mapping import (
    attachment_columns,
    attachment_of,
    campaign_columns,
    campaign_of,
    claimed_of,
    client_columns,
    client_of,
    domain_columns,
    domain_of,
    effect_columns,
    event_columns,
    event_of,
    fact_columns,
    fact_of,
    name_key,
    request_columns,
    request_of,
)
from storage.tables import ApprovalRow, AttachmentRow, CampaignRow, ClientRow, DomainRow, EventRow, FactRow
from storage.tables_outbox import EffectRow
from tests.storage import strategies as given_
from tests.storage.support import NOW, TEAM, add_client, do, effect

RowT = TypeVar("RowT", bound=Table)
modest = settings(max_examples=60, deadline=None, derandomize=True)


class Undo(Exception):
    """Ends a transaction that leaves nothing behind, so that one database serves many examples."""


def row(table: type[RowT], columns: Mapping[str, Any]) -> RowT:
    return table(**columns)


@modest
@given(given_.domains(), st.lists(given_.ids, max_size=3).map(tuple), given_.maybe_times)
def test_a_domain_survives_its_rows(domain: LinkDomain, contacts: tuple[str, ...], removed: datetime | None) -> None:
    domain = replace(domain, contact_ids=contacts, removed_at=removed)
    stored = row(DomainRow, domain_columns(domain))
    facts = [row(FactRow, fact_columns("d1", name, fact)) for name, fact in domain.facts.items()]
    assert domain_of(stored, facts, domain.request, domain.contact_ids) == domain


@modest
@given(given_.facts)
def test_a_fact_survives_its_row(fact: Fact) -> None:
    assert fact_of(row(FactRow, fact_columns("d1", FactName.RECORD, fact))) == fact


@modest
@given(given_.requests())
def test_a_request_survives_its_row(request: SslRequest) -> None:
    assert request_of(row(ApprovalRow, request_columns(request))) == request


@modest
@given(given_.attachments)
def test_an_attachment_survives_its_row(attachment: Attachment) -> None:
    assert attachment_of(row(AttachmentRow, attachment_columns(attachment))) == attachment


@modest
@given(given_.events)
def test_an_event_survives_its_row(event: Event) -> None:
    assert event_of(row(EventRow, event_columns(event) | {"id": event.id})) == event


@modest
@given(given_.effects)
def test_an_effect_survives_its_row(made: Effect) -> None:
    stored = row(EffectRow, effect_columns(made, NOW) | {"id": 1})
    assert claimed_of(stored) == ClaimedEffect(1, made, EffectState.NEW, 0, 0, None, 0, None)


@modest
@given(given_.ids, given_.words, given_.words, given_.maybe_words)
def test_clients_and_campaigns_survive_their_rows(one: str, team: str, name: str, maybe: str | None) -> None:
    client, campaign = Client(one, team, name, maybe), Campaign(one, team, "c1", name, maybe)
    assert client_of(row(ClientRow, client_columns(client))) == client
    assert campaign_of(row(CampaignRow, campaign_columns(campaign))) == campaign


def test_an_effect_that_is_not_stored_cannot_be_claimed() -> None:
    fresh = row(EffectRow, effect_columns(effect(), NOW))
    with pytest.raises(ValueError, match="not stored"):
        claimed_of(fresh)


@pytest.mark.parametrize("name", ["Acme Corp", " ACME\tcorp", "acme  CORP\n"])
def test_names_are_compared_without_case_and_spaces(name: str) -> None:
    assert name_key(name) == "acme corp"


@settings(modest, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_.domains(st.just("c1"), st.just(TEAM)))
def test_a_domain_survives_the_database(database: Database, domain: LinkDomain) -> None:
    def there_and_back(tx: Transaction) -> None:
        add_client(tx)
        tx.domains.add(domain)
        assert tx.domains.get("d1") == domain
        raise Undo

    with pytest.raises(Undo):
        do(database, there_and_back)


@settings(modest, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_.domains(st.just("c1"), st.just(TEAM)), given_.domains(st.just("c1"), st.just(TEAM)))
def test_a_changed_domain_survives_the_database(database: Database, before: LinkDomain, after: LinkDomain) -> None:
    request = after.request and replace(after.request, id=before.request.id if before.request else "r1")
    after = replace(after, request=request)

    def there_and_back(tx: Transaction) -> None:
        add_client(tx)
        tx.domains.add(before)
        tx.domains.save(after)
        found = tx.domains.get("d1")
        assert found == replace(after, request=request or before.request)
        raise Undo

    with pytest.raises(Undo):
        do(database, there_and_back)
