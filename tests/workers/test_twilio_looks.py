"""What a check asks Twilio about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.commands import AddCampaign, GiveDetails
from bot.core.domain import Attachment, AttachmentState, LinkSettings
from bot.core.errors import GatewayError
from bot.core.facts import Code, Finding, Observation, Verdict
from bot.core.twilio import CertificateReport, Judgement, ServiceReport
from bot.services.campaigns import add_campaign
from bot.services.domains import give_details
from bot.workers.twilio_looks import TwilioLooks, certificate_seen
from tests.workers.support import BOT, DN, MG, START, Fault, World

HOST = "ls.acme.com"
ISSUED = CertificateReport(HOST, "CW1", True, False, False, START + timedelta(days=60))
OTHER_MG, OTHER_DN = "MG" + "b" * 32, "DN" + "2" * 32


@pytest.fixture
def domain_id(world: World) -> str:
    """A domain that two campaigns send with, as we hold it; both services hold it at Twilio."""
    domain_id = world.add()
    world.do(give_details, GiveDetails(domain_id, DN, None, Judgement.CONFIRMED))
    for number, sid in enumerate((MG, OTHER_MG)):
        world.do(add_campaign, AddCampaign(f"k{number}", "c1", f"Campaign {number}", sid))
        state, nothing = AttachmentState.ATTACHED, LinkSettings()
        attachment = Attachment(f"a{number}", domain_id, f"k{number}", state, nothing, "UOWNER", START)
        world.ask(lambda tx, kept=attachment: tx.attachments.add(kept))  # type: ignore[misc]
        world.twilio.services[sid] = ServiceReport(sid, True, 1, False, DN)
    return domain_id


async def seen(world: World, domain_id: str) -> Observation | None:
    return await TwilioLooks(world.run, world.twilio, world.clock, BOT).association(world.domain(domain_id))


async def test_campaigns_whose_services_hold_the_domain_are_right(world: World, domain_id: str) -> None:
    assert await seen(world, domain_id) == Observation(Verdict.RIGHT)


@pytest.mark.parametrize("held", [None, OTHER_DN])
async def test_the_services_that_hold_it_no_more_are_named(world: World, domain_id: str, held: str | None) -> None:
    world.twilio.services[OTHER_MG] = ServiceReport(OTHER_MG, True, 1, False, held)
    found = await seen(world, domain_id)
    assert found is not None
    assert found.evidence is not None
    assert (found.verdict, found.evidence.answer) == (Verdict.WRONG, (OTHER_MG,))


async def test_what_we_detached_ourselves_is_not_asked_for(world: World, domain_id: str) -> None:
    world.twilio.services[OTHER_MG] = ServiceReport(OTHER_MG, True, 1)
    (gone,) = (one for one in world.ask(lambda tx: tx.attachments.of_domain(domain_id)) if one.id == "a1")
    world.ask(lambda tx: tx.attachments.save(replace(gone, state=AttachmentState.DETACHED)))
    assert await seen(world, domain_id) == Observation(Verdict.RIGHT)


async def test_twilio_being_away_is_unknown(world: World, domain_id: str) -> None:
    world.twilio.read_faults.append(Fault(GatewayError("twilio", "http_503", transient=True)))
    assert await seen(world, domain_id) == Observation(Verdict.UNKNOWN)


async def test_without_a_sid_there_is_nothing_to_ask(world: World) -> None:
    assert await seen(world, world.add()) is None


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (ISSUED, Verdict.RIGHT),
        (None, Verdict.WRONG),
        (replace(ISSUED, host="ls.other.com"), Verdict.WRONG),
        (replace(ISSUED, host=None), Verdict.WRONG),
        (replace(ISSUED, is_requesting=True), Verdict.WRONG),
        (replace(ISSUED, is_in_validation=True), Verdict.WRONG),
        (replace(ISSUED, certificate_sid=None), Verdict.WRONG),
        (replace(ISSUED, expires_at=START), Verdict.WRONG),
        (replace(ISSUED, is_managed=False), Verdict.RIGHT),
    ],
)
def test_right_is_a_certificate_issued_for_this_host_whose_end_is_ahead(
    report: CertificateReport | None, verdict: Verdict
) -> None:
    assert certificate_seen(report, HOST, START).verdict is verdict


@pytest.mark.parametrize("is_renewing", [False, True])
@pytest.mark.parametrize(("days", "verdict"), [(15, Verdict.RIGHT), (13, Verdict.WRONG)])
def test_a_live_domain_whose_certificate_is_not_renewed_in_time_is_told(
    days: int, verdict: Verdict, is_renewing: bool
) -> None:
    end = START + timedelta(days=days)
    report = replace(ISSUED, expires_at=end, is_requesting=is_renewing)
    seen = certificate_seen(report, HOST, START, is_live=True)
    assert (seen.verdict, seen.expires_at) == (verdict, end)
    if seen.finding:
        assert seen.finding == Finding(Code.TLS_EXPIRING, {"until": f"{end.day} {end:%B %Y}"})
    assert certificate_seen(replace(report, is_requesting=False), HOST, START).verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("change", "days", "is_told"),
    [
        (lambda report: report, 29, False),
        (lambda report: replace(report, is_managed=False), 31, False),
        (lambda report: replace(report, is_managed=False), 29, True),
    ],
)
def test_a_certificate_that_nobody_renews_by_itself_is_named_a_month_ahead(
    change: Callable[[CertificateReport], CertificateReport], days: int, is_told: bool
) -> None:
    end = START + timedelta(days=days)
    found = certificate_seen(change(replace(ISSUED, expires_at=end)), HOST, START, is_live=True)
    told = Finding(Code.TLS_EXPIRING, {"until": f"{end.day} {end:%B %Y}"}) if is_told else None
    assert (found.verdict, found.finding) == (Verdict.RIGHT, told)
