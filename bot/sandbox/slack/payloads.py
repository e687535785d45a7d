"""The payloads Slack sends for what people do.

Shapes: docs.slack.dev/reference/interaction-payloads, /interactivity/implementing-slash-commands, /apis/events-api.
"""

from urllib.parse import quote

from bot.sandbox.slack.app import TEAM_DOMAIN, App
from bot.sandbox.slack.directory import Channel, User
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.shapes import Json, copied
from bot.sandbox.slack.triggers import Trigger
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace


def channel_name(channel: Channel) -> str:
    """Private channels and direct messages keep their names to themselves."""
    return {"groups": "privategroup", "im": "directmessage"}.get(channel.kind, channel.name)


def slash_command(
    space: Workspace, user: User, channel: Channel, words: tuple[str, str], trigger: Trigger, reply_url: str, team: str
) -> Json:
    """The form fields of a slash command; ``words`` are (command, text)."""
    app = space.app
    return {
        "token": app.verification_token,
        "team_id": team,
        "team_domain": TEAM_DOMAIN if team == app.team_id else "other",
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": words[0],
        "text": words[1],
        "api_app_id": app.app_id,
        "is_enterprise_install": "false",
        "response_url": reply_url,
        "trigger_id": trigger.id,
    }


def interaction(app: App, kind: str, user: User) -> Json:
    """What all interactive payloads have in common. People of other workspaces come with their own team."""
    domain = TEAM_DOMAIN if user.team_id == app.team_id else "other"
    who = {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}
    payload: Json = {"type": kind, "user": who, "api_app_id": app.app_id, "token": app.verification_token}
    payload |= {"team": {"id": user.team_id, "domain": domain}, "enterprise": None, "is_enterprise_install": False}
    return payload


def of_view(space: Workspace, view: View) -> Json:
    return {"container": {"type": "view", "view_id": view.id}, "view": space.view_json(view)}


def of_message(space: Workspace, message: Message, reply_url: str, *, blocks: list[Json]) -> Json:
    """``blocks`` are those the person sees, which may be older than the message. Ephemeral messages are not sent."""
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
    container |= {"is_ephemeral": message.is_ephemeral}
    if message.thread_ts:
        container |= {"thread_ts": message.thread_ts}
    channel = space.directory.channels[message.channel]
    payload: Json = {"container": container, "response_url": reply_url}
    payload |= {"channel": {"id": channel.id, "name": channel_name(channel)}}
    if not message.is_ephemeral:
        payload |= {"message": {**space.message_json(message), "blocks": blocks}}
    return payload


def action(block_id: str, element: Json, chosen: Json, stamp: str) -> Json:
    """One entry of ``actions``. ``chosen`` is the value part: ``value``, ``selected_option`` and the like."""
    found: Json = {"type": element["type"], "block_id": block_id, "action_id": element["action_id"]}
    for name in ("text", "placeholder", "style"):
        if name in element:
            found[name] = element[name]
    return copied(found | chosen | {"action_ts": stamp})


def event_callback(space: Workspace, event: Json) -> Json:
    """An event of the Events API in its wrapper."""
    app = space.app
    who = {"enterprise_id": None, "team_id": app.team_id, "user_id": app.bot_user_id}
    wrapper: Json = {"token": app.verification_token, "team_id": app.team_id, "api_app_id": app.app_id}
    wrapper |= {"event": event, "type": "event_callback", "event_id": space.ids.next("Ev")}
    wrapper |= {"event_time": int(space.wall()), "is_ext_shared_channel": False}
    authorization = {**who, "is_bot": True, "is_enterprise_install": False}
    context = quote(f"{event['type']}-{app.team_id}-{app.app_id}")
    return wrapper | {"authorizations": [authorization], "event_context": context}
