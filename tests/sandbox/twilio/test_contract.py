"""Every reply against Twilio's own OpenAPI description, as the real SDK gets it."""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator
from twilio.http.response import Response
from twilio.rest import Client

from tests.sandbox.twilio.support import Customers, Rebased

FILE = Path(__file__).parents[3].parent / "shared" / "data" / "twilio" / "link_shortening_oai.json"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="Twilio's OpenAPI description is not beside the project")


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    status: int
    text: str


class Recording(Rebased):
    """Keeps every reply the SDK got."""

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.seen: list[Seen] = []

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        response = super().request(method, url, *args, **kwargs)
        self.seen.append(Seen(method.lower(), urlsplit(url).path, response.status_code, response.text))
        return response


class Description:
    """The OpenAPI document, its schemas made JSON Schema: ``nullable`` becomes a type of its own."""

    def __init__(self) -> None:
        self.document = cast("dict[str, Any]", _plain(json.loads(FILE.read_text())))

    def operation(self, method: str, path: str) -> tuple[str, dict[str, Any]]:
        """The template that fits best: one with fewer variables first."""
        fitting = [(template.count("{"), template) for template in self.document["paths"] if _fits(template, path)]
        template = min(fitting)[1]
        return template, self.document["paths"][template][method]

    def faults(self, seen: Seen) -> Iterator[str]:
        """What is wrong with a reply."""
        template, operation = self.operation(seen.method, seen.path)
        name = f"{seen.method.upper()} {template} {seen.status}"
        declared = operation["responses"].get(str(seen.status))
        if declared is None:
            yield f"{name}: the status is not described"
        elif "content" in declared:
            schema = declared["content"]["application/json"]["schema"]
            body, components = json.loads(seen.text), self.document["components"]
            for error in Draft202012Validator({**schema, "components": components}).iter_errors(body):
                yield f"{name}: {error.json_path} {error.message}"
            yield from (f"{name}: {each}" for each in self._strangers(schema, body))
        elif seen.text:
            yield f"{name}: a body where there is none"

    def _strangers(self, schema: dict[str, Any], body: dict[str, Any]) -> Iterator[str]:
        """Fields that the description does not have, or that it has and the reply has not."""
        known = self._resolve(schema)["properties"]
        if "meta" in known or "page" in known:
            key = next(name for name, each in known.items() if each.get("type") == ["array", "null"] or "items" in each)
            for item in body[key]:
                yield from self._strangers(known[key]["items"], item)
            return
        yield from (f"unknown field {name}" for name in set(body) - set(known))
        missing = set(known) - set(body) - {"domain_sid"}  # ValidateDns leaves it out, as Twilio's example does
        yield from (f"missing field {name}" for name in missing)

    def _resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in schema:
            return schema
        return cast("dict[str, Any]", self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])


def _plain(node: object) -> object:
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {name: _plain(each) for name, each in node.items() if name not in {"nullable", "format"}}
    if node.get("nullable") and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
        if isinstance(made.get("enum"), list):
            made["enum"] = [*cast("list[object]", made["enum"]), None]
    return made


def _fits(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/.]+", template.replace(".", r"\.")), path) is not None


def everything(client: Client, domain_sid: str, service_sid: str, sender: str) -> None:
    """Every call of the bot and its neighbours, once."""
    v1, v2 = client.messaging.v1, client.messaging.v2
    v1.domain_validate_dns(domain_sid).fetch()
    v1.request_managed_cert(domain_sid).update()
    v1.request_managed_cert(domain_sid).update()
    v1.domain_certs(domain_sid).fetch()
    v2.domain_certs(domain_sid).fetch()
    v1.domain_config(domain_sid).update(fallback_url="https://www.acme.test/", callback_url="https://hook.acme.test/")
    v1.domain_config(domain_sid).update(disable_https=False)
    v1.domain_config(domain_sid).fetch()
    v1.linkshortening_messaging_service(domain_sid, service_sid).create()
    v1.linkshortening_messaging_service_domain_association(service_sid).fetch()
    v1.domain_config_messaging_service(service_sid).fetch()
    services = v1.services(service_sid)
    for listed in (services.phone_numbers, services.short_codes, services.alpha_senders, services.channel_senders):
        for item in listed.list():
            listed(item.sid).fetch()
    services.us_app_to_person.list()
    services.fetch()
    v1.services.list(page_size=1)
    client.api.accounts.list(page_size=1)
    client.api.accounts(client.username).fetch()
    message = client.messages.create(to=sender, body="x", messaging_service_sid=service_sid, shorten_urls=True)
    client.messages(message.sid).fetch()
    client.messages.list()
    v1.linkshortening_messaging_service(domain_sid, service_sid).delete()
    v1.domain_certs(domain_sid).delete()


async def test_every_reply_is_as_twilio_describes_it(customers: Customers) -> None:
    domain = await customers.ready()
    http = Recording(customers.twilio.base_url)
    customers.twilio.add_service(customers.account, "Another")

    def work() -> None:
        try:
            client = Client(customers.account.sid, customers.account.token, http_client=http)
            everything(client, domain.sid, customers.service.sid, "+15005550199")
        finally:
            http.session.close()

    await asyncio.to_thread(work)
    description = Description()
    assert [fault for seen in http.seen for fault in description.faults(seen)] == []
    assert len({description.operation(seen.method, seen.path)[0] for seen in http.seen}) >= 20


async def test_every_link_shortening_call_that_twilio_describes_is_served(customers: Customers) -> None:
    sids = {"DomainSid": (await customers.ready()).sid, "MessagingServiceSid": customers.service.sid}
    refused: list[str] = []
    for template, operations in Description().document["paths"].items():
        if "LinkShortening" not in template:
            continue
        path = re.sub(r"\{(\w+)\}", lambda found: sids[found.group(1)], template)
        for method in {"get", "post", "delete"} & set(operations):
            answer = await customers.http(method.upper(), path)
            if answer.status_code == 405 or (answer.status_code == 404 and path in answer.text):
                refused.append(f"{method} {template}")
    assert refused == []
