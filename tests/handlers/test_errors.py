"""Whatever is raised, Slack gets its acknowledgement and the person something to go on with."""

import logging

import pytest

from bot.core.errors import AlreadyDelivered
from tests.handlers.support import Office, action, event, read, texts


async def test_an_unknown_exception_shows_a_reference_that_is_in_the_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.run.answers["find_domain"] = ValueError("the database said: password=hunter2")
    answer = read(await office.say("status ls.acme.com"))
    [record] = [record for record in caplog.records if record.getMessage() == "listener_failed"]
    assert record.__dict__["reference"] in answer["text"]
    assert "hunter2" not in texts(answer)
    assert "Traceback" not in texts(answer)


async def test_a_button_that_fails_is_answered_beside_the_message(office: Office) -> None:
    office.run.answers["card"] = ZeroDivisionError()
    assert (await office.send(action(office, "check_now"))).status == 200
    assert "Something went wrong on my side" in texts(office.slack.sent("respond"))


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_a_form_that_slack_opens_no_more_asks_to_try_again(office: Office, error: str) -> None:
    office.slack.answers["views.open"] = {"ok": False, "error": error}
    assert "Slack was too slow" in read(await office.say("add"))["text"]


async def test_an_error_that_cannot_be_told_is_still_acknowledged(office: Office) -> None:
    office.run.answers["card"] = ZeroDivisionError()
    office.slack.answers |= {
        "views.open": {"ok": False, "error": "ratelimited"},
        "views.push": {"ok": False, "error": "ratelimited"},
    }
    assert (await office.send(action(office, "check_now", view={"type": "home", "id": "V0"}))).status == 200


async def test_what_came_twice_is_only_acknowledged(office: Office) -> None:
    office.run.answers["look_now"] = AlreadyDelivered("x")
    assert read(await office.send(action(office, "check_now"))) == {"text": ""}
    assert office.slack.sent("respond") == []


async def test_a_home_that_cannot_be_published_is_written_down(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.run.answers["list_domains"] = RuntimeError("down")
    assert (await office.send(event("app_home_opened", tab="home"))).status == 200
    assert "listener_failed" in caplog.text


async def test_refusals_are_no_alarms_in_the_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    office.run.answers["find_domain"] = None
    await office.say("status ls.acme.com")
    levels = {record.levelno for record in caplog.records if record.name == "handlers.errors"}
    assert levels == {logging.INFO}
