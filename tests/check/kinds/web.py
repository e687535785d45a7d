"""HTTPS at the host, and what was right before."""

from typing import Any

from tests.check.kinds.build import (
    HOST,
    NS1,
    NS2,
    OTHER,
    RIGHT,
    TARGET,
    TOKEN,
    Case,
    holding,
    kind,
    numbered,
    two,
)

SERVICE = {"status": 404, "server": "lab-links"}
GOOD = {"san": [HOST], "days": 60}
STRICT = "Strict-Transport-Security"


def _front(title: str, code: str, tls: Any, http: Any = None, record: str = RIGHT, apex: str = "", **more: Any) -> Case:
    front = {"tls": tls, "http": http or SERVICE}
    if apex:
        front["apex_http"] = {"status": 200, "headers": {STRICT: apex}}
    return kind(f"Web: {title}", code, record, front=front, **more)


def _leads(where: str, status: int = 302) -> dict[str, Any]:
    return {"status": status, "location": where}


WEB = [
    _front("a certificate for all names below the domain", "LIVE", {"san": ["*.acme.test"], "days": 60}, accept="OK"),
    _front("fifteen days left", "LIVE", {"san": [HOST], "days": 15}, accept="OK"),
    _front("one day left", "TLS_EXPIRING", {"san": [HOST], "days": 1}, accept="LIVE"),
    _front("expired yesterday", "TLS_EXPIRED", {"san": [HOST], "days": -1}),
    _front(
        "expired, and of another name",
        "TLS_WRONG_NAME",
        {"san": ["other.test"], "days": -9},
        accept="TLS_EXPIRED OK_PENDING_TLS",
    ),
    _front("a sister's certificate", "TLS_WRONG_NAME", {"san": ["go.acme.test"], "days": 60}, accept="OK_PENDING_TLS"),
    _front(
        "one label too many for the wildcard",
        "TLS_WRONG_NAME",
        {"san": ["*.test"], "days": 60},
        accept="OK_PENDING_TLS",
    ),
    _front("no handshake", "TLS_HANDSHAKE", None, accept="OK_PENDING_TLS"),
    _front(
        "a certificate that nobody trusts",
        "TLS_HANDSHAKE",
        GOOD,
        settings={"PROBE_EXTRA_CA": ""},
        accept="TLS_WRONG_NAME OK_PENDING_TLS",
    ),
    _front(
        "no handshake, and HSTS for the domain alone",
        "TLS_HANDSHAKE",
        None,
        apex="max-age=31536000",
        accept="OK_PENDING_TLS",
    ),
    _front(
        "no handshake, and HSTS taken back",
        "TLS_HANDSHAKE",
        None,
        apex="max-age=0; includeSubDomains",
        accept="OK_PENDING_TLS",
    ),
    _front(
        "no handshake, and HSTS for all names",
        "HSTS_CONFLICT",
        None,
        apex='MAX-AGE="600" ; IncludeSubdomains',
        also="TLS_HANDSHAKE",
        accept="TLS_HANDSHAKE OK_PENDING_TLS",
    ),
    _front(
        "another page",
        "HTTP_OTHER_SERVICE",
        GOOD,
        {"status": 200, "server": "Bakery", "body": "<title>Bread</title>"},
        says="Bread|another",
    ),
    _front(
        "another page without a title", "HTTP_OTHER_SERVICE", GOOD, {"status": 200, "server": "nginx", "body": "hi"}
    ),
    _front(
        "another page, nine days left",
        "HTTP_OTHER_SERVICE",
        {"san": [HOST], "days": 9},
        {"status": 200, "body": "<title>Bread</title>"},
        also="TLS_EXPIRING",
    ),
    _front("to itself, without the host", "HTTP_LOOP", GOOD, _leads("/", 301)),
    _front("to itself over http", "HTTP_LOOP", GOOD, _leads(f"http://{HOST}/")),
    _front("to one page for ever", "HTTP_LOOP", GOOD, _leads(f"https://{HOST}/welcome", 307)),
    _front("to the client's own site", "LIVE", GOOD, _leads("https://www.acme.test/"), accept="OK"),
    _front(
        "forbidden without a link", "LIVE", GOOD, {"status": 403, "server": "lab-links"}, accept="OK HTTP_OTHER_SERVICE"
    ),
    _front(
        "live, and one server refuses",
        "PARTIAL_LAME",
        GOOD,
        also="LIVE",
        accept="LIVE OK",
        **two(holding(RIGHT), {"behaviour": "refused"}),
    ),
    _front(
        "live, and a TTL of a week",
        "TTL_TOO_LONG",
        GOOD,
        record=f"ls 604800 CNAME {TARGET}",
        also="LIVE",
        accept="LIVE OK",
    ),
    _front(
        "live through a catch-all", "WILDCARD_MATCH", GOOD, record=f"* CNAME {TARGET}", also="LIVE", accept="LIVE OK"
    ),
    _front(
        "live, and CAA forbids the renewal",
        "CAA_BLOCKS",
        GOOD,
        servers={"A": holding(RIGHT, '@ CAA 0 issue "digicert.com"')},
        also="LIVE",
        says="CAA letsencrypt.org",
    ),
    _front("live, and the TXT has gone", "TXT_VERIFY_MISSING", GOOD, verification=TOKEN, also="LIVE", says="TXT"),
    _front("the record leads elsewhere: the web is not asked", "WRONG_TARGET", GOOD, record=f"ls CNAME {OTHER}"),
    _front(
        "another script, and live",
        "IDN_NORMALISED",
        {"san": ["ls.xn--bcher-kva.test"], "days": 60},
        host="ls.bücher.test",
        zone="xn--bcher-kva.test",
        also="LIVE",
        accept="LIVE OK",
    ),
]


