"""Beyond the record: resolvers and their caches, DNSSEC, CAA, the verification text."""

from typing import Any

from tests.check.kinds.build import (
    NS1,
    OLD_TOKEN,
    OTHER,
    RIGHT,
    SHARED,
    TARGET,
    TOKEN,
    Case,
    holding,
    kind,
    numbered,
    two,
)

SOA = "NS1.hoster.test. h.hoster.test. 1 3600 600 1209600 1800"
DS = {"ds": {"acme.test": "31337 13 2 " + "CD" * 32}}


def _remembers(rcode: str, rdtype: str = "*", **sections: list[str]) -> dict[str, Any]:
    """A resolver that has that in its cache."""
    return {"script": [{"name": "ls.acme.test.", "type": rdtype, "rcode": rcode, **sections}]}


GONE = _remembers("NXDOMAIN", authority=[f"acme.test. 700 IN SOA {SOA}"])
EMPTY = _remembers("NOERROR", authority=[f"acme.test. 500 IN SOA {SOA}"])
OLD = _remembers("NOERROR", answer=[f"ls.acme.test. 900 IN CNAME {OTHER}"])
OLD_ADDRESS = _remembers("NOERROR", answer=["ls.acme.test. 400 IN A 192.0.2.9"])
WAIT = {"says": "wait|until|minutes", "never": "add.a.CNAME change"}


def _heard(title: str, code: str, *resolvers: dict[str, Any], record: str = RIGHT, **more: Any) -> Case:
    return kind(title, code, record, resolvers=list(resolvers), **more)


CACHES = [
    _heard(
        "A resolver remembers that there was nothing",
        "NEGATIVE_CACHE",
        GONE,
        expect={"visible_in_s": [690, 720]},
        **WAIT,
    ),
    _heard(
        "A resolver remembers a name without CNAME",
        "NEGATIVE_CACHE",
        EMPTY,
        expect={"visible_in_s": [490, 520]},
        **WAIT,
    ),
    _heard("One remembers nothing, the other knows it", "NEGATIVE_CACHE", {}, GONE, **WAIT),
    _heard(
        "Nothing is remembered for addresses only",
        "NEGATIVE_CACHE",
        _remembers("NXDOMAIN", "A", authority=[f"acme.test. 300 IN SOA {SOA}"]),
        accept="OK",
        **WAIT,
    ),
    _heard(
        "A resolver remembers the old value", "STALE_POSITIVE_CACHE", OLD, expect={"visible_in_s": [890, 920]}, **WAIT
    ),
    _heard(
        "A resolver remembers an old address",
        "STALE_POSITIVE_CACHE",
        OLD_ADDRESS,
        expect={"visible_in_s": [390, 420]},
        says=r"192\.0\.2\.9 wait|until",
    ),
    _heard(
        "One remembers the old value, another one nothing",
        "STALE_POSITIVE_CACHE",
        GONE,
        OLD,
        also="NEGATIVE_CACHE",
        expect={"visible_in_s": [890, 920]},
        **WAIT,
    ),
    _heard(
        "Our TTL counted down is nothing stale",
        "OK",
        _remembers("NOERROR", "CNAME", answer=[f"ls.acme.test. 3 IN CNAME {TARGET.upper()}"]),
    ),
    _heard(
        "An old value by way of a chain in the cache",
        "CNAME_CHAIN_OK",
        _remembers(
            "NOERROR", answer=["ls.acme.test. 90 IN CNAME go.acme.test.", f"go.acme.test. 90 IN CNAME {TARGET}"]
        ),
        servers={"A": holding("ls CNAME go", f"go CNAME {TARGET}")},
        accept="OK",
    ),
    _heard(
        "Wrong at the source: caches are not asked", "WRONG_TARGET", GONE, record=f"ls CNAME {OTHER}", says="elsewhere"
    ),
]

