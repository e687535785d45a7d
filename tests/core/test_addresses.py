"""What a probe may speak to."""

import pytest

from bot.core.addresses import is_address, is_loopback, is_loopback_host, is_public, is_within

NOT_PUBLIC = (
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
    "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fe80::1", "fec0::1", "ff02::1", "localhost",
    "1.2.3", "08.8.8.8",
)  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_the_public_internet_is_left_alone(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)


def test_loopback_is_what_stays_on_this_machine() -> None:
    assert is_loopback("127.9.9.9")
    assert is_loopback("::1")
    assert not is_loopback("192.168.0.1")
    assert not is_loopback("localhost")


def test_addresses_are_looked_up_in_networks() -> None:
    assert is_within("104.16.1.1", "10.0.0.0/8", "104.16.0.0/13")
    assert not is_within("2606:4700::1", "104.16.0.0/13")
    assert is_address("2001:db8::1")
    assert not is_address("acme.com")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_is_known_by_name_and_by_address(host: str) -> None:
    assert is_loopback_host(host)


@pytest.mark.parametrize("host", [None, "", "localhost.example.com", "192.168.0.1", "127.0.0.1.nip.io", "[::1]"])
def test_what_is_elsewhere_is_not_this_machine(host: str | None) -> None:
    assert not is_loopback_host(host)
