"""What all kinds of trouble are made of: the form of a case, and the names that stand in it.

A case is served by the shared tool `dns_case_server.py`, whose head describes its fields, and judged by
`dns_judge.py`. The wanted code is what the meaning of the codes says, not what the program says today.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Case = dict[str, Any]

TARGET = "lsct.ashburn.us1.twilio.com."
PLAIN = TARGET.rstrip(".")
RIGHT = f"ls CNAME {TARGET}"
OTHER = "links.elsewhere.example."
HOST, ZONE = "ls.acme.test", "acme.test"
NS1, NS2 = "ns1.hoster.test.", "ns2.hoster.test."
TOKEN = "twilio-domain-verification=5b1d0c77e2f94a6fb0a4d1c3e8f72690"
OLD_TOKEN = "twilio-domain-verification=c0ffee00aa11bb22cc33dd44ee55ff66"

SHARED: Mapping[str, Any] = {
    "target": TARGET,
    "caa_identity": "letsencrypt.org",
    "zones": {
        "us1.twilio.com": [
            "lsct.ashburn 60 A 198.51.100.41",
            "lsct.ashburn 60 A 198.51.100.42",
            "lsct.ashburn 60 AAAA 2001:db8:51::41",
        ],
        "ie1.twilio.com": ["lsct.dublin 60 A 198.51.100.51"],
        "example": ["links.elsewhere A 203.0.113.40", "old.elsewhere A 203.0.113.41"],
    },
}


def kind(
    title: str,
    code: str,
    *records: str,
    host: str = HOST,
    zone: str = ZONE,
    home: str = "",
    ns: Sequence[str] = (NS1, NS2),
    servers: Mapping[str, Any] | None = None,
    letters: Mapping[str, str] | None = None,
    accept: str = "",
    says: str = "",
    never: str = "",
    also: str = "",
    expect: Mapping[str, Any] | None = None,
    **more: Any,
) -> Case:
    """One case. ``records`` stand in ``zone`` at server A, unless ``servers`` says more; ``letters`` tells which name
    server is which, all of ``ns`` being A otherwise. ``home`` is the zone that holds the host, if it is not ``zone``.

    ``accept``, ``says``, ``never`` and ``also`` are words: tolerated codes, patterns that the advice must have and
    must not have, further codes that must be told.
    """
    wanted: dict[str, Any] = {"code": code, **(expect or {})}
    for field, words in (("also_accept", accept), ("must_mention", says), ("must_not_mention", never), ("also", also)):
        if words:
            wanted[field] = words.split()
    if host.endswith(f".{home or zone}") and not (wanted.get("no_query") or "record" in wanted):
        wanted["record"] = {"name": host.removesuffix(f".{home or zone}"), "zone": home or zone}
    return {
        "title": title,
        "host": host,
        "apex": zone,
        "delegation": {zone: list(ns)},
        "ns": dict(letters or dict.fromkeys(ns, "A")),
        "servers": dict(servers) if servers else {"A": holding(*records, zone=zone)},
        "expect": wanted,
        **more,
    }


def holding(*records: str, zone: str = ZONE, behaviour: str = "", **more: Any) -> dict[str, Any]:
    """A server with one zone; ``serial``, ``minimum`` and ``ns`` are the zone's."""
    server: dict[str, Any] = {"zones": {zone: {"records": list(records), **more}}}
    return {"behaviour": behaviour, **server} if behaviour else server


def two(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Two servers that are not the same: for ``kind(**two(...))``."""
    return {"servers": {"A": first, "B": second}, "letters": {NS1: "A", NS2: "B"}}


def only(behaviour: str) -> dict[str, Any]:
    """A server that holds nothing and behaves like that."""
    return {"behaviour": behaviour, "zones": {}}


def numbered(prefix: str, cases: Sequence[Case]) -> list[Case]:
    """With an id each."""
    return [{"id": f"{prefix}{number:02}", **case} for number, case in enumerate(cases, 1)]
