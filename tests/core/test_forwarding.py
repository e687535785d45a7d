"""What can be done about the client's link at each stage, and what holds the steps back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.cards import Action
from bot.core.domain import LinkDomain, Setup
from bot.core.facts import Code
from bot.core.forwarding import MailFault, holds_back, is_due, link_actions, mail_fault, with_link_actions
from bot.core.links import SetupLink, new_link
from bot.core.stage import actions_of, stage_of
from tests.core.support import RIGHT, START, WRONG, Life, adopted, details, link_domain

SENT = new_link("d1", 1, START).sent(START)
HELD = replace(new_link("d1", 1, START), is_held=True)
FORWARD, AGAIN, REMIND, REVOKE = Action.FORWARD, Action.FORWARD_AGAIN, Action.REMIND, Action.REVOKE


def waiting(code: Code | None = None, **changes: object) -> LinkDomain:
    life = Life(link_domain(details=details(), contact_ids=("p1",), **changes))
    return life.look(code=code, record=WRONG, verification=WRONG).domain


def found(domain: LinkDomain, link: SetupLink | None, **rules: bool) -> tuple[Action, ...]:
    return link_actions(domain, stage_of(domain), link, **rules)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (None, (FORWARD,)),
        (HELD, (FORWARD, REVOKE)),
        (SENT, (REMIND, AGAIN, REVOKE)),
        (replace(SENT, revoked_at=START), (AGAIN,)),
        (replace(HELD, revoked_at=START), (AGAIN,)),
        (replace(SENT, ended_at=START), (AGAIN,)),
        (replace(SENT, undeliverable=("p1",)), (AGAIN, REVOKE)),
        (replace(SENT, undeliverable=("gone",)), (REMIND, AGAIN, REVOKE)),
    ],
)
def test_while_the_client_is_awaited_its_link_says_what_can_be_done(
    link: SetupLink | None, expected: tuple[Action, ...]
) -> None:
    assert found(waiting(), link) == expected


def test_without_mail_and_without_contacts_nobody_is_reminded() -> None:
    assert found(waiting(), SENT, is_mail_on=False) == (AGAIN, REVOKE)
    assert found(replace(waiting(), contact_ids=()), SENT) == (AGAIN, REVOKE)


def test_before_the_first_look_and_when_the_client_is_through_there_is_nothing_to_send() -> None:
    assert found(link_domain(), None) == ()
    done = Life(link_domain(details=details())).look(record=RIGHT, verification=RIGHT).domain
    assert (found(done, None), found(done, SENT)) == ((), (REVOKE,))
    assert found(adopted().domain, SENT) == (REVOKE,)


def test_of_a_degraded_domain_the_client_is_asked_where_its_dns_is_to_blame() -> None:
    assert found(adopted().look(3, record=WRONG).domain, None) == (FORWARD,)
    assert found(adopted().look(3, certificate=WRONG).domain, None) == ()


def test_of_a_domain_that_goes_nothing_is_sent() -> None:
    for gone in ({"removing_since": START}, {"removed_at": START}):
        assert found(waiting(**gone), SENT) == ()
    assert found(replace(waiting(), removal_due_at=START), SENT) == (REVOKE,)


def test_what_reaches_the_client_stands_where_it_is_the_clients_turn() -> None:
    def order(domain: LinkDomain, link: SetupLink | None) -> tuple[Action, ...]:
        stage = stage_of(domain)
        return with_link_actions(actions_of(domain, stage), domain, stage, link)

    assert order(waiting(), SENT)[:3] == (Action.CHECK_NOW, REMIND, AGAIN)
    assert order(waiting(), None)[:2] == (FORWARD, Action.CHECK_NOW)
    assert order(waiting(), replace(SENT, revoked_at=START))[0] is AGAIN
    ours = order(waiting(setup=Setup.OURS), None)
    assert ours[0] is Action.CHECK_NOW
    assert ours.index(FORWARD) < ours.index(Action.EDIT)


def test_a_blocking_finding_goes_before_missing_details() -> None:
    assert holds_back(waiting()) == ""
    assert holds_back(link_domain()) == "details"
    assert holds_back(waiting(Code.A_INSTEAD_OF_CNAME)) == "blocking"
    assert holds_back(replace(waiting(Code.A_INSTEAD_OF_CNAME), details=None)) == "blocking"


def test_an_hour_lies_between_two_mails() -> None:
    assert is_due(None, START)
    assert not is_due(START, START + timedelta(minutes=59))
    assert is_due(START, START + timedelta(hours=1))


@pytest.mark.parametrize(
    ("problem", "fault"),
    [
        ("550", MailFault.ADDRESS),
        ("554", MailFault.ADDRESS),
        ("bad_address", MailFault.ADDRESS),
        ("address_needs_smtputf8", MailFault.ADDRESS),
        ("535", MailFault.LOGIN),
        ("530", MailFault.LOGIN),
        ("certificate", MailFault.LOGIN),
        ("no_tls_for_password", MailFault.LOGIN),
        ("connection", MailFault.AWAY),
        ("timeout", MailFault.AWAY),
        ("451", MailFault.PUT_OFF),
        ("unconfirmed", MailFault.UNKNOWN),
        ("5.0.0", MailFault.ADDRESS),
        ("5.1.1", MailFault.ADDRESS),
        ("5.4.1", MailFault.ADDRESS),
        ("5.2.2", MailFault.FULL),
        ("4.2.2", MailFault.FULL),
        ("5.7.26", MailFault.UNWANTED),
        ("4.4.7", MailFault.UNREACHED),
        ("5.4.7", MailFault.UNREACHED),
    ],
)
def test_whose_turn_it_is_where_a_mail_is_not_out(problem: str, fault: MailFault) -> None:
    assert mail_fault(problem) is fault
