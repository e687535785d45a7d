"""What people see at the provider: plain pages, in its own looks."""

from collections.abc import Mapping
from html import escape

from bot.sandbox.consent.templates import Line, Plan
from bot.sandbox.slack.shapes import Json

_LOOKS = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#1c2733}"
    "header{font-weight:700;color:#0a6b58;border-bottom:2px solid #0a6b58}table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #9aa5b1;padding:.375rem;text-align:left}td:last-child{overflow-wrap:anywhere}"
    "button{font:inherit;padding:.625rem 1.25rem;margin:1rem .5rem 0 0}.go{color:#b00020}"
)


def asking_page(name: str, template: Json, query: Mapping[str, str], change: Plan) -> str:
    """What would be written, and what would have to go."""
    who, domain = escape(template["providerName"]), escape(query["domain"])
    if change.come:
        coming = f"<p>{who} would like to add to {domain}:</p>{_table(change.come)}"
    else:
        coming = f"<p>Everything that {who} asks for is there already.</p>"
    going = (
        f'<p class="go">These records are in the way and would be deleted:</p>{_table(change.go)}' if change.go else ""
    )
    buttons = '<button name="do" value="confirm">Confirm</button><button name="do" value="cancel">Cancel</button>'
    return _page(name, f'<h1>Connect {domain}</h1>{coming}{going}<form method="post">{buttons}</form>')


def refusal_page(name: str, why: str) -> str:
    """Nobody is sent anywhere from here: the request may be anybody's."""
    return _page(name, f"<h1>This request is not in order</h1><p>{escape(why)}</p>")


def _table(lines: tuple[Line, ...]) -> str:
    rows = "".join(f"<tr><td>{escape(one.kind)}<td>{escape(one.name)}<td>{escape(one.value)}" for one in lines)
    return f"<table><tr><th>Type<th>Name<th>Value{rows}</table>"


def _page(name: str, body: str) -> str:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{name}</title>'
    return f"<!DOCTYPE html><html lang=en>{head}<style>{_LOOKS}</style><header>{name}</header>{body}</html>"
