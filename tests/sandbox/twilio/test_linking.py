"""Certificates, verdicts on DNS, settings and associations, through the SDK."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from bot.sandbox.dns import TARGET, TARGET_ADDRESSES
from bot.sandbox.twilio import Account
from tests.sandbox.twilio.support import HOST, Customers, until

NOWHERE = "DN" + "0" * 32


async def refusal(customers: Customers, work: object, account: Account | None = None) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        await customers.use(work, account)  # type: ignore[arg-type]
    return refused.value.status, refused.value.code


def request(sid: str) -> object:
    return lambda client: client.messaging.v1.request_managed_cert(sid).update()


async def test_a_certificate_is_requested_issued_and_served(customers: Customers) -> None:
    domain = await customers.ready()
    assert await refusal(customers, lambda c: c.messaging.v2.domain_certs(domain.sid).fetch()) == (404, 20404)
    asked = await customers.use(lambda c: c.messaging.v1.request_managed_cert(domain.sid).update())
    assert (asked.managed, asked.requesting, asked.date_expires) == (True, True, None)
    assert asked.domain_name == f"https://{HOST}"
    await until(lambda: domain.certificate and not domain.certificate.is_requesting)
    done = await customers.use(lambda c: c.messaging.v2.domain_certs(domain.sid).fetch())
    assert (done.managed, done.requesting, done.certificate_sid) == (True, False, asked.certificate_sid)
    assert done.date_expires > datetime.now(UTC) + timedelta(days=88)
    assert HOST in customers.front.hosts


async def test_v1_shows_the_certificate_without_the_managed_fields(customers: Customers) -> None:
    domain = await customers.ready()
    customers.twilio.issue(domain)
    body = (await customers.http("GET", f"/v1/LinkShortening/Domains/{domain.sid}/Certificate")).json()
    assert "managed" not in body
    assert body["cert_in_validation"] is None


async def test_the_first_request_is_201_and_the_next_200(customers: Customers) -> None:
    domain = await customers.ready()
    path = f"/v1/LinkShortening/Domains/{domain.sid}/RequestManagedCert"
    first, again = [await customers.http("POST", path) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["certificate_sid"] == again.json()["certificate_sid"]


async def test_asking_again_while_it_is_under_way_begins_nothing(customers: Customers) -> None:
    domain = await customers.ready()
    kept = customers.twilio.issuer.request(domain)
    begun = kept.updated_at
    assert customers.twilio.issuer.request(domain) is kept
    assert kept.updated_at == begun


async def test_asking_again_later_renews(customers: Customers) -> None:
    domain = await customers.ready()
    soon = datetime.now(UTC) + timedelta(days=3)
    customers.twilio.issue(domain, soon)
    asked = await customers.use(lambda c: c.messaging.v1.request_managed_cert(domain.sid).update())
    assert (asked.requesting, asked.date_expires) == (True, soon.replace(microsecond=0))
    assert domain.certificate is not None
    kept = domain.certificate
    await until(lambda: kept.expires_at and kept.expires_at > soon + timedelta(days=30))


async def test_an_unknown_a_foreign_and_an_unverified_domain_are_refused(customers: Customers) -> None:
    foreign = customers.domain("ls.rival.test", customers.rival.organisation)
    unverified = customers.domain()
    assert await refusal(customers, request(NOWHERE)) == (404, 30100)
    assert await refusal(customers, request(foreign.sid)) == (404, 30100)
    assert await refusal(customers, request(unverified.sid)) == (400, 30101)
    assert await refusal(customers, request(unverified.sid), customers.loner) == (400, 30108)


async def test_a_sub_account_of_the_organization_may_act_on_its_domain(customers: Customers) -> None:
    domain = await customers.ready()
    asked = await customers.use(lambda c: c.messaging.v1.request_managed_cert(domain.sid).update(), customers.sub)
    assert asked.requesting


async def test_without_the_record_no_certificate(customers: Customers) -> None:
    domain = await customers.verified()
    assert await refusal(customers, request(domain.sid)) == (400, 30134)
    customers.dns.zone("acme.test").put("ls", "CNAME", "other.example.")
    assert await refusal(customers, request(domain.sid)) == (400, 30134)


@pytest.mark.parametrize(
    ("owner", "record", "allowed"),
    [
        ("@", '0 issue "letsencrypt.org"', True),
        ("@", '0 issue "digicert.com"', False),
        ("@", '0 issue ";"', False),
        ("@", '0 issuewild "digicert.com"', True),
        ("@", '128 newtag "x"', False),
    ],
)
async def test_caa_decides_whether_a_certificate_can_be_issued(
    customers: Customers, owner: str, record: str, allowed: bool
) -> None:
    domain = await customers.ready()
    customers.dns.zone("acme.test").put(owner, "CAA", record)
    if allowed:
        assert (await customers.use(lambda c: c.messaging.v1.request_managed_cert(domain.sid).update())).requesting
    else:
        assert await refusal(customers, request(domain.sid)) == (400, 30135)


async def test_dns_that_breaks_before_the_issue_keeps_it_requesting(customers: Customers) -> None:
    domain, zone = await customers.ready(), customers.dns.zone("acme.test")
    looked = lambda: sum(asked.kind == "A" for asked in customers.dns.server("private").asked)  # noqa: E731
    kept = customers.twilio.issuer.request(domain)
    zone.remove("ls")
    before = looked()
    await until(lambda: looked() > before)
    body = (await customers.http("GET", f"/v2/LinkShortening/Domains/{domain.sid}/Certificate")).json()
    assert (body["requesting"], body["date_expires"]) == (True, None)
    zone.put("ls", "CNAME", TARGET)
    await until(lambda: not kept.is_requesting)
    assert HOST in customers.front.hosts


async def test_validate_dns_really_looks(customers: Customers) -> None:
    domain = customers.domain()

    def verdict(client: Client) -> tuple[bool, str]:
        said = client.messaging.v1.domain_validate_dns(domain.sid).fetch()
        return said.is_valid, said.reason

    zone = customers.dns.zone("acme.test")
    assert await customers.use(verdict) == (False, "No CNAME record was found")
    zone.put("ls", "CNAME", "lsct.ashburn.us1.twilio.com")
    assert (await customers.use(verdict))[0] is False
    zone.remove("ls")
    zone.put("ls", "CNAME", TARGET.upper())
    assert await customers.use(verdict) == (True, "")


async def test_validate_dns_accepts_a_flattened_record(customers: Customers) -> None:
    domain = customers.domain()
    for address in TARGET_ADDRESSES:
        customers.dns.zone("acme.test").put("ls", "A", address)
    assert (await customers.use(lambda c: c.messaging.v1.domain_validate_dns(domain.sid).fetch())).is_valid


async def test_validate_dns_says_when_servers_are_silent(customers: Customers) -> None:
    domain = await customers.ready()
    for name in ("ns71.domaincontrol.com", "ns72.domaincontrol.com"):
        customers.dns.server(name).fail("refused")
    said = await customers.use(lambda c: c.messaging.v1.domain_validate_dns(domain.sid).fetch())
    assert (said.is_valid, said.reason) == (False, "The DNS servers of the domain did not answer")


async def test_settings_are_kept_and_changed_one_by_one(customers: Customers) -> None:
    domain = await customers.ready()
    assert await refusal(customers, lambda c: c.messaging.v1.domain_config(domain.sid).fetch()) == (404, 20404)
    made = await customers.use(
        lambda c: c.messaging.v1.domain_config(domain.sid).update(
            fallback_url="https://www.acme.test/", continue_on_failure=False
        )
    )
    assert (made.fallback_url, made.continue_on_failure, made.disable_https) == ("https://www.acme.test/", False, False)
    await customers.use(lambda c: c.messaging.v1.domain_config(domain.sid).update(disable_https=True))
    read = await customers.use(lambda c: c.messaging.v1.domain_config(domain.sid).fetch())
    assert (read.fallback_url, read.continue_on_failure, read.disable_https) == ("https://www.acme.test/", False, True)
    assert read.config_sid == made.config_sid


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"FallbackUrl": "www.acme.test"}, 30122),
        ({"FallbackUrl": "ftp://acme.test/"}, 30122),
        ({"FallbackUrl": "https:///path"}, 30122),
        ({"FallbackUrl": "https://[broken"}, 30122),
        ({"FallbackUrl": ""}, 30121),
        ({"CallbackUrl": "nonsense"}, 30109),
        ({"CallbackUrl": ""}, 30123),
        ({"ContinueOnFailure": "perhaps"}, 20001),
        ({"Fallback": "https://www.acme.test/"}, 20001),
    ],
)
async def test_wrong_settings_change_nothing(customers: Customers, params: dict[str, str], code: int) -> None:
    domain = await customers.ready()
    answer = await customers.http("POST", f"/v1/LinkShortening/Domains/{domain.sid}/Config", data=params)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert domain.config is None


async def test_a_service_is_attached_read_and_detached(customers: Customers) -> None:
    domain, mg = await customers.ready(), customers.service.sid
    association = lambda c: c.messaging.v1.linkshortening_messaging_service_domain_association(mg).fetch()  # noqa: E731
    assert await refusal(customers, association) == (404, 20404)
    made = await customers.use(lambda c: c.messaging.v1.linkshortening_messaging_service(domain.sid, mg).create())
    assert (made.domain_sid, made.messaging_service_sid) == (domain.sid, mg)
    assert (await customers.use(association)).domain_sid == domain.sid
    assert await customers.use(lambda c: c.messaging.v1.linkshortening_messaging_service(domain.sid, mg).delete())
    assert await refusal(customers, association) == (404, 20404)


async def test_a_service_cannot_have_a_second_domain(customers: Customers) -> None:
    first, second, mg = await customers.ready(), await customers.ready("go.acme.test"), customers.service.sid
    await customers.use(lambda c: c.messaging.v1.linkshortening_messaging_service(first.sid, mg).create())
    attach = lambda c: c.messaging.v1.linkshortening_messaging_service(second.sid, mg).create()  # noqa: E731
    assert await refusal(customers, attach) == (400, 30130)
    assert customers.service.domain is first
    again = await customers.use(lambda c: c.messaging.v1.linkshortening_messaging_service(first.sid, mg).create())
    assert again.domain_sid == first.sid


async def test_detaching_what_is_not_attached_is_refused(customers: Customers) -> None:
    domain, mg = await customers.ready(), customers.service.sid
    detach = lambda c: c.messaging.v1.linkshortening_messaging_service(domain.sid, mg).delete()  # noqa: E731
    assert await refusal(customers, detach) == (404, 20404)


async def test_the_settings_of_a_service_are_those_of_its_domain(customers: Customers) -> None:
    domain, mg = await customers.ready(), customers.service.sid
    settings = lambda c: c.messaging.v1.domain_config_messaging_service(mg).fetch()  # noqa: E731
    assert await refusal(customers, settings) == (404, 20404)
    await customers.use(lambda c: c.messaging.v1.domain_config(domain.sid).update(fallback_url="https://acme.test/"))
    await customers.use(lambda c: c.messaging.v1.linkshortening_messaging_service(domain.sid, mg).create())
    assert (await customers.use(settings)).fallback_url == "https://acme.test/"


async def test_a_certificate_can_be_deleted(customers: Customers) -> None:
    domain = await customers.ready()
    customers.twilio.issue(domain)
    assert await customers.use(lambda c: c.messaging.v1.domain_certs(domain.sid).delete())
    assert await refusal(customers, lambda c: c.messaging.v1.domain_certs(domain.sid).delete()) == (404, 20404)
    assert HOST not in customers.front.hosts


async def test_ones_own_certificate_is_validated_and_used(customers: Customers) -> None:
    domain = await customers.ready()
    own = customers.ca.issue([HOST], ends_at=datetime.now(UTC) + timedelta(days=30))
    secret, _, chain = own.path.read_text().partition("-----BEGIN CERTIFICATE-----")
    pem = f"-----BEGIN CERTIFICATE-----{chain}{secret}"
    sent = await customers.use(lambda c: c.messaging.v1.domain_certs(domain.sid).update(tls_cert=pem))
    assert sent.cert_in_validation["status"] == "pending"
    assert domain.certificate is not None
    kept = domain.certificate
    await until(lambda: kept.validating is None)
    done = await customers.use(lambda c: c.messaging.v2.domain_certs(domain.sid).fetch())
    assert (done.managed, done.cert_in_validation, done.date_expires) == (False, None, own.ends_at)


def self_signed() -> str:
    """A certificate that vouches for itself, with its key."""
    key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=9))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return (builder.sign(key, SHA256()).public_bytes(Encoding.PEM) + secret).decode()


async def test_a_faulty_certificate_is_refused_by_its_fault(customers: Customers) -> None:
    domain = await customers.ready()
    one, other = [customers.ca.issue([HOST]).path.read_text() for _ in range(2)]
    key, _, chain = one.partition("-----BEGIN CERTIFICATE-----")
    chain = "-----BEGIN CERTIFICATE-----" + chain
    foreign_key = other.partition("-----BEGIN CERTIFICATE-----")[0]
    path = f"/v1/LinkShortening/Domains/{domain.sid}/Certificate"
    codes = [
        (await customers.http("POST", path, data={"TlsCert": pem})).json()["code"]
        for pem in ("", "rubbish", chain, chain + foreign_key, self_signed())
    ]
    assert codes == [30116, 30117, 30118, 30119, 30129]
    assert key
    assert domain.certificate is None


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/LinkShortening/Domains/DN123/ValidateDns", 400, 30100),
        ("/v1/LinkShortening/Domains/ls.acme.test/ValidateDns", 400, 30100),
        ("/v1/LinkShortening/MessagingServices/MG123/Domain", 400, 21705),
        ("/v1/Services/MG123", 404, 20404),
        ("/v1/Services/XX" + "0" * 32, 404, 20404),
        ("/2010-04-01/Accounts/AC1.json", 404, 20404),
        ("/v3/LinkShortening/Domains/" + NOWHERE + "/Certificate", 404, 20404),
    ],
)
async def test_what_is_no_sid_is_refused(customers: Customers, path: str, status: int, code: int) -> None:
    answer = await customers.http("GET", path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_json_bodies_unknown_parameters_and_other_methods_are_refused(customers: Customers) -> None:
    domain = await customers.ready()
    path = f"/v1/LinkShortening/Domains/{domain.sid}/Config"
    as_json = await customers.http("POST", path, json={"FallbackUrl": "https://acme.test/"})
    unknown = await customers.http("GET", "/v1/Services?Sort=name")
    put = await customers.http("PUT", path, data={"FallbackUrl": "https://acme.test/"})
    assert [(a.status_code, a.json()["code"]) for a in (as_json, unknown, put)] == [
        (400, 20001),
        (400, 20001),
        (405, 20004),
    ]
    assert domain.config is None
