"""App Home: opened, steered, and kept fresh by what is done from it."""

import json
from dataclasses import replace

from bot.core.overview import GivenUp, HomeQuery, Registries
from bot.core.people import Role
from bot.core.webhooks import DeliveryCount, WebhookLine, WebhookShown
from handlers.views.home_state import query_of, text_of
from tests.handlers.support import Json, Office, action, event, read, submission, suggestion, texts
from tests.views.registry_samples import CLIENTS
from tests.views.samples import ACME, CARDS, DOMAINS, SPRING
from tests.views.test_home import EMPTY, THREE
from tests.views.webhook_samples import ON


def home_seen(query: HomeQuery | None = None, known: str = "1.seen") -> Json:
    """Home as Slack brings it back."""
    carried = json.dumps({"home": text_of(query or HomeQuery())})
    return {"id": "V0", "type": "home", "hash": known, "private_metadata": carried}


def given(office: Office) -> None:
    office.run.answers["overview"] = lambda query: replace(THREE, query=query)


async def test_home_shows_what_waits_for_me(office: Office) -> None:
    given(office)
    await office.send(event("app_home_opened", tab="home", channel="D1"))
    published = office.slack.sent("views.publish")
    assert [sent["user_id"] for sent in published] == ["U0OWNER"]
    shown = texts(office.slack.view("views.publish"))
    assert "Waits for me: 2" in shown
    assert "Ready for the SSL request" in shown
    assert "hash" not in published[0]


async def test_the_messages_tab_publishes_nothing(office: Office) -> None:
    await office.send(event("app_home_opened", tab="messages", channel="D1"))
    assert office.slack.sent("views.publish") == []


async def test_home_opened_again_keeps_its_filter_and_guards_a_newer_one(office: Office) -> None:
    given(office)
    office.slack.answers["views.publish"] = {"ok": False, "error": "hash_conflict"}
    await office.send(event("app_home_opened", tab="home", view=home_seen(HomeQuery("client-1"))))
    assert office.run.commands("overview") == [HomeQuery("client-1")]
    assert [sent["hash"] for sent in office.slack.sent("views.publish")] == ["1.seen"]


async def test_a_button_says_what_home_shows_next(office: Office) -> None:
    given(office)
    await office.send(action(office, "home_go", text_of(HomeQuery("client-1", mine=2)), view=home_seen()))
    assert office.run.commands("overview") == [HomeQuery("client-1", mine=2)]
    carried = json.loads(office.slack.view("views.publish")["private_metadata"])
    assert query_of(carried["home"]) == HomeQuery("client-1", mine=2)


async def test_a_press_wins_over_a_home_that_was_published_meanwhile(office: Office) -> None:
    given(office)
    office.slack.answers["views.publish"] = {"ok": False, "error": "hash_conflict"}
    await office.send(action(office, "home_go", "{}", view=home_seen()))
    assert [sent.get("hash") for sent in office.slack.sent("views.publish")] == ["1.seen", None]
    assert len(office.run.commands("overview")) == 2


async def test_searching_and_choosing_a_domain_shows_its_card(office: Office) -> None:
    office.run.answers["domains_matching"] = [DOMAINS["live"]]
    found = read(await office.send(suggestion("home_search", "acme")))
    assert [one["value"] for one in found["options"]] == ["domain-1"]
    office.run.answers["overview"] = lambda query: replace(EMPTY, query=query, found=CARDS["live"])
    chosen = {"type": "external_select", "selected_option": {"value": "domain-1"}}
    await office.send(action(office, "home_search", "", view=home_seen(HomeQuery("client-1")), **chosen))
    assert office.run.commands("overview") == [HomeQuery("client-1", "domain-1")]
    assert "ls.acme.com · Live" in texts(office.slack.view("views.publish"))


async def test_home_can_be_narrowed_to_one_client(office: Office) -> None:
    office.run.answers["clients_matching"] = [ACME]
    assert read(await office.send(suggestion("home_client", "ac")))["options"][0]["value"] == ACME.id
    given(office)
    chosen = {"type": "external_select", "selected_option": {"value": ACME.id}}
    await office.send(action(office, "home_client", "", view=home_seen(HomeQuery(mine=3)), **chosen))
    assert office.run.commands("overview") == [HomeQuery(ACME.id)]


async def test_what_is_pressed_on_home_shows_on_home(office: Office) -> None:
    given(office)
    await office.send(action(office, "check_now", view=home_seen(HomeQuery(mine=1))))
    await office.desk.background.settle()
    assert office.run.commands("overview") == [HomeQuery(mine=1)]
    assert len(office.slack.sent("views.publish")) == 1


async def test_what_is_done_in_a_form_opened_from_home_shows_on_home(office: Office) -> None:
    given(office)
    office.run.answers["campaigns_of"] = [SPRING]
    await office.send(action(office, "attach", view=home_seen(HomeQuery(mine=1))))
    carried = json.loads(office.slack.view()["private_metadata"])
    assert carried["domain"] == "domain-1"
    assert office.slack.sent("views.publish") == []
    office.run.answers["attach_campaigns"] = 1
    values = {"campaigns": ["campaign-1"], "fallback_url": "https://www.acme.com", "options": []}
    await office.send(submission("attach_form", values, carried=carried))
    await office.desk.background.settle()
    assert len(office.run.commands("attach_campaigns")) == 1
    assert office.run.commands("overview") == [HomeQuery(mine=1)]


async def test_a_form_from_elsewhere_leaves_home_alone(office: Office) -> None:
    await office.send(submission("reject_form", {"reason": "no"}, carried={"request": "request-1:digest-1"}))
    await office.desk.background.settle()
    assert office.slack.sent("views.publish") == []


async def test_admins_open_the_registries_from_home(office: Office) -> None:
    office.run.answers |= {"overview": replace(EMPTY, registries=Registries(1, 1)), "client_page": CLIENTS}
    await office.send(action(office, "clients", "clients", view=home_seen()))
    await office.desk.background.settle()
    assert "Acme Corp" in texts(office.slack.view())


async def test_a_webhook_opened_from_home_leaves_home_as_it_is(office: Office) -> None:
    registries = Registries(1, 1, 1, 1, (GivenUp("w1", "crm.acme.com", 2),))
    line = WebhookLine(ON, (), DeliveryCount(2, 0, 2))
    office.run.answers |= {"overview": replace(EMPTY, registries=registries), "webhook_shown": WebhookShown(line, ())}
    office.directory.by_user["U0OWNER"] = frozenset({Role.ADMIN})
    await office.send(action(office, "webhook", "w1", view=home_seen()))
    await office.desk.background.settle()
    assert "Send again all that failed" in texts(office.slack.view())
    assert "list" not in json.loads(office.slack.view()["private_metadata"])
