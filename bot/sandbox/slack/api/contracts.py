"""What each Web API method takes, needs and may answer.

Source: docs.slack.dev/reference/methods. ``args`` is written ``name:type``; ``!`` marks the required ones, ``?`` those
that may be null. Types: text, flag, number, json (an object or array, or its JSON text), list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Tier(Enum):
    """Calls a minute and workspace; SPECIAL and POST have limits of their own.

    Source: docs.slack.dev/apis/web-api/rate-limits.
    """

    T2 = 20
    T3 = 50
    T4 = 100
    SPECIAL = 600
    POST = 300


@dataclass(frozen=True, slots=True)
class Arg:
    kind: str
    is_required: bool
    is_nullable: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """``scopes``: any one of them serves, none needed where empty. ``errors``: what this stand-in may answer besides
    the errors that every method has."""

    args: Mapping[str, Arg]
    tier: Tier
    scopes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    takes_json: bool = True


EVERY_METHOD = frozenset(
    {
        "fatal_error",
        "internal_error",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "ratelimited",
        "service_unavailable",
        "token_revoked",
        "unknown_method",
    }
)
TOLERATED = frozenset({"team_id"})
"""Accepted and ignored everywhere: the client that Bolt hands to listeners adds it to every call (slack_bolt 1.30)."""
MOST_CHARS: Mapping[tuple[str, str], int] = {
    ("chat.postMessage", "markdown_text"): 12_000,
    ("chat.update", "markdown_text"): 12_000,
    ("chat.postEphemeral", "markdown_text"): 12_000,
}


def _args(text: str) -> Mapping[str, Arg]:
    args = {}
    for word in text.split():
        name, kind = word.rstrip("!?").split(":")
        args[name] = Arg(kind, word.endswith("!"), word.endswith("?"))
    return args


def _contract(args: str, tier: Tier, scopes: str = "", errors: str = "", *, takes_json: bool = True) -> Contract:
    return Contract(_args(args), tier, tuple(scopes.split()), tuple(errors.split()), takes_json)


_BODY = "attachments:json? blocks:json? markdown_text:text metadata:json? text:text?"
_LOOK = "icon_emoji:text? icon_url:text? username:text?"
_LOOK_EPHEMERAL = "icon_emoji:text icon_url:text username:text"
_RANGE = "cursor:text include_all_metadata:flag inclusive:flag latest:text limit:number oldest:text"
_HISTORY = "channels:history groups:history im:history mpim:history"
_READ = "channels:read groups:read im:read mpim:read"
_CONTENT_ERRORS = "invalid_blocks invalid_blocks_format markdown_text_conflict no_text too_many_attachments"
_METADATA_ERRORS = "invalid_metadata_format invalid_metadata_schema metadata_too_large"
_TRIGGER_ERRORS = "expired_trigger_id exchanged_trigger_id invalid_trigger_id"
_VIEW_ERRORS = "duplicate_external_id view_too_large"

CONTRACTS: Mapping[str, Contract] = {
    "apps.connections.open": _contract("", Tier.T3),
    "auth.test": _contract("", Tier.SPECIAL),
    "chat.delete": _contract(
        "as_user:flag channel:text! ts:text!",
        Tier.T3,
        "chat:write",
        "cant_delete_message channel_not_found message_not_found",
    ),
    "chat.getPermalink": _contract(
        "channel:text! message_ts:text!",
        Tier.SPECIAL,
        errors="channel_not_found message_not_found",
        takes_json=False,
    ),
    "chat.postEphemeral": _contract(
        f"as_user:flag channel:text! {_BODY} {_LOOK_EPHEMERAL} link_names:flag parse:text? thread_ts:text? user:text!",
        Tier.T4,
        "chat:write",
        f"channel_not_found is_archived messages_tab_disabled not_in_channel user_not_in_channel {_CONTENT_ERRORS}",
    ),
    "chat.postMessage": _contract(
        f"as_user:flag channel:text! {_BODY} {_LOOK} current_draft_last_updated_ts:text link_names:flag mrkdwn:flag"
        " parse:text? reply_broadcast:flag thread_ts:text? unfurl_links:flag unfurl_media:flag",
        Tier.POST,
        "chat:write",
        "cannot_reply_to_message channel_not_found is_archived messages_tab_disabled not_in_channel"
        f" {_CONTENT_ERRORS} {_METADATA_ERRORS}",
    ),
    "chat.update": _contract(
        f"as_user:flag? channel:text! {_BODY} file_ids:list link_names:flag? parse:text? reply_broadcast:flag ts:text!"
        " unfurled_attachments:json?",
        Tier.T3,
        "chat:write",
        f"cant_update_message channel_not_found message_not_found {_CONTENT_ERRORS} {_METADATA_ERRORS}",
    ),
    "conversations.history": _contract(
        f"channel:text! {_RANGE}",
        Tier.T3,
        _HISTORY,
        "channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest not_in_channel",
    ),
    "conversations.info": _contract(
        "channel:text! include_locale:flag include_num_members:flag",
        Tier.T3,
        _READ,
        "channel_not_found",
        takes_json=False,
    ),
    "conversations.list": _contract(
        "cursor:text exclude_archived:flag limit:number team_id:text types:text",
        Tier.T2,
        _READ,
        "invalid_cursor invalid_limit invalid_types",
        takes_json=False,
    ),
    "conversations.members": _contract(
        "channel:text! cursor:text limit:number",
        Tier.T4,
        _READ,
        "channel_not_found invalid_cursor invalid_limit",
        takes_json=False,
    ),
    "conversations.open": _contract(
        "channel:text? prevent_creation:flag return_im:flag users:text",
        Tier.T3,
        "channels:manage groups:write im:write mpim:write",
        "channel_not_found user_disabled user_not_found users_list_not_supplied too_many_users",
    ),
    "conversations.replies": _contract(
        f"channel:text! {_RANGE} ts:text!",
        Tier.T3,
        _HISTORY,
        "channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest thread_not_found",
        takes_json=False,
    ),
    "files.info": _contract(
        "count:number cursor:text file:text! limit:number page:number",
        Tier.T4,
        "files:read",
        "file_not_found",
        takes_json=False,
    ),
    "usergroups.list": _contract(
        "include_count:flag include_disabled:flag include_users:flag team_id:text",
        Tier.T2,
        "usergroups:read",
        takes_json=False,
    ),
    "usergroups.users.list": _contract(
        "include_disabled:flag team_id:text usergroup:text!",
        Tier.T2,
        "usergroups:read",
        "no_such_subteam",
        takes_json=False,
    ),
    "users.info": _contract(
        "include_locale:flag user:text!",
        Tier.T4,
        "users:read",
        "user_not_found",
        takes_json=False,
    ),
    "users.list": _contract(
        "cursor:text include_locale:flag limit:number team_id:text",
        Tier.T2,
        "users:read",
        "invalid_cursor",
        takes_json=False,
    ),
    "users.lookupByEmail": _contract(
        "email:text!",
        Tier.T3,
        "users:read.email",
        "users_not_found",
        takes_json=False,
    ),
    "views.open": _contract(
        "interactivity_pointer:text? trigger_id:text? view:json!", Tier.T4, "", f"{_TRIGGER_ERRORS} {_VIEW_ERRORS}"
    ),
    "views.publish": _contract(
        "hash:text interactivity_pointer:text user_id:text! view:json!",
        Tier.T4,
        "",
        f"hash_conflict not_enabled {_VIEW_ERRORS}",
    ),
    "views.push": _contract(
        "interactivity_pointer:text? trigger_id:text? view:json!",
        Tier.T4,
        "",
        f"not_found push_limit_reached {_TRIGGER_ERRORS} {_VIEW_ERRORS}",
    ),
    "views.update": _contract(
        "external_id:text hash:text view:json! view_id:text", Tier.T4, "", f"hash_conflict not_found {_VIEW_ERRORS}"
    ),
}