RESOLVERS = [
    _heard("The only resolver fails", "RESOLVER_FAULT", {"behaviour": "servfail"}, accept="OK", never="add.a.CNAME"),
    _heard("The only resolver refuses us", "RESOLVER_FAULT", {"behaviour": "refused"}, accept="OK"),
    _heard("Both resolvers are silent", "RESOLVER_FAULT", {"behaviour": "drop"}, {"behaviour": "drop"}, accept="OK"),
    _heard("One of two resolvers is silent", "OK", {"behaviour": "drop"}, {}, accept="RESOLVER_FAULT"),
    _heard("One of two resolvers fails", "OK", {}, {"behaviour": "servfail"}, accept="RESOLVER_FAULT"),
    _heard("A resolver fails once", "OK", {"behaviour": "servfail_once"}),
    _heard("A resolver without EDNS, over TCP", "OK", {"behaviour": "formerr_edns+truncate_udp"}),
    _heard("A lossy resolver", "OK", {"behaviour": "loss:0.2"}),
    _heard("A resolver with advertisements for unknown names", "OK", {"nxdomain_to": "192.0.2.66"}),
    _heard(
        "Advertisements do not make a missing record an address",
        "MISSING_NXDOMAIN",
        {"nxdomain_to": "192.0.2.66"},
        record="www A 192.0.2.5",
        never=r"192\.0\.2\.66",
    ),
    _heard(
        "Only made-up IPv6 addresses",
        "OK",
        _remembers(
            "NOERROR", "AAAA", answer=[f"ls.acme.test. 60 IN CNAME {TARGET}", f"{TARGET} 60 IN AAAA 64:ff9b::c633:6429"]
        ),
        accept="DNS64_SYNTH",
    ),
    _heard(
        "A resolver that gives made-up IPv6 addresses to every question",
        "OK",
        _remembers("NOERROR", answer=["ls.acme.test. 60 IN AAAA 64:ff9b::c633:6429"]),
        accept="DNS64_SYNTH",
    ),
]

BROKEN_SEAL = [
    _heard("Signatures fail, without a reason", "DNSSEC_BOGUS", {"bogus": True}, says="DNSSEC", **DS),
    _heard("Signatures have expired", "DNSSEC_BOGUS", {"bogus": True, "ede": 7}, says="DNSSEC", **DS),
    _heard("No key for the DS record", "DNSSEC_BOGUS", {"bogus": True, "ede": 9}, says="DNSSEC", **DS),
    _heard(
        "One resolver checks signatures, the other does not",
        "DNSSEC_BOGUS",
        {},
        {"bogus": True, "ede": 6},
        says="DNSSEC",
        **DS,
    ),
    _heard(
        "Signatures fail, and there is no record",
        "MISSING_NXDOMAIN",
        {"bogus": True, "ede": 6},
        record="www A 192.0.2.5",
        also="DNSSEC_BOGUS",
        **DS,
    ),
    _heard(
        "Signatures fail, and a slip in the value",
        "TARGET_TYPO",
        {"bogus": True, "ede": 6},
        record="ls CNAME lsct.ashburn.us1.twilio.co.",
        also="DNSSEC_BOGUS",
        **DS,
    ),
    kind(
        "Signatures fail, and CAA forbids the certificate",
        "DNSSEC_BOGUS",
        RIGHT,
        '@ CAA 0 issue "digicert.com"',
        resolvers=[{"bogus": True, "ede": 6}],
        also="CAA_BLOCKS",
        **DS,
    ),
]


def _caa(title: str, code: str, *sets: str, **more: Any) -> Case:
    return kind(
        f"CAA: {title}",
        code,
        f"{more.get('host', 'ls.acme.test').removesuffix('.acme.test')} CNAME {TARGET}",
        *(f"{line.partition(' ')[0]} CAA {line.partition(' ')[2]}" for line in sets),
        **more,
    )


