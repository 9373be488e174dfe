"""What public pages are made of, made once and then kept: apart from all else, and within a bound of bytes.

The other cache counts failed sign-ins. Were they together, a flood of addresses would push those counts out.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.utils.connection import ConnectionProxy

Made = TypeVar("Made")

pages = ConnectionProxy(caches, "pages")
KEPT_FOR = 30 * 24 * 60 * 60  # seconds; builds change more often, and what old ones made is asked for by nobody

# What is being made in this process, by its key: whoever asks for the same in the meantime waits for it.
_under_way: WeakValueDictionary[str, Lock] = WeakValueDictionary()
_looking = Lock()


def kept(
    named: Sequence[object],
    make: Callable[[], Made],
    *,
    worth: Callable[[Made], bool] = lambda _made: True,
    within: BaseCache | ConnectionProxy = pages,
) -> Made:
    """What `make` makes, made once for this build and what is `named`, which says all that it depends on.

    A page may be made of parts that are kept, too, and never a part of itself. Only what is `worth` it is kept.
    """
    key = hashlib.sha256(repr((settings.BUILD, *named)).encode()).hexdigest()
    found: Made | None = within.get(key)
    if found is not None:
        return found
    with _looking:
        lock = _under_way.setdefault(key, Lock())
    with lock:
        found = within.get(key)
        if found is None:
            found = make()
            if worth(found):
                within.set(key, found, timeout=KEPT_FOR)
    return found


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
