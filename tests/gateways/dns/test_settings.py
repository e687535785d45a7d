"""Where DNS is asked."""

from pathlib import Path

import pytest

from bot.core.addresses import is_public
from bot.gateways.dns import Server, dns_settings, parse_server, system_resolvers


def test_servers_are_written_with_or_without_a_port() -> None:
    assert parse_server("192.0.2.1") == Server("192.0.2.1", 53)
    assert parse_server(" 2001:db8::1#5353 ") == Server("2001:db8::1", 5353)


@pytest.mark.parametrize("text", ["", "ns1.acme.test", "192.0.2.1#0", "192.0.2.1#x", "192.0.2.1#99999"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_server(text)


def test_nothing_given_means_the_root_servers() -> None:
    settings = dns_settings(["192.0.2.1"])
    assert len(settings.roots) == 13
    assert all(is_public(root.address) for root in settings.roots)
    assert settings.resolvers == (Server("192.0.2.1", 53),)


def test_the_target_always_has_its_final_dot() -> None:
    assert dns_settings(target=" LSCT.example ").target == "lsct.example."


def test_the_systems_resolvers_are_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    file.write_text(
        "# made by hand\nsearch acme.test\nnameserver 192.0.2.53\nnameserver fe80::1%eth0\nnameserver bad\n"
    )
    assert system_resolvers(file) == (Server("192.0.2.53", 53), Server("fe80::1", 53))
    assert system_resolvers(tmp_path / "none") == ()
