"""Taking a domain out of use, through a real Bolt app."""

import pytest

from bot.core.commands import HandOver, RemoveDomain
from bot.core.errors import Reason, Refused
from bot.core.leaving import ClientParts, RemoveClient
from bot.core.people import Role
from bot.services.editing import EditParts
from bot.services.removing import RemovalParts
from tests.handlers.support import NOW, Office, action, read, submission, texts
from tests.views.samples import ACME, CARDS, SENT

ADMIN = "U0ADMIN"


@pytest.fixture(autouse=True)
def admins(office: Office) -> None:
    office.directory.by_user[ADMIN] = frozenset({Role.ADMIN})


async def test_an_admin_sees_what_removing_will_do(office: Office) -> None:
    office.run.answers["removal_parts"] = RemovalParts(CARDS["live"], SENT, NOW)
    await office.say("remove ls.acme.com", user=ADMIN)
    view = office.slack.view()
    assert view["callback_id"] == "remove_form"
    assert "Links open for 90 days" in texts(view)
    assert "*Spring sale*" in texts(view)
    assert [block["block_id"] for block in view["blocks"][1:]] == ["remove_when", "detach_when"]


async def test_who_is_no_admin_is_told_who_is(office: Office) -> None:
    office.run.answers["removal_parts"] = Refused(Reason.NOT_ALLOWED, act="manage")
    assert f"<@{ADMIN}>" in read(await office.say("remove ls.acme.com"))["text"]
    assert office.slack.sent("views.open") == []


@pytest.mark.parametrize(
    ("state", "words"),
    [("removed", "is removed"), ("removing", "is being removed"), ("planned", "stays as it is until")],
)
async def test_the_form_removes_and_says_what_happens(office: Office, state: str, words: str) -> None:
    office.run.answers["remove_domain"] = CARDS[state].domain
    answer = await office.send(submission("remove_form", {}, user=ADMIN, carried={"domain": "domain-1"}))
    assert office.run.commands("remove_domain") == [RemoveDomain("domain-1")]
    assert words in texts(read(answer)["view"])


@pytest.mark.parametrize(
    ("when", "campaigns", "command"),
    [
        ("later", "later", RemoveDomain("domain-1", waits=True, keeps_campaigns=True)),
        ("later", "now", RemoveDomain("domain-1", waits=True)),
        ("now", "later", RemoveDomain("domain-1")),
    ],
)
async def test_what_is_chosen_is_what_is_done(office: Office, when: str, campaigns: str, command: RemoveDomain) -> None:
    office.run.answers["remove_domain"] = CARDS["planned"].domain
    chosen = {"remove_when": ("option", when), "detach_when": ("option", campaigns)}
    await office.send(submission("remove_form", chosen, user=ADMIN, carried={"domain": "domain-1"}))
    assert office.run.commands("remove_domain") == [command]


async def test_what_becomes_of_the_campaigns_must_be_said(office: Office) -> None:
    chosen = {"remove_when": ("option", "later"), "detach_when": ""}
    answer = await office.send(submission("remove_form", chosen, user=ADMIN, carried={"domain": "domain-1"}))
    assert "campaigns" in read(answer)["errors"]["detach_when"]
    assert office.run.commands("remove_domain") == []


async def test_one_press_cancels_what_was_added_by_mistake(office: Office) -> None:
    office.run.answers["remove_domain"] = CARDS["removed_before_live"].domain
    await office.send(action(office, "cancel"))
    assert office.run.commands("remove_domain") == [RemoveDomain("domain-1")]
    assert "is removed" in texts(office.slack.sent("respond")[-1])


async def test_a_removal_is_called_off_by_a_button_of_the_card(office: Office) -> None:
    office.run.answers["keep_domain"] = "ls.acme.com"
    await office.send(action(office, "keep", user=ADMIN))
    assert office.run.commands("keep_domain") == ["domain-1"]
    assert "stays" in texts(office.slack.sent("respond")[-1])


async def test_all_domains_of_somebody_who_left_go_to_a_new_owner_at_once(office: Office) -> None:
    office.run.answers |= {"count_of": 7, "hand_over": 7}
    await office.send(action(office, "hand_over_of", value="U0GONE", user=ADMIN))
    assert "7 domains of <@U0GONE>" in texts(office.slack.view())
    carried = {"domain": "all", "former": "U0GONE"}
    await office.send(submission("handover_form", {"owner": ("user", "U0NEW")}, user=ADMIN, carried=carried))
    assert office.run.commands("hand_over") == [HandOver(None, "U0NEW", "U0GONE")]


async def test_a_test_is_sent_from_the_card(office: Office) -> None:
    office.run.answers["card"] = CARDS["live"]
    await office.send(action(office, "test"))
    assert "No phone is named" in texts(office.slack.sent("respond")[-1])


async def test_the_operator_confirms_by_the_button(office: Office) -> None:
    office.run.answers["confirm_removed"] = CARDS["removed"].domain
    await office.send(action(office, "confirm_removed"))
    assert office.run.commands("confirm_removed") == [RemoveDomain("domain-1")]


async def test_admins_find_the_removal_in_the_edit_form(office: Office) -> None:
    office.run.answers["edit_parts"] = EditParts(CARDS["live"], ())
    await office.say("edit ls.acme.com")
    assert "Remove…" not in texts(office.slack.view())
    await office.say("edit ls.acme.com", user=ADMIN)
    assert "Remove…" in texts(office.slack.view())


async def test_a_whole_client_is_removed_by_its_name_or_from_the_registry(office: Office) -> None:
    parts = ClientParts(ACME, fresh=1, live=2, leaving=0, sending=("ls.acme.com",))
    office.run.answers |= {"client_named": ACME, "client_parts": parts, "remove_client": ACME}
    await office.say("remove client Acme Corp", user=ADMIN)
    view = office.slack.view()
    assert [block.get("block_id") for block in view["blocks"][1:]] == ["remove_when", "detach_when"]
    await office.send(action(office, "remove_client", value="client-1", user=ADMIN))
    assert office.run.commands("client_parts") == ["client-1", "client-1"]
    chosen = {"remove_when": ("option", "later"), "detach_when": ("option", "now")}
    carried = {"client": "client-1", "channel": "C0SALES"}
    answer = await office.send(submission("remove_client_form", chosen, user=ADMIN, carried=carried))
    assert office.run.commands("remove_client") == [RemoveClient("client-1", "C0SALES", True, False)]
    assert "is being removed" in texts(read(answer)["view"])


async def test_the_removal_of_a_client_is_for_admins_and_can_be_called_off(office: Office) -> None:
    assert f"<@{ADMIN}>" in read(await office.say("remove client Acme Corp"))["text"]
    office.run.answers["keep_client"] = 2
    await office.send(action(office, "keep_client", value="client-1", user=ADMIN))
    assert office.run.commands("keep_client") == ["client-1"]
    assert "Called off. 2 domains" in texts(office.slack.sent("respond")[-1])
