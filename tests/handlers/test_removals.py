"""Taking a domain out of use, through a real Bolt app."""

import pytest

from bot.core.commands import RemoveDomain
from bot.core.people import Role
from bot.services.editing import EditParts
from tests.handlers.support import Office, action, read, submission, texts
from tests.views.samples import CARDS

ADMIN = "U0ADMIN"


@pytest.fixture(autouse=True)
def admins(office: Office) -> None:
    office.directory.by_user[ADMIN] = frozenset({Role.ADMIN})


async def test_an_admin_sees_what_removing_will_do(office: Office) -> None:
    office.run.answers["card"] = CARDS["live"]
    await office.say("remove ls.acme.com", user=ADMIN)
    view = office.slack.view()
    assert view["callback_id"] == "remove_form"
    assert "stay valid for 90 days" in texts(view)
    assert "*Spring sale*" in texts(view)


async def test_who_is_no_admin_is_told_who_is(office: Office) -> None:
    assert f"<@{ADMIN}>" in read(await office.say("remove ls.acme.com"))["text"]
    assert office.slack.sent("views.open") == []


@pytest.mark.parametrize(("is_done", "words"), [(True, "is removed"), (False, "is being removed")])
async def test_the_form_removes(office: Office, is_done: bool, words: str) -> None:
    office.run.answers["remove_domain"] = is_done
    answer = await office.send(submission("remove_form", {}, user=ADMIN, carried={"domain": "domain-1"}))
    assert office.run.commands("remove_domain") == [RemoveDomain("domain-1")]
    assert words in texts(read(answer)["view"])


async def test_the_operator_confirms_by_the_button(office: Office) -> None:
    await office.send(action(office, "confirm_removed"))
    assert office.run.commands("confirm_removed") == [RemoveDomain("domain-1")]


async def test_admins_find_the_removal_in_the_edit_form(office: Office) -> None:
    office.run.answers["edit_parts"] = EditParts(CARDS["live"], ())
    await office.say("edit ls.acme.com")
    assert "Remove…" not in texts(office.slack.view())
    await office.say("edit ls.acme.com", user=ADMIN)
    assert "Remove…" in texts(office.slack.view())
