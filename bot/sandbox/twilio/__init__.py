"""Twilio on loopback: strict about credentials, Organizations, parameters and states; slow with certificates."""

from bot.sandbox.twilio.console import Console, ConsoleRefused
from bot.sandbox.twilio.estate import Account, ApiKey, Organisation, OrganisationDomain, SenderKind, Service
from bot.sandbox.twilio.faults import FaultKind
from bot.sandbox.twilio.standin import Call, TwilioStandIn

__all__ = [
    "Account",
    "ApiKey",
    "Call",
    "Console",
    "ConsoleRefused",
    "FaultKind",
    "Organisation",
    "OrganisationDomain",
    "SenderKind",
    "Service",
    "TwilioStandIn",
]
