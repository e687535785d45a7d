"""The operator's task: what only the Twilio Console can do, step by step."""

from bot.core.cards import Action, Card, Stage
from bot.core.messages import Content
from handlers.views.blocks import actions, button, section
from handlers.views.text import code, mention, mentions, plain, said
from handlers.views.words import ACTIONS


def console_steps(host: str | None) -> tuple[str, ...]:
    """What to do in the Console; no API of Twilio's can (docs: Organizations, domains)."""
    name = code(host) if host else "with the name of the host"
    return (
        "Open the Twilio Console of the client's Organization, then *Admin* → *Domains*.",
        f"*Add domain* {name} and choose verification by *TXT record* (never by file: links will use the name).",
        "Copy the *TXT value*; it begins with `twilio-domain-verification=`.",
        "Copy the *Domain SID*; it begins with `DN`.",
    )


def task(model: Card) -> Content:
    """Asks the operators, or the owner where none are named, for the Twilio details."""
    host, client = model.domain.host, model.client.name
    if model.stage is Stage.REMOVED:
        return _over(host, has_details=model.domain.details is not None)
    people = mentions(model.operators) or mention(model.domain.owner)
    label = ACTIONS[Action.GIVE_DETAILS]
    blocks = (
        section(f"{people} *Please add* {code(host)} *in the Twilio Console*, for {said(client, 120)}:"),
        section(*(f"{number}. {step}" for number, step in enumerate(console_steps(host), 1))),
        actions(
            button(label, Action.GIVE_DETAILS, model.domain.id, style="primary", says=f"{label}: {plain(host, 50)}")
        ),
    )
    return Content(
        f"{said(host)} ({said(client, 80)}): please add it in the Twilio Console and give the details", blocks
    )


def _over(host: str, *, has_details: bool) -> Content:
    """The domain is not wanted any more; who has begun already has something to take back."""
    rest = "" if has_details else " If you added it in the Twilio Console already, please delete it there."
    shown = section(f"*Not needed any more:* {code(host)} is removed. There is nothing to add.{rest}")
    return Content(f"{said(host)}: not needed any more", (shown,))
