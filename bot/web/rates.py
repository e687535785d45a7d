"""How often somebody may come: so many times within so many seconds, counted in this process."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_KEYS = 10_000


class Rates:
    """At most ``most`` times within ``within`` seconds for each key, all at once or spread (generic cell rate
    algorithm, ITU-T I.371). Of many keys, those that came last are remembered."""

    def __init__(self, most: int, within: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._step, self._within, self._monotonic = within / most, within, monotonic
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def wait(self, key: str) -> float:
        """Counts one more; seconds until it would be taken, 0 where it is."""
        pause = self.pause(key)
        if pause > 0:
            return pause
        now = self._monotonic()
        self._free_at[key] = max(self._free_at.pop(key, now), now) + self._step
        if len(self._free_at) > _MOST_KEYS:
            self._free_at.popitem(last=False)
        return 0.0

    def pause(self, key: str) -> float:
        """The same without counting."""
        now = self._monotonic()
        return max(max(self._free_at.get(key, now), now) + self._step - self._within - now, 0.0)


def network_of(address: str) -> str:
    """Whom an address stands for: itself, or with IPv6 its /64, which is one household."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else address
