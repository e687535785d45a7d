"""The record: its value, its name, what stands in its place, and catch-alls."""

from tests.check.kinds.build import HOST, NS1, OTHER, PLAIN, RIGHT, TARGET, TOKEN, Case, kind, numbered

LOOSE = "WRONG_TARGET CNAME_CHAIN_BROKEN"
CLOUDFLARE = ("ada.ns.cloudflare.com.", "bob.ns.cloudflare.com.")


def _slip(value: str) -> Case:
    return kind(
        f"A slip in the value: {value}",
        "TARGET_TYPO",
        f"ls CNAME {value}.",
        accept=LOOSE,
        says=PLAIN.replace(".", r"\."),
    )


VALUES = [
    *map(
        _slip,
        (
            "lsct.ashburn.us1.twillio.com",
            "lsct.ashburn.us1.twilio.co",
            "isct.ashburn.us1.twilio.com",
            "lsct.ashburn.usl.twilio.com",
            "lsct.asburn.us1.twilio.com",
            "lsctashburn.us1.twilio.com",
            "lcst.ashburn.us1.twilio.com",
            "lsct.ashburn.us1.twilio.com.com",
            "www.lsct.ashburn.us1.twilio.com",
        ),
    ),
    kind("Another region", "WRONG_TARGET", "ls CNAME lsct.dublin.ie1.twilio.com.", says=r"lsct\.dublin"),
    kind("Another shortener, in upper case", "WRONG_TARGET", f"ls CNAME {OTHER.upper()}", says=r"links\.elsewhere"),
    kind(
        "By way of an own alias to another shortener",
        "WRONG_TARGET",
        "ls CNAME go",
        f"go CNAME {OTHER}",
        says=r"go\.acme\.test elsewhere",
    ),
    kind("The client's own web site", "WRONG_TARGET", "ls CNAME www", "www A 192.0.2.5", says=r"www\.acme\.test"),
    kind("The client's whole domain", "WRONG_TARGET", "ls CNAME @", "@ A 192.0.2.5", says=r"acme\.test"),
    kind(
        "To a domain whose servers refuse it",
        "WRONG_TARGET",
        "ls CNAME go.lost.test.",
        delegation={"acme.test": [NS1], "lost.test": ["ns1.lost-dns.test."]},
        letters={NS1: "A", "ns1.lost-dns.test.": "B"},
        says=r"go\.lost\.test",
        servers={"A": {"zones": {"acme.test": ["ls CNAME go.lost.test."]}}, "B": {"behaviour": "refused"}},
        accept="CNAME_CHAIN_BROKEN SERVERS_UNREACHABLE",
    ),
    kind("Upper case is no fault", "OK", f"LS CNAME {TARGET.upper()}"),
    kind("A TTL of a day is no fault", "OK", f"ls 86400 CNAME {TARGET}"),
    kind("A TTL of two days", "TTL_TOO_LONG", f"ls 172800 CNAME {TARGET}", says="TTL", accept="OK"),
    kind("A TTL of a day and a bit", "TTL_TOO_LONG", f"ls 100000 CNAME {TARGET}", says=r"1\.2.days", accept="OK"),
    kind("A TTL of a minute", "OK", f"ls 60 CNAME {TARGET}"),
    kind(
        "A slip with the zone behind it",
        "TARGET_HAS_ZONE_APPENDED",
        "ls CNAME lsct.ashbum.us1.twilio.com",
        says=r"acme\.test",
        accept=f"{LOOSE} TARGET_TYPO",
    ),
    kind(
        "The zone behind it twice",
        "TARGET_HAS_ZONE_APPENDED",
        f"ls CNAME {PLAIN}.acme.test",
        says=r"acme\.test",
        accept=LOOSE,
    ),
    kind(
        "The domain behind it, written out",
        "TARGET_HAS_ZONE_APPENDED",
        f"shop.ls CNAME {PLAIN}",
        host="shop.ls.acme.test",
        says=r"acme\.test",
        accept=LOOSE,
    ),
    kind("The whole host behind it", "TARGET_HAS_ZONE_APPENDED", f"ls CNAME {PLAIN}.{HOST}.", accept=LOOSE),
]


def _address(title: str, value: str) -> Case:
    return kind(
        f"A web address as value: {title}",
        "URL_IN_VALUE",
        f"ls CNAME {value}",
        says="http",
        accept=f"{LOOSE} TARGET_TYPO",
    )


ADDRESSES = [
    _address("http", rf"http\058\047\047{TARGET}"),
    _address("trailing slash", rf"{PLAIN}\047."),
    _address("https and slash", rf"https\058\047\047{PLAIN}\047."),
    _address("a path", rf"{PLAIN}\047welcome."),
    _address("the zone behind it", rf"https\058\047\047{PLAIN}"),
    _address("another address", r"https\058\047\047links.elsewhere.example."),
    _address("a space before it", rf"\032{TARGET}"),
    _address("a space behind it", rf"{PLAIN}\032."),
    _address("a port", rf"{PLAIN}\058443."),
]

