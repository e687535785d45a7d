"""The form at a DNS provider in which a client edits its zone, with the habits of such forms."""

from dns.exception import DNSException
from dns.name import Name
from dns.rdatatype import CNAME
from dns.rdatatype import from_text as type_from_text

from bot.sandbox.dns.zone import Zone

NAME_VALUES = frozenset({"CNAME", "MX", "NS", "SRV"})
OFFERED = frozenset({"A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"})


class PanelRefused(Exception):
    """What the form says in red."""


class Panel:
    """Names are taken relative to the zone, whatever is typed: ``ls.acme.test`` becomes ``ls.acme.test.acme.test``.

    ``appends_zone``  whether a value without a final dot gets the zone's name added too, as many panels do
    ``least_ttl``     the smallest TTL offered (seconds; 600 at GoDaddy)
    """

    def __init__(self, zone: Zone, *, appends_zone: bool = True, least_ttl: int = 600) -> None:
        self._zone, self._appends_zone, self._least_ttl = zone, appends_zone, least_ttl

    def add(self, name: str, rdtype: str, value: str, ttl: int = 3600) -> None:
        """Adds one record, as typed. Raises PanelRefused."""
        kind = rdtype.upper()
        owner = self._judge(name, kind, ttl)
        here = self._zone.at(owner)
        if here and (kind == "CNAME" or CNAME in here):
            raise PanelRefused(f"another record is at {name} already; a CNAME cannot share its name")
        self._put(name, kind, value, ttl)

    def change(self, name: str, rdtype: str, value: str, ttl: int = 3600) -> None:
        """Puts this record in place of all others of that name and type. Raises PanelRefused."""
        self.remove(name, rdtype)
        self.add(name, rdtype, value, ttl)

    def remove(self, name: str, rdtype: str) -> None:
        """Raises PanelRefused where there is no such record."""
        self._judge(name, rdtype.upper(), self._least_ttl)
        if not self._zone.remove(name, rdtype):
            raise PanelRefused(f"there is no {rdtype} record named {name}")

    def records(self) -> list[tuple[str, str, str, int]]:
        """What the panel lists: name, type, value, TTL."""
        return [(name, kind, value, ttl) for name, ttl, kind, value in self._zone.lines()]

    def _judge(self, name: str, kind: str, ttl: int) -> Name:
        if kind not in OFFERED:
            raise PanelRefused(f"{kind} is not offered")
        if ttl < self._least_ttl:
            raise PanelRefused(f"the TTL must be at least {self._least_ttl} seconds")
        if name in {"@", ""} and kind in {"CNAME", "NS"}:
            raise PanelRefused(f"a {kind} record cannot be set for the domain itself")
        try:
            type_from_text(kind)
            return self._zone.owner(name)
        except (DNSException, ValueError) as fault:
            raise PanelRefused(f"{name} is not a valid name") from fault

    def _put(self, name: str, kind: str, value: str, ttl: int) -> None:
        try:
            self._zone.put(name, kind, self._completed(kind, value.strip()), ttl)
        except (DNSException, ValueError) as fault:
            raise PanelRefused(f"{value} is not a valid value for {kind}") from fault

    def _completed(self, kind: str, value: str) -> str:
        if kind == "TXT":
            return _quoted(value)
        if kind in NAME_VALUES and not self._appends_zone and not value.endswith("."):
            return value + "."
        return value


def _quoted(text: str) -> str:
    """The zone-file form of a TXT: strings of at most 255 octets (RFC 1035 section 3.3.14)."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return " ".join(f'"{plain[at : at + 250]}"' for at in range(0, max(1, len(plain)), 250))
