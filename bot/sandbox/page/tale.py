"""How things stand for the guide: which domain the visitor is at, and what the bot itself knows of it."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakKeyDictionary

from bot.core.cards import Card, Stage
from bot.core.commands import Actor
from bot.core.domain import LinkDomain
from bot.core.errors import LinkdomainError
from bot.core.events import EventKind
from bot.core.stage import stage_of
from bot.sandbox.registrar import ClientZone
from bot.sandbox.scene import BUSY, Sandbox, Scene
from bot.sandbox.slack.shapes import Json
from bot.sandbox.world import World
from bot.services.ports import Transaction
from bot.services.showing import card_of

_IDLE = frozenset({"seen", "home", "fill", "search", "clock", "fault"})
"""What people do without meaning a domain."""


@dataclass(slots=True)
class Focus:
    """Where the visitor of one world is: ``domain_id`` is the domain they added last or worked with, ``known`` are
    those that were there before, ``wishes`` what was pressed and typed since the last look. ``typed`` and ``leaps``
    tell what they tried; ``pending`` is how many requests waited at the first look."""

    domain_id: str = ""
    known: set[str] | None = None
    wishes: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    leaps: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """What the database says. ``own`` are the campaigns of the domain's client; those without a Messaging Service
    (``mute``) cannot send, and do not count."""

    domains: Sequence[LinkDomain] = ()
    clients: int = 0
    campaigns: int = 0
    own: tuple[str, ...] = ()
    mute: int = 0
    asks: int = 0
    card: Card | None = None
    past: frozenset[EventKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Tale:
    """All that the guide goes by. ``read.card`` is None where no domain is followed."""

    world: World
    read: Read = Read()
    focus: Focus = field(default_factory=Focus)

    @property
    def card(self) -> Card:
        """Of the domain that is followed; only asked for where there is one."""
        if self.read.card is None:
            raise RuntimeError("no domain is followed")
        return self.read.card

    @property
    def domain(self) -> LinkDomain:
        return self.card.domain

    @property
    def host(self) -> str:
        return self.domain.host

    @property
    def zone(self) -> ClientZone | None:
        """Where the client edits its DNS; None for a name outside this world."""
        return self.world.registrar.zones.get(self.domain.zone)

    def is_in_panel(self, kind: str) -> bool:
        """Whether the client's zone holds the record of that type as it is wanted; so too where none is."""
        wanted = {(one.name, one.type, one.value) for one in self.card.records if one.type == kind}
        return wanted <= {(name, held, value.strip('"')) for name, held, value in self._held()}

    def has_any(self, kind: str) -> bool:
        """Whether something, right or wrong, stands where the record of that type is wanted."""
        names = {one.name for one in self.card.records if one.type == kind}
        return any(name in names for name, *_ in self._held())

    def _held(self) -> list[tuple[str, str, str]]:
        return [record[:3] for record in self.zone.panel.records()] if self.zone else []

    def counts(self) -> Counter[Stage]:
        return Counter(stage_of(one) for one in self.read.domains)

    def first_at(self, stage: Stage) -> LinkDomain | None:
        return next((one for one in self.read.domains if stage_of(one) is stage), None)

    def has_typed(self, words: str) -> bool:
        return any(words in line for line in self.focus.typed)


_FOCI: WeakKeyDictionary[World, Focus] = WeakKeyDictionary()
_LAST: WeakKeyDictionary[World, Tale] = WeakKeyDictionary()
_READING: WeakKeyDictionary[World, asyncio.Task[None]] = WeakKeyDictionary()
_PATIENCE, _ALL = 0.5, 1_000
"""Seconds that a look waits for the database: nothing else on the page needs it."""


def focus_of(world: World) -> Focus:
    return _FOCI.setdefault(world, Focus())


def followed(world: World) -> str:
    """The host that the guide follows; empty: none yet."""
    tale = _LAST.get(world)
    return tale.host if tale and tale.read.card else ""


