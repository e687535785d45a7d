"""From read models to what people see: the views, as workers need them."""

from bot.core.cards import ApprovalModel, Card, MailModel, ReplyModel
from bot.core.messages import Content, Mail
from bot.web.mails import steps_mail
from handlers.views import approvals, cards, replies, tasks


class Views:
    """`bot.services.ports.Render`, bound to the views. ``logo`` is the address of the company's, if it has one."""

    def __init__(self, logo: str = "") -> None:
        self._logo = logo

    def card(self, model: Card) -> Content:
        return cards.card(model)

    def reply(self, model: ReplyModel) -> Content:
        return replies.reply(model)

    def task(self, model: Card, host: str) -> Content:
        return tasks.task(model, host)

    def approval(self, model: ApprovalModel) -> Content:
        return approvals.approval(model)

    def mail(self, model: MailModel) -> Mail:
        return steps_mail(model, self._logo)
