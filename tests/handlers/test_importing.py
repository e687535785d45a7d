"""Registering what Twilio has: a form that opens at once, and is filled in later."""

import asyncio

import pytest

from bot.core.errors import GatewayError, Reason, Refused
from bot.core.imports import Found, Imported, Offers, ServiceChoice
from bot.core.people import Role
from bot.services.importing import ImportCampaigns, ServicesOf
from tests.handlers.support import SERVICE_SID, Office, action, read, submission, suggestion, texts
from tests.views.registry_samples import BETA, WITH_KEY
from tests.views.samples import ACME, CARDS, SPRING, SUMMER

ADMIN = "U0ADMIN"
FOUND = (Found("AC1", "Globex"), Found("AC2", "Acme Corp"))
OPENED = {"view": {"id": "V9"}}
MODAL = {"id": "V1", "type": "modal", "hash": "1.hash", "private_metadata": "", "blocks": []}


@pytest.fixture(autouse=True)
def world(office: Office) -> None:
    office.directory.by_user[ADMIN] = frozenset({Role.ADMIN})
    office.slack.answers |= {"views.open": OPENED, "views.push": OPENED}
    office.run.answers |= {
        "client_offers": Offers(FOUND[:1], ("Acme Corp",)),
        "campaign_offers": Offers((Found(SERVICE_SID, "Globex news"),), ()),
        "client_shown": WITH_KEY,
        "clients_matching": [ACME],
        "import_clients": Imported(("Globex",), ()),
        "import_campaigns": Imported(("Globex news",), ("Spring",)),
        "service_choices": (ServiceChoice(Found(SERVICE_SID, "Globex news"), ("Spring sale",)),),
        "campaign_named": SUMMER,
        "edit_campaign": SPRING,
    }
    office.twilio.listed = FOUND


async def test_the_form_opens_at_once_and_lists_what_is_not_here_yet(office: Office) -> None:
    await office.send(action(office, "import_clients", "default", user=ADMIN))
    assert "Reading Twilio" in texts(office.slack.view())
    await office.desk.background.settle()
    [update] = office.slack.sent("views.update")
    assert update["view_id"] == "V9"
    said = texts(office.slack.view("views.update"))
    assert "Globex" in said
    assert "Here already, so not in the list: Acme Corp." in said
    assert office.run.commands("client_offers") == [FOUND]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (GatewayError("twilio", "20003", transient=False), "only to the main account's Auth Token"),
        (GatewayError("twilio", "timeout", transient=True), "press the button again"),
        (GatewayError("twilio", "no_account", transient=False), "TWILIO_ACCOUNT_SID"),
        (RuntimeError("canary"), "the reference"),
    ],
)
async def test_what_twilio_does_not_tell_is_explained_in_the_form(office: Office, error: Exception, words: str) -> None:
    office.twilio.listed = error
    await office.send(action(office, "import_clients", "default", user=ADMIN))
    await office.desk.background.settle()
    said = texts(office.slack.view("views.update"))
    assert words in said
    assert "canary" not in said


async def test_a_slow_twilio_does_not_hold_up_slack(office: Office) -> None:
    gate = asyncio.Event()
    office.twilio.gate = gate
    await office.send(action(office, "import_clients", "default", user=ADMIN))
    assert office.slack.sent("views.update") == []
    gate.set()
    await office.desk.background.settle()
    assert len(office.slack.sent("views.update")) == 1


async def test_what_was_chosen_is_registered_under_the_names_that_were_shown(office: Office) -> None:
    chosen = submission("import_clients_form", {"imported": ["AC1"]}, ADMIN)
    element = chosen["view"]["state"]["values"]["imported"]["imported"]
    element["selected_options"][0]["text"] = {"type": "plain_text", "text": "Globex"}
    answer = read(await office.send(chosen))
    [command] = office.run.commands("import_clients")
    assert [found for _, found in command.rows] == [Found("AC1", "Globex")]
    assert "Added 1 client" in texts(answer)


async def test_campaigns_are_read_in_the_account_of_the_client_that_is_chosen(office: Office) -> None:
    await office.send(action(office, "import_campaigns", "default", user=ADMIN))
    assert "which client's account" in texts(office.slack.view())
    assert read(await office.send(suggestion("import_of", "ac")))["options"][0]["value"] == ACME.id
    chosen = {"type": "external_select", "selected_option": {"value": "client-2"}}
    await office.send(action(office, "import_of", "", user=ADMIN, view=MODAL, **chosen))
    await office.desk.background.settle()
    assert [sent["view_id"] for sent in office.slack.sent("views.update")] == ["V1", "V1"]
    assert office.run.commands("campaign_offers") == [ServicesOf("client-2", FOUND)]
    answer = read(
        await office.send(
            submission("import_campaigns_form", {"imported": [SERVICE_SID]}, ADMIN, carried={"client": "client-2"})
        )
    )
    [command] = office.run.commands("import_campaigns")
    assert isinstance(command, ImportCampaigns)
    assert command.client_id == "client-2"
    assert "Here already: Spring" in texts(answer)


async def test_from_a_clients_form_nothing_is_asked_first(office: Office) -> None:
    await office.send(action(office, "import_campaigns", BETA.id, user=ADMIN, view=MODAL))
    await office.desk.background.settle()
    assert "Reading Twilio" in texts(office.slack.view("views.push"))
    assert office.slack.sent("views.update")[-1]["view_id"] == "V9"


async def test_others_import_nothing(office: Office) -> None:
    for name in ("import_clients", "import_campaigns", "import_of", "choose_service"):
        await office.send(action(office, name, "default"))
    assert office.slack.sent("views.open") == []
    assert "You may not do that" in texts(office.slack.sent("respond")[-1])


async def test_a_service_is_chosen_beside_the_campaign_and_the_form_behind_shows_it(office: Office) -> None:
    office.run.answers |= {"card": CARDS["live"], "campaigns_of": [SPRING, SUMMER]}
    attach = {**MODAL, "callback_id": "attach_form", "private_metadata": '{"domain":"domain-1"}'}
    await office.send(action(office, "choose_service", SUMMER.id, user=ADMIN, view=attach))
    await office.desk.background.settle()
    form = office.slack.view("views.update")
    assert "Also of Spring sale" in texts(form)
    assert "Twilio charges" in texts(form)
    carried = {"campaign": SUMMER.id, "domain": "domain-1", "behind": "V1"}
    values = {"service_sid": ("option", SERVICE_SID)}
    answer = read(await office.send(submission("choose_service_form", values, ADMIN, carried=carried)))
    assert answer == {"text": ""}
    [command] = office.run.commands("edit_campaign")
    assert (command.campaign_id, command.service_sid) == (SUMMER.id, SERVICE_SID)
    await office.desk.background.settle()
    assert office.slack.sent("views.update")[-1]["view_id"] == "V1"


async def test_a_service_of_another_account_is_refused_beside_its_field(office: Office) -> None:
    office.run.answers["edit_campaign"] = Refused(Reason.SERVICE_UNKNOWN, field="service_sid")
    values = {"service_sid": ("option", SERVICE_SID)}
    answer = read(await office.send(submission("choose_service_form", values, ADMIN, carried={"campaign": "c"})))
    assert "no such Messaging Service" in answer["errors"]["service_sid"]
