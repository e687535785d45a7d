"""DNS providers' own APIs in small, over zones that the stand-in of the DNS answers for."""

from bot.sandbox.providers.cloudflare import CloudflareStandIn

__all__ = ["CloudflareStandIn"]
