"""The form that adds many domains at once."""

from typing import Any

import pytest

from bot.core.bulk import AddedMany, AddMany, RowFault, RowsRefused
from bot.core.errors import GatewayError, Reason, Refused
from bot.core.overview import OrganizationCount
from bot.core.people import Role
from handlers.views.refusals import rows_refused
from tests.handlers.support import USER, Office, action, modal, read, submission, texts

SALES = {"channel": "C0SALES"}
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
    office.run.answers["add_many"] = AddedMany(2)
    answer = read(await office.send(submission("bulk_form", FORM, carried={"channel": "C0SALES"})))
    command = office.run.commands("add_many")[0]
    assert isinstance(command, AddMany)
    assert [(row.host.ascii, row.client) for _, row in command.rows] == [
        ("ls.acme.com", "Acme Corp"),
        ("ls.beta.com", "Beta"),
    ]
    assert command.channel == "C0SALES"
    assert "Added 2 domains" in texts(answer["view"])


def without(number: int) -> Any:
    """A service that refuses the second line, unless what is wrong is left out."""
    fault = RowFault(2, Refused(Reason.UNKNOWN_CLIENT, field="client"), "Beta", "beta.com, Beta")

    def answer(command: AddMany) -> object:
        faults = (*command.faults, fault)
        return AddedMany(number, faults) if command.is_partial else RowsRefused(faults, good=number)

    return answer


ROWS = "acme.com, Acme\nbeta.com, Beta\n*.acme.com, Acme"


async def test_faulty_lines_are_named_in_the_form_with_a_way_to_add_the_others(office: Office) -> None:
    office.run.answers["add_many"] = without(1)
    form = submission("bulk_form", {"rows": ROWS}, carried=SALES)
    view = read(await office.send(form))["view"]
    told = texts(view)
    assert "*Nothing was added yet: 2 lines are wrong.*" in told
    assert "Line 2: there is no client “Beta”" in told
    assert "Line 3: \u2217.acme.com: A wildcard" in told
    assert "Add the good line" in told
    assert next(one for one in view["blocks"] if one.get("block_id") == "rows")["element"]["initial_value"] == ROWS


async def test_the_good_lines_are_added_and_the_others_stay_in_the_form(office: Office) -> None:
    office.run.answers["add_many"] = without(1)
    await office.send(action(office, "add_good", "add_good", view=modal("bulk_form", {"rows": ROWS}, SALES)))
    assert [command.is_partial for command in office.run.commands("add_many")] == [True]
    view = office.slack.view("views.update")
    assert "*Added 1 domain*" in texts(view)
    left = next(one for one in view["blocks"] if one.get("block_id") == "rows_left")
    assert left["element"]["initial_value"] == "beta.com, Beta\n*.acme.com, Acme"
    office.run.answers["add_many"] = AddedMany(1)
    await office.send(submission("bulk_form", {"rows_left": "beta.com, Beta"}, carried=SALES))
    assert [row.host.ascii for _, row in office.run.commands("add_many")[-1].rows] == ["ls.beta.com"]


async def test_a_file_is_read_as_lines_are(office: Office) -> None:
    office.run.answers["add_many"] = AddedMany(1)
    office.files.files["F1"] = "client;host\r\nÄcme;acme.com\r\n".encode("utf-16")
    await office.send(submission("bulk_form", {"rows": None, "file": ("file", "F1")}, carried=SALES))
    (command,) = office.run.commands("add_many")
    assert [(row.line, row.client) for _, row in command.rows] == [(2, "Äcme")]


async def test_a_file_that_was_sent_with_faults_is_read_again_for_its_good_lines(office: Office) -> None:
    office.run.answers["add_many"] = without(1)
    office.files.files["F1"] = ROWS.encode()
    form = submission("bulk_form", {"rows": None, "file": ("file", "F1")}, carried=SALES)
    view = read(await office.send(form))["view"]
    assert '"file":"F1"' in view["private_metadata"]
    pressed = modal("bulk_form", {"rows": None, "file": None}, {**SALES, "file": "F1"})
    await office.send(action(office, "add_good", "add_good", view=pressed))
    assert "*Added 1 domain*" in texts(office.slack.view("views.update"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (GatewayError("slack", "timeout", transient=True), "did not hand the file over"),
        (Refused(Reason.FILE_FORBIDDEN, field="file"), "files:read"),
        (Refused(Reason.FILE_TOO_LARGE, field="file", limit="1 MB"), "larger than 1 MB"),
        (b"PK\0\0", "Save it as CSV"),
    ],
)
async def test_what_is_wrong_with_a_file_is_said_beside_it(office: Office, given: Any, words: str) -> None:
    office.files.files["F1"] = given
    form = submission("bulk_form", {"rows": None, "file": ("file", "F1")}, carried=SALES)
    assert words in read(await office.send(form))["errors"]["file"]
    assert office.run.commands("add_many") == []


async def test_lines_and_a_file_together_are_refused(office: Office) -> None:
    form = submission("bulk_form", {"rows": "a.com, A", "file": ("file", "F1")}, carried=SALES)
    assert "not both" in read(await office.send(form))["errors"]["file"]


async def test_only_admins_may_have_clients_added_along(office: Office) -> None:
    await office.say("add many")
    assert "missing" not in texts(office.slack.view())
    office.directory.by_user[USER] = frozenset({Role.ADMIN})
    await office.say("add many")
    assert "Add clients and campaigns that are missing" in texts(office.slack.view())
    office.run.answers["add_many"] = AddedMany(2, clients=1)
    answer = read(await office.send(submission("bulk_form", {**FORM, "options": ["fill"]}, carried=SALES)))
    assert office.run.commands("add_many")[0].is_filling
    assert "Added 2 domains and 1 new client" in texts(answer["view"])


async def test_a_nearly_full_organization_is_told_in_the_form(office: Office) -> None:
    office.run.answers["near_their_limit"] = (OrganizationCount("", 93),)
    await office.say("add many")
    assert "*93 of the 100* domains" in texts(office.slack.view())


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
