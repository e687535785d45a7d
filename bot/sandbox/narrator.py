"""Prints a story while it is played: the card and the thread as text as they grow, what is waited for, a summary."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TextIO

from bot.sandbox.acting import Acting
from bot.sandbox.slack.messages import Message
from bot.sandbox.world import World

_RULE = "─" * 100
_LOOK_EVERY = 0.25  # seconds between looks for something to print
_BEAT = 5.0  # seconds between two lines of progress where the line cannot be rewritten


class Narrator:
    """Tells of one host in one channel. ``out`` is standard output unless given."""

    def __init__(self, world: World, host: str, out: TextIO | None = None) -> None:
        self._world, self._host, self._out = world, host, out or sys.stdout
        self._acting = Acting(world.slack)
        self._spent: list[tuple[str, float]] = []
        self._shown: dict[str, str] = {}
        self._has_progress = False

    @asynccontextmanager
    async def step(self, title: str) -> AsyncIterator[None]:
        """Prints the title, then whatever shows in Slack until the step ends."""
        self._print(f"\n▶ {title}")
        began = time.monotonic()
        telling = asyncio.create_task(self._tell(title, began))
        try:
            yield
            await asyncio.sleep(_LOOK_EVERY)
        finally:
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await telling
            self._show_news()
            self._spent.append((title, time.monotonic() - began))

    def says(self, line: str) -> None:
        """What somebody does outside Slack."""
        self._print(f"  · {line}")

    def summary(self) -> None:
        """Time per step, messages posted, DNS queries used."""
        self._print(f"\n{_RULE}\nSummary")
        for title, seconds in self._spent:
            self._print(f"  {seconds:6.1f} s  {title}")
        self._print(f"  {sum(seconds for _, seconds in self._spent):6.1f} s  in all")
        card, calls = self._acting.card(self._host), self._world.slack.calls
        updates = len(card.versions) if card else 0
        posts = len(self._acting.thread(self._host))
        self._print(f"  Slack: 1 card, updated {updates} times in place; {posts} posts in its thread")
        self._print(
            f"         {calls['chat.postMessage']} calls of chat.postMessage, {calls['chat.update']} of chat.update"
        )
        self._print(f"  DNS:   {self._world.dns.questions()} queries answered")
        self._print(f"  Mail:  {len(self._world.mail.mails)} sent")

    async def _tell(self, title: str, began: float) -> None:
        last = began
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            if self._show_news():
                last = time.monotonic()
            elif self._out.isatty():
                self._out.write(f"\r  … {title} ({time.monotonic() - began:.0f} s)\x1b[K")
                self._out.flush()
                self._has_progress = True
            elif time.monotonic() - last >= _BEAT:
                last = time.monotonic()
                self._print(f"  … waiting, {last - began:.0f} s")

    def _show_news(self) -> bool:
        """Prints card and replies that changed since they were last shown; whether there were any."""
        card = self._acting.card(self._host)
        news = [
            message for message in ([card, *self._acting.thread(self._host)] if card else []) if self._is_news(message)
        ]
        for message in news:
            text = self._shown[message.ts] = self._acting.read(message)
            margin = "  │ " if message.is_reply else "  ║ "
            self._print("\n".join(margin + line for line in text.splitlines()) + "\n")
        return bool(news)

    def _is_news(self, message: Message) -> bool:
        return self._shown.get(message.ts) != self._acting.read(message)

    def _print(self, text: str) -> None:
        if self._has_progress:
            self._out.write("\r\x1b[K")
            self._has_progress = False
        self._out.write(text + "\n")
        self._out.flush()
