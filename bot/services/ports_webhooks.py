"""What webhooks need to have kept, and who carries them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.effects import Effect
from bot.core.messages import Content
from bot.core.webhooks import Answered, Delivery, DeliveryCount, SignedPost, Webhook


class Webhooks(Protocol):
    """Sees the actor's team only. Deliveries are effects of kind WEBHOOK."""

    def all(self) -> list[Webhook]:
        """Oldest first."""

    def get(self, webhook_id: str) -> Webhook | None:
        """Locked until the transaction ends."""

    def add(self, webhook: Webhook, secret: str) -> None:
        """Address and secret are stored encrypted. Raises Conflict where the id is taken."""

    def save(self, webhook: Webhook) -> None: ...

    def drop(self, webhook_id: str) -> None:
        """With its deliveries."""

    def rotate(self, webhook_id: str, secret: str, until: datetime) -> None:
        """From now on ``secret`` signs, and until then the former one as well."""

    def secrets(self, webhook_id: str, now: datetime) -> tuple[str, ...]:
        """Those that sign now, newest first."""

    def shelve(self, effect: Effect, problem: str) -> None:
        """Keeps a delivery that is not to go by itself: it can be sent by hand."""

    def shelve_waiting(self, webhook_id: str, problem: str) -> int:
        """The same for those that wait; how many."""

    def delivery(self, effect_id: int) -> Delivery | None: ...

    def deliveries(self, webhook_id: str, limit: int, offset: int = 0) -> list[Delivery]:
        """Newest first."""

    def counts(self) -> dict[str, DeliveryCount]:
        """By webhook."""

    def given_up(self, kept_back: Collection[str]) -> dict[str, int]:
        """How many deliveries are not tried any more, by webhook; but for those with one of these problems."""

    def send_again(self, webhook_id: str, effect_ids: Sequence[int] | None) -> int:
        """Lets them go at once, with all their tries; None: all that failed. Gives how many; one that is under way is
        left alone."""

    def purge(self, before: datetime) -> int:
        """Forgets deliveries that ended and were made before; how many."""


class Courier(Protocol):
    """Carries posts to other systems."""

    async def post(self, post: SignedPost) -> Answered:
        """Raises GatewayError where no answer came; ``reference`` says why."""


class RenderWebhooks(Protocol):
    """From read models to what people see. Pure; wiring binds it to the views."""

    def webhook_off(self, model: Webhook) -> Content: ...
