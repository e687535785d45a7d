"""The commands. Each imports what it needs when it runs: `--help` and `check` stay light."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(
    name="linkdomain",
    help="Short links on the client's own name: a Slack bot that sets the domains up and watches them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ModeOption = Annotated[
    Literal["socket", "http"] | None,
    typer.Option("--mode", help="How Slack is spoken to. Default: socket when SLACK_APP_TOKEN is set, else http."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


@app.command()
def run(mode: ModeOption = None) -> None:
    """Run the bot: Slack listeners, scheduler, outbox relay, web pages."""
    from bot.serve import serve

    raise typer.Exit(serve(mode))


@app.command(context_settings={"ignore_unknown_options": True})  # a name that begins with a hyphen is a bad name
def check(
    host: Annotated[str, typer.Argument(help="The host name, such as ls.acme.com.")],
    as_json: JsonOption = False,
    is_quick: Annotated[bool, typer.Option("--quick", help="Ask DNS only: no TLS, no HTTP.")] = False,
    verification: Annotated[
        str | None,
        typer.Option(help="The whole value of Twilio's verification TXT, to judge it too."),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The last good result (JSON), to tell what changed."),
    ] = None,
) -> None:
    """Diagnose a host name from DNS, TLS and HTTP, without a database or Slack.

    Exit: 0 right, 1 wrong, 3 cannot tell now, 2 usage.
    """
    from bot.check import run as run_check

    raise typer.Exit(run_check(host, as_json=as_json, is_quick=is_quick, verification=verification, previous=previous))


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Look at settings, database, Slack, Twilio, resolvers, mail and web address; say what to do."""
    from bot.doctor import run as run_doctor

    raise typer.Exit(run_doctor(as_json=as_json))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from bot.serve import migrate as run_migrate

    raise typer.Exit(run_migrate())


TeamOption = Annotated[
    str | None, typer.Option("--team", help="The workspace's Slack id. Default: that of SLACK_BOT_TOKEN.")
]


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Columns: client,host,domain_sid,verification,…")],
    owner: Annotated[
        str | None, typer.Option(help="Slack id of who will own the domains. Default: the first person of ADMINS.")
    ] = None,
    channel: Annotated[str | None, typer.Option(help="Slack id of where cards go. Default: DEFAULT_CHANNEL.")] = None,
    team: TeamOption = None,
) -> None:
    """Add every domain of a CSV file, with its client and campaigns; nothing at all if one row is wrong.

    Columns: client,host,domain_sid,verification,contact_email,campaign,messaging_service_sid; only the first two are
    needed. Exit: 0 all added, 1 nothing added and every faulty row named.
    """
    from bot.transfer import Wanted, import_file

    raise typer.Exit(import_file(path, Wanted(owner, channel, team)))


@app.command()
def export(team: TeamOption = None) -> None:
    """Write all domains as CSV to standard output; `import` reads it again."""
    from bot.transfer import Wanted, export_file

    raise typer.Exit(export_file(Wanted(team=team)))


@app.command()
def forget(address: Annotated[str, typer.Argument(help="The e-mail address of a person at a client.")]) -> None:
    """Remove a person's address everywhere: database, and what Slack shows. The timeline stays readable.

    May be used while the bot runs. Exit: 0 forgotten, 1 not known.
    """
    from bot.forget import forget_address

    raise typer.Exit(forget_address(address))


@app.command("domain-connect")
def domain_connect(
    new_key: Annotated[
        Path | None, typer.Option(help="Make a key for DOMAIN_CONNECT_KEY first, in this file (which must not exist).")
    ] = None,
) -> None:
    """Print what DNS providers need to know of this installation: the TXT records of its key, and its template.

    Exit: 0 printed, 1 something is not set.
    """
    from bot.introducing import run as introduce

    raise typer.Exit(introduce(new_key))


@app.command()
def token(
    name: Annotated[str, typer.Argument(help="The name or the id of the token that an admin made in App Home.")],
    team: TeamOption = None,
) -> None:
    """Print the secret of an API token, once: where the bot has no public address to show it on a page.

    Within fifteen minutes after it was made. Exit: 0 printed, 1 there is none to show.
    """
    from bot.transfer import Wanted
    from bot.unveiling import unveil

    raise typer.Exit(unveil(name, Wanted(team=team)))


@app.command()
def sandbox(
    is_play: Annotated[bool, typer.Option("--play", help="Act the whole story, print it, and end.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page stands; another if taken.")] = 8400,
    speed: Annotated[
        float, typer.Option(min=0.1, max=1000, help="Moves cadence and certificate time; never time-outs or limits.")
    ] = 20.0,
) -> None:
    """Run the whole bot on loopback without accounts. Ignores `.env` and all settings but DATABASE_URL."""
    from bot.sandbox.command import run as run_sandbox

    raise typer.Exit(run_sandbox(is_play=is_play, port=port, speed=speed, database_url=os.environ.get("DATABASE_URL")))


def main() -> None:
    """The script ``linkdomain``."""
    app()
