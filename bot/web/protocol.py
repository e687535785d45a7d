"""HTTP/1.1 on one connection: uvicorn's, which waits for ever for a request that never ends, and whose own answer to
nonsense lacks our headers (seen with 0.54)."""

import asyncio
from http import HTTPStatus

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.web.headers import HEADERS

MOST_HEAD_BYTES = 16 * 1024
"""Of request line and headers."""
PATIENCE = 10.0
"""Seconds for a whole request line with headers, and for the rest of a body that nobody wants."""


class Patient(H11Protocol):
    """Closes a connection on which no request gets ready in ``patience`` seconds."""

    patience = PATIENCE
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._mind()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._mind()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._mind()

    def connection_lost(self, exc: Exception | None) -> None:
        self._calm()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP, or has too large a head."""
        headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
        headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        if self.conn.our_state is h11.IDLE or self.conn.our_state is h11.SEND_RESPONSE:
            reason = HTTPStatus.BAD_REQUEST.phrase.encode()
            events = (
                h11.Response(status_code=400, headers=headers, reason=reason),
                h11.Data(data=msg.encode()),
                h11.EndOfMessage(),
            )
            for event in events:
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _mind(self) -> None:
        """The clock runs from the first moment without a whole request on, and no byte sets it back."""
        if not self._is_waiting() or self.transport.is_closing():
            self._calm()
        elif self._timer is None:
            self._timer = self.loop.call_later(self.patience, self.transport.close)

    def _is_waiting(self) -> bool:
        if self.conn.their_state is h11.SEND_BODY:
            return self.cycle is not None and self.cycle.response_complete
        return self.conn.their_state is h11.IDLE

    def _calm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
