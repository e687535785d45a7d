"""Webhooks as admins see them: the list, one with its deliveries, the form, and the secret, once."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ExternalDataMultiSelectElement,
    InteractiveElement,
    StaticMultiSelectElement,
)
from slack_sdk.models.views import View

from bot.core.effects import EffectState
from bot.core.messages import Content
from bot.core.webhooks import (
    ADDRESS_LIMIT,
    MAX_WEBHOOKS,
    Delivery,
    OffReason,
    Webhook,
    WebhookLine,
    WebhookShown,
    WebhookType,
)
from handlers import ids
from handlers.views.blocks import actions, button, confirm, context, divider, field, modal, option, section
from handlers.views.modals.parts import Choice, text_input
from handlers.views.text import bold, code, date, plain, preformatted, pt, said

TITLE = "Webhooks"
_NAMED = 5
Carried = dict[str, str]


def webhook_list(lines: Sequence[WebhookLine]) -> View:
    """All of them, with what is amiss."""
    told = (
        "Other systems are told what happens to domains: each event goes to every webhook that wants it, signed by the "
        "Standard Webhooks scheme."
    )
    blocks: list[Block] = [section(told), divider()]
    blocks += [_line(line) for line in lines] or [section("There are none yet.")]
    if len(lines) < MAX_WEBHOOKS:
        blocks.append(actions(button("Add a webhook", ids.WEBHOOK_ADD, "add", style="primary")))
    return modal(TITLE, blocks)


def _line(line: WebhookLine) -> Block:
    webhook = line.webhook
    show = button("Open", ids.WEBHOOK, webhook.id, says=f"Open {plain(webhook.name, 60)}")
    return section(bold(webhook.name, 200), _state(webhook), *_amiss(line), accessory=show)


def _amiss(line: WebhookLine) -> Iterator[str]:
    told = (
        f"*{line.count.failed} not taken*" if line.count.failed else "",
        f"{line.count.waiting} to be sent" if line.count.waiting else "",
    )
    if any(told):
        yield " · ".join(filter(None, told))


_OFF = {
    OffReason.ADMIN: "switched off",
    OffReason.GONE: "switched off, as it answered that it is gone (410)",
    OffReason.FAILING: "switched off, as it took nothing for days",
}


def _state(webhook: Webhook) -> str:
    if webhook.off is not None and webhook.off_since is not None:
        return f"✗ {_OFF[webhook.off]}: {date(webhook.off_since)}"
    if webhook.failing_since is not None:
        return f"… on, but takes nothing since {date(webhook.failing_since)}"
    taken = f", last taken {date(webhook.last_taken_at)}" if webhook.last_taken_at else ", nothing taken yet"
    return f"✓ on{taken}"


def webhook_view(shown: WebhookShown, carries: Carried) -> View:
    """One with what it wants, how it is, and a page of its deliveries."""
    webhook, total = shown.line.webhook, shown.line.count
    of_clients = ", ".join(said(client.name, 80) for client in shown.line.clients[:_NAMED])
    more = len(webhook.client_ids) - _NAMED
    clients = f"{of_clients}{f' and {more} more' if more > 0 else ''}" if webhook.client_ids else "all clients"
    wanted = ", ".join(map(code, webhook.types)) if webhook.types else "all events"
    blocks: list[Block] = [
        section(bold(webhook.name, 300), _state(webhook), f"Events: {wanted}", f"Clients: {clients}"),
        actions(*_acts(webhook)),
        divider(),
        section(f"*Deliveries: {total.total}*", *_amiss(shown.line)),
        *(_delivery(one, webhook) for one in shown.deliveries),
        *_ways(shown),
        context("Deliveries stay here for 30 days. Sent again, one has the same webhook-id."),
    ]
    return modal("Webhook", blocks, carries={**carries, "webhook": webhook.id, "page": str(shown.number)})


def _acts(webhook: Webhook) -> Iterator[InteractiveElement]:
    if webhook.off is None:
        yield button("Send a test event", ids.WEBHOOK_TEST, webhook.id)
    yield button("Edit", ids.WEBHOOK_EDIT, webhook.id)
    yield _rotate(webhook)
    yield _switch(webhook)
    told = "It gets nothing more, and its deliveries are forgotten. What waits is not sent."
    sure = confirm("Delete this webhook?", told, "Delete")
    yield button("Delete", ids.WEBHOOK_DELETE, webhook.id, style="danger", confirm=sure)


def _rotate(webhook: Webhook) -> ButtonElement:
    told = "There will be another secret. For a day both sign, so that the receiver can change over without a gap."
    return button("New secret", ids.WEBHOOK_ROTATE, webhook.id, confirm=confirm("A new secret?", told, "Make one"))


def _switch(webhook: Webhook) -> ButtonElement:
    if webhook.off is not None:
        return button("Switch on", ids.WEBHOOK_ON, webhook.id, style="primary")
    told = "What happens meanwhile is kept here for 30 days and can be sent afterwards."
    return button("Switch off", ids.WEBHOOK_OFF, webhook.id, confirm=confirm("Switch it off?", told, "Switch off"))


def _delivery(delivery: Delivery, webhook: Webhook) -> Block:
    host = f" · {code(delivery.host, 120)}" if delivery.host else ""
    lines = (f"{code(delivery.type)}{host}", _outcome(delivery))
    is_under_way = delivery.state in (EffectState.SENDING, EffectState.UNKNOWN)
    if webhook.off is not None or is_under_way:
        return section(*lines)
    label = "Send now" if delivery.state is EffectState.NEW else "Send again"
    says = f"{label}: {delivery.type} {plain(delivery.host, 40)}"
    return section(*lines, accessory=button(label, ids.WEBHOOK_AGAIN, str(delivery.effect_id), says=says))


def _outcome(delivery: Delivery) -> str:
    happened = f"happened {date(delivery.made_at)}"
    match delivery.state:
        case EffectState.DONE:
            return f"✓ taken, {answer(delivery.code)} · {_tries(delivery)} · {happened}"
        case EffectState.DEAD:
            return f"✗ {_dead(delivery)} · {happened}"
        case EffectState.NEW if delivery.tries:
            again = f"next try {date(delivery.next_try_at)}"
            return f"… not taken, {answer(delivery.code)} · {_tries(delivery)} · {again} · {happened}"
        case EffectState.NEW:
            return f"… waits to be sent · {happened}"
        case _:
            return f"… is being sent · {happened}"


def _dead(delivery: Delivery) -> str:
    if delivery.problem in _KEPT:
        return _KEPT[delivery.problem]
    if delivery.problem == "gone":
        return f"not taken: it answered that it is gone (410) · {_tries(delivery)}"
    return f"not taken, given up: {answer(delivery.code)} · {_tries(delivery)}"


_KEPT = {
    "webhook_off": "not sent: the webhook was off",
    "other_client": "not sent: the domain belongs to a client that this webhook may not see",
}


def _tries(delivery: Delivery) -> str:
    last = f", last {date(delivery.tried_at)}" if delivery.tried_at else ""
    return f"{delivery.tries} {'try' if delivery.tries == 1 else 'tries'}{last}"


_CODES = {
    "private_address": "its address leads into a private network",
    "no_such_host": "its host is not known",
    "no_connection": "no connection",
    "tls": "its TLS certificate is not good",
    "timeout": "no answer in time",
    "connection": "the line broke",
    "bad_answer": "what it answered is no HTTP",
    "unknown": "nobody knows whether it arrived",
    "bad_address": "its address is no web address",
}


def answer(word: str | None) -> str:
    """The last try's answer, in words."""
    if word is None or word in _CODES:
        return _CODES.get(word or "", "no answer")
    is_redirect = word.startswith("3")
    return f"answered {said(word, 20)}{' (redirects are not followed)' if is_redirect else ''}"


