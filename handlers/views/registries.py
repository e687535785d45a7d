"""The registries of clients and campaigns, answered to the asker alone; for admins with the ways to change them."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.core.cards import CampaignLine
from bot.core.messages import Content
from bot.core.registry import AccountShown, CampaignPage, ClientPage, NameQuery, RegisteredClient
from handlers import ids
from handlers.views.blocks import actions, button, context, section
from handlers.views.modals.parts import search
from handlers.views.text import bold, code, initial, mentions, plain, said, short_sid

DEFAULT_ACCOUNT = "the default Twilio account"
DEFAULT_KEY = "default"
"""Carried by a button where there is no client: the default account is read."""


def client_list(page: ClientPage, *, is_admin: bool, admins: Sequence[str]) -> Content:
    """One page; admins find and change a client here."""
    title = f"Clients: {page.total}" if not page.query.text else f"Clients with “{plain(page.query.text, 60)}”"
    blocks: list[Block] = [section(f"*{said(title)}*{_range(page)}", *([] if page.lines else [_none(page.query)]))]
    if is_admin:
        blocks += [_edited_here(line) for line in page.lines]
    elif page.lines:
        blocks.append(section(*map(_client, page.lines)))
    turns = list(_turns(page, ids.CLIENTS_BACK, ids.CLIENTS_PAGE))
    blocks += [actions(*turns)] if turns else []
    more = [button("Import from Twilio", ids.IMPORT_CLIENTS, DEFAULT_KEY), *_find(page)]
    blocks.append(_ways(is_admin, admins, button("Add client", ids.ADD_CLIENT, "add"), more))
    return Content(title, tuple(blocks))


def _none(query: NameQuery) -> str:
    return "There is none of that name." if query.text else "There are none yet."


def _range(page: ClientPage | CampaignPage) -> str:
    first = page.query.number * len(page.lines) + 1 if page.has_more else page.total - len(page.lines) + 1
    return f" · {first} to {first + len(page.lines) - 1}" if page.total > len(page.lines) else ""


def _edited_here(line: RegisteredClient) -> Block:
    edit = button("Edit", ids.EDIT_CLIENT, line.client.id, says=f"Edit {plain(line.client.name, 60)}")
    return section(_client(line), accessory=edit)


def _client(line: RegisteredClient) -> str:
    return f"{bold(line.client.name, 80)} · {account_of(line.account)}"


def account_of(account: AccountShown | None) -> str:
    """Which Twilio account serves, in mrkdwn; never its secret."""
    if account is None:
        return DEFAULT_ACCOUNT
    by = "" if account.username == account.account_sid else f", API key {code(short_sid(account.username))}"
    return f"Twilio account {code(short_sid(account.account_sid))}{by}"


def _turns(page: ClientPage | CampaignPage, back: str, onward: str) -> Iterator[InteractiveElement]:
    text = initial(page.query.text, 100) or ""
    if page.query.number > 0:
        yield button("Earlier page", back, f"{page.query.number - 1}:{text}")
    if page.has_more:
        yield button("Next page", onward, f"{page.query.number + 1}:{text}")


def _find(page: ClientPage) -> Sequence[InteractiveElement]:
    """Where there are many, searching is faster than turning pages."""
    return [search(ids.EDIT_CLIENT, "Find a client")] if page.total > len(page.lines) else []


def _ways(
    is_admin: bool, admins: Sequence[str], first: InteractiveElement, rest: Sequence[InteractiveElement]
) -> Block:
    if is_admin:
        return actions(first, *rest)
    return context(f"{mentions(admins)} can add one." if admins else "No admin is named yet: see the setting ADMINS.")


def campaign_list(page: CampaignPage, *, is_admin: bool, admins: Sequence[str]) -> Content:
    """One page of them."""
    title = f"Campaigns with “{plain(page.query.text, 60)}”" if page.query.text else f"Campaigns: {page.total}"
    none = "There is none of that name." if page.query.text else "There are none yet."
    shown: list[Block] = [section(f"*{said(title)}*{_range(page)}", *([] if page.lines else [none]))]
    if page.lines:
        shown.append(section(*map(_campaign, page.lines)))
    turns = list(_turns(page, ids.CAMPAIGNS_BACK, ids.CAMPAIGNS_PAGE))
    shown += [actions(*turns)] if turns else []
    more: list[InteractiveElement] = [button("Import from Twilio", ids.IMPORT_CAMPAIGNS, DEFAULT_KEY)]
    more += [button("Edit campaign", ids.EDIT_CAMPAIGN, "edit")] if page.lines else []
    shown.append(_ways(is_admin, admins, button("Add campaign", ids.ADD_CAMPAIGN, "add"), more))
    return Content(title, tuple(shown))


def _campaign(line: CampaignLine) -> str:
    sid = line.campaign.service_sid
    service = f"Messaging Service {code(short_sid(sid))}" if sid else "no Messaging Service yet"
    host = f" · {code(line.host, 100)}" if line.host else ""
    return f"{bold(line.campaign.name, 80)} · {said(line.client.name, 80)} · {service}{host}"
