"""The registries: what admins see and change."""

import pytest

from bot.core.cards import CampaignLine
from bot.core.credentials import new_link
from bot.core.domain import TwilioAccount
from bot.core.errors import Reason, Refused
from bot.core.people import Role
from bot.core.registry import CampaignPage, NameQuery
from bot.services.clients import DefaultAccount, EditClient
from tests.handlers.support import NOW, SERVICE_SID, Office, action, command, read, submission, suggestion, texts
from tests.views.registry_samples import BETA, CLIENTS, MANY, WITH_KEY
from tests.views.samples import ACME, SPRING, SUMMER

ADMIN = "U0ADMIN"


@pytest.fixture(autouse=True)
def admins(office: Office) -> None:
    office.directory.by_user[ADMIN] = frozenset({Role.ADMIN})
    office.run.answers |= {"client_page": CLIENTS, "client_shown": WITH_KEY, "edit_client": BETA}


async def test_clients_are_searched_by_a_word_and_paged(office: Office) -> None:
    office.run.answers["client_page"] = MANY
    answer = read(await office.send(command(office, "clients beta ltd", user=ADMIN)))
    assert office.run.commands("client_page") == [NameQuery("beta ltd")]
    assert "Next page" in texts(answer)
    await office.send(action(office, "clients_page", "2:beta", user=ADMIN))
    assert office.run.commands("client_page")[-1] == NameQuery("beta", 2)
    assert office.slack.sent("respond")[-1]["replace_original"] is True


async def test_pages_turn_in_the_window_that_home_opened(office: Office) -> None:
    view = {"id": "V1", "type": "modal", "hash": "1.hash", "private_metadata": "", "blocks": []}
    await office.send(action(office, "clients_back", "x:", user=ADMIN, view=view))
    assert office.run.commands("client_page")[-1] == NameQuery()
    assert "Beta" in texts(office.slack.view("views.update"))


async def test_an_admin_renames_a_client(office: Office) -> None:
    await office.send(action(office, "edit_client", BETA.id, user=ADMIN))
    assert BETA.id in office.slack.view()["private_metadata"]
    answer = read(await office.send(submission("edit_client_form", {"name": "Beta"}, ADMIN, carried={"client": "c"})))
    [sent] = office.run.commands("edit_client")
    assert (sent.client_id, sent.name) == ("c", "Beta")
    assert isinstance(sent, EditClient)
    assert "Saved" in texts(answer)


async def test_others_open_no_form(office: Office) -> None:
    await office.send(action(office, "edit_client", BETA.id))
    assert office.slack.sent("views.open") == []
    assert "You may not do that" in texts(office.slack.sent("respond")[-1])


async def test_what_cannot_be_stands_beside_its_field(office: Office) -> None:
    office.run.answers["edit_client"] = Refused(Reason.DUPLICATE_CLIENT, field="name", name="Acme")
    answer = read(await office.send(submission("edit_client_form", {"name": "Acme"}, ADMIN, carried={"client": "c"})))
    assert "already" in answer["errors"]["name"]


OWN = TwilioAccount("acc-1", "T0TEAM", "AC1", "SK1", "hush")


async def test_a_service_is_looked_for_in_the_clients_own_account(office: Office) -> None:
    office.run.answers |= {"account_of_client": OWN, "account_of_campaign": OWN}
    values = {"client": ("option", "client-2"), "name": "Spring", "service_sid": SERVICE_SID}
    await office.send(submission("campaign_form", values, ADMIN))
    await office.send(submission("edit_campaign_form", {**values, "campaign": ("option", "campaign-1")}, ADMIN))
    assert office.twilio.accounts == [OWN, OWN]


async def test_a_domain_sid_is_judged_in_the_clients_own_account(office: Office) -> None:
    office.run.answers |= {"account_of_client": OWN}
    values = {"client": ("option", "client-2"), "host": "acme.com", "subdomain": "ls", "setup": ("option", "ours")}
    sid = {"domain_sid": "DN" + "12ab" * 8}
    await office.send(submission("add_form", {**values, **sid}, carried={"channel": "C0SALES"}))
    assert office.twilio.accounts == [OWN]
    assert len(office.run.commands("add_domain")) == 1


