"""Adding many domains at once: all of them, or none."""

from dataclasses import replace
from datetime import datetime

from bot.core.approvals import Act
from bot.core.bulk import AddMany, Row, RowFault, RowsRefused
from bot.core.commands import Actor, AddDomain
from bot.core.errors import Reason, Refused
from bot.services import digests
from bot.services.common import allow, once
from bot.services.domains import add_domain
from bot.services.ports import Transaction


def add_many(tx: Transaction, command: AddMany, actor: Actor, now: datetime) -> int:
    """Stores the domains of all rows, with one digest beside their cards; how many.

    Raises RowsRefused, which names every faulty row; Refused(EMPTY, NO_CHANNEL, NOT_ALLOWED). Nothing is stored then.
    """
    once(tx, actor, now)
    allow(tx, actor, Act.ADD)
    if not command.channel:
        raise Refused(Reason.NO_CHANNEL, field="channel")
    if not command.rows and not command.faults:
        raise Refused(Reason.EMPTY, field="rows")
    faults = [*command.faults, *_added(tx, command, replace(actor, delivery=None), now)]
    if faults:
        raise RowsRefused(faults)
    tx.batches.add(command.batch_id, [domain_id for domain_id, _ in command.rows])
    tx.outbox.put(digests.promise(command.batch_id, actor.team_id, command.channel))
    return len(command.rows)


def _added(tx: Transaction, command: AddMany, actor: Actor, now: datetime) -> list[RowFault]:
    """Adds row by row; gives what was refused."""
    faults = []
    for domain_id, row in command.rows:
        try:
            add_domain(tx, _of_row(tx, command, domain_id, row, actor), actor, now)
        except Refused as error:
            subject = row.client if error.reason is Reason.UNKNOWN_CLIENT else row.host.ascii
            faults.append(RowFault(row.line, error, subject))
    return faults


def _of_row(tx: Transaction, command: AddMany, domain_id: str, row: Row, actor: Actor) -> AddDomain:
    client = tx.clients.by_name(actor.team_id, row.client)
    if client is None:
        raise Refused(Reason.UNKNOWN_CLIENT, field="client", name=row.client)
    return AddDomain(
        domain_id=domain_id,
        host=row.host,
        client_id=client.id,
        setup=command.setup,
        channel=command.channel,
        domain_sid=row.domain_sid,
        verification=row.verification,
    )
