"""`linkdomain import` and `export` as whoever moves a whole Organization sees them."""

from pathlib import Path

from bot.sandbox.world import World
from tests.cli.support import Ran, run

HEADINGS = "client,host,domain_sid,verification,contact_email,campaign,messaging_service_sid"
SID, OTHER_SID, SERVICE = "DN" + "a1" * 16, "DN" + "b2" * 16, "MG" + "c3" * 16
VALUE = "twilio-domain-verification=" + "d" * 32
FULL = f"Acme Corp,ls.acme.com,{SID},{VALUE},it@acme.com ops@acme.com,Spring sale,{SERVICE}"


async def imported(world: World, folder: Path, text: str, *more: str, **settings: str) -> Ran:
    (folder / "domains.csv").write_bytes(text.encode())
    return await run("import", "domains.csv", *more, settings={**world.settings(), **settings}, folder=folder)


async def exported(world: World, folder: Path, **settings: str) -> Ran:
    return await run("export", settings={**world.settings(), **settings}, folder=folder)


async def test_what_is_imported_is_exported_and_can_be_imported_elsewhere(world: World, tmp_path: Path) -> None:
    text = f'\ufeffhost;client;domain_sid\r\ngo.beta.com;"Beta; Sons, Inc.";{OTHER_SID}\r\n'
    ran = await imported(world, tmp_path, text)
    assert (ran.code, ran.err) == (0, "")
    assert "Imported 1 domains (1 new clients, 0 new campaigns)" in ran.out
    assert (await imported(world, tmp_path, f"{HEADINGS}\n{FULL}\n")).code == 0
    out = (await exported(world, tmp_path)).out
    assert out == f'{HEADINGS}\n{FULL}\n"Beta; Sons, Inc.",go.beta.com,{OTHER_SID},,,,\n'
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    assert (await imported(world, tmp_path, out, DATABASE_URL=elsewhere)).code == 0
    assert (await exported(world, tmp_path, DATABASE_URL=elsewhere)).out == out


async def test_every_faulty_row_is_named_and_nothing_is_half_imported(world: World, tmp_path: Path) -> None:
    rows = [
        "Acme Corp,ls.acme.com",
        "Acme Corp,*.acme.com",
        "Acme Corp,b.com,DN1",
        ",c.com",
        "Acme Corp,d.com,,,not-an-address",
        f"Acme Corp,e.com,,,,,{SERVICE}",
        "Acme Corp,LS.acme.com.",
    ]
    ran = await imported(world, tmp_path, "\n".join([HEADINGS, *rows]))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Nothing was imported: 6 rows are wrong.")
    for line in (3, 4, 5, 6, 7, 8):
        assert f"Line {line}: " in ran.err
    assert "Traceback" not in ran.err
    assert (await exported(world, tmp_path)).out == f"{HEADINGS}\n"


async def test_what_is_missing_to_import_is_said(world: World, tmp_path: Path) -> None:
    row = "Acme Corp,ls.acme.com"
    assert "--channel" in (await imported(world, tmp_path, row, DEFAULT_CHANNEL="")).err
    assert "--owner" in (await imported(world, tmp_path, row, ADMINS="")).err
    await world.slack.down()
    ran = await imported(world, tmp_path, row)
    assert (ran.code, "--team" in ran.err) == (1, True)
    named = await imported(world, tmp_path, row, "--team", "T0SANDBOX", "--owner", "U0ANA00001", "--channel", "C0X")
    assert (named.code, named.err) == (0, "")
    assert "ls.acme.com" in (await exported(world, tmp_path)).out  # the one workspace that the database knows


async def test_no_file_and_no_text_are_said(world: World, tmp_path: Path) -> None:
    assert (await run("import", "none.csv", settings=world.settings(), folder=tmp_path)).code == 1
    (tmp_path / "domains.csv").write_bytes(b"PK\x03\x04\0\0")
    ran = await run("import", "domains.csv", settings=world.settings(), folder=tmp_path)
    assert (ran.code, "no text file" in ran.err) == (1, True)
    assert (await imported(world, tmp_path, "")).code == 1
