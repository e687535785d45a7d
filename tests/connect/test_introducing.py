"""What providers are told of us: the key's records verify what the key signs, and the template keeps the rules."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.consent import Application, ConsentPage, apply_address, apply_query, template
from bot.core.domain import TWILIO_TARGET
from bot.gateways.signing import Signer, is_signed
from bot.sandbox.consent.house import signing_key
from bot.settings import SettingsFaults, load
from tests.cli.support import run

DOCS = Path(__file__).parents[2] / "docs" / "domain-connect"
SIGNER = Signer(signing_key(), "_dck1")
TEXT = {"type": "string", "minLength": 1}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["providerId", "providerName", "serviceId", "serviceName", "records", "syncPubKeyDomain"],
    "properties": {
        **dict.fromkeys(("providerId", "providerName", "serviceId", "serviceName"), TEXT),
        **dict.fromkeys(("description", "variableDescription", "syncPubKeyDomain", "syncRedirectDomain"), TEXT),
        "syncBlock": {"type": "boolean"},
        "hostRequired": {"type": "boolean"},
        "version": {"type": "integer", "minimum": 1},
        "records": {"type": "array", "minItems": 2},
    },
}
"""What of the published template.schema a template like ours may hold; `warnPhishing` is not among it."""


def test_the_template_keeps_the_published_rules() -> None:
    ours = template("example.com", "Example", "https://links.example.com", TWILIO_TARGET)
    jsonschema.validate(ours, SCHEMA)
    records = ours["records"]
    assert isinstance(records, list)
    cname, text = records
    assert (cname["type"], cname["host"], cname["pointsTo"]) == ("CNAME", "@", TWILIO_TARGET.removesuffix("."))
    assert (text["type"], text["host"], text["data"]) == ("TXT", "_twilio", "twilio-domain-verification=%token%")
    assert text["txtConflictMatchingMode"] == "Prefix"
    assert all(record["ttl"] == 600 and "%" not in record["host"] for record in records)


def test_the_example_in_the_docs_is_what_is_printed() -> None:
    ours = template("example.com", "Example", "https://links.example.com", TWILIO_TARGET)
    kept = DOCS / f"{ours['providerId']}.{ours['serviceId']}.json"
    assert json.loads(kept.read_text()) == ours


@settings(deadline=None, max_examples=30)
@given(st.text(st.characters(codec="utf-8"), max_size=60), st.text("abc-.", min_size=1, max_size=20))
def test_what_is_signed_is_verified_by_the_records_that_we_print(state: str, host: str) -> None:
    query = apply_query(Application("acme.com", host, ("link",), {}), "https://bot.test/connect/back", state)
    signed = SIGNER.signed(query)
    assert signed.startswith(f"{query}&sig=")
    given_back = dict(parse_qsl(signed, keep_blank_values=True))
    assert (given_back["state"], given_back["host"], given_back["key"]) == (state, host, "_dck1")
    assert is_signed(query, given_back["sig"], SIGNER.texts())
    assert is_signed(query, given_back["sig"], SIGNER.texts()[::-1])
    assert not is_signed(query + "x", given_back["sig"], SIGNER.texts())
    assert not is_signed(query, given_back["sig"], SIGNER.texts()[1:])


@pytest.mark.parametrize(
    "texts", [[], [""], ["p=1"], ["x"], ["p=x,d=AA=="], ["p=1,a=RS256,d=AAAA"], ["p=1,a=ES256,d=A"]]
)
def test_records_that_hold_no_key_verify_nothing(texts: list[str]) -> None:
    assert not is_signed("a=1", "AAAA", texts)


def test_records_fit_into_one_string_each() -> None:
    assert [text[:12] for text in SIGNER.texts()] == ["p=1,a=RS256,", "p=2,a=RS256,"]
    assert all(len(text) <= 255 for text in SIGNER.texts())


def test_an_application_goes_where_the_page_is() -> None:
    address = apply_address(ConsentPage("", "https://dcc.godaddy.com/manage"), "example.com")
    tail = "/v2/domainTemplates/providers/example.com/services/link-shortening/apply"
    assert address == f"https://dcc.godaddy.com/manage{tail}"


GIVEN = {
    "DOMAIN_CONNECT_PROVIDER_ID": "example.com",
    "PUBLIC_URL": "https://links.example.com",
    "COMPANY_NAME": "Example",
}


async def test_the_command_makes_a_key_and_prints_what_to_publish(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    ran = await run("domain-connect", "--new-key", str(key), settings=GIVEN, folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    records, _, rest = ran.out.partition("\n\n# example.com.link-shortening.json\n")
    texts = [line.split('"')[1] for line in records.splitlines()]
    assert all(line.startswith("_dck1.example.com. 3600 IN TXT ") for line in records.splitlines())
    assert texts == Signer(key.read_bytes(), "_dck1").texts()
    assert json.loads(rest) == json.loads((DOCS / "example.com.link-shortening.json").read_text())
    again = await run("domain-connect", "--new-key", str(key), settings=GIVEN, folder=tmp_path)
    assert again.code == 1
    bare = await run("domain-connect", settings=GIVEN, folder=tmp_path)
    assert (bare.code, "DOMAIN_CONNECT_KEY" in bare.err) == (1, True)


def _faults(given: Mapping[str, str]) -> str:
    with pytest.raises(SettingsFaults) as raised:
        load(given=given)
    return "; ".join(raised.value.faults)


def test_settings_name_what_is_missing_and_what_is_no_key(tmp_path: Path) -> None:
    short = generate_private_key(public_exponent=65537, key_size=1024)
    weak, broken = tmp_path / "weak.pem", tmp_path / "broken.pem"
    weak.write_bytes(short.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    broken.write_text("no key")
    missing = _faults({"DOMAIN_CONNECT_PROVIDER_ID": "example.com"})
    assert "DOMAIN_CONNECT_KEY is missing" in missing
    assert "PUBLIC_URL is missing" in missing
    assert "DOMAIN_CONNECT_PROVIDER_ID is missing" in _faults({"DOMAIN_CONNECT_KEY": "/nowhere"})
    for path, fault in (
        (weak, "at least 2048 bits"),
        (broken, "private key in PEM"),
        ("/nowhere", "readable PEM file"),
    ):
        assert fault in _faults({"DOMAIN_CONNECT_KEY": str(path)})
    for origin in ("https://evil.test", "http://127.0.0.1:1/path", "127.0.0.1"):
        assert "DOMAIN_CONNECT_TEST_ORIGIN must" in _faults({"DOMAIN_CONNECT_TEST_ORIGIN": origin})
