"""Who may do what; who may decide; what is approved."""

from dataclasses import replace

import pytest

from bot.core.approvals import Act, digest_of, eligible_approvers, may, may_decide, refuse_decision
from bot.core.commands import Actor
from bot.core.domain import RequestState
from bot.core.errors import Reason
from bot.core.people import Role
from bot.core.rules import Rules
from tests.core.support import SID, details, link_domain, request

WITH_OPERATORS, WITHOUT = Rules(operators=("UOPS",)), Rules()
EVERYBODY = (Act.LOOK, Act.ADD, Act.CHECK, Act.REQUEST_SSL, Act.ATTACH)


def actor(*roles: Role, user_id: str = "U1") -> Actor:
    return Actor("T1", user_id, frozenset(roles))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", EVERYBODY)
def test_the_daily_work_is_everybodys(role: Role, act: Act) -> None:
    assert may(actor(role), act, WITH_OPERATORS, owner="UOTHER")


@pytest.mark.parametrize("act", list(Act))
def test_who_holds_no_role_may_do_nothing(act: Act) -> None:
    assert not may(actor(), act, WITHOUT, owner="U1")


@pytest.mark.parametrize("act", list(Act))
def test_nobody_is_not_somebody(act: Act) -> None:
    assert not may(actor(*Role, user_id=""), act, WITHOUT, owner="")


@pytest.mark.parametrize(
    ("role", "rules", "owner", "is_allowed"),
    [
        (Role.MANAGER, WITH_OPERATORS, "U1", True),
        (Role.MANAGER, WITH_OPERATORS, "UOTHER", False),
        (Role.MANAGER, WITHOUT, "UOTHER", True),
        (Role.OPERATOR, WITH_OPERATORS, "UOTHER", True),
        (Role.ADMIN, WITH_OPERATORS, "UOTHER", True),
        (Role.APPROVER, WITH_OPERATORS, "U1", False),
    ],
)
def test_details_come_from_operators_admins_the_owner_or_where_no_operator_is_named_any_manager(
    role: Role, rules: Rules, owner: str, is_allowed: bool
) -> None:
    assert may(actor(role), Act.GIVE_DETAILS, rules, owner) is is_allowed


@pytest.mark.parametrize("role", list(Role))
def test_only_approvers_decide_and_only_admins_manage(role: Role) -> None:
    assert may(actor(role), Act.DECIDE_SSL, WITHOUT) is (role is Role.APPROVER)
    assert may(actor(role), Act.MANAGE, WITHOUT) is (role is Role.ADMIN)


def test_an_admin_decides_only_as_an_approver() -> None:
    asked = request(RequestState.PENDING)
    assert refuse_decision(actor(Role.ADMIN, Role.MANAGER), asked, WITHOUT) is Reason.NOT_ALLOWED
    assert may_decide(actor(Role.ADMIN, Role.APPROVER), asked, WITHOUT)


def test_with_four_eyes_nobody_decides_what_they_asked_for() -> None:
    own = actor(Role.APPROVER, user_id="UOWN")
    asked = request(RequestState.PENDING)
    assert refuse_decision(own, asked, Rules(four_eyes=True)) is Reason.OWN_REQUEST
    assert refuse_decision(own, asked, Rules(four_eyes=False)) is None


def test_the_requester_is_not_counted_among_those_who_can_decide() -> None:
    assert eligible_approvers(("UOWN", "UAPP", ""), "UOWN", Rules()) == ("UAPP",)
    assert eligible_approvers(("UOWN",), "UOWN", Rules()) == ()
    assert eligible_approvers(("UOWN",), "UOWN", Rules(four_eyes=False)) == ("UOWN",)


def test_the_digest_names_all_that_is_approved() -> None:
    domain = link_domain(details=details())
    others = [
        replace(domain, team_id="T2"),
        replace(domain, host="go.acme.com"),
        replace(domain, client_id="c2"),
        replace(domain, details=replace(details(), domain_sid=SID[:-1] + "2")),
        replace(domain, details=None),
    ]
    assert len({digest_of(domain), *map(digest_of, others)}) == 1 + len(others)


def test_the_digest_does_not_change_with_what_is_seen_meanwhile() -> None:
    domain = link_domain(details=details())
    assert digest_of(domain) == digest_of(replace(domain, generation=9, note="x", details=details(None)))
