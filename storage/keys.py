"""Changing the keys of what is sealed, and seeing early that they fit."""

from sqlalchemy import select
from sqlmodel import col

from storage.repositories_people import address_place, secret_place
from storage.repositories_webhooks import SEALED, webhook_place
from storage.scope import Scope, assign
from storage.tables import AccountRow, ContactRow
from storage.tables_webhooks import WebhookRow


def verify(scope: Scope) -> None:
    """Opens one sealed value of each kind; raises WrongKey. An empty database fits every key."""
    contact = scope.session.scalar(select(ContactRow).limit(1))
    if contact is not None:
        scope.vault.open(contact.address, address_place(contact.team_id, contact.id))
    account = scope.session.scalar(select(AccountRow).limit(1))
    if account is not None:
        scope.vault.open(account.secret, secret_place(account.team_id, account.id))
    webhook = scope.session.scalar(select(WebhookRow).limit(1))
    if webhook is not None:
        scope.vault.open(webhook.secret, webhook_place(webhook.team_id, "secret", webhook.id))


def rotate(scope: Scope) -> int:
    """Seals anew by the newest key what older ones sealed; how many values. Then the older keys may be dropped."""
    contacts = scope.session.scalars(select(ContactRow).order_by(col(ContactRow.id)).with_for_update()).all()
    accounts = scope.session.scalars(select(AccountRow).order_by(col(AccountRow.id)).with_for_update()).all()
    webhooks = scope.session.scalars(select(WebhookRow).order_by(col(WebhookRow.id)).with_for_update()).all()
    count = sum(_rotate_contact(scope, contact) for contact in contacts)
    count += sum(_rotate_account(scope, account) for account in accounts)
    count += sum(_rotate_webhook(scope, webhook) for webhook in webhooks)
    scope.session.flush()
    return count


def _rotate_account(scope: Scope, row: AccountRow) -> bool:
    """Whether an older key had sealed it."""
    if scope.vault.is_of_newest(row.secret):
        return False
    place = secret_place(row.team_id, row.id)
    assign(row, {"secret": scope.vault.seal(scope.vault.open(row.secret, place), place)})
    return True


def _rotate_contact(scope: Scope, row: ContactRow) -> bool:
    """The same."""
    if scope.vault.is_of_newest(row.address):
        return False
    place = address_place(row.team_id, row.id)
    address = scope.vault.open(row.address, place)
    index = scope.vault.index(row.team_id, address)
    assign(row, {"address": scope.vault.seal(address, place), "address_index": index})
    return True


def _rotate_webhook(scope: Scope, row: WebhookRow) -> int:
    """How many values."""
    tokens = {column: token for column in SEALED if (token := getattr(row, column)) is not None}
    sealed = {column: token for column, token in tokens.items() if not scope.vault.is_of_newest(token)}
    for column, token in sealed.items():
        place = webhook_place(row.team_id, column, row.id)
        assign(row, {column: scope.vault.seal(scope.vault.open(token, place), place)})
    return len(sealed)
