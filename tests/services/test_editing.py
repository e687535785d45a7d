"""Changing what people said of a domain."""

import pytest

from bot.core.commands import EditDomain
from bot.core.effects import EffectKind
from bot.core.errors import Reason, Refused
from bot.core.events import EventKind
from bot.core.facts import Verdict
from bot.core.hostname import parse_host
from bot.services import editing, links
from tests.services.support import ADMIN, OTHER, OWNER, SID, STRANGER, VALUE, House


def command(house: House, domain_id: str, **changes: object) -> EditDomain:
    domain = house.domain(domain_id)
    given: dict[str, object] = {"client_id": domain.client_id, "owner": domain.owner, "note": domain.note}
    return EditDomain(domain_id, **(given | changes))  # type: ignore[arg-type]


def edit(house: House, domain_id: str, **changes: object) -> tuple[str, ...]:
    return house.run(editing.edit_domain, command(house, domain_id, **changes), OTHER)


def refusal(house: House, domain_id: str, **changes: object) -> tuple[Reason, str | None]:
    with pytest.raises(Refused) as caught:
        edit(house, domain_id, **changes)
    return caught.value.reason, caught.value.field


def fault_of(house: House, domain_id: str) -> str:
    link = house.read(lambda tx: tx.links.of_domain(domain_id))
    assert link is not None
    return link.fault


def test_what_is_the_same_changes_nothing(house: House) -> None:
    domain_id = house.add()
    assert edit(house, domain_id, contacts=(("new", "it@acme.com"),), host=parse_host("ls.acme.com")) == ()
    assert house.kinds(domain_id) == [EventKind.ADDED]


def test_a_new_name_is_looked_at_from_the_beginning_and_told_again(house: House) -> None:
    house.under(operators=("UOPS",))
    domain_id = house.add()
    house.look(domain_id, record=Verdict.WRONG)
    house.perform()
    assert edit(house, domain_id, host=parse_host("go.acme.com")) == ("host",)
    domain = house.domain(domain_id)
    assert (domain.host, domain.facts, domain.instructed, domain.last_check_at) == ("go.acme.com", {}, False, None)
    assert domain.next_check_at == house.now
    assert house.events(domain_id)[-1].details == {"changed": "host", "former_host": "ls.acme.com"}
    updates = [claimed.effect.subject for claimed in house.effects(domain_id, EffectKind.TASK)[1:]]
    assert (house.asked(domain_id), updates) == (["ls.acme.com"], ["ls.acme.com"])  # it says that it is over
    house.look(domain_id, record=Verdict.WRONG)
    assert (house.asked(domain_id), house.replies(domain_id)) == (["ls.acme.com", "go.acme.com"], [[EventKind.EDITED]])


def test_with_the_domain_sid_the_name_is_fixed(house: House) -> None:
    domain_id = house.add()
    house.give(domain_id)
    assert refusal(house, domain_id, host=parse_host("go.acme.com")) == (Reason.HOST_FIXED, "host")


def test_a_name_that_is_taken_is_refused(house: House) -> None:
    domain_id = house.add()
    house.add("go.acme.com")
    assert refusal(house, domain_id, host=parse_host("go.acme.com")) == (Reason.DUPLICATE_HOST, "host")


def test_a_check_under_way_says_nothing_of_the_new_name(house: House) -> None:
    domain_id = house.add()
    claimed = house.claim(domain_id)
    edit(house, domain_id, host=parse_host("go.acme.com"))
    assert house.settle(claimed, record=Verdict.RIGHT) is False


def test_contacts_note_and_owner_change_without_a_word_in_the_thread_but_to_the_owner(house: House) -> None:
    domain_id = house.add()
    contacts = (("p90", "b@acme.com"), ("p91", "it@acme.com"))
    assert edit(house, domain_id, contacts=contacts, note="Call first", owner="UNEW") == ("owner", "contacts", "note")
    parts = house.run(editing.edit_parts, domain_id, OWNER)
    assert parts.addresses == ("b@acme.com", "it@acme.com")
    assert house.kinds(domain_id)[-2:] == [EventKind.EDITED, EventKind.HANDED_OVER]
    assert house.replies(domain_id) == [[EventKind.HANDED_OVER]]


def test_a_contact_who_comes_later_gets_the_steps_once(house: House) -> None:
    domain_id = house.add()
    house.give(domain_id, verification=VALUE)
    house.look(domain_id, record=Verdict.WRONG)
    edit(house, domain_id, contacts=(("p90", "b@acme.com"), ("p91", "it@acme.com")))
    steps = house.keys_of(domain_id, EffectKind.MAIL_STEPS)
    assert len(steps) == len(set(steps)) == 2
    assert ":p90:" in steps[-1]


def test_a_fault_of_the_mail_goes_from_the_card_with_its_contact(house: House) -> None:
    domain_id = house.add(domain_sid=SID, verification=VALUE)
    house.look(domain_id, record=Verdict.WRONG, verification=Verdict.WRONG)
    house.read(lambda tx: links.tell_fault(tx, domain_id, "refused"))
    assert fault_of(house, domain_id) == "refused"
    edit(house, domain_id, contacts=(("p91", "dns@acme.com"),))
    assert fault_of(house, domain_id) == ""


def test_another_client_gets_the_contacts_under_its_own_name(house: House) -> None:
    domain_id = house.add()
    other = house.client_with_account()
    assert edit(house, domain_id, client_id=other, contacts=(("p90", "it@acme.com"),)) == ("client", "contacts")
    assert house.domain(domain_id).contact_ids == ("p90",)
    assert house.events(domain_id)[-1].details["former_client"] == "Acme Corp"
    assert refusal(house, domain_id, client_id="nobody") == (Reason.UNKNOWN_CLIENT, "client")


def test_the_client_is_fixed_while_an_ssl_request_or_a_campaign_hangs_on_it(house: House) -> None:
    other, campaign = house.client_with_account(), house.campaign()
    requested, attached = house.ready(), house.add("b.com")
    house.request(requested)
    house.attach(attached, campaign)
    for domain_id in (requested, attached):
        assert refusal(house, domain_id, client_id=other) == (Reason.CLIENT_FIXED, "client")


def test_addresses_that_are_none_and_people_without_a_role_are_refused(house: House) -> None:
    domain_id = house.add()
    assert refusal(house, domain_id, contacts=(("p9", "nobody"),)) == (Reason.BAD_EMAIL, "email")
    assert refusal(house, domain_id, contacts=()) == (Reason.EMPTY, "email")
    with pytest.raises(Refused):
        house.run(editing.edit_domain, command(house, domain_id, note="x"), STRANGER)
    assert house.run(editing.edit_domain, command(house, domain_id, note="x"), ADMIN) == ("note",)
