"""Messaging Services (v1), and accounts and messages (2010-04-01)."""

import re
import secrets
import string
from collections.abc import Mapping
from datetime import timedelta

from bot.sandbox.twilio import render
from bot.sandbox.twilio.calls import PAGING, ApiCall, Reply, Route, boolean
from bot.sandbox.twilio.errors import ApiError, not_found
from bot.sandbox.twilio.estate import (
    Account,
    Clock,
    Estate,
    Message,
    OrganisationDomain,
    Sender,
    SenderKind,
    Service,
    new_sid,
)
from bot.sandbox.twilio.issuance import Edge

SENT_AFTER = timedelta(seconds=1)
E164 = re.compile(r"(whatsapp:)?\+[1-9]\d{6,14}")
URL = re.compile(r"https?://[^\s]+")
LINK_SIGNS = string.ascii_letters + string.digits
CONTENTS = ("Body", "MediaUrl", "ContentSid")
SENDING = frozenset(
    {
        "To",
        "From",
        "MessagingServiceSid",
        "Body",
        "MediaUrl",
        "ContentSid",
        "ShortenUrls",
        "StatusCallback",
        "ApplicationSid",
        "MaxPrice",
        "ProvideFeedback",
        "Attempt",
        "ValidityPeriod",
        "ForceDelivery",
        "ContentRetention",
        "AddressRetention",
        "SmartEncoded",
        "PersistentAction",
        "TrafficType",
        "ScheduleType",
        "SendAt",
        "SendAsMms",
        "ContentVariables",
        "RiskCheck",
        "FallbackFrom",
    }
)


