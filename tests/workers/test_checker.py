"""From due domains to settled looks."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.core.commands import GiveDetails, LookNow
from bot.core.errors import GatewayError
from bot.core.facts import (
    NOTHING,
    Code,
    Diagnosis,
    Evidence,
    Fact,
    FactName,
    FactState,
    Finding,
    Observation,
    Record,
    Remembered,
    Verdict,
)
from bot.core.twilio import CertificateReport, Judgement
from bot.services.domains import give_details, look_now
from bot.workers.checker import LEASE, LOOK_WITHIN, OPINION_WITHIN, Checker
from tests.workers.support import BOT, DN, RULES, START, Fault, Unsteady, World

HOST = "ls.acme.com"
ISSUED = CertificateReport(HOST, "CW1", True, False, False, START + timedelta(days=60))


@dataclass
class Dns:
    """Says what it is told of every host; counts who looks at once."""

    verdict: Verdict = Verdict.RIGHT
    finding: Finding | None = None
    error: Exception | None = None
    asked: list[tuple[str, str | None, bool]] = field(default_factory=list)
    pause: asyncio.Event | None = None
    at_once: int = 0
    most_at_once: int = 0
    remembered: tuple[str, ...] = ()

    async def __call__(
        self,
        host: str,
        *,
        zone: str | None = None,
        verification: str | None = None,
        is_quick: bool = False,
        remembered: Remembered = NOTHING,
    ) -> Diagnosis:
        self.asked.append((host, verification, is_quick))
        self.remembered = remembered.servers
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await (self.pause.wait() if self.pause else asyncio.sleep(0))
        self.at_once -= 1
        if self.error is not None and host == HOST:
            raise self.error
        code = Code.OK if self.verdict is Verdict.RIGHT else Code.MISSING_NODATA
        record = Record("CNAME", "ls", zone or "", RULES.target)
        seen = {FactName.RECORD: Observation(self.verdict, self.finding), FactName.HTTPS: Observation(self.verdict)}
        return Diagnosis(host, record, (Finding(code),), seen)


@pytest.fixture
def dns() -> Dns:
    return Dns()


def checker(world: World, dns: Dns, **options: object) -> Checker:
    return Checker(world.run, dns, world.twilio, world.clock, BOT, RULES, **options)  # type: ignore[arg-type]


async def round_(checker: Checker) -> None:
    await checker.tick()
    await checker.idle()


async def test_a_due_domain_is_looked_at_once_and_settled(world: World, dns: Dns) -> None:
    domain_id, one = world.add(), checker(world, dns)
    await round_(one)
    await round_(one)
    assert dns.asked == [(HOST, None, False)]
    assert world.domain(domain_id).fact(FactName.RECORD).state is FactState.HOLDS


async def test_it_is_looked_at_again_when_it_is_due(world: World, dns: Dns) -> None:
    domain_id, one = world.add(), checker(world, dns)
    await round_(one)
    due = world.domain(domain_id).next_check_at
    assert due is not None
    world.clock.now = due
    await round_(one)
    assert len(dns.asked) == 2


async def test_the_txt_is_judged_where_its_value_is_known(world: World, dns: Dns) -> None:
    domain_id = world.add()
    world.do(give_details, GiveDetails(domain_id, DN, "a" * 32, Judgement.CONFIRMED))
    await round_(checker(world, dns))
    assert dns.asked == [(HOST, f"twilio-domain-verification={'a' * 32}", False)]


async def test_twilios_certificate_is_read_where_there_is_a_sid(world: World, dns: Dns) -> None:
    domain_id = world.add()
    world.do(give_details, GiveDetails(domain_id, DN, None, Judgement.CONFIRMED))
    world.twilio.report = ISSUED
    await round_(checker(world, dns))
    fact = world.domain(domain_id).fact(FactName.CERTIFICATE)
    assert (fact.state, fact.expires_at) == (FactState.HOLDS, ISSUED.expires_at)


@pytest.mark.parametrize(("is_valid", "state"), [(True, FactState.HOLDS), (False, FactState.WRONG)])
async def test_a_flattened_record_is_right_if_twilio_accepts_it(
    world: World, dns: Dns, is_valid: bool, state: FactState
) -> None:
    domain_id = world.add()
    world.do(give_details, GiveDetails(domain_id, DN, None, Judgement.CONFIRMED))
    dns.verdict, dns.finding = Verdict.WRONG, Finding(Code.FLATTENED_CNAME)
    world.twilio.is_dns_valid = is_valid
    await round_(checker(world, dns))
    record = world.domain(domain_id).fact(FactName.RECORD)
    assert (record.state, record.finding) == (state, Finding(Code.FLATTENED_CNAME))


async def test_a_word_of_twilio_that_does_not_come_costs_nothing_else_that_was_seen(world: World, dns: Dns) -> None:
    domain_id = world.add()
    world.do(give_details, GiveDetails(domain_id, DN, None, Judgement.CONFIRMED))
    dns.verdict, dns.finding = Verdict.WRONG, Finding(Code.FLATTENED_CNAME)
    world.twilio.opinion = asyncio.Event()
    await round_(checker(world, dns, opinion_within=0.05))
    assert world.domain(domain_id).fact(FactName.RECORD).state is FactState.WRONG


def test_whatever_is_slow_a_look_ends_before_its_lease() -> None:
    settling = 5.0  # seconds for what stores it
    assert LOOK_WITHIN + OPINION_WITHIN + settling < LEASE


@pytest.mark.parametrize(("is_live", "asked"), [(True, ("192.0.2.53#53",)), (False, ())])
async def test_the_server_that_had_the_record_of_a_live_domain_is_asked_again(
    world: World, dns: Dns, is_live: bool, asked: tuple[str, ...]
) -> None:
    domain = world.domain(world.add())
    proof = Evidence("192.0.2.53#53", f"{HOST} CNAME", "NOERROR", (RULES.target,), 600, START)
    lost = Fact(FactState.WRONG, START, START, before=proof)
    world.save(replace(domain, facts={FactName.RECORD: lost}, live_since=START if is_live else None))
    await round_(checker(world, dns))
    assert dns.remembered == asked


async def test_twilio_being_away_is_unknown_and_keeps_nothing_else_from_being_seen(world: World, dns: Dns) -> None:
    domain_id = world.add()
    world.do(give_details, GiveDetails(domain_id, DN, None, Judgement.CONFIRMED))
    world.twilio.read_faults.append(Fault(GatewayError("twilio", "20003", transient=False)))
    await round_(checker(world, dns))
    domain = world.domain(domain_id)
    assert domain.fact(FactName.RECORD).holds
    assert domain.fact(FactName.CERTIFICATE).state is FactState.OPEN
    assert domain.fact(FactName.CERTIFICATE).unsure is not None


async def test_a_look_that_breaks_stops_neither_the_others_nor_its_own_domain(
    world: World, dns: Dns, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = world.add(), world.add("ls.other.com")
    world.do(give_details, GiveDetails(broken, DN, None, Judgement.CONFIRMED))
    world.twilio.report, dns.error = ISSUED, RuntimeError("broken")
    await round_(checker(world, dns))
    assert world.domain(whole).fact(FactName.RECORD).holds
    assert world.domain(broken).fact(FactName.CERTIFICATE).holds
    assert any(record.message == "look_failed" for record in caplog.records)


async def test_only_so_many_are_looked_at_at_once_and_all_in_the_end(world: World, dns: Dns) -> None:
    for number in range(12):
        world.add(f"ls.acme{number}.com")
    one = checker(world, dns, limit=5)
    for _ in range(3):
        await round_(one)
    assert (len(dns.asked), dns.most_at_once) == (12, 5)


async def test_a_person_who_acts_meanwhile_outruns_the_look(world: World, dns: Dns) -> None:
    counted: list[str] = []
    domain_id, dns.pause = world.add(), asyncio.Event()
    one = checker(world, dns, tally=counted.append)
    await one.tick()
    await asyncio.sleep(0)
    world.do(look_now, LookNow(domain_id))
    dns.pause.set()
    await one.idle()
    assert (counted, world.domain(domain_id).last_check_at) == (["outrun"], None)
    await round_(one)
    assert counted == ["outrun", "settled"]


async def test_two_checkers_share_the_work(world: World, dns: Dns) -> None:
    for number in range(20):
        world.add(f"ls.acme{number}.com")
    one, two = checker(world, dns, limit=4), checker(world, dns, limit=4)
    for _ in range(4):
        await asyncio.gather(one.tick(), two.tick())
        await asyncio.gather(one.idle(), two.idle())
    hosts = [host for host, _, _ in dns.asked]
    assert len(hosts) == len(set(hosts)) == 20


async def test_what_a_dead_process_had_claimed_is_looked_at_after_its_lease(world: World, dns: Dns) -> None:
    world.add()
    dns.pause = asyncio.Event()
    dead = checker(world, dns, grace=0.01)
    await dead.tick()
    await dead.stop()
    dns.pause, dns.asked = None, []
    await round_(checker(world, dns))
    assert dns.asked == []
    world.clock.pass_(LEASE)
    await round_(checker(world, dns))
    assert len(dns.asked) == 1


async def test_a_database_that_is_away_is_survived_and_counted(world: World, dns: Dns) -> None:
    counted: list[str] = []
    world.add()
    run = Unsteady(world.run, {"claim_due": 1, "settle_check": 1})
    one = Checker(run, dns, world.twilio, world.clock, BOT, RULES, tally=counted.append)
    await round_(one)
    assert dns.asked == []
    await round_(one)
    world.clock.pass_(LEASE)
    await round_(one)
    assert counted == ["failed", "settled"]


async def test_waking_looks_at_once(world: World, dns: Dns) -> None:
    one = checker(world, dns)
    await one.start()
    world.database.subscribe(one.wake)
    dns.pause = asyncio.Event()
    await asyncio.to_thread(world.add)
    while not dns.asked:  # noqa: ASYNC110 - the look comes from the checker's own task
        await asyncio.sleep(0.005)
    dns.pause.set()
    await one.stop()
    assert len(dns.asked) == 1
