"""A client that is removed with all its domains: the form, and the one message that says how far it is."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.core.cards import Action
from bot.core.domain import Client, LinkDomain
from bot.core.leaving import ClientParts, Leaving
from bot.core.messages import Content
from handlers import ids
from handlers.views.blocks import actions, button, confirm, modal, section
from handlers.views.modals.add import channel_field
from handlers.views.modals.remove import campaigns_field, when_field
from handlers.views.text import bold, channel, code, count, date, day, mention, plain, said
from handlers.views.words import ACTIONS

MAX_NAMED, MAX_BUTTONS = 10, 15


def remove_client_form(parts: ClientParts, where: str | None, default_channel: str | None) -> View:
    """``where`` is the channel for the one message; None: the form asks, offering the default."""
    blocks: list[Block] = [section(f"Remove {bold(parts.client.name, 80)}?", *_what(parts))]
    if parts.live:
        blocks.append(when_field(None))
    if parts.sending:
        blocks.append(campaigns_field(0))
    if where is None:
        blocks.append(channel_field(default_channel, "Channel for the message"))
    carries = {"client": parts.client.id, **({"channel": where} if where else {})}
    return modal("Remove a client", blocks, callback_id=ids.REMOVE_CLIENT_FORM, submit="Remove", carries=carries)


def _what(parts: ClientParts) -> Iterator[str]:
    if not (parts.fresh or parts.live or parts.leaving):
        yield "• It has no domains: it is archived at once."
    if parts.fresh:
        yield f"• {count(parts.fresh, 'domain')} never live: archived at once."
    if parts.live:
        yield (
            f"• {count(parts.live, 'domain')} live: campaigns are detached, the client is to delete each CNAME, and "
            "then the operator deletes each domain in the Twilio Console."
        )
    if parts.sending:
        yield f"• Campaigns send through {_named(parts.sending)}."
    if parts.leaving:
        yield f"• {count(parts.leaving, 'domain')} being removed already."
    yield "• One message says how far it is. After the last domain the client is archived and no longer offered."


def _named(hosts: Sequence[str]) -> str:
    shown = ", ".join(code(host, 100) for host in hosts[:MAX_NAMED])
    return f"{shown} and {len(hosts) - MAX_NAMED} more" if len(hosts) > MAX_NAMED else shown


def leaving(model: Leaving) -> Content:
    """The message: counts first, then what each of them waits for."""
    return Content(f"{plain(model.client.name, 80)}: {_summary(model)}", tuple(_blocks(model)))


def _summary(model: Leaving) -> str:
    if model.client.leaving_since is None:
        return f"its removal is called off, and it stays with {count(len(model.lines), 'domain')}"
    if model.client.archived_at is not None:
        of_domains = f", with {count(model.removed, 'domain')}" if model.removed else ""
        return f"removed{of_domains}, and no longer offered"
    return f"being removed, {model.removed} of {count(model.total, 'domain')} done"


def _blocks(model: Leaving) -> Iterator[Block]:
    client = model.client
    yield section(f"{bold(client.name, 80)} · {_summary(model)}{_by(client)}", *_waits(model))
    for domain in model.for_console[:MAX_BUTTONS]:
        label, host = ACTIONS[Action.CONFIRM_REMOVED], plain(domain.host, 60)
        done = button(label, Action.CONFIRM_REMOVED, domain.id, says=f"{label}: {host}")
        yield section(f"The record is gone: delete {_at_twilio(domain)} in the Twilio Console", accessory=done)
    if (rest := len(model.for_console) - MAX_BUTTONS) > 0:
        yield section(f"and {rest} more to delete in the Twilio Console: their cards have the button")
    if model.waiting and client.leaving_since is not None:
        sure = confirm("Call it off?", "What has not begun stays, and so does the client.", "Call it off")
        yield actions(button("Call off what waits", ids.KEEP_CLIENT, client.id, confirm=sure))


def _by(client: Client) -> str:
    if client.leaving_by is None or client.leaving_since is None:
        return ""
    return f" · by {mention(client.leaving_by)} {date(client.leaving_since)}"


def _at_twilio(domain: LinkDomain) -> str:
    sid = f" (SID {code(domain.details.domain_sid)})" if domain.details else ""
    return f"{code(domain.host, 100)}{sid}"


def _waits(model: Leaving) -> Iterator[str]:
    if model.client.leaving_since is None:
        return
    if model.waiting and model.last_due:
        names = _named([one.host for one in model.waiting])
        yield f"• Live until their links have ended, the last until {day(model.last_due)}: {names}"
    if model.with_record:
        yield f"• The CNAME is to be deleted: {_named([one.host for one in model.with_record])}"
    if model.leftovers:
        hosts = ", ".join(f"{code(one.host, 100)} ({code(one.domain_sid)})" for one in model.leftovers[:MAX_NAMED])
        yield f"• Never live, but in the Twilio Console; please delete there as well: {hosts}"


def client_removed(client: Client, where: str) -> Content:
    """Said to whoever removed it."""
    rest = "is removed and no longer offered." if client.archived_at else "is being removed."
    text = f"{plain(client.name, 80)} {rest} One message says how far it is"
    return Content(f"{text}.", (section(f"{bold(client.name, 80)} {rest} See {channel(where)}."),))


def client_kept(number: int) -> Content:
    text = f"Called off. {said(count(number, 'domain'))} and the client stay."
    return Content(text, (section(text),))
