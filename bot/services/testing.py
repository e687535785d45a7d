"""One real message through an attached campaign, to see the short link that comes out."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.approvals import Act
from bot.core.commands import Actor, EffectOutcome, SendTest
from bot.core.domain import Attachment, AttachmentState, LinkDomain, TwilioAccount
from bot.core.effects import Effect, EffectKind, EffectState
from bot.core.errors import Reason, Refused
from bot.core.events import Event, EventKind
from bot.services import promises
from bot.services.common import account_of_domain, allow, load, once
from bot.services.ports import Transaction
from bot.services.telling import announce, event

_ENDED = (EffectState.DONE, EffectState.DEAD)
_KINDS = (EffectKind.SEND_TEST, EffectKind.READ_TEST)


@dataclass(frozen=True, slots=True)
class TestJob:
    """``marker`` begins the message's text and no other's; ``message_sid`` is Twilio's, once it was sent."""

    __test__ = False  # no test case, whatever the name

    host: str
    account: TwilioAccount | None
    service_sid: str
    number: str
    marker: str
    url: str
    since: datetime
    message_sid: str | None

    @property
    def body(self) -> str:
        return f"{self.marker} {self.url}"


def send_test(tx: Transaction, command: SendTest, actor: Actor, now: datetime) -> None:
    """Promises one message. Raises Refused: UNKNOWN_HOST, NOT_ALLOWED, NO_TEST_NUMBERS, TEST_UNDER_WAY; NOT_ATTACHED
    beside ``attached``; BAD_TEST_NUMBER beside ``number``: one that the settings do not name."""
    once(tx, actor, now)
    domain = load(tx, command.domain_id, actor)
    allow(tx, actor, Act.ATTACH)
    if not tx.rules.test_numbers:
        raise Refused(Reason.NO_TEST_NUMBERS)
    attachment = tx.attachments.get(command.attachment_id)
    if attachment is None or attachment.domain_id != domain.id or attachment.state is not AttachmentState.ATTACHED:
        raise Refused(Reason.NOT_ATTACHED, field="attached", host=domain.host)
    if command.number not in tx.rules.test_numbers:
        raise Refused(Reason.BAD_TEST_NUMBER, field="number")
    open_ones = [one for one in tx.outbox.of_domain(domain.id) if one.effect.kind in _KINDS]
    if any(one.state not in _ENDED for one in open_ones):
        raise Refused(Reason.TEST_UNDER_WAY, host=domain.host)
    wanted = event(domain, EventKind.TEST_WANTED, actor, now, **_details(tx, domain, attachment, command.number))
    [stored] = announce(tx, domain, domain, [wanted])
    tx.outbox.put(promises.send_test(domain, stored.id or 0, account_of_domain(tx, domain)))


def _details(tx: Transaction, domain: LinkDomain, attachment: Attachment, number: str) -> dict[str, str]:
    campaign = tx.campaigns.get(domain.team_id, attachment.campaign_id)
    return {"campaign": campaign.name if campaign else "", "attachment": attachment.id, "number": number}


def job_of_test(tx: Transaction, event_id: int, actor: Actor, _now: datetime) -> TestJob:
    """What to send, or to read. Raises Refused(STALE) where the campaign is attached no more, UNKNOWN_HOST."""
    wanted = next(iter(tx.events.get([event_id])), None)
    attachment = tx.attachments.get(wanted.details.get("attachment", "")) if wanted else None
    if wanted is None or attachment is None:
        raise Refused(Reason.STALE)
    domain = load(tx, wanted.domain_id, actor)
    campaign = tx.campaigns.get(domain.team_id, attachment.campaign_id)
    return TestJob(
        host=domain.host,
        account=account_of_domain(tx, domain),
        service_sid=(campaign.service_sid if campaign else None) or "",
        number=wanted.details.get("number", ""),
        marker=f"Test {event_id} of short links on {domain.host}:",
        url=attachment.settings.fallback_url or f"https://{domain.zone}/",
        since=wanted.at,
        message_sid=tx.outbox.external_id(promises.send_test_key(event_id)),
    )


def sent(
    tx: Transaction, domain: LinkDomain, effect: Effect, outcome: EffectOutcome, actor: Actor, now: datetime
) -> None:
    """Twilio took the message: it is read some moments later, for its short link. Or it did not, and says why."""
    if outcome.is_done and outcome.external_id:
        tx.outbox.put(promises.read_test(domain, int(effect.subject), account_of_domain(tx, domain)))
    elif not outcome.is_done:
        _tell(tx, domain, effect, {"code": outcome.problem or ""}, actor, now)


def seen(
    tx: Transaction, domain: LinkDomain, effect: Effect, outcome: EffectOutcome, actor: Actor, now: datetime
) -> None:
    """The message as it went out."""
    details = dict(outcome.result) if outcome.is_done else {"code": outcome.problem or ""}
    _tell(tx, domain, effect, details, actor, now)


def _tell(
    tx: Transaction, domain: LinkDomain, effect: Effect, details: dict[str, str], actor: Actor, now: datetime
) -> None:
    wanted: Event | None = next(iter(tx.events.get([int(effect.subject)])), None)
    told = {"campaign": "", "number": ""} | dict(wanted.details if wanted else {}) | details
    asked_by = {"asked_by": wanted.actor} if wanted and wanted.actor else {}
    announce(tx, domain, domain, [event(domain, EventKind.TESTED, actor, now, **told, **asked_by)])
