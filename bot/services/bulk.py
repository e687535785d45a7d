"""Adding many domains at once: all of them or none, unless the faulty lines are to be left out."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.approvals import Act, may
from bot.core.bulk import AddedMany, AddMany, Row, RowFault, RowsRefused
from bot.core.commands import Actor, AddCampaign, AddClient, AddDomain, AttachCampaigns
from bot.core.domain import Campaign, Client, LinkSettings, Setup
from bot.core.errors import Reason, Refused
from bot.services import digests
from bot.services.campaign_edits import EditCampaign, edit_campaign
from bot.services.campaigns import add_campaign, attach_campaigns
from bot.services.clients import add_client
from bot.services.common import allow, clean_name, once
from bot.services.domains import add_domain
from bot.services.ports import Transaction


def add_many(tx: Transaction, command: AddMany, actor: Actor, now: datetime) -> AddedMany:
    """Stores the domains of all rows, with one digest beside their cards.

    Raises RowsRefused, which names every faulty row, where one is faulty and not to be left out, or none is good;
    Refused(EMPTY, NO_CHANNEL, NOT_ALLOWED). Nothing is stored then.
    """
    once(tx, actor, now)
    allow(tx, actor, Act.MANAGE if command.is_filling else Act.ADD)
    if not command.channel:
        raise Refused(Reason.NO_CHANNEL, field="channel")
    if not command.rows and not command.faults:
        raise Refused(Reason.EMPTY, field="rows")
    stored = _Rows(tx, command, replace(actor, delivery=None), now)
    stored.add()
    if (stored.faults and not command.is_partial) or not stored.ids:
        raise RowsRefused(stored.faults, good=len(stored.ids))
    tx.batches.add(command.batch_id, stored.ids)
    tx.outbox.put(digests.promise(command.batch_id, actor.team_id, command.channel))
    faults = tuple(sorted(stored.faults, key=lambda fault: fault.line))
    return AddedMany(len(stored.ids), faults, stored.made.clients, stored.made.campaigns)


@dataclass(frozen=True, slots=True)
class _Made:
    clients: int = 0
    campaigns: int = 0

    def __add__(self, other: "_Made") -> "_Made":
        return _Made(self.clients + other.clients, self.campaigns + other.campaigns)


class _Rows:
    """Row by row, each whole or not at all."""

    def __init__(self, tx: Transaction, command: AddMany, actor: Actor, now: datetime) -> None:
        self._tx, self._command, self._actor, self._now = tx, command, actor, now
        self.faults, self.ids, self.made = list(command.faults), list[str](), _Made()

    def add(self) -> None:
        """Stores what can be stored; what is wrong with the rest stands in ``faults``."""
        too_many = {fault.line for fault in self.faults if fault.error.reason is Reason.TOO_MANY_ROWS}
        for domain_id, row in self._command.rows:
            if too_many and row.line >= min(too_many):
                continue  # named already, by the first of them
            try:
                with self._tx.attempt():
                    made = self._row(domain_id, row)
            except Refused as error:
                self.faults.append(RowFault(row.line, error, _subject(error, row), row.text))
            else:
                self.ids.append(domain_id)
                self.made += made

    def _row(self, domain_id: str, row: Row) -> _Made:
        tx, actor, now = self._tx, self._actor, self._now
        client, made = self._client(domain_id, row)
        contacts = tuple((f"{domain_id}-p{number}", address) for number, address in enumerate(row.emails))
        adding = AddDomain(
            domain_id=domain_id,
            host=row.host,
            client_id=client.id,
            setup=Setup.FORWARD if contacts else self._command.setup,
            channel=self._command.channel,
            domain_sid=row.domain_sid,
            verification=row.verification,
            contacts=contacts,
            language=row.language,
        )
        add_domain(tx, adding, actor, now)
        for number, (name, sid) in enumerate(row.campaigns):
            campaign, added = self._campaign(client, name, sid, f"{domain_id}-k{number}")
            wanted = AttachCampaigns(domain_id, {f"{domain_id}-a{number}": campaign.id}, LinkSettings())
            attach_campaigns(tx, wanted, actor, now)
            made += added
        return made

    def _client(self, domain_id: str, row: Row) -> tuple[Client, _Made]:
        tx, actor = self._tx, self._actor
        known = tx.clients.by_name(actor.team_id, row.client)
        if known is not None:
            return known, _Made()
        if not self._command.is_filling:
            raise Refused(Reason.UNKNOWN_CLIENT, field="client", name=row.client)
        adding = AddClient(f"{domain_id}-c", row.client)
        add_client(tx, adding, actor, self._now)
        return Client(adding.client_id, actor.team_id, clean_name(row.client, "client")), _Made(clients=1)

    def _campaign(self, client: Client, name: str, sid: str, new_id: str) -> tuple[Campaign, _Made]:
        tx, actor = self._tx, self._actor
        if not name:
            raise Refused(Reason.UNNAMED_CAMPAIGN, field="campaign")
        known = tx.campaigns.by_name(actor.team_id, client.id, clean_name(name, "campaign"))
        if known is not None:
            return self._served(known, sid), _Made()
        if not self._command.is_filling:
            raise Refused(Reason.UNKNOWN_CAMPAIGN, field="campaign", name=name)
        add_campaign(tx, AddCampaign(new_id, client.id, name, sid or None), actor, self._now)
        return Campaign(new_id, actor.team_id, client.id, name, sid or None), _Made(campaigns=1)

    def _served(self, campaign: Campaign, sid: str) -> Campaign:
        """The campaign with the Messaging Service that the row names; an admin's row gives it one where it has none."""
        if not sid or (campaign.service_sid or "").casefold() == sid.casefold():
            return campaign
        if campaign.service_sid or not may(self._actor, Act.MANAGE, self._tx.rules):
            raise Refused(Reason.OTHER_SERVICE, field="campaign", campaign=campaign.name)
        return edit_campaign(self._tx, EditCampaign(campaign.id, "", sid), self._actor, self._now)


def _subject(error: Refused, row: Row) -> str:
    match error.field:
        case "client":
            return row.client
        case "email":
            return error.details.get("address") or ", ".join(row.emails)
        case "campaign" | "campaigns":
            return error.details.get("name") or row.host.ascii
        case _:
            return row.host.ascii
