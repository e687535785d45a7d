"""What the person has to mend before anything can be looked at."""

from bot.core.errors import LinkdomainError


class Faults(LinkdomainError):
    """One line for each fault; never a secret in it."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults
