"""E-mails. Nobody can look into a mailbox: a mail whose fate is unknown is sent once more, with the same Message-ID,
and never a third time."""

from collections.abc import Mapping

from bot.core.cards import Card, MailModel
from bot.core.commands import Actor
from bot.core.effects import ClaimedEffect, EffectKind
from bot.core.errors import GatewayError
from bot.core.messages import Mail
from bot.core.people import Sender
from bot.services import reading
from bot.services.ports import Clock, Mailer, Messenger, Render, Run
from bot.services.ports_links import Links
from bot.services.promises import is_deletion
from bot.workers.performing import Done, HopelessError, Missing, Performer, harmless


class MailSteps:
    """The DNS steps to one contact, for the first time or as a reminder."""

    def __init__(
        self,
        run: Run,
        messenger: Messenger,
        mailer: Mailer,
        render: Render,
        clock: Clock,
        bot: Actor,
        links: Links | None = None,
    ) -> None:
        self._run, self._messenger, self._mailer = run, messenger, mailer
        self._render, self._clock, self._bot, self._links = render, clock, bot, links

    async def perform(self, claimed: ClaimedEffect) -> Done:
        async with harmless():
            mail = await self._written(claimed)
        if mail is None:
            return Done(result={"skipped": "yes"})
        await self._mailer.send(mail)
        return Done(mail.message_id)

    async def _written(self, claimed: ClaimedEffect) -> Mail | None:
        """None: nobody is to get it any more."""
        query = reading.MailQuery(claimed.effect.domain_id, claimed.effect.subject, is_deletion(claimed.effect))
        parts = await self._run(reading.mail, query, self._bot, self._clock())
        if not parts.is_wanted:
            return None
        if parts.address is None:
            raise HopelessError("contact_forgotten")
        return self._render.mail(await self._model(claimed, parts.card, parts.address, parts.company))

    async def _model(self, claimed: ClaimedEffect, card: Card, address: str, company: str) -> MailModel:
        owner = await self._sender_of(card.domain.owner)
        return MailModel(
            card=card,
            address=address,
            owner_name=owner.name,
            company=company,
            key=claimed.effect.key,
            link=self._address(card),
            language=card.language,
            reply_to=owner.address,
            is_reminder=claimed.effect.kind is EffectKind.MAIL_REMINDER,
        )

    def _address(self, card: Card) -> str:
        if self._links is None or card.link is None or card.link.revoked_at is not None:
            return ""
        return self._links.address(card.link.id) or ""

    async def look(self, claimed: ClaimedEffect) -> Done | Missing:
        """``looks`` counts the sendings of which nobody knows what became, a crash as well."""
        if claimed.looks > 1:
            raise HopelessError("unconfirmed")
        return Missing(is_harmless=True)

    async def _sender_of(self, user_id: str) -> Sender:
        """The owner. Somebody Slack no longer shows is left unnamed."""
        try:
            return await self._messenger.sender_of(user_id)
        except GatewayError as error:
            if not error.transient:
                return Sender()
            # Without its Retry-After: it is Slack that is to be spared, not the mail server.
            raise GatewayError(error.party, error.reference, transient=True) from error


def mail_performers(
    run: Run,
    messenger: Messenger,
    mailer: Mailer,
    render: Render,
    clock: Clock,
    bot: Actor,
    links: Links | None = None,
) -> Mapping[EffectKind, Performer]:
    """A performer for each kind of e-mail."""
    steps = MailSteps(run, messenger, mailer, render, clock, bot, links)
    return {EffectKind.MAIL_STEPS: steps, EffectKind.MAIL_REMINDER: steps}
