"""A town: real services on a real database with domains at many stages, all handlers, and everybody's messages.

It is walked as a person would: every command, every button of every message and form; what opens is kept.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from slack_bolt.response import BoltResponse

from bot.core.commands import Actor, EffectOutcome
from bot.core.effects import ClaimedEffect
from bot.core.errors import Reason, Refused
from bot.core.imports import Found
from bot.core.messages import Content, Mail, SlackPost
from bot.core.people import Role, Sender
from bot.notices import NoticeViews
from bot.registry import RegistryViews
from bot.rendering import Views
from bot.services import effects, mornings
from bot.services.mornings import PromiseMorning
from bot.services.ports_notices import Presence
from bot.web.tokens import KeyedLinks
from bot.workers.performers_counting import digest_performers, leaving_performers
from bot.workers.performers_group import group_performers
from bot.workers.performers_mail import mail_performers
from bot.workers.performers_notices import notice_performers
from bot.workers.performers_registry import registry_performers
from bot.workers.performers_slack import slack_performers
from bot.workers.performing import HopelessError, NotYetError
from handlers.views import digests, group_approvals
from handlers.views.leaving import leaving
from tests.handlers.peopled import EVERYTHING, GUEST, LEFT, NOBODY, STRANGER, peopled
from tests.handlers.support import TEAM, Json, Office, SlackRecorder
from tests.services.support import BOT, House
from tests.workers.support import Twilio as DnsTwilio


@dataclass
class Seen:
    """What people got to see outside the answers to their own acts."""

    house: House
    contents: list[Content] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)

    async def post(self, post: SlackPost) -> str:
        self.contents.append(post.content)
        return f"{len(self.contents)}.000001"

    async def update(self, channel: str, ts: str, content: Content) -> None:
        self.contents.append(content)

    async def find(self, post: SlackPost, since: datetime) -> str | None:
        return None

    async def sender_of(self, user_id: str) -> Sender:
        return Sender("Olga", "olga@link.example")

    async def send(self, mail: Mail) -> None:
        self.mails.append(mail)

    async def presence(self, user_id: str) -> Presence:
        return Presence(UTC, is_active=True)


class Channels(SlackRecorder):
    """A Slack in which the bot is a member of the channel C1 only."""

    async def _api(self, request: Any) -> Any:
        response = await super()._api(request)
        method, sent = self.calls[-1]
        if method == "conversations.history" and sent.get("channel") != "C1":
            response.text = json.dumps({"ok": False, "error": "channel_not_found"})
        return response


class Files:
    """``good``, and what is none."""

    async def read(self, file_id: str) -> bytes:
        match file_id:
            case "F0GOOD":
                return b"client,host\nAcme Corp,file.example.com\n"
            case "F0EVIL":
                return b"client,host\n<!channel> *bold7*,file.example.com\nAcme Corp,<@U0EVIL7>\n"
            case "F0BINARY":
                return bytes(range(256))
            case "F0EMPTY":
                return b""
            case _:
                raise Refused(Reason.FILE_NOT_READ, field="file")


@dataclass(frozen=True)
class Built:
    database: sqlite3.Connection
    ids: dict[str, str]
    now: datetime
    told: tuple[Content, ...]


_BUILT: list[Built] = []
_KEY = Fernet.generate_key().decode()


class Town:
    """The database is put back to how it was by ``restore``."""

    def __init__(self, slack: SlackRecorder, path: Path) -> None:
        self.slack, self.house = slack, House(path, keys=[_KEY])
        self.house.under(
            approvers=("UAPP", EVERYTHING),
            admins=("UADM", EVERYTHING),
            test_numbers=("+15005550199",),
            alert_channel="CALERT",
            approval_channel="CAPPROVE",
            default_channel="C1",
        )
        self.seen = Seen(self.house)
        self.links = KeyedLinks(self.house.keys, "https://bot.test")
        self.office = Office(
            slack,
            run=self._run,  # type: ignore[arg-type]
            rules=self.house.rules,
            team_id="T1",
            links=self.links,
            clock=lambda: self.house.now,
        )
        self.office.desk.files.read = Files().read  # type: ignore[union-attr, method-assign]
        self.office.twilio.listed = (Found("AC" + "5" * 32, "Gamma"), Found("MG" + "6" * 32, "Autumn"))
        directory = self.office.directory
        directory.approvers = ("UAPP", EVERYTHING)
        directory.by_user |= {
            EVERYTHING: frozenset(Role),
            NOBODY: frozenset(),
            "U0EVIL7": Refused(Reason.OUTSIDER),
            GUEST: Refused(Reason.OUTSIDER),
            STRANGER: Refused(Reason.OUTSIDER),
            LEFT: Refused(Reason.OUTSIDER),
        }
        slack.answers |= {name: {"view": {"id": "V9"}} for name in ("views.open", "views.push", "views.update")}
        self.file = path / "t.db"
        self.ids: dict[str, str] = {}
        self._count = 0
        self._then, self._version = self.house.now, 0

    async def _run(self, service: Any, command: Any, actor: Actor, now: datetime) -> Any:
        return self.house.database.run_now(service, command, actor, now)

    async def move_in(self) -> None:
        """Everything is there, has been told, and is what `restore` goes back to. The first town is built, each other
        is a copy of it."""
        if not _BUILT:
            self.ids = await peopled(self.house, self.perform)
            self.promise_mornings()
            await self.perform()
            self.keep()
            kept = sqlite3.connect(":memory:")
            self._kept.backup(kept)
            _BUILT.append(Built(kept, self.ids, self.house.now, tuple(self.seen.contents)))
            return
        with closing(sqlite3.connect(self.file)) as target:
            _BUILT[0].database.backup(target)
        self.ids, self.house.now = _BUILT[0].ids, _BUILT[0].now
        self.seen.contents = list(_BUILT[0].told)
        self.keep()

    # What is stored

    def keep(self) -> None:
        """What `restore` goes back to."""
        self._kept, self._watch = sqlite3.connect(":memory:"), sqlite3.connect(self.file)
        self._watch.backup(self._kept)
        self._then, self._version = self.house.now, self._seen_version()

    def restore(self) -> None:
        if self._seen_version() != self._version:
            self._kept.backup(self._watch)
            self._version = self._seen_version()
        self.house.now = self._then

    def _seen_version(self) -> int:
        """Another one after every commit of the bot."""
        return int(self._watch.execute("pragma data_version").fetchone()[0])

    def changed(self) -> list[str]:
        """The tables that are not as they were."""
        if self._seen_version() == self._version:
            return []
        names = [name for (name,) in self._kept.execute("select name from sqlite_master where type = 'table'")]
        return [name for name in names if _rows(self._watch, name) != _rows(self._kept, name)]

    def close(self) -> None:
        self._kept.close()
        self._watch.close()
        self.house.database.close()

    # What people do

    async def send(self, body: Json) -> BoltResponse:
        """Every payload is another one to Slack, hence to us."""
        self._count += 1
        text = json.dumps(body).replace(TEAM, "T1").replace("1.2.trigger", f"{self._count}.trigger")
        response = await self.office.send(json.loads(text.replace("1.hash", f"{self._count}.hash")))
        await self.office.desk.background.settle()
        return response

    async def perform(self) -> None:
        """Everything promised happens; what it shows is in ``seen``."""
        performers = self._performers()
        idle = 0
        while idle < 3:
            claimed = self.house.claim_effects()
            for one in claimed:
                self.house.run(_settle, await self._outcome(one, performers.get(one.effect.kind)), BOT)
            idle = 0 if claimed else idle + 1
            self.house.wait(0.0 if claimed else 2.0)

    async def _outcome(self, claimed: ClaimedEffect, performer: Any) -> EffectOutcome:
        if performer is None:
            return EffectOutcome(claimed.id, claimed.generation, is_done=True, external_id="x")
        try:
            done = await performer.perform(claimed)
        except NotYetError:
            later = self.house.now + timedelta(seconds=1)
            return EffectOutcome(claimed.id, claimed.generation, retry_at=later)
        except (HopelessError, Refused) as error:
            return EffectOutcome(claimed.id, claimed.generation, problem=str(error)[:40])
        return EffectOutcome(claimed.id, claimed.generation, True, done.external_id, result=done.result)

    def _performers(self) -> Mapping[Any, Any]:
        run, seen, bot = self._run, self.seen, BOT
        clock, twilio = self.office.clock, DnsTwilio()
        return {
            **slack_performers(run, seen, Views(), twilio, clock, bot),  # type: ignore[arg-type]
            **digest_performers(run, seen, digests.digest, clock, bot),
            **group_performers(run, seen, group_approvals.group_approval, twilio, clock, bot),  # type: ignore[arg-type]
            **leaving_performers(run, seen, leaving, clock, bot),
            **notice_performers(run, seen, NoticeViews(), seen, self.office.directory, clock, bot),
            **registry_performers(run, seen, RegistryViews(), clock, bot),
            **mail_performers(run, seen, seen, Views(), clock, bot, self.links),
        }

    def promise_mornings(self) -> None:
        for user in ("UOWN", EVERYTHING):
            day = self.house.now.date()
            began = self.house.now + timedelta(minutes=1)
            self.house.run(mornings.promise_morning, PromiseMorning(user, day, began), BOT)


def _rows(database: sqlite3.Connection, table: str) -> list[Any]:
    return database.execute(f'select * from "{table}"').fetchall()


def _settle(tx: Any, command: EffectOutcome, actor: Actor, now: datetime) -> bool:
    return effects.settle_effect(tx, command, actor, now)


def texts_of(shown: Json) -> Iterator[tuple[str, str]]:
    """(kind, text) of everything that is read: mrkdwn, plain_text, or fallback."""
    if isinstance(shown, dict):
        kind = shown.get("type")
        if kind in ("mrkdwn", "plain_text") and isinstance(shown.get("text"), str):
            yield kind, shown["text"]
            return
        for key, part in shown.items():
            if key == "text" and isinstance(part, str):
                yield "fallback", part
            elif key not in ("private_metadata", "value", "initial_value", "block_id", "action_id", "url"):
                yield from texts_of(part)
    elif isinstance(shown, list):
        for part in shown:
            yield from texts_of(part)
