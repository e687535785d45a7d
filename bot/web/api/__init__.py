"""`/api/v1`: other systems read how domains are, and add some."""

from bot.web.api.routes import Api, Ports

__all__ = ["Api", "Ports"]
