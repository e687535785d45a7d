"""Who hosts a zone's DNS, told by the names of its name servers.

Name servers, panels and box names are as the providers' own help pages show them (November 2026); a row is all it takes
to know one more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from bot.core.facts import Provider


@dataclass(frozen=True, slots=True)
class Panel:
    """A provider and its DNS panel.

    ``servers`` are patterns of name-server names. ``name_box`` is what the panel calls the box for the record's name;
    all of these panels want the name relative to the zone there (``ls``) and add the zone by themselves.
    ``is_dot_refused``: the panel wants the value without its final dot. ``address`` is where people log in.
    """

    provider: Provider
    servers: tuple[str, ...]
    name_box: str = "Name"
    is_dot_refused: bool = False
    address: str | None = None


def provider_of(name_servers: Sequence[str]) -> Provider | None:
    """The provider behind most of these name servers (names in any case, final dot or not); None: not known."""
    names = [name.lower().rstrip(".") for name in name_servers]
    found = [panel.provider for name in names if (panel := _panel_behind(name))]
    return max(found, key=found.count, default=None)


def panel_of(provider: Provider | None) -> Panel | None:
    """What is known of the provider's panel."""
    return next((panel for panel in PANELS if provider is not None and panel.provider.id == provider.id), None)


def _panel_behind(name: str) -> Panel | None:
    return next((panel for panel in PANELS if any(fnmatchcase(name, pattern) for pattern in panel.servers)), None)


def _panel(
    key: str, name: str, servers: str, name_box: str = "Name", address: str = "", *, is_dot_refused: bool = False
) -> Panel:
    return Panel(Provider(key, name), tuple(servers.split()), name_box, is_dot_refused, address or None)


PANELS: tuple[Panel, ...] = (
    _panel("cloudflare", "Cloudflare", "*.ns.cloudflare.com", "Name", "https://dash.cloudflare.com"),
    _panel("godaddy", "GoDaddy", "*.domaincontrol.com", "Name", "https://dcc.godaddy.com"),
    _panel("route53", "Amazon Route 53", "*.awsdns-*", "Record name", "https://console.aws.amazon.com/route53"),
    _panel("google", "Google Cloud DNS", "ns-cloud-*.googledomains.com *.google.com", "DNS name"),
    _panel(
        "squarespace",
        "Squarespace",
        "*.squarespacedns.com *.squarespace.com",
        "Host",
        "https://account.squarespace.com",
    ),
    _panel(
        "namecheap",
        "Namecheap",
        "*.registrar-servers.com *.namecheaphosting.com",
        "Host",
        "https://ap.www.namecheap.com",
    ),
    _panel("wix", "Wix", "*.wixdns.net", "Host name", "https://manage.wix.com", is_dot_refused=True),
    _panel("bluehost", "Bluehost", "*.bluehost.com", "Refers to", "https://my.bluehost.com"),
    _panel("hostgator", "HostGator", "*.hostgator.com *.websitewelcome.com"),
    _panel("hostinger", "Hostinger", "*.dns-parking.com *.hostinger.com", "Name", "https://hpanel.hostinger.com"),
    _panel("siteground", "SiteGround", "*.siteground.net *.sgvps.net *.siteground.biz", "Name"),
    _panel("networksolutions", "Network Solutions", "*.worldnic.com *.netsol.com", "Refers to"),
    _panel("registercom", "Register.com", "*.register.com"),
    _panel("ionos", "IONOS", "*.ui-dns.* *.1and1.* *.ionos.*", "Host name", "https://login.ionos.com"),
    _panel("ovh", "OVHcloud", "*.ovh.net *.anycast.me *.ovh.ca", "Sub-domain", "https://www.ovh.com/manager"),
    _panel(
        "digitalocean", "DigitalOcean", "*.digitalocean.com", "Hostname", "https://cloud.digitalocean.com/networking"
    ),
    _panel("azure", "Azure DNS", "*.azure-dns.*", "Name", "https://portal.azure.com"),
    _panel("gandi", "Gandi", "*.gandi.net", "Name", "https://admin.gandi.net"),
    _panel("namecom", "name.com", "*.name.com", "Host", "https://www.name.com/account"),
    _panel("dreamhost", "DreamHost", "*.dreamhost.com", "Host", "https://panel.dreamhost.com"),
    _panel("porkbun", "Porkbun", "*.porkbun.com", "Host", "https://porkbun.com/account"),
    _panel("vercel", "Vercel", "*.vercel-dns.com *.vercel-dns-*", "Name", "https://vercel.com/dashboard/domains"),
    _panel("netlify", "Netlify", "*.nsone.net", "Name", "https://app.netlify.com"),
    _panel("hetzner", "Hetzner", "*.ns.hetzner.com *.ns.hetzner.de *.your-server.de *.second-ns.com *.second-ns.de"),
    _panel("shopify", "Shopify", "*.shopify.com *.myshopify.com", "Name", "https://admin.shopify.com"),
    _panel("wordpress", "WordPress.com", "*.wordpress.com", "Name", "https://wordpress.com/domains/manage"),
    _panel("linode", "Akamai Cloud (Linode)", "*.linode.com", "Hostname", "https://cloud.linode.com/domains"),
    _panel("vultr", "Vultr", "*.vultr.com"),
    _panel("akamai", "Akamai Edge DNS", "*.akam.net"),
    _panel("dnsimple", "DNSimple", "*.dnsimple.com *.dnsimple-edge.*", "Name", "https://dnsimple.com"),
    _panel("dnsmadeeasy", "DNS Made Easy", "*.dnsmadeeasy.com"),
    _panel("hover", "Hover", "*.hover.com", "Hostname", "https://www.hover.com/control_panel"),
    _panel("dynadot", "Dynadot", "*.dynadot.com", "Subdomain"),
    _panel("namesilo", "NameSilo", "*.dnsowl.com", "Hostname"),
    _panel("namebright", "NameBright", "*.namebrightdns.com"),
    _panel("inmotion", "InMotion Hosting", "*.inmotionhosting.com *.webhostinghub.com"),
    _panel("a2", "hosting.com (A2)", "*.a2hosting.com *.hosting.com"),
    _panel("wpengine", "WP Engine", "*.wpengine.com"),
    _panel("strato", "STRATO", "*.rzone.de *.strato-hosting.eu"),
    _panel("infomaniak", "Infomaniak", "*.infomaniak.ch *.infomaniak.com", "Source"),
    _panel("loopia", "Loopia", "*.loopia.se"),
    _panel("onecom", "one.com", "*.one.com"),
    _panel("transip", "TransIP", "*.transip.net *.transip.nl *.transip.eu"),
    _panel("alibaba", "Alibaba Cloud", "*.hichina.com *.alidns.com"),
    _panel("tencent", "Tencent Cloud (DNSPod)", "*.dnspod.net *.dnspod.com"),
)
"""Most specific first."""
