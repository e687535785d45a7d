"""The form of `/linkdomain add`."""

from dataclasses import dataclass

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    RadioButtonsElement,
)
from slack_sdk.models.views import View

from bot.core.domain import Setup
from bot.core.hostname import Hostname
from bot.core.languages import Language
from handlers import ids
from handlers.views.blocks import actions, button, carried, context, field, modal, option
from handlers.views.modals.parts import SID_LABEL, TXT_LABEL, Choice, client_field, language_field, text_input
from handlers.views.text import channel, code, said

DEFAULT_SUBDOMAIN = "ls"
MOST_PUT_AWAY = 2500
"""Characters, as Slack counts them: it brings back 3000 in all."""


@dataclass(frozen=True, slots=True)
class AddDraft:
    """What stands in the form. ``channel`` is where the card will go; None: the form asks, offering the default."""

    host: str = ""
    subdomain: str = DEFAULT_SUBDOMAIN
    client: Choice | None = None
    setup: Setup = Setup.OURS
    email: str = ""
    note: str = ""
    language: Language = Language.ENGLISH
    domain_sid: str = ""
    verification: str = ""
    channel: str | None = None
    default_channel: str | None = None
    is_mail_on: bool = False
    preview: str | None = None
    """What to show of the host in mrkdwn; None: nothing was typed yet."""
    is_admin: bool = False
    """May add a missing client; others ask for it."""

    @property
    def is_mailing(self) -> bool:
        """The client is written to, so the form asks for addresses."""
        return self.is_mail_on and self.setup is Setup.FORWARD


def add_form(draft: AddDraft) -> View:
    blocks: list[Block] = [
        client_field(draft.client, "Not in the list?"),
        _missing_client(draft),
        _host_field(draft),
        _subdomain_field(draft),
        _preview(draft),
        _setup_field(draft),
    ]
    if draft.is_mailing:
        blocks += _mail_fields(draft)
    blocks += _twilio_fields(draft)
    blocks.append(actions(button("Add many at once", ids.ADD_MANY, ids.ADD_MANY)))
    if draft.channel is None:
        blocks.append(channel_field(draft.default_channel))
    carries = {**({"channel": draft.channel} if draft.channel else {}), **_put_away(draft)}
    return modal("Add a link domain", blocks, callback_id=ids.ADD_FORM, submit="Add", carries=carries)


def _put_away(draft: AddDraft) -> dict[str, str]:
    """What was typed in fields that are not shown now, for when they are again; Slack forgets it with them."""
    if draft.is_mailing:
        return {}
    language = draft.language if draft.language is not Language.ENGLISH else ""
    typed = {ids.EMAIL: draft.email, ids.NOTE: draft.note, ids.LANGUAGE: language}
    kept = {name: value for name, value in typed.items() if value}
    return kept if len(carried(kept)) <= MOST_PUT_AWAY else {}


def _missing_client(draft: AddDraft) -> Block:
    """The way on where the client is not in the list; what was typed stays."""
    if draft.is_admin:
        return actions(button("Add client", ids.ADD_CLIENT, ids.ADD))
    return actions(button("Ask an admin", ids.ASK_ADMIN, ids.ASK_ADMIN))


def _host_field(draft: AddDraft) -> InputBlock:
    element = text_input(ids.HOST, draft.host, is_live=True, placeholder="acme.com")
    return field(ids.HOST, "The client's domain", element, is_live=True)


def _subdomain_field(draft: AddDraft) -> InputBlock:
    element = text_input(ids.SUBDOMAIN, draft.subdomain, max_length=200, is_live=True)
    hint = "Leave it as it is unless the client uses this name already."
    return field(ids.SUBDOMAIN, "Subdomain", element, is_optional=True, is_live=True, hint=hint)


def _preview(draft: AddDraft) -> ContextBlock:
    nothing = "Type the domain and I show the name that links will have. It will serve short links and nothing else."
    return context(draft.preview or nothing, block_id=ids.PREVIEW)


def previewed(host: Hostname) -> str:
    """What will be set up, and the one thing that people must know about it."""
    shown = f" ({said(host.unicode, 200)})" if host.unicode != host.ascii else ""
    return (
        f"Links will look like {code(f'https://{host.ascii}/x7Kq2mB9aZ', 300)}{shown}. The name {code(host.ascii, 260)}"
        " then serves short links and nothing else: no web site, no mail."
    )


def taken(host: str, where: str) -> str:
    """The host is here already; ``where`` is the channel of its card."""
    return f"✗ {code(host, 260)} is here already; its card is in {channel(where)}."


def _setup_field(draft: AddDraft) -> InputBlock:
    sending = "I e-mail them the steps" if draft.is_mail_on else "I show the steps for you to send on"
    ours = option("We add the records", Setup.OURS, "You or a colleague can change the client's DNS")
    theirs = option("The client adds the records", Setup.FORWARD, sending)
    initial_option = theirs if draft.setup is Setup.FORWARD else ours
    element = RadioButtonsElement(action_id=ids.SETUP, options=[ours, theirs], initial_option=initial_option)
    return field(ids.SETUP, "Who adds the DNS records?", element, is_live=draft.is_mail_on)


def _mail_fields(draft: AddDraft) -> list[Block]:
    email = text_input(ids.EMAIL, draft.email, max_length=1000, placeholder="it@acme.com")
    note = text_input(ids.NOTE, draft.note, max_length=500, is_multiline=True)
    hint = "Whoever adds the records there gets one short e-mail with a link. Several addresses with commas."
    return [
        field(ids.EMAIL, "E-mail of the client", email, hint=hint),
        field(ids.NOTE, "A word to the client, for the e-mail", note, is_optional=True),
        language_field(draft.language),
    ]


def _twilio_fields(draft: AddDraft) -> list[Block]:
    sid = text_input(ids.DOMAIN_SID, draft.domain_sid, max_length=200)
    value = text_input(ids.VERIFICATION, draft.verification, max_length=300)
    hint = "Only if the domain is in the Twilio Console already; then the Domain SID below as well."
    return [
        field(ids.VERIFICATION, TXT_LABEL, value, is_optional=True, hint=hint),
        field(ids.DOMAIN_SID, SID_LABEL, sid, is_optional=True),
    ]


def channel_field(default_channel: str | None, label: str = "Channel for the card") -> InputBlock:
    """Where cards go, asked where nobody said it by typing there."""
    element = ConversationSelectElement(
        action_id=ids.CHANNEL,
        initial_conversation=default_channel,
        filter=ConversationFilter(
            include=["public", "private"], exclude_bot_users=True, exclude_external_shared_channels=True
        ),
    )
    return field(ids.CHANNEL, label, element, hint="I must be a member of it: type /invite @linkdomain there first.")
