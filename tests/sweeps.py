"""Sweeps over cases that go one way: some of them in the usual suite, all in `make assure`."""

from collections.abc import Iterable
from typing import Any

import pytest


def one_in(every: int, cases: Iterable[Any]) -> list[Any]:
    """The cases for `parametrize`, in their order: the first, and each `every`th after it, is tried in the usual suite.

    The others bear the mark `assure`. Not for what is refused to somebody, nor for cases that prove different things.
    """
    return [case if place % every == 0 else _left_to_assure(case) for place, case in enumerate(cases)]


def _left_to_assure(case: Any) -> Any:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.assure)
