"""Opening, pushing, updating and publishing views over the Web API."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import SlackStandIn
from tests.sandbox.slack.support import (
    ADA,
    GENERAL,
    MANIFEST,
    RawApp,
    Refusal,
    StillClock,
    actions,
    button,
    client_of,
    field,
    furnished,
    home,
    modal,
    section,
    text,
)


async def trigger(slack: SlackStandIn, app: RawApp) -> str:
    """A fresh trigger_id, from a command."""
    await slack.command(ADA, GENERAL, "/robot")
    found: str = app.seen[-1]["payload"]["trigger_id"]
    return found


async def test_a_trigger_opens_one_view(slack: SlackStandIn, app: RawApp, client: AsyncWebClient) -> None:
    opened = await client.views_open(trigger_id=await trigger(slack, app), view=modal())
    assert opened["view"]["id"] == slack.views_of(ADA)[0].id
    assert opened["view"]["root_view_id"] == opened["view"]["id"]
    assert opened["view"]["previous_view_id"] is None


async def test_a_trigger_does_not_work_twice(slack: SlackStandIn, app: RawApp, client: AsyncWebClient) -> None:
    trigger_id = await trigger(slack, app)
    await client.views_open(trigger_id=trigger_id, view=modal())
    with Refusal() as refusal:
        await client.views_open(trigger_id=trigger_id, view=modal())
    assert refusal.code == "exchanged_trigger_id"


async def test_a_trigger_lives_three_seconds(
    slack: SlackStandIn, app: RawApp, client: AsyncWebClient, clock: StillClock
) -> None:
    early, late = await trigger(slack, app), await trigger(slack, app)
    clock.now += 3
    assert (await client.views_open(trigger_id=early, view=modal()))["ok"]
    clock.now += 0.1
    with Refusal() as refusal:
        await client.views_open(trigger_id=late, view=modal())
    assert refusal.code == "expired_trigger_id"


async def test_an_invented_trigger_is_invalid(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.views_open(trigger_id="1.2.3", view=modal())
    assert refusal.code == "invalid_trigger_id"


async def test_a_refused_view_does_not_use_up_the_trigger(
    slack: SlackStandIn, app: RawApp, client: AsyncWebClient
) -> None:
    trigger_id = await trigger(slack, app)
    with Refusal() as refusal:
        await client.views_open(trigger_id=trigger_id, view=modal(title=text("x" * 25)))
    assert refusal.code == "invalid_arguments"
    assert (await client.views_open(trigger_id=trigger_id, view=modal()))["ok"]


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        (modal(title=text("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(section(block_id="a"), section(block_id="a")), "block_id `a` already exists"),
        (home(), "must be one of: modal [json-pointer:/view/type]"),
        (modal(private_metadata="x" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
    ],
)
async def test_wrong_views_are_refused_with_the_place_of_the_fault(
    slack: SlackStandIn, app: RawApp, client: AsyncWebClient, view: Any, reason: str
) -> None:
    with Refusal() as refusal:
        await client.views_open(trigger_id=await trigger(slack, app), view=view)
    assert refusal.code == "invalid_arguments"
    assert any(reason in line for line in refusal.reasons)


async def test_a_view_has_a_largest_size(slack: SlackStandIn, app: RawApp, client: AsyncWebClient) -> None:
    big = modal(*[section("x" * 3000) for _ in range(90)])
    with Refusal() as refusal:
        await client.views_open(trigger_id=await trigger(slack, app), view=big)
    assert refusal.code == "view_too_large"


async def test_exactly_one_trigger_must_be_given(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.api_call("views.open", json={"view": modal()})
    assert refusal.code == "invalid_arguments"


async def pressed(slack: SlackStandIn, app: RawApp, view: Any) -> str:
    """The trigger_id of a button pressed in a view."""
    await slack.click(ADA, view, "press")
    found: str = app.seen[-1]["payload"]["trigger_id"]
    return found


async def test_at_most_three_views_lie_on_each_other(slack: SlackStandIn, app: RawApp, client: AsyncWebClient) -> None:
    content = modal(actions(button()))
    await client.views_open(trigger_id=await trigger(slack, app), view=content)
    for _ in range(2):
        top = slack.views_of(ADA)[-1]
        pushed = await client.views_push(trigger_id=await pressed(slack, app, top), view=content)
        assert pushed["view"]["previous_view_id"] == top.id
    with Refusal() as refusal:
        await client.views_push(trigger_id=await pressed(slack, app, slack.views_of(ADA)[-1]), view=content)
    assert refusal.code == "push_limit_reached"


async def test_nothing_can_be_pushed_where_no_view_is_open(
    slack: SlackStandIn, app: RawApp, client: AsyncWebClient
) -> None:
    with Refusal() as refusal:
        await client.views_push(trigger_id=await trigger(slack, app), view=modal())
    assert refusal.code == "not_found"


async def test_an_update_with_an_old_hash_conflicts(slack: SlackStandIn, app: RawApp, client: AsyncWebClient) -> None:
    opened = await client.views_open(trigger_id=await trigger(slack, app), view=modal())
    view = opened["view"]
    changed = await client.views_update(view_id=view["id"], hash=view["hash"], view=modal(title=text("Two")))
    assert changed["view"]["hash"] != view["hash"]
    with Refusal() as refusal:
        await client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    assert refusal.code == "hash_conflict"
    assert slack.view(view["id"]).title == "Two"


async def test_a_closed_view_cannot_be_updated(slack: SlackStandIn, app: RawApp, client: AsyncWebClient) -> None:
    opened = await client.views_open(trigger_id=await trigger(slack, app), view=modal())
    await slack.close_view(ADA, slack.views_of(ADA)[-1])
    with Refusal() as refusal:
        await client.views_update(view_id=opened["view"]["id"], view=modal())
    assert refusal.code == "not_found"


async def test_an_update_keeps_what_was_typed_into_the_same_fields(
    slack: SlackStandIn, app: RawApp, client: AsyncWebClient
) -> None:
    await client.views_open(trigger_id=await trigger(slack, app), view=modal(field("host"), field("note")))
    view = slack.views_of(ADA)[-1]
    slack.fill(ADA, view, {"host": "typed", "note": "gone"})
    await client.views_update(view_id=view.id, view=modal(field("host", initial_value="fresh"), field("other")))
    assert view.values["host"]["host"]["value"] == "typed"
    assert set(view.values) == {"host", "other"}


async def test_external_ids_are_unique_while_their_view_is_open(
    slack: SlackStandIn, app: RawApp, client: AsyncWebClient
) -> None:
    content = modal(external_id="mine")
    await client.views_open(trigger_id=await trigger(slack, app), view=content)
    with Refusal() as refusal:
        await client.views_open(trigger_id=await trigger(slack, app), view=content)
    assert refusal.code == "duplicate_external_id"
    updated = await client.views_update(external_id="mine", view=modal(external_id="mine", title=text("Two")))
    assert updated["view"]["title"]["text"] == "Two"
    await slack.close_view(ADA, slack.views_of(ADA)[-1])
    assert (await client.views_open(trigger_id=await trigger(slack, app), view=content))["ok"]


async def test_an_update_names_exactly_one_view(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.api_call("views.update", json={"view": modal()})
    assert refusal.code == "invalid_arguments"
    with Refusal() as refusal:
        await client.views_update(view_id="V0NONE", view=modal())
    assert refusal.code == "not_found"


async def test_home_is_published_replaced_and_guarded_by_its_hash(slack: SlackStandIn, client: AsyncWebClient) -> None:
    first = await client.views_publish(user_id=ADA, view=home(section("one")))
    await client.views_publish(user_id=ADA, view=home(section("two")), hash=first["view"]["hash"])
    found = slack.home(ADA)
    assert found is not None
    assert found.blocks[0]["text"]["text"] == "two"
    with Refusal() as refusal:
        await client.views_publish(user_id=ADA, view=home(), hash=first["view"]["hash"])
    assert refusal.code == "hash_conflict"


async def test_home_takes_no_title_and_no_unknown_reader(client: AsyncWebClient) -> None:
    with Refusal() as refusal:
        await client.views_publish(user_id=ADA, view=home(title=text("x")))
    assert refusal.reasons == ["[ERROR] invalid additional property: title [json-pointer:/view]"]
    with Refusal() as refusal:
        await client.views_publish(user_id="U0NONE", view=home())
    assert refusal.code == "invalid_arguments"


async def test_home_must_be_enabled_in_the_manifest(clock: StillClock) -> None:
    features = {**MANIFEST["features"], "app_home": {"home_tab_enabled": False}}
    slack = furnished(SlackStandIn({**MANIFEST, "features": features}, clock=clock))
    await slack.start()
    try:
        with Refusal() as refusal:
            await client_of(slack).views_publish(user_id=ADA, view=home())
        assert refusal.code == "not_enabled"
    finally:
        await slack.stop()


async def test_words_outside_ascii_survive_the_round_trip(
    slack: SlackStandIn, app: RawApp, client: AsyncWebClient
) -> None:
    content = modal(private_metadata="bücher.example ☃")
    opened = await client.views_open(trigger_id=await trigger(slack, app), view=content)
    assert opened["view"]["private_metadata"] == "bücher.example ☃"
