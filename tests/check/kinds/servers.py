"""Name servers: delegations that lead nowhere, silence, disagreement, zones in the wrong place, odd transport."""

from typing import Any

from tests.check.kinds.build import NS1, NS2, OTHER, RIGHT, TARGET, Case, holding, kind, numbered, only, two

NS3, CHILD = "ns3.hoster.test.", "ns1.child-dns.test."
SUB = {"host": "ls.eu.acme.test", "home": "eu.acme.test"}
NO_ORDER = "add.a.CNAME"
"""Nobody is told to add what may be there."""


def _below(child: dict[str, Any], *records: str) -> dict[str, Any]:
    """The zone eu.acme.test at a server of its own."""
    top = holding(f"eu NS {CHILD}", *records)
    return {**SUB, "servers": {"A": top, "B": child}, "letters": {NS1: "A", NS2: "A", CHILD: "B"}}


def _at_name(child: dict[str, Any]) -> dict[str, Any]:
    """NS records at the host itself."""
    return {"servers": {"A": holding(f"ls NS {CHILD}"), "B": child}, "letters": {NS1: "A", NS2: "A", CHILD: "B"}}


def _own(*records: str, behaviour: str = "") -> dict[str, Any]:
    return holding(*records, zone="ls.acme.test", ns=[CHILD], behaviour=behaviour)


UPWARD = {"zones": {"": ["test NS ns.registry.test."]}}

LAME = [
    kind(
        "Answers without authority everywhere",
        "LAME_DELEGATION",
        servers={"A": holding(RIGHT, behaviour="lame")},
        says="registrar|name.server",
        accept="SERVERS_UNREACHABLE",
    ),
    kind(
        "Referral upwards everywhere",
        "LAME_DELEGATION",
        servers={"A": UPWARD},
        says="registrar|name.server",
        accept="SERVERS_UNREACHABLE",
    ),
    kind(
        "One refuses, the other points upwards",
        "LAME_DELEGATION",
        **two(only("refused"), UPWARD),
        accept="SERVERS_UNREACHABLE",
    ),
    kind(
        "Name servers that have no address",
        "LAME_DELEGATION",
        RIGHT,
        ns=("ns1.gone.test.", "ns2.gone.test."),
        letters={NS1: "A"},
        says="registrar|name.server",
        accept="SERVERS_UNREACHABLE",
    ),
    kind(
        "An inner zone at servers that refuse it",
        "LAME_DELEGATION",
        **_below(only("refused")),
        says=r"eu\.acme\.test",
        accept="SERVERS_UNREACHABLE",
    ),
]

SILENT = [
    kind("All fail", "SERVERS_UNREACHABLE", servers={"A": only("servfail")}, never=NO_ORDER),
    kind(
        "One fails, the other is silent", "SERVERS_UNREACHABLE", **two(only("servfail"), only("drop")), never=NO_ORDER
    ),
    kind(
        "One refuses, the other is silent: too little for a verdict",
        "SERVERS_UNREACHABLE",
        never=NO_ORDER,
        **two(only("refused"), only("drop")),
        accept="LAME_DELEGATION",
    ),
    kind(
        "Truncated, and no TCP",
        "SERVERS_UNREACHABLE",
        servers={"A": holding(RIGHT, behaviour="truncate_udp+no_tcp")},
        never=NO_ORDER,
    ),
    kind("An inner zone at a silent server", "SERVERS_UNREACHABLE", **_below(only("drop")), never=NO_ORDER),
    kind(
        "NS records at the host, and their server is silent",
        "SERVERS_UNREACHABLE",
        **_at_name(only("drop")),
        never=NO_ORDER,
    ),
]

PARTIAL = [
    kind("One of two fails", "PARTIAL_LAME", **two(holding(RIGHT), only("servfail")), says="ns2", accept="OK"),
    kind("One of two is silent", "PARTIAL_LAME", **two(only("drop"), holding(RIGHT)), says="ns1", accept="OK"),
    kind(
        "One of two has no authority",
        "PARTIAL_LAME",
        **two(holding(RIGHT), holding(RIGHT, behaviour="lame")),
        says="ns2",
        accept="OK",
    ),
    kind("One of two points upwards", "PARTIAL_LAME", **two(holding(RIGHT), UPWARD), says="ns2", accept="OK"),
    kind(
        "One of two names has no address",
        "PARTIAL_LAME",
        RIGHT,
        ns=(NS1, "ns9.gone.test."),
        letters={NS1: "A"},
        accept="OK",
    ),
    kind(
        "One of two refuses, and there is no record",
        "MISSING_NXDOMAIN",
        **two(holding(), only("refused")),
        also="PARTIAL_LAME",
    ),
    kind(
        "One of two is silent, the other leads elsewhere",
        "WRONG_TARGET",
        **two(holding(f"ls CNAME {OTHER}"), only("drop")),
        also="PARTIAL_LAME",
        says="elsewhere",
    ),
]

