"""People, Twilio and the client's DNS in any order: only an approver's decision leads to a certificate request."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.core.commands import Actor
from bot.core.domain import RequestState
from bot.core.effects import EffectKind, EffectState
from bot.core.errors import Refused
from bot.core.facts import Verdict
from bot.core.people import Role
from tests.services.support import ALL, APPROVER, OTHER_SID, OWNER, SECOND_APPROVER, SID, House, person

OPEN = (RequestState.WAITING, RequestState.PENDING)
OWNER_WHO_APPROVES = person("UOWN", Role.MANAGER, Role.APPROVER)
PEOPLE = (OWNER, OWNER_WHO_APPROVES, APPROVER, SECOND_APPROVER)


class ApprovalMachine(RuleBasedStateMachine):
    """The model: what the newest request's state must be, who asked, and the keys of approved certificates."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.house = House(Path(self.folder.name))
        self.domain_id = self.house.add()
        self.state: RequestState | None = None
        self.has_problem = self.is_issued = False
        self.asked_by = ""
        self.approved: set[str] = set()
        self.sid: str | None = None

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(sid=st.sampled_from([SID, OTHER_SID]))
    def give_details(self, sid: str) -> None:
        if self.sid not in (None, sid):
            self.is_issued = False
            if self.state in (*OPEN, RequestState.APPROVED):
                self.state = RequestState.VOID
        self.sid = sid
        self.house.give(self.domain_id, sid)

    @rule(actor=st.sampled_from([OWNER, APPROVER]))
    def request(self, actor: Actor) -> None:
        is_alive = self.state in OPEN or (self.state is RequestState.APPROVED and not self.has_problem)
        expected = self.sid is not None and not is_alive and not self.is_issued
        assert self.succeeds(lambda: self.house.request(self.domain_id, actor)) is expected
        if expected:
            self.state, self.asked_by, self.has_problem = self.house.ssl(self.domain_id).state, actor.user_id, False

    @precondition(lambda self: self.state is not None)
    @rule(actor=st.sampled_from(PEOPLE), approve=st.booleans())
    def decide(self, actor: Actor, approve: bool) -> None:
        may = Role.APPROVER in actor.roles and actor.user_id != self.asked_by
        expected = may and self.state is RequestState.PENDING
        assert self.succeeds(lambda: self.house.decide(self.domain_id, actor, approve=approve)) is expected
        if expected:
            self.state = RequestState.APPROVED if approve else RequestState.REJECTED
        if expected and approve:
            self.approved.add(f"request:{self.house.ssl(self.domain_id).id}:certificate")

    @rule(seen=st.dictionaries(st.sampled_from(ALL), st.sampled_from(Verdict), min_size=1))
    def look(self, seen: dict[str, Verdict]) -> None:
        self.house.look(self.domain_id, **seen)
        self.after_look()

    @rule()
    def everything_but_the_certificate_is_right(self) -> None:
        self.house.look(self.domain_id, record=Verdict.RIGHT, caa=Verdict.RIGHT, verification=Verdict.RIGHT)
        self.after_look()

    def after_look(self) -> None:
        domain = self.house.domain(self.domain_id)
        self.is_issued = domain.facts["certificate"].holds if "certificate" in domain.facts else False  # type: ignore[index]
        if self.state is RequestState.WAITING and domain.request is not None:
            assert domain.request.state in OPEN
            self.state = domain.request.state

    @rule()
    def check_now(self) -> None:
        self.house.check_now(self.domain_id)

    @rule(problem=st.none() | st.just("30135"))
    def perform(self, problem: str | None) -> None:
        outcome = {"is_done": True} if problem is None else {"problem": problem}
        performed = self.house.perform(REQUEST_CERTIFICATE=outcome)
        was_asked = any(claimed.effect.kind is EffectKind.REQUEST_CERTIFICATE for claimed in performed)
        if was_asked and self.state is RequestState.APPROVED and problem:
            self.has_problem = self.house.ssl(self.domain_id).problem is not None

    def succeeds(self, act: object) -> bool:
        try:
            act()  # type: ignore[operator]
        except Refused:
            return False
        return True

    @invariant()
    def the_request_is_where_the_model_says(self) -> None:
        request = self.house.domain(self.domain_id).request
        assert (request.state if request else None) is self.state

    @invariant()
    def certificates_are_asked_for_once_and_only_after_an_approvers_decision(self) -> None:
        keys = self.house.keys_of(self.domain_id, EffectKind.REQUEST_CERTIFICATE)
        assert len(keys) == len(set(keys))
        assert set(keys) == self.approved

    @invariant()
    def at_most_one_update_of_the_card_waits(self) -> None:
        waiting = [
            item for item in self.house.effects(self.domain_id, EffectKind.CARD) if item.state is EffectState.NEW
        ]
        assert len(waiting) <= 1


TestApprovalAgainstTheModel = ApprovalMachine.TestCase
TestApprovalAgainstTheModel.settings = settings(max_examples=8, stateful_step_count=20, deadline=None, derandomize=True)
