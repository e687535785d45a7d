"""The settings of a check: from the environment, then from `.env`; all faults at once."""

from pathlib import Path

import pytest

from bot.check import run
from bot.check.faults import Faults
from bot.check.settings import environment, read_settings
from bot.core.domain import TWILIO_TARGET
from bot.gateways.dns import Server


def test_nothing_set_means_the_real_internet() -> None:
    settings, _ = read_settings({})
    assert settings.target == TWILIO_TARGET
    assert (len(settings.roots), settings.port) == (13, 53)


def test_every_setting_is_read() -> None:
    given = {"DNS_RESOLVERS": "192.0.2.1, 192.0.2.2#54,", "DNS_ROOTS": "192.0.2.3", "DNS_PORT": "55"}
    settings, _ = read_settings({**given, "DNS_TARGET": "LS.other.example"})
    assert settings.resolvers == (Server("192.0.2.1"), Server("192.0.2.2", 54))
    assert settings.roots == (Server("192.0.2.3"),)
    assert (settings.port, settings.target) == (55, "ls.other.example.")


def test_the_environment_wins_over_the_file_and_empty_means_unset(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("DNS_PORT=1111\nDNS_ROOTS=192.0.2.1\nDNS_TARGET=a.example\n")
    monkeypatch.setenv("DNS_PORT", "2222")
    monkeypatch.setenv("DNS_TARGET", "")
    found = environment()
    assert (found["DNS_PORT"], found["DNS_ROOTS"]) == ("2222", "192.0.2.1")
    assert "DNS_TARGET" not in found


BAD = {
    "DNS_RESOLVERS": "resolver.example",
    "DNS_ROOTS": "192.0.2.1#0",
    "DNS_PORT": "fifty",
    "DNS_TARGET": "not a host",
    "PROBE_CONNECT_TO": "192.0.2.1:443:80",
    "PROBE_EXTRA_CA": "no-such-file.pem",
}


def test_every_fault_is_named_in_one_go() -> None:
    with pytest.raises(Faults) as caught:
        read_settings(BAD)
    assert [fault.partition(" ")[0] for fault in caught.value.faults] == list(BAD)


def test_bad_settings_are_usage_and_named_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in BAD.items():
        monkeypatch.setenv(name, value)
    assert run("ls.acme.test", as_json=True, is_quick=True, verification=None, previous=None) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert all(f"linkdomain check: {name} " in said.err for name in BAD)
