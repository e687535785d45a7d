"""A DNS provider's own consent page (Domain Connect): who offers it, what it is asked to write, and what came of it.

Sources: Domain Connect specification, version 2 (github Domain-Connect/spec; draft-ietf-dconn-domainconnect), and the
quality rules of its templates repository. The client signs in at the provider; no password ever reaches us.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote, urlsplit

from bot.core.domain import LinkDomain
from bot.core.facts import Record
from bot.core.providers import Panel, panel_of, panels

SERVICE_ID = "link-shortening"
"""Of our template at every provider; the provider id is the installation's own domain."""
PROOF_PREFIX = "twilio-domain-verification="
"""What Twilio's verification value begins with: the template holds it, so that nothing else can be written."""
LINK_GROUP, PROOF_GROUP = "link", "verification"
TTL = 600

LOOKS_APART, LOOKS_APART_UNSURE = timedelta(hours=6), timedelta(minutes=10)
ATTEMPT_LIVES = timedelta(hours=1)
"""From the way out to the way back: people may have to find their password first."""

_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")

_DOWN = ("server_error", "temporarily_unavailable", "temporarilly_unavailable")
"""The last one is how the specification itself spells it."""


class Outcome(StrEnum):
    """How somebody came back; `NONE` until they do. `DONE` says nothing of the records: they are looked for."""

    NONE = "none"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """What a provider's settings say, already found fit: ``address`` is its ``urlSyncUX`` without a final slash, on an
    allowed origin. ``name`` is what people are told they go to."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ConsentSeen:
    """What one look for it says. ``page`` None: there is none that we would send anybody to. ``is_unsure``: it could
    not be seen, which says nothing."""

    page: ConsentPage | None = None
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """What was found of a domain's consent page, and the newest visit to it. All times are aware UTC.

    ``page`` None: there is none for us. ``is_unsure``: it could not be seen; what was known before stays.
    ``attempt`` names the newest visit, ``actor`` is the Slack user who made it, None: the client.
    """

    domain_id: str
    zone: str
    looked_at: datetime
    page: ConsentPage | None = None
    is_unsure: bool = False
    attempt: str | None = None
    actor: str | None = None
    left_at: datetime | None = None
    returned_at: datetime | None = None
    outcome: Outcome = Outcome.NONE

    def is_due(self, zone: str, now: datetime, speed: float) -> bool:
        """Whether to look for it again."""
        apart = LOOKS_APART_UNSURE if self.is_unsure else LOOKS_APART
        return zone != self.zone or now - self.looked_at >= apart / speed

    def seen(self, zone: str, seen: ConsentSeen, now: datetime) -> "Consent":
        """After another look; one that could not tell leaves what was known of the same zone."""
        page = self.page if seen.is_unsure and zone == self.zone else seen.page
        return replace(self, zone=zone, looked_at=now, page=page, is_unsure=seen.is_unsure)

    def left(self, attempt: str, actor: str | None, now: datetime) -> "Consent":
        return replace(self, attempt=attempt, actor=actor, left_at=now, returned_at=None, outcome=Outcome.NONE)

    def returned(self, outcome: Outcome, now: datetime) -> "Consent":
        return replace(self, returned_at=now, outcome=outcome)

    def is_out(self, attempt: str, now: datetime) -> bool:
        """Somebody went with this attempt, lately, and has not come back: what a return is worth something for."""
        is_it = attempt == self.attempt and self.returned_at is None and self.left_at is not None
        return is_it and self.left_at is not None and now - self.left_at < ATTEMPT_LIVES


@dataclass(frozen=True, slots=True)
class Application:
    """What the consent page is asked to write: the template's ``groups`` with these ``variables``, below ``host`` of
    ``domain``."""

    domain: str
    host: str
    groups: tuple[str, ...]
    variables: Mapping[str, str]


def application_of(domain: LinkDomain, records: tuple[Record, ...]) -> Application | None:
    """None where the template cannot write what is wanted.

    Both records, or the CNAME alone while Twilio's value is not known; never the TXT alone: a provider may take the
    groups that are left out for those of an earlier application, and delete them.
    """
    if not records or records[0].type != "CNAME" or not domain.host.endswith(f".{domain.zone}"):
        return None
    host = domain.host.removesuffix(f".{domain.zone}")
    proof = next((record.value for record in records if record.type == "TXT"), None)
    if proof is None:
        return Application(domain.zone, host, (LINK_GROUP,), {})
    token = proof.removeprefix(PROOF_PREFIX)
    if not proof.startswith(PROOF_PREFIX) or not re.fullmatch(r"[A-Za-z0-9_-]{1,128}", token):
        return None
    return Application(domain.zone, host, (LINK_GROUP, PROOF_GROUP), {"token": token})


def apply_address(page: ConsentPage, provider_id: str) -> str:
    """Where the application goes, without its query."""
    return f"{page.address}/{template_path(provider_id)}/apply"


def template_path(provider_id: str) -> str:
    """Of our template, below a provider's address for pages or for its API."""
    return f"v2/domainTemplates/providers/{quote(provider_id, safe='')}/services/{SERVICE_ID}"


