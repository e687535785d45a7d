"""The steps from an unknown client to short links and back from a broken record, for whatever domain is followed."""

from collections.abc import Callable, Sequence

from bot.core.cards import Action
from bot.core.domain import AttachmentState, RequestState, Setup
from bot.core.events import EventKind
from bot.core.facts import FactName
from bot.core.stage import has_details, has_proofs, has_records
from bot.sandbox.page.guide_records import MEND, break_hints, records_hints, records_who, records_words
from bot.sandbox.page.hints import THREAD, WATCH, Hint, Step, be, owner, press, typing
from bot.sandbox.page.tale import Tale
from bot.sandbox.world import Person
from handlers import ids


def steps_of(tale: Tale) -> Sequence[Step]:
    """In the order of the story. What this domain has no use for by its nature is left out."""
    card = tale.read.card
    is_ours = card is not None and card.domain.setup is Setup.OURS
    lacks_campaign = card is not None and not tale.read.own
    return tuple(
        step
        for step in STEPS
        if not (step is _FORWARD and is_ours)
        and (step is not _CAMPAIGN or not lacks_campaign)
        and (step is not _LATE or lacks_campaign)
    )


def _past(kind: EventKind) -> Callable[[Tale], bool]:
    return lambda tale: kind in tale.read.past


def _client_hints(tale: Tale) -> Sequence[Hint]:
    asked = (Hint("Somebody asks for a client: press {label}", "press", ids.ADD_ASKED),) if tale.read.asks else ()
    return (*asked, Hint("Press {label}", "press", ids.ADD_CLIENT), typing("/linkdomain clients"))


def _campaign_hints(tale: Tale) -> Sequence[Hint]:
    mend = Hint("It has no Messaging Service yet: press {label}, and give it the SID", "press", ids.EDIT_CAMPAIGN)
    begin = Hint("Press {label}", "press", ids.ADD_CAMPAIGN)
    return mend if tale.read.mute else begin, typing("/linkdomain campaigns")


def _add_hints(_tale: Tale) -> Sequence[Hint]:
    return Hint("The client is there now: press {label}", "press", ids.CONTINUE_ADD), typing("/linkdomain add")


def _is_in_console(tale: Tale) -> bool:
    domains = tale.world.twilio.console.domains(tale.world.organisation)
    return has_details(tale.domain) or any(one.host == tale.host for one in domains)


def _console_hints(tale: Tale) -> Sequence[Hint]:
    return (Hint(f"Right, in the Twilio Console: type `{tale.host}`, and press Add domain", "world", "#adddomain"),)


def _details_words(tale: Tale) -> str:
    if tale.domain.details is None:
        return f"the bot needs what the Console shows of {tale.host}."
    return "the Domain SID is there; the TXT value of the Console is missing yet."


def _details_hints(tale: Tale) -> Sequence[Hint]:
    return press(tale, Action.GIVE_DETAILS), THREAD, typing(f"/linkdomain sid {tale.host}")


def _forward_hints(tale: Tale) -> Sequence[Hint]:
    is_held = tale.card.undeliverable or tale.domain.wrong_since or EventKind.LINK_REVOKED in tale.read.past
    if tale.domain.contact_ids and not is_held:
        return (Hint("The e-mail goes out by itself: watch the mailbox, right", "watch"),)
    again = press(tale, Action.FORWARD_AGAIN)
    return press(tale, Action.FORWARD), again, typing(f"/linkdomain forward {tale.host} it@{tale.domain.zone}")


def _is_forwarded(tale: Tale) -> bool:
    return bool({EventKind.FORWARDED, EventKind.OPENED} & tale.read.past)


def _request_words(tale: Tale) -> str:
    request = tale.domain.request
    if request and request.state is RequestState.REJECTED:
        return "the approver said no; the thread says why. Ask again when that is mended."
    if request and request.problem:
        return "Twilio could not make the certificate; the card says why. Then ask again."
    return "the record is right: ask for the certificate."


def _is_asked(tale: Tale) -> bool:
    request = tale.domain.request
    alive = (RequestState.WAITING, RequestState.PENDING, RequestState.APPROVED)
    return _is_approved(tale) or bool(request and not request.problem and request.state in alive)


