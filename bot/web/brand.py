"""Who speaks to clients: the company's name and logo, as the settings give them. Both may be missing."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.web.forms import CSP


@dataclass(frozen=True, slots=True)
class Brand:
    """``logo`` is the address of a picture, https outside of tests; browsers get it from there, without a referrer."""

    name: str = ""
    logo: str = ""

    @property
    def policy(self) -> str:
        """What a page with this logo may load: that origin's pictures besides its own files."""
        if not self.logo:
            return CSP
        parts = urlsplit(self.logo)
        return CSP.replace("img-src 'self'", f"img-src 'self' {parts.scheme}://{parts.netloc}")