CHAINS = [
    kind("Points at itself", "CNAME_LOOP", "ls CNAME ls", says="itself|back"),
    kind("Points at itself in upper case", "CNAME_LOOP", "ls CNAME LS.ACME.TEST."),
    kind("A ring of three", "CNAME_LOOP", "ls CNAME a", "a CNAME b", "b CNAME ls"),
    kind("A ring further on", "CNAME_LOOP", "ls CNAME a", "a CNAME b", "b CNAME a"),
    kind(
        "A ring of two zones",
        "CNAME_LOOP",
        delegation={"acme.test": [NS1], "sister.test": [NS1]},
        servers={"A": {"zones": {"acme.test": ["ls CNAME go.sister.test."], "sister.test": [f"go CNAME {HOST}."]}}},
    ),
    kind(
        "Two hops to our target",
        "CNAME_CHAIN_OK",
        "ls CNAME a",
        "a CNAME b",
        f"b CNAME {TARGET}",
        says="direct",
        accept="OK",
    ),
    kind(
        "Six hops to our target",
        "CNAME_CHAIN_OK",
        "ls CNAME h1",
        *(f"h{n} CNAME h{n + 1}" for n in range(1, 6)),
        f"h6 CNAME {TARGET}",
        says="direct",
        accept="OK",
    ),
    kind(
        "More hops than anybody follows",
        "CNAME_CHAIN_BROKEN",
        "ls CNAME h1",
        *(f"h{n} CNAME h{n + 1}" for n in range(1, 20)),
        f"h20 CNAME {TARGET}",
        never="back.to.itself",
        accept="CNAME_LOOP WRONG_TARGET",
    ),
    kind(
        "By way of another domain to our target",
        "CNAME_CHAIN_OK",
        says="direct",
        accept="OK",
        delegation={"acme.test": [NS1], "sister.test": [NS1]},
        servers={"A": {"zones": {"acme.test": ["ls CNAME go.sister.test."], "sister.test": [f"go CNAME {TARGET}"]}}},
    ),
    kind(
        "A DNAME above the host leads to our target",
        "CNAME_CHAIN_OK",
        "links DNAME short",
        f"ls.short CNAME {TARGET}",
        host="ls.links.acme.test",
        accept="OK",
    ),
    kind(
        "A DNAME above the host leads nowhere",
        "CNAME_CHAIN_BROKEN",
        "links DNAME short",
        "www.short A 192.0.2.5",
        host="ls.links.acme.test",
        accept="WRONG_TARGET",
    ),
    kind(
        "To a domain that nobody has",
        "CNAME_CHAIN_BROKEN",
        "ls CNAME go.nobody-has-this.test.",
        says=r"nobody-has-this",
        accept="WRONG_TARGET",
    ),
    kind(
        "By way of an alias to a name that is gone",
        "CNAME_CHAIN_BROKEN",
        "ls CNAME a",
        "a CNAME gone",
        says=r"gone\.acme\.test",
        accept="WRONG_TARGET",
    ),
    kind("Ours and another one", "MULTIPLE_CNAMES", RIGHT, f"ls CNAME {OTHER}", says="more.than.one|two|delete"),
    kind(
        "Two, and neither is ours",
        "MULTIPLE_CNAMES",
        f"ls CNAME {OTHER}",
        "ls CNAME old.elsewhere.example.",
        says="change",
    ),
    kind("Ours twice, once with the zone behind it", "MULTIPLE_CNAMES", RIGHT, f"ls CNAME {PLAIN}"),
]