SPLIT = [
    kind(
        "The same version, another content",
        "SPLIT_AUTH",
        **two(holding(RIGHT, serial=4), holding(serial=4)),
        says="re-sync|minutes",
    ),
    kind(
        "The newer one has lost the record",
        "SPLIT_AUTH",
        **two(holding(RIGHT, serial=4), holding(serial=5)),
        says="wait|minutes",
    ),
    kind(
        "Both have one, neither is ours",
        "SPLIT_AUTH",
        **two(holding(f"ls CNAME {OTHER}", serial=2), holding("ls CNAME old.elsewhere.example.", serial=1)),
    ),
    kind(
        "A slip here, nothing there",
        "SPLIT_AUTH",
        **two(holding("ls CNAME lsct.ashburn.us1.twilio.co.", serial=2), holding(serial=1)),
    ),
    kind("Ours here, an address there", "SPLIT_AUTH", **two(holding(RIGHT, serial=3), holding("ls A 192.0.2.9"))),
    kind(
        "An address here, nothing there",
        "SPLIT_AUTH",
        **two(holding("ls A 192.0.2.9"), holding()),
        accept="A_INSTEAD_OF_CNAME",
    ),
    kind(
        "An address here, a text there",
        "SPLIT_AUTH",
        **two(holding("ls A 192.0.2.9"), holding('ls TXT "x"')),
        accept="A_INSTEAD_OF_CNAME",
    ),
    kind(
        "Two have it, the third not yet",
        "SPLIT_AUTH",
        ns=(NS1, NS2, NS3),
        says="minutes",
        servers={"A": holding(RIGHT, serial=9), "B": holding(serial=8)},
        letters={NS1: "A", NS2: "A", NS3: "B"},
    ),
    kind(
        "Disagreement, and a third that refuses",
        "SPLIT_AUTH",
        ns=(NS1, NS2, NS3),
        also="PARTIAL_LAME",
        servers={"A": holding(RIGHT, serial=9), "B": holding(serial=8), "C": only("refused")},
        letters={NS1: "A", NS2: "B", NS3: "C"},
    ),
    kind(
        "The order of an RRset is no disagreement",
        "A_INSTEAD_OF_CNAME",
        **two(holding("ls A 192.0.2.9", "ls A 192.0.2.8"), holding("ls A 192.0.2.8", "ls A 192.0.2.9")),
    ),
    kind("Upper case is no disagreement", "OK", **two(holding(RIGHT), holding(f"LS CNAME {TARGET.upper()}"))),
    kind("Another TTL is no disagreement", "OK", **two(holding(RIGHT), holding(f"ls 3600 CNAME {TARGET}"))),
]

NEW_HOME = {
    "servers": {"A": holding(ns=["ns1.new-home.test.", NS1]), "B": holding(RIGHT)},
    "letters": {NS1: "A", NS2: "A", "ns1.new-home.test.": "B"},
}
ELSEWHERE = [
    kind(
        "The zone names one more server than the registrar, and only that one has it",
        "WRONG_ZONE_EDITED",
        **NEW_HOME,
        says="registrar|name.server",
        accept="MISSING_NXDOMAIN SPLIT_AUTH",
    ),
    kind(
        "The same, with our value in the wrong case",
        "WRONG_ZONE_EDITED",
        **{**NEW_HOME, "servers": {"A": holding(ns=["ns1.new-home.test."]), "B": holding(RIGHT.upper())}},
        accept="MISSING_NXDOMAIN SPLIT_AUTH",
    ),
    kind(
        "The zone's other server has something else",
        "MISSING_NXDOMAIN",
        **{**NEW_HOME, "servers": {"A": holding(ns=["ns1.new-home.test."]), "B": holding(f"ls CNAME {OTHER}")}},
    ),
    kind(
        "Delegated to the zone's other server too: both are in charge",
        "OK",
        ns=(NS1, "ns1.new-home.test."),
        servers={"A": holding(RIGHT), "B": holding(RIGHT)},
        letters={NS1: "A", "ns1.new-home.test.": "B"},
    ),
    kind(
        "The registrar has an old address for the name server, the zone the new one",
        "WRONG_ZONE_EDITED",
        ns=("ns1.acme.test.",),
        letters={"ns1.acme.test.": "A"},
        servers={"A": holding("ns1 A {B}"), "B": holding(RIGHT, "ns1 A {B}")},
        says="registrar address",
        accept="MISSING_NXDOMAIN",
    ),
    kind(
        "An address that comes along for a name server elsewhere is not believed",
        "OK",
        servers={
            "A": {**holding(f"ls NS {CHILD}"), "extra_glue": {CHILD: "C"}},
            "B": holding(f"@ CNAME {TARGET}", zone="ls.acme.test", ns=[CHILD]),
            "C": only("refused"),
        },
        letters={NS1: "A", NS2: "A", CHILD: "B"},
    ),
]

