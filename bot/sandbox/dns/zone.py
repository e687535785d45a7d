"""The data of one zone: what exists, what a wildcard stands in for, and the SOA. Asks and answers nothing itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dns.name import Name, from_text
from dns.rdata import Rdata
from dns.rdata import from_text as rdata_from_text
from dns.rdataclass import IN
from dns.rdatatype import CNAME, NS, SOA, RdataType
from dns.rdatatype import from_text as type_from_text
from dns.rrset import RRset


@dataclass(slots=True)
class Records:
    """All data of one name and type. A list, as dnspython's own set would drop a second CNAME."""

    ttl: int
    datas: list[Rdata] = field(default_factory=list)


Node = Mapping[RdataType, Records]


class Zone:
    """Editable at any time; every edit raises the SOA's serial.

    ``name_servers`` are absolute names. ``minimum`` is how long resolvers may remember that something is missing
    (seconds, RFC 2308 section 4), ``ttl`` the default of records (seconds).
    """

    def __init__(self, origin: str, name_servers: Sequence[str], *, ttl: int = 600, minimum: int = 300) -> None:
        self.origin = from_text(origin)
        self.ttl, self.minimum, self.serial = ttl, minimum, 0
        self._nodes: dict[Name, dict[RdataType, Records]] = {}
        self._existing: set[Name] = set()
        self._first_server = name_servers[0]
        self._made: dict[object, RRset] = {}
        for server in name_servers:
            self.put("@", "NS", server)

    def put(self, name: str, rdtype: str, value: str, ttl: int | None = None) -> None:
        """Adds one record in the form of a zone file: names without a final dot are below the zone. Checks nothing but
        the syntax (dns.exception.DNSException); a value that is there already only gets the TTL."""
        owner, kind = self.owner(name), type_from_text(rdtype)
        data = rdata_from_text(IN, kind, value, origin=self.origin, relativize=False)
        records = self._nodes.setdefault(owner, {}).setdefault(kind, Records(self.ttl))
        records.ttl = self.ttl if ttl is None else ttl
        if data not in records.datas:
            records.datas.append(data)
        self._changed()

    def remove(self, name: str, rdtype: str | None = None) -> int:
        """Takes away the records of that name (and type); gives how many types went."""
        owner = self.owner(name)
        node = self._nodes.get(owner, {})
        gone = [kind for kind in node if rdtype is None or kind == type_from_text(rdtype)]
        for kind in gone:
            del node[kind]
        if not node:
            self._nodes.pop(owner, None)
        self._changed()
        return len(gone)

    def owner(self, name: str) -> Name:
        """The absolute name; raises ValueError outside the zone."""
        owner = from_text(name, self.origin)
        if not owner.is_subdomain(self.origin):
            raise ValueError(f"{name} is not in {self.origin}")
        return owner

    def at(self, owner: Name) -> Node:
        """What stands at exactly this name, without wildcards; empty where nothing does."""
        return self._nodes.get(owner, {})

    def find(self, name: Name) -> Node | None:
        """The node that answers for the name (RFC 1034 section 4.3.2, RFC 4592): itself, the wildcard beside its
        closest encloser, an empty node for a name that only has names below it. None: there is no such name."""
        if name in self._existing:
            return self.at(name)
        encloser = name
        while encloser not in self._existing:
            encloser = encloser.parent()
        return self._nodes.get(from_text("*", encloser))

    def cut(self, name: Name) -> Name | None:
        """The delegation at or above the name, nearest to the zone's own origin."""
        labels = range(len(self.origin) + 1, len(name) + 1)
        above = (name.split(count)[1] for count in labels)
        return next((owner for owner in above if NS in self.at(owner)), None)

    def rrsets(self, node: Node, kind: RdataType, owner: Name) -> list[RRset]:
        """The records of a node as they go into a message, under the name that was asked for."""
        records = node.get(kind)
        if records is None:
            return []
        if kind == CNAME:
            return [self._once(owner, kind, records.ttl, [data]) for data in records.datas]
        return [self._once(owner, kind, records.ttl, records.datas)]

    def soa(self, *, is_negative: bool = False) -> RRset:
        """The SOA; in a negative answer its TTL is the smaller of TTL and minimum (RFC 2308 section 3)."""
        key, ttl = ("SOA", self.minimum, is_negative), min(3600, self.minimum) if is_negative else 3600
        if key not in self._made:
            text = f"{self._first_server} hostmaster {self.serial} 7200 900 1209600 {self.minimum}"
            data = rdata_from_text(IN, SOA, text, origin=self.origin, relativize=False)
            self._made[key] = _rrset(self.origin, SOA, ttl, [data])
        return self._made[key]

    def lines(self) -> Iterator[tuple[str, int, str, str]]:
        """Every record as (name relative to the zone, TTL, type, value)."""
        for owner, node in sorted(self._nodes.items()):
            for kind, records in node.items():
                for data in records.datas:
                    yield owner.relativize(self.origin).to_text(), records.ttl, kind.name, data.to_text()

    def _once(self, owner: Name, kind: RdataType, ttl: int, datas: Sequence[Rdata]) -> RRset:
        """Made once for each state of the zone: dnspython takes its time to compare what goes into a set."""
        key = (owner, kind, ttl, *datas)
        if key not in self._made:
            self._made[key] = _rrset(owner, kind, ttl, datas)
        return self._made[key]

    def _changed(self) -> None:
        self.serial += 1
        self._made.clear()
        self._existing = {self.origin}
        for owner in self._nodes:
            climbing = owner
            while climbing not in self._existing:  # a name above another one exists too, though empty
                self._existing.add(climbing)
                climbing = climbing.parent()


def _rrset(owner: Name, kind: RdataType, ttl: int, datas: Sequence[Rdata]) -> RRset:
    rrset = RRset(owner, IN, kind)
    for data in datas:
        rrset.add(data, ttl)
    return rrset
