"""A broker that is down, silent or emptied: what is saved is saved at once, and what was asked for is done.

With a real Redis and a real RabbitMQ on 127.0.0.1, where they are installed, a real web server as in production, and
real Celery workers. RabbitMQ takes six seconds of computing to start, so its tests are left to `make assure`.
"""

import signal
import sys
import time
from pathlib import Path

import pytest
import requests

from finance.models import Contribution
from jobs.actions import ask_for_job
from jobs.models import Job
from tests.long_work.brokers import broker_of
from tests.long_work.processes import CELERY, at_work, manage, wait_until, web_server
from tests.long_work.tasks import NOTE
from tests.processes import free_port

SLOWEST = 2.0  # seconds that a save may take, whatever the broker does
SOON = 120  # seconds; a worker looks every two, but has to start first
RABBITMQ = pytest.param("rabbitmq", marks=[pytest.mark.rabbitmq, pytest.mark.assure])
REDIS = pytest.param("redis", marks=pytest.mark.redis)

with_either_broker = pytest.mark.parametrize("kind", [REDIS, RABBITMQ])


def save(address: str, numbers: range) -> list[float]:
    """How long each save took; all have to succeed."""
    took = []
    with requests.Session() as client:
        for number in numbers:
            began = time.monotonic()
            response = client.post(f"{address}/save/{number}/", timeout=60)
            took.append(time.monotonic() - began)
            assert response.status_code == 200, response.text
    return took


def note(number: int) -> Job:
    return ask_for_job(NOTE.code, {"word": str(number)}, by=None, unique=f"note/{number}")


def all_done() -> bool:
    return not Job.objects.exclude(state="done").exists()


def test_without_a_broker_the_web_server_works_off_what_its_pages_ask_for(own_database, tmp_path):
    with web_server(tmp_path / "web.log") as address:
        save(address, range(3))
        wait_until(all_done, "nobody did it", SOON)
    asked_for = Job.objects.exclude(unique__startswith="reminders/")  # on Mondays the server asks for those by itself
    assert Contribution.objects.count() == asked_for.count() == 3


@pytest.mark.parametrize("scheme", ["redis", pytest.param("amqp", marks=pytest.mark.assure)])
def test_a_worker_finds_its_work_while_its_broker_is_down(scheme, own_database, tmp_path):
    nowhere = f"{scheme}://127.0.0.1:{free_port()}/"
    with web_server(tmp_path / "web.log", CELERY_BROKER_URL=nowhere) as address:
        save(address, range(3))
    assert not Job.objects.exclude(state="queued").exists()
    with at_work(CELERY, tmp_path / "worker.log", CELERY_BROKER_URL=nowhere):
        wait_until(all_done, "nobody did it", SOON)


def saved_while_silent(kind: str, folder: Path, number: int) -> list[float]:
    """How long each of `number` saves took while the broker was stopped; the server has answered before."""
    with broker_of(kind, folder) as broker:
        given = {"CELERY_BROKER_URL": broker.address, "WEB_CONCURRENCY": "1"}
        with web_server(folder / "web.log", **given) as address:
            save(address, range(1))
            wait_until(lambda: broker.messages() > 0, "no message was sent")
            broker.process.send_signal(signal.SIGSTOP)
            took = save(address, range(1, number + 1))
            broker.process.send_signal(signal.SIGCONT)
    assert Contribution.objects.count() == Job.objects.count() == number + 1
    return took


@with_either_broker
def test_what_is_saved_while_the_broker_is_silent_is_saved_with_its_jobs(kind, own_database, tmp_path):
    assert len(saved_while_silent(kind, tmp_path, 10)) == 10


@pytest.mark.assure
@with_either_broker
def test_a_silent_broker_keeps_none_of_a_hundred_saves_waiting(kind, own_database, tmp_path, capsys):
    took = saved_while_silent(kind, tmp_path, 100)
    with capsys.disabled():
        sys.stdout.write(f"\n{kind} stopped during {len(took)} saves: all saved, the slowest in {max(took):.2f} s\n")
    assert max(took) < SLOWEST


@pytest.mark.assure
@with_either_broker
def test_what_an_emptied_broker_forgot_is_done_all_the_same(kind, own_database, tmp_path):
    with broker_of(kind, tmp_path) as broker:
        with web_server(tmp_path / "web.log", CELERY_BROKER_URL=broker.address) as address:
            save(address, range(3))
            wait_until(lambda: broker.messages() > 0, "no message was sent")
        broker.empty()
        assert broker.messages() == 0
        with at_work(CELERY, tmp_path / "worker.log", CELERY_BROKER_URL=broker.address):
            wait_until(all_done, "nobody did it", SOON)
    assert Contribution.objects.count() == 3


@pytest.mark.assure
@with_either_broker
def test_a_message_wakes_a_worker_that_would_not_have_looked(kind, own_database, tmp_path):
    """It looks by itself once an hour."""
    with (
        broker_of(kind, tmp_path) as broker,
        web_server(tmp_path / "web.log", CELERY_BROKER_URL=broker.address) as address,
        at_work(CELERY, tmp_path / "worker.log", CELERY_BROKER_URL=broker.address, LOOK_EVERY="3600"),
    ):
        save(address, range(1))
        wait_until(all_done, "it did not begin", SOON)
        save(address, range(1, 3))
        wait_until(all_done, "no message woke it", SOON)


@pytest.mark.assure
@with_either_broker
def test_a_worker_goes_on_while_its_broker_falls_silent_is_emptied_and_comes_back(kind, own_database, tmp_path):
    with (
        broker_of(kind, tmp_path) as broker,
        at_work(CELERY, tmp_path / "worker.log", CELERY_BROKER_URL=broker.address),
    ):
        note(1)
        wait_until(all_done, "it did not begin", SOON)
        broker.process.send_signal(signal.SIGSTOP)
        note(2)
        wait_until(all_done, "it did not go on without a broker", SOON)
        broker.process.send_signal(signal.SIGCONT)
        broker.empty()
        note(3)
        wait_until(all_done, "it did not go on with a broker", SOON)


@pytest.mark.assure
@with_either_broker
def test_a_worker_that_begins_while_its_broker_is_silent_works_and_ends_when_told(kind, own_database, tmp_path):
    with broker_of(kind, tmp_path) as broker:
        broker.process.send_signal(signal.SIGSTOP)
        with at_work(CELERY, tmp_path / "worker.log", CELERY_BROKER_URL=broker.address):
            note(1)
            wait_until(all_done, "nobody did it", SOON)
        broker.process.send_signal(signal.SIGCONT)


@pytest.mark.assure
def test_the_scheduler_and_a_worker_need_no_broker_and_end_when_told(own_database, tmp_path):
    life = tmp_path / "alive"
    with (
        at_work(manage("tick", "--every", "1"), tmp_path / "tick.log", LIFE_FILE=str(life)),
        at_work(manage("work"), tmp_path / "work.log"),
    ):
        note(1)
        wait_until(all_done, "nobody did it", SOON)
        wait_until(life.exists, "the scheduler gives no sign of life", SOON)