AT_NAME = [
    kind("NS records at the host, and the record at their servers", "OK", **_at_name(_own(f"@ CNAME {TARGET}"))),
    kind(
        "NS records at the host, and nothing but a web address there",
        "A_INSTEAD_OF_CNAME",
        **_at_name(_own("@ A 192.0.2.9")),
        says=r"192\.0\.2\.9",
        accept="NS_AT_NAME_DELEGATED",
    ),
    kind(
        "NS records at the host to a server that refuses",
        "NS_AT_NAME_DELEGATED",
        **_at_name(only("refused")),
        says="NS|name.server",
        accept="LAME_DELEGATION",
    ),
    kind(
        "NS records at the host to a server that does not exist",
        "NS_AT_NAME_DELEGATED",
        f"ls NS {CHILD}",
        says="NS|name.server",
        accept="LAME_DELEGATION",
    ),
    kind(
        "NS records at the host, its zone at the same server",
        "NS_AT_NAME_DELEGATED",
        says="NS|name.server",
        servers={"A": {"zones": {"acme.test": [f"ls NS {NS1}"], "ls.acme.test": {"records": [], "ns": [NS1]}}}},
    ),
    kind(
        "NS records at the host, and a CNAME that leads elsewhere",
        "WRONG_TARGET",
        says="elsewhere",
        **_at_name(_own(f"@ CNAME {OTHER}")),
    ),
]

INNER = [
    kind("In an inner zone", "OK", **_below(holding(RIGHT, zone="eu.acme.test", ns=[CHILD]))),
    kind(
        "Missing in an inner zone",
        "MISSING_NXDOMAIN",
        **_below(holding(zone="eu.acme.test", ns=[CHILD])),
        says=r"\bls\b eu\.acme\.test",
    ),
    kind(
        "The inner zone behind the value",
        "TARGET_HAS_ZONE_APPENDED",
        says=r"eu\.acme\.test",
        **_below(holding(RIGHT.rstrip("."), zone="eu.acme.test", ns=[CHILD])),
        accept="WRONG_TARGET",
    ),
    kind(
        "The inner zone twice in the name",
        "DOUBLED_NAME",
        says="only|just",
        **_below(holding(f"ls.eu.acme.test CNAME {TARGET}", zone="eu.acme.test", ns=[CHILD])),
    ),
    kind(
        "Half of the inner zone's name twice",
        "DOUBLED_NAME",
        says="only|just",
        **_below(holding(f"ls.eu CNAME {TARGET}", zone="eu.acme.test", ns=[CHILD])),
        accept="NAME_TYPO",
    ),
    kind(
        "A link host of the domain above is no slip",
        "MISSING_NXDOMAIN",
        never=r"\bls\.acme\.test",
        **_below(holding(zone="eu.acme.test", ns=[CHILD]), RIGHT),
    ),
]


def _odd(behaviour: str, code: str = "OK", *records: str, **more: Any) -> Case:
    return kind(
        f"Transport, {code}: {behaviour}",
        code,
        servers={"A": holding(*(records or [RIGHT]), behaviour=behaviour)},
        **more,
    )


TRANSPORT = [
    *map(
        _odd,
        (
            "truncate_udp",
            "formerr_edns",
            "notimp_edns",
            "drop_edns",
            "wrong_id_first",
            "wrong_question_first",
            "loss:0.1",
            "loss:0.3",
            "delay:1.5",
            "uppercase",
            "servfail_once",
            "no_tcp",
            "formerr_edns+truncate_udp",
            "wrong_id_first+uppercase",
            "drop_edns+delay:0.3",
        ),
    ),
    _odd("wrong_id_first", "MISSING_NXDOMAIN", "www A 192.0.2.5", never="spoofed"),
    _odd("wrong_question_first", "TTL_TOO_LONG", f"ls 172800 CNAME {TARGET}", says="TTL"),
    _odd("truncate_udp", "MULTIPLE_CNAMES", RIGHT, f"ls CNAME {OTHER}"),
    kind("No addresses with the referrals", "OK", RIGHT, glue=False),
    kind("Name servers inside the zone they serve", "OK", RIGHT, "ns1 A {A}", ns=("ns1.acme.test.",)),
    kind(
        "Name servers below a third domain",
        "OK",
        ns=("ns1.acme-dns.test.",),
        letters={NS1: "B"},
        delegation={"acme.test": ["ns1.acme-dns.test."], "acme-dns.test": [NS1]},
        glue=False,
        servers={"A": holding(RIGHT), "B": holding("ns1 A {A}", zone="acme-dns.test", ns=[NS1])},
    ),
]

CASES = numbered("S", [*LAME, *SILENT, *PARTIAL, *SPLIT, *ELSEWHERE, *AT_NAME, *INNER, *TRANSPORT])
