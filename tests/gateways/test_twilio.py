"""Twilio through its own library, against a small server that answers as Twilio does, or fails."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.core.domain import LinkSettings, TwilioAccount
from bot.core.errors import GatewayError
from bot.core.twilio import Judgement, MessageReport, ServiceReport
from bot.gateways.twilio import TwilioGateway
from bot.gateways.twilio.reads import host_of, is_toll_free
from tests.gateways.vendor import Fault, Vendor, html, vendor

DN, OTHER_DN = "DN" + "1" * 32, "DN" + "2" * 32
MG, AC, SM = "MG" + "a" * 32, "AC" + "c" * 32, "SM" + "e" * 32
ACCOUNT = TwilioAccount("acc", "T1", AC, "SK" + "5" * 32, "key-secret")
CERTIFICATE = f"/v2/LinkShortening/Domains/{DN}/Certificate"
VALIDATE = f"/v1/LinkShortening/Domains/{DN}/ValidateDns"
ASSOCIATION = f"/v1/LinkShortening/MessagingServices/{MG}/Domain"
HOST = "ls.acme.com"
PATIENCE = 30.0
"""Seconds for what is to be answered, however slow the machine."""


def refusal(status: int, code: int, **headers: str) -> web.Response:
    return web.json_response({"code": code, "message": "no", "status": status}, status=status, headers=headers)


def certificate(**changes: Any) -> dict[str, Any]:
    return {
        "domain_sid": DN,
        "domain_name": f"https://{HOST}",
        "certificate_sid": "CW" + "1" * 32,
        "date_expires": "2027-02-06T18:02:04Z",
        "date_created": "2026-11-06T18:02:04Z",
        "date_updated": "2026-11-06T18:02:04Z",
        "managed": True,
        "requesting": False,
        "cert_in_validation": None,
        "url": "https://messaging.twilio.com/x",
    } | changes


class Twilio:
    """Resources by path; everything else is 404."""

    def __init__(self) -> None:
        self.resources: dict[str, dict[str, Any]] = {}

    def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path in self.resources:
            return web.json_response(self.resources[request.path])
        return refusal(404, 20404)


@pytest.fixture
def twilio() -> Twilio:
    return Twilio()


@pytest.fixture
async def server(twilio: Twilio) -> AsyncIterator[Vendor]:
    async with vendor(twilio.answer) as one:
        yield one


@pytest.fixture
def gateway(server: Vendor) -> TwilioGateway:
    return TwilioGateway(ACCOUNT, server.url, timeout=PATIENCE, deadline=PATIENCE)


async def failure(call: Any) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        await call
    return caught.value


@pytest.mark.parametrize("url", ["https://messaging.twilio.com", "http://10.0.0.1:80", "ftp://127.0.0.1", "http://x"])
def test_a_base_address_that_is_not_loopback_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        TwilioGateway(ACCOUNT, url)


async def test_a_certificate_is_reported_in_our_words(gateway: TwilioGateway, twilio: Twilio, server: Vendor) -> None:
    twilio.resources[CERTIFICATE] = certificate(requesting=True, cert_in_validation={"status": "pending"})
    report = await gateway.certificate(None, DN)
    assert report is not None
    assert (report.host, report.is_managed, report.is_requesting, report.is_in_validation) == (HOST, True, True, True)
    assert report.expires_at == datetime(2027, 2, 6, 18, 2, 4, tzinfo=UTC)
    assert server.seen[0].headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize("code", [20404, 30100, 30101, 30107, 30120])
async def test_no_certificate_is_none(gateway: TwilioGateway, server: Vendor, code: int) -> None:
    server.answers.append(refusal(404, code))
    assert await gateway.certificate(None, DN) is None


@pytest.mark.parametrize(
    ("resources", "judgement"),
    [
        ({CERTIFICATE: certificate()}, Judgement.CONFIRMED),
        ({CERTIFICATE: certificate(domain_name="HTTPS://LS.Acme.com./")}, Judgement.CONFIRMED),
        ({CERTIFICATE: certificate(domain_name="https://ls.other.com")}, Judgement.OTHER_HOST),
        ({CERTIFICATE: certificate(domain_name=None), VALIDATE: {"is_valid": True}}, Judgement.CANNOT_TELL),
        ({VALIDATE: {"is_valid": False, "reason": "no CNAME"}}, Judgement.CANNOT_TELL),
        ({}, Judgement.UNKNOWN_SID),
    ],
)
async def test_whose_sid_it_is(
    gateway: TwilioGateway, twilio: Twilio, resources: dict[str, Any], judgement: Judgement
) -> None:
    twilio.resources.update(resources)
    assert await gateway.judge(None, DN, HOST) is judgement


@pytest.mark.parametrize(("code", "judgement"), [(30100, Judgement.UNKNOWN_SID), (30101, Judgement.CANNOT_TELL)])
async def test_twilios_word_on_the_domain_settles_whose_sid_it_is(
    gateway: TwilioGateway, server: Vendor, code: int, judgement: Judgement
) -> None:
    server.answers += [refusal(404, 20404), refusal(400, code)]
    assert await gateway.judge(None, DN, HOST) is judgement


async def test_an_account_that_is_refused_is_no_judgement(gateway: TwilioGateway, server: Vendor) -> None:
    server.answers.append(refusal(401, 20003))
    error = await failure(gateway.judge(None, DN, HOST))
    assert (error.reference, error.transient, error.sent) == ("20003", False, False)


async def test_a_reply_for_another_domain_is_not_believed(gateway: TwilioGateway, twilio: Twilio) -> None:
    twilio.resources[CERTIFICATE] = certificate(domain_sid=OTHER_DN)
    error = await failure(gateway.certificate(None, DN))
    assert (error.reference, error.sent) == ("reply_of_another_call", None)


async def test_calls_made_at_once_get_their_own_replies(server: Vendor, twilio: Twilio) -> None:
    gateway = TwilioGateway(ACCOUNT, server.url, timeout=PATIENCE, deadline=PATIENCE)
    sids = [f"DN{number:032x}" for number in range(40)]
    for sid in sids:
        twilio.resources[f"/v2/LinkShortening/Domains/{sid}/Certificate"] = certificate(
            domain_sid=sid, domain_name=f"https://{sid.lower()}.acme.com"
        )
    reports = await asyncio.gather(*(gateway.certificate(None, sid) for sid in sids))
    assert [report.host for report in reports if report] == [f"{sid.lower()}.acme.com" for sid in sids]


@pytest.mark.parametrize(
    ("answer", "transient", "sent", "is_answered", "reference"),
    [
        (refusal(400, 30134), False, False, False, "30134"),
        (refusal(409, 20409), True, False, False, "20409"),
        (refusal(500, 20500), True, None, True, "20500"),
        (html(503), True, None, True, "503"),
        (html(404), False, False, False, "404"),
        (web.Response(text="not json", content_type="text/plain"), True, None, True, "bad_reply"),
        (Fault("reset"), True, None, False, "connection"),
    ],
)
async def test_every_fault_is_told_as_what_it_means_for_a_repetition(
    gateway: TwilioGateway,
    server: Vendor,
    answer: web.StreamResponse | Fault,
    transient: bool,
    sent: bool | None,
    is_answered: bool,
    reference: str,
) -> None:
    server.answers.append(answer)
    error = await failure(gateway.request_certificate(None, DN))
    assert (error.transient, error.sent, error.is_answered, error.reference) == (
        transient,
        sent,
        is_answered,
        reference,
    )
    assert len(server.seen) == 1, "the library must not repeat by itself"


async def test_an_answer_that_does_not_come_is_not_waited_for_again(server: Vendor) -> None:
    server.usual = lambda _: Fault("hang")
    hurried = TwilioGateway(ACCOUNT, server.url, timeout=0.3, deadline=PATIENCE)
    error = await failure(hurried.request_certificate(None, DN))
    assert (error.transient, error.sent, error.is_answered, error.reference) == (True, None, False, "timeout")
    assert len(server.seen) <= 1, "the library must not repeat by itself"


async def test_a_problem_document_is_understood_too(gateway: TwilioGateway, server: Vendor) -> None:
    problem = {"type": "https://x", "title": "No", "status": 400, "code": 30108}
    server.answers.append(web.json_response(problem, status=400))
    assert (await failure(gateway.request_certificate(None, DN))).reference == "30108"


@pytest.mark.parametrize(("headers", "wait"), [({"Retry-After": "7"}, 7.0), ({}, 2.0), ({"Retry-After": "soon"}, 2.0)])
async def test_too_many_calls_are_waited_for(
    gateway: TwilioGateway, server: Vendor, headers: dict[str, str], wait: float
) -> None:
    server.answers.append(refusal(429, 20429, **headers))
    error = await failure(gateway.request_certificate(None, DN))
    assert (error.transient, error.sent, error.retry_after) == (True, False, wait)


async def test_nobody_there_means_surely_not_sent() -> None:
    gateway = TwilioGateway(ACCOUNT, "http://127.0.0.1:1")
    error = await failure(gateway.request_certificate(None, DN))
    assert (error.transient, error.sent) == (True, False)


async def test_a_trickling_reply_is_given_up_after_the_deadline_for_the_whole(server: Vendor) -> None:
    gateway = TwilioGateway(ACCOUNT, server.url, timeout=PATIENCE, deadline=0.2, limit=1)
    before = set(threading.enumerate())
    server.answers.append(Fault("trickle"))
    error = await failure(gateway.request_certificate(None, DN))
    assert (error.reference, error.sent) == ("timeout", None)
    left = [thread for thread in set(threading.enumerate()) - before if not thread.daemon]
    assert left == [], "only daemon threads may be left behind: they cannot hold up the end of the process"


async def test_a_place_taken_by_a_trickling_call_is_not_given_twice(server: Vendor) -> None:
    gateway = TwilioGateway(ACCOUNT, server.url, timeout=PATIENCE, deadline=0.2, limit=1)
    server.answers.append(Fault("trickle"))
    await failure(gateway.request_certificate(None, DN))
    error = await failure(gateway.request_certificate(None, DN))
    assert (error.reference, error.sent) == ("busy", False)


async def test_without_any_account_nothing_is_sent(server: Vendor) -> None:
    error = await failure(TwilioGateway(None, server.url).certificate(None, DN))
    assert (error.reference, error.transient, server.seen) == ("no_account", False, [])


async def test_the_clients_own_account_goes_before_the_default_one(
    gateway: TwilioGateway, twilio: Twilio, server: Vendor
) -> None:
    own = TwilioAccount("own", "T1", "AC" + "d" * 32, "SK" + "6" * 32, "own-secret")
    await gateway.certificate(None, DN)
    await gateway.certificate(own, DN)
    assert server.seen[0].headers["Authorization"] != server.seen[1].headers["Authorization"]


async def test_the_environment_does_not_move_the_calls(
    gateway: TwilioGateway, twilio: Twilio, server: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert await gateway.certificate(None, DN) is None
    assert server.seen[0].path == CERTIFICATE


@pytest.mark.parametrize("sid", ["DN123", "../Services", DN + "/x", MG, ""])
async def test_what_is_no_sid_never_becomes_part_of_a_path(gateway: TwilioGateway, server: Vendor, sid: str) -> None:
    error = await failure(gateway.certificate(None, sid))
    assert (error.reference, server.seen) == ("bad_sid", [])


def listed(name: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {name: list(rows), "meta": {"key": name, "next_page_url": None}}


def with_service(twilio: Twilio, *numbers: str, alphas: int = 0, domain_sid: str | None = None) -> None:
    base = f"/v1/Services/{MG}"
    twilio.resources |= {
        base: {"sid": MG, "friendly_name": "Campaign"},
        f"{base}/PhoneNumbers": listed("phone_numbers", *({"phone_number": number} for number in numbers)),
        f"{base}/ShortCodes": listed("short_codes"),
        f"{base}/AlphaSenders": listed("alpha_senders", *({"alpha_sender": "ACME"} for _ in range(alphas))),
    }
    if domain_sid:
        twilio.resources[ASSOCIATION] = {"domain_sid": domain_sid, "messaging_service_sid": MG}


async def test_a_service_is_reported_with_its_senders_and_its_domain(gateway: TwilioGateway, twilio: Twilio) -> None:
    with_service(twilio, "+18335550100", "+12125550100", domain_sid=DN)
    assert await gateway.service(None, MG) == ServiceReport(MG, True, 2, False, DN)


async def test_a_service_with_toll_free_numbers_alone_is_told(gateway: TwilioGateway, twilio: Twilio) -> None:
    with_service(twilio, "+18335550100", "+18005550100")
    assert await gateway.service(None, MG) == ServiceReport(MG, True, 2, True, None)


async def test_an_alpha_sender_beside_toll_free_numbers_is_enough(gateway: TwilioGateway, twilio: Twilio) -> None:
    with_service(twilio, "+18335550100", alphas=1)
    assert (await gateway.service(None, MG)).is_toll_free_only is False


async def test_a_service_without_senders_is_not_toll_free(gateway: TwilioGateway, twilio: Twilio) -> None:
    with_service(twilio)
    assert await gateway.service(None, MG) == ServiceReport(MG, True, 0, False, None)


async def test_a_service_that_is_not_there_is_a_report_and_no_error(gateway: TwilioGateway) -> None:
    assert await gateway.service(None, MG) == ServiceReport(MG, False)


async def test_a_list_that_fails_keeps_its_code(gateway: TwilioGateway, server: Vendor, twilio: Twilio) -> None:
    with_service(twilio, "+12125550100")
    server.answers += [web.json_response({"sid": MG}), refusal(403, 20403)]
    error = await failure(gateway.service(None, MG))
    assert (error.reference, error.transient) == ("20403", False)


async def test_attaching_names_domain_and_service(gateway: TwilioGateway, server: Vendor) -> None:
    server.answers.append(web.json_response({"domain_sid": DN, "messaging_service_sid": MG}, status=201))
    await gateway.attach(None, DN, MG)
    assert (server.seen[0].method, server.seen[0].path) == (
        "POST",
        f"/v1/LinkShortening/Domains/{DN}/MessagingServices/{MG}",
    )


async def test_detaching_deletes_the_association_and_may_be_repeated(gateway: TwilioGateway, server: Vendor) -> None:
    server.answers += [web.Response(status=204), refusal(404, 20404), refusal(403, 20403)]
    await gateway.detach(None, DN, MG)
    await gateway.detach(None, DN, MG)
    wanted = ("DELETE", f"/v1/LinkShortening/Domains/{DN}/MessagingServices/{MG}")
    assert [(seen.method, seen.path) for seen in server.seen] == [wanted, wanted]
    assert (await failure(gateway.detach(None, DN, MG))).reference == "20403"


async def test_the_association_of_a_service_is_read(gateway: TwilioGateway, server: Vendor) -> None:
    held = {"domain_sid": DN, "messaging_service_sid": MG}
    server.answers += [web.json_response(held), refusal(404, 20404)]
    assert [await gateway.association(None, MG), await gateway.association(None, MG)] == [DN, None]
    assert server.seen[0].path == f"/v1/LinkShortening/MessagingServices/{MG}/Domain"


def shown(body: str, status: str = "delivered", code: int | None = None) -> dict[str, object]:
    made = "Mon, 23 Nov 2026 14:02:00 +0000"
    return {"sid": SM, "body": body, "status": status, "error_code": code, "date_created": made}


async def test_a_message_is_sent_with_short_links_through_its_service(gateway: TwilioGateway, server: Vendor) -> None:
    server.answers.append(web.json_response(shown("Test 1", "queued"), status=201))
    assert await gateway.send(None, MG, "+15005550199", "Test 1") == SM
    assert server.seen[0].form == {
        "To": "+15005550199",
        "MessagingServiceSid": MG,
        "Body": "Test 1",
        "ShortenUrls": "true",
    }


async def test_a_message_is_found_by_how_it_begins_and_when(gateway: TwilioGateway, server: Vendor) -> None:
    kept = {"messages": [shown("Test 12 of"), shown("Test 1 of")], "next_page_uri": None}
    server.answers += [web.json_response(kept) for _ in range(3)]
    at = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
    assert await gateway.find_message(None, "+15005550199", "Test 1 of", at) == SM
    assert await gateway.find_message(None, "+15005550199", "Test 2 of", at) is None
    assert await gateway.find_message(None, "+15005550199", "Test 1 of", at + timedelta(hours=1)) is None
    assert server.seen[0].query["To"] == "+15005550199"


async def test_a_message_is_read_as_it_went_out(gateway: TwilioGateway, server: Vendor) -> None:
    server.answers += [web.json_response(shown("a", "sending")), web.json_response(shown("b", "failed", 30107))]
    assert await gateway.message(None, SM) == MessageReport("a", is_under_way=True)
    assert await gateway.message(None, SM) == MessageReport("b", is_under_way=False, code="30107")


async def test_the_settings_are_read_as_twilio_has_them(gateway: TwilioGateway, server: Vendor) -> None:
    kept = {"domain_sid": DN, "fallback_url": "https://acme.com/", "callback_url": None, "continue_on_failure": True}
    server.answers.append(web.json_response({**kept, "disable_https": False}))
    assert await gateway.settings(None, DN) == LinkSettings("https://acme.com/")


async def test_settings_that_are_none_are_left_as_they_are(gateway: TwilioGateway, server: Vendor) -> None:
    server.answers.append(web.json_response({"domain_sid": DN}, status=200))
    await gateway.configure(None, DN, LinkSettings(fallback_url="https://acme.com/", disable_https=True))
    assert server.seen[0].form == {
        "FallbackUrl": "https://acme.com/",
        "ContinueOnFailure": "true",
        "DisableHttps": "true",
    }


async def test_the_probe_reads_one_service(gateway: TwilioGateway, server: Vendor) -> None:
    server.answers.append(web.json_response(listed("services")))
    await gateway.probe()
    assert (server.seen[0].path, server.seen[0].query["PageSize"]) == ("/v1/Services", "1")


async def test_the_library_logs_no_calls(
    gateway: TwilioGateway, server: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)
    await gateway.certificate(None, DN)
    assert [record for record in caplog.records if record.name.startswith("twilio")] == []


@pytest.mark.parametrize(
    ("number", "is_free"),
    [("+18005550100", True), ("+18885550100", True), ("+18225550100", False), ("+448005550100", False), ("", False)],
)
def test_toll_free_numbers_are_told_by_their_area_code(number: str, is_free: bool) -> None:
    assert is_toll_free(number) is is_free


@pytest.mark.parametrize(
    ("name", "host"),
    [("https://ls.bücher.example/x", "ls.xn--bcher-kva.example"), ("LS.acme.com", HOST), ("", None), (None, None)],
)
def test_the_host_in_twilios_domain_name(name: str | None, host: str | None) -> None:
    assert host_of(name) == host
