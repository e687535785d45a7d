"""Views: the modals people have open, in stacks of at most three, and their Home tabs."""

import secrets
from dataclasses import dataclass, field

from bot.sandbox.slack.app import App
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.form import Values, values_of
from bot.sandbox.slack.kit.figures import MOST
from bot.sandbox.slack.shapes import Json, copied
from bot.sandbox.slack.timing import Ids
from bot.sandbox.slack.triggers import Trigger


@dataclass(slots=True, eq=False)
class View:
    """A view as it stands now. ``content`` is what the app sent; ``values`` what the person has entered so far.

    ``errors`` are shown beside the fields (block id to message); ``offered`` are the options that the app suggested
    for an external menu (action id to options); ``channel`` is where the person came from.
    """

    id: str
    user: str
    content: Json
    root_id: str
    previous_id: str | None = None
    channel: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[Json]] = field(default_factory=dict)
    hash: str = ""
    is_open: bool = True

    @property
    def type(self) -> str:
        return str(self.content["type"])

    @property
    def title(self) -> str:
        return str(self.content.get("title", {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        return str(self.content.get("callback_id", ""))

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.content["blocks"]
        return blocks

    def replace(self, content: Json) -> None:
        """New content under a new hash; what was entered stays where block, action and type are the same."""
        self.content = content
        self.values = values_of(content["blocks"], self.channel, self.values)
        self.errors = {}
        self.hash = f"{secrets.randbelow(10**10)}.{secrets.token_urlsafe(6)}"

    def as_json(self, app: App) -> Json:
        """The view object of payloads and answers."""
        view: Json = {"id": self.id, "team_id": app.team_id, "app_id": app.app_id, "bot_id": app.bot_id}
        view |= {"app_installed_team_id": app.team_id, "hash": self.hash, "state": {"values": self.values}}
        view |= {"root_view_id": self.root_id, "previous_view_id": self.previous_id, "external_id": ""}
        view |= {"private_metadata": "", "callback_id": "", "title": None, "submit": None, "close": None}
        view |= {"clear_on_close": False, "notify_on_close": False}
        return copied(view | self.content)


class Views:
    """All views, and for each person the stacks of modals they see, the topmost last."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._all: dict[str, View] = {}
        self._stacks: dict[str, list[list[View]]] = {}
        self._homes: dict[str, View] = {}

    def get(self, view_id: str) -> View | None:
        return self._all.get(view_id)

    def by_external_id(self, external_id: str) -> View | None:
        living = (view for view in self._all.values() if view.is_open)
        return next((view for view in living if view.content.get("external_id") == external_id), None)

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def of_user(self, user: str) -> list[View]:
        """The open modals, bottom first."""
        return [view for stack in self._stacks.get(user, []) for view in stack]

    def open(self, trigger: Trigger, content: Json) -> View:
        """A new stack on top of whatever the person sees."""
        view = self._made(trigger.user, content, trigger.channel)
        self._stacks.setdefault(trigger.user, []).append([view])
        trigger.opened.append(view.id)
        return view

    def push(self, trigger: Trigger, content: Json) -> View:
        """On top of the view in which the person acted. Raises ApiError where there is none, or no room."""
        stack = self._stack_with(trigger.user, trigger.view_id)
        if stack is None:
            raise ApiError("not_found")
        if len(stack) >= MOST["view.stack"]:
            raise ApiError("push_limit_reached")
        view = self._made(trigger.user, content, stack[-1].channel, stack[-1])
        stack.append(view)
        trigger.opened.append(view.id)
        return view

    def update(self, view: View, content: Json, expected_hash: str | None = None) -> None:
        """Raises ApiError where the view is closed or was changed by someone else."""
        if not view.is_open:
            raise ApiError("not_found")
        if expected_hash and expected_hash != view.hash:
            raise ApiError("hash_conflict")
        self._claim_external_id(content, view)
        view.replace(content)

    def publish(self, user: str, content: Json, expected_hash: str | None) -> View:
        """The person's Home tab."""
        view = self._homes.get(user)
        if view is None:
            view = self._homes[user] = self._made(user, content, None)
        else:
            self.update(view, content, expected_hash)
        return view

    def close(self, view: View, *, is_all: bool = False) -> list[View]:
        """Closes the view, or its whole stack; gives what was closed, topmost first."""
        stack = self._stack_with(view.user, view.id)
        if stack is None:
            return []
        start = 0 if is_all else stack.index(view)
        closed = stack[start:][::-1]
        del stack[start:]
        for one in closed:
            one.is_open = False
        self._stacks[view.user] = [some for some in self._stacks[view.user] if some]
        return closed

    def _stack_with(self, user: str, view_id: str | None) -> list[View] | None:
        stacks = self._stacks.get(user, [])
        return next((stack for stack in stacks if any(view.id == view_id for view in stack)), None)

    def _made(self, user: str, content: Json, channel: str | None, below: View | None = None) -> View:
        self._claim_external_id(content, None)
        view_id = self._ids.next("V")
        root_id, previous_id = (below.root_id, below.id) if below else (view_id, None)
        view = View(view_id, user, content, root_id, previous_id, channel)
        view.replace(content)
        self._all[view.id] = view
        return view

    def _claim_external_id(self, content: Json, owner: View | None) -> None:
        holder = self.by_external_id(content["external_id"]) if content.get("external_id") else None
        if holder is not None and holder is not owner:
            raise ApiError("duplicate_external_id")