def _was_right(code: str = "LIVE", **more: Any) -> dict[str, Any]:
    proof = {
        "asked": "{A}",
        "question": f"{HOST} CNAME",
        "rcode": "NOERROR",
        "answer": [TARGET],
        "ttl": 600,
        "at": "{-30h}",
    }
    return {
        "previous": {
            "host": HOST,
            "code": code,
            "severity": "info",
            "who_acts": "none",
            "advice": "Fine.",
            "record": {"type": "CNAME", "name": "ls", "zone": "acme.test", "value": TARGET, "ttl": 600},
            "evidence": [proof],
            "visible_everywhere_at": None,
            "provider": None,
            **more,
        }
    }


def _proof(asked: str, question: str, *answer: str) -> dict[str, Any]:
    return {
        "asked": asked,
        "question": question,
        "rcode": "NOERROR",
        "answer": list(answer),
        "ttl": 600,
        "at": "{-30h}",
    }


MOVED = {
    "servers": {"A": holding("www A 192.0.2.5"), "B": holding(RIGHT)},
    "letters": {NS1: "A", NS2: "A", "ns1.old-home.test.": "B"},
}
LOST = "was|worked|removed|disappear|changed|before"
DRIFT = [
    kind(
        "Was live, now it leads elsewhere",
        "WRONG_TARGET",
        f"ls CNAME {OTHER}",
        says=f"{LOST} elsewhere",
        **_was_right(),
    ),
    kind("Was live, now an address stands there", "A_INSTEAD_OF_CNAME", "ls A 192.0.2.9", says=LOST, **_was_right()),
    kind(
        "Was live, now behind the proxy",
        "PROXIED_CLOUDFLARE",
        "ls A 104.16.1.2",
        says=LOST,
        ns=("ada.ns.cloudflare.com.",),
        **_was_right(),
    ),
    kind("Was live, now CAA forbids", "CAA_BLOCKS", RIGHT, '@ CAA 0 issue "digicert.com"', says=LOST, **_was_right()),
    kind(
        "Was live, now the servers are silent: no loss is claimed",
        "SERVERS_UNREACHABLE",
        never="removed|disappear",
        servers={"A": {"behaviour": "drop", "zones": {}}},
        **_was_right(),
    ),
    kind(
        "Was live and is right, a resolver fails",
        "OK",
        RIGHT,
        resolvers=[{}, {"behaviour": "servfail"}],
        accept="RESOLVER_FAULT",
        never="removed|disappear",
        **_was_right(),
    ),
    kind(
        "Was live and is right, the only resolver is silent",
        "RESOLVER_FAULT",
        RIGHT,
        accept="OK",
        resolvers=[{"behaviour": "drop"}],
        **_was_right(),
    ),
    kind(
        "Was live, and the domain is gone",
        "DOMAIN_NOT_REGISTERED",
        delegation={},
        says=LOST,
        accept="MISSING_NXDOMAIN",
        **_was_right(),
    ),
    kind(
        "Was wrong before: nothing is called lost",
        "MISSING_NXDOMAIN",
        "www A 192.0.2.5",
        never="worked.before",
        **_was_right("MISSING_NXDOMAIN", severity="error", who_acts="client"),
    ),
    kind(
        "The last result writes the host otherwise",
        "MISSING_NXDOMAIN",
        "www A 192.0.2.5",
        says=LOST,
        **_was_right(host="LS.Acme.test."),
    ),
    kind(
        "Moved to other name servers, and the record stayed behind",
        "WRONG_ZONE_EDITED",
        says="registrar|name.server",
        accept="MISSING_NXDOMAIN",
        **MOVED,
        **_was_right(evidence=[_proof("{B}", f"{HOST} CNAME", TARGET)]),
    ),
    kind(
        "The same, and only the old name servers are remembered",
        "WRONG_ZONE_EDITED",
        **MOVED,
        accept="MISSING_NXDOMAIN",
        **_was_right(evidence=[_proof("{ROOT}", "acme.test NS", "ns1.old-home.test.")]),
    ),
    kind(
        "Other name servers, and every name leads to one page",
        "DOMAIN_EXPIRED_PARKED",
        says="expired|parked|renew",
        servers={"A": holding("@ A 192.0.2.70", "* A 192.0.2.70"), "B": {"behaviour": "refused", "zones": {}}},
        letters=MOVED["letters"],
        accept="WILDCARD_OTHER",
        **_was_right(evidence=[_proof("{B}", f"{HOST} CNAME", TARGET)]),
    ),
    kind(
        "The same name servers, and a new catch-all",
        "WILDCARD_OTHER",
        "@ A 192.0.2.70",
        "* A 192.0.2.70",
        says=LOST,
        **_was_right(),
    ),
]

CASES = [*numbered("W", WEB), *numbered("P", DRIFT)]
