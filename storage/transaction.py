"""One transaction as the services see it: Ports.Transaction over one session."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from bot.core.rules import Rules
from storage.buckets import SqlBuckets
from storage.outbox import SqlOutbox
from storage.repositories import SqlDomains
from storage.repositories_batches import SqlBatches
from storage.repositories_consent import SqlConsents
from storage.repositories_history import SqlAttachments, SqlDeliveries, SqlEvents, SqlRequests
from storage.repositories_links import SqlLinks
from storage.repositories_people import SqlAccounts, SqlCampaigns, SqlClients, SqlContacts
from storage.repositories_registry import SqlAsks, SqlCredentialLinks
from storage.repositories_tokens import SqlTokens
from storage.repositories_webhooks import SqlWebhooks
from storage.scope import Scope
from storage.surveys import SqlSurveys
from storage.traces import SqlTraces
from storage.write_links import SqlWriteLinks


class SqlTransaction:
    """Repositories are made when they are first asked for."""

    def __init__(self, scope: Scope, rules: Rules) -> None:
        self._scope, self._rules = scope, rules

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A savepoint; what waits in the session goes out before it ends."""
        with self._scope.session.begin_nested():
            yield

    @property
    def rules(self) -> Rules:
        return self._rules

    @cached_property
    def domains(self) -> SqlDomains:
        return SqlDomains(self._scope)

    @cached_property
    def clients(self) -> SqlClients:
        return SqlClients(self._scope)

    @cached_property
    def accounts(self) -> SqlAccounts:
        return SqlAccounts(self._scope)

    @cached_property
    def contacts(self) -> SqlContacts:
        return SqlContacts(self._scope)

    @cached_property
    def campaigns(self) -> SqlCampaigns:
        return SqlCampaigns(self._scope)

    @cached_property
    def requests(self) -> SqlRequests:
        return SqlRequests(self._scope)

    @cached_property
    def attachments(self) -> SqlAttachments:
        return SqlAttachments(self._scope)

    @cached_property
    def events(self) -> SqlEvents:
        return SqlEvents(self._scope)

    @cached_property
    def links(self) -> SqlLinks:
        return SqlLinks(self._scope)

    @cached_property
    def outbox(self) -> SqlOutbox:
        return SqlOutbox(self._scope)

    @cached_property
    def deliveries(self) -> SqlDeliveries:
        return SqlDeliveries(self._scope)

    @cached_property
    def surveys(self) -> SqlSurveys:
        return SqlSurveys(self._scope)

    @cached_property
    def batches(self) -> SqlBatches:
        return SqlBatches(self._scope)

    @cached_property
    def credential_links(self) -> SqlCredentialLinks:
        return SqlCredentialLinks(self._scope)

    @cached_property
    def asks(self) -> SqlAsks:
        return SqlAsks(self._scope)

    @cached_property
    def tokens(self) -> SqlTokens:
        return SqlTokens(self._scope)

    @cached_property
    def write_links(self) -> SqlWriteLinks:
        return SqlWriteLinks(self._scope)

    @cached_property
    def traces(self) -> SqlTraces:
        return SqlTraces(self._scope)

    @cached_property
    def buckets(self) -> SqlBuckets:
        return SqlBuckets(self._scope)

    @cached_property
    def webhooks(self) -> SqlWebhooks:
        return SqlWebhooks(self._scope)

    @cached_property
    def consents(self) -> SqlConsents:
        return SqlConsents(self._scope)
