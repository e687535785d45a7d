"""The mailbox of bounces, against the stand-in and against servers that fail on purpose."""

import asyncio
import logging
import ssl
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.bounces import Fate
from bot.core.errors import GatewayError
from bot.gateways.imap import read_address
from bot.gateways.mailbox import ImapMailbox
from bot.sandbox.lab_ca import LabCa
from bot.sandbox.mailbox import MailboxStandIn
from tests.gateways.bounce_kinds import ADDRESS, AWAY, OTHERS, OURS, UNCLEAR, report, wire

USER, PASSWORD = 'links@meera.example "1"', "p@ss\\/ wörd"
PATIENCE = 20.0


@pytest.fixture
async def box() -> AsyncIterator[MailboxStandIn]:
    stand_in = MailboxStandIn({USER: PASSWORD})
    await stand_in.start()
    yield stand_in
    await stand_in.stop()


async def failure(call: Awaitable[object]) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        await call
    assert ADDRESS not in "".join(traceback.format_exception(caught.value))
    return caught.value


async def test_a_report_is_read_once_it_is_marked_and_not_before(box: MailboxStandIn) -> None:
    box.deliver(report())
    reader = ImapMailbox(box.url)
    (letter,) = (await reader.read()).letters
    assert (letter.bounce.message_id, letter.bounce.fate, box.unread) == (OURS, Fate.FAILED, [1])
    assert (await reader.read()).letters == [letter]
    await reader.settle([letter], [])
    assert ((await reader.read()).letters, box.unread) == ([], [])


async def test_ordinary_mail_is_neither_read_nor_marked_and_looked_at_once(box: MailboxStandIn) -> None:
    box.deliver(AWAY)
    box.deliver(wire("From: ana@acme.example\nSubject: hello\n\nHello\n"))
    box.deliver(wire("\nno headers at all\n"))
    reader = ImapMailbox(box.url)
    first, second = await reader.read(), await reader.read()
    assert (first.letters, first.others, second.others) == ([], 3, 0)
    assert (box.unread, box.asked.count("UID FETCH"), "UID STORE" in box.asked) == ([1, 2, 3], 1, False)


async def test_what_is_not_ours_or_not_clear_stays_unread_and_is_looked_at_once(box: MailboxStandIn) -> None:
    for raw in (*UNCLEAR.values(), *OTHERS.values()):
        box.deliver(raw)
    reader = ImapMailbox(box.url)
    first, second = await reader.read(), await reader.read()
    assert (first.letters, first.unclear, first.others) == ([], len(UNCLEAR), len(OTHERS))
    assert (second.unclear, second.others, len(box.unread)) == (0, 0, len(UNCLEAR) + len(OTHERS))


async def test_what_is_to_be_left_alone_is_not_given_again_until_the_numbers_mean_others(box: MailboxStandIn) -> None:
    box.deliver(report())
    reader = ImapMailbox(box.url)
    letters = (await reader.read()).letters
    await reader.settle([], letters)
    assert ((await reader.read()).letters, box.unread) == ([], [1])
    box.validity = 2
    assert len((await reader.read()).letters) == 1
    await reader.settle(letters, [])
    assert box.unread == [1]


async def test_of_a_huge_message_the_beginning_is_read(box: MailboxStandIn) -> None:
    box.deliver(report() + b"x" * 3_000_000)
    box.deliver(b"From: MAILER-DAEMON@mx\r\n\r\n" + b"x" * 3_000_000 + OURS.encode())
    reading = await ImapMailbox(box.url, longest=4096).read()
    assert (len(reading.letters), reading.others) == (1, 1)


async def test_what_is_older_than_a_month_is_let_be(box: MailboxStandIn) -> None:
    box.deliver(report(), datetime.now(UTC) - timedelta(days=40))
    box.deliver(report(), datetime.now(UTC) - timedelta(days=20))
    assert [one.place for one in (await ImapMailbox(box.url).read()).letters] == [(1, 2)]


async def test_of_very_many_a_part_is_read_at_a_time(box: MailboxStandIn) -> None:
    for _ in range(60):
        box.deliver(report())
    reader, counts = ImapMailbox(box.url), []
    while letters := (await reader.read()).letters:
        counts.append(len(letters))
        await reader.settle(letters, [])
    assert (counts, box.unread) == ([50, 10], [])


async def test_doctors_question_counts_what_is_unread(box: MailboxStandIn) -> None:
    box.deliver(AWAY)
    assert (await ImapMailbox(box.url).probe(), box.unread) == (1, [1])


@pytest.mark.parametrize("password", ["wrong", "wröng"])
async def test_a_wrong_password_is_told_as_such(box: MailboxStandIn, password: str) -> None:
    error = await failure(ImapMailbox(f"imap://{ADDRESS.replace('@', '%40')}:{password}@127.0.0.1:{box.port}/").read())
    assert (error.reference, error.transient) == ("login", True)


async def test_a_folder_that_is_not_there_or_may_only_be_read_is_told_as_such(box: MailboxStandIn) -> None:
    assert (await failure(ImapMailbox(box.url.replace("INBOX", "Nope")).read())).reference == "no_such_folder"
    box.is_readonly = True
    assert (await failure(ImapMailbox(box.url).probe())).reference == "read_only"
    assert (await ImapMailbox(box.url).read()).letters == []


