"""Settings: every fault at once, by name, and never a value."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.settings import Mode, Settings, SettingsFaults, load

KEY = Fernet.generate_key().decode()
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-canary", "SLACK_APP_TOKEN": "xapp-canary", "SECRET_KEYS": KEY}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-canary", "SLACK_SIGNING_SECRET": "canary-a, canary-b", "SECRET_KEYS": KEY}


def faults_of(given: Mapping[str, str], mode: Mode | None = None) -> str:
    with pytest.raises(SettingsFaults) as caught:
        load(mode, given=given)
    return "\n".join(caught.value.faults)


def test_mode_is_socket_where_there_is_an_app_token_and_http_otherwise() -> None:
    assert load(given=SOCKET).mode() is Mode.SOCKET
    assert load(given=HTTP).mode() is Mode.HTTP
    assert load(Mode.HTTP, given={**SOCKET, **HTTP}).mode(Mode.HTTP) is Mode.HTTP


def test_every_fault_is_named_in_one_go() -> None:
    faults = faults_of({"WEB_PORT": "lots", "APPROVERS": "U12345, @ana", "PROBE_CONNECT_TO": "10.0.0.1:443:80"})
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SECRET_KEYS", "WEB_PORT", "APPROVERS", "PROBE_CONNECT_TO"):
        assert name in faults


def test_socket_mode_asks_for_the_app_token() -> None:
    assert "SLACK_APP_TOKEN" in faults_of(HTTP, Mode.SOCKET)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_API_URL", "https://slack.test/"),
        ("SLACK_API_URL", "http://slack.test/api/"),
        ("TWILIO_API_BASE_URL", "https://twilio.test"),
        ("TWILIO_API_BASE_URL", "http://127.0.0.1.evil.test"),
        ("TWILIO_ACCOUNT_SID", "AC12"),
        ("DATABASE_URL", "mysql://x"),
        ("SECRET_KEYS", "short"),
        ("PUBLIC_URL", "http://bot.test"),
        ("WEB_PORT", "70000"),
        ("SMTP_URL", "http://mail.test"),
        ("SMTP_URL", "smtp://mail.test:port"),
        ("SMTP_URL", "smtp://mail.test:70000"),
        ("SMTP_URL", "smtp://[mail.test"),
        ("MAIL_FROM", "somebody"),
        ("MAIL_FROM", "<bot@acme.com>"),
        ("MAIL_FROM", "bot@acme.com,eve@acme.com"),
        ("BOUNCES_URL", "imap://bot:secret@imap.test/INBOX"),
        ("BOUNCES_URL", "imaps://imap.test/INBOX"),
        ("APPROVERS", "ana"),
        ("DEFAULT_CHANNEL", "#general"),
        ("WORK_HOURS", "always"),
        ("COMPANY_LOGO", "http://logo.test/a.png"),
        ("COMPANY_LOGO", "a.png"),
        ("TEST_NUMBERS", "555"),
        ("FOUR_EYES", "perhaps"),
        ("DNS_RESOLVERS", "dns.test"),
        ("DNS_RESOLVERS", "192.0.2.1,192.0.2.999"),
        ("DNS_RESOLVERS", "192.0.2.1#99999"),
        ("DNS_ROOTS", "1.2"),
        ("DNS_PORT", "0"),
        ("PROBE_CONNECT_TO", "127.0.0.1:443"),
        ("PROBE_CONNECT_TO", "localhost:8443:8080"),
        ("RETENTION_DAYS", "0"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_setting(name: str, value: str) -> None:
    assert name in faults_of({**SOCKET, name: value})


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"TWILIO_ACCOUNT_SID": "AC" + "0" * 32}, "TWILIO_AUTH_TOKEN"),
        ({"TWILIO_AUTH_TOKEN": "canary"}, "TWILIO_ACCOUNT_SID"),
        ({"SMTP_URL": "smtp://127.0.0.1:25"}, "MAIL_FROM"),
    ],
)
def test_half_a_pair_is_refused(given: Mapping[str, str], named: str) -> None:
    assert named in faults_of({**SOCKET, **given})


def test_faults_never_show_what_a_setting_holds() -> None:
    wrong = {"SECRET_KEYS": "canary-key", "SMTP_URL": "smtp://user:canary@host:canary", "TWILIO_AUTH_TOKEN": "canary"}
    wrong["BOUNCES_URL"] = "imap://canary:canary@canary/"
    assert "canary" not in faults_of(wrong)


def test_secrets_do_not_show_in_the_settings() -> None:
    assert "canary" not in repr(load(given=SOCKET)) + str(load(given=HTTP))


def test_an_empty_value_is_unset() -> None:
    settings = load(given={**SOCKET, "APPROVERS": "", "WEB_PORT": "", "DATABASE_URL": ""})
    assert (settings.approvers, settings.web_port, settings.database_url) == ((), 8300, "sqlite:///linkdomain.db")


def test_lists_are_split_at_commas() -> None:
    settings = load(given={**HTTP, "APPROVERS": " U123 ,S456,", "DNS_ROOTS": "127.0.0.1#53,::1"})
    assert settings.approvers == ("U123", "S456")
    assert settings.dns_roots == ("127.0.0.1#53", "::1")
    assert [secret.get_secret_value() for secret in settings.slack_signing_secret] == ["canary-a", "canary-b"]


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("COMPANY_NAME=from file\nWEB_HOST=127.0.0.2\nAPPROVERS=U111,U222\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPANY_NAME", "from environment")
    settings = load(is_for_run=False)
    assert (settings.company_name, settings.web_host, settings.approvers) == (
        "from environment",
        "127.0.0.2",
        ("U111", "U222"),
    )


def test_the_readme_names_every_setting() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in readme] == []


def test_proxies_are_addresses_and_networks() -> None:
    assert load(given={**SOCKET, "TRUSTED_PROXIES": "10.0.0.0/8, ::1"}).trusted_proxies == ("10.0.0.0/8", "::1")
    assert "TRUSTED_PROXIES every entry must be an address or a network" in faults_of({"TRUSTED_PROXIES": "*"})