NAMES = [
    kind(
        "Twice the domain, and the host exists otherwise",
        "DOUBLED_NAME",
        f"ls.acme.test CNAME {TARGET}",
        "x.ls A 192.0.2.5",
        says="only|just",
    ),
    kind(
        "Twice the domain in a deep name",
        "DOUBLED_NAME",
        f"go.eu.acme.test CNAME {TARGET}",
        host="go.eu.acme.test",
        says=r"go\.eu only|just",
    ),
    kind(
        "Half of the domain twice",
        "DOUBLED_NAME",
        f"ls.acme CNAME {TARGET}",
        says="only|just",
        accept="NAME_TYPO MISSING_NXDOMAIN",
    ),
    kind(
        "Twice the domain below a suffix of two labels",
        "DOUBLED_NAME",
        f"ls.acme.co.uk CNAME {TARGET}",
        host="ls.acme.co.uk",
        zone="acme.co.uk",
        says="only|just",
    ),
    *(
        kind(
            f"At a near-by name: {name}",
            "NAME_TYPO",
            f"{name} CNAME {TARGET}",
            says=name,
            accept="MISSING_NXDOMAIN MISSING_NODATA",
        )
        for name in ("is", "sl", "1s", "lss", "link", "links")
    ),
    *(
        kind(
            f"At a near-by name of links: {name}",
            "NAME_TYPO",
            f"{name} CNAME {TARGET}",
            host="links.acme.test",
            says=name,
            accept="MISSING_NXDOMAIN",
        )
        for name in ("link", "1inks", "ilnks", "lnks")
    ),
    *(
        kind(
            f"At a near-by name of go: {name}",
            "NAME_TYPO",
            f"{name} CNAME {TARGET}",
            host="go.acme.test",
            says=name,
            accept="MISSING_NXDOMAIN",
        )
        for name in ("og", "g0", "www.go")
    ),
    kind("At the root of the domain", "NAME_TYPO", f"@ CNAME {TARGET}", says=r"acme\.test", accept="MISSING_NXDOMAIN"),
    kind(
        "Without the middle part of a deep name",
        "NAME_TYPO",
        f"go CNAME {TARGET}",
        host="go.eu.acme.test",
        says=r"go\.acme\.test",
        accept="MISSING_NXDOMAIN",
    ),
    kind(
        "At a near-by name, and the host has mail",
        "TXT_OR_MX_AT_NAME",
        f"is CNAME {TARGET}",
        "ls MX 10 mail",
        also="NAME_TYPO",
    ),
    kind("A near-by name that leads elsewhere is no slip", "MISSING_NXDOMAIN", f"is CNAME {OTHER}"),
    kind("Nothing but a child below the host", "MISSING_NODATA", '_acme-challenge.ls TXT "x"', says=r"CNAME \bls\b"),
    kind("Nothing in an empty zone", "MISSING_NXDOMAIN", says=r"CNAME \bls\b 600"),
]

IN_PLACE = [
    kind("IPv6 only", "A_INSTEAD_OF_CNAME", "ls AAAA 2001:db8::9", says="2001:db8::9"),
    kind("Both kinds of address", "A_INSTEAD_OF_CNAME", "ls A 192.0.2.9", "ls AAAA 2001:db8::9", says=r"192\.0\.2\.9"),
    kind("A private address", "A_INSTEAD_OF_CNAME", "ls A 10.0.0.7", says=r"10\.0\.0\.7"),
    kind("An address and mail", "A_INSTEAD_OF_CNAME", "ls A 192.0.2.9", "ls MX 10 mail", also="TXT_OR_MX_AT_NAME"),
    kind("A text", "TXT_OR_MX_AT_NAME", 'ls TXT "v=spf1 -all"', says="TXT", accept="MISSING_NODATA"),
    kind("The value as text, in upper case", "TXT_INSTEAD_OF_CNAME", f'ls TXT "{PLAIN.upper()}"', says="type CNAME"),
    kind("The whole line as text", "TXT_INSTEAD_OF_CNAME", f'ls TXT "CNAME {TARGET}"', says="type CNAME"),
    kind(
        "The value as text in two strings", "TXT_INSTEAD_OF_CNAME", f'ls TXT "{PLAIN[:9]}" "{PLAIN[9:]}"', says="type"
    ),
    kind(
        "The value as text with a slip",
        "TXT_INSTEAD_OF_CNAME",
        'ls TXT "lsct.ashbum.us1.twilio.com"',
        says="type",
        accept="TXT_OR_MX_AT_NAME",
    ),
    kind(
        "The value as text beside another text",
        "TXT_INSTEAD_OF_CNAME",
        f'ls TXT "{TARGET}"',
        'ls TXT "x=1"',
        also="TXT_OR_MX_AT_NAME",
    ),
    kind(
        "The verification text at the host",
        "TXT_NAME_CONFLICT_CNAME",
        f'ls TXT "{TOKEN}"',
        verification=TOKEN,
        says="_twilio CNAME",
        accept="TXT_OR_MX_AT_NAME TXT_VERIFY_MISSING",
    ),
    kind(
        "The verification text at the host, nobody asked for it",
        "TXT_NAME_CONFLICT_CNAME",
        f'ls TXT "{TOKEN}"',
        says="_twilio CNAME",
        accept="TXT_OR_MX_AT_NAME MISSING_NODATA",
    ),
    kind(
        "Both texts at the host",
        "TXT_INSTEAD_OF_CNAME",
        f'ls TXT "{TARGET}"',
        f'ls TXT "{TOKEN}"',
        verification=TOKEN,
        also="TXT_NAME_CONFLICT_CNAME TXT_VERIFY_MISSING",
    ),
    kind("Our own addresses, one of them", "FLATTENED_CNAME", "ls A 198.51.100.42", accept="A_INSTEAD_OF_CNAME"),
    kind("Our own IPv6 address", "FLATTENED_CNAME", "ls AAAA 2001:db8:51::41", accept="A_INSTEAD_OF_CNAME"),
    kind(
        "Our own addresses at Cloudflare",
        "FLATTENED_CNAME",
        "ls A 198.51.100.41",
        "ls A 198.51.100.42",
        ns=CLOUDFLARE,
        accept="A_INSTEAD_OF_CNAME",
        expect={"provider": "cloudflare"},
    ),
    kind(
        "Cloudflare's proxy, IPv6 only",
        "PROXIED_CLOUDFLARE",
        "ls AAAA 2606:4700:3030::6815:1",
        ns=CLOUDFLARE,
        says="orange|prox",
        expect={"provider": "cloudflare"},
    ),
    kind(
        "Cloudflare's proxy, another range",
        "PROXIED_CLOUDFLARE",
        "ls A 172.67.1.9",
        "ls A 104.21.3.4",
        ns=CLOUDFLARE,
        says="orange|prox",
        never="delete",
    ),
    kind(
        "Cloudflare's addresses, the zone is elsewhere",
        "A_INSTEAD_OF_CNAME",
        "ls A 104.16.1.2",
        accept="PROXIED_CLOUDFLARE",
    ),
    kind("An ordinary address at Cloudflare", "A_INSTEAD_OF_CNAME", "ls A 192.0.2.9", ns=CLOUDFLARE, never="orange"),
]

