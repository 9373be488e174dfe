"""Workers killed at any point of an import, by a signal that nothing can catch: nothing is lost, nothing doubled.

Each point is a statement that the import sends to the database, or the moment before or after its commit: of an import
of contributions, and of one of answers, as people ask for it (`tests.long_work.imports`). The control is the usual way,
which takes its message off before it works; it loses what it had taken off.
"""

import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from activity.verification import chain_faults
from jobs.models import Job
from jobs.working import work_off
from tests.databases import Databases, connected_to
from tests.long_work.forked import Process, forked, take_early, work_on_and_on, work_once
from tests.long_work.imports import ANSWERS_BY_MAPPING, CONTRIBUTIONS, ROWS, Import, gifts
from tests.long_work.processes import manage, started, wait_until

POINTS, AT_A_TIME = 50, 10
SECONDS = 120  # that a process may take on a busy machine
VISIBLE_WITHIN = 60  # seconds from the death of a worker to the end of its job, or its failure

of_each_kind = pytest.mark.parametrize("what", [CONTRIBUTIONS, ANSWERS_BY_MAPPING], ids=str, indirect=True)


@dataclass
class World:
    """A database of its own, in which an import is asked for, and the worker that dies of it."""

    point: int
    name: str
    what: Import
    message: Path
    victim: Process | None = None
    died: float = 0.0
    took: float | None = None


@contextmanager
def worlds(
    databases: Databases, folder: Path, points: list[int], what: Import = CONTRIBUTIONS
) -> Iterator[list[World]]:
    """A database for each point, in which the import is asked for, made and dropped; no worker outlives it."""
    run = secrets.token_hex(4)  # two workers of a run share a server
    ready = f"killed_{run}_ready"
    labels = [f"killed_{run}_{point}" for point in points]
    databases.copy("seeded", ready)
    with connected_to(databases.name(ready)):
        what.ask()
    for label in labels:
        databases.copy(ready, label)
    pairs = zip(points, labels, strict=True)
    those = [World(point, databases.name(label), what, folder / f"{label}.message") for point, label in pairs]
    try:
        yield those
    finally:
        for victim in [world.victim for world in those if world.victim]:
            victim.kill()
            victim.join()
        for label in [ready, *labels]:
            databases.drop(label)


def points_of(total: int, number: int) -> list[int]:
    """`number` points from the first statement to after the commit."""
    return [1 + round(place * (total - 1) / (number - 1)) for place in range(number)]


