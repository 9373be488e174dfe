"""Several people at the same moment: each call in a thread, and so on a database connection, of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

PATIENCE = 60  # seconds; a test that waits longer has met a deadlock


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Let all `calls` begin together; what each returned, or the exception that it raised, in their order."""
    results: list[Any] = [None] * len(calls)
    begin = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            begin.wait(PATIENCE)
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()  # this thread's alone

    threads = [threading.Thread(target=run, args=(place, call), daemon=True) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "some are still waiting for each other"
    return results
