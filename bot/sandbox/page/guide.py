"""The next thing to try: what a stranger does first, and where on the page that is.

Each step is known to be done by what stands in the world, and stays done. Its hints are looked for on the page in their
order: the first whose control is there is shown, and points at it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from weakref import WeakKeyDictionary

from bot.sandbox.dns import TARGET
from bot.sandbox.page.cast import ROLES
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.shapes import Json
from bot.sandbox.world import CLIENT_ZONE, Person, Place, World

HOST = f"ls.{CLIENT_ZONE}"
_END = (
    "That is the whole way. Look around: App Home, the other mistakes, a day at the clock; or start a busy world "
    "at the bottom, right."
)
_BUSY = (
    "A busy world. See what is stuck with `/linkdomain list stuck`, open the app's Home, decide as Petra, mend a "
    "record in the client's DNS, or let a day pass at the clock, right."
)
Kind = Literal["type", "press", "fill", "choose", "submit", "thread", "world", "watch"]
"""What to do with the control: type a command, press a button of that label, fill in or choose in a form of that title,
send the form, open the thread under a card, use something of the world around (a CSS selector), or only watch."""


@dataclass(slots=True)
class Memory:
    """What was done in one world, and what its messages about the host say, each read once per version."""

    done: set[int] = field(default_factory=set)
    read: dict[tuple[str, str | None], str] = field(default_factory=dict)

    def text(self, message: Message) -> str:
        key = (message.ts, message.edited_ts)
        if key not in self.read:
            self.read[key] = f"{message.text} {message.blocks}"
        return self.read[key]


_MEMORIES: WeakKeyDictionary[World, Memory] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Hint:
    """``say`` with what is to be typed between backticks; ``is_over``: it was done, so the next one counts.
    ``look``: what of the world around is to be seen meanwhile (a CSS selector)."""

    say: str
    at: Kind
    name: str = ""
    form: str = ""
    is_over: Callable[[World], bool] | None = None
    look: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """``who`` acts; None: somebody outside the workspace, so it is all the same whose eyes one has."""

    who: Person | None
    say: str
    is_done: Callable[[World], bool]
    hints: tuple[Hint, ...]


def guide_busy() -> Json:
    """Where everything has begun already, there is no first step."""
    return {"at": 0, "of": 0, "who": None, "role": None, "say": _BUSY, "hints": []}


def guide(world: World) -> Json:
    """The first step after the last one that is done: people may go ahead of it."""
    done = _memory(world).done
    done |= {number for number, step in enumerate(STEPS) if number not in done and step.is_done(world)}
    at = max(done, default=-1) + 1
    step = STEPS[at] if at < len(STEPS) else Step(None, _END, bool, ())
    who = step.who.name.lower() if step.who else None
    role = ROLES[step.who].partition(",")[0] if step.who else None
    hints = [_shown(hint) for hint in step.hints if hint.is_over is None or not hint.is_over(world)]
    return {"at": at, "of": len(STEPS), "who": who, "role": role, "say": step.say, "hints": hints}


def _shown(hint: Hint) -> Json:
    return {"say": hint.say, "at": hint.at, "name": hint.name, "form": hint.form, "look": hint.look}


def _memory(world: World) -> Memory:
    return _MEMORIES.setdefault(world, Memory())


def _texts(world: World) -> Sequence[str]:
    """The card of the host, and its thread."""
    memory, slack = _memory(world), world.slack
    roots = [message for message in slack.messages(Place.CLIENT_DOMAINS) if not message.is_reply]
    cards = [root for root in roots if HOST in memory.text(root)]
    return [memory.text(one) for card in cards for one in slack.messages(Place.CLIENT_DOMAINS, card.ts)]


def _said(words: str) -> Callable[[World], bool]:
    """Whether the card or its thread says so."""
    return lambda world: any(words in text for text in _texts(world))


def _sent(form: str) -> Callable[[World], bool]:
    """Whether such a form was taken: it is closed, or shows something else by now."""

    def look(world: World) -> bool:
        payloads = (each.payload for each in world.slack.deliveries if each.payload.get("type") == "view_submission")
        sent = {payload["view"]["id"] for payload in payloads if payload["view"]["callback_id"] == form}
        views = [world.slack.view(view_id) for view_id in sent]
        return any(not view.is_open or view.callback_id != form for view in views)

    return look


def _has_record(name: str, kind: str, value: str = "") -> Callable[[World], bool]:
    """Whether the client's zone holds it; without a value, any."""
    return lambda world: any(
        record[:2] == (name, kind) and value in ("", record[2]) for record in world.panel.records()
    )


def _is_gone(world: World) -> bool:
    return not _has_record("ls", "CNAME")(world)


def _deed(name: str) -> str:
    return f'[data-deed="{name}"]'


_ATTACH, _TEST = f"/linkdomain attach {HOST}", f"/linkdomain test {HOST}"

