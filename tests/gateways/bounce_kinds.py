"""Reports as mail servers write them, each in the form of its maker, about one mail of ours."""

from base64 import b64encode
from email.message import EmailMessage

from bot.core.bounces import message_id

OURS = message_id("domain:d1:steps:p1")
ADDRESS = "old@acme.example"


def original(name: str = OURS) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Olga <links@meera.example>", ADDRESS, "DNS record"
    mail["Message-ID"] = name
    mail.set_content("Please add the record.")
    return mail


def group(action: str = "failed", status: str = "5.1.1", said: str = "550 5.1.1 Unknown", to: str = ADDRESS) -> str:
    fields = {"Final-Recipient": f"rfc822; {to}", "Action": action, "Status": status}
    fields |= {"Diagnostic-Code": f"smtp; {said}" if said else ""}
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def report(
    *groups: str,
    kind: str = "multipart/report; report-type=delivery-status",
    status_kind: str = "message/delivery-status",
    heads: str = "",
    returned: str | None = None,
) -> bytes:
    """``returned`` is the last part, its own headers included; as a rule the original's headers."""
    fields = "Reporting-MTA: dns; mx.acme.example\n\n" + "\n".join(groups or (group(),))
    last = returned if returned is not None else f"Content-Type: text/rfc822-headers\n\n{original().as_string()}"
    return wire(f"""From: Mail Delivery System <MAILER-DAEMON@mx.acme.example>
To: links@meera.example
Subject: Undelivered Mail Returned to Sender
{heads}MIME-Version: 1.0
Content-Type: {kind}; boundary="=b="

--=b=
Content-Type: text/plain

Your mail did not arrive.
--=b=
Content-Type: {status_kind}

{fields}
--=b=
{last}
--=b=--
""")


def wire(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


WHOLE = f"Content-Type: message/rfc822\n\n{original().as_string()}"
CODED = b64encode(b"Reporting-MTA: dns; mx\r\n\r\nAction: failed\r\nStatus: 5.1.10\r\n").decode()

FAILED = {
    "Postfix": (report(), "5.1.1"),
    "Exchange": (
        report(group(status="5.1.10", said="550 5.1.10 RESOLVER.ADR.RecipientNotFound"), returned=WHOLE),
        "5.1.10",
    ),
    "the sender's domain in the name": (report().replace(b"@linkdomain>", b"@links.meera.example>"), "5.1.1"),
    "the envelope's name alone": (
        report(returned="Content-Type: text/plain\n\n-").replace(
            b"Reporting-MTA", f"Original-Envelope-Id: {OURS[1:41]}\r\nReporting-MTA".encode()
        ),
        "5.1.1",
    ),
    "no report-type": (report(kind="multipart/report"), "5.1.1"),
    "mixed": (report(kind="multipart/mixed"), "5.1.1"),
    "status in the diagnosis alone": (report(group(status="5.0.0", said="552 5.2.2 Over quota")), "5.2.2"),
    "no status at all": (report(group(status="", said="")), "5.0.0"),
    "no action": (report(group(action="")), "5.1.1"),
    "action with a comment": (report(group(action="Failed (given up)")), "5.1.1"),
    "given up after days": (report(group(status="4.4.7", said="smtp; delivery time expired")), "4.4.7"),
    "two of an alias, both gone": (report(group(), group(to="b@acme.example")), "5.1.1"),
    "international": (
        report(
            kind="multipart/report; report-type=global-delivery-status",
            status_kind="message/global-delivery-status",
            returned=f"Content-Type: message/global-headers\n\n{original().as_string()}",
        ),
        "5.1.1",
    ),
    "nothing returned, but answered": (
        report(heads=f"In-Reply-To: {OURS}\n", returned="Content-Type: text/plain\n\n-"),
        "5.1.1",
    ),
    "coded for the way": (
        report().replace(
            b"message/delivery-status\r\n\r\nReporting-MTA: dns; mx.acme.example\r\n\r\n" + wire(group()),
            b"message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n" + CODED.encode(),
        ),
        "5.1.10",
    ),
    "cut off": (report(returned=WHOLE)[:-50], "5.1.1"),
    "Exim, as of old": (
        wire(f"""From: Mail Delivery System <Mailer-Daemon@mx.acme.example>
To: links@meera.example
X-Failed-Recipients: {ADDRESS}
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

  {ADDRESS}
    SMTP error from remote mail server: 550 unknown user

------ This is a copy of the message, including all the headers. ------

{original().as_string()}"""),
        "5.0.0",
    ),
    "qmail": (
        wire(f"""Return-Path: <>
From: MAILER-DAEMON@mx.acme.example
To: links@meera.example
Subject: failure notice

Hi. This is the qmail-send program at mx.acme.example.
<{ADDRESS}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

{original().as_string()}"""),
        "5.1.1",
    ),
}
"""What makes it special: the report, and the status that it means."""

PASSING = {
    "delayed": report(group(action="delayed", status="4.4.1", said="timeout")),
    "delayed, in words": wire(f"From: MAILER-DAEMON@mx\nSubject: delayed\n\nStill trying: 4.4.1 no answer.\n{OURS}\n"),
    "delivered": report(group(action="delivered", status="2.0.0", said="250 ok")),
    "relayed": report(group(action="relayed", status="2.0.0", said="250 ok")),
    "an alias of two, and one has it": report(group(action="expanded", status="2.0.0"), group(to="b@acme.example")),
}
UNCLEAR = {
    "an answer by a postmaster": wire(f"From: postmaster@acme.example\nIn-Reply-To: {OURS}\n\nWho are you?\n"),
    "a receipt": report(
        kind="multipart/report; report-type=disposition-notification", status_kind="message/disposition-notification"
    ),
    "an action that nobody knows": report(group(action="lost", status="")),
}
OTHERS = {
    "of a mail of somebody else": report(
        returned=f"Content-Type: text/rfc822-headers\n\n{original('<1@elsewhere.example>').as_string()}"
    ),
    "nothing": b"",
    "not a mail": bytes(range(256)) * 40,
    "too deep": wire("From: MAILER-DAEMON@mx\n" + "".join(
        f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(1200)) + OURS),
}  # fmt: skip
AWAY = wire(f"""From: Ana Client <{ADDRESS}>
To: links@meera.example
Subject: Out of office
Auto-Submitted: auto-replied
In-Reply-To: {OURS}

I am away until Monday. For 5.1.1 ask Bob.
""")
"""An out-of-office reply: no report."""
