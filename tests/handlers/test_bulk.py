"""The form that adds many domains at once."""

from bot.core.bulk import AddMany, RowFault, RowsRefused
from bot.core.errors import Reason, Refused
from handlers.views.refusals import rows_refused
from tests.handlers.support import Office, action, modal, read, submission, texts

FORM = {"rows": "acme.com, Acme Corp\nbeta.com; Beta"}


async def test_add_many_opens_its_form(office: Office) -> None:
    await office.say("add many")
    assert office.slack.view()["callback_id"] == "bulk_form"


async def test_the_form_for_one_gives_way_to_the_one_for_many(office: Office) -> None:
    form = modal("add_form", {"host": "acme.com"}, {"channel": "C0SALES"})
    await office.send(action(office, "add_many", "add_many", view=form))
    sent = office.slack.view("views.update")
    assert sent["callback_id"] == "bulk_form"
    assert "C0SALES" in sent["private_metadata"]


async def test_app_home_opens_the_form_and_it_asks_for_the_channel(office: Office) -> None:
    await office.send(action(office, "add_many", "add_many", view={"id": "V0", "type": "home", "hash": "1.seen"}))
    assert office.slack.view()["blocks"][-1]["block_id"] == "channel"


async def test_what_is_pasted_is_one_command(office: Office) -> None:
    office.run.answers["add_many"] = 2
    answer = read(await office.send(submission("bulk_form", FORM, carried={"channel": "C0SALES"})))
    command = office.run.commands("add_many")[0]
    assert isinstance(command, AddMany)
    assert [(row.host.ascii, row.client) for _, row in command.rows] == [
        ("ls.acme.com", "Acme Corp"),
        ("ls.beta.com", "Beta"),
    ]
    assert command.channel == "C0SALES"
    assert "Added 2 domains" in texts(answer["view"])


async def test_faulty_lines_are_named_beside_the_field(office: Office) -> None:
    office.run.answers["add_many"] = lambda command: RowsRefused(
        [*command.faults, RowFault(2, Refused(Reason.UNKNOWN_CLIENT, field="client"), "Beta")]
    )
    rows = "*.acme.com, Acme\nbeta.com, Beta"
    answer = read(await office.send(submission("bulk_form", {"rows": rows}, carried={"channel": "C0SALES"})))
    assert list(answer["errors"]) == ["rows"]
    told = answer["errors"]["rows"].splitlines()
    assert told[0].startswith("Nothing was added")
    assert told[1].startswith("Line 1: *.acme.com: ")
    assert told[2].startswith("Line 2: there is no client “Beta”")


async def test_a_nearly_full_organization_is_told_before_one_adds_to_it(office: Office) -> None:
    office.run.answers |= {"find_domain": None, "organization_count": 85}
    form = modal("add_form", {"host": "acme.com", "subdomain": "ls", "client": ("option", "client-1")})
    await office.send(action(office, "host", "acme.com", view=form, type="plain_text_input"))
    assert "*85 of the 100* domains" in texts(office.slack.view("views.update"))
    assert office.run.commands("organization_count") == ["client-1"]


def test_more_faults_than_fit_are_counted() -> None:
    faults = [RowFault(line, Refused(Reason.BAD_ROW), "x" * 300) for line in range(1, 90)]
    told = rows_refused(RowsRefused(faults))
    assert len(told) < 2000
    assert told.splitlines()[-1].startswith("And ")
