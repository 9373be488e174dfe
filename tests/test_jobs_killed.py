"""Workers killed at any point of an import, by a signal that nothing can catch: nothing is lost, nothing doubled.

Each point is a statement that the import sends to the database, or the moment before or after its commit. The control
is the usual way, which takes its message off before it works; it loses what it had taken off.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from activity.models import Entry
from activity.verification import chain_faults
from common.spreadsheets import write_csv
from finance.models import Contribution
from jobs.actions import ask_for_job
from jobs.files import Content
from jobs.models import Job, JobFile
from jobs.working import work_off
from tests.databases import Databases, connected_to
from tests.fund import contributor
from tests.long_work.processes import at_work, ended, manage, started, wait_until
from tests.long_work.tasks import IMPORT

ROWS = 20
AT_A_TIME = 10
VISIBLE_WITHIN = 60  # seconds from the death of a worker to the end of its job, or its failure
NEW = {"contributor": "giver", "stream": "voluntary", "kind": "payment", "first_year": "2024", "dated": "2024-05-02"}


def gifts() -> bytes:
    rows = [{**NEW, "amount": str(number + 1)} for number in range(ROWS)]
    return write_csv(list(rows[0]), [list(row.values()) for row in rows])


@dataclass
class World:
    """A database of its own, in which an import is asked for."""

    point: int
    name: str
    log: Path
    victim: subprocess.Popen[bytes] | None = None
    died: float = 0.0
    took: float | None = None


@contextmanager
def worlds(databases: Databases, folder: Path, points: list[int]) -> Iterator[list[World]]:
    """A database for each point, made and dropped."""
    made = []
    try:
        for point in points:
            label = f"killed_{folder.name}_{point}"
            databases.copy("seeded", label)
            made.append(label)
        yield [
            World(point, databases.name(label), folder / f"{label}.log")
            for point, label in zip(points, made, strict=True)
        ]
    finally:
        for label in made:
            databases.drop(label)


def make_ready(world: World) -> None:
    """The contributor of the file, and the import asked for."""
    contributor("giver")
    officer = User.objects.get(memberships__role=Role.FINANCE_OFFICER)
    given = Content("gifts.csv", "text/csv", gifts())
    ask_for_job(IMPORT.code, {}, by=officer, given=given)


def import_is_kept_once() -> bool:
    """Whether all rows are there once, each with its activity; False where none is. Anything between fails."""
    references = set(Contribution.objects.values_list("reference", flat=True))
    assert Contribution.objects.count() == len(references), "doubled"
    assert len(references) in (0, ROWS), "torn"
    assert Entry.objects.filter(verb="finance.contribution.added").count() == len(references)
    assert list(chain_faults()) == []
    return bool(references)


def points_of(total: int, number: int) -> list[int]:
    """`number` points from the first statement to after the commit."""
    return [1 + round(place * (total - 1) / (number - 1)) for place in range(number)]


@pytest.fixture
def blocker(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def total(databases, blocker, tmp_path, monkeypatch) -> int:
    """How many points there are: the statements of the import, the moment before its commit, the one after it."""
    counted = tmp_path / "counted"
    with worlds(databases, tmp_path, [0]) as [world], connected_to(world.name), monkeypatch.context() as patch:
        make_ready(world)
        patch.setenv("COUNTED", str(counted))
        assert work_off() == 1
        assert import_is_kept_once()
        return int(counted.read_text())


def kill_at_its_point(world: World, command: list[str]) -> None:
    world.victim = started(command, world.log, DIE_AT=str(world.point))


def all_died(those: list[World]) -> None:
    statuses = ended({world.point: world.victim for world in those if world.victim})
    assert set(statuses.values()) == {-signal.SIGKILL}, those[0].log.read_text()


def test_an_import_that_was_killed_is_done_once_by_the_next_worker(total, databases, tmp_path):
    before_commit, after_commit = total - 1, total
    points = [total // 2, before_commit, after_commit]
    with worlds(databases, tmp_path, points) as those:
        for world in those:
            with connected_to(world.name):
                make_ready(world)
                kill_at_its_point(world, manage("work", "--once"))
        all_died(those)
        for world in those:
            with connected_to(world.name):
                job = Job.objects.get()
                assert import_is_kept_once() == (world.point == after_commit) == (job.state == "done")
                later = timezone.now() - timedelta(seconds=1)  # its lease ends, and the wait after it
                Job.objects.filter(state="running").update(lease_until=later)
                work_off()
                Job.objects.filter(state="queued").update(not_before=later)
                work_off()
                assert import_is_kept_once()
                assert Job.objects.get().state == "done"
                assert JobFile.objects.filter(purpose="result").count() == 1


@pytest.mark.assure
def test_a_worker_killed_at_fifty_points_of_an_import_loses_and_doubles_nothing(total, databases, tmp_path, capsys):
    points = points_of(total, 50)
    took: list[float] = []
    for first in range(0, len(points), AT_A_TIME):
        with worlds(databases, tmp_path, points[first : first + AT_A_TIME]) as those:
            took += rescued(those)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(points)} workers killed at points 1 to {total} of an import of {ROWS} rows: 0 lost, 0 doubled; "
            f"done {min(took):.1f} to {max(took):.1f} s after the kill\n"
        )
    assert len(took) == 50
    assert max(took) < VISIBLE_WITHIN


def rescued(those: list[World]) -> list[float]:
    """How long after its worker's death each import was done, by another worker that waits for the lease alone."""
    for world in those:
        with connected_to(world.name):
            make_ready(world)
            kill_at_its_point(world, manage("work"))
    for world in those:
        assert world.victim is not None
        assert world.victim.wait(timeout=60) == -signal.SIGKILL, world.log.read_text()
        world.died = time.monotonic()
    with ExitStack() as stack:
        for world in those:
            with connected_to(world.name):
                stack.enter_context(at_work(manage("work"), world.log))
        wait_until(lambda: sum(map(is_over, those)) == len(those), "not all were done", VISIBLE_WITHIN * 2)
    return [world.took for world in those if world.took is not None]