CATCH_ALLS = [
    kind(
        "A catch-all leads elsewhere",
        "WILDCARD_OTHER",
        f"* CNAME {OTHER}",
        says="catch-all|wildcard",
        accept="WRONG_TARGET",
    ),
    kind(
        "A catch-all leads to nothing",
        "CNAME_CHAIN_BROKEN",
        "* CNAME gone.nobody-has-this.test.",
        accept="WILDCARD_OTHER",
    ),
    kind("A catch-all with a slip", "TARGET_TYPO", "* CNAME lsct.ashburn.us1.twilio.co.", accept="WILDCARD_OTHER"),
    kind("A catch-all for mail", "WILDCARD_OTHER", "* MX 10 mail", accept="TXT_OR_MX_AT_NAME"),
    kind("A catch-all text", "WILDCARD_OTHER", '* TXT "v=spf1 -all"', accept="TXT_OR_MX_AT_NAME"),
    kind("A catch-all IPv6 address", "WILDCARD_OTHER", "* AAAA 2001:db8::9", accept="A_INSTEAD_OF_CNAME"),
    kind("A catch-all at the level of a deep host", "WILDCARD_OTHER", "*.eu A 192.0.2.9", host="ls.eu.acme.test"),
    kind(
        "A catch-all, and the host has its own address",
        "A_INSTEAD_OF_CNAME",
        "* A 192.0.2.9",
        "ls A 192.0.2.10",
        says=r"192\.0\.2\.10",
    ),
    kind("A catch-all, and the record is there", "OK", "* A 192.0.2.9", RIGHT),
    kind(
        "A catch-all, and the record stands at a doubled name",
        "WILDCARD_OTHER",
        "* A 192.0.2.9",
        f"ls.acme.test CNAME {TARGET}",
        also="DOUBLED_NAME",
    ),
    kind("A catch-all to our target in upper case", "WILDCARD_MATCH", f"* CNAME {TARGET.upper()}", accept="OK"),
    kind(
        "A catch-all by way of an alias to our target",
        "WILDCARD_MATCH",
        "* CNAME go",
        f"go CNAME {TARGET}",
        also="CNAME_CHAIN_OK",
        accept="CNAME_CHAIN_OK OK",
    ),
    kind(
        "A catch-all at Cloudflare behind its proxy",
        "WILDCARD_OTHER",
        "* A 104.16.1.2",
        ns=CLOUDFLARE,
        accept="PROXIED_CLOUDFLARE",
    ),
    kind(
        "A host below a service's own suffix",
        "OK",
        f"ls.acme CNAME {TARGET}",
        host="ls.acme.github.io",
        zone="github.io",
    ),
    kind(
        "A catch-all to the whole domain",
        "WILDCARD_OTHER",
        "* CNAME @",
        "@ A 192.0.2.9",
        says=r"acme\.test",
        accept="WRONG_TARGET",
    ),
    kind("A catch-all that points at itself", "CNAME_LOOP", "* CNAME x", accept="WILDCARD_OTHER"),
]

CASES = numbered("R", [*VALUES, *ADDRESSES, *CHAINS, *NAMES, *IN_PLACE, *CATCH_ALLS])