async def test_a_mailbox_that_is_down_is_read_when_it_is_back(box: MailboxStandIn) -> None:
    box.deliver(report())
    reader = ImapMailbox(box.url)
    await box.down()
    assert (await failure(reader.read())).reference == "connection"
    await box.up()
    assert len((await reader.read()).letters) == 1


async def test_over_tls_the_server_must_be_who_it_should_be() -> None:
    ca = LabCa()
    await ca.start()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(ca.issue(["localhost"]).path)
    box = MailboxStandIn({USER: PASSWORD}, tls=tls)
    await box.start()
    box.deliver(report())
    url = box.url.replace("127.0.0.1", "localhost")
    try:
        trusting = ImapMailbox(url, tls=ssl.create_default_context(cafile=str(ca.root_path)))
        letters = (await trusting.read()).letters
        await trusting.settle(letters, [])
        error = await failure(ImapMailbox(url).read())
    finally:
        await box.stop()
        await ca.stop()
    assert (len(letters), box.unread, error.reference) == (1, [], "certificate")


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[str]:
    ended = asyncio.Event()

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            ended.set()

    listening = await asyncio.start_server(served, "127.0.0.1", 0)
    try:
        yield f"imap://bot:secret@127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
        async with asyncio.timeout(PATIENCE):
            await ended.wait()
    finally:
        listening.close()


def answering(**answers: bytes) -> Talk:
    """Says OK to everything, after the lines for the command."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        while line := await reader.readline():
            tag, name, *words = line.decode().split()
            said = {"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n"} | answers
            key = words[0] if name == "UID" else name
            writer.write(said.get(key, b"") + f"{tag} OK done\r\n".encode())
            await writer.drain()

    return talk


async def test_a_server_that_never_greets_is_given_up() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with server(silent) as url:
        assert (await failure(ImapMailbox(url, timeout=0.1).read())).reference == "timeout"


async def test_an_answer_that_trickles_is_given_up_after_the_deadline_and_the_line_is_closed() -> None:
    async def trickling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        await reader.readline()
        while not reader.at_eof():
            writer.write(b"* NO wait\r\n")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with server(trickling) as url:
        reader = ImapMailbox(url, timeout=PATIENCE, deadline=0.3)
        assert (await failure(reader.read())).reference == "timeout"


async def test_more_than_was_asked_for_is_not_taken() -> None:
    async with server(answering(SEARCH=b"* SEARCH 1\r\n", FETCH=b"* 1 FETCH (UID 1 BODY[] {99999999}\r\nxx")) as url:
        assert (await failure(ImapMailbox(url).read())).reference == "too_much"


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({"SEARCH": b"* SEARCH one\r\n"}, "not_understood"),
        ({"SEARCH": f"what is {ADDRESS}?\r\n".encode()}, "connection"),
        ({"CAPABILITY": b"* CAPABILITY POP3\r\n"}, "not_understood"),
        ({"SEARCH": b"* BYE out of order\r\n"}, "connection"),
    ],
)
async def test_garbage_is_told_as_such(answers: dict[str, bytes], wanted: str) -> None:
    async with server(answering(**answers)) as url:
        assert (await failure(ImapMailbox(url).read())).reference == wanted


@pytest.mark.parametrize(
    "fetched",
    [
        b"* 1 FETCH (FLAGS () UID 7)\r\n",
        b"* 1 FETCH (UID 7 BODY[]<0> NIL)\r\n",
        b"* 9 EXISTS\r\n* 1 FETCH (UID 8 BODY[]<0> {2}\r\nab)\r\n",
        b"",
    ],
)
async def test_a_message_that_is_gone_meanwhile_is_nothing(fetched: bytes) -> None:
    async with server(answering(SEARCH=b"* SEARCH 7\r\n", FETCH=fetched)) as url:
        assert (await ImapMailbox(url).read()).letters == []


async def test_the_number_may_come_after_the_message() -> None:
    raw = report()
    fetched = f"* 1 FETCH (BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b" UID 7)\r\n"
    async with server(answering(SEARCH=b"* SEARCH 7\r\n", FETCH=fetched)) as url:
        assert [one.place[1] for one in (await ImapMailbox(url).read()).letters] == [7]


async def test_nothing_of_a_session_is_logged(box: MailboxStandIn, caplog: pytest.LogCaptureFixture) -> None:
    box.deliver(report())
    with caplog.at_level(logging.DEBUG):
        reader = ImapMailbox(box.url)
        await reader.settle((await reader.read()).letters, [])
    assert [one.getMessage() for one in caplog.records if one.name != "asyncio"] == []


def test_the_address_names_who_where_and_which_folder() -> None:
    found = read_address("imaps://a%40b.c:p%2Fw@imap.example/My%20Bounces")
    assert (found.host, found.port, found.user, found.password) == ("imap.example", 993, "a@b.c", "p/w")
    assert (found.folder, found.is_tls, read_address("imap://a:b@[::1]").port) == ("My Bounces", True, 143)
    assert "p/w" not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "imap://a:canary@imap.example/", "http://a:canary@b", "imaps://a@b", "imaps://:canary@b", "imaps://a:canary@",
        "imaps://a:canary@b:x/", "imaps://a:canary%0d@b/", "imaps://a:canary@b/%00", "imaps://a:canary@b/Gel%C3%B6scht",
        "imap://a:canary@127.0.0.1.example/", "canary",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ValueError, match="must") as caught:
        read_address(url)
    assert "canary" not in str(caught.value)
