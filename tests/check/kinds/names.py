"""The name that is asked for, the registration of its domain, and names in other scripts."""

from tests.check.kinds.build import NS1, RIGHT, TARGET, Case, kind, numbered, only


def _unusable(title: str, host: str, says: str = "") -> Case:
    return kind(title, "BAD_NAME_SYNTAX", RIGHT, host=host, says=says, expect={"no_query": True})


UNUSABLE = [
    _unusable("Two words", "ls acme.test"),
    _unusable("A pasted address", "https://ls.acme.test/welcome", r"ls\.acme\.test"),
    _unusable("A mail address", "mara@acme.test"),
    _unusable("A label of 64 letters", f"{'l' * 64}.acme.test", "63"),
    _unusable("A name of 260 letters", ".".join(["links" * 10] * 5) + ".acme.test"),
    _unusable("A public suffix of two labels", "co.uk"),
    _unusable("A wildcard", "*.acme.test"),
    _unusable("An IPv4 address", "203.0.113.9"),
    _unusable("An empty label", "ls..acme.test"),
    _unusable("A label that ends with a hyphen", "ls-.acme.test"),
    _unusable("A label that begins with a hyphen", "-ls.acme.test"),
    _unusable("A single word", "links"),
    _unusable("Two names", "ls.acme.test,go.acme.test"),
    _unusable("An underscore in the middle", "ls.my_shop.test"),
    _unusable("A port", "ls.acme.test:8443"),
    _unusable("A label in xn-- form that means nothing", "ls.xn--zzzz9999999.test"),
    _unusable("The target itself", "lsct.ashburn.us1.twilio.com"),
]

SPELLINGS = [
    kind("A final dot", "OK", RIGHT, host="ls.acme.test."),
    kind("Upper case", "OK", RIGHT, host="LS.Acme.TEST"),
    kind("A deep name", "OK", f"go.eu.shop CNAME {TARGET}", host="go.eu.shop.acme.test"),
    kind("A name that is a number below a word", "OK", f"42 CNAME {TARGET}", host="42.acme.test"),
    kind("Below a suffix of two labels", "OK", RIGHT, host="ls.acme.co.uk", zone="acme.co.uk"),
]

WHOLE_DOMAINS = [
    kind(
        "A whole domain below a suffix of two labels",
        "APEX_CNAME",
        RIGHT,
        host="acme.co.uk",
        zone="acme.co.uk",
        says=r"ls\.acme\.co\.uk",
    ),
    kind(
        "What looks like a host and is a whole domain",
        "APEX_CNAME",
        host="ls.co.uk",
        zone="ls.co.uk",
        says=r"subdomain|ls\.ls\.co\.uk",
    ),
    kind("A whole domain with our CNAME at its root", "APEX_CNAME", f"@ CNAME {TARGET}", host="acme.test"),
    kind(
        "A whole domain in another script",
        "APEX_CNAME",
        host="bücher.test",
        zone="xn--bcher-kva.test",
        says="subdomain|ls",
    ),
]

SCRIPTS = [
    kind(
        "Sharp s",
        "IDN_NORMALISED",
        RIGHT,
        host="ls.straße.test",
        zone="xn--strae-oqa.test",
        says="xn--strae-oqa",
        accept="OK",
    ),
    kind(
        "Cyrillic letters",
        "IDN_NORMALISED",
        RIGHT,
        host="ls.пример.test",
        zone="xn--e1afmkfd.test",
        says="xn--e1afmkfd",
        accept="OK",
    ),
    kind(
        "The label before the domain in another script",
        "IDN_NORMALISED",
        f"xn--krzer-kva CNAME {TARGET}",
        host="kürzer.acme.test",
        says="xn--krzer-kva",
        expect={"record": {"name": "xn--krzer-kva", "zone": "acme.test"}},
        accept="OK",
    ),
    kind("The xn-- form as it is", "OK", RIGHT, host="ls.xn--bcher-kva.test", zone="xn--bcher-kva.test"),
    kind(
        "Another script, and no record",
        "MISSING_NXDOMAIN",
        "www A 192.0.2.5",
        host="ls.münchen.test",
        zone="xn--mnchen-3ya.test",
        also="IDN_NORMALISED",
        expect={"record": {"name": "ls", "zone": "xn--mnchen-3ya.test"}},
    ),
    kind(
        "Another script, and the zone behind the value",
        "TARGET_HAS_ZONE_APPENDED",
        f"ls CNAME {TARGET.rstrip('.')}",
        host="ls.münchen.test",
        zone="xn--mnchen-3ya.test",
        also="IDN_NORMALISED",
        accept="WRONG_TARGET",
    ),
]

NOBODY = {"delegation": {}, "servers": {"A": only("normal")}}
REGISTRATION = [
    {
        **kind(
            "A deep host below no domain",
            "DOMAIN_NOT_REGISTERED",
            host="go.eu.acme.test",
            says="registered|spelling",
            accept="MISSING_NXDOMAIN",
        ),
        **NOBODY,
    },
    {
        **kind(
            "Not registered below a suffix of two labels",
            "DOMAIN_NOT_REGISTERED",
            host="ls.acme.co.uk",
            zone="acme.co.uk",
            says="registered|spelling",
            accept="MISSING_NXDOMAIN",
        ),
        **NOBODY,
    },
    {
        **kind(
            "A domain in another script that nobody has",
            "DOMAIN_NOT_REGISTERED",
            host="ls.bücher.test",
            zone="xn--bcher-kva.test",
            accept="MISSING_NXDOMAIN",
        ),
        **NOBODY,
    },
    {
        **kind(
            "A slip in the domain beside the right one",
            "DOMAIN_NOT_REGISTERED",
            RIGHT,
            host="ls.acmee.test",
            says=r"acmee\.test",
            accept="MISSING_NXDOMAIN",
        ),
        "delegation": {"acme.test": [NS1]},
    },
    kind(
        "Parked by a trader, every name leads to a page",
        "DOMAIN_EXPIRED_PARKED",
        "@ A 192.0.2.60",
        "* A 192.0.2.60",
        ns=("ns1.sedoparking.com.", "ns2.sedoparking.com."),
        says="renew|expired|parked",
        accept="WILDCARD_OTHER",
    ),
    kind(
        "Parked, and the parking servers know no name",
        "DOMAIN_EXPIRED_PARKED",
        ns=("ns1.bodis.com.",),
        says="renew|expired|parked",
        accept="MISSING_NXDOMAIN",
    ),
    kind(
        "Expired, and the servers of the registrar are silent",
        "DOMAIN_EXPIRED_PARKED",
        ns=("ns1.pendingrenewaldeletion.com.",),
        servers={"A": only("drop")},
        says="renew|expired|parked",
        accept="SERVERS_UNREACHABLE",
    ),
    kind(
        "Parked in two places at once",
        "DOMAIN_EXPIRED_PARKED",
        "* A 192.0.2.61",
        ns=("ns1.parkingcrew.net.", "ns2.parkingcrew.net."),
        says="renew|expired|parked",
        accept="WILDCARD_OTHER",
    ),
]

CASES = numbered("N", [*UNUSABLE, *SPELLINGS, *WHOLE_DOMAINS, *SCRIPTS, *REGISTRATION])
