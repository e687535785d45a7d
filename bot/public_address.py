"""What answers at the public address, for `doctor`."""

from enum import Enum
from http import HTTPStatus

from aiohttp import ClientConnectorCertificateError, ClientError, ClientSession, ClientTimeout

_SAID_MOST = 100  # bytes that are read of it


class Answer(Enum):
    """What answers at the public address."""

    OURS = "answers"
    OTHER = "answers, but not as the bot does"
    NO_CERTIFICATE = "has no valid certificate"
    NOTHING = "does not answer"


REMEDIES = {
    Answer.OTHER: "another site answers there: lead the address, with all its paths, to WEB_HOST and WEB_PORT",
    Answer.NO_CERTIFICATE: "Slack and browsers refuse it: renew the certificate, and serve it with its whole chain",
    Answer.NOTHING: "is the bot running, and does the address lead to WEB_HOST and WEB_PORT? (It was asked from here: "
    "some networks do not let a machine reach its own public address.)",
}


async def answer_at(url: str, within: float) -> Answer:
    """Asked once, and no redirect followed; ``within`` seconds."""
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=within)) as session,
            session.get(f"{url}/healthz", allow_redirects=False) as response,
        ):
            said = await response.content.read(_SAID_MOST)
            return Answer.OURS if (response.status, said) == (HTTPStatus.OK, b"ok") else Answer.OTHER
    except ClientConnectorCertificateError:
        return Answer.NO_CERTIFICATE
    except (ClientError, TimeoutError):
        return Answer.NOTHING
