"""SSL for many domains in one message: row by row, the first decision wins, what is taken out is asked singly."""

import pytest

from bot.core.bulk import AddMany
from bot.core.commands import Actor, DecideSsl
from bot.core.domain import RequestState, Setup
from bot.core.effects import EffectKind
from bot.core.errors import Conflict, Reason, Refused
from bot.core.facts import Verdict
from bot.core.grouped import DecidedMany, DecideMany, GroupModel, ReadyQuery, RequestMany
from bot.core.people import Role
from bot.core.sheets import parse_rows
from bot.services import digests, followups, grouping, jobs, ssl
from bot.services.bulk import add_many
from bot.services.followups import undecided
from tests.services.support import ADMIN, APPROVER, BOT, OTHER, OWNER, SECOND_APPROVER, VALUE, House, person

BATCH = ReadyQuery(batch_id="b1")


def sid(number: int) -> str:
    return f"DN{number:032x}"


def batch(house: House, number: int = 3) -> list[str]:
    """Domains that came together, and whose SSL can be asked for."""
    rows, _ = parse_rows("\n".join(f"n{one}.com, Acme Corp, {sid(one)}, {VALUE}" for one in range(number)))
    numbered = tuple((f"d{row.line}", row) for row in rows)
    house.run(add_many, AddMany("b1", "C1", Setup.OURS, numbered))
    for domain_id, _row in numbered:
        house.check_now(domain_id)
        house.look(domain_id, record=Verdict.RIGHT, verification=Verdict.RIGHT)
    return [domain_id for domain_id, _ in numbered]


def ask(house: House, actor: Actor = OWNER, query: ReadyQuery = BATCH) -> int:
    ids = house.run(grouping.ready, query, actor)
    requests = {f"r-{domain_id}": domain_id for domain_id in ids}
    return house.run(grouping.request_many, RequestMany("g1", requests, ("UAPP", "UAPP2")), actor)


def shown(house: House) -> GroupModel:
    model = house.run(grouping.group, "g1", BOT)
    assert model is not None
    return model


def decide(
    house: House, *numbers: int, actor: Actor = APPROVER, is_approved: bool = True, digest: str | None = None
) -> DecidedMany:
    digests_shown = {row.number: row.model.request.digest[:20] for row in shown(house).rows}
    chosen = {number: digest if digest is not None else digests_shown[number] for number in numbers}
    return house.run(grouping.decide_many, DecideMany("g1", chosen, is_approved, "no contract"), actor)


def state(house: House, domain_id: str) -> RequestState:
    request = house.domain(domain_id).request
    assert request is not None
    return request.state


def asked_singly(house: House) -> list[str]:
    return [one for one in ("d1", "d2", "d3") if house.effects(one, EffectKind.APPROVAL)]


def test_all_that_are_ready_are_asked_for_in_one_message(house: House) -> None:
    ids = batch(house)
    assert ask(house) == 3
    assert [state(house, one) for one in ids] == [RequestState.PENDING] * 3
    assert [one.effect.key for one in house.effects("g1")] == ["group:g1:asked"]
    assert asked_singly(house) == []
    with pytest.raises(Refused) as caught:
        ask(house)
    assert caught.value.reason is Reason.NOTHING_READY


def test_the_digest_offers_it_while_some_are_ready(house: House) -> None:
    batch(house)
    before = house.run(digests.digest, "b1", BOT)
    ask(house)
    after = house.run(digests.digest, "b1", BOT)
    assert before is not None
    assert after is not None
    assert (before.ready, after.ready) == (3, 0)


def test_all_of_mine_or_of_a_client_are_found_by_their_names(house: House) -> None:
    batch(house)
    assert len(house.run(grouping.ready, ReadyQuery(client="acme"), OTHER)) == 3
    assert len(house.run(grouping.ready, ReadyQuery(owner="UOWN"), OWNER)) == 3
    for query, reason in (
        (ReadyQuery(owner="UOTH"), Reason.NOTHING_READY),
        (ReadyQuery(client="x"), Reason.UNKNOWN_CLIENT),
    ):
        with pytest.raises(Refused) as caught:
            house.run(grouping.ready, query, OTHER)
        assert caught.value.reason is reason


def test_what_is_ticked_is_approved_and_the_rest_is_asked_singly(house: House) -> None:
    batch(house)
    ask(house)
    done = decide(house, 0, 2)
    assert (done.decided, done.apart, done.refused) == (("ls.n0.com", "ls.n2.com"), ("ls.n1.com",), {})
    assert [state(house, one) for one in ("d1", "d2", "d3")] == [
        RequestState.APPROVED,
        RequestState.PENDING,
        RequestState.APPROVED,
    ]
    assert asked_singly(house) == ["d2"]
    assert [row.number for row in shown(house).rows] == [0, 2]
    assert len(house.effects("d1", EffectKind.REQUEST_CERTIFICATE)) == 1
    assert house.effects("d2", EffectKind.REQUEST_CERTIFICATE) == []
    request = house.domain("d2").request
    assert request is not None
    house.run(ssl.decide_ssl, DecideSsl(request.id, request.digest, True), APPROVER)
    assert state(house, "d2") is RequestState.APPROVED


