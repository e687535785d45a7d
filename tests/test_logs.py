"""Logs: one line per record, and no secret in any of them."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.logs import _QUIET, GONE, Redactor, set_up_logs

SECRETS = {
    "bot token": "xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
    "rotated token": "xoxe.xoxb-1-MS0yLTEyMzQ1Njc4OTAxMjM0",
    "app token": "xapp-1-A012345-1234567890-abcdef0123456789",
    "key sid": "SK0123456789abcdef0123456789abcdef",
    "account sid": "AC0123456789abcdef0123456789abcdef",
    "Fernet key": "JDT2W6pYGzYHzcVqvQ0C3vHDKqUzKZfC9vhb9gzJr1I=",
    "basic": "Basic QUMwMTIzOnNlY3JldA==",
    "bearer": "Bearer abcdefghijklmnop",
    "answer address": "https://hooks.slack.com/commands/T1/123/abcDEF",
    "mail": "jane.doe+x@acme.example",
    "international mail": "jürg.äbi@bücher.example",
    "smtp": "smtp://bob:p@ss/word@mail.example:587".replace("/word", "word"),
    "database": "postgresql+psycopg://linkdomain:hunter2hunter2@db.internal/linkdomain",
    "ticket": "wss://wss-primary.slack.com/link/?ticket=0aa1bb2cc3dd&app_id=1",
    "client link": "/setup/Zm9vYmFyYmF6cXV4cXV1eA",
    "credentials link": "/credentials/3f2a9c1b7d.Zm9vYmFyYmF6cXV4cXV1eA",
    "webhook's link": "/webhooks/3f2a9c1b7d.Zm9vYmFyYmF6cXV4cXV1eA",
    "token's link": "/tokens/3f2a9c1b7d.Zm9vYmFyYmF6cXV4cXV1eA",
    "API token": "ldk_Zm9vYmFyYmF6cXV4cXV1eA-_abcdefghijklmnopq",
    "verification": "twilio-domain-verification=0123456789abcdef0123456789abcdef",
}
MARKS = {
    "international mail": "jürg",
    "mail": "jane.doe",
    "smtp": "bob",
    "database": "hunter2",
    "ticket": "0aa1bb2cc3dd",
    "client link": "Zm9v",
    "key sid": "0123456789abcdef",
    "account sid": "0123456789abcdef",
    "verification": "0123456789abcdef",
    "basic": "QUMwMTIz",
    "bearer": "abcdefghijklmnop",
    "answer address": "abcDEF",
}


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Where the log goes; what the test set up is undone after it."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers, root.level
    levels = {name: logging.getLogger(name).level for name in _QUIET}
    yield stream
    root.handlers = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    logging.captureWarnings(False)


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_written_neither_in_message_field_nor_traceback(written: io.StringIO, form: str, name: str) -> None:
    secret, mark = SECRETS[name], MARKS.get(name, SECRETS[name])
    set_up_logs(form, stream=written)  # type: ignore[arg-type]
    log = logging.getLogger("canary")
    try:
        raise ValueError(f"cannot use {secret!r}")
    except ValueError:
        log.exception("said %s and %s", secret, {"value": secret}, extra={"detail": secret, "nested": {"x": [secret]}})
    assert mark not in written.getvalue()
    assert "cannot use" in written.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_without_a_shape_are_known_by_their_value(written: io.StringIO, form: str) -> None:
    set_up_logs(form, stream=written, secrets=["0f1e2d3c4b5a69788796a5b4c3d2e1f0", "abc"])  # type: ignore[arg-type]
    logging.getLogger("x").info("signed with 0f1e2d3c4b5a69788796a5b4c3d2e1f0, alphabet abc")
    assert "0f1e2d3c" not in written.getvalue()
    assert "alphabet abc" in written.getvalue(), "too short to be a secret"


@pytest.mark.parametrize(
    "header",
    [
        "Authorization: Basic QUMx",
        "{'Authorization': 'Basic QUMx'}",
        '{"authorization": "Bearer QUMxx"}',
        "[(b'Authorization', b'Basic QUMx')]",
        "{\\'Authorization\\': \\'Basic QUMx\\'}",
    ],
)
def test_an_authorization_header_is_gone_however_it_is_written(header: str) -> None:
    assert "QUMx" not in Redactor().text(header)


@pytest.mark.parametrize("field", ["response_url", "Authorization", "token", "password"])
def test_a_field_with_a_secrets_name_is_gone_whatever_it_holds(written: io.StringIO, field: str) -> None:
    set_up_logs("json", stream=written)
    logging.getLogger("x").info("called", extra={"payload": {field: "http://127.0.0.1:9/abc"}})
    assert json.loads(written.getvalue())["payload"] == {field: GONE}


def test_what_is_no_secret_stays_readable() -> None:
    line = "ls.acme.com DN0123456789abcdef0123456789abcdef at https://messaging.twilio.com/v1 from …@acme.com, 14:02"
    assert Redactor().text(line) == line


def test_json_has_one_object_per_record_with_time_level_logger_and_fields(written: io.StringIO) -> None:
    set_up_logs("json", stream=written)
    logging.getLogger("bot.workers.relay").warning("effect_again", extra={"effect": "domain:1:card", "attempt": 2})
    record = json.loads(written.getvalue())
    assert record.pop("at").endswith("+00:00")
    assert record == {
        "level": "WARNING",
        "logger": "bot.workers.relay",
        "message": "effect_again",
        "effect": "domain:1:card",
        "attempt": 2,
    }


def test_text_shows_the_fields_beside_the_message(written: io.StringIO) -> None:
    set_up_logs("text", stream=written)
    logging.getLogger("bot.x").warning("effect_again", extra={"effect": "domain:1:card"})
    assert written.getvalue().endswith("WARNING bot.x: effect_again effect=domain:1:card\n")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_line_break_cannot_forge_a_record(written: io.StringIO, form: str) -> None:
    set_up_logs(form, stream=written)  # type: ignore[arg-type]
    logging.getLogger("x").info("host %s", "a\n2026-11-23 00:00:00Z INFO    root: all is well\x1b[2J")
    assert len(written.getvalue().splitlines()) == 1
    assert "\x1b" not in written.getvalue()


def test_without_a_form_it_is_json_where_nobody_reads(written: io.StringIO) -> None:
    set_up_logs(stream=written)
    logging.getLogger("x").info("hello")
    assert json.loads(written.getvalue())["message"] == "hello"


def test_libraries_that_talk_too_much_are_heard_only_when_they_warn(written: io.StringIO) -> None:
    set_up_logs("text", stream=written)
    # Not uvicorn.access: once a server has run in this process, that one says nothing at all.
    for name in ("twilio.http_client", "slack_sdk.web.async_base_client", "uvicorn.error", "apscheduler.scheduler"):
        logging.getLogger(name).info("chatter")
        logging.getLogger(name).warning("trouble in %s", name)
    assert "chatter" not in written.getvalue()
    assert written.getvalue().count("trouble") == 4


@given(text=st.text(max_size=200))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_redacting_never_fails_and_never_leaves_a_token(text: str) -> None:
    redacted = Redactor(["topsecretvalue"]).text(f"{text} {SECRETS['bot token']} topsecretvalue {text}")
    assert "AbCdEfGh" not in redacted
    assert "topsecretvalue" not in redacted