def _ways(shown: WebhookShown) -> Iterator[Block]:
    webhook, number = shown.line.webhook, shown.number
    buttons = [
        *([button("Earlier page", ids.WEBHOOK_BACK, str(number - 1))] if number else []),
        *([button("Next page", ids.WEBHOOK_PAGE, str(number + 1))] if shown.has_more else []),
        button("Refresh", ids.WEBHOOK_REFRESH, str(number)),
    ]
    if shown.line.count.failed and webhook.off is None:
        buttons.append(button("Send again all that failed", ids.WEBHOOK_ALL_AGAIN, webhook.id))
    yield actions(*buttons)


def webhook_form(shown: WebhookShown | None, carries: Carried, *, may_be_loopback: bool = False) -> View:
    """``shown`` None: a new one."""
    webhook = shown.line.webhook if shown else None
    clients = shown.line.clients if shown else ()
    where = "It must answer with 200 to 299 within 15 seconds. https only, and nothing in a private network."
    here = " Here also http to this machine, such as http://127.0.0.1:9000/" if may_be_loopback else ""
    typed = text_input(
        ids.ADDRESS,
        webhook.address if webhook else "",
        max_length=ADDRESS_LIMIT,
        placeholder="https://crm.acme.com/hooks/linkdomain",
    )
    blocks = [
        field(ids.ADDRESS, "Address", typed, hint=where + here),
        field(ids.WEBHOOK_TYPES, "Events", _types(webhook), is_optional=True, hint="None chosen: all."),
        field(
            ids.WEBHOOK_CLIENTS,
            "Clients",
            ExternalDataMultiSelectElement(
                action_id=ids.WEBHOOK_CLIENTS,
                placeholder=pt("Type a part of the name"),
                min_query_length=0,
                max_selected_items=100,
                initial_options=[Choice(one.id, one.name).option() for one in clients] or None,
            ),
            is_optional=True,
            hint="None chosen: all, also those to come.",
        ),
    ]
    title, submit = ("Edit the webhook", "Save") if webhook else ("Add a webhook", "Add")
    own = {"webhook": webhook.id} if webhook else {}
    return modal(title, blocks, callback_id=ids.WEBHOOK_FORM, submit=submit, carries={**carries, **own})


