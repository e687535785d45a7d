"""A house whose mails are out, and the reports that come back."""

from bot.core.bounces import Bounce, Fate, message_id
from bot.core.effects import ClaimedEffect, EffectKind
from bot.core.facts import Verdict
from tests.services.support import House

WRONG = Verdict.WRONG
IT, OLD = "it@acme.com", "old@acme.com"


def bounce_of(mail: ClaimedEffect, status: str = "5.1.1", fate: Fate = Fate.FAILED) -> Bounce:
    return Bounce(message_id(mail.effect.key), fate, status)


def mails(house: House, domain_id: str) -> list[ClaimedEffect]:
    kinds = (EffectKind.MAIL_STEPS, EffectKind.MAIL_REMINDER)
    return [one for one in house.effects(domain_id) if one.effect.kind in kinds]


def send(house: House) -> None:
    """Everything promised is done; mails are known by their Message-ID then."""
    while claimed := house.claim_effects():
        for one in claimed:
            name = message_id(one.effect.key) if one.effect.destination == "mail" else f"ts-{one.id}"
            house.settle_effect(one, is_done=True, external_id=name)


def forwarded(house: House, *emails: str) -> str:
    domain_id = house.add(emails=emails or (IT,))
    house.give(domain_id)
    house.look(domain_id, record=WRONG, verification=WRONG)
    send(house)
    return domain_id