class Links:
    """``public`` False: there is no public address."""

    def __init__(self, *, public: bool = True) -> None:
        self._public = public

    def credentials_address(self, link_id: str) -> str | None:
        return f"https://bot.test/credentials/{link_id}.mark" if self._public else None


def with_links(office: Office, links: Links) -> Office:
    """The same office, with a desk that can name pages."""
    object.__setattr__(office.desk, "links", links)
    return office


IN_FORM = {"id": "V1", "type": "modal", "hash": "1.hash", "private_metadata": "", "blocks": []}


async def test_set_twilio_account_gives_a_link_to_the_admin_alone(office: Office) -> None:
    with_links(office, Links())
    ends = new_link("l1", BETA, ADMIN, NOW)
    office.run.answers["make_link"] = ends
    await office.send(action(office, "set_account", BETA.id, user=ADMIN, view=IN_FORM))
    [made] = office.run.commands("make_link")
    assert made.client_id == BETA.id
    said = texts(office.slack.view("views.push"))
    assert f"https://bot.test/credentials/{made.link_id}.mark" in said
    assert "works once" in said


async def test_without_a_public_address_it_says_how(office: Office) -> None:
    for links in (Links(public=False), None):
        object.__setattr__(office.desk, "links", links)
        await office.send(action(office, "set_account", BETA.id, user=ADMIN, view=IN_FORM))
        assert "PUBLIC_URL" in texts(office.slack.view("views.push"))
    assert office.run.commands("make_link") == []


async def test_others_get_no_link(office: Office) -> None:
    with_links(office, Links())
    await office.send(action(office, "set_account", BETA.id, view=IN_FORM))
    assert office.run.commands("make_link") == []
    assert "You may not do that" in texts(office.slack.view("views.push"))


async def test_back_to_the_default_account_shows_in_the_form(office: Office) -> None:
    office.run.answers |= {"use_default": BETA, "client_shown": CLIENTS.lines[0]}
    await office.send(action(office, "use_default", BETA.id, user=ADMIN, view=IN_FORM))
    assert office.run.commands("use_default") == [DefaultAccount(BETA.id)]
    assert "the default Twilio account" in texts(office.slack.view("views.update"))


async def test_campaigns_of_all_clients_are_searched_as_people_type(office: Office) -> None:
    office.run.answers["campaigns_matching"] = [CampaignLine(SPRING, ACME, None), CampaignLine(SUMMER, BETA, None)]
    options = read(await office.send(suggestion("campaign", "s", user=ADMIN)))["options"]
    assert [option["value"] for option in options] == [SPRING.id, SUMMER.id]
    assert options[0]["text"]["text"] == "Spring sale (Acme Corp)"
    assert options[1]["description"]["text"] == "No Messaging Service yet"


async def test_campaigns_are_listed_by_a_word(office: Office) -> None:
    query = NameQuery("spring sale")
    office.run.answers["campaign_page"] = CampaignPage((), query, 0, has_more=False)
    answer = read(await office.send(command(office, "campaigns spring sale")))
    assert office.run.commands("campaign_page") == [query]
    assert "none of that name" in texts(answer)


async def test_pages_of_campaigns_are_turned(office: Office) -> None:
    lines = (CampaignLine(SPRING, ACME, None),)
    office.run.answers["campaign_page"] = CampaignPage(lines, NameQuery("s", 1), 30, has_more=True)
    answer = await office.send(action(office, "campaigns_page", "1:s"))
    assert answer.status == 200
    assert office.run.commands("campaign_page") == [NameQuery("s", 1)]
    sent = office.slack.sent("respond")[-1]
    assert sent["replace_original"] is True
    await office.send(action(office, "campaigns_back", "0:s"))
    assert office.run.commands("campaign_page")[-1] == NameQuery("s", 0)
