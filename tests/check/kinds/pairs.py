"""Several causes at once: the one nearest to the start of the path is told first, the others after it."""

from tests.check.kinds.build import NS1, NS2, OTHER, RIGHT, TARGET, TOKEN, holding, kind, numbered, only, two

CAA = '@ CAA 0 issue "digicert.com"'
ADA = ("ada.ns.cloudflare.com.",)
DS = {"ds": {"acme.test": "31337 13 2 " + "CD" * 32}}
BOGUS = {"resolvers": [{"bogus": True, "ede": 6}], **DS}
OLD = [
    {
        "script": [
            {"name": "ls.acme.test.", "type": "*", "rcode": "NOERROR", "answer": [f"ls.acme.test. 90 CNAME {OTHER}"]}
        ]
    }
]
NOTHING = [
    {
        "script": [
            {
                "name": "ls.acme.test.",
                "type": "*",
                "rcode": "NXDOMAIN",
                "authority": ["acme.test. 90 SOA a. b. 1 2 3 4 5"],
            }
        ]
    }
]
GOOD = {"san": ["ls.acme.test"], "days": 60}
NEW_HOME = {"letters": {NS1: "A", NS2: "A", "ns1.new-home.test.": "B"}}
MINE = ["ns1.new-home.test."]

RECORD = [
    kind("Disagreement about two CNAMEs", "SPLIT_AUTH", **two(holding(RIGHT, f"ls CNAME {OTHER}"), holding(RIGHT))),
    kind(
        "Disagreement, CAA and TXT",
        "SPLIT_AUTH",
        verification=TOKEN,
        also="CAA_BLOCKS TXT_VERIFY_MISSING",
        **two(holding(RIGHT, CAA, serial=2), holding(CAA)),
    ),
    kind("Two CNAMEs, one of them a web address", "MULTIPLE_CNAMES", RIGHT, rf"ls CNAME https\058\047\047{TARGET}"),
    kind("Two CNAMEs and CAA", "MULTIPLE_CNAMES", RIGHT, f"ls CNAME {OTHER}", CAA, also="CAA_BLOCKS"),
    kind(
        "A slip, CAA and TXT",
        "TARGET_TYPO",
        "ls CNAME lsct.ashburn.us1.twilio.co.",
        CAA,
        verification=TOKEN,
        also="CAA_BLOCKS TXT_VERIFY_MISSING",
    ),
    kind(
        "A slip and a server that refuses",
        "TARGET_TYPO",
        also="PARTIAL_LAME",
        **two(holding("ls CNAME lsct.ashburn.us1.twilio.co."), only("refused")),
    ),
    kind("A loop and CAA", "CNAME_LOOP", "ls CNAME ls", CAA, also="CAA_BLOCKS"),
    kind(
        "A doubled name and an address",
        "DOUBLED_NAME",
        "ls A 192.0.2.9",
        f"ls.acme.test CNAME {TARGET}",
        also="A_INSTEAD_OF_CNAME",
    ),
    kind(
        "A doubled name and the proxy",
        "DOUBLED_NAME",
        "ls A 104.16.1.2",
        f"ls.acme.test CNAME {TARGET}",
        ns=ADA,
        also="PROXIED_CLOUDFLARE",
    ),
    kind(
        "A doubled name and a near-by one",
        "DOUBLED_NAME",
        f"is CNAME {TARGET}",
        f"ls.acme.test CNAME {TARGET}",
        also="NAME_TYPO",
    ),
    kind(
        "An address and a near-by name", "A_INSTEAD_OF_CNAME", "ls A 192.0.2.9", f"is CNAME {TARGET}", also="NAME_TYPO"
    ),
    kind("The proxy and CAA", "PROXIED_CLOUDFLARE", "ls A 104.16.1.2", CAA, ns=ADA, also="CAA_BLOCKS"),
    kind(
        "Our addresses and no TXT",
        "FLATTENED_CNAME",
        "ls A 198.51.100.41",
        verification=TOKEN,
        also="TXT_VERIFY_MISSING",
    ),
    kind(
        "A near-by name, and the record at servers that are not in charge",
        "NAME_TYPO",
        also="WRONG_ZONE_EDITED",
        servers={"A": holding(f"is CNAME {TARGET}", ns=MINE), "B": holding(RIGHT)},
        **NEW_HOME,
    ),
    kind(
        "The record at servers that are not in charge, and CAA",
        "WRONG_ZONE_EDITED",
        also="CAA_BLOCKS",
        servers={"A": holding(CAA, ns=MINE), "B": holding(RIGHT)},
        **NEW_HOME,
    ),
    kind("Lame servers and signatures that fail", "LAME_DELEGATION", servers={"A": only("refused")}, **BOGUS),
    kind(
        "No name servers that know the domain, and a slip in what they say",
        "LAME_DELEGATION",
        servers={"A": holding("ls CNAME lsct.ashburn.us1.twilio.co.", behaviour="lame")},
    ),
]

