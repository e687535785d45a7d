"""`linkdomain doctor`: looks at everything the bot needs, each thing by itself, and says what to do about it."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from bot.bolt import make_slack
from bot.bouncing import look_into
from bot.consenting import is_on
from bot.core.addresses import is_loopback_host
from bot.core.errors import GatewayError, LinkdomainError
from bot.core.people import Role
from bot.core.rules import Rules
from bot.gateways.dns import deaf_servers
from bot.gateways.dns.names import Names
from bot.gateways.mail import SmtpMailer
from bot.gateways.signing import read_signer
from bot.gateways.slack import Introduction, SlackDirectory, introduce
from bot.gateways.twilio import TwilioGateway
from bot.manifest import bot_scopes, load_manifest
from bot.public_address import REMEDIES, Answer, answer_at
from bot.settings import Settings, SettingsFaults, load
from bot.wiring import default_account, make_database, make_dns

_WITHIN = 8.0
"""Seconds for each check; all run at the same time, and the whole is promised to end within 10."""


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen of one thing, and what to do. No secret is ever part of it."""

    name: str
    state: State
    detail: str
    remedy: str = ""


Check = Callable[[], Awaitable[Finding]]


def run(*, as_json: bool) -> int:
    """Looks and prints. Gives the exit code: 0 nothing fails, 1 something does."""
    findings = asyncio.run(examine())
    if as_json:
        text = json.dumps({"checks": [asdict(finding) for finding in findings]}, ensure_ascii=False, indent=2)
    else:
        text = "\n".join(map(_line, findings))
    sys.stdout.write(text + "\n")
    return 1 if any(finding.state is State.FAILS for finding in findings) else 0


def _line(finding: Finding) -> str:
    remedy = f"\n{'':<19} → {finding.remedy}" if finding.remedy else ""
    return f"{finding.state.value:<8} {finding.name:<10} {finding.detail}{remedy}"


async def examine() -> Sequence[Finding]:
    """Every check, in the order of the README."""
    names = ("database", "slack", "manifest", "twilio", "dns", "mail", "web")
    try:
        settings = load()
    except SettingsFaults as error:
        remedy = "set them in the environment or in .env; the README's table says what each means"
        faults = Finding("settings", State.FAILS, "; ".join(error.faults), remedy)
        waits = [Finding(name, State.WARNING, "not looked at", "mend the settings first") for name in names]
        return [faults, *waits]
    doctor = Doctor(settings)
    checks: list[Check] = [
        doctor.settings, doctor.database, doctor.slack, doctor.manifest, doctor.twilio, doctor.dns, doctor.mail,
        doctor.web,
    ]  # fmt: skip
    if settings.bounces_url is not None:
        checks.append(doctor.bounces)
    if is_on(settings):
        checks.append(doctor.domain_connect)
    try:
        return await asyncio.gather(*map(_bounded, checks))
    finally:
        await doctor.close()


async def _bounded(check: Check) -> Finding:
    name = check.__name__
    try:
        async with asyncio.timeout(_WITHIN):
            return await check()
    except TimeoutError:
        return Finding(name, State.FAILS, f"no answer within {_WITHIN:.0f} s", "is it reachable from this machine?")
    except (LinkdomainError, OSError, ValueError) as error:
        return Finding(name, State.FAILS, str(error), "see the README")


