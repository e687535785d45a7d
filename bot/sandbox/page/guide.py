"""The next thing to try: what a stranger does first. Each step is known to be done by what stands in the world."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.dns import TARGET
from bot.sandbox.page.cast import ROLES
from bot.sandbox.slack.shapes import Json
from bot.sandbox.world import CLIENT_ZONE, Person, Place, World

HOST = f"ls.{CLIENT_ZONE}"
_END = (
    "That is the whole way. Now break it: delete the CNAME at one press, and watch the card; put it back. "
    "Let a day pass at the clock, or start a busy world at the bottom, right."
)
_BUSY = (
    "A busy world. See what is stuck with `/linkdomain list stuck`, open linkdomain · Home, decide as Petra, mend a "
    "record in the client's DNS, or let a day pass at the clock, right"
)


@dataclass(frozen=True, slots=True)
class Step:
    """``who`` acts; None: somebody outside the workspace. What stands between backticks is to be typed."""

    who: Person | None
    say: str
    is_done: Callable[[World], bool]


def guide_busy() -> Json:
    """Where everything has begun already, there is no first step."""
    return {"at": 0, "of": 0, "who": None, "role": None, "say": _BUSY}


def guide(world: World) -> Json:
    """The first step after the last one that is done: people may go ahead of it."""
    done = [step.is_done(world) for step in STEPS]
    at = len(done) - done[::-1].index(True) if any(done) else 0
    step = STEPS[at] if at < len(STEPS) else Step(None, _END, bool)
    who = step.who.name.lower() if step.who else None
    role = ROLES[step.who] if step.who else None
    return {"at": at, "of": len(STEPS), "who": who, "role": role, "say": step.say}


def _said(words: str) -> Callable[[World], bool]:
    """Whether a card or its thread says so."""

    def look(world: World) -> bool:
        slack = world.slack
        roots = [message for message in slack.messages(Place.CLIENT_DOMAINS) if not message.is_reply]
        every = (one for root in roots for one in slack.messages(Place.CLIENT_DOMAINS, root.ts))
        return any(words in one.text or words in str(one.blocks) for one in every)

    return look


def _sent(form: str) -> Callable[[World], bool]:
    """Whether such a form was taken: it is closed, or shows something else by now."""

    def look(world: World) -> bool:
        payloads = (each.payload for each in world.slack.deliveries if each.payload.get("type") == "view_submission")
        sent = {payload["view"]["id"] for payload in payloads if payload["view"]["callback_id"] == form}
        views = [world.slack.view(view_id) for view_id in sent]
        return any(not view.is_open or view.callback_id != form for view in views)

    return look


def _has_record(value: str) -> Callable[[World], bool]:
    return lambda world: any(record[:3] == ("ls", "CNAME", value) for record in world.panel.records())


STEPS = (
    Step(
        Person.ADAM,
        "type `/linkdomain clients` below, press Add client, and add Acme Corp",
        _sent("client_form"),
    ),
    Step(
        Person.ADAM,
        "`/linkdomain campaigns`, Add campaign: Spring sale, with the SID of that service from the Console",
        _sent("campaign_form"),
    ),
    Step(
        Person.ANA,
        f"`/linkdomain add`: Acme Corp, {CLIENT_ZONE}, the client adds the records, it@{CLIENT_ZONE}",
        _said(HOST),
    ),
    Step(
        None,
        f"As the operator at the Twilio Console, right: add the domain {HOST}",
        lambda world: bool(world.twilio.console.domains(world.organisation)),
    ),
    Step(
        Person.OTTO,
        "press Enter Twilio details on the card, and copy SID and TXT value over from the Console",
        lambda world: bool(world.mail.mails),
    ),
    Step(
        None,
        "As the client, right: ✓ TXT, then a mistake: no final dot. The mail's link opens their page on the phone",
        lambda world: any(name == "ls" for name, *_ in world.panel.records()),
    ),
    Step(
        Person.ANA,
        "press Check now on the card and read what is wrong; then the client corrects it: ✓ CNAME",
        _has_record(TARGET),
    ),
    Step(
        Person.ANA,
        "press Check now again, and Request SSL as soon as the card offers it",
        _said("'action_id': 'approve'"),
    ),
    Step(Person.PETRA, "open the thread under the card, read the request, and Approve", _said("SSL approved")),
    Step(None, "The certificate takes a few seconds here. Watch the card", _said("is live")),
    Step(
        Person.ANA,
        f"`/linkdomain attach {HOST}`, and choose Spring sale",
        lambda world: world.spring_sale.domain is not None,
    ),
    Step(
        Person.ANA,
        f"`/linkdomain test {HOST}`: a text message arrives at the phone, right",
        lambda world: bool(world.twilio.estate.messages),
    ),
)
