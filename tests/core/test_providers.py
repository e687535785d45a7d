"""Who hosts a zone's DNS."""

from dataclasses import replace

import pytest

from bot.core.facts import Provider, Record
from bot.core.providers import panel_of, panels, provider_by_soa, provider_of

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
    ("ns200.ovh.ca", "ovhca"),
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
    ids = [panel.provider.id for panel in panels()]
    assert len(set(ids)) == len(ids) >= 40
    assert all(panel.servers and panel.name_box for panel in panels())


def test_the_menus_are_known_where_most_domains_are() -> None:
    common = (
        "cloudflare", "godaddy", "route53", "google", "squarespace", "namecheap", "wix", "networksolutions", "bluehost",
        "ionos", "ovh", "azure", "digitalocean", "hostinger", "gandi", "porkbun", "hover", "shopify", "namecom",
    )  # fmt: skip
    assert {panel.provider.id for panel in panels() if panel.path} >= set(common)
    assert all(panel.address for panel in panels() if panel.path)


def test_every_address_is_a_plain_secure_one() -> None:
    assert all(panel.address is None or panel.address.startswith("https://") for panel in panels())


@pytest.mark.parametrize(
    ("mname", "rname", "key"),
    [
        ("ns1.acme.com", "dns.cloudflare.com", "cloudflare"),
        ("ns1.acme.com.", "AWSDNS-hostmaster.amazon.com.", "route53"),
        ("dns1.p01.nsone.net", "domains+netlify.netlify.com", "netlify"),
        ("ns01.domaincontrol.com", "hostmaster.acme.com", "godaddy"),
    ],
)
def test_a_provider_behind_own_named_servers_is_known_by_its_soa(mname: str, rname: str, key: str) -> None:
    found = provider_by_soa(mname, rname)
    assert found is not None
    assert found.id == key


def test_a_zone_that_the_client_keeps_itself_has_no_provider() -> None:
    assert provider_by_soa("ns1.acme.com", "hostmaster.acme.com") is None


def test_what_goes_into_the_boxes_is_what_the_panel_wants() -> None:
    cname = Record("CNAME", "ls", "acme.com", "lsct.ashburn.us1.twilio.com.")
    text = Record("TXT", "_twilio.ls", "acme.com", "abc")
    wix, route53 = panel_of(Provider("wix", "")), panel_of(Provider("route53", ""))
    assert wix is not None
    assert route53 is not None
    assert (wix.value_of(cname), route53.value_of(cname)) == ("lsct.ashburn.us1.twilio.com", cname.value)
    assert (wix.value_of(text), route53.value_of(text)) == ("abc", '"abc"')
    assert (wix.name_of(cname), replace(wix, wants_full_name=True).name_of(cname)) == ("ls", "ls.acme.com")


def test_a_panel_is_found_by_its_provider() -> None:
    panel = panel_of(Provider("namecheap", "Namecheap"))
    assert panel is not None
    assert panel.name_box == "Host"
    assert panel_of(None) is None
    assert panel_of(Provider("none", "None")) is None