def apply_query(wanted: Application, redirect_uri: str, state: str) -> str:
    """The query of the application, as it is signed: every parameter but the signature and its key."""
    parameters = {
        "domain": wanted.domain,
        "host": wanted.host,
        **wanted.variables,
        "groupId": ",".join(wanted.groups),
        "redirect_uri": redirect_uri,
        "state": state,
    }
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())


def template(provider_id: str, company: str, public_url: str, target: str) -> Mapping[str, object]:
    """Our template for the templates repository and the providers, by its rules: signed, no phishing warning beside a
    key, no bare variable as a whole value, no variable in a host, the verification replaces an older one of its kind.
    """
    return {
        "providerId": provider_id,
        "providerName": company,
        "serviceId": SERVICE_ID,
        "serviceName": "Short links on your own name",
        "version": 1,
        "description": "Points one subdomain at Twilio Link Shortening (CNAME) and proves it to Twilio (TXT below it).",
        "variableDescription": "token: what follows twilio-domain-verification= in the value of Twilio's Console.",
        "syncBlock": False,
        "syncPubKeyDomain": provider_id,
        "syncRedirectDomain": urlsplit(public_url).hostname or "",
        "hostRequired": True,
        "records": [
            {"groupId": LINK_GROUP, "type": "CNAME", "host": "@", "pointsTo": target.removesuffix("."), "ttl": TTL},
            {
                "groupId": PROOF_GROUP,
                "type": "TXT",
                "host": "_twilio",
                "data": f"{PROOF_PREFIX}%token%",
                "ttl": TTL,
                "txtConflictMatchingMode": "Prefix",
                "txtConflictMatchingPrefix": PROOF_PREFIX,
            },
        ],
    }


def settings_address(pointer: str, zone: str) -> str | None:
    """Where the settings for a zone are, by the text at ``_domainconnect.<zone>``; None for a text that may not be
    followed: a DNS name and maybe a path, nothing else."""
    address = fit_address(f"https://{pointer.strip()}")
    return f"{address}/v2/{zone}/settings" if address else None


def fit_address(text: object) -> str | None:
    """An https address of a DNS name on the usual port with at most a plain path, without a final slash; else None."""
    if not isinstance(text, str) or len(text) > 255 or not text.isascii() or not text.startswith("https://"):
        return None
    host, slash, rest = text.removeprefix("https://").rstrip("/").partition("/")
    is_fit = _NAME.fullmatch(host.lower()) is not None and _PATH.fullmatch(slash + rest) is not None
    return f"https://{host.lower()}{slash}{rest}" if is_fit and ".." not in rest else None


def panel_at(address: str) -> Panel | None:
    """The provider whose consent page stands on this address's origin, as `providers.toml` has it; else None."""
    origin = origin_of(address)
    return next((panel for panel in panels() if origin in panel.consent_origins), None)


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def is_for(panel: Panel | None, domain: LinkDomain) -> bool:
    """Whether the page is of the provider that hosts the zone: the pointer of an earlier one is often left behind."""
    hosting = panel_of(domain.provider)
    return panel is None or hosting is None or hosting.provider.id == panel.provider.id


def outcome_of(error: str | None, description: str | None) -> Outcome:
    """What the return address says (RFC 6749 4.1.2.1, and the ``user_cancel`` of the specification)."""
    if not error:
        return Outcome.DONE
    if error == "access_denied" and (description or "").startswith("user_cancel"):
        return Outcome.CANCELLED
    return Outcome.DOWN if error in _DOWN else Outcome.REFUSED
