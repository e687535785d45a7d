"""The digest of domains that were added together."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, TableBlock

from bot.core.bulk import AddedMany, Digest, DigestLine, Trouble
from bot.core.cards import Stage
from bot.core.messages import Content
from handlers import ids
from handlers.views.blocks import actions, button, context, section
from handlers.views.home import organization
from handlers.views.text import channel, count, date, link, mention, plain, said, shown_host
from handlers.views.words import STAGES

Cell = dict[str, object]

_ORDER = (Stage.LIVE, Stage.DEGRADED, *(stage for stage in Stage if stage not in (Stage.LIVE, Stage.DEGRADED)))
MAX_CLIENTS = 8
MAX_TROUBLES = 10


def digest(model: Digest) -> Content:
    """How far all of them are; what each one needs stands on its card."""
    total = count(model.total, "domain")
    counted = ", ".join(_counted(model, stage) for stage in _ORDER if model.stages.get(stage))
    if model.stages.get(Stage.LIVE) == model.total:
        counted = "live" if model.total == 1 else "all live"
    blocks = [section(f"*{total}:* {counted}"), *_table(model), *_troubles(model)]
    if model.ready:
        blocks.append(actions(button(f"Request SSL for {model.ready} ready", ids.REQUEST_MANY, model.batch_id)))
    blocks += [context(organization(one)) for one in model.organizations[:2]]
    about = f"Added by {mention(model.owner)} {date(model.at)} · {_clients(model)} · each has its card in this channel"
    return Content(f"{total}: {counted}", (*blocks, context(about)))


def _table(model: Digest) -> Iterator[Block]:
    """Where each of them stands, the way to its card with it."""
    if len(model.lines) > 1:
        head = [_cell("Domain"), _cell("Client"), _cell("Stage")]
        yield TableBlock(rows=[head, *(_row(line) for line in model.lines)])


def _row(line: DigestLine) -> list[Cell]:
    host = plain(shown_host(line.host), 100)
    linked = _link(_address(line.channel, line.ts), host) if line.ts else _cell(host)
    return [linked, _cell(plain(line.client, 80)), _cell(STAGES[line.stage])]


def _cell(text: str) -> Cell:
    return {"type": "raw_text", "text": text}


def _link(address: str, text: str) -> Cell:
    link = {"type": "link", "url": address, "text": text}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [link]}]}


def _address(channel_id: str, ts: str) -> str:
    """slack.com leads people to their own workspace."""
    return f"https://slack.com/archives/{channel_id}/p{ts.replace('.', '')}"


def _troubles(model: Digest) -> Iterator[Block]:
    """Those that somebody must look at, each with the way to its card."""
    if model.troubles:
        lines = [f"• {_linked(one)}: {said(one.what, 100)}" for one in model.troubles[:MAX_TROUBLES]]
        rest = len(model.troubles) - MAX_TROUBLES
        more = [f"and {rest} more: `/linkdomain list stuck`"] if rest > 0 else []
        yield section(f"*In trouble: {len(model.troubles)}*", *lines, *more)


def _linked(one: Trouble) -> str:
    """The host as a link to its card."""
    host = shown_host(one.host)
    return link(_address(one.channel, one.ts), host, 100) if one.ts else said(host, 100)


def many_added(added: AddedMany, where: str) -> Content:
    """Said to whoever added them."""
    made = ((added.clients, "new client"), (added.campaigns, "new campaign"))
    new = " and ".join(count(number, noun) for number, noun in made if number)
    besides = f" and {new}" if new else ""
    text = f"Added {count(added.number, 'domain')}{besides}. Each gets its card, and one message counts them up."
    return Content(text, (section(f"{text} See {channel(where)}."),))


def _counted(model: Digest, stage: Stage) -> str:
    word = STAGES[stage]
    return f"{model.stages[stage]} {word[0].lower()}{word[1:]}"


def _clients(model: Digest) -> str:
    shown, rest = model.clients[:MAX_CLIENTS], len(model.clients) - MAX_CLIENTS
    names = ", ".join(said(name, 60) for name in shown)
    return f"{names} and {rest} more" if rest > 0 else names
