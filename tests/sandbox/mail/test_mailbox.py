"""The mailbox of bounces, used by imaplib, and strict where a reader would do what it must not."""

import asyncio
import imaplib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from bot.sandbox.dsn import returned
from bot.sandbox.mail import MailStandIn, ReceivedMail
from bot.sandbox.mailbox import MailboxStandIn
from tests.sandbox.mail.test_mail import letter, send

PATIENCE = 60.0
EARLIER = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
async def box() -> AsyncIterator[MailboxStandIn]:
    stand_in = MailboxStandIn({"links": "secret"})
    await stand_in.start()
    yield stand_in
    await stand_in.stop()


async def asked(box: MailboxStandIn, work: Callable[[imaplib.IMAP4], object]) -> object:
    def talk() -> object:
        with imaplib.IMAP4(box.address, box.port, timeout=PATIENCE) as line:
            line.login("links", "secret")
            line.select("INBOX")
            return work(line)

    return await asyncio.to_thread(talk)


async def test_nothing_but_seen_can_be_set_and_nothing_goes(box: MailboxStandIn) -> None:
    kept = box.deliver(b"Subject: hello\r\n\r\nHello\r\n")
    for forbidden in (
        lambda line: line.uid("STORE", "1", "+FLAGS.SILENT", r"(\Deleted)"),
        lambda line: line.uid("STORE", "1", "FLAGS", r"(\Seen)"),
        lambda line: line.uid("FETCH", "1", "(UID BODY[])"),
        lambda line: line.uid("FETCH", "1", "(UID RFC822)"),
        lambda line: line.uid("SEARCH", "ALL"),
        lambda line: line.expunge(),
    ):
        with pytest.raises(imaplib.IMAP4.error, match="BAD"):
            await asked(box, forbidden)
    assert (kept.flags, box.unread) == (set(), [1])
    await asked(box, lambda line: line.uid("STORE", "1", "+FLAGS.SILENT", r"(\Seen)"))
    assert (kept.flags, box.unread) == ({"\\Seen"}, [])


async def test_nothing_is_given_before_log_in_and_without_the_folder(box: MailboxStandIn) -> None:
    def talk() -> tuple[str, str]:
        with imaplib.IMAP4(box.address, box.port, timeout=PATIENCE) as line:
            with pytest.raises(imaplib.IMAP4.error):
                line.login("links", "wrong")
            line.login("links", "secret")
            return line.select("Other")[0], line.select("INBOX")[0]

    assert await asyncio.to_thread(talk) == ("NO", "OK")


async def test_what_was_seen_while_reading_only_cannot_be_marked(box: MailboxStandIn) -> None:
    box.deliver(b"\r\n")

    def work(line: imaplib.IMAP4) -> object:
        line.select("INBOX", readonly=True)
        return line.uid("STORE", "1", "+FLAGS.SILENT", r"(\Seen)")[0]

    assert (await asked(box, work), box.unread) == ("NO", [1])


async def test_a_mail_that_is_taken_and_returned_arrives_nowhere_else() -> None:
    back: list[tuple[ReceivedMail, str]] = []
    sink = MailStandIn(send_back=lambda mail, address: back.append((mail, address)))
    await sink.start()
    sink.take_and_return("it@acme.test")
    await send(sink, letter("IT@acme.test"))
    sink.deliver_again("it@acme.test")
    await send(sink, letter())
    await sink.stop()
    assert ([one[1] for one in back], len(sink.mails)) == (["IT@acme.test"], 1)


def test_a_report_holds_the_headers_of_the_mail_and_not_its_text() -> None:
    mail = EmailMessage()
    mail["Message-ID"], mail["Subject"] = "<1@x.test>", "Grüße"
    mail.set_content("secret link")
    raw = returned(mail, "it@acme.test", "links@x.test", EARLIER, "5.2.2", "failed")
    assert b"Message-ID: <1@x.test>" in raw
    assert b"552 5.2.2 Mailbox full" in raw
    assert b"secret link" not in raw