class Doctor:
    """One method for each thing, all of them reads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._slack_asked: asyncio.Task[Introduction] | None = None

    async def close(self) -> None:
        """Gives up what is still under way."""
        if self._slack_asked:
            self._slack_asked.cancel()
            await asyncio.gather(self._slack_asked, return_exceptions=True)

    async def settings(self) -> Finding:
        """Complete and well-formed; who may do what."""
        empty = [
            name
            for name, ids in (("APPROVERS", self._settings.approvers), ("ADMINS", self._settings.admins))
            if not ids
        ]
        if empty:
            remedy = "nobody can approve SSL without APPROVERS, or add clients without ADMINS: name Slack ids"
            return Finding("settings", State.WARNING, f"empty: {', '.join(empty)}", remedy)
        if self._settings.four_eyes:
            return await self._second_approver()
        return Finding("settings", State.OK, "complete")

    async def _second_approver(self) -> Finding:
        """With four eyes a lone approver cannot ask for anything."""
        complete = Finding("settings", State.OK, "complete")
        try:
            number = await self._count_approvers()
        except GatewayError:
            return complete  # Slack's own check tells
        if number > 1:
            return complete
        remedy = "with FOUR_EYES their own requests wait for somebody else: name a second approver"
        return Finding("settings", State.WARNING, f"{number or 'no'} approver that Slack knows", remedy)

    async def _count_approvers(self) -> int:
        answer = await self._slack_says()
        directory = SlackDirectory(make_slack(self._settings), answer.team_id, approvers=self._settings.approvers)
        return len(await directory.holders(Role.APPROVER))

    async def database(self) -> Finding:
        """Reachable, and at the newest schema."""
        database = make_database(self._settings, Rules())
        try:
            is_at_head = await asyncio.to_thread(database.is_at_head)
        except GatewayError as error:
            return Finding("database", State.FAILS, f"cannot be used: {error}", "is DATABASE_URL right, and is it up?")
        finally:
            await database.stop()
        if is_at_head:
            return Finding("database", State.OK, "has the newest schema")
        is_sqlite = self._settings.database_url.startswith("sqlite")
        state = State.WARNING if is_sqlite else State.FAILS
        return Finding("database", state, "does not have the newest schema", "run: linkdomain migrate")

    async def slack(self) -> Finding:
        """The token is the bot's, of one workspace."""
        try:
            answer = await self._slack_says()
        except GatewayError as error:
            remedy = "install the app in the workspace and set SLACK_BOT_TOKEN to its xoxb-… token"
            return Finding("slack", State.FAILS, f"Slack says {error.reference}", remedy)
        return Finding("slack", State.OK, f"{answer.bot} in {answer.team}")

    async def manifest(self) -> Finding:
        """The token has every scope of manifest.yml."""
        try:
            answer = await self._slack_says()
        except GatewayError:
            return Finding("manifest", State.WARNING, "not compared: Slack did not answer", "mend Slack first")
        missing = sorted(bot_scopes(load_manifest()) - answer.scopes)
        if missing:
            remedy = "update the app from manifest.yml and reinstall it in the workspace"
            return Finding("manifest", State.FAILS, f"scopes missing: {', '.join(missing)}", remedy)
        return Finding("manifest", State.OK, f"{len(answer.scopes)} scopes granted")

    async def twilio(self) -> Finding:
        """The default account's credentials work, by a read that an API key may do."""
        account = default_account(self._settings)
        if account is None:
            remedy = "set TWILIO_ACCOUNT_SID and an API key, unless every client has an account of its own"
            return Finding("twilio", State.WARNING, "no default account", remedy)
        try:
            await TwilioGateway(account, self._settings.twilio_api_base_url, deadline=_WITHIN - 1).probe()
        except GatewayError as error:
            remedy = "are SID and secret a pair, of this very account (not of its parent), and is the account active?"
            return Finding("twilio", State.FAILS, f"Twilio says {error.reference}", remedy)
        return Finding("twilio", State.OK, f"account …{account.account_sid[-4:]} answers")

    async def dns(self) -> Finding:
        """Every resolver resolves Twilio's link host, and a root server answers."""
        deaf = await deaf_servers(make_dns(self._settings))
        if not deaf:
            return Finding("dns", State.OK, f"{self._settings.dns_target} resolves at every resolver")
        remedy = "may this machine ask port 53 outside, by UDP and TCP? DNS_RESOLVERS names other resolvers"
        return Finding("dns", State.FAILS, f"no good answer from {', '.join(map(str, deaf))}", remedy)

    async def mail(self) -> Finding:
        """The mail server lets us in."""
        url, sender = self._settings.smtp_url, self._settings.mail_from
        if url is None or sender is None:
            return Finding("mail", State.WARNING, "off: steps are shown to copy", "set SMTP_URL and MAIL_FROM")
        try:
            await SmtpMailer(url.get_secret_value(), sender, deadline=_WITHIN - 1).probe()
        except GatewayError as error:
            remedy = _MAIL_REMEDIES.get(error.reference, "are host and port of SMTP_URL right?")
            return Finding("mail", State.FAILS, f"the server says {error.reference}", remedy)
        unread = "" if self._settings.bounces_url else "; nobody reads what comes back there (BOUNCES_URL)"
        return Finding("mail", State.OK, f"the server lets {sender.partition('@')[2]} in{unread}")

    async def bounces(self) -> Finding:
        """The mailbox that e-mails come back to lets us in."""
        is_well, detail, remedy = await look_into(self._settings, _WITHIN - 1)
        return Finding("bounces", State.OK if is_well else State.FAILS, detail, remedy)

    async def web(self) -> Finding:
        """Slack and clients reach the web side at its public address."""
        url = self._settings.public_url
        if url is None:
            is_needed = not self._settings.slack_app_token
            remedy = "set PUBLIC_URL" + (
                ": in HTTP mode Slack must reach it" if is_needed else " when clients need pages"
            )
            return Finding("web", State.FAILS if is_needed else State.WARNING, "no public address", remedy)
        found = await answer_at(url, _WITHIN - 1)
        if found is not Answer.OURS:
            state = State.FAILS if found is Answer.NO_CERTIFICATE else State.WARNING
            return Finding("web", state, f"{url} {found.value}", REMEDIES[found])
        if is_loopback_host(urlsplit(url).hostname):
            remedy = "clients and Slack need an https address: set PUBLIC_URL to the one of your proxy"
            return Finding("web", State.WARNING, f"{url} answers, on this machine alone", remedy)
        return Finding("web", State.OK, f"{url} answers")

    async def domain_connect(self) -> Finding:
        """DNS providers can check what our key signs. Only where their consent pages are offered."""
        name = f"{self._settings.domain_connect_key_name}.{self._settings.domain_connect_provider_id}"
        signer = read_signer(self._settings.domain_connect_key or "", self._settings.domain_connect_key_name)
        found = await Names(make_dns(self._settings)).texts(name)
        if found is None:
            remedy = "mend dns first, if it fails; else ask again in a minute"
            return Finding("domain_connect", State.WARNING, f"nobody says what stands at {name}", remedy)
        if set(signer.texts()) <= set(found):
            return Finding("domain_connect", State.OK, f"the key is published at {name}")
        other = "another key" if any("d=" in text for text in found) else "no key"
        remedy = "providers refuse what is not signed by a published key: publish what linkdomain domain-connect prints"
        return Finding("domain_connect", State.FAILS, f"{other} stands at {name}", remedy)

    async def _slack_says(self) -> Introduction:
        """Asked once for all who want to know."""
        if self._slack_asked is None:
            self._slack_asked = asyncio.create_task(introduce(make_slack(self._settings)))
        return await asyncio.shield(self._slack_asked)


_MAIL_REMEDIES = {
    "535": "user or password of SMTP_URL is wrong (special characters in it have to be %-encoded)",
    "no_such_server": "the host of SMTP_URL does not exist: check its spelling",
    "timeout": "may this machine reach that port? Many hosts close 25; 587 and 465 are usual",
    "connection": "does the server listen at that port? smtps:// is for 465, smtp:// for 587",
    "certificate": "its certificate is not valid for the host in SMTP_URL",
    "no_tls_for_password": "the server offers no TLS, and no password is sent without: try smtps:// or another port",
    "not_supported": "the server takes no log-in there: leave user and password out, or try another port",
}
