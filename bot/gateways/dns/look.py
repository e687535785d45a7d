"""A whole look at one host: gather, judge, conclude."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import dns.name
import dns.rdatatype
from dns.name import Name

from bot.core.facts import NOTHING, Diagnosis, Remembered
from bot.core.hostname import registrable
from bot.core.providers import provider_of
from bot.gateways.dns import caa, chain, echoes, near, verification, walk
from bot.gateways.dns.asking import Asker, Gate
from bot.gateways.dns.atlas import Atlas
from bot.gateways.dns.charge import Charge, take_charge
from bot.gateways.dns.conclude import conclude
from bot.gateways.dns.echoes import Memory
from bot.gateways.dns.replies import Reply, Soa
from bot.gateways.dns.rules import judge
from bot.gateways.dns.rules_absent import flattened
from bot.gateways.dns.settings import DnsSettings, Server, parse_server
from bot.gateways.dns.survey import Question, Survey, View
from bot.gateways.dns.walk import Walker
from bot.gateways.web_probe import WebProbe, WebReport


@dataclass(frozen=True, slots=True)
class _Tools:
    """What one look works with."""

    asker: Asker
    walker: Walker
    resolvers: tuple[Server, ...]
    chance: random.Random


class Looker:
    """Diagnoses hosts (`bot.services.ports.Look`). One for a process: it remembers the delegations of top-level domains
    and DNS providers, never those of the client."""

    def __init__(
        self,
        settings: DnsSettings,
        probe: WebProbe | None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: random.Random | None = None,
        patience: float = 1.0,
        asking: Callable[[Server], None] | None = None,
    ) -> None:
        """``patience`` multiplies the time that a server has to answer (4 s, in three tries). ``asking`` is told
        of every question, as it is put."""
        self._settings, self._probe, self._clock, self._patience = settings, probe, clock, patience
        self._chance = chance or random.SystemRandom()
        self._atlas, self._gate, self._asking = Atlas(), Gate(), asking

    async def __call__(
        self,
        host: str,
        *,
        zone: str | None = None,
        verification: str | None = None,
        is_quick: bool = False,
        remembered: Remembered = NOTHING,
    ) -> Diagnosis:
        """Looks at DNS and, unless ``is_quick``, at TLS and HTTP. Never raises for what the network does.

        ``host`` is an A-label name. ``zone`` is the zone that held it at an earlier look: told where none can be seen
        now. ``remembered`` is where the right record once was.
        """
        question = Question(_name(host), _name(self._settings.target), _name(registrable(host)), verification)
        tools = self._tools(question)
        charge = await take_charge(tools.walker, question.host, question.registrable)
        remembered = self._without_resolvers(remembered)
        survey, report = await self._gather(tools, question, charge, remembered, is_quick=is_quick)
        return conclude(survey, judge(survey), report, tools.asker.replies, self._settings.target, zone)

    def _tools(self, question: Question) -> _Tools:
        asker = Asker(self._gate, self._clock, self._patience, asking=self._asking)
        walker = Walker(asker, self._settings, self._atlas, question.registrable, self._clock, self._chance)
        return _Tools(asker, walker, self._settings.resolvers, self._chance)

    def _without_resolvers(self, remembered: Remembered) -> Remembered:
        """A resolver had the record, too; it is never asked for one that the authorities do not have."""
        resolvers = {server.address for server in self._settings.resolvers}
        servers = (server for server in remembered.servers if parse_server(server).address not in resolvers)
        return replace(remembered, servers=tuple(servers))

    async def _gather(
        self, tools: _Tools, question: Question, charge: Charge, remembered: Remembered, *, is_quick: bool
    ) -> tuple[Survey, WebReport | None]:
        survey = Survey(question, charge)
        if not charge.answering:
            return survey, None
        survey = replace(survey, chain=await _chain(tools, survey))
        is_probed = survey.is_right and not is_quick and self._probe is not None
        record, caa_view, text, soa, report = await asyncio.gather(
            _record(tools, survey, remembered),
            _caa(tools, survey),
            _text(tools, survey),
            _soa(tools, charge),
            self._web(tools, survey) if is_probed else _nothing(),
        )
        if not is_quick and flattened(record):  # it may work all the same: Twilio has the last word on the record
            report = await self._web(tools, record)
        is_site = await self._is_site(record) if not is_quick else None
        confirmed = await _confirmed(tools, record, caa_view)
        return replace(record, caa=confirmed, text=text, soa=soa, is_site=is_site), report

    async def _is_site(self, survey: Survey) -> bool | None:
        """Is what stands at the host in use? Nobody is told to delete what is."""
        addresses = survey.near.addresses if survey.near and not survey.is_wildcard else ()
        if not addresses or self._probe is None:
            return None
        return await self._probe.is_site(walk.text(survey.question.host), addresses)

    async def _web(self, tools: _Tools, survey: Survey) -> WebReport | None:
        async def resolve(host: str) -> Sequence[str]:
            is_host = _name(host) == survey.question.host
            return (await tools.walker.addresses(survey.question.target if is_host else _name(host)))[0]

        host, parent = walk.text(survey.question.host), walk.text(survey.question.registrable)
        return await self._probe.look(host, parent, resolve) if self._probe else None


def _name(text: str) -> Name:
    return dns.name.from_text(text).canonicalize()


async def _nothing() -> None:
    return None


async def _chain(tools: _Tools, survey: Survey) -> chain.Chain | None:
    charge, question = survey.charge, survey.question
    if charge.is_split or len(charge.aliases) != 1:
        return None
    return await chain.follow(tools.walker, question.host, charge.aliases[0], question.target, charge.answering[0])


async def _record(tools: _Tools, survey: Survey, remembered: Remembered) -> Survey:
    """What else belongs to the record: neighbours where it is missing, resolvers where it is right."""
    if survey.is_right:
        heard, is_wildcard = await asyncio.gather(
            echoes.listen(tools.asker, tools.resolvers, survey.question.host, survey.charge.aliases[0]),
            near.is_wildcard(tools.walker, survey.question.host, survey.charge.answering[0], tools.chance),
        )
        return replace(survey, echoes=heard, is_wildcard=is_wildcard)
    explained, doubts = await asyncio.gather(
        _explained(tools, survey, remembered), echoes.doubt(tools.asker, tools.resolvers, survey.charge.home)
    )
    return replace(explained, doubts=doubts)


async def _explained(tools: _Tools, survey: Survey, remembered: Remembered) -> Survey:
    charge, question = survey.charge, survey.question
    if charge.is_split:
        return replace(survey, serials=await _serials(tools, charge))
    around, reply = None, charge.answering[0]
    if not charge.aliases:
        around = await near.look_near(
            tools.walker, tools.asker, charge, question.host, question.target, question.registrable, remembered
        )
        reply = around.at_host[0] if around.at_host else reply
    has_data = bool(charge.aliases) or bool(around and around.at_host)
    if not has_data:
        return replace(survey, near=around)
    is_wildcard, free = await asyncio.gather(
        near.is_wildcard(tools.walker, question.host, reply, tools.chance),
        near.free_name(tools.walker, question.host, charge.home),
    )
    is_given_up = is_wildcard and await near.is_given_up(tools.walker, charge, question.registrable, reply, remembered)
    return replace(survey, near=around, is_wildcard=is_wildcard, free=free, is_given_up=is_given_up)


async def _serials(tools: _Tools, charge: Charge) -> tuple[tuple[Reply, Soa | None], ...]:
    """The version of the zone that each server holds."""
    asked = (tools.asker.ask(server, charge.zone, dns.rdatatype.SOA) for server in charge.servers)
    return tuple(zip(charge.answering, [reply.soa for reply in await asyncio.gather(*asked)], strict=True))


async def _soa(tools: _Tools, charge: Charge) -> Soa | None:
    """Who keeps the zone, where its servers carry names that do not tell."""
    if provider_of(charge.cut.names) is not None:
        return None
    return charge.answering[0].soa or (await tools.asker.ask(charge.servers[0], charge.zone, dns.rdatatype.SOA)).soa


async def _caa(tools: _Tools, survey: Survey) -> View:
    question, hops = survey.question, survey.chain.hops if survey.chain else ()
    is_there = not all(reply.is_nxdomain for reply in survey.charge.answering)
    end = hops[-1] if hops and survey.is_right else None
    return await caa.climb(
        tools.walker, question.host, end, question.registrable, is_there=is_there and not survey.charge.aliases
    )


async def _confirmed(tools: _Tools, survey: Survey, view: View) -> View:
    """A second path to the same answer, by way of a resolver that gives the record."""
    healthy = next((echo.proof.server for echo in survey.echoes if echo.memory is Memory.FRESH), None)
    if healthy is None or view.finding is not None:
        return view
    names = (survey.question.host, survey.charge.home)
    return await caa.confirm(tools.asker, healthy, names) or view


async def _text(tools: _Tools, survey: Survey) -> View | None:
    question = survey.question
    if question.verification is None:
        return None
    return await verification.look_for(tools.walker, tools.asker, survey.charge, question.host, question.verification)