BLOCKED: dict[str, Any] = {"says": "CAA letsencrypt.org"}
DEEP = {"host": "ls.eu.acme.test"}
AUTHORITIES = [
    _caa("another authority beside ours", "OK", '@ 0 issue "digicert.com"', '@ 0 issue "letsencrypt.org"'),
    _caa("ours in upper case, with spaces", "OK", '@ 0 issue "  LetsEncrypt.org ; "'),
    _caa("for wildcards only", "OK", '@ 0 issuewild "digicert.com"'),
    _caa("a mail address for reports only", "OK", '@ 0 iodef "mailto:it@acme.test"'),
    _caa("nobody at all", "CAA_BLOCKS", '@ 0 issue ";"', **BLOCKED),
    _caa("nobody at all, as empty text", "CAA_BLOCKS", '@ 0 issue ""', **BLOCKED),
    _caa(
        "ours for wildcards, another one for plain names",
        "CAA_BLOCKS",
        '@ 0 issuewild "letsencrypt.org"',
        '@ 0 issue "sectigo.com"',
        **BLOCKED,
    ),
    _caa(
        "ours for another account",
        "CAA_BLOCKS",
        '@ 0 issue "letsencrypt.org; accounturi=https://acme-v02.api.letsencrypt.org/acme/acct/1"',
        **BLOCKED,
    ),
    _caa(
        "ours by a method that cannot be used",
        "CAA_BLOCKS",
        '@ 0 issue "letsencrypt.org; validationmethods=dns-01"',
        **BLOCKED,
    ),
    _caa("ours by a method that can be used", "OK", '@ 0 issue "letsencrypt.org; validationmethods=http-01"'),
    _caa(
        "an unknown critical tag beside ours",
        "CAA_BLOCKS",
        '@ 128 newtag "x"',
        '@ 0 issue "letsencrypt.org"',
        **BLOCKED,
    ),
    _caa("ours, marked critical", "OK", '@ 128 issue "letsencrypt.org"'),
    _caa("a name that only resembles ours", "CAA_BLOCKS", '@ 0 issue "letsencrypt.org.acme.test"', **BLOCKED),
    _caa(
        "a label in between forbids, the domain allows",
        "CAA_BLOCKS",
        'eu 0 issue "digicert.com"',
        '@ 0 issue "letsencrypt.org"',
        **DEEP,
        **BLOCKED,
    ),
    _caa(
        "a label in between allows, the domain forbids",
        "OK",
        'eu 0 issue "letsencrypt.org"',
        '@ 0 issue "digicert.com"',
        **DEEP,
    ),
    _caa(
        "the target's own set allows, the client's would forbid",
        "OK",
        '@ 0 issue "digicert.com"',
        shared_zones={
            "us1.twilio.com": [*SHARED["zones"]["us1.twilio.com"], 'lsct.ashburn CAA 0 issue "letsencrypt.org"']
        },
    ),
    kind("CAA forbids, and there is no record", "MISSING_NXDOMAIN", '@ CAA 0 issue "digicert.com"', also="CAA_BLOCKS"),
    kind(
        "CAA forbids, and the TXT is missing",
        "CAA_BLOCKS",
        RIGHT,
        '@ CAA 0 issue "digicert.com"',
        verification=TOKEN,
        also="TXT_VERIFY_MISSING",
        **BLOCKED,
    ),
    kind(
        "CAA forbids, and the TTL is long",
        "CAA_BLOCKS",
        f"ls 604800 CNAME {TARGET}",
        '@ CAA 0 issue "digicert.com"',
        also="TTL_TOO_LONG",
        **BLOCKED,
    ),
    kind(
        "CAA at the sub-zone's root",
        "CAA_BLOCKS",
        host="ls.eu.acme.test",
        home="eu.acme.test",
        servers={
            "A": {
                "zones": {
                    "acme.test": [f"eu NS {NS1}"],
                    "eu.acme.test": {"records": [RIGHT, '@ CAA 0 issue "digicert.com"'], "ns": [NS1]},
                }
            }
        },
        **BLOCKED,
    ),
]


def _text(title: str, code: str, *lines: str, **more: Any) -> Case:
    return kind(f"TXT: {title}", code, RIGHT, *lines, verification=TOKEN, **more)