def is_over(world: World) -> bool:
    """Whether the job of this world has ended; done, and once."""
    if world.took is None:
        with connected_to(world.name):
            job = Job.objects.get()
            if job.is_finished:
                world.took = time.monotonic() - world.died
                assert (job.state, import_is_kept_once()) == ("done", True), job.error
                assert job.attempts <= 2
                assert job.fence == job.attempts
    return world.took is not None


@pytest.mark.assure
def test_the_usual_way_loses_what_it_had_taken_off(total, databases, tmp_path, capsys):
    points = points_of(total, AT_A_TIME)
    lost = 0
    with worlds(databases, tmp_path, points) as those:
        for world in those:
            with connected_to(world.name):
                contributor("giver")
                message = world.log.with_suffix(".message")
                message.write_bytes(gifts())
                kill_at_its_point(world, manage("take_early", str(message)))
        all_died(those)
        for world in those:
            with connected_to(world.name):
                again = started(manage("take_early", str(world.log.with_suffix(".message"))), world.log)
                assert again.wait(timeout=60) == 0
                lost += not import_is_kept_once()
    with capsys.disabled():
        sys.stdout.write(f"\nThe control, which acknowledges early: {lost} of {len(points)} imports lost\n")
    assert lost >= len(points) // 2


def test_a_worker_that_was_stopped_and_comes_back_late_commits_nothing(databases, blocker, tmp_path):
    """SIGSTOP, as a machine that sleeps: the lease ends, another worker does it, and then the first one goes on."""
    with worlds(databases, tmp_path, [0]) as [world], connected_to(world.name):
        make_ready(world)
        late = started(manage("work", "--once"), world.log, STOP_AT="2")
        try:
            wait_until(lambda: Job.objects.filter(state="running").exists(), "nobody took it up")
            wait_until(lambda: is_stopped(late.pid), "it did not stop")
            ended_lease = timezone.now() - timedelta(seconds=1)
            Job.objects.update(lease_until=ended_lease)
            work_off()
            Job.objects.filter(state="queued").update(not_before=ended_lease)
            assert work_off() == 1
            assert import_is_kept_once()
            late.send_signal(signal.SIGCONT)
            assert late.wait(timeout=60) == 0, world.log.read_text()
        finally:
            late.kill()
            late.wait()
        assert import_is_kept_once()
        assert Job.objects.get().attempts == 2


def is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
