"""Each kind of effect, performed and found again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.approvals import digest_of
from bot.core.commands import Actor, ClaimDue, EffectOutcome, GiveDetails
from bot.core.domain import (
    Attachment,
    AttachmentState,
    Campaign,
    LinkSettings,
    RequestState,
    Setup,
    SslRequest,
    Standing,
)
from bot.core.effects import EffectState
from bot.core.errors import GatewayError
from bot.core.events import EventKind
from bot.core.languages import Language
from bot.core.rules import Rules
from bot.core.twilio import CertificateReport, Judgement, ServiceReport
from bot.services import promises
from bot.services.domains import give_details
from bot.services.effects import claim_effects
from bot.services.ports import AnswerT, CommandT, Run, Service, Transaction
from bot.workers.relay import LEASE
from tests.workers.support import (
    ANSWER_500,
    BOT,
    DN,
    MG,
    REFUSED,
    RESET,
    RULES,
    START,
    UNREACHABLE,
    Fault,
    World,
)

# What is to do now


async def test_what_is_to_do_is_posted_once_under_the_card_and_then_updated_in_place(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    world.put(promises.task(world.domain(domain_id)))
    await world.settle(relay, 2)
    assert (world.messenger.posts[-1].content.text, world.messenger.posts[-1].thread_ts) == ("task", "1.000001")
    posts = len(world.messenger.posts)
    world.put(promises.task_update(world.domain(domain_id), "ls.acme.com", 7))
    await world.settle(relay, 2)
    assert (len(world.messenger.posts), world.messenger.updates[-1]) == (posts, ("2.000001", "task"))


async def test_what_was_to_do_for_a_former_name_is_not_posted_any_more(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    former = replace(world.domain(domain_id), host="ls.former.com")
    world.put(promises.task(former))
    world.put(promises.task_update(former, "ls.former.com", 7))
    await world.settle(relay, 2)
    assert [post.content.text for post in world.messenger.posts] == ["card waiting_for_twilio_details"]


# Approvals


def ask_ssl(world: World, domain_id: str, channel: str = "C1") -> SslRequest:
    request = SslRequest("r1", domain_id, "digest", RequestState.PENDING, "UOWNER", START)
    world.save(replace(world.domain(domain_id), request=request))
    effect = promises.approval(world.domain(domain_id), request, rules_of(channel))
    world.put(effect)
    return request


def rules_of(channel: str) -> Rules:
    return replace(RULES, approval_channel=None if channel == "C1" else channel)


def decide(world: World, request: SslRequest, channel: str = "C1") -> None:
    decided = replace(request, state=RequestState.APPROVED, decided_by="UBOSS", decided_at=world.clock())

    def store(tx: Transaction) -> None:
        assert tx.requests.save_if(decided, request)
        domain = tx.domains.get(request.domain_id)
        assert domain is not None
        tx.outbox.put(promises.approval(domain, decided, rules_of(channel)))

    world.ask(store)


async def test_an_approval_request_in_the_thread_waits_for_the_card_and_is_updated_once_decided(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    world.messenger.faults.append(Fault(UNREACHABLE))
    request = ask_ssl(world, domain_id)
    await world.settle(relay, 5)
    post = world.messenger.posts[1]
    assert (post.key, post.thread_ts, post.content.text) == (
        "request:r1:approval:pending",
        "1.000001",
        "approval pending",
    )
    decide(world, request)
    await world.settle(relay)
    assert world.messenger.updates[-1] == ("2.000001", "approval approved")


async def test_an_approval_request_in_a_channel_of_its_own_does_not_wait(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    world.messenger.faults.append(None)
    request = ask_ssl(world, domain_id, "CAPPROVE")
    await world.settle(relay, 2)
    post = next(post for post in world.messenger.posts if post.key.startswith("request"))
    assert (post.channel, post.thread_ts) == ("CAPPROVE", None)
    decide(world, request, "CAPPROVE")
    await world.settle(relay)
    assert world.messenger.updates[-1][1] == "approval approved"


async def test_a_decision_on_a_request_that_could_never_be_posted_is_quietly_done(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    await world.settle(relay)
    request = ask_ssl(world, domain_id)
    world.messenger.faults.append(Fault(REFUSED))
    await world.settle(relay)
    decide(world, request)
    await world.settle(relay)
    assert world.states(domain_id)["request:r1:approval:approved"] is EffectState.DONE
    assert all("approval" not in text for _, text in world.messenger.updates)


# Twilio


def with_details(world: World, domain_id: str, standing: Standing = Standing.CONFIRMED) -> None:
    judgement = Judgement.CONFIRMED if standing is Standing.CONFIRMED else None
    world.do(give_details, GiveDetails(domain_id, DN, None, judgement))


def promise_certificate(world: World, domain_id: str) -> None:
    with_details(world, domain_id)
    domain = world.domain(domain_id)
    request = SslRequest("r1", domain_id, digest_of(domain), RequestState.APPROVED, "UOWNER", START, "UBOSS", START)
    world.save(replace(domain, request=request))
    world.put(promises.certificate(world.domain(domain_id), request, None))


async def test_the_certificate_is_asked_for_once_and_then_looked_at_closely(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    promise_certificate(world, domain_id)
    await world.settle(relay)
    assert world.twilio.writes == ["request"]
    assert EventKind.CERTIFICATE_REQUESTED in world.happened(domain_id)
    assert world.domain(domain_id).close_since == world.clock()


@pytest.mark.parametrize(
    "report",
    [
        CertificateReport("ls.acme.com", None, True, True, False, None),
        CertificateReport("ls.acme.com", "CW1", True, False, False, START + timedelta(days=60)),
    ],
)
async def test_what_twilio_has_or_is_at_is_not_asked_for_again(world: World, report: CertificateReport) -> None:
    relay, domain_id = world.relay(), world.add()
    world.twilio.report = report
    promise_certificate(world, domain_id)
    await world.settle(relay)
    assert world.twilio.writes == []
    assert EventKind.CERTIFICATE_REQUESTED in world.happened(domain_id)


async def test_an_answer_lost_after_the_certificate_was_asked_for_is_read_back(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    promise_certificate(world, domain_id)
    world.twilio.faults.append(Fault(RESET, happens=True))
    await world.settle(relay, 40)
    assert world.twilio.writes == ["request"]
    assert world.states(domain_id)["request:r1:certificate"] is EffectState.DONE


async def test_a_read_that_fails_before_the_request_leaves_nothing_unknown(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    promise_certificate(world, domain_id)
    world.twilio.read_faults.append(Fault(RESET))
    await world.settle(relay, 3)
    assert world.twilio.writes == ["request"]


async def test_twilios_refusal_is_kept_with_its_code(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    promise_certificate(world, domain_id)
    world.twilio.faults.append(Fault(GatewayError("twilio", "30135", transient=False)))
    await world.settle(relay)
    request = world.domain(domain_id).request
    assert request is not None
    assert request.problem == "30135"
    assert EventKind.CERTIFICATE_FAILED in world.happened(domain_id)


async def test_a_certificate_of_another_host_stops_the_request(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    world.twilio.report = CertificateReport("ls.other.com", "CW1", True, False, False, START + timedelta(days=60))
    promise_certificate(world, domain_id)
    await world.settle(relay)
    request = world.domain(domain_id).request
    assert request is not None
    assert (request.problem, world.twilio.writes) == ("sid_of_other_host", [])


async def test_a_request_whose_sid_was_replaced_is_dropped(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    promise_certificate(world, domain_id)
    world.do(give_details, GiveDetails(domain_id, "DN" + "9" * 32, None, Judgement.CONFIRMED))
    await world.settle(relay, 2)
    assert world.twilio.writes == []
    assert world.states(domain_id)["request:r1:certificate"] is EffectState.DONE
    assert EventKind.CERTIFICATE_REQUESTED not in world.happened(domain_id)


@pytest.mark.parametrize(
    ("judgement", "kind"),
    [
        (Judgement.CONFIRMED, EventKind.DETAILS_CONFIRMED),
        (Judgement.OTHER_HOST, EventKind.DETAILS_REFUSED),
        (Judgement.CANNOT_TELL, None),
    ],
)
async def test_twilios_late_word_on_the_sid_is_stored(
    world: World, judgement: Judgement, kind: EventKind | None
) -> None:
    relay, domain_id = world.relay(), world.add()
    world.twilio.judgement = judgement
    world.twilio.read_faults += [Fault(RESET), Fault(ANSWER_500)]
    with_details(world, domain_id, Standing.UNPROVEN)
    await world.settle(relay, 10)
    told = {EventKind.DETAILS_CONFIRMED, EventKind.DETAILS_REFUSED} & set(world.happened(domain_id))
    assert told == ({kind} if kind else set())


def want_attached(world: World, domain_id: str) -> None:
    with_details(world, domain_id)
    campaign = Campaign("k1", "T1", "c1", "Spring", MG)
    wanted = Attachment(
        "a1", domain_id, "k1", AttachmentState.WANTED, LinkSettings("https://acme.com"), "UOWNER", START
    )

    def store(tx: Transaction) -> None:
        tx.campaigns.add(campaign)
        tx.attachments.add(wanted)
        domain = tx.domains.get(domain_id)
        assert domain is not None
        tx.outbox.put(promises.attach(domain, wanted, 1, None))

    world.ask(store)


def attachment_state(world: World) -> tuple[AttachmentState, str | None]:
    found = world.ask(lambda tx: tx.attachments.get("a1"))
    assert found is not None
    return found.state, found.problem


async def test_attaching_writes_the_settings_before_the_association(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    want_attached(world, domain_id)
    await world.settle(relay)
    assert world.twilio.writes == ["configure https://acme.com", "attach"]
    assert attachment_state(world) == (AttachmentState.ATTACHED, None)


async def test_what_is_attached_already_gets_its_settings_only(world: World) -> None:
    relay, domain_id = world.relay(), world.add()
    world.twilio.services[MG] = ServiceReport(MG, True, 1, False, DN)
    want_attached(world, domain_id)
    await world.settle(relay)
    assert world.twilio.writes == ["configure https://acme.com"]


@pytest.mark.parametrize(
    ("report", "problem"),
    [
        (ServiceReport(MG, False), "service_unknown"),
        (ServiceReport(MG, True, 0), "service_has_no_sender"),
        (ServiceReport(MG, True, 2, True), "service_toll_free_only"),
        (ServiceReport(MG, True, 2, False, "DN" + "7" * 32), "service_has_other_domain"),
    ],
)
async def test_a_service_that_cannot_shorten_links_is_left_alone_and_said_why(
    world: World, report: ServiceReport, problem: str
) -> None:
    relay, domain_id = world.relay(), world.add()
    world.twilio.services[MG] = report
    want_attached(world, domain_id)
    await world.settle(relay)
    assert attachment_state(world) == (AttachmentState.FAILED, problem)
    assert world.twilio.writes == []


@pytest.mark.parametrize("happens", [True, False])
async def test_an_association_whose_answer_was_lost_is_read_back(world: World, happens: bool) -> None:
    relay, domain_id = world.relay(), world.add()
    want_attached(world, domain_id)
    world.twilio.faults += [None, Fault(RESET, happens)]
    await world.settle(relay, 40)
    assert attachment_state(world) == (AttachmentState.ATTACHED, None)
    assert world.twilio.writes.count("attach") == 1


# E-mail


def promise_mail(world: World) -> str:
    domain_id = world.add(contacts=(("p1", "it@acme.example"),))
    world.save(replace(world.domain(domain_id), setup=Setup.FORWARD))
    effect = promises.mail_steps(world.domain(domain_id), world.domain(domain_id).contact_ids[0])
    world.put(effect)
    return domain_id


async def test_a_mail_names_its_owner_and_carries_the_effects_key(world: World) -> None:
    relay, domain_id = world.relay(), promise_mail(world)
    await world.settle(relay)
    (mail,) = world.mailer.mails
    assert (mail.to, mail.text) == ("it@acme.example", "from Olga")
    assert mail.message_id == f"<domain:{domain_id}:steps:p1>"
    assert EventKind.FORWARDED in world.happened(domain_id)


async def test_an_owner_slack_no_longer_shows_does_not_hold_the_mail_up(world: World) -> None:
    world.messenger.names.clear()
    relay = world.relay()
    promise_mail(world)
    await world.settle(relay)
    assert world.mailer.mails[0].text == "from "


def everything_below(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.rglob("*") if each.is_file())


async def test_answers_go_to_the_owners_own_address_which_is_kept_nowhere(world: World, tmp_path: Path) -> None:
    world.messenger.addresses["UOWNER"] = "olga@meera.example"
    promise_mail(world)
    await world.settle(world.relay())
    assert world.mailer.mails[0].reply_to == "olga@meera.example"
    stored = everything_below(tmp_path)
    assert b"olga@meera.example" not in stored
    assert b"mail.steps" in stored


async def test_a_reminder_is_rendered_as_one_in_the_language_of_the_link(world: World) -> None:
    domain_id = promise_mail(world)
    domain = world.domain(domain_id)
    world.put(promises.mail_reminder(domain, domain.contact_ids[0], 7))
    await world.settle(world.relay())
    assert [model.is_reminder for model in world.render.mails] == [False, True]
    assert {model.language for model in world.render.mails} == {Language.ENGLISH}


async def test_a_mail_to_somebody_who_was_taken_off_is_not_sent_and_not_told(world: World) -> None:
    domain_id = promise_mail(world)
    world.save(replace(world.domain(domain_id), contact_ids=()))
    await world.settle(world.relay())
    assert world.mailer.mails == []
    assert not {EventKind.FORWARDED, EventKind.FORWARD_FAILED} & set(world.happened(domain_id))


async def test_a_mail_whose_fate_is_unknown_is_sent_once_more_with_the_same_id_and_never_a_third_time(
    world: World,
) -> None:
    relay, domain_id = world.relay(), promise_mail(world)
    broken = GatewayError("mail", "connection", transient=True, sent=None)
    world.mailer.faults += [Fault(broken, happens=True)] * 2
    await world.settle(relay, 120)
    assert len(world.mailer.mails) == 2
    assert len({mail.message_id for mail in world.mailer.mails}) == 1
    assert EventKind.FORWARD_FAILED in world.happened(domain_id)


async def test_a_mail_put_off_by_its_server_is_tried_again(world: World) -> None:
    relay, domain_id = world.relay(), promise_mail(world)
    world.mailer.faults += [Fault(GatewayError("mail", "451", transient=True))] * 2
    await world.settle(relay, 10)
    assert (len(world.mailer.mails), EventKind.FORWARDED in world.happened(domain_id)) == (1, True)


async def test_a_mailbox_that_is_not_there_is_told(world: World) -> None:
    relay, domain_id = world.relay(), promise_mail(world)
    world.mailer.faults.append(Fault(GatewayError("mail", "550", transient=False)))
    await world.settle(relay)
    assert EventKind.FORWARD_FAILED in world.happened(domain_id)


async def test_a_crash_while_a_mail_is_sent_sends_it_at_most_once_more(world: World) -> None:
    promise_mail(world)
    world.do(claim_effects, ClaimDue("dead process", 10, LEASE), BOT)
    world.clock.pass_(LEASE + 1)
    await world.settle(world.relay(), 60)
    assert len(world.mailer.mails) == 1


@dataclass
class Dying:
    """The database of a process that is gone before it can store that something was done."""

    inner: Run

    async def __call__(
        self, service: Service[CommandT, AnswerT], command: CommandT, actor: Actor, now: datetime
    ) -> AnswerT:
        if isinstance(command, EffectOutcome) and command.is_done:
            raise RuntimeError("killed")
        return await self.inner(service, command, actor, now)


async def test_however_often_a_process_dies_after_it_has_sent_a_mail_there_is_no_third(world: World) -> None:
    domain_id = promise_mail(world)
    for _ in range(4):
        await world.settle(world.relay(Dying(world.run)))
        world.clock.pass_(LEASE + 1)
    assert (len(world.mailer.mails), EventKind.FORWARD_FAILED in world.happened(domain_id)) == (2, True)


async def test_a_mail_that_cannot_be_written_was_not_sent_and_is_tried_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    promise_mail(world)
    world.render.mail_faults += [RuntimeError("a bug")] * 3
    await world.settle(world.relay(), 60)
    assert len(world.mailer.mails) == 1
    assert "a bug" in caplog.text