BEYOND = [
    kind(
        "Signatures, CAA, TXT, a refusing server and a long TTL",
        "DNSSEC_BOGUS",
        verification=TOKEN,
        also="CAA_BLOCKS TXT_VERIFY_MISSING PARTIAL_LAME TTL_TOO_LONG",
        **BOGUS,
        **two(holding(f"ls 604800 CNAME {TARGET}", CAA), only("refused")),
    ),
    kind(
        "CAA, TXT, a chain and a long TTL",
        "CAA_BLOCKS",
        "ls 604800 CNAME go",
        f"go CNAME {TARGET}",
        CAA,
        verification=TOKEN,
        also="TXT_VERIFY_MISSING CNAME_CHAIN_OK TTL_TOO_LONG",
    ),
    kind(
        "A refusing server, a catch-all and a long TTL",
        "PARTIAL_LAME",
        also="WILDCARD_MATCH TTL_TOO_LONG",
        **two(holding(f"* 604800 CNAME {TARGET}"), only("refused")),
    ),
    kind(
        "A refusing server and a resolver that remembers nothing",
        "PARTIAL_LAME",
        also="NEGATIVE_CACHE",
        resolvers=NOTHING,
        **two(holding(RIGHT), only("refused")),
    ),
    kind(
        "A long TTL and a resolver with the old value",
        "TTL_TOO_LONG",
        f"ls 604800 CNAME {TARGET}",
        resolvers=OLD,
        also="STALE_POSITIVE_CACHE",
    ),
    kind("CAA and a resolver with the old value", "CAA_BLOCKS", RIGHT, CAA, resolvers=OLD, also="STALE_POSITIVE_CACHE"),
    kind(
        "Another script and a resolver that remembers nothing",
        "NEGATIVE_CACHE",
        RIGHT,
        host="ls.bücher.test",
        zone="xn--bcher-kva.test",
        also="IDN_NORMALISED",
        resolvers=[{"script": [{**NOTHING[0]["script"][0], "name": "ls.xn--bcher-kva.test."}]}],
    ),
]

WEB = [
    kind(
        "No TXT, and another site",
        "TXT_VERIFY_MISSING",
        RIGHT,
        verification=TOKEN,
        also="HTTP_OTHER_SERVICE",
        front={"tls": GOOD, "http": {"status": 200, "body": "<title>Bread</title>"}},
    ),
    kind("CAA, and no handshake", "CAA_BLOCKS", RIGHT, CAA, front={"tls": None}, also="TLS_HANDSHAKE"),
    kind(
        "CAA, and an expired certificate",
        "CAA_BLOCKS",
        RIGHT,
        CAA,
        also="TLS_EXPIRED",
        front={"tls": {"san": ["ls.acme.test"], "days": -2}, "http": {"status": 404}},
    ),
    kind(
        "A refusing server, and a certificate of another name",
        "TLS_WRONG_NAME",
        also="PARTIAL_LAME",
        front={"tls": {"san": ["go.acme.test"], "days": 60}, "http": {"status": 404}},
        **two(holding(RIGHT), only("refused")),
    ),
    kind(
        "A long TTL, and nine days left",
        "TTL_TOO_LONG",
        f"ls 604800 CNAME {TARGET}",
        also="TLS_EXPIRING LIVE",
        front={"tls": {"san": ["ls.acme.test"], "days": 9}, "http": {"status": 404}},
    ),
    kind(
        "Nine days left, and a resolver with the old value",
        "TLS_EXPIRING",
        RIGHT,
        resolvers=OLD,
        also="STALE_POSITIVE_CACHE LIVE",
        front={"tls": {"san": ["ls.acme.test"], "days": 9}, "http": {"status": 404}},
    ),
]

CASES = numbered("M", [*RECORD, *BEYOND, *WEB])
