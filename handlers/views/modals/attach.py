"""The form that attaches campaigns to a domain."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, CheckboxesElement, ExternalDataMultiSelectElement, InputBlock
from slack_sdk.models.views import View

from bot.core.cards import Card, Stage
from bot.core.domain import Campaign, LinkSettings
from handlers import ids
from handlers.views.blocks import actions, button, context, field, modal, option, section
from handlers.views.modals.detach import shared
from handlers.views.modals.parts import Choice, text_input
from handlers.views.text import bold, code, plain, pt, said
from handlers.views.words import MOVE_HERE, SENDING

URL_LIMIT = 2000
MAX_NAMED, MAX_GROUPS = 10, 5
FEE = "Twilio charges for each message with short links, after 1,000 free ones a month."
"""Twilio's help centre on Link Shortening with the Engagement Suite."""


@dataclass(frozen=True, slots=True)
class AttachDraft:
    """``without_service`` are the client's campaigns that cannot be attached yet."""

    card: Card
    settings: LinkSettings
    without_service: Sequence[Campaign] = ()
    count: int = 0
    """How many campaigns the client has."""
    sharing: Sequence[Sequence[str]] = ()
    """The names of campaigns of one Messaging Service, each group of two at least."""
    can_choose_service: bool = False
    chosen: Sequence[Campaign] = ()
    """Those that stand in the form already."""


def attach_form(draft: AttachDraft) -> View:
    domain = draft.card.domain
    blocks: list[Block] = [section(_opening(draft))]
    blocks += _left_out(draft)
    blocks += [context(shared(names)) for names in draft.sharing[:MAX_GROUPS]]
    is_live = draft.card.stage is Stage.LIVE
    blocks += [
        _campaigns_field(draft.chosen),
        missing_campaign(draft),
        *_url_fields(draft.settings),
        _options_field(draft.settings, can_move=is_live),
    ]
    blocks.append(context(FEE, SENDING))
    return modal(
        "Attach campaigns", blocks, callback_id=ids.ATTACH_FORM, submit="Attach", carries={"domain": domain.id}
    )


def nothing_to_attach(draft: AttachDraft) -> View:
    """The client has no campaign that could be attached."""
    client = said(draft.card.client.name, 120)
    told = f"{client} has no campaign with a Messaging Service yet. It has to be added first."
    carries = {"domain": draft.card.domain.id}
    return modal("Attach campaigns", [section(told), *_left_out(draft), missing_campaign(draft)], carries=carries)


def missing_campaign(draft: AttachDraft) -> Block:
    """The way on where the campaign is not in the list; what was typed stays."""
    if draft.can_choose_service:
        return actions(button("Add campaign", ids.ADD_CAMPAIGN, draft.card.client.id))
    return actions(button("Ask an admin", ids.ASK_CAMPAIGN, draft.card.domain.id))


def _opening(draft: AttachDraft) -> str:
    host = code(draft.card.domain.host)
    when = _WHEN.get(draft.card.stage, "as soon as the domain is live")
    return f"Links in these campaigns of {said(draft.card.client.name, 120)} will use {host}. I attach them {when}."


_WHEN = {Stage.LIVE: "at once", Stage.DEGRADED: "as soon as the domain works again"}


def _left_out(draft: AttachDraft) -> list[Block]:
    """Campaigns that cannot be attached yet: why, and for those who may, the way out."""
    campaigns = draft.without_service
    if not campaigns:
        return []
    if not draft.can_choose_service:
        named = ", ".join(bold(campaign.name, 80) for campaign in campaigns[:MAX_NAMED])
        more = f" and {len(campaigns) - MAX_NAMED} more" if len(campaigns) > MAX_NAMED else ""
        return [context(f"Without a Messaging Service, so not in the list: {named}{more}. An admin can choose one.")]
    rows: list[Block] = [_without(campaign) for campaign in campaigns[:MAX_NAMED]]
    rest = len(campaigns) - MAX_NAMED
    return [*rows, context(f"and {rest} more without a Messaging Service")] if rest > 0 else rows


def _without(campaign: Campaign) -> Block:
    choose = button("Choose a service", ids.CHOOSE_SERVICE, campaign.id, says=f"For {plain(campaign.name, 60)}")
    return section(f"{bold(campaign.name, 80)} has no Messaging Service, so it is not in the list.", accessory=choose)


def _campaigns_field(chosen: Sequence[Campaign]) -> InputBlock:
    element = ExternalDataMultiSelectElement(
        action_id=ids.CAMPAIGNS,
        placeholder=pt("Type a part of the name"),
        initial_options=[Choice(one.id, one.name).option() for one in chosen] or None,
        min_query_length=0,
        max_selected_items=50,
    )
    return field(ids.CAMPAIGNS, "Campaigns", element, hint="Not in the list?")


def _url_fields(settings: LinkSettings) -> list[InputBlock]:
    fallback = text_input(
        ids.FALLBACK_URL, settings.fallback_url or "", max_length=URL_LIMIT, placeholder="https://www.acme.com/"
    )
    callback = text_input(ids.CALLBACK_URL, settings.callback_url or "", max_length=URL_LIMIT)
    return [
        field(
            ids.FALLBACK_URL,
            "Web address for expired links",
            fallback,
            hint="Links live for 90 days. Without this address they then end in an error.",
        ),
        field(
            ids.CALLBACK_URL,
            "Web address for click reports",
            callback,
            is_optional=True,
            hint="Only if a system of yours counts clicks: Twilio calls this address at each one.",
        ),
    ]


def _options_field(settings: LinkSettings, *, can_move: bool) -> InputBlock:
    keep = option(
        "Send the long link if shortening fails", ids.CONTINUE_ON_FAILURE, "Otherwise the message is not sent"
    )
    secure = option("Links begin with https://", ids.USE_HTTPS)
    chosen = ([keep] if settings.continue_on_failure else []) + ([] if settings.disable_https else [secure])
    move = option(MOVE_HERE, ids.MOVE, "Their new links then use this domain")
    offered = [keep, secure, move] if can_move else [keep, secure]
    element = CheckboxesElement(action_id=ids.OPTIONS, options=offered, initial_options=chosen or None)
    return field(ids.OPTIONS, "Sending", element, is_optional=True)
