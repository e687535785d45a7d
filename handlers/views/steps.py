"""How to add a record at the client's DNS provider: where to click, and what that panel does differently."""

from collections.abc import Iterator, Mapping, Sequence

from bot.core.facts import Provider
from bot.core.providers import Panel, panel_of

_WHERE: Mapping[str, str] = {
    "cloudflare": "choose the domain, then *DNS* → *Records* → *Add record*",
    "godaddy": "*My Products* → *DNS* beside the domain → *Add New Record*",
    "route53": "*Hosted zones* → the domain → *Create record*",
    "namecheap": "*Domain List* → *Manage* → *Advanced DNS* → *Add New Record*",
    "squarespace": "*Domains* → the domain → *DNS* → *Add record*",
    "ionos": "*Domains & SSL* → the domain → *DNS* → *Add record*",
}
_WATCH: Mapping[str, str] = {
    "cloudflare": "Set *Proxy status* to *DNS only* (grey cloud). Behind the orange cloud Twilio gets no certificate.",
    "godaddy": "For *TTL* choose *Custom* and 600 seconds.",
    "route53": "Leave *Alias* off. The value of a TXT record goes in double quotes.",
}
_USUAL = (
    "Sign in where the domain's DNS is managed, open its DNS records and add a new one.",
    "Copy name and value from above, so that nothing is mistyped.",
    "If the panel refuses the final dot, leave it out; if it then adds the domain to the value, put the dot back.",
)


def steps_of(provider: Provider | None, *, has_dot: bool = True) -> Sequence[str]:
    """Two or three steps in mrkdwn: the provider's own, else what holds everywhere. ``has_dot``: one of the values
    ends with a dot, as host names do."""
    panel = panel_of(provider)
    return tuple(_steps(panel, has_dot)) if panel else _USUAL if has_dot else _USUAL[:-1]


def _steps(panel: Panel, has_dot: bool) -> Iterator[str]:
    name = panel.provider.name
    at = f"<{panel.address}|{name}>" if panel.address else name
    yield f"Sign in at {at}: {_WHERE.get(panel.provider.id, 'open the DNS records of the domain and add a new one')}."
    dot = " and leave out its final dot, the panel refuses it" if panel.is_dot_refused else " and keep its final dot"
    value = f"Copy the value{dot if has_dot else ''}."
    yield f"In the box *{panel.name_box}* type only the short name from above. {value}"
    if panel.provider.id in _WATCH:
        yield _WATCH[panel.provider.id]
