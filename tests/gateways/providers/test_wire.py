"""How providers' modules speak HTTP here: nowhere else, not for ever, with nobody else's password."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
import requests
from aiohttp import web
from lexicon.interfaces import Provider

from bot.core.providers import panels
from bot.core.writing import Entry, Problem
from bot.gateways.providers import wire
from bot.gateways.providers.faults import Phase, problem_of
from bot.gateways.providers.hands import Hand
from tests.gateways.providers.support import CNAME

BEARER = {"Authorization": "Bearer ours"}


class Server:
    """``/away`` leads to ``/there``, ``/slow`` never answers; ``seen`` are path, Host and Authorization."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, str]] = []
        self.url = ""
        self._gone = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        headers = request.headers
        self.seen.append((request.path, headers["Host"], headers.get("Authorization", "")))
        if request.path == "/away":
            return web.Response(status=302, headers={"Location": f"{self.url}/there"})
        if request.path == "/slow":
            await self._gone.wait()
        return web.json_response({})

    def leave(self) -> None:
        self._gone.set()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made, app = Server(), web.Application()
    app.router.add_route("*", "/{path:.*}", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    made.leave()
    await runner.cleanup()


async def asked(server: Server, path: str, within: float = 60.0, **more: Any) -> requests.Response:
    def ask() -> requests.Response:
        with wire.until(time.monotonic() + within, server.url):
            return wire.Requests().request("GET", f"https://api.provider.test{path}", headers=BEARER, **more)

    return await asyncio.to_thread(ask)


async def test_the_stand_in_is_asked_in_place_of_the_provider_and_told_whose_it_is(server: Server) -> None:
    assert (await asked(server, "/zones", params={"page": 1})).status_code == 200
    assert server.seen == [("/zones", "api.provider.test", "Bearer ours")]


async def test_a_redirect_is_followed_nowhere(server: Server) -> None:
    with pytest.raises(requests.HTTPError):
        await asked(server, "/away")
    assert [path for path, _, _ in server.seen] == ["/away"]


async def test_a_password_of_the_users_netrc_does_not_take_the_tokens_place(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    await asked(server, "/zones")
    assert server.seen[0][2] == "Bearer ours"


async def test_a_server_that_never_answers_is_given_up(server: Server) -> None:
    with pytest.raises(requests.Timeout):
        await asked(server, "/slow", within=0.3)


async def test_once_the_call_is_over_nothing_is_asked_any_more(server: Server) -> None:
    with pytest.raises(requests.Timeout):
        await asked(server, "/zones", within=-1)
    with pytest.raises(requests.Timeout):
        wire.Requests().request("GET", "https://api.provider.test/zones")
    assert server.seen == []


def test_what_would_ask_by_itself_is_not_there() -> None:
    assert not [name for name in ("get", "post", "put", "patch", "delete") if hasattr(wire.Requests(), name)]
    assert wire.Requests().HTTPError is requests.HTTPError


class Ledger:
    """A provider's module that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def delete_record(self, identifier: str) -> None:
        self.told.append(f"delete {identifier}")


class Adding(Hand):
    def _add(self, kind: str, name: str, value: str, ttl: int) -> None:
        self._provider.told.append(f"add {kind}")


@pytest.mark.parametrize(
    ("left", "told"), [(5.0, []), (600.0, ["delete 1", "delete 2", "add CNAME"])], ids=["late", "in time"]
)
def test_nothing_is_taken_away_that_there_might_be_no_time_to_bring_back(left: float, told: list[str]) -> None:
    ledger, panel = Ledger(), next(panel for panel in panels() if panel.provider.id == "ovh")
    standing = [Entry("A", "ls.acme.com", f"192.0.2.{one}", 60, id=str(one)) for one in (1, 2)]
    is_late = contextlib.nullcontext() if told else pytest.raises(wire.TooLateError)
    with wire.until(time.monotonic() + left, None), is_late:
        Adding(cast("Provider", ledger), panel, "acme.com").put(CNAME, standing)
    assert ledger.told == told
    assert problem_of(wire.TooLateError(), Phase.WRITE) is Problem.BUSY