HALF = len(TOKEN) // 2
VERIFICATION = [
    _text("below the host", "OK", f'_twilio.ls TXT "{TOKEN}"'),
    _text("below the zone", "OK", f'_twilio TXT "{TOKEN}"'),
    _text("in two strings", "OK", f'_twilio TXT "{TOKEN[:HALF]}" "{TOKEN[HALF:]}"'),
    _text("beside an old one", "OK", f'_twilio TXT "{OLD_TOKEN}"', f'_twilio TXT "{TOKEN}"'),
    _text(
        "an old one below the zone, the right one below the host",
        "OK",
        f'_twilio TXT "{OLD_TOKEN}"',
        f'_twilio.ls TXT "{TOKEN}"',
    ),
    _text("by way of an alias", "OK", "_twilio CNAME texts", f'texts TXT "{TOKEN}"'),
    _text("quotation marks inside", "TXT_VERIFY_WRONG", rf'_twilio TXT "\"{TOKEN}\""', says="TXT quot"),
    _text("the number alone", "TXT_VERIFY_WRONG", f'_twilio TXT "{TOKEN.partition("=")[2]}"', says="TXT"),
    _text("an old one only", "TXT_VERIFY_WRONG", f'_twilio TXT "{OLD_TOKEN}"', says="TXT"),
    _text("a space behind it", "TXT_VERIFY_WRONG", f'_twilio TXT "{TOKEN} "', says="TXT"),
    _text("a space in the split", "TXT_VERIFY_WRONG", f'_twilio TXT "{TOKEN[:HALF]} " "{TOKEN[HALF:]}"', says="TXT"),
    _text("upper case", "TXT_VERIFY_WRONG", f'_twilio TXT "{TOKEN.upper()}"', says="TXT"),
    _text("its end is cut off", "TXT_VERIFY_WRONG", f'_twilio.ls TXT "{TOKEN[:-6]}"', says="TXT"),
    _text(
        "below the host with the domain twice",
        "TXT_VERIFY_DOUBLED",
        f'_twilio.ls.acme.test TXT "{TOKEN}"',
        says="only|just",
        accept="TXT_VERIFY_MISSING",
    ),
    _text(
        "below the zone with the domain twice",
        "TXT_VERIFY_DOUBLED",
        f'_twilio.acme.test TXT "{TOKEN}"',
        says="only|just",
        accept="TXT_VERIFY_MISSING",
    ),
    _text("half of the domain twice", "TXT_VERIFY_DOUBLED", f'_twilio.acme TXT "{TOKEN}"', accept="TXT_VERIFY_MISSING"),
    _text(
        "an old one, and the right one with the domain twice",
        "TXT_VERIFY_WRONG",
        f'_twilio TXT "{OLD_TOKEN}"',
        f'_twilio.acme.test TXT "{TOKEN}"',
        accept="TXT_VERIFY_DOUBLED",
    ),
    _text("at the root of the domain", "TXT_VERIFY_MISSING", f'@ TXT "{TOKEN}"', says="TXT _twilio"),
    _text("without its underscore", "TXT_VERIFY_MISSING", f'twilio TXT "{TOKEN}"', says="TXT _twilio"),
    _text(
        "beside the CNAME at the host",
        "TXT_VERIFY_MISSING",
        f'ls TXT "{TOKEN}"',
        says="TXT _twilio",
        accept="TXT_NAME_CONFLICT_CNAME",
    ),
    _text("only a catch-all text", "TXT_VERIFY_MISSING", '* TXT "v=spf1 -all"', says="TXT"),
    _text(
        "another service's text",
        "TXT_VERIFY_MISSING",
        '_twilio TXT "google-site-verification=abc"',
        says="TXT",
        accept="TXT_VERIFY_WRONG",
    ),
    _text(
        "missing, and one server is silent",
        "TXT_VERIFY_MISSING",
        says="TXT",
        also="PARTIAL_LAME",
        **two(holding(RIGHT), {"behaviour": "drop"}),
    ),
    kind(
        "TXT: missing, and no record",
        "MISSING_NXDOMAIN",
        "www A 192.0.2.5",
        verification=TOKEN,
        also="TXT_VERIFY_MISSING",
    ),
    kind(
        "TXT: right, and no record",
        "MISSING_NODATA",
        f'_twilio.ls TXT "{TOKEN}"',
        verification=TOKEN,
        accept="MISSING_NXDOMAIN",
    ),
    kind(
        "TXT: missing in the inner zone",
        "TXT_VERIFY_MISSING",
        host="ls.eu.acme.test",
        home="eu.acme.test",
        verification=TOKEN,
        says="TXT",
        servers={
            "A": {
                "zones": {
                    "acme.test": [f"eu NS {NS1}", f'_twilio TXT "{TOKEN}"'],
                    "eu.acme.test": {"records": [RIGHT], "ns": [NS1]},
                }
            }
        },
    ),
    kind(
        "TXT: right in the inner zone",
        "OK",
        host="ls.eu.acme.test",
        home="eu.acme.test",
        verification=TOKEN,
        servers={
            "A": {
                "zones": {
                    "acme.test": [f"eu NS {NS1}"],
                    "eu.acme.test": {"records": [RIGHT, f'_twilio TXT "{TOKEN}"'], "ns": [NS1]},
                }
            }
        },
    ),
    kind(
        "TXT: spaces around what was pasted as wanted",
        "OK",
        RIGHT,
        f'_twilio TXT "{TOKEN}"',
        verification=f"  {TOKEN} ",
    ),
    kind("TXT: not asked for", "OK", RIGHT, f'_twilio TXT "{OLD_TOKEN}"'),
]

CASES = [
    *numbered("C", [*CACHES, *RESOLVERS, *BROKEN_SEAL]),
    *numbered("A", AUTHORITIES),
    *numbered("V", VERIFICATION),
]
