"""What a mail server sends back to the envelope's sender when a mail cannot be delivered (RFC 3464, RFC 6522)."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

HOSTNAME = "mx.sandbox.test"
_WORDS = {
    "5.1.1": "550 5.1.1 No such user here",
    "5.2.2": "552 5.2.2 Mailbox full",
    "5.7.1": "550 5.7.1 Message refused by policy",
    "4.4.1": "451 4.4.1 No answer from host",
}


def returned(original: EmailMessage, address: str, sender: str, at: datetime, status: str, action: str) -> bytes:
    """The report on one recipient, with the headers of the mail that it returns."""
    said = _WORDS.get(status, f"550 {status} Not delivered")
    boundary = f"={original['Message-ID']!s}".strip("=<>").replace("@", ".")
    heads = "".join(f"{name}: {value}\n" for name, value in original.items() if name != "Content-Type")
    text = f"""\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@{HOSTNAME}>
To: {sender}
Subject: Undelivered Mail Returned to Sender
Date: {format_datetime(at)}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: <{at.timestamp():.6f}.{abs(hash(address))}@{HOSTNAME}>
Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"

This is a MIME-encapsulated message.

--{boundary}
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered to one or more recipients.

<{address}>: host {HOSTNAME} said: {said}

--{boundary}
Content-Type: message/delivery-status

Reporting-MTA: dns; {HOSTNAME}
Arrival-Date: {format_datetime(at)}

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--{boundary}
Content-Type: text/rfc822-headers

{heads}
--{boundary}--
"""
    return text.replace("\n", SMTP.linesep).encode()
