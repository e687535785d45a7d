"""What machines ask of the bot: health, readiness, metrics, and the headers on everything."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.app import Check, create_app
from bot.web.metrics import Metrics


async def well() -> bool:
    return True


async def unwell() -> bool:
    return False


async def broken() -> bool:
    raise RuntimeError("secret detail")


def client(app: Starlette) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://bot.test")


def app_with(**checks: Check) -> Starlette:
    return create_app(checks=checks, metrics=Metrics())


async def get(app: Starlette, path: str) -> httpx.Response:
    async with client(app) as web:
        return await web.get(path)


async def test_the_process_is_healthy_while_it_answers() -> None:
    answer = await get(app_with(database=unwell), "/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


async def test_it_is_ready_when_all_its_parts_are() -> None:
    answer = await get(app_with(database=well, slack=well, scheduler=well), "/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "slack": "ok", "scheduler": "ok"}


async def test_one_part_that_is_not_well_makes_it_unready_and_is_named() -> None:
    answer = await get(app_with(database=well, slack=unwell, scheduler=well), "/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "slack": "fails", "scheduler": "ok"}


async def test_a_check_that_breaks_is_a_part_that_is_not_well_and_tells_nothing() -> None:
    answer = await get(app_with(database=broken, slack=well), "/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "fails", "slack": "ok"})


async def test_a_check_that_hangs_is_given_up() -> None:
    async def hanging() -> bool:
        await asyncio.Event().wait()
        return True

    answer = await get(app_with(database=hanging, slack=well), "/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "fails")


async def test_metrics_show_what_was_counted_and_what_is_watched() -> None:
    metrics = Metrics()
    metrics.check_done("settled")
    metrics.effect_done("slack.card", "done")
    metrics.effect_done("slack.card", "done")
    metrics.slack_delivered(200)
    metrics.watch("effects_running", "Effects under way.", lambda: 3)
    answer = await get(create_app(checks={}, metrics=metrics), "/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    for line in (
        'linkdomain_checks_total{outcome="settled"} 1.0',
        'linkdomain_effects_total{kind="slack.card",outcome="done"} 2.0',
        'linkdomain_slack_deliveries_total{status="200"} 1.0',
        "linkdomain_effects_running 3.0",
    ):
        assert line in answer.text


def test_two_bots_in_one_process_have_their_own_figures() -> None:
    Metrics().check_done("settled")
    Metrics().check_done("settled")


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/nothing", 404), ("/slack/events", 404)])
async def test_every_answer_carries_the_headers_of_a_careful_server(path: str, status: int) -> None:
    answer = await get(app_with(), path)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    for name, value in (("x-content-type-options", "nosniff"), ("cache-control", "no-store")):
        assert answer.headers[name] == value


async def test_a_fault_of_ours_shows_nothing_but_that_it_is_one() -> None:
    async def fault(request: Request) -> Response:
        raise RuntimeError("secret detail")

    app = app_with()
    app.router.routes.append(Route("/fault", fault))
    answer = await get(app, "/fault")
    assert (answer.status_code, answer.json()) == (500, {"error": "internal error"})
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_no_redirect_repeats_the_host_of_a_request() -> None:
    async with client(app_with()) as web:
        answer = await web.get("/healthz/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers.get("location")) == (404, None)


async def test_only_what_is_meant_to_be_read_can_be_read() -> None:
    async with client(app_with()) as web:
        answer = await web.post("/healthz")
    assert (answer.status_code, answer.json()) == (405, {"error": "method not allowed"})
