"""What the relay's performers need to know before they act at Twilio, and where an approval message stands.

``is_wanted`` False: things have changed since the effect was promised; the performer does nothing and calls it done.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.approvals import digest_of
from bot.core.commands import Actor
from bot.core.domain import (
    Attachment,
    AttachmentState,
    Campaign,
    LinkDomain,
    RequestState,
    SslRequest,
    Standing,
    TwilioAccount,
)
from bot.core.effects import ClaimedEffect, Effect, EffectState
from bot.core.errors import Reason, Refused
from bot.services import digests, promises, requests_shown
from bot.services.common import account_of_domain, load, load_shown
from bot.services.moving import holding
from bot.services.ports import Transaction


@dataclass(frozen=True, slots=True)
class RequestJob:
    """The certificate to ask for. Wanted: approved, for this very host and Domain SID, and not refused by Twilio."""

    domain: LinkDomain
    request: SslRequest
    account: TwilioAccount | None
    is_wanted: bool

    @property
    def domain_sid(self) -> str:
        """Twilio's SID of the domain; empty only where nothing is wanted."""
        return _sid(self.domain)


@dataclass(frozen=True, slots=True)
class AttachmentJob:
    """The service to associate with the domain."""

    domain: LinkDomain
    attachment: Attachment
    campaign: Campaign
    account: TwilioAccount | None
    is_wanted: bool
    is_service_leaving: bool = False
    """The service is being detached from another domain just now."""

    @property
    def domain_sid(self) -> str:
        """Twilio's SID of the domain; empty only where nothing is wanted."""
        return _sid(self.domain)


@dataclass(frozen=True, slots=True)
class JudgeJob:
    """The Domain SID to ask Twilio about."""

    domain: LinkDomain
    domain_sid: str
    account: TwilioAccount | None
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class ApprovalPlace:
    """Where an approval request is shown.

    thread_ts   the card's thread; None in a channel of its own, or while the card is not posted yet
    in_thread   True: it belongs into the card's thread, so it waits for the card
    ts          of the message, once posted
    post_state  of the effect that posts it; None where nothing was promised
    """

    channel: str
    in_thread: bool
    thread_ts: str | None
    ts: str | None
    post_state: EffectState | None


@dataclass(frozen=True, slots=True)
class TaskPlace:
    """Where the post stands that says what is to do; ``ts`` once posted, ``post_state`` of the effect that posts it."""

    key: str
    channel: str
    ts: str | None
    post_state: EffectState | None


def task_place(tx: Transaction, effect: Effect, _actor: Actor, _now: datetime) -> TaskPlace:
    """Of an effect of kind TASK, the post's or an update's."""
    key = promises.task_root(effect)
    post = next((claimed for claimed in tx.outbox.of_domain(effect.domain_id) if claimed.effect.key == key), None)
    return TaskPlace(key, _channel(post), post.external_id if post else None, post.state if post else None)


def request_job(tx: Transaction, request_id: str, actor: Actor, _now: datetime) -> RequestJob:
    """Raises Refused(REQUEST_VOID, UNKNOWN_HOST) where there is nothing to ask for any more."""
    request = tx.requests.get(request_id)
    if request is None:
        raise Refused(Reason.REQUEST_VOID)
    domain = load(tx, request.domain_id, actor)
    is_newest = domain.request is not None and domain.request.id == request.id
    is_approved = request.state is RequestState.APPROVED and request.problem is None
    is_same = request.digest == digest_of(domain)
    return RequestJob(domain, request, account_of_domain(tx, domain), is_newest and is_approved and is_same)


