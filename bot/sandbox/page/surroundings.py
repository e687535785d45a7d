"""What stands around the workspace, as JSON: the clock, DNS, Twilio's Console, the mailbox, the phone, switches."""

from bot.sandbox.busy import DOMAINS
from bot.sandbox.faults import SWITCHES
from bot.sandbox.page.mistakes import MISTAKES, meant
from bot.sandbox.page.tale import followed
from bot.sandbox.registrar import CLOUDFLARE, ClientZone
from bot.sandbox.scene import BUSY, KINDS, Sandbox
from bot.sandbox.slack.shapes import Json
from bot.sandbox.twilio import OrganisationDomain
from bot.sandbox.world import World


def surroundings(sandbox: Sandbox) -> Json:
    """The same for everybody. What time it is stands beside it: else nothing would ever be as it was."""
    scene, world = sandbox.scene, sandbox.world
    return {
        "scene": {
            "mark": scene.mark,
            "kind": scene.kind,
            "kinds": KINDS,
            "building": sandbox.building,
            "built": [sandbox.built, DOMAINS] if sandbox.building == BUSY else None,
        },
        "clock": {
            "hand": scene.keeper.hand,
            "rate": world.clock.rate,
            "leaping": int(world.clock.seconds()) if scene.keeper.is_leaping else 0,
        },
        "zone": world.registrar.at_hand,
        "zones": [_zone(world, zone) for zone in world.registrar.zones.values()],
        "switches": [
            {
                "id": one.id,
                "group": one.group,
                "label": one.label,
                "watch": one.watch,
                "on": one.id in scene.switches.on,
            }
            for one in SWITCHES
        ],
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


def _zone(world: World, zone: ClientZone) -> Json:
    """``token`` is what Cloudflare's customers make there, to have records written; ``name``: whose the deeds are."""
    deeds = ((name, one) for name, one in MISTAKES.items() if one.fits(zone))
    return {
        "origin": zone.origin,
        "host": zone.host.name,
        "new": zone.is_new,
        "token": world.cloudflare_token if zone.host is CLOUDFLARE else None,
        "name": meant(world, zone, followed(world))[0],
        "records": [[name, kind, value, ttl] for name, kind, value, ttl in zone.panel.records() if kind != "NS"],
        "mistakes": [{"id": name, "label": one.label, "help": one.help} for name, one in deeds],
    }


def _domain(domain: OrganisationDomain) -> Json:
    kept = domain.certificate
    until = kept.expires_at.timestamp() if kept and kept.expires_at else None
    shown: Json = {"host": domain.host, "sid": domain.sid, "txt": domain.verification, "verified": domain.is_verified}
    return shown | {"requested": bool(kept and kept.is_requesting), "until": until}


def _mail(world: World, number: int) -> Json:
    mail = world.mail.mails[number]
    heads = {"from": str(mail.message["From"]), "to": ", ".join(mail.recipients), "subject": mail.subject}
    reply = {"reply": str(mail.message["Reply-To"] or "")}
    return {**heads, **reply, "at": mail.at.timestamp(), "text": mail.text, "number": number, "html": bool(mail.html)}
