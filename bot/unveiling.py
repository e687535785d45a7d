"""`linkdomain token`: prints the secret of a token that an admin has just made in Slack.

Without a public address the API is reached from this machine or its network only: whoever sets such a system up is at
hand here, and the secret need not pass through Slack.
"""

import secrets
import sys

from bot.core.commands import Actor
from bot.core.imports import key_of
from bot.core.people import Role
from bot.core.tokens import SECRET_BYTES, TokenShown, digest_of, secret_of
from bot.services import tokens
from bot.services.tokens import ShowToken
from bot.settings import load
from bot.transfer import UsageError, Wanted, database_of, team_of, told
from bot.wiring import utc_now

_NONE = "There is no such token to show: it was shown already, or not within 15 minutes. Make another one in App Home"


def unveil(name: str, wanted: Wanted) -> int:
    """Prints the secret of the token of this name, or id. Gives the exit code."""
    with told() as outcome:
        settings = load(is_for_run=False)
        database = database_of(settings)
        bot = Actor(team_of(settings, database, wanted), "", frozenset())
        shown = _meant(database.run_now(tokens.tokens_to_show, None, bot, utc_now()), name)
        secret = secret_of(secrets.token_bytes(SECRET_BYTES))
        # Whoever is at this machine may: an admin made the token in Slack, minutes ago.
        admin = Actor(bot.team_id, shown.token.made_by, frozenset({Role.ADMIN}))
        if not database.run_now(tokens.show_token, ShowToken(shown.token.id, digest_of(secret)), admin, utc_now()):
            raise UsageError(_NONE)
        sys.stderr.write(f"The token “{shown.token.name}”, shown this once:\n")
        sys.stdout.write(secret + "\n")
    return outcome.code


def _meant(waiting: tuple[TokenShown, ...], name: str) -> TokenShown:
    """Raises UsageError where none is."""
    for shown in waiting:
        if name.strip() == shown.token.id or key_of(name) == key_of(shown.token.name):
            return shown
    raise UsageError(_NONE)
