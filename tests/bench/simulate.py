"""Prints how soon a right record is noticed and what it costs: `make simulate`. Seeded: the same figures every time.

2,000 clients get the steps, act as people do, and are looked at by our cadence and by the schedules that peers publish
(their documentation, 2026). Time is simulated in seconds; a look takes none. How people act is assumed, not measured:
the assumptions are the constants below, and the table shows those apart who never touch the page.
"""

import math
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bot.core.cadence import ROUNDS_TO_LOSE, LookContext, next_look

SEED, DOMAINS = 20261123, 2000
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
HORIZON = 60 * DAY

NEVER_ADDED = 0.06
TOUCHES_PAGE = 0.75
KEEPS_PAGE_OPEN = 0.65
SAYS_SO = 0.70
WRONG_FIRST = 0.20
OPENS_AFTER = (5 * HOUR, 1.5)
"""Median and spread (of the logarithm) of the time from the mail to the visit that adds the record."""
ADDS_AFTER = (7 * MINUTE, 0.8)
"""From opening the page to saving the record."""
ADDS_UNTOUCHED = (2 * HOUR, 1.3)
"""From the mail to the record, where somebody works from the mail alone."""
CORRECTS_AFTER = (12 * MINUTE, 1.0)
PUBLISHED_AFTER = (15.0, 1.0)
"""From saving in the provider's panel to the answer of its name servers."""
SAYS_SO_AFTER = (20.0, 0.8)
LONGEST_DELAY = 12 * DAY


@dataclass(frozen=True)
class Client:
    """When things happen, in seconds since the mail; None: never. ``right`` is when the authority has the record."""

    opened: float | None
    closed: float | None
    wrong: float | None
    right: float | None
    pressed: float | None


@dataclass(frozen=True)
class Outcome:
    """``delay`` is from right at the authority to noticed, in seconds; None: not noticed within the horizon."""

    client: Client
    delay: float | None
    looks: int


Schedule = Callable[[Client], Iterator[float]]
"""The moments of the looks, in seconds since the mail, until the record is noticed."""


def drawn(random: Random, shape: tuple[float, float]) -> float:
    median, spread = shape
    return min(random.lognormvariate(math.log(median), spread), LONGEST_DELAY)


def client_of(random: Random) -> Client:
    if random.random() < NEVER_ADDED:
        opened = drawn(random, OPENS_AFTER) if random.random() < TOUCHES_PAGE else None
        return Client(opened, opened + 2 * MINUTE if opened else None, None, None, None)
    if random.random() >= TOUCHES_PAGE:
        wrong, right = _added(random, drawn(random, ADDS_UNTOUCHED))
        return Client(None, None, wrong, right, None)
    opened = drawn(random, OPENS_AFTER)
    saved = opened + drawn(random, ADDS_AFTER)
    wrong, right = _added(random, saved)
    closed = right + 5 * MINUTE if random.random() < KEEPS_PAGE_OPEN else opened + 2 * MINUTE
    pressed = right + drawn(random, SAYS_SO_AFTER) - drawn(random, PUBLISHED_AFTER)
    return Client(opened, closed, wrong, right, max(pressed, opened) if random.random() < SAYS_SO else None)


def _added(random: Random, saved: float) -> tuple[float | None, float]:
    """When a wrong record (maybe none) and the right one are at the authority."""
    published = saved + drawn(random, PUBLISHED_AFTER)
    if random.random() >= WRONG_FIRST:
        return None, published
    return published, published + drawn(random, CORRECTS_AFTER)


def ours(client: Client) -> Iterator[float]:
    now, is_wrong_seen = 0.0, None
    while now < HORIZON:
        yield now
        if is_wrong_seen is None and client.wrong is not None and client.wrong <= now:
            is_wrong_seen = now
        pause = next_look(_context(client, now, is_wrong_seen))
        after = now + (pause.total_seconds() if pause else HORIZON)
        now = min([after, *(event for event in _events(client) if now < event < after)])


def _events(client: Client) -> list[float]:
    """A press is a look at once, and opening the page brings the next one forward."""
    return [event for event in (client.pressed, client.opened) if event is not None]


def _context(client: Client, now: float, wrong_seen: float | None) -> LookContext:
    def since(moment: float | None) -> timedelta | None:
        return timedelta(seconds=now - moment) if moment is not None and moment <= now else None

    is_open = client.opened is not None and client.closed is not None and client.opened <= now < client.closed
    return LookContext(
        age=timedelta(seconds=now),
        since_opened=since(client.opened),
        since_pressed=since(client.pressed),
        since_wrong=since(wrong_seen),
        last="wrong" if wrong_seen is not None else "missing",
        page_open=is_open,
    )


