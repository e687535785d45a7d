"""Twilio: the calls that Link Shortening needs, through Twilio's own library, each call with a client of its own."""

from bot.gateways.twilio.gateway import TwilioGateway

__all__ = ["TwilioGateway"]
