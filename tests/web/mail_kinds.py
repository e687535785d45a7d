"""Every kind of e-mail that people at the client get, with what is hard to show well: for its goldens and pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.core.cards import Awaited, Card, MailModel, Stage
from bot.core.domain import Client, LinkDomain, Setup
from bot.core.facts import Code, Fact, FactName, FactState, Finding, Provider, Record
from bot.core.languages import Language
from bot.core.messages import Mail
from bot.web.mails import steps_mail

LINK = "https://links.meera.example/setup/d1-1.Vb3kq0Zc9XoTn5yLw2RfHa"
LOGO = "https://meera.example/logo.png"
CNAME = Record("CNAME", "ls", "acme.com", "lsct.ashburn.us1.twilio.com.")
TXT = Record("TXT", "_twilio.ls", "acme.com", "twilio-domain-verification=0123456789abcdef0123456789abcdef")
BOTH = (CNAME, TXT)
NOTE = 'Could you do this before <Friday>?\n\nIt\'s for the "spring" & summer campaign.\n<script>alert(1)</script>'
RIGHT = Fact(FactState.HOLDS)
ABSENT = Fact(FactState.WRONG, finding=Finding(Code.MISSING_NXDOMAIN))
NO_TXT = Fact(FactState.WRONG, finding=Finding(Code.TXT_VERIFY_MISSING))
DOUBLED = Fact(FactState.WRONG, finding=Finding(Code.DOUBLED_NAME, {"seen": "ls.acme.com.acme.com"}))


@dataclass(frozen=True, slots=True)
class Kind:
    """A mail and the company's logo, if it has one."""

    model: MailModel
    logo: str = ""

    def mail(self, language: Language = Language.ENGLISH) -> Mail:
        return steps_mail(replace(self.model, language=language), self.logo)


def model_of(
    records: tuple[Record, ...] = BOTH,
    client: str = "Acme Corp",
    stage: Stage = Stage.WAITING_FOR_RECORDS,
    **changes: object,
) -> MailModel:
    """From Olga at Meera to the people at Acme; ``changes`` are of the domain."""
    domain = LinkDomain(
        id="d1",
        team_id="T1",
        host="ls.acme.com",
        zone="acme.com",
        client_id="c1",
        owner="U1",
        setup=Setup.FORWARD,
        channel="C1",
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
        next_check_at=None,
    )
    domain = replace(domain, **changes)  # type: ignore[arg-type]
    card = Card(domain, Client("c1", "T1", client), stage, Awaited.CLIENT, (), records, ())
    return MailModel(card, "it@acme.com", "Olga", "Meera", "domain:d1:steps:p1")


def facts_of(record: Fact, txt: Fact) -> dict[FactName, Fact]:
    return {FactName.RECORD: record, FactName.VERIFICATION: txt}


def _linked(model: MailModel, **changes: object) -> MailModel:
    return replace(model, link=LINK, reply_to="olga@meera.example", **changes)  # type: ignore[arg-type]


_CLOUDFLARE, _UNKNOWN = Provider("cloudflare", "Cloudflare"), Provider("acmedns", "Acme DNS")
_LONG = "ls.links-for-our-customers-and-friends.a-very-long-name-of-a-company.example.com"
_LONG_ZONE = "links-for-our-customers-and-friends.a-very-long-name-of-a-company.example.com"
_AT_LENGTH = tuple(replace(one, zone=_LONG_ZONE) for one in BOTH)
_REMOVAL = model_of((CNAME,), stage=Stage.REMOVING, facts=facts_of(RIGHT, RIGHT))

KINDS: Mapping[str, Kind] = {
    "one": Kind(_linked(model_of((CNAME,)))),
    "both": Kind(_linked(model_of(provider=_CLOUDFLARE)), LOGO),
    "note": Kind(_linked(model_of(note=NOTE)), LOGO),
    "wrong": Kind(_linked(model_of(provider=_CLOUDFLARE, facts=facts_of(DOUBLED, NO_TXT)))),
    "reminder": Kind(_linked(model_of(facts=facts_of(ABSENT, NO_TXT)), is_reminder=True), LOGO),
    "second": Kind(_linked(model_of(provider=_CLOUDFLARE, facts=facts_of(RIGHT, NO_TXT))), LOGO),
    "removal": Kind(_linked(_REMOVAL), LOGO),
    "unnamed": Kind(replace(_linked(model_of(note="By Friday, please.")), owner_name="", company="", reply_to="")),
    "long": Kind(_linked(model_of(_AT_LENGTH, "Acme " * 12, host=_LONG, zone=_LONG_ZONE, note="https" * 30))),
    "pageless": Kind(model_of(provider=_CLOUDFLARE, note="By Friday, please."), LOGO),
    "pageless-one": Kind(model_of((CNAME,), provider=_UNKNOWN)),
    "pageless-second": Kind(replace(model_of(facts=facts_of(RIGHT, NO_TXT)), is_reminder=True)),
    "pageless-removal": Kind(_REMOVAL),
}
