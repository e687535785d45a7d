"""Relay and gateways together, against stand-ins that speak the real protocols and break on purpose."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.commands import GiveDetails
from bot.core.domain import Attachment, AttachmentState, Campaign, LinkSettings, TwilioAccount
from bot.core.effects import EffectState
from bot.core.people import Role
from bot.core.twilio import Judgement
from bot.gateways.mail import SmtpMailer
from bot.gateways.slack import SlackDirectory, SlackMessenger
from bot.gateways.twilio import TwilioGateway
from bot.sandbox.mail import MailStandIn
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.twilio import Account, Service, TwilioStandIn
from bot.services import promises
from bot.services.domains import give_details
from bot.services.ports import Transaction
from bot.web.mails import steps_mail
from bot.workers.performers_mail import mail_performers
from bot.workers.performers_slack import slack_performers
from bot.workers.performers_twilio import twilio_performers
from bot.workers.relay import Relay
from tests.workers.support import BOT, START, TEAM, Render, World

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
CARD = "domain:d-ls.acme.com:card"


class MailRender(Render):
    mail = staticmethod(steps_mail)


_HURRY = 1.0
"""Seconds for an answer where one will not come; what is missed on the way is tried again."""


class Outside:
    """Slack, Twilio and mail on loopback, and a relay that speaks with them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.slack = SlackStandIn(
            yaml.safe_load(MANIFEST.read_text()),
            TEAM,
            clock=self._seconds,
            wall=self._seconds,
        )
        self.twilio = TwilioStandIn(lambda: ("127.0.0.1", 1))
        self.mail = MailStandIn()
        self.account: Account = self.twilio.add_account("Main", self.twilio.add_organisation("Org"))
        self.service: Service = self.twilio.add_service(self.account, "Spring", numbers=["+12125550100"])

    def _seconds(self) -> float:
        return self.world.clock().timestamp()

    def furnish(self) -> None:
        self.slack.add_user("UOWNER", "olga")
        self.slack.add_channel("C1", "client-domains", ["UOWNER"])
        self.wait_for_answers(60.0)

    def wait_for_answers(self, seconds: float) -> None:
        """A relay that waits so long for each answer of theirs."""
        client = AsyncWebClient(self.slack.bot_token, base_url=self.slack.api_url)
        messenger, world = SlackMessenger(client, timeout=seconds), self.world
        account = TwilioAccount("default", TEAM, self.account.sid, self.account.sid, self.account.token)
        twilio = TwilioGateway(account, self.twilio.base_url, timeout=seconds, deadline=seconds)
        mailer, render = SmtpMailer(self.mail.url, "bot@meera.example", timeout=seconds), MailRender()
        self.client = client
        self.relay = Relay(
            world.run,
            {
                **slack_performers(world.run, messenger, render, twilio, world.clock, BOT),
                **twilio_performers(world.run, twilio, world.clock, BOT),
                **mail_performers(world.run, messenger, mailer, render, world.clock, BOT),
            },
            world.clock,
            BOT,
            jitter=lambda: 1.0,
        )

    def break_slack(self, kind: str) -> None:
        self.slack.break_next("chat.postMessage", kind)
        if kind.startswith("timeout"):
            self.wait_for_answers(_HURRY)

    def break_twilio(self, kind: str, path: str) -> None:
        self.twilio.break_next(kind, path=path)
        if kind.startswith("timeout"):
            self.wait_for_answers(_HURRY)

    async def settle(self, *domain_ids: str, seconds: float = 120) -> None:
        await self.world.settle(self.relay, seconds, until=lambda: self.world.is_all_over(*domain_ids))


@pytest.fixture
async def outside(world: World) -> AsyncIterator[Outside]:
    one = Outside(world)
    async with AsyncExitStack() as stack:
        for part in (one.slack, one.twilio, one.mail):
            await part.start()
            stack.push_async_callback(part.stop)
        one.furnish()
        yield one


BREAKS = ["429:2", "500", "500:after", "500:html", "503", "timeout", "timeout:after", "reset_before", "reset_after"]
REFUSALS = ["error:internal_error", "error:fatal_error", "error:service_unavailable", "error:not_in_channel"]


@pytest.mark.parametrize("kind", [*BREAKS, *REFUSALS])
async def test_however_slack_fails_the_card_is_there_once(outside: Outside, kind: str) -> None:
    outside.break_slack(kind)
    domain_id = outside.world.add()
    await outside.settle(domain_id)
    (card,) = outside.slack.messages("C1")
    assert card.metadata == {"event_type": "linkdomain", "event_payload": {"key": CARD}}
    assert outside.world.domain(domain_id).card_ts == card.ts


@pytest.mark.parametrize("kind", ["500:after", "timeout:after", "reset_after", "reset_before"])
async def test_however_slack_fails_a_reply_is_there_once(outside: Outside, kind: str) -> None:
    domain_id = outside.world.add()
    await outside.settle(domain_id)
    card_ts = outside.world.domain(domain_id).card_ts
    outside.break_slack(kind)
    outside.world.put(promises.task(outside.world.domain(domain_id)))
    await outside.settle(domain_id)
    assert [message.text for message in outside.slack.messages("C1", card_ts)][1:] == ["task"]


