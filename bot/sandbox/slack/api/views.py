"""views.*: modals and the Home tab."""

from bot.sandbox.slack.content import view_of
from bot.sandbox.slack.errors import ApiError, refused
from bot.sandbox.slack.kit.surfaces import Surface
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace


def _trigger_id(args: Json) -> str:
    given = [args[name] for name in ("trigger_id", "interactivity_pointer") if args.get(name)]
    if len(given) != 1:
        raise refused("invalid_arguments", ["must define exactly one of `trigger_id` or `interactivity_pointer`"])
    return str(given[0])


def _answer(space: Workspace, view: View) -> Json:
    space.changes.tell()
    return {"view": space.view_json(view)}


def open_view(space: Workspace, args: Json) -> Json:
    trigger_id, content = _trigger_id(args), view_of(args["view"], "modal", space.ids)
    return _answer(space, space.views.open(space.triggers.redeem(trigger_id), content))


def push_view(space: Workspace, args: Json) -> Json:
    trigger_id, content = _trigger_id(args), view_of(args["view"], "modal", space.ids)
    return _answer(space, space.views.push(space.triggers.redeem(trigger_id), content))


def update_view(space: Workspace, args: Json) -> Json:
    named = [name for name in ("view_id", "external_id") if args.get(name)]
    if len(named) != 1:
        raise refused("invalid_arguments", ["must define exactly one of `view_id` or `external_id`"])
    find = space.views.get if named[0] == "view_id" else space.views.by_external_id
    view = find(args[named[0]])
    if view is None:
        raise ApiError("not_found")
    surface: Surface = "home" if view.type == "home" else "modal"
    space.views.update(view, view_of(args["view"], surface, space.ids), args.get("hash"))
    return _answer(space, view)


def publish_view(space: Workspace, args: Json) -> Json:
    if not space.app.has_home:
        raise ApiError("not_enabled")
    if args["user_id"] not in space.directory.users:
        raise refused("invalid_arguments", ["invalid `user_id`"])
    content = view_of(args["view"], "home", space.ids)
    return _answer(space, space.views.publish(args["user_id"], content, args.get("hash")))