def _request_hints(tale: Tale) -> Sequence[Hint]:
    return press(tale, Action.REQUEST_SSL), typing(f"/linkdomain ssl {tale.host}")


def _is_approved(tale: Tale) -> bool:
    request = tale.domain.request
    is_good = bool(request and request.state is RequestState.APPROVED and not request.problem)
    return is_good or tale.domain.fact(FactName.CERTIFICATE).holds


def _approver(tale: Tale) -> Person:
    """Not whoever asked."""
    request = tale.domain.request
    return Person.VERA if request and request.requested_by == Person.PETRA else Person.PETRA


def _approve_hints(tale: Tale) -> Sequence[Hint]:
    of = tale.domain.request.id if tale.domain.request else ""
    read = "Read the request in the thread, and press {label}"
    return Hint(read, "press", ids.APPROVE, of), THREAD, Hint("Press {label}", "press", ids.APPROVE_MANY)


def _late_words(tale: Tale) -> str:
    return f"{tale.card.client.name} has no campaign yet: add the one that will text for them."


def _is_taken(tale: Tale) -> bool:
    return any(one.attachment.state in _TAKEN for one in tale.card.campaigns)


_TAKEN = (AttachmentState.WANTED, AttachmentState.ATTACHED)


def _attach_hints(tale: Tale) -> Sequence[Hint]:
    return typing(f"/linkdomain attach {tale.host}"), press(tale, Action.ATTACH)


def _test_hints(tale: Tale) -> Sequence[Hint]:
    is_on = any(one.attachment.state is AttachmentState.ATTACHED for one in tale.card.campaigns)
    return (typing(f"/linkdomain test {tale.host}"), press(tale, Action.TEST)) if is_on else (WATCH,)


_CLIENT_WORDS = "links in texts on the client's own name: the bot sets them up. It has to know the client first."
_CAMPAIGN = Step(
    "A campaign is known",
    "and the campaign that will text for them.",
    be(Person.ADAM),
    lambda tale: tale.read.campaigns > 0,
    _campaign_hints,
    is_first=True,
)
_LATE = Step("A campaign is known", _late_words, be(Person.ADAM), lambda tale: bool(tale.read.own), _campaign_hints)
_FORWARD = Step(
    "The client has the steps",
    "the client gets the steps by e-mail.",
    owner,
    _is_forwarded,
    _forward_hints,
    lambda tale: has_records(tale.domain),
)
STEPS = (
    Step(
        "The client is known",
        _CLIENT_WORDS,
        be(Person.ADAM),
        lambda tale: tale.read.clients > 0,
        _client_hints,
        is_first=True,
    ),
    _CAMPAIGN,
    Step(
        "The domain is added",
        "add the client's link domain.",
        be(Person.ANA),
        lambda tale: tale.read.card is not None,
        _add_hints,
        is_first=True,
    ),
    Step(
        "Twilio knows the domain",
        "only Twilio's Console can make the domain known to Twilio.",
        be(Person.OTTO),
        _is_in_console,
        _console_hints,
    ),
    Step(
        "The bot has Twilio's details",
        _details_words,
        be(Person.OTTO),
        lambda tale: has_details(tale.domain),
        _details_hints,
    ),
    _FORWARD,
    Step("The records are right", records_words, records_who, lambda tale: has_records(tale.domain), records_hints),
    Step("SSL is asked for", _request_words, owner, _is_asked, _request_hints),
    Step("SSL is approved", "a colleague decides on the certificate.", _approver, _is_approved, _approve_hints),
    Step(
        "The domain is live",
        "Twilio makes the certificate.",
        None,
        lambda tale: tale.domain.live_since is not None or has_proofs(tale.domain),
        lambda _tale: (WATCH,),
    ),
    _LATE,
    Step("A campaign uses it", "let the campaign use the domain.", owner, _is_taken, _attach_hints),
    Step("A test was sent", "send one real message.", owner, _past(EventKind.TEST_WANTED), _test_hints),
    Step(
        "It was broken",
        "The phone, right, got a short link on the client's own name. Now break it.",
        None,
        _past(EventKind.DEGRADED),
        break_hints,
    ),
    MEND,
)