def _types(webhook: Webhook | None) -> StaticMultiSelectElement:
    options = {kind: option(kind, kind) for kind in WebhookType}
    chosen = [options[kind] for kind in webhook.types] if webhook else []
    return StaticMultiSelectElement(
        action_id=ids.WEBHOOK_TYPES,
        placeholder=pt("All events"),
        options=list(options.values()),
        initial_options=chosen or None,
    )


def secret_view(webhook: Webhook, secret: str, *, is_new: bool) -> View:
    """The only time that it is shown."""
    first = f"{bold(webhook.name, 200)} is there." if is_new else f"{bold(webhook.name, 200)} has a new secret."
    then = (
        "Then open it in the list and press *Send a test event*."
        if is_new
        else "For a day the former one signs as well. Put this one into the receiver until then."
    )
    blocks = [
        section(first, "Its secret, *shown this once*. The receiver needs it to know that a webhook comes from here:"),
        section(preformatted(secret)),
        section(then),
        context("Lost it? *New secret* makes another."),
    ]
    return modal("The secret", blocks)


def secret_link(webhook: Webhook, address: str, until: datetime, *, is_new: bool) -> View:
    """The way to the page that shows it."""
    first = f"{bold(webhook.name, 200)} is there." if is_new else f"{bold(webhook.name, 200)} has a new secret."
    blocks = [
        section(first, "The receiver needs its secret to know that a webhook comes from here:"),
        section(f"<{address}|Show the secret>"),
        context(f"The page works once, until {date(until)}, and only for you. Too late? *New secret* makes another."),
    ]
    if not is_new:
        blocks.insert(2, section("For a day the former one signs as well."))
    return modal("The secret", blocks)


def deleted(webhook_name: str) -> View:
    return modal("Webhook", [section(f"{bold(webhook_name, 200)} is deleted. It gets nothing more.")])


def webhook_off(webhook: Webhook) -> Content:
    """To an admin: it was switched off without them, and what they can do."""
    why = (
        "It answered that it is gone (410)."
        if webhook.off is OffReason.GONE
        else "It took nothing for days, and a delivery has had its last try."
    )
    text = f"I switched the webhook of {plain(webhook.host, 200)} off. {why}"
    then = (
        "What happens from now on is kept for 30 days. When the receiver works again: App Home, *Webhooks*, *Open*, "
        "*Switch on*, then *Send again all that failed*."
    )
    return Content(text, (section(f"*I switched a webhook off:* {said(webhook.host, 200)}", why, then),))
