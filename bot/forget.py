"""`linkdomain forget`: a person's address goes from the database, at every client and in every workspace."""

import sys

from bot.core.commands import Actor
from bot.core.forgetting import Forgotten
from bot.services.forgetting import forget
from bot.settings import load
from bot.transfer import UsageError, database_of, told
from bot.wiring import utc_now
from storage.database import Database


def forget_address(address: str) -> int:
    """Forgets the address, and tells how much held it, never the address itself. Gives the exit code."""
    with told() as outcome:
        if "@" not in address.strip("@ "):
            raise UsageError("That is no e-mail address")
        settings = load(is_for_run=False)
        if not settings.secret_keys:
            raise UsageError("SECRET_KEYS is not set: without them no address is found")
        database = database_of(settings)
        try:
            database.verify_keys()
            found = [_in_team(database, team, address) for team in database.teams()]
            is_tidy = database.tidy()
        finally:
            database.close()
        if not is_tidy:
            sys.stderr.write("Gone from every table; but the file was too busy to be written anew. Run it once more.\n")
            return 1
        if not any(found):
            raise UsageError("Nobody has this address here, and no text holds it")
        sys.stdout.write(_done(found) + "\n")
    return outcome.code


def _in_team(database: Database, team: str, address: str) -> Forgotten:
    return database.run_now(forget, address.strip(), Actor(team, "", frozenset()), utc_now())


def _done(found: list[Forgotten]) -> str:
    contacts, domains, texts = (sum(getattr(one, name) for one in found) for name in ("contacts", "domains", "texts"))
    told_of = [
        f"{contacts} {'contact' if contacts == 1 else 'contacts'}",
        f"on {domains} {'domain' if domains == 1 else 'domains'}" if domains else "on no domain",
        f"and in {texts} {'text' if texts == 1 else 'texts'}" if texts else "",
    ]
    return (
        f"Forgotten: {' '.join(filter(None, told_of))}. "
        "What Slack showed of it the bot updates, now or when it starts. Backups are yours to let go of."
    )
