"""Before any listener: the team, the person, the delivery."""

import pytest

from bot.core.errors import GatewayError, Reason, Refused
from tests.handlers.support import Office, SlackRecorder, action, command, event, read, submission, suggestion, texts


@pytest.fixture
def elsewhere(slack: SlackRecorder) -> Office:
    """A bot that serves another workspace than the one that calls."""
    return Office(slack, team_id="T0OTHER")


async def test_another_workspace_is_refused_and_nothing_is_read(elsewhere: Office) -> None:
    bodies = [
        command(elsewhere, "list"),
        action(elsewhere, "check_now"),
        suggestion("client", "a"),
        event("app_home_opened", tab="home"),
    ]
    answers = [read(await elsewhere.send(body)) for body in bodies]
    assert "does not serve this workspace" in answers[0]["text"]
    assert answers[0]["response_type"] == "ephemeral"
    assert "does not serve this workspace" in texts(elsewhere.slack.sent("respond"))
    assert answers[2] == {"options": []}
    assert elsewhere.run.ran == []
    assert elsewhere.slack.sent("views.publish") == []


async def test_a_form_from_another_workspace_is_refused(elsewhere: Office) -> None:
    answer = read(await elsewhere.send(submission("client_form", {"name": "x"})))
    assert "does not serve" in texts(answer["view"])
    assert elsewhere.run.ran == []


async def test_a_person_of_another_organisation_is_refused_without_asking_slack(office: Office) -> None:
    office.directory.by_user["U0OWNER"] = AssertionError("was asked")
    await office.send(action(office, "check_now", team="T0STRANGE"))
    assert "only for full members" in texts(office.slack.sent("respond"))
    assert office.run.ran == []


async def test_a_guest_reads_in_app_home_why_there_is_nothing(office: Office) -> None:
    office.directory.by_user["U0OWNER"] = Refused(Reason.OUTSIDER)
    await office.send(event("app_home_opened", tab="home"))
    assert "only for full members" in texts(office.slack.view("views.publish"))
    assert office.run.ran == []


async def test_a_guest_is_refused(office: Office) -> None:
    office.directory.by_user["U0OWNER"] = Refused(Reason.OUTSIDER)
    assert "only for full members" in read(await office.say("list"))["text"]
    assert office.run.ran == []


async def test_whoever_holds_no_role_is_refused(office: Office) -> None:
    office.directory.by_user["U0OWNER"] = frozenset()
    assert "You may not do that" in read(await office.say("help"))["text"]


async def test_a_slack_that_cannot_tell_who_somebody_is_fails_closed(office: Office) -> None:
    office.directory.by_user["U0OWNER"] = GatewayError("slack", "timeout", transient=True)
    assert "Slack did not answer" in read(await office.say("list"))["text"]
    assert office.run.ran == []


async def test_a_payload_without_a_person_is_refused(office: Office) -> None:
    body = action(office, "check_now")
    del body["user"]
    assert (await office.send(body)).status == 200
    assert office.run.ran == []


async def test_each_payload_has_a_delivery_of_its_own(office: Office) -> None:
    await office.say("check ls.acme.com")
    await office.send(action(office, "check_now"))
    await office.send(submission("client_form", {"name": "x"}))
    keys = [ran.actor.delivery for ran in office.run.ran if ran.service in ("look_now", "add_client")]
    assert keys == ["command:1.2.trigger", "block_actions:1.2.trigger:1.1", "view_submission:V1:1.hash"]


async def test_a_token_that_does_not_work_leaves_the_bot_up(office: Office) -> None:
    office.slack.answers["auth.test"] = {"ok": False, "error": "invalid_auth"}
    assert (await office.say("help")).status == 200
    assert office.run.ran == []
