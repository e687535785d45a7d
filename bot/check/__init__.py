"""`linkdomain check HOST`: one diagnosis on the terminal, without a database or Slack.

It reads its few settings itself and imports only what the host at hand needs.
"""

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.check.faults import Faults

if TYPE_CHECKING:
    from bot.check.names import Named
    from bot.check.previous import Previous
    from bot.check.progress import Progress
    from bot.check.report import Result
    from bot.core.facts import Diagnosis
    from bot.gateways.dns import DnsSettings
    from bot.gateways.web_probe import WebProbe

USAGE = 2


def run(host: str, *, as_json: bool, is_quick: bool, verification: str | None, previous: Path | None) -> int:
    """Diagnoses and prints. Gives the exit code: 0 right, 1 wrong, 2 usage or settings, 3 cannot tell now."""
    from bot.check.settings import environment

    told = None if as_json else _progress(host)
    try:
        result = look(
            host, environment(), is_quick=is_quick, verification=verification, previous=previous, progress=told
        )
    except Faults as fault:
        sys.stderr.write("".join(f"linkdomain check: {line}\n" for line in fault.faults))
        return USAGE
    finally:
        if told is not None:
            told.done()
    sys.stdout.write((_json(result) if as_json else _page(result)) + "\n")
    return result.exit_code


def _json(result: "Result") -> str:
    from bot.check.report import as_json_text

    return as_json_text(result)


def _page(result: "Result") -> str:
    from bot.check.page import as_text
    from bot.check.paint import paint_for

    return as_text(result, paint_for(sys.stdout))


def _progress(host: str) -> "Progress | None":
    """Only where somebody is looking."""
    from bot.check.paint import is_plain_terminal

    if not (is_plain_terminal(sys.stderr) and is_plain_terminal(sys.stdout)):
        return None
    from bot.check.progress import Progress

    return Progress(sys.stderr, host)


def look(
    host: str,
    given: Mapping[str, str],
    *,
    is_quick: bool,
    verification: str | None,
    previous: Path | None,
    progress: "Progress | None" = None,
) -> "Result":
    """One diagnosis with these settings. Raises Faults for what the person has to mend first."""
    from bot.check.names import named
    from bot.check.previous import read_previous
    from bot.check.report import Result
    from bot.check.settings import read_settings

    settings, probe = read_settings(given)
    name = named(host, settings.target)
    if name.refusal is not None:
        return Result(name.host, (name.refusal,), name.record)
    before = read_previous(previous, name.host, settings.target) if previous else None
    wanted = (verification or "").strip() or None
    diagnosis = _looked(name, settings, probe, before, wanted, progress, is_quick=is_quick)
    return Result(
        name.host,
        name.with_note(diagnosis.findings),
        diagnosis.record,
        diagnosis,
        last_good=before.last_good if before else None,
        resolvers=frozenset(map(str, settings.resolvers)),
    )


def _looked(
    name: "Named",
    settings: "DnsSettings",
    probe: "WebProbe",
    before: "Previous | None",
    verification: str | None,
    progress: "Progress | None",
    *,
    is_quick: bool,
) -> "Diagnosis":
    import asyncio

    from bot.core.facts import NOTHING
    from bot.gateways.dns import Looker

    asking = progress.asking if progress else None
    looker = Looker(settings, probe, clock=lambda: datetime.now(UTC), asking=asking)
    remembered = before.remembered if before else NOTHING
    look = looker(name.host, verification=verification, is_quick=is_quick, remembered=remembered)
    return replace(asyncio.run(look), host=name.host)
