"""Who hosts a zone's DNS."""

import pytest

from bot.core.facts import Provider
from bot.core.providers import PANELS, panel_of, provider_of

KNOWN = [
    ("kate.ns.cloudflare.com", "cloudflare"),
    ("NS01.DomainControl.com.", "godaddy"),
    ("ns-1536.awsdns-00.co.uk", "route53"),
    ("ns-cloud-a1.googledomains.com", "google"),
    ("dns1.registrar-servers.com", "namecheap"),
    ("ns10.wixdns.net", "wix"),
    ("ns1.bluehost.com", "bluehost"),
    ("ns1.dns-parking.com", "hostinger"),
    ("ns1.siteground.net", "siteground"),
    ("ns55.worldnic.com", "networksolutions"),
    ("ns1045.ui-dns.biz", "ionos"),
    ("dns200.anycast.me", "ovh"),
    ("ns1.digitalocean.com", "digitalocean"),
    ("ns1-05.azure-dns.com", "azure"),
    ("ns-10-a.gandi.net", "gandi"),
    ("ns1.name.com", "namecom"),
    ("ns1.dreamhost.com", "dreamhost"),
    ("curitiba.ns.porkbun.com", "porkbun"),
    ("ns1.vercel-dns.com", "vercel"),
    ("hydrogen.ns.hetzner.com", "hetzner"),
]


@pytest.mark.parametrize(("name_server", "key"), KNOWN)
def test_a_provider_is_known_by_its_name_servers(name_server: str, key: str) -> None:
    found = provider_of([name_server])
    assert found is not None
    assert found.id == key


def test_the_provider_of_most_name_servers_is_told() -> None:
    found = provider_of(["ns1.name.com", "a.ns.porkbun.com", "b.ns.porkbun.com"])
    assert found == Provider("porkbun", "Porkbun")


def test_unknown_name_servers_have_no_provider() -> None:
    assert provider_of(["ns1.acme.com", "ns1.notcloudflare.com", "xname.com"]) is None
    assert provider_of([]) is None


def test_each_provider_stands_in_the_table_once() -> None:
    ids = [panel.provider.id for panel in PANELS]
    assert len(set(ids)) == len(ids) >= 20
    assert all(panel.servers and panel.name_box for panel in PANELS)


def test_a_panel_is_found_by_its_provider() -> None:
    panel = panel_of(Provider("namecheap", "Namecheap"))
    assert panel is not None
    assert panel.name_box == "Host"
    assert panel_of(None) is None
    assert panel_of(Provider("none", "None")) is None