def test_a_rejection_goes_for_the_ticked_ones_and_leaves_the_others_open(house: House) -> None:
    batch(house)
    ask(house)
    assert decide(house, 1, is_approved=False).decided == ("ls.n1.com",)
    assert [row.is_open for row in shown(house).rows] == [True, False, True]
    assert asked_singly(house) == []


def test_of_each_row_the_first_decision_wins(house: House) -> None:
    batch(house)
    ask(house)
    decide(house, 0, is_approved=False)
    done = decide(house, 0, 1, 2, actor=SECOND_APPROVER)
    assert done.decided == ("ls.n1.com", "ls.n2.com")
    assert {host: why.reason for host, why in done.refused.items()} == {"ls.n0.com": Reason.ALREADY_DECIDED}
    assert state(house, "d1") is RequestState.REJECTED
    with pytest.raises(Refused) as caught:
        decide(house, 0, 1)
    assert caught.value.reason is Reason.ALREADY_DECIDED


def test_four_eyes_and_the_role_hold_for_all_rows(house: House) -> None:
    batch(house)
    both = person("UAPP", Role.MANAGER, Role.APPROVER)
    ask(house, both)
    for actor, reason in ((both, Reason.OWN_REQUEST), (OTHER, Reason.NOT_ALLOWED), (ADMIN, Reason.NOT_ALLOWED)):
        with pytest.raises(Refused) as caught:
            decide(house, 0, 1, actor=actor)
        assert caught.value.reason is reason
    assert asked_singly(house) == []
    assert state(house, "d1") is RequestState.PENDING


def test_what_is_approved_is_what_was_shown(house: House) -> None:
    batch(house)
    ask(house)
    with pytest.raises(Refused) as caught:
        decide(house, 0, digest="0" * 20)
    assert caught.value.reason is Reason.REQUEST_VOID
    before = {row.number: row.model.request.digest[:20] for row in shown(house).rows}
    house.give("d1", "DN" + "e" * 32)
    done = house.run(grouping.decide_many, DecideMany("g1", before, True), APPROVER)
    assert {host: why.reason for host, why in done.refused.items()} == {"ls.n0.com": Reason.REQUEST_VOID}
    assert state(house, "d1") is RequestState.VOID


@pytest.mark.parametrize("chosen", [{}, {9: "0" * 20}])
def test_nothing_ticked_decides_nothing(house: House, chosen: dict[int, str]) -> None:
    batch(house)
    ask(house)
    with pytest.raises(Refused):
        house.run(grouping.decide_many, DecideMany("g1", chosen, True), APPROVER)
    assert asked_singly(house) == []


def test_it_stands_under_the_digest_or_in_the_channel_of_requests(house: House) -> None:
    batch(house, 2)
    ask(house)
    house.perform()
    place = house.run(jobs.group_place, "g1", BOT)
    assert (place.channel, place.in_thread, place.thread_ts is not None) == ("C1", True, True)
    assert house.run(jobs.approval_place, "r-d1", BOT).ts == place.ts


def test_with_a_channel_for_requests_it_stands_by_itself(house: House) -> None:
    named = house.under(approval_channel="CAPPROVE")
    batch(named, 2)
    ask(named)
    place = named.run(jobs.group_place, "g1", BOT)
    assert (place.channel, place.in_thread) == ("CAPPROVE", False)


def test_a_decision_on_the_card_or_at_home_changes_the_message_of_all(house: House) -> None:
    batch(house, 2)
    ask(house)
    house.perform()
    request = house.domain("d1").request
    assert request is not None
    house.run(ssl.decide_ssl, DecideSsl(request.id, request.digest, True), APPROVER)
    assert [one.effect.key for one in house.effects("g1")][1:] == ["group:g1:asked:r-d1:approved"]
    assert house.effects("d1", EffectKind.APPROVAL) == []


def test_requests_of_one_message_are_followed_up_once(house: House) -> None:
    batch(house)
    ask(house)
    assert len(house.run(undecided, None, BOT)) == 1
    (one,) = house.run(undecided, None, BOT)
    nudge = followups.Nudge(one.request_id, (followups.Candidate("UAPP", house.now.date()),))
    assert house.run(followups.nudge, nudge, BOT)
    assert house.run(undecided, None, BOT) == []
    assert house.run(followups.nudge_shown, f"{one.request_id}:UAPP", BOT).others == 2


def test_a_request_is_in_one_message_alone(house: House) -> None:
    batch(house, 2)
    ask(house)
    with pytest.raises(Conflict):
        house.read(lambda tx: tx.batches.add_group("g2", ["r-d1"]), OWNER)
    assert house.read(lambda tx: tx.batches.requests_of("g1"), person("U1", team_id="T2")) == {}
