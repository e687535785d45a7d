"""Changing the keys of what is sealed, and seeing early that they fit."""

from sqlalchemy import select
from sqlmodel import col

from storage.repositories_people import address_place, secret_place
from storage.scope import Scope, assign
from storage.tables import AccountRow, ContactRow


def verify(scope: Scope) -> None:
    """Opens one sealed value of each kind; raises WrongKey. An empty database fits every key."""
    contact = scope.session.scalar(select(ContactRow).limit(1))
    if contact is not None:
        scope.vault.open(contact.address, address_place(contact.team_id, contact.id))
    account = scope.session.scalar(select(AccountRow).limit(1))
    if account is not None:
        scope.vault.open(account.secret, secret_place(account.team_id, account.id))


def rotate(scope: Scope) -> int:
    """Seals everything anew by the newest key; how many values. Then the older keys may be dropped."""
    contacts = scope.session.scalars(select(ContactRow).order_by(col(ContactRow.id)).with_for_update()).all()
    accounts = scope.session.scalars(select(AccountRow).order_by(col(AccountRow.id)).with_for_update()).all()
    for contact in contacts:
        _rotate_contact(scope, contact)
    for account in accounts:
        place = secret_place(account.team_id, account.id)
        assign(account, {"secret": scope.vault.seal(scope.vault.open(account.secret, place), place)})
    scope.session.flush()
    return len(contacts) + len(accounts)


def _rotate_contact(scope: Scope, row: ContactRow) -> None:
    place = address_place(row.team_id, row.id)
    address = scope.vault.open(row.address, place)
    index = scope.vault.index(row.team_id, address)
    assign(row, {"address": scope.vault.seal(address, place), "address_index": index})