def entri(_client: Client) -> Iterator[float]:
    """1, 2, 4 … minutes; gives up after 72 hours."""
    pause, now = MINUTE, MINUTE
    while now <= 72 * HOUR:
        yield now
        pause *= 2
        now += pause


def cloudflare(_client: Client) -> Iterator[float]:
    """75 tries in 7 days: the first ten 60 s apart and 5 % more each time, then 15 % more, at most 4 hours."""
    now = 0.0
    for number in range(75):
        now += 60 * 1.05**number if number < 10 else min(60 * 1.15 ** (number - 10) * 1.05**10, 4 * HOUR)
        if now <= 7 * DAY:
            yield now


def netlify(_client: Client) -> Iterator[float]:
    """Every 10 minutes for a day, then hourly for two days."""
    yield from (float(second) for second in range(600, 86_401, 600))
    yield from (DAY + HOUR * hour for hour in range(1, 49))


def hourly(_client: Client) -> Iterator[float]:
    """Dub's job, at its best: every domain once an hour, for 30 days."""
    yield from (HOUR * hour for hour in range(1, 24 * 30))


def every_five_minutes(_client: Client) -> Iterator[float]:
    yield from (300.0 * turn for turn in range(1, int(HORIZON / 300)))


def followed(client: Client, schedule: Schedule) -> Outcome:
    looks = 0
    for moment in schedule(client):
        looks += 1
        if client.right is not None and moment >= client.right:
            return Outcome(client, moment - client.right, looks)
    return Outcome(client, None, looks)


def at(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of them do not exceed; infinity where some were never noticed."""
    ordered = sorted(values)
    return ordered[min(math.ceil(share * len(ordered)), len(ordered)) - 1]


def span(seconds: float) -> str:
    if math.isinf(seconds):
        return "never"
    if seconds < 2 * MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / MINUTE:.1f} min" if seconds < 2 * HOUR else f"{seconds / HOUR:.1f} h"


def line(name: str, outcomes: Sequence[Outcome]) -> str:
    added = [found for found in outcomes if found.client.right is not None]
    delays = [math.inf if found.delay is None else found.delay for found in added]
    untouched = [
        math.inf if found.delay is None else found.delay
        for found in added
        if found.client.opened is None and found.client.pressed is None
    ]
    never = [found.looks for found in outcomes if found.client.right is None]
    quick = sum(delay <= MINUTE for delay in delays) / len(delays)
    cells = (
        span(at(delays, 0.5)),
        f"{quick:.0%}",
        span(at(delays, 0.95)),
        span(max(delays)),
        span(at(untouched, 0.5)),
        f"{statistics.mean(found.looks for found in added):.0f}",
        f"{statistics.mean(never):.0f}",
        f"{max(never)}",
        f"{sum(math.isinf(delay) for delay in delays) / len(delays):.1%}",
    )
    return f"{name:<21}" + "".join(f"{cell:>11}" for cell in cells)


def drift(random: Random) -> float:
    """Seconds from the loss of a live domain's record to the alarm."""
    lost, now, failures = random.uniform(0, DAY), 0.0, 0
    while True:
        failures = failures + 1 if now >= lost else 0
        if failures == ROUNDS_TO_LOSE:
            return now - lost
        pause = next_look(LookContext(timedelta(days=90), live=True, last="right", failures=failures))
        now += pause.total_seconds() if pause else HORIZON


def main() -> None:
    random = Random(SEED)
    clients = [client_of(random) for _ in range(DOMAINS)]
    print = sys.stdout.write
    print(f"{DOMAINS} domains, from right at the authority to noticed; seed {SEED}\n\n")
    heads = ("median", "in 60 s", "95 %", "slowest", "untouched*", "looks", "if never**", "at most", "missed")
    print(f"{'':<21}" + "".join(f"{head:>11}" for head in heads) + "\n")
    schedules: dict[str, Schedule] = {
        "linkdomain": ours,
        "every 5 minutes": every_five_minutes,
        "Cloudflare for SaaS": cloudflare,
        "Netlify": netlify,
        "Entri": entri,
        "Dub (hourly)": hourly,
    }
    for name, schedule in schedules.items():
        print(line(name, [followed(client, schedule) for client in clients]) + "\n")
    alarms = [drift(random) for _ in range(DOMAINS)]
    print("\n*  median where the client never touches the page  ** looks in 60 days at one that is never added\n")
    print(f"From a loss to the alarm: median {span(at(alarms, 0.5))}, 95 % {span(at(alarms, 0.95))}, ")
    print(f"slowest {span(max(alarms))}\n")


if __name__ == "__main__":
    main()
