"""The commands that need the whole house: `run` and `migrate`."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Callable, Iterable

from bot.core.errors import LinkdomainError
from bot.core.rules import Rules
from bot.logs import set_up_logs
from bot.settings import Mode, Settings, SettingsFaults, load

_log = logging.getLogger(__name__)
_SEALED = (
    "Sealed anew by the first of SECRET_KEYS: {}. The older keys may go when no client link of theirs is wanted any "
    "more: 14 days after their last sending.\n"
)
_STOP_WITHIN = 5.0  # seconds, promised to whoever sends SIGTERM


def tell_faults(faults: Iterable[str]) -> None:
    """Every fault of the settings, on standard error."""
    sys.stderr.write("These settings need mending:\n" + "".join(f"  {fault}\n" for fault in faults))


def serve(mode: str | None) -> int:
    """Runs the bot until SIGTERM or SIGINT. Gives the exit code."""
    asked = Mode(mode) if mode else None
    try:
        settings = load(asked)
    except SettingsFaults as error:
        tell_faults(error.faults)
        return 2
    set_up_logs(settings.log_format, secrets=settings.secrets())
    return asyncio.run(serve_until_stopped(settings, settings.mode(asked)))


async def serve_until_stopped(settings: Settings, mode: Mode) -> int:
    """Gives the exit code: 1 where it could not start, or could not begin to work once Slack had answered."""
    from bot.wiring import wire

    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    application = wire(settings, mode)
    try:
        await application.start()
    except (OSError, LinkdomainError) as error:
        sys.stderr.write(f"linkdomain cannot start: {error}\n")
        await application.stop()
        return 1
    if application.greeting is not None:
        application.greeting.add_done_callback(_tells(stopping))
    gc.freeze()  # what is loaded stays: a full collection of it would hold people up for 10 to 15 ms (make bench)
    await stopping.wait()
    await asyncio.wait_for(application.stop(), _STOP_WITHIN)
    return 1 if _fault_of(application.greeting) else 0


def _tells(stopping: asyncio.Event) -> Callable[[asyncio.Task[None]], None]:
    """Ends the process where what begins once Slack has answered fails: nobody else waits for that, and the bot would
    run on without doing anything."""

    def ended(greeting: asyncio.Task[None]) -> None:
        if error := _fault_of(greeting):
            _log.critical("cannot_work", exc_info=error)
            stopping.set()

    return ended


def _fault_of(greeting: asyncio.Task[None] | None) -> BaseException | None:
    return greeting.exception() if greeting is not None and greeting.done() and not greeting.cancelled() else None


def migrate() -> int:
    """Brings the database to the newest schema, and seals anew what older keys sealed. Gives the exit code."""
    from storage.database import Database

    try:
        settings = load(is_for_run=False)
    except SettingsFaults as error:
        tell_faults(error.faults)
        return 1
    keys = [key.get_secret_value() for key in settings.secret_keys]
    try:
        database = Database(settings.database_url, keys, Rules())
        database.migrate()
        sealed = database.rotate_secrets() if len(keys) > 1 else 0
        if sealed:
            database.tidy()
        database.close()
    except LinkdomainError as error:
        sys.stderr.write(f"The database could not be migrated: {error}\n")
        return 1
    sys.stdout.write("The database has the newest schema.\n" + (_SEALED.format(sealed) if sealed else ""))
    return 0
