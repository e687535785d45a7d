"""A DNS tree, and an environment that leads to it."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.check import run
from tests.gateways.dns.support import Lab

SETTINGS = ("DNS_RESOLVERS", "DNS_ROOTS", "DNS_PORT", "DNS_TARGET", "PROBE_CONNECT_TO", "PROBE_EXTRA_CA")
Check = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of this machine, no `.env` of this checkout."""
    monkeypatch.chdir(tmp_path)
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest_asyncio.fixture
async def lab(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Lab]:
    """Started by `lead_to`."""
    async with Lab() as made:
        yield made


@pytest.fixture
def lead_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[Lab], None]:
    """Points the settings at a started tree."""

    def point(lab: Lab) -> None:
        monkeypatch.setenv("DNS_ROOTS", f"{lab.root.address}#{lab.port}")
        monkeypatch.setenv("DNS_PORT", str(lab.port))
        monkeypatch.setenv("DNS_RESOLVERS", ",".join(f"{made.address}#{lab.port}" for made in lab.resolvers))

    return point


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs the command; gives the exit code and the JSON object."""

    def call(host: str, **options: object) -> tuple[int, dict[str, Any]]:
        given = {"is_quick": True, "verification": None, "previous": None, **options}
        exit_code = run(host, as_json=True, **given)  # type: ignore[arg-type]
        out = capsys.readouterr().out
        return exit_code, json.loads(out) if out else {}

    return call
