"""The round that looks into the mailbox of bounces: a real database, a real mailbox, and one that fails when told."""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from bot.core.bounces import message_id
from bot.core.commands import Actor
from bot.core.effects import EffectKind
from bot.core.errors import GatewayError
from bot.core.events import EventKind
from bot.gateways.mailbox import ImapMailbox
from bot.sandbox.mailbox import MailboxStandIn
from bot.services import reading
from bot.services.ports import AnswerT, CommandT, Service
from bot.services.ports_mails import BounceBox, Letter, Reading
from bot.workers.bounces import BounceRound
from tests.gateways.bounce_kinds import AWAY, original, report
from tests.services.bounced import OLD, WRONG, bounce_of, forwarded, mails, send
from tests.services.support import BOT, OWNER, House


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
async def box() -> AsyncIterator[MailboxStandIn]:
    stand_in = MailboxStandIn({"links": "secret"})
    await stand_in.start()
    yield stand_in
    await stand_in.stop()


@dataclass
class Shelf:
    """A mailbox of letters that are given again until they are marked."""

    letters: list[Letter] = field(default_factory=list)
    marked: list[Letter] = field(default_factory=list)
    problem: str = ""
    breaks_at_marking: bool = False
    unclear: int = 0

    async def read(self) -> Reading:
        if self.problem:
            raise GatewayError("mailbox", self.problem, transient=True)
        return Reading([one for one in self.letters if one not in self.marked], 0, self.unclear)

    async def settle(self, read: Sequence[Letter], alone: Sequence[Letter]) -> None:
        if self.breaks_at_marking:
            raise GatewayError("mailbox", "connection", transient=True)
        self.marked += read


@dataclass
class Rounds:
    """One process that looks, and what it counted."""

    house: House
    box: BounceBox
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        tally = lambda what, outcome: self.counted.update([(what, outcome)])  # noqa: E731
        self.round = BounceRound(self.run, self.box, lambda: self.house.now, BOT, tally)

    async def run(self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, now: datetime) -> AnswerT:
        return self.house.database.run_now(service, command, actor, now)


def undeliverable(house: House, domain_id: str) -> tuple[str, ...]:
    return house.run(reading.card, domain_id, OWNER).undeliverable


def returned(house: House, domain_id: str) -> bytes:
    name = message_id(mails(house, domain_id)[-1].effect.key)
    return report(returned=f"Content-Type: message/rfc822\n\n{original(name).as_string()}")


async def test_from_the_mailbox_to_the_card_once_and_ordinary_mail_is_left_alone(
    house: House, box: MailboxStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    domain_id = forwarded(house, OLD)
    for raw in (AWAY, returned(house, domain_id), report(), returned(house, domain_id)):
        box.deliver(raw)
    rounds = Rounds(house, ImapMailbox(box.url))
    with caplog.at_level(logging.DEBUG):
        for _ in range(3):
            await rounds.round.tick()
    assert (undeliverable(house, domain_id), box.unread) == ((OLD,), [1, 3])
    assert house.kinds(domain_id).count(EventKind.FORWARD_BOUNCED) == 1
    assert rounds.counted == {
        ("look", "done"): 3, ("report", "told"): 1, ("report", "known"): 1, ("report", "foreign"): 1,
    }  # fmt: skip
    assert "acme.com" not in "".join(str(vars(record)) for record in caplog.records)


async def test_killed_between_storing_and_marking_it_is_told_once_and_marked_by_the_next(house: House) -> None:
    domain_id = forwarded(house, OLD)
    shelf = Shelf([Letter((1, 1), bounce_of(mails(house, domain_id)[0]))], breaks_at_marking=True)
    await Rounds(house, shelf).round.tick()
    assert (shelf.marked, undeliverable(house, domain_id)) == ([], (OLD,))
    shelf.breaks_at_marking = False
    for _ in range(2):
        await Rounds(house, shelf).round.tick()
    assert (len(shelf.marked), house.kinds(domain_id).count(EventKind.FORWARD_BOUNCED)) == (1, 1)


async def test_a_report_that_comes_before_its_mail_is_known_to_be_out_is_not_lost(house: House) -> None:
    domain_id = house.add(emails=(OLD,))
    house.give(domain_id)
    house.look(domain_id, record=WRONG, verification=WRONG)
    (mail,) = [one for one in house.claim_effects() if one.effect.kind is EffectKind.MAIL_STEPS]
    shelf = Shelf([Letter((1, 1), bounce_of(mail))])
    rounds = Rounds(house, shelf)
    await rounds.round.tick()
    assert (shelf.marked, undeliverable(house, domain_id)) == ([], ())
    house.settle_effect(mail, is_done=True, external_id=message_id(mail.effect.key))
    send(house)
    await rounds.round.tick()
    assert (len(shelf.marked), undeliverable(house, domain_id)) == (1, (OLD,))


async def test_what_is_wrong_with_the_mailbox_is_told_when_it_begins_changes_and_ends(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf(problem="connection")
    rounds = Rounds(house, shelf)
    with caplog.at_level(logging.INFO, "bot.workers.bounces"):
        for problem in ("connection", "connection", "login", "", ""):
            shelf.problem = problem
            await rounds.round.tick()
    said = [(one.getMessage(), vars(one).get("problem", "")) for one in caplog.records]
    assert said == [("bounces_not_read", "connection"), ("bounces_not_read", "login"), ("bounces_read_again", "")]
    assert rounds.counted == {("look", "failed"): 3, ("look", "done"): 2}


async def test_what_cannot_be_understood_is_counted_and_said(house: House, caplog: pytest.LogCaptureFixture) -> None:
    rounds = Rounds(house, Shelf(unclear=2))
    with caplog.at_level(logging.INFO, "bot.workers.bounces"):
        await rounds.round.tick()
    assert rounds.counted["report", "unclear"] == 2
    assert [one.getMessage() for one in caplog.records] == ["bounces_unclear"]
