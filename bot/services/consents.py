"""The consent page of a domain's DNS provider: when it is looked for, what was found, and whether it is of use now."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.commands import Actor
from bot.core.consent import Application, Consent, ConsentPage, ConsentSeen, application_of, is_for, panel_at
from bot.core.domain import LinkDomain
from bot.core.facts import FactName
from bot.core.stage import has_records, is_verified, records_of
from bot.core.ways import Way
from bot.services.ports import Transaction


@dataclass(frozen=True, slots=True)
class SettleConsent:
    """What a look for a zone's consent page saw."""

    domain_id: str
    zone: str
    seen: ConsentSeen


@dataclass(frozen=True, slots=True)
class Offer:
    """Where the records can be written, and what is to be."""

    page: ConsentPage
    application: Application


def zone_due(tx: Transaction, domain_id: str, _actor: Actor, now: datetime) -> str | None:
    """The zone whose consent page is to be looked for now; None: nobody would use it, or it was looked for lately."""
    domain = tx.domains.get(domain_id)
    if domain is None or not _is_wanted(domain):
        return None
    known = tx.consents.of_domain(domain_id)
    return domain.zone if known is None or known.is_due(domain.zone, now, tx.rules.speed) else None


def settle(tx: Transaction, command: SettleConsent, _actor: Actor, now: datetime) -> None:
    """Stores what was seen."""
    domain = tx.domains.get(command.domain_id)
    if domain is None:
        return
    known = tx.consents.of_domain(domain.id) or Consent(domain.id, command.zone, now)
    tx.consents.put(known.seen(command.zone, command.seen, now))


def offer_of(tx: Transaction, domain: LinkDomain) -> Offer | None:
    """None where nothing is left to write, the provider has no page for us, or our template cannot write it."""
    if Way.CONNECT not in tx.rules.ways or not _is_wanted(domain):
        return None
    consent = tx.consents.of_domain(domain.id)
    if consent is None or consent.page is None or consent.zone != domain.zone:
        return None
    records = records_of(domain, tx.rules)
    is_open = not domain.fact(FactName.RECORD).holds or (len(records) > 1 and not is_verified(domain))
    application = application_of(domain, records) if is_open else None
    if application is None or not is_for(panel_at(consent.page.address), domain):
        return None
    return Offer(consent.page, application)


def _is_wanted(domain: LinkDomain) -> bool:
    is_ours = domain.removed_at is None and domain.removing_since is None
    return is_ours and domain.live_since is None and not has_records(domain)
