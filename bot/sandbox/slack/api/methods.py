"""Answering Web API calls: who calls, may they, is the call right, and then what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.sandbox.slack.api import chat, conversations, files, people, views
from bot.sandbox.slack.api.access import need
from bot.sandbox.slack.api.arguments import RawCall, read
from bot.sandbox.slack.api.contracts import CONTRACTS, EVERY_METHOD
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Call, Workspace

Method = Callable[[Workspace, Json], Json]
APP_LEVEL = "apps.connections.open"
"""The one method for the app-level token (``xapp-``); all others take the bot's (``xoxb-``)."""

_METHODS: Mapping[str, Method] = {
    "auth.test": people.auth_test,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.list": conversations.list_channels,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_dm,
    "conversations.replies": conversations.replies,
    "files.info": files.file_info,
    "usergroups.list": people.list_groups,
    "usergroups.users.list": people.list_group_users,
    "users.info": people.user_info,
    "users.list": people.list_users,
    "users.lookupByEmail": people.lookup_by_email,
    "views.open": views.open_view,
    "views.publish": views.publish_view,
    "views.push": views.push_view,
    "views.update": views.update_view,
}


@dataclass(frozen=True, slots=True)
class Answered:
    """An HTTP answer of the Web API."""

    body: Json
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Api:
    """``open_link`` gives the address for one more Socket Mode connection."""

    def __init__(self, space: Workspace, open_link: Callable[[], str]) -> None:
        self._space = space
        self._open_link = open_link
        self._methods = {**_METHODS, APP_LEVEL: self._open_connection}
        self.is_revoked = False

    def _open_connection(self, _space: Workspace, _args: Json) -> Json:
        return {"url": self._open_link()}

    def answer(self, call: RawCall) -> Answered:
        """A refusal is ``ok: false`` with HTTP 200; too many calls are HTTP 429."""
        args: Json = {}
        try:
            self._admit(call)
            args = read(call)
            result = self._methods[call.method](self._space, args)
        except ApiError as error:
            self._check_is_documented(call.method, error)
            self._log(call.method, args, error.code)
            return _refusal(error)
        self._log(call.method, args, None)
        return Answered({"ok": True, **result}, headers=self._scope_headers(call.method))

    def _admit(self, call: RawCall) -> None:
        """Method, token, rate and scope, in the order in which Slack looks at them."""
        if call.method not in self._methods:
            raise ApiError("unknown_method", {"req_method": call.method})
        self._check_token(call)
        self._space.limits.take(call.method)
        need(self._space, *CONTRACTS[call.method].scopes)

    def _check_token(self, call: RawCall) -> None:
        app, token = self._space.app, call.token
        if token is None:
            raise ApiError("not_authed")
        if token not in (app.bot_token, app.app_token):
            raise ApiError("invalid_auth")
        if (token == app.app_token) != (call.method == APP_LEVEL):
            raise ApiError("not_allowed_token_type")
        if self.is_revoked:
            raise ApiError("token_revoked")

    def _check_is_documented(self, method: str, error: ApiError) -> None:
        """The stand-in must not invent errors: RuntimeError where it does."""
        contract = CONTRACTS.get(method)
        documented = EVERY_METHOD | set(contract.errors if contract else ())
        if error.code not in documented:
            raise RuntimeError(f"{method} does not answer {error.code}")

    def _log(self, method: str, args: Json, error: str | None) -> None:
        contract = CONTRACTS.get(method)
        relied_on = self._space.app.scopes.intersection(contract.scopes if contract else ())
        call = Call(method, args, tuple(sorted(relied_on)), error, self._space.clock())
        self._space.journal.calls.append(call)
        self._space.changes.tell()

    def _scope_headers(self, method: str) -> Mapping[str, str]:
        granted = ",".join(sorted(self._space.app.scopes))
        return {"X-OAuth-Scopes": granted, "X-Accepted-OAuth-Scopes": ",".join(CONTRACTS[method].scopes)}


def _refusal(error: ApiError) -> Answered:
    body = {"ok": False, "error": error.code, **error.more}
    if error.retry_after is None:
        return Answered(body)
    return Answered(body, 429, {"Retry-After": str(error.retry_after)})
