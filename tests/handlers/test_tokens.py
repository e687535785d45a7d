"""API tokens in Slack: admins list, make and revoke them; no secret passes."""

import pytest

from bot.core.errors import Reason, Refused
from bot.core.people import Role
from bot.services.tokens import MakeToken
from tests.handlers.support import Office, action, read, submission, suggestion, texts
from tests.handlers.test_registry import IN_FORM
from tests.views.registry_samples import CLIENTS
from tests.views.token_samples import EVERY, TOKENS

ADMIN = "U0ADMIN"
FILLED = {"name": "Billing", "scope": ("option", "every"), "ends": ("option", "365")}


class Links:
    def __init__(self, *, public: bool = True) -> None:
        self._public = public

    def secret_address(self, token_id: str) -> str | None:
        return f"https://bot.test/tokens/{token_id}.mark" if self._public else None


@pytest.fixture(autouse=True)
def admins(office: Office) -> None:
    office.directory.by_user[ADMIN] = frozenset({Role.ADMIN})
    office.run.answers |= {"tokens_shown": TOKENS, "make_token": EVERY, "revoke_token": EVERY.token}
    object.__setattr__(office.desk, "links", Links())


async def test_an_admin_sees_them_from_home(office: Office) -> None:
    await office.send(action(office, "tokens", "tokens", user=ADMIN))
    said = texts(office.slack.view())
    assert "Billing" in said
    assert "Make a token" in said


async def test_the_form_is_opened_over_the_list_and_knows_it(office: Office) -> None:
    await office.send(action(office, "make_token", "make_token", user=ADMIN, view=IN_FORM))
    assert '"list":"V1"' in office.slack.view("views.push")["private_metadata"]


async def test_others_open_no_form(office: Office) -> None:
    await office.send(action(office, "make_token", "make_token", view=IN_FORM))
    assert "You may not do that" in texts(office.slack.view("views.push"))


async def test_a_token_is_made_and_the_answer_is_a_link_never_the_secret(office: Office) -> None:
    answer = read(await office.send(submission("token_form", FILLED, ADMIN, carried={"list": "V7"})))
    [made] = office.run.commands("make_token")
    assert made == MakeToken(made.token_id, "Billing", None, False, 365)
    assert f"https://bot.test/tokens/{EVERY.token.id}.mark" in texts(answer)
    await office.desk.background.settle()
    assert office.slack.sent("views.update")[-1]["view_id"] == "V7"
    assert "ldk_" not in str(office.slack.calls)


async def test_a_list_behind_that_slack_does_not_take_keeps_no_link_back(office: Office) -> None:
    office.slack.answers["views.update"] = {"ok": False, "error": "ratelimited"}
    answer = read(await office.send(submission("token_form", FILLED, ADMIN, carried={"list": "V7"})))
    assert f"https://bot.test/tokens/{EVERY.token.id}.mark" in texts(answer)
    await office.desk.background.settle()


async def test_scope_rights_and_end_are_taken_from_the_form(office: Office) -> None:
    chosen = {"client_ids": ["c1", "c2"], "options": ["may_add"]}
    values = {**FILLED, "scope": ("option", "some"), "ends": ("option", "never"), **chosen}
    await office.send(submission("token_form", values, ADMIN))
    [made] = office.run.commands("make_token")
    assert made == MakeToken(made.token_id, "Billing", ("c1", "c2"), True, None)


async def test_without_a_public_address_it_is_shown_where_the_bot_runs(office: Office) -> None:
    for links in (Links(public=False), None):
        object.__setattr__(office.desk, "links", links)
        answer = read(await office.send(submission("token_form", FILLED, ADMIN)))
        assert f"linkdomain token {EVERY.token.id}" in texts(answer)


async def test_what_is_missing_stands_beside_its_field(office: Office) -> None:
    office.run.answers["make_token"] = Refused(Reason.EMPTY, field="client_ids")
    answer = read(await office.send(submission("token_form", {**FILLED, "client_ids": []}, ADMIN)))
    assert "every client" in answer["errors"]["client_ids"]


async def test_revoking_draws_the_list_anew(office: Office) -> None:
    await office.send(action(office, "revoke_token", "token-1", user=ADMIN, view=IN_FORM))
    assert office.run.commands("revoke_token") == ["token-1"]
    assert "API tokens" in texts(office.slack.view("views.update"))


async def test_clients_are_searched_as_people_type(office: Office) -> None:
    office.run.answers["clients_matching"] = [line.client for line in CLIENTS.lines]
    options = read(await office.send(suggestion("client_ids", "a", user=ADMIN)))["options"]
    assert len(options) == 2
