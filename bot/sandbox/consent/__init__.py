"""A DNS provider that offers Domain Connect: its settings, the templates it knows, and its consent page."""

from bot.sandbox.consent.provider import API_HOST, PLACE, ConsentStandIn, Fault

__all__ = ["API_HOST", "PLACE", "ConsentStandIn", "Fault"]
