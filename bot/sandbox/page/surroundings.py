"""What stands around the workspace, as JSON: the client's DNS, Twilio's Console, the mailbox, the phone."""

from bot.sandbox.page.mistakes import MISTAKES
from bot.sandbox.slack.shapes import Json
from bot.sandbox.twilio import OrganisationDomain
from bot.sandbox.world import CLIENT_ZONE, World


def surroundings(world: World) -> Json:
    """The same for everybody."""
    return {
        "zone": CLIENT_ZONE,
        "records": [[name, kind, value, ttl] for name, kind, value, ttl in world.panel.records() if kind != "NS"],
        "mistakes": [{"id": name, "label": one.label, "help": one.help} for name, one in MISTAKES.items()],
        "domains": [_domain(one) for one in world.twilio.console.domains(world.organisation)],
        "services": [
            {"sid": service.sid, "name": service.name, "domain": service.domain.host if service.domain else None}
            for service in world.twilio.estate.services_of(world.account)
        ],
        "mails": [_mail(world, number) for number in reversed(range(len(world.mail.mails)))],
        "texts": [
            {"to": one.to, "body": one.body, "status": one.status, "sid": one.sid}
            for one in world.twilio.estate.messages_of(world.account)
        ],
    }


def _domain(domain: OrganisationDomain) -> Json:
    kept = domain.certificate
    until = f"{kept.expires_at:%Y-%m-%d}" if kept and kept.expires_at else None
    shown: Json = {"host": domain.host, "sid": domain.sid, "txt": domain.verification, "verified": domain.is_verified}
    return shown | {"requested": bool(kept and kept.is_requesting), "until": until}


def _mail(world: World, number: int) -> Json:
    mail = world.mail.mails[number]
    heads = {"from": str(mail.message["From"]), "to": ", ".join(mail.recipients), "subject": mail.subject}
    return {**heads, "at": mail.at.timestamp(), "text": mail.text, "number": number}
