"""An account manager has the records written at the provider's consent page, by a link of their own."""

import pytest

from bot.core.cards import Action
from bot.core.commands import MakeWriteLink
from bot.core.errors import GatewayError, Reason, Refused
from bot.core.languages import Language
from bot.core.people import Role
from bot.core.words import words_in
from bot.services import reading, writing
from tests.connect.support import HEADERS, Crossing
from tests.services.support import OWNER

SAID = words_in(Language.ENGLISH).sentences


def path_of(there: Crossing) -> str:
    link = there.house.run(writing.make_link, MakeWriteLink(f"w{there.house.count}", there.domain_id), OWNER)
    address = there.tokens.write_address(link.id)
    assert address is not None
    return address.removeprefix("https://bot.test")


async def test_the_card_offers_it_where_the_providers_page_is_the_only_way(there: Crossing) -> None:
    card = there.house.run(reading.card, there.domain_id)
    assert Action.WRITE in card.actions


async def test_a_manager_goes_comes_back_and_is_named_in_the_timeline(there: Crossing) -> None:
    path = path_of(there)
    entrance = await there.web.get(path)
    assert (entrance.status_code, entrance.headers["location"]) == (302, f"{path.rsplit('/', 1)[1]}/connect")
    assert SAID["connect.by_hand"] not in (await there.web.get(f"{path}/connect")).text
    back = await there.back(await there.at_provider(await there.leave(path=path)))
    assert (back.status_code, SAID["connect.back_manager_done"] in back.text) == (200, True)
    assert ("ls", "CNAME", "lsct.ashburn.us1.twilio.com.") in there.records()
    events = [event for event in there.house.events(there.domain_id) if event.kind.value.startswith("domain.consent")]
    assert [event.actor for event in events] == [OWNER.user_id, OWNER.user_id]
    assert there.house.domain(there.domain_id).close_since == there.house.now


async def test_a_link_that_ends_meanwhile_still_leads_back_and_opens_nothing_more(there: Crossing) -> None:
    path = path_of(there)
    address = await there.at_provider(await there.leave(path=path), "cancel")
    there.house.wait(20 * 60)
    assert SAID["connect.back_manager_cancelled"] in (await there.back(address)).text
    assert [kind for kind, _ in there.told()] == ["domain.consent_opened", "domain.consent_returned"]
    gone = await there.web.get(f"{path}/connect")
    assert (gone.status_code, SAID["connect.nothing_manager"] in gone.text) == (404, True)


@pytest.mark.parametrize("fault", [None, Refused(Reason.OUTSIDER), GatewayError("slack", "timeout", transient=True)])
async def test_whoever_has_left_since_goes_nowhere(there: Crossing, fault: Exception | None) -> None:
    path = path_of(there)
    mark = there.tokens.form_mark(path.rsplit("/", 1)[1])
    there.people.held[OWNER.user_id] = frozenset()
    there.people.fault = fault
    stopped = await there.web.post(f"{path}/connect", data={"mark": mark}, headers=HEADERS)
    assert (stopped.status_code, SAID["write.problem_no_member"] in stopped.text) == (403, True)
    assert (there.told(), "set-cookie" in stopped.headers) == ([], False)
    there.people.held[OWNER.user_id], there.people.fault = frozenset({Role.MANAGER}), None
    assert await there.leave(path=path)


async def test_a_clients_token_opens_no_managers_page_nor_the_other_way_round(there: Crossing) -> None:
    client, manager = there.path.rsplit("/", 1)[1], path_of(there).rsplit("/", 1)[1]
    assert (await there.web.get(f"/write/{client}/connect")).status_code == 404
    crossed = await there.web.get(f"/setup/{manager}/connect")
    assert crossed.status_code == 302
    assert (await there.web.get(f"/setup/{manager}")).status_code == 404


async def test_nothing_is_offered_to_a_manager_once_the_page_is_gone(there: Crossing) -> None:
    path = path_of(there)
    there.provider.drop("links.test")
    there.house.wait(7 * 3600)
    path = path_of(there)
    assert not await there.look()
    assert (await there.web.get(f"{path}/connect")).status_code == 404
