"""DNS providers' own APIs, through dns-lexicon where it is installed (the extra ``providers``)."""

from importlib.util import find_spec

from bot.gateways.providers.writer import LexiconWriter

__all__ = ["LexiconWriter", "is_installed"]


def is_installed() -> bool:
    """Whether dns-lexicon is there. Asking does not load it."""
    return find_spec("lexicon") is not None