def attachment_job(tx: Transaction, attachment_id: str, actor: Actor, _now: datetime) -> AttachmentJob:
    """Raises Refused(UNKNOWN_CAMPAIGN, UNKNOWN_HOST) where there is nothing to attach any more."""
    attachment = tx.attachments.get(attachment_id)
    if attachment is None:
        raise Refused(Reason.UNKNOWN_CAMPAIGN)
    domain = load(tx, attachment.domain_id, actor)
    campaign = tx.campaigns.get(domain.team_id, attachment.campaign_id)
    if campaign is None:
        raise Refused(Reason.UNKNOWN_CAMPAIGN)
    is_complete = domain.details is not None and campaign.service_sid is not None
    is_wanted = is_complete and attachment.state is AttachmentState.WANTED
    held = holding(tx, domain, campaign.service_sid) if campaign.service_sid else []
    is_leaving = any(item.state is AttachmentState.DETACHING for item in held)
    return AttachmentJob(domain, attachment, campaign, account_of_domain(tx, domain), is_wanted, is_leaving)


def detachment_job(tx: Transaction, attachment_id: str, actor: Actor, now: datetime) -> AttachmentJob:
    """The same for what is to be detached; wanted unless somebody has attached it again meanwhile."""
    job = attachment_job(tx, attachment_id, actor, now)
    is_complete = job.domain.details is not None and job.campaign.service_sid is not None
    return replace(job, is_wanted=is_complete and job.attachment.state is AttachmentState.DETACHING)


def judge_job(tx: Transaction, domain_id: str, actor: Actor, _now: datetime) -> JudgeJob:
    """Raises Refused(UNKNOWN_HOST). Wanted while Twilio has not confirmed the Domain SID; compare the effect's subject
    with ``domain_sid``: another one may have been given since."""
    domain = load(tx, domain_id, actor)
    is_wanted = domain.details is not None and domain.details.standing is Standing.UNPROVEN
    return JudgeJob(domain, _sid(domain), account_of_domain(tx, domain), is_wanted)


def _sid(domain: LinkDomain) -> str:
    return domain.details.domain_sid if domain.details else ""


def approval_place(tx: Transaction, request_id: str, actor: Actor, now: datetime) -> ApprovalPlace:
    """Where the request was, or is to be, shown. Raises Refused(REQUEST_VOID, UNKNOWN_HOST)."""
    request = tx.requests.get(request_id)
    if request is None:
        raise Refused(Reason.REQUEST_VOID)
    group_id = tx.batches.group_of(request.id)
    if group_id is not None:
        return group_place(tx, group_id, actor, now)
    domain = load_shown(tx, request.domain_id, actor)
    key = promises.approval_key(request.id, RequestState.PENDING)
    post = next((claimed for claimed in tx.outbox.of_domain(domain.id) if claimed.effect.key == key), None)
    channel = (_channel(post) if post is None or post.attempt else "") or tx.rules.approval_channel or domain.channel
    in_thread = channel == domain.channel
    return ApprovalPlace(
        channel=channel,
        in_thread=in_thread,
        thread_ts=domain.card_ts if in_thread else None,
        ts=post.external_id if post else None,
        post_state=post.state if post else None,
    )


def group_place(tx: Transaction, group_id: str, actor: Actor, now: datetime) -> ApprovalPlace:
    """Where it was, or is to be, shown."""
    key = requests_shown.group_key(group_id)
    post = next((one for one in tx.outbox.of_domain(group_id) if one.effect.key == key), None)
    channel = requests_shown.group_channel(tx, group_id)
    batch_id = requests_shown.digest_over(tx, group_id, channel)
    thread_ts = tx.outbox.external_id(digests.digest_key(batch_id)) if batch_id else None
    is_dead = thread_ts is None and batch_id is not None and not digests.newest_post(tx, batch_id, actor, now)[1]
    return ApprovalPlace(
        channel=channel,
        in_thread=batch_id is not None and not is_dead,
        thread_ts=thread_ts,
        ts=post.external_id if post and post.state is EffectState.DONE else None,
        post_state=post.state if post else None,
    )


def _channel(post: ClaimedEffect | None) -> str:
    """Where it was sent: the settings may name another channel by now, and the card may have moved."""
    return post.effect.destination.removeprefix("slack:") if post else ""
