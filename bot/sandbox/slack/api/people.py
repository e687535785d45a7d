"""auth.*, users.* and usergroups.*."""

from bot.sandbox.slack.api.paging import page_of
from bot.sandbox.slack.app import TEAM_DOMAIN
from bot.sandbox.slack.directory import User
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.workspace import Workspace


def auth_test(space: Workspace, _args: Json) -> Json:
    app = space.app
    bot = {"user": app.name.lower(), "user_id": app.bot_user_id, "bot_id": app.bot_id}
    team = {"url": f"https://{TEAM_DOMAIN}.slack.com/", "team": TEAM_DOMAIN, "team_id": app.team_id}
    return {**team, **bot, "is_enterprise_install": False}


def _user_json(space: Workspace, user: User, args: Json) -> Json:
    has_email = "users:read.email" in space.app.scopes
    return user.as_json(has_email=has_email, has_locale=bool(args.get("include_locale")))


def user_info(space: Workspace, args: Json) -> Json:
    user = space.directory.users.get(args["user"])
    if user is None:
        raise ApiError("user_not_found")
    return {"user": _user_json(space, user, args)}


def list_users(space: Workspace, args: Json) -> Json:
    users = list(space.directory.users.values())
    page, cursor = page_of(users, args, default=1000)
    listed = [_user_json(space, user, args) for user in page]
    return {"members": listed, "cache_ts": 1, "response_metadata": {"next_cursor": cursor}}


def lookup_by_email(space: Workspace, args: Json) -> Json:
    for user in space.directory.users.values():
        is_known = user.email is not None and user.email.lower() == args["email"].lower()
        if is_known and not user.deleted and not user.is_stranger:
            return {"user": _user_json(space, user, args)}
    raise ApiError("users_not_found")


def list_groups(space: Workspace, args: Json) -> Json:
    has_users, has_disabled = bool(args.get("include_users")), bool(args.get("include_disabled"))
    groups = [group for group in space.directory.groups.values() if has_disabled or not group.is_disabled]
    return {"usergroups": [group.as_json(space.app.team_id, has_users=has_users) for group in groups]}


def list_group_users(space: Workspace, args: Json) -> Json:
    """Deactivated people are no longer members."""
    group = space.directory.groups.get(args["usergroup"])
    if group is None or (group.is_disabled and not args.get("include_disabled")):
        raise ApiError("no_such_subteam")
    users = space.directory.users
    return {"users": [one for one in group.members if one in users and not users[one].deleted]}
