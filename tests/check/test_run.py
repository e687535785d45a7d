"""The whole command against a DNS tree on loopback: exit codes, JSON, the page for people."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.check import run
from tests.check.conftest import Check
from tests.gateways.dns.support import NS1, NS2, RIGHT, TARGET, Lab, Zone, refused, servfail

FIELDS = [
    "host", "code", "severity", "who_acts", "advice", "record", "also", "evidence", "visible_everywhere_at", "provider",
]  # fmt: skip
Lead = Callable[[Lab], None]


async def test_a_right_record_exits_with_0(lab: Lab, lead_to: Lead, check: Check) -> None:
    lab.acme(RIGHT)
    lab.resolver()
    await lab.start()
    lead_to(lab)
    exit_code, answer = await asyncio.to_thread(check, "LS.acme.test.")
    assert (exit_code, answer["code"], answer["host"]) == (0, "OK", "ls.acme.test")
    assert list(answer) == FIELDS
    assert answer["record"] == {"type": "CNAME", "name": "ls", "zone": "acme.test", "value": TARGET, "ttl": 600}
    assert (answer["also"], answer["visible_everywhere_at"], answer["provider"]) == ([], None, None)
    proof = next(item for item in answer["evidence"] if item["answer"] == [TARGET])
    assert list(proof) == ["asked", "question", "rcode", "answer", "ttl", "at"]
    assert (proof["question"], proof["rcode"], proof["ttl"]) == ("ls.acme.test CNAME", "NOERROR", 600)
    assert proof["at"].endswith("Z")


async def test_a_wrong_record_exits_with_1_and_names_what_else_is_wrong(lab: Lab, lead_to: Lead, check: Check) -> None:
    lab.acme("ls CNAME lsct.ashburn.us1.twilio.com", '@ CAA 0 issue "digicert.com"')
    await lab.start()
    lead_to(lab)
    exit_code, answer = await asyncio.to_thread(check, "ls.acme.test", verification="x")
    assert (exit_code, answer["code"]) == (1, "TARGET_HAS_ZONE_APPENDED")
    assert answer["also"] == ["CAA_BLOCKS", "TXT_VERIFY_MISSING"]


async def test_what_cannot_be_told_exits_with_3(lab: Lab, lead_to: Lead, check: Check) -> None:
    lab.delegate("acme.test.", NS1)
    lab.server(NS1, quirks=[servfail])
    await lab.start()
    lead_to(lab)
    exit_code, answer = await asyncio.to_thread(check, "ls.acme.test")
    assert (exit_code, answer["code"]) == (3, "SERVERS_UNREACHABLE")


async def test_a_warning_exits_with_0(lab: Lab, lead_to: Lead, check: Check) -> None:
    lab.delegate("acme.test.", NS1, NS2)
    lab.server(NS1, Zone("acme.test.", RIGHT, ns=(NS1, NS2)))
    lab.server(NS2, quirks=[refused])
    await lab.start()
    lead_to(lab)
    exit_code, answer = await asyncio.to_thread(check, "ls.acme.test")
    assert (exit_code, answer["code"], answer["severity"]) == (0, "PARTIAL_LAME", "warning")


async def test_people_get_a_page_with_what_to_do_and_the_proof(
    lab: Lab, lead_to: Lead, capsys: pytest.CaptureFixture[str]
) -> None:
    lab.delegate("acme.test.", "ns01.domaincontrol.com.")
    lab.server("ns01.domaincontrol.com.", Zone("acme.test.", "www A 192.0.2.1"))
    await lab.start()
    lead_to(lab)
    options = {"as_json": False, "is_quick": True, "verification": None, "previous": None}
    exit_code = await asyncio.to_thread(run, "ls.acme.test", **options)  # type: ignore[arg-type]
    page = capsys.readouterr().out
    assert exit_code == 1
    assert page.splitlines()[0] == "✗ ls.acme.test: no record of that name yet"
    for words in ("What to do", "the client", f"CNAME   ls   {TARGET}   TTL 600", "GoDaddy", "NXDOMAIN"):
        assert words in page
    assert max(len(line) for line in page.splitlines()) <= 100


def previous(tmp_path: Path, **changes: object) -> Path:
    document = {
        "host": "ls.acme.test",
        "code": "LIVE",
        "severity": "info",
        "evidence": [
            {"asked": "127.0.0.9#5300", "question": "ls.acme.test CNAME", "rcode": "NOERROR", "answer": [TARGET],
             "ttl": 600, "at": "2026-11-22T13:40:00Z"},
            {"asked": "rubbish", "question": "ls.acme.test CNAME", "answer": [TARGET]},
        ],
        **changes,
    }  # fmt: skip
    path = tmp_path / "previous.json"
    path.write_text(json.dumps(document))
    return path


async def test_what_worked_before_is_told_as_a_loss(lab: Lab, lead_to: Lead, check: Check, tmp_path: Path) -> None:
    lab.acme("www A 192.0.2.1")
    await lab.start()
    lead_to(lab)
    _, answer = await asyncio.to_thread(check, "ls.acme.test", previous=previous(tmp_path))
    assert answer["advice"].startswith("ls.acme.test worked before (last seen right 22 November 2026, 13:40 UTC).")
    wrong_before = previous(tmp_path, severity="error", code="MISSING_NXDOMAIN")
    _, answer = await asyncio.to_thread(check, "ls.acme.test", previous=wrong_before)
    assert "worked before" not in answer["advice"]


async def test_the_record_left_behind_at_the_old_provider_is_found(
    lab: Lab, lead_to: Lead, check: Check, tmp_path: Path
) -> None:
    lab.acme("www A 192.0.2.1")
    old = lab.server("ns1.old-dns.test.", Zone("acme.test.", RIGHT))
    await lab.start()
    lead_to(lab)
    proof = {"asked": f"{old.address}#{lab.port}", "question": "ls.acme.test CNAME", "answer": [TARGET], "at": "x"}
    _, answer = await asyncio.to_thread(check, "ls.acme.test", previous=previous(tmp_path, evidence=[proof]))
    assert answer["code"] == "WRONG_ZONE_EDITED"
    assert "worked before (last seen right at the last check)" in answer["advice"]


@pytest.mark.parametrize("content", ["", "[]", '{"host": "other.acme.test"}', "{"])
def test_a_previous_result_that_is_none_is_usage(content: str, check: Check, tmp_path: Path) -> None:
    path = tmp_path / "previous.json"
    path.write_text(content)
    assert check("ls.acme.test", previous=path) == (2, {})
    assert check("ls.acme.test", previous=tmp_path / "none.json") == (2, {})


async def test_a_whole_check_imports_neither_slack_nor_twilio_nor_a_database(lab: Lab, lead_to: Lead) -> None:
    lab.acme(RIGHT)
    lab.resolver()
    await lab.start()
    lead_to(lab)
    code = (
        "import sys; from bot.check.__main__ import main; sys.argv[1:] = ['ls.acme.test', '--json', '--quick']; main();"
        "names = ('slack_sdk', 'slack_bolt', 'twilio', 'sqlalchemy', 'pydantic', 'typer', 'aiohttp', 'cryptography');"
        "print([name for name in names if name in sys.modules])"
    )
    home = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=home, env=dict(os.environ), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    lines = out.decode().splitlines()
    assert json.loads(lines[0])["code"] == "OK"
    assert lines[1] == "[]"
