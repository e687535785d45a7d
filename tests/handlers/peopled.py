"""Who and what is in the town: a domain at each stage, and everything else that has buttons."""

from collections.abc import Awaitable, Callable

from bot.core.bulk import AddMany
from bot.core.commands import AddClient, AddDomain, RemoveDomain
from bot.core.domain import Setup
from bot.core.facts import Code, Verdict
from bot.core.grouped import ReadyQuery, RequestMany
from bot.core.hostname import parse_host
from bot.core.leaving import RemoveClient
from bot.core.people import Role
from bot.core.sheets import parse_rows
from bot.services import asking, clients, domains, grouping, offboarding, removing
from bot.services.bulk import add_many
from tests.services.support import ADMIN, OWNER, VALUE, House, person

EVERYTHING = "UALL"
"""Somebody who may do everything."""
MANAGER = "UOWN"
GUEST, STRANGER, NOBODY, LEFT = "UGUEST", "USTRANGE", "UNOBODY", "ULEFT"
HOSTS = {
    "added": "ls.added.com",
    "forwarded": "ls.forwarded.com",
    "ready": "ls.ready.com",
    "pending": "ls.pending.com",
    "live": "ls.live.com",
    "degraded": "ls.degraded.com",
    "planned": "ls.planned.com",
    "removing": "ls.removing.com",
}
BETA_HOST = "ls.beta.com"
"""Of another client."""


async def peopled(house: House, perform: Callable[[], Awaitable[None]]) -> dict[str, str]:
    """One domain at each stage, and everything else that has buttons. Ids by name."""
    ids = {"c1": "c1", "campaign": house.campaign(), "bare campaign": house.campaign("Bare", None)}
    house.run(clients.add_client, AddClient("c2", "Beta Ltd"), ADMIN)
    ids["other campaign"] = house.campaign("Other", "MG" + "8" * 32, "c2")
    ids |= {"added": house.add("added.com", note="Hello"), "beta": house.add("beta.com", client_id="c2")}
    house.add("orphan.com", actor=person(LEFT, Role.MANAGER))
    ids["forwarded"] = house.add("forwarded.com")
    house.look(ids["forwarded"], Code.MISSING_NXDOMAIN, record=Verdict.WRONG)
    ids |= {name: _ready(house, f"{name}.com", number) for number, name in enumerate(("ready", "pending"), 1)}
    house.request(ids["pending"])
    for number, name in enumerate(("live", "degraded", "planned", "removing", "removed"), 3):
        ids[name] = house.live(f"{name}.com", f"DN{number:032x}")
    house.attach(ids["live"], ids["campaign"])
    house.attach(ids["planned"], house.campaign("Winter", "MG" + "9" * 32))
    await perform()
    house.look(ids["degraded"], Code.WRONG_TARGET, 5, record=Verdict.WRONG)
    house.run(removing.remove_domain, RemoveDomain(ids["planned"], waits=True), ADMIN)
    for name in ("removing", "removed"):
        house.run(removing.remove_domain, RemoveDomain(ids[name]), ADMIN)
        house.look(ids[name], Code.MISSING_NXDOMAIN, 5, record=Verdict.WRONG)
    house.run(removing.confirm_removed, RemoveDomain(ids["removed"]), ADMIN)
    _together(house)
    _asked(house)
    house.run(clients.add_client, AddClient("c3", "Leaving Inc"), ADMIN)
    house.add("leaving.com", client_id="c3")
    house.run(offboarding.remove_client, RemoveClient("c3", "C1", waits=True), ADMIN)
    ids["stranger"] = _elsewhere(house)
    return ids


def _ready(house: House, host: str, number: int) -> str:
    return house.ready(host, f"DN{number:032x}")


def _together(house: House) -> None:
    """Two domains of one batch whose SSL is asked for together; two that could be."""
    for batch, count in (("b1", 2), ("b2", 2)):
        lines = "\n".join(
            f"{batch}n{one}.com, Acme Corp, DN{int(batch[1]) * 16 + one:032x}, {VALUE}" for one in range(count)
        )
        rows, _ = parse_rows(lines)
        numbered = tuple((f"{batch}d{row.line}", row) for row in rows)
        house.run(add_many, AddMany(batch, "C1", Setup.OURS, numbered))
        for domain_id, _row in numbered:
            house.check_now(domain_id)
            house.look(domain_id, record=Verdict.RIGHT, caa=Verdict.RIGHT, verification=Verdict.RIGHT)
    ready = house.run(grouping.ready, ReadyQuery(batch_id="b1"))
    house.run(grouping.request_many, RequestMany("g1", {f"r-{one}": one for one in ready}, ("UAPP", EVERYTHING)))


def _asked(house: House) -> None:
    for name, ask in (("Delta", "ask1"), ("Epsilon", "ask2")):
        house.run(asking.begin_ask, asking.BeginAsk(ask, {"host": "delta.com", "channel": "C1"}), OWNER)
        house.run(asking.send_ask, asking.SendAsk(ask, name, (EVERYTHING,)), OWNER)
    house.run(asking.begin_ask, asking.BeginAsk("ask3", {}), person(EVERYTHING, *Role))
    house.run(asking.send_ask, asking.SendAsk("ask3", "Epsilon", ("UADM",)), person(EVERYTHING, *Role))
    house.run(clients.add_client, AddClient("c4", "Epsilon"), ADMIN)


def _elsewhere(house: House) -> str:
    """A domain of another workspace."""
    admin = person("U0ELSE", *Role, team_id="T9")
    house.run(clients.add_client, AddClient("c9", "Elsewhere"), admin)
    host = parse_host("elsewhere.com", "ls")
    house.run(domains.add_domain, AddDomain("dElse", host, "c9", Setup.OURS, "C9"), admin)
    return "dElse"
