"""The forms that change what a domain is: client, owner, name, contacts."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, InputBlock, UserSelectElement
from slack_sdk.models.views import View

from bot.core.cards import Card
from handlers import ids
from handlers.views.blocks import actions, button, field, modal, section
from handlers.views.modals.parts import Choice, client_field, domain_field, text_input
from handlers.views.text import code, count, mention, plain

ALL = "all"
"""Carried instead of a domain's id: every domain of the person."""


@dataclass(frozen=True, slots=True)
class HandoverDraft:
    """What is handed over: one domain, or ``number`` of the person's; with neither the form asks for the domain.
    ``former``: the ``number`` are somebody else's."""

    domain_id: str | None = None
    host: str = ""
    owner: str = ""
    number: int = 0
    former: str = ""


def handover_form(draft: HandoverDraft) -> View:
    blocks: list[Block] = [section(_what(draft)) if draft.domain_id or draft.number else domain_field()]
    blocks.append(owner_field("New owner"))
    carried = draft.domain_id or (ALL if draft.number else "")
    carries = {"domain": carried, **({"former": draft.former} if draft.former else {})} if carried else None
    return modal("Hand over", blocks, callback_id=ids.HANDOVER_FORM, submit="Hand over", carries=carries)


def _what(draft: HandoverDraft) -> str:
    if draft.domain_id:
        return (
            f"{code(draft.host)} belongs to {mention(draft.owner)} so far. Its notices go to the new owner from now on."
        )
    if draft.former:
        return f"{count(draft.number, 'domain')} of {mention(draft.former)}. Notices go to the new owner from now on."
    return f"{count(draft.number, 'domain')} of yours. Their notices go to the new owner from now on."


def owner_field(label: str, chosen: str | None = None) -> InputBlock:
    element = UserSelectElement(action_id=ids.OWNER, initial_user=chosen)
    return field(ids.OWNER, label, element, hint="A full member of this workspace.")


@dataclass(frozen=True, slots=True)
class EditDraft:
    """A domain as it is. ``asks_contacts``: the client adds the records and is written to."""

    card: Card
    addresses: Sequence[str] = ()
    asks_contacts: bool = False
    can_remove: bool = False


def edit_form(draft: EditDraft) -> View:
    domain, client = draft.card.domain, draft.card.client
    blocks: list[Block] = [client_field(Choice(client.id, client.name))]
    blocks += [_name(domain.host)] if domain.details is None else [section(f"The name is {code(domain.host)}.")]
    blocks.append(owner_field("Owner", domain.owner))
    if draft.asks_contacts:
        blocks.append(_contacts(draft.addresses))
    note = text_input(ids.NOTE, domain.note or "", max_length=500, is_multiline=True)
    blocks.append(field(ids.NOTE, "Note", note, is_optional=True))
    if draft.can_remove:
        blocks.append(actions(button("Remove…", ids.REMOVE, domain.id, says=f"Remove {plain(domain.host, 60)}")))
    return modal("Edit", blocks, callback_id=ids.EDIT_FORM, submit="Save", carries={"domain": domain.id})


def _name(host: str) -> InputBlock:
    hint = "It can be changed until the Domain SID is there. Another name needs other DNS records: I give the steps."
    return field(ids.HOST, "Name", text_input(ids.HOST, host), hint=hint)


def _contacts(addresses: Sequence[str]) -> InputBlock:
    email = text_input(ids.EMAIL, ", ".join(addresses), max_length=1000)
    return field(ids.EMAIL, "E-mail of the client", email, hint="Several addresses with commas.")
