"""SSL for many at once: from the digest's button, by command, and the decision with its boxes."""

from typing import Any

import pytest

from bot.core.errors import Reason, Refused
from bot.core.grouped import DecidedMany, DecideMany, ReadyQuery
from bot.core.people import Role
from tests.handlers.support import USER, Office, action, read, submission, texts

DONE = DecidedMany(("ls.a.com",), ("ls.b.com",))


def pressed(office: Office, name: str, *ticked: str) -> Any:
    """The button, with what is ticked in two lists of boxes, the second of them empty."""
    options = [{"value": value} for value in ticked]
    boxes = {"type": "checkboxes", "selected_options": options}
    empty = {"type": "checkboxes", "selected_options": []}
    body = action(office, name, "group-1")
    return body | {"state": {"values": {"group_rows0": {"group_rows0": boxes}, "group_rows1": {"group_rows1": empty}}}}


def answered(office: Office) -> str:
    return texts(office.slack.sent("respond")[-1])


@pytest.fixture
def asking(office: Office) -> Office:
    office.run.answers |= {"ready": ["d1", "d2"], "request_many": 2, "decide_many": DONE}
    office.directory.by_user[USER] = frozenset({Role.APPROVER})
    return office


async def test_the_digests_button_asks_for_all_of_the_batch(asking: Office) -> None:
    await asking.send(action(asking, "request_many", "batch-1"))
    assert asking.run.commands("ready") == [ReadyQuery(batch_id="batch-1")]
    (command,) = asking.run.commands("request_many")
    assert list(command.requests.values()) == ["d1", "d2"]
    assert len({command.group_id, *command.requests}) == 3
    assert command.approvers == ("U0APPR",)
    assert "SSL is requested for 2 domains" in answered(asking)


@pytest.mark.parametrize(
    ("typed", "query"),
    [("ssl all", ReadyQuery(owner=USER)), ("ssl ALL Acme Corp", ReadyQuery(client="Acme Corp"))],
)
async def test_ssl_all_asks_for_mine_or_for_a_clients(asking: Office, typed: str, query: ReadyQuery) -> None:
    assert "2 domains" in texts(read(await asking.say(typed)))
    assert asking.run.commands("ready") == [query]


async def test_where_nothing_is_ready_it_is_said(asking: Office) -> None:
    asking.run.answers["ready"] = Refused(Reason.NOTHING_READY)
    assert "no domain whose SSL" in texts(read(await asking.say("ssl all")))


async def test_what_is_ticked_is_approved_as_it_was_shown(asking: Office) -> None:
    await asking.send(pressed(asking, "approve_many", "0:abc", "7:def"))
    assert asking.run.commands("decide_many") == [DecideMany("group-1", {0: "abc", 7: "def"}, is_approved=True)]
    assert "Approved 1 domain" in answered(asking)
    assert "ls.b.com" in answered(asking)


async def test_a_rejection_asks_for_the_reason_and_carries_the_ticks(asking: Office) -> None:
    await asking.send(pressed(asking, "reject_many", "0:abc", "7:def"))
    view = asking.slack.view()
    assert "2 ticked domains" in texts(view)
    carried = {"group": "group-1", "rows": "0:abc,7:def"}
    form = submission("reject_many_form", {"reason": "no contract"}, carried=carried)
    assert "Rejected 1 domain" in texts(read(await asking.send(form))["view"])
    assert asking.run.commands("decide_many") == [
        DecideMany("group-1", {0: "abc", 7: "def"}, is_approved=False, reason="no contract")
    ]


async def test_nothing_ticked_opens_no_form(asking: Office) -> None:
    await asking.send(pressed(asking, "reject_many"))
    assert asking.slack.sent("views.open") == []
    assert "Nothing is ticked" in answered(asking)


async def test_only_approvers_get_the_form(asking: Office) -> None:
    asking.directory.by_user[USER] = frozenset({Role.MANAGER})
    await asking.send(pressed(asking, "reject_many", "0:abc"))
    assert asking.slack.sent("views.open") == []
    assert "You may not do that" in answered(asking)


async def test_ticking_needs_no_answer(asking: Office) -> None:
    body = action(asking, "group_rows0", "", type="checkboxes")
    assert read(await asking.send(body)) == {"text": ""}
    assert asking.slack.sent("respond") == []