async def test_a_search_that_fails_as_well_only_takes_longer(outside: Outside) -> None:
    outside.slack.break_next("chat.postMessage", "reset_after")
    for kind in ("500", "reset_before", "429:3", "500:html"):
        outside.slack.break_next("conversations.history", kind)
    domain_id = outside.world.add()
    await outside.settle(domain_id)
    assert len(outside.slack.messages("C1")) == 1


async def test_slack_being_away_for_hours_loses_nothing(outside: Outside) -> None:
    await outside.slack.down()
    domain_id = outside.world.add()
    await outside.world.settle(outside.relay, 4 * 3600, step=400)
    await outside.slack.up()
    await outside.settle(domain_id, seconds=301)
    assert len(outside.slack.messages("C1")) == 1


async def test_the_stand_ins_rate_of_posts_is_kept_by_waiting_as_told(outside: Outside) -> None:
    hosts = [f"ls.acme{number}.com" for number in range(5)]
    domains = [outside.world.add(host) for host in hosts]
    await outside.settle(*domains)
    assert len(outside.slack.messages("C1")) == 5


async def test_roles_come_from_the_workspace(outside: Outside) -> None:
    outside.slack.add_user("UBOSS", "boss")
    outside.slack.add_user("UGUEST", "guest", is_restricted=True)
    outside.slack.add_user_group("SAPP", ["UBOSS", "UGUEST"])
    directory = SlackDirectory(outside.client, TEAM, approvers=("SAPP",))
    assert await directory.roles(TEAM, "UBOSS") == {Role.MANAGER, Role.APPROVER}
    assert await directory.holders(Role.APPROVER) == ("UBOSS",)


def want_attached(outside: Outside) -> str:
    domain_id = outside.world.add()
    organisation = outside.account.organisation
    assert organisation is not None
    domain = outside.twilio.console.add_domain(organisation, "ls.acme.com")
    outside.world.do(give_details, GiveDetails(domain_id, domain.sid, None, Judgement.CONFIRMED))
    settings = LinkSettings("https://acme.com/")
    wanted = Attachment("a1", domain_id, "k1", AttachmentState.WANTED, settings, "UOWNER", START)

    def store(tx: Transaction) -> None:
        tx.campaigns.add(Campaign("k1", TEAM, "c1", "Spring", outside.service.sid))
        tx.attachments.add(wanted)
        found = tx.domains.get(domain_id)
        assert found is not None
        tx.outbox.put(promises.attach(found, wanted, 1, None))

    outside.world.ask(store)
    return domain_id


TWILIO_BREAKS = ["429:2", "500", "500_after", "503", "timeout", "timeout_after", "reset_before", "reset_after"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        *(("/MessagingServices/", kind) for kind in TWILIO_BREAKS),
        *((path, kind) for path in ("/Config", "/Domain", "/PhoneNumbers") for kind in ("429", "503", "reset_after")),
    ],
)
async def test_however_twilio_fails_the_service_is_attached_in_the_end(outside: Outside, path: str, kind: str) -> None:
    outside.break_twilio(kind, path)
    domain_id = want_attached(outside)
    await outside.settle(domain_id)
    attachment = outside.world.ask(lambda tx: tx.attachments.get("a1"))
    assert attachment is not None
    assert (attachment.state, attachment.problem) == (AttachmentState.ATTACHED, None)
    domain = outside.service.domain
    assert domain is not None
    assert domain.config is not None
    assert domain.config.fallback_url == "https://acme.com/"


async def test_an_association_that_twilio_made_but_did_not_tell_is_not_made_twice(outside: Outside) -> None:
    outside.twilio.break_next("reset_after", path="/MessagingServices/", method="POST")
    await outside.settle(want_attached(outside))
    writes = [call for call in outside.twilio.calls if call.method == "POST" and "/MessagingServices/" in call.path]
    assert len(writes) == 1


def promise_mail(outside: Outside) -> str:
    domain_id = outside.world.add(contacts=(("p1", "it@acme.example"),))
    domain = outside.world.domain(domain_id)
    outside.world.put(promises.mail_steps(domain, domain.contact_ids[0]))
    return domain_id


async def test_a_mail_reaches_the_clients_contact(outside: Outside) -> None:
    await outside.settle(promise_mail(outside))
    (mail,) = outside.mail.to("it@acme.example")
    assert str(mail.message["From"]) == "Olga at Meera <bot@meera.example>"
    assert "lsct.ashburn.us1.twilio.com." in mail.text


async def test_a_mail_whose_answer_was_lost_comes_once_more_with_the_same_id(outside: Outside) -> None:
    outside.mail.drop_after_data()
    domain_id = promise_mail(outside)
    await outside.settle(domain_id)
    assert len({mail.message_id for mail in outside.mail.mails}) == 1
    assert len(outside.mail.mails) == 2


async def test_a_busy_mail_server_is_tried_again_and_a_missing_mailbox_is_not(outside: Outside) -> None:
    outside.mail.busy(2)
    domain_id = promise_mail(outside)
    await outside.settle(domain_id)
    assert len(outside.mail.mails) == 1
    outside.mail.refuse("it@acme.example")
    again = promises.mail_steps(outside.world.domain(domain_id), "p1", ":again")
    outside.world.put(again)
    await outside.settle(domain_id)
    assert outside.world.states(domain_id)[again.key] is EffectState.DEAD