@pytest.fixture
def blocker(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def what(request) -> Import:
    """The import that is killed."""
    return getattr(request, "param", CONTRIBUTIONS)


@pytest.fixture
def total(what, databases, blocker, tmp_path, monkeypatch) -> int:
    """How many points there are: the statements of the import, the moment before its commit, the one after it."""
    counted = tmp_path / "counted"
    with worlds(databases, tmp_path, [0], what) as [world], connected_to(world.name), monkeypatch.context() as patch:
        patch.setenv("COUNTED", str(counted))
        assert work_off() == 1
        assert is_kept_once(what)
        return int(counted.read_text())


def is_kept_once(what: Import) -> bool:
    assert list(chain_faults()) == []
    return what.is_kept_once()


def all_died(those: list[World]) -> None:
    for world in those:
        assert world.victim is not None
        world.victim.join(SECONDS)
        assert world.victim.exitcode == -signal.SIGKILL, world.point
        world.died = time.monotonic()


def lease_ends() -> None:
    """The lease is over, and so is the wait after it."""
    moment = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(state="running").update(lease_until=moment)
    work_off()
    Job.objects.filter(state="queued").update(not_before=moment)


@of_each_kind
def test_an_import_that_was_killed_is_done_once_by_the_next_worker(what, total, databases, tmp_path):
    before_commit, after_commit = total - 1, total
    points = [1, total // 3, 2 * total // 3, before_commit, after_commit]
    with worlds(databases, tmp_path, points, what) as those:
        for world in those:
            world.victim = forked(work_once, world.name, die_at=world.point)
        all_died(those)
        for world in those:
            with connected_to(world.name):
                assert is_kept_once(what) == (world.point == after_commit) == (what.job.state == "done")
                lease_ends()
                work_off()
                assert is_kept_once(what)
                assert what.job.state == "done"
                assert what.job.files.filter(purpose="result").count() == 1


@pytest.mark.assure
def test_the_command_that_works_is_killed_like_any_worker(total, databases, tmp_path):
    with worlds(databases, tmp_path, [total - 1]) as [world], connected_to(world.name):
        with started(manage("work", "--once"), tmp_path / "log", DIE_AT=str(world.point)) as victim:
            assert victim.wait(SECONDS) == -signal.SIGKILL, (tmp_path / "log").read_text()
        assert not is_kept_once(CONTRIBUTIONS)
        lease_ends()
        with started(manage("work", "--once"), tmp_path / "log") as rescuer:
            assert rescuer.wait(SECONDS) == 0, (tmp_path / "log").read_text()
        assert is_kept_once(CONTRIBUTIONS)


@pytest.mark.assure
@of_each_kind
def test_a_worker_killed_at_fifty_points_of_an_import_loses_and_doubles_nothing(
    what, total, databases, tmp_path, capsys
):
    points = points_of(total, POINTS)
    assert len(set(points)) == POINTS
    took: list[float] = []
    for first in range(0, POINTS, AT_A_TIME):
        with worlds(databases, tmp_path, points[first : first + AT_A_TIME], what) as those:
            took += rescued(those)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{POINTS} workers killed at points 1 to {total} of {what}, {ROWS} rows: 0 lost, 0 doubled; "
            f"done {min(took):.1f} to {max(took):.1f} s after the kill\n"
        )
    assert len(took) == POINTS
    assert max(took) < VISIBLE_WITHIN


def rescued(those: list[World]) -> list[float]:
    """How long after its worker's death each import was done, by another worker that waits for the lease alone."""
    for world in those:
        with connected_to(world.name):
            world.victim = forked(work_on_and_on, world.name, die_at=world.point)
    all_died(those)
    others = [forked(work_on_and_on, world.name) for world in those]
    try:
        wait_until(lambda: sum(map(is_over, those)) == len(those), "not all were done", SECONDS)
    finally:
        for other in others:
            other.terminate()
            other.join(SECONDS)
    assert {other.exitcode for other in others} == {0}
    return [world.took for world in those if world.took is not None]


def is_over(world: World) -> bool:
    """Whether the job of this world has ended; done, and once."""
    if world.took is None:
        with connected_to(world.name):
            job = world.what.job
            if job.is_finished:
                world.took = time.monotonic() - world.died
                assert (job.state, is_kept_once(world.what)) == ("done", True), job.error
                assert job.fence == job.attempts <= 2
    return world.took is not None


@pytest.mark.assure
def test_the_usual_way_loses_what_it_had_taken_off(total, databases, tmp_path, capsys):
    points = points_of(total, POINTS)
    lost = 0
    with worlds(databases, tmp_path, points) as those:
        for world in those:
            world.message.write_bytes(gifts())
            world.victim = forked(take_early, world.name, world.message, die_at=world.point)
        for world in those:
            assert world.victim is not None
            world.victim.join(SECONDS)
            again = forked(take_early, world.name, world.message)
            again.join(SECONDS)
            assert again.exitcode == 0
            with connected_to(world.name):
                lost += not is_kept_once(CONTRIBUTIONS)
    with capsys.disabled():
        sys.stdout.write(f"\nThe control, which acknowledges early: {lost} of {POINTS} imports lost\n")
    assert lost > POINTS // 2


def test_a_worker_that_was_stopped_and_comes_back_late_commits_nothing(total, databases, tmp_path):
    """SIGSTOP, as a machine that sleeps: the lease ends, another worker does it, and then the first one goes on."""
    with worlds(databases, tmp_path, [2]) as [world], connected_to(world.name):
        world.victim = forked(work_once, world.name, stop_at=world.point)
        wait_until(lambda: is_stopped(world.victim.pid), "it did not stop", SECONDS)
        assert CONTRIBUTIONS.job.state == "running"
        lease_ends()
        assert work_off() == 1
        assert is_kept_once(CONTRIBUTIONS)
        os.kill(world.victim.pid, signal.SIGCONT)
        world.victim.join(SECONDS)
        assert world.victim.exitcode == 0
        assert is_kept_once(CONTRIBUTIONS)
        assert CONTRIBUTIONS.job.attempts == 2


def is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
