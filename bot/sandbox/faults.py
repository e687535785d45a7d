"""Switches that break the world on purpose: what each does, in plain words, and what to watch then."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.sandbox.dns import DnsFault
from bot.sandbox.registrar import HOSTS
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.twilio import OrganisationDomain
from bot.sandbox.world import World

_SLOW = 8.0
"""Seconds: longer than people wait, shorter than time-outs."""
Turn = Callable[["Switchboard"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Switch:
    """``group`` is who is in trouble; ``watch`` says what can be seen of it."""

    id: str
    group: str
    label: str
    watch: str
    on: Turn
    off: Turn


class Switchboard:
    """The switches of one world, all off at first."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.on: list[str] = []
        self.lost: list[OrganisationDomain] = []

    async def turn(self, switch_id: str, *, is_on: bool) -> None:
        """To where it is to be; raises CannotAct for one that there is not, or that cannot be turned now."""
        switch = next((one for one in SWITCHES if one.id == switch_id), None)
        if switch is None:
            raise CannotAct(f"there is no switch {switch_id!r}")
        if is_on and switch_id not in self.on:
            await switch.on(self)
            self.on.append(switch_id)
        elif not is_on and switch_id in self.on:
            await switch.off(self)
            self.on.remove(switch_id)

    async def all_off(self) -> None:
        for switch_id in reversed(self.on.copy()):
            await self.turn(switch_id, is_on=False)


async def _slack_limits(board: Switchboard) -> None:
    board.world.slack.break_all("chat.", "429:3")


async def _slack_calm(board: Switchboard) -> None:
    board.world.slack.break_all("chat.", None)


async def _slack_down(board: Switchboard) -> None:
    await board.world.slack.down()


async def _slack_up(board: Switchboard) -> None:
    await board.world.slack.up()


async def _twilio_slow(board: Switchboard) -> None:
    board.world.twilio.slow(_SLOW)


async def _twilio_quick(board: Switchboard) -> None:
    board.world.twilio.slow(0.0)


async def _twilio_down(board: Switchboard) -> None:
    await board.world.twilio.down()


async def _twilio_up(board: Switchboard) -> None:
    await board.world.twilio.up()


async def _lose(board: Switchboard) -> None:
    console, organisation = board.world.twilio.console, board.world.organisation
    domains = console.domains(organisation)
    if not domains:
        raise CannotAct("Twilio has no domain yet that it could forget: add one in its Console first")
    board.lost = [console.lose(domains[-1].sid)]


async def _find(board: Switchboard) -> None:
    for domain in board.lost:
        board.world.twilio.console.find(domain)
    board.lost = []


async def _stick(board: Switchboard) -> None:
    board.world.twilio.issuer.is_stuck = True


async def _unstick(board: Switchboard) -> None:
    board.world.twilio.issuer.is_stuck = False


async def _silence(board: Switchboard) -> None:
    for host in HOSTS:
        for server in host.servers:
            board.world.dns.server(server).fail(DnsFault.DROP)


async def _answer(board: Switchboard) -> None:
    for host in HOSTS:
        for server in host.servers:
            board.world.dns.server(server).mend()


async def _mail_refuses(board: Switchboard) -> None:
    board.world.mail.refuses_all = True


async def _mail_takes(board: Switchboard) -> None:
    board.world.mail.refuses_all = False


async def _mail_returns(board: Switchboard) -> None:
    board.world.mail.returns_all = True


async def _mail_arrives(board: Switchboard) -> None:
    board.world.mail.returns_all = False


async def _mail_down(board: Switchboard) -> None:
    await board.world.mail.down()


async def _mail_up(board: Switchboard) -> None:
    await board.world.mail.up()


SWITCHES = (
    Switch(
        "dns_silent",
        "The client's DNS",
        "Name servers do not answer",
        "'Cannot tell' is not 'wrong': Check now says so on the card, and nobody is alarmed over an outage.",
        _silence,
        _answer,
    ),
    Switch(
        "twilio_slow",
        "Twilio",
        "Slow: 8 s an answer",
        "Forms in Slack still open at once; what Twilio has to say comes later.",
        _twilio_slow,
        _twilio_quick,
    ),
    Switch(
        "twilio_down",
        "Twilio",
        "Down",
        "Approve or attach now: it is kept, tried again, and done once Twilio is back. Never twice.",
        _twilio_down,
        _twilio_up,
    ),
    Switch(
        "twilio_forgot",
        "Twilio",
        "Forgot the newest domain",
        "Check now: the card says that Twilio does not know the Domain SID.",
        _lose,
        _find,
    ),
    Switch(
        "certificate_stuck",
        "Twilio",
        "Certificate never comes",
        "Approve: the card waits for the certificate. A day later somebody is told that it is overdue.",
        _stick,
        _unstick,
    ),
    Switch(
        "slack_429",
        "Slack",
        "Too many messages (429)",
        "Posts and updates wait as long as Slack asks, then come in order, none lost and none twice.",
        _slack_limits,
        _slack_calm,
    ),
    Switch(
        "slack_down",
        "Slack",
        "Down",
        "Commands and presses reach nobody (dispatch_failed). What happens meanwhile is posted when Slack is back.",
        _slack_down,
        _slack_up,
    ),
    Switch(
        "mail_refuses",
        "Mail",
        "No such mailbox (550)",
        "Forward a domain: the card says that the address refused the mail, and offers the link to copy.",
        _mail_refuses,
        _mail_takes,
    ),
    Switch(
        "mail_returns",
        "Mail",
        "The client's address bounces",
        "Forward a domain: the mail is taken, and comes back. Within a minute the card and the thread say so.",
        _mail_returns,
        _mail_arrives,
    ),
    Switch(
        "mail_down",
        "Mail",
        "Server down",
        "Forward a domain: the mail is tried again and goes out when the server is back.",
        _mail_down,
        _mail_up,
    ),
)
"""In the order in which they are shown."""