def notice(world: World, wish: Json) -> None:
    """Somebody does something at the page: it may be about another domain than before."""
    focus, do = focus_of(world), wish.get("do")
    if do == "clock" and "leap" in wish:
        focus.leaps += 1
    if do == "say":
        focus.typed.append(str(wish.get("text", "")).lower())
    if do in _IDLE:
        return
    said = {name: value for name, value in wish.items() if name != "content"}
    focus.wishes.append(f"{said} {_carried(world, str(wish.get('view') or ''))}")


def _carried(world: World, view_id: str) -> str:
    """What a form carries along: the domain that it is about."""
    try:
        return str(world.slack.view(view_id).content.get("private_metadata", ""))
    except KeyError:
        return ""


async def tale_of(sandbox: Sandbox) -> Tale:
    """How things stand now; as they were where the bot does not run, or its database has much to do."""
    world = sandbox.world
    focus = focus_of(world)
    last = _LAST.get(world) or Tale(world, focus=focus)
    reading = _READING.get(world)
    if reading is None or reading.done():
        reading = _READING[world] = asyncio.create_task(_told(sandbox.scene, last), name="what the guide goes by")
    await asyncio.wait((reading,), timeout=_PATIENCE)
    return _LAST.get(world, last)


async def _told(scene: Scene, last: Tale) -> None:
    if scene.bot is None or scene.bot.application is None:
        return
    bot, clock = Actor(scene.world.slack.app.team_id, "", frozenset()), scene.world.clock
    with contextlib.suppress(LinkdomainError, RuntimeError):
        read = await scene.bot.application.database.run(_read, (scene, last.focus), bot, clock())
        _LAST[scene.world] = Tale(scene.world, read, last.focus)


def _read(tx: Transaction, about: tuple[Scene, Focus], actor: Actor, _now: datetime) -> Read:
    scene, focus = about
    domains = tx.surveys.domains(actor.team_id)
    _turn(scene, focus, domains)
    domain = tx.domains.with_removed(focus.domain_id) if focus.domain_id else None
    every = tx.campaigns.of_team(actor.team_id, _ALL)
    able = [one for one in every if one.service_sid]
    return Read(
        domains=domains,
        clients=tx.clients.count(actor.team_id),
        campaigns=len(able),
        own=tuple(one.name for one in able if domain and one.client_id == domain.client_id),
        mute=len(every) - len(able),
        asks=len(tx.asks.open(actor.team_id)),
        card=card_of(tx, domain) if domain else None,
        past=frozenset(event.kind for event in tx.events.of_domain(domain.id)) if domain else frozenset(),
    )


def _turn(scene: Scene, focus: Focus, domains: Sequence[LinkDomain]) -> None:
    """To the domain that was added since the last look, else to the one that was meant since then."""
    if focus.known is None:
        focus.known = {one.id for one in domains} if scene.kind == BUSY else set()
        focus.pending = sum(stage_of(one) is Stage.WAITING_FOR_APPROVAL for one in domains)
    wishes, focus.wishes = focus.wishes, []
    fresh = [one for one in domains if one.id not in focus.known]
    meant = fresh or next(
        filter(None, ([one for one in domains if _is_in(wish, one)] for wish in reversed(wishes))), []
    )
    focus.known |= {one.id for one in fresh}
    if meant and all(one.id != focus.domain_id for one in meant):
        newest = max(meant, key=lambda one: one.created_at)
        focus.domain_id = newest.id
        if newest.zone in scene.world.registrar.zones:
            scene.world.registrar.at_hand = newest.zone


def _is_in(wish: str, domain: LinkDomain) -> bool:
    """Whether a wish names the domain: its host, its zone's panel, its id, its SID or the request for it."""
    names = [domain.id, domain.host, f"'zone': '{domain.zone}'"]
    names += [domain.request.id] if domain.request else []
    names += [domain.details.domain_sid] if domain.details else []
    return any(name in wish for name in names)
