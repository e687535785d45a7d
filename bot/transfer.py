"""`linkdomain import` and `linkdomain export`: all domains in and out of the database, as CSV."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.bolt import make_slack
from bot.core.bulk import AddedMany, AddMany, RowsRefused
from bot.core.commands import Actor
from bot.core.domain import Setup
from bot.core.errors import GatewayError, LinkdomainError, Refused
from bot.core.people import Role
from bot.core.sheets import decoded, parse_rows, written
from bot.gateways.slack import introduce
from bot.services.bulk import add_many
from bot.services.exporting import exported
from bot.settings import Settings, SettingsFaults, load
from bot.wiring import make_database, new_id, rules_of, utc_now
from handlers.views.refusals import refused, row_refused
from storage.database import Database

_PEOPLE = ("U", "W")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the settings leave open. ``owner`` is a Slack user id."""

    owner: str | None = None
    channel: str | None = None
    team: str | None = None


class UsageError(Exception):
    """What whoever typed the command must mend."""


def import_file(path: Path, wanted: Wanted) -> int:
    """Adds every row of the file, or nothing. Gives the exit code."""
    with told() as outcome:
        settings = load(is_for_run=False)
        rows, faults = parse_rows(_text_of(path), limit=None)
        database = database_of(settings)
        channel = wanted.channel or settings.default_channel
        if not channel:
            raise UsageError("Where should the cards go? Set DEFAULT_CHANNEL, or give --channel C0…")
        actor = Actor(team_of(settings, database, wanted), _owner(settings, wanted), frozenset(Role))
        numbered = tuple((new_id(), row) for row in rows)
        command = AddMany(new_id(), channel, Setup.OURS, numbered, faults, is_filling=True)
        added = database.run_now(add_many, command, actor, utc_now())
        sys.stdout.write(_done(added) + "\n")
    return outcome.code


def export_file(wanted: Wanted) -> int:
    """Writes all domains to standard output. Gives the exit code."""
    with told() as outcome:
        settings = load(is_for_run=False)
        database = database_of(settings)
        actor = Actor(team_of(settings, database, wanted), "", frozenset())
        sys.stdout.write(written(database.run_now(exported, None, actor, utc_now())))
    return outcome.code


@dataclass(slots=True)
class Told:
    """The exit code: 1 until all went well."""

    code: int = 1


@contextmanager
def told() -> Iterator[Told]:
    """What goes wrong is told on standard error, and is exit code 1."""
    outcome = Told()
    try:
        yield outcome
        outcome.code = 0
    except SettingsFaults as error:
        sys.stderr.write("These settings need mending:\n" + "".join(f"  {fault}\n" for fault in error.faults))
    except RowsRefused as error:
        number = len(error.faults)
        sys.stderr.write(f"Nothing was imported: {number} {'row is' if number == 1 else 'rows are'} wrong.\n")
        sys.stderr.writelines(f"  {row_refused(fault)}\n" for fault in error.faults)
    except Refused as error:
        sys.stderr.write(f"Nothing was done. {refused(error)}\n")
    except (UsageError, LinkdomainError, OSError) as error:
        sys.stderr.write(f"Nothing was done. {error}\n")


def _text_of(path: Path) -> str:
    return decoded(path.read_bytes())


def _done(added: AddedMany) -> str:
    new = [f"{number} new {noun}" for number, noun in ((added.clients, "clients"), (added.campaigns, "campaigns"))]
    return f"Imported {added.number} domains ({', '.join(new)}). Each is looked at as soon as the bot runs."


def database_of(settings: Settings) -> Database:
    """The database, at its newest schema. It may be used while the bot runs: each service is one transaction, and what
    it promises the bot finds within a second. Raises UsageError."""
    database = make_database(settings, rules_of(settings))
    if settings.database_url.startswith("sqlite"):
        database.migrate()
    elif not database.is_at_head():
        raise UsageError("The database does not have the newest schema; run: linkdomain migrate")
    return database


def _owner(settings: Settings, wanted: Wanted) -> str:
    """Who will own what is imported."""
    owner = wanted.owner or next((one for one in settings.admins if one.startswith(_PEOPLE)), None)
    if not owner or not owner.startswith(_PEOPLE):
        raise UsageError("Who owns the domains? Give --owner U0…, the Slack id of a person")
    return owner


def team_of(settings: Settings, database: Database, wanted: Wanted) -> str:
    """The workspace: as asked, as Slack says of the token, else the one that the database knows."""
    if wanted.team:
        return wanted.team
    known = database.teams()
    try:
        if settings.slack_bot_token is not None:
            return asyncio.run(_team_of_token(settings))
    except GatewayError:
        if len(known) != 1:
            raise UsageError("Slack does not say which workspace the token is of; give --team T0…") from None
    if len(known) != 1:
        raise UsageError("Which workspace? Set SLACK_BOT_TOKEN, or give --team T0…")
    return known[0]


async def _team_of_token(settings: Settings) -> str:
    return (await introduce(make_slack(settings))).team_id