STEPS = (
    Step(
        Person.ADAM,
        "links in texts on the client's own name: the bot sets them up. It has to know the client first.",
        _sent("client_form"),
        (
            Hint("Type `Acme Corp`", "fill", "Name", "Add a client"),
            Hint("Press Add", "submit", form="Add a client"),
            Hint("Press Add client", "press", "Add client"),
            Hint("Type `/linkdomain clients` below, and Enter", "type", "/linkdomain clients"),
        ),
    ),
    Step(
        Person.ADAM,
        "and the campaign that will text for them.",
        _sent("campaign_form"),
        (
            Hint("Choose Acme Corp", "fill", "Client", "Add a campaign"),
            Hint("Type `Spring sale`", "fill", "Name of the campaign", "Add a campaign"),
            Hint(
                "Copy the SID of Spring sale from the Twilio Console, right, and paste it here",
                "fill",
                "SID of its Messaging Service",
                "Add a campaign",
                look="#services",
            ),
            Hint("Press Add", "submit", form="Add a campaign"),
            Hint("Press Add campaign", "press", "Add campaign"),
            Hint("Type `/linkdomain campaigns` below, and Enter", "type", "/linkdomain campaigns"),
        ),
    ),
    Step(
        Person.ANA,
        "add the client's link domain.",
        _said(HOST),
        (
            Hint("Choose Acme Corp", "fill", "Client", "Add a link domain"),
            Hint(f"Type `{CLIENT_ZONE}`", "fill", "The client's domain", "Add a link domain"),
            Hint("Choose The client adds the records", "choose", "The client adds the records", "Add a link domain"),
            Hint(f"Type `it@{CLIENT_ZONE}`", "fill", "E-mail of the client", "Add a link domain"),
            Hint("Press Add", "submit", form="Add a link domain"),
            Hint("Type `/linkdomain add` below, and Enter", "type", "/linkdomain add"),
        ),
    ),
    Step(
        Person.OTTO,
        "only Twilio's Console can make the domain known to Twilio.",
        lambda world: bool(world.twilio.console.domains(world.organisation)),
        (Hint(f"Right, in the Twilio Console: type `{HOST}`, and press Add domain", "world", "#adddomain"),),
    ),
    Step(
        Person.OTTO,
        "the bot needs what the Console shows.",
        lambda world: bool(world.mail.mails),
        (
            Hint(
                "Copy the TXT value from the Console, right, and paste it",
                "fill",
                "Verification value",
                "Twilio details",
                look="#domains",
            ),
            Hint("The Domain SID likewise", "fill", "Domain SID", "Twilio details", look="#domains"),
            Hint("Press Save", "submit", form="Twilio details"),
            Hint("Press Enter Twilio details", "press", "Enter Twilio details"),
        ),
    ),
    Step(
        None,
        "Now you are the client's IT, right: the e-mail came, its link opens their page on the phone.",
        _has_record("ls", "CNAME"),
        (
            Hint(
                "Add the TXT as asked: press right TXT", "world", _deed("txt"), is_over=_has_record("_twilio.ls", "TXT")
            ),
            Hint("Then get the CNAME wrong: press no final dot", "world", _deed("dot")),
        ),
    ),
    Step(
        Person.ANA,
        "see how the bot names the mistake.",
        _has_record("ls", "CNAME", TARGET),
        (
            Hint("Press Check now on the card", "press", "Check now", is_over=_said("added to its end")),
            Hint("Read the card. Then be the client again: press right CNAME", "world", _deed("cname")),
        ),
    ),
    Step(
        Person.ANA,
        "the record is right; the bot finds it by itself.",
        _said("'action_id': 'approve'"),
        (
            Hint("Press Request SSL", "press", "Request SSL"),
            Hint("Press Check now, or wait a little", "press", "Check now"),
        ),
    ),
    Step(
        Person.PETRA,
        "a colleague decides on the certificate.",
        _said("SSL approved"),
        (
            Hint("Read the request in the thread, and press Approve", "press", "Approve"),
            Hint("Open the thread under the card", "thread"),
        ),
    ),
    Step(None, "Twilio makes the certificate.", _said("is live"), (Hint("A few seconds: watch the card", "watch"),)),
    Step(
        Person.ANA,
        "let the campaign use the domain.",
        lambda world: world.spring_sale.domain is not None,
        (
            Hint("Choose Spring sale", "fill", "Campaigns", "Attach campaigns"),
            Hint(f"Type `https://www.{CLIENT_ZONE}/`", "fill", "Web address for expired links", "Attach campaigns"),
            Hint("Press Attach", "submit", form="Attach campaigns"),
            Hint(f"Type `{_ATTACH}` below, and Enter", "type", _ATTACH),
        ),
    ),
    Step(
        Person.ANA,
        "send one real message.",
        lambda world: bool(world.twilio.estate.messages),
        (
            Hint("Choose the campaign", "fill", "Campaign", "Send a test"),
            Hint("Choose a phone", "fill", "Phone", "Send a test"),
            Hint("Press Send", "submit", form="Send a test"),
            Hint(f"Type `{_TEST}` below, and Enter", "type", _TEST),
        ),
    ),
    Step(
        None,
        "The phone, right, got a short link on the client's own name. Now break it.",
        _said("is degraded"),
        (
            Hint("Be the client who tidies up: press delete CNAME", "world", _deed("delete"), is_over=_is_gone),
            Hint("The bot looks three times before it says so: watch, or press Check now", "press", "Check now"),
            Hint("The bot looks three times before it says so: watch the card", "watch"),
        ),
    ),
    Step(
        None,
        "The thread says what broke, who is hit, and what to do.",
        _said("all right again"),
        (
            Hint("Put it back: press right CNAME", "world", _deed("cname"), is_over=_has_record("ls", "CNAME", TARGET)),
            Hint("Press Check now, or wait: the bot says when it is all right again", "press", "Check now"),
            Hint("Wait: the bot says when it is all right again", "watch"),
        ),
    ),
)