class Messaging:
    """A caller sees the services of its own account only, whoever owns that account."""

    def __init__(self, estate: Estate, edge: Edge, clock: Clock, speed: float) -> None:
        self._estate, self._edge, self._clock, self._speed = estate, edge, clock, speed

    def routes(self) -> list[Route]:
        accounts, messages = "/2010-04-01/Accounts", "/2010-04-01/Accounts/{account}/Messages"
        senders = [
            route
            for kind in SenderKind
            for route in (
                Route("GET", f"/v1/Services/{{service}}/{kind}", self.senders, PAGING),
                Route("GET", f"/v1/Services/{{service}}/{kind}/{{sender}}", self.sender),
            )
        ]
        return [
            Route("GET", "/v1/Services", self.services, PAGING),
            Route("GET", "/v1/Services/{service}", self.service),
            *senders,
            Route("GET", "/v1/Services/{service}/Compliance/Usa2p", self.campaigns, PAGING),
            Route("GET", f"{accounts}.json", self.accounts, PAGING | {"FriendlyName", "Status"}),
            Route("GET", f"{accounts}/{{account}}.json", self.account),
            Route("GET", f"{messages}.json", self.messages, PAGING | {"To", "From"}),
            Route("POST", f"{messages}.json", self.send, SENDING),
            Route("GET", f"{messages}/{{message}}.json", self.message),
        ]

    async def services(self, call: ApiCall) -> Reply:
        return Reply(200, render.page(self._estate.services_of(call.account), call, "services", render.service))

    async def service(self, call: ApiCall) -> Reply:
        return Reply(200, render.service(self._service(call)))

    async def senders(self, call: ApiCall) -> Reply:
        service, kind = self._service(call), _kind(call.path.rsplit("/", 1)[1])
        kept = [sender for sender in service.senders if sender.kind is kind]
        key = render.SENDER_KEYS[kind][0]
        return Reply(200, render.page(kept, call, key, lambda sender: render.sender(service, sender)))

    async def sender(self, call: ApiCall) -> Reply:
        service, kind = self._service(call), _kind(call.path.rsplit("/", 2)[1])
        for sender in service.senders:
            if sender.sid == call.parts["sender"] and sender.kind is kind:
                return Reply(200, render.sender(service, sender))
        raise not_found("no such sender in this Messaging Service")

    async def campaigns(self, call: ApiCall) -> Reply:
        """No service here has a registered 10DLC campaign."""
        self._service(call)
        none: list[Sender] = []
        return Reply(200, render.page(none, call, "compliance", lambda _: {}))

    async def accounts(self, call: ApiCall) -> Reply:
        _refuse_key(call)
        own = [each for each in self._estate.accounts.values() if call.account in (each, each.owner)]
        return Reply(200, render.page_2010(own, call, "accounts", render.account))

    async def account(self, call: ApiCall) -> Reply:
        _refuse_key(call)
        return Reply(200, render.account(self._account(call)))

    async def messages(self, call: ApiCall) -> Reply:
        kept = self._estate.messages_of(self._account(call))
        for message in kept:
            self._settle(message)
        wanted = {"To": "to", "From": "sender"}
        for name, field in wanted.items():
            if name in call.params:
                kept = [message for message in kept if getattr(message, field) == call.params[name]]
        return Reply(200, render.page_2010(kept, call, "messages", render.message))

    async def message(self, call: ApiCall) -> Reply:
        account = self._account(call)
        message = self._estate.messages.get(call.parts["message"])
        if message is None or message.account is not account:
            raise not_found("no such message")
        self._settle(message)
        return Reply(200, render.message(message))

    async def send(self, call: ApiCall) -> Reply:
        """The reply shows the long address; the short one is in the message some time later."""
        account, params = self._account(call), call.params
        self._check(params)
        service = self._sending_service(account, params)
        body = params.get("Body", "")
        message = Message(new_sid("SM"), account, params["To"], body, self._clock(), service, params.get("From"))
        if boolean(params, "ShortenUrls") and service is not None:
            message.link_domain = service.domain
        self._estate.messages[message.sid] = message
        return Reply(201, render.message(message))

    def _check(self, params: Mapping[str, str]) -> None:
        if not params.get("To"):
            raise ApiError(400, 21604)
        if not any(params.get(name) for name in CONTENTS):
            raise ApiError(400, 21602)
        if not E164.fullmatch(params["To"]):
            raise ApiError(400, 21211)
        if params["To"] in self._estate.opted_out:
            raise ApiError(400, 21610)

    def _sending_service(self, account: Account, params: Mapping[str, str]) -> Service | None:
        sid, number = params.get("MessagingServiceSid"), params.get("From")
        if not sid and not number:
            raise ApiError(400, 21603)
        own = self._estate.services_of(account)
        if number and number not in {sender.value for service in own for sender in service.senders}:
            raise ApiError(400, 21606)
        if not sid:
            return None
        service = next((each for each in own if each.sid == sid), None)
        if service is None:
            raise ApiError(400, 21701)
        if not service.senders:
            raise ApiError(400, 21704)
        return service

    def _settle(self, message: Message) -> None:
        """Sends what is due, with short links where the domain can serve them."""
        if message.status != "queued" or self._clock() - message.created_at < SENT_AFTER / self._speed:
            return
        domain = message.link_domain
        problem = _problem(domain, message) if domain else None
        may_go_long = domain is None or domain.config is None or domain.config.continue_on_failure
        if problem and not may_go_long:
            message.status, message.error_code = "failed", problem
            return
        if domain and not problem:
            message.body = URL.sub(lambda found: self._short(domain, found.group()), message.body)
        message.sender = message.sender or (message.service.senders[0].value if message.service else None)
        message.status, message.sent_at = "delivered", self._clock()

    def _short(self, domain: OrganisationDomain, url: str) -> str:
        path = "/" + "".join(secrets.choice(LINK_SIGNS) for _ in range(10))
        self._edge.link(domain.host, path, url)
        is_bare = domain.config is not None and domain.config.disable_https
        return f"{'' if is_bare else 'https://'}{domain.host}{path}"

    def _service(self, call: ApiCall) -> Service:
        service = self._estate.services.get(call.parts["service"])
        if service is None or service.account is not call.account:
            raise not_found("no such Messaging Service")
        return service

    def _account(self, call: ApiCall) -> Account:
        """The account in the path: the caller's own, or one it owns if it came with its Auth Token."""
        account = self._estate.accounts.get(call.parts["account"])
        if account is None or not _related(account, call.account):
            raise not_found("no such account")
        if account is call.account or (account.owner is call.account and call.caller.key is None):
            return account
        raise ApiError(401, 20003)


def _related(one: Account, other: Account) -> bool:
    return one is other or one.owner is other or other.owner is one


def _refuse_key(call: ApiCall) -> None:
    """Standard keys reach everything but accounts and keys."""
    if call.caller.key is not None:
        raise ApiError(401, 20003, "an API key cannot read accounts")


def _problem(domain: OrganisationDomain, message: Message) -> int | None:
    """Why no short link can be made: no certificate (30107), or an expired one (30102)."""
    kept = domain.certificate
    if kept is None or kept.expires_at is None:
        return 30107
    return 30102 if kept.expires_at <= message.created_at else None


def _kind(name: str) -> SenderKind:
    return SenderKind(name)
