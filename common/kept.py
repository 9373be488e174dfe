"""Where public pages are kept: apart from all else, and within a bound of bytes.

The other cache counts failed sign-ins. Were they together, a flood of addresses would push those counts out.
"""

from collections import OrderedDict
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.utils.connection import ConnectionProxy

pages = ConnectionProxy(caches, "pages")


class BoundedMemory(LocMemCache):
    """Django's cache in memory, which counts entries, with the option MAX_BYTES: what was used longest ago goes first.

    Anybody can ask for the longest page under a thousand addresses; counted by entries alone, they fill the machine.
    """

    # The base class has these, and Django's stubs leave them out.
    _cache: OrderedDict[str, bytes]
    _expire_info: dict[str, float | None]

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        self._most: int = params["OPTIONS"]["MAX_BYTES"]

    def _set(self, key: str, value: bytes, timeout: Any = DEFAULT_TIMEOUT) -> None:
        super()._set(key, value, timeout)  # type: ignore[misc]  # left out by the stubs, too
        held = sum(map(len, self._cache.values()))
        while held > self._most:
            oldest, dropped = self._cache.popitem()
            del self._expire_info[oldest]
            held -= len(dropped)
