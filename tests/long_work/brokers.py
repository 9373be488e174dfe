"""Real brokers of this machine, on 127.0.0.1, that keep nothing: a Redis, or a RabbitMQ."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from celery import Celery

from tests.long_work.processes import wait_until
from tests.processes import environment, free_port

# Debian's own command becomes another person first; what it calls does not.
RABBITMQ_PATH = os.pathsep.join(["/usr/lib/rabbitmq/bin", os.environ.get("PATH", os.defpath)])
QUEUE = "celery"  # the one queue, by Celery's own name for it


@dataclass(frozen=True)
class Broker:
    """A broker while its test runs: where it is, and its process, which takes signals."""

    address: str
    process: subprocess.Popen[bytes]
    messages: Callable[[], int]  # how many wait
    empty: Callable[[], object]  # forgets them, and that there was a queue


def find_redis() -> str | None:
    return shutil.which("redis-server")


def find_rabbitmq() -> str | None:
    """The script of RabbitMQ's server; None where it, or the name server of its Erlang, is missing."""
    return shutil.which("rabbitmq-server", path=RABBITMQ_PATH) if shutil.which("epmd") else None


@contextmanager
def broker_of(kind: str, folder: Path) -> Iterator[Broker]:
    """A broker that answers: "redis" or "rabbitmq"."""
    with {"redis": _redis, "rabbitmq": _rabbitmq}[kind](folder) as broker:
        yield broker


@contextmanager
def _redis(folder: Path) -> Iterator[Broker]:
    program, port = find_redis(), free_port()
    assert program, "tests that use it are skipped where there is none"
    said = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with _process([program, "--port", str(port), *said], folder / "redis.log") as process:
        client = redis.Redis(port=port, socket_timeout=1)
        wait_until(lambda: _answers(client.ping, redis.RedisError), "Redis did not start")
        yield Broker(f"redis://127.0.0.1:{port}/0", process, lambda: int(client.dbsize()), client.flushall)


@contextmanager
def _rabbitmq(folder: Path) -> Iterator[Broker]:
    """Its node finds nobody and is found by nobody: the name server is its own, and listens here alone."""
    program, port, names = find_rabbitmq(), free_port(), free_port()
    assert program, "tests that use it are skipped where there is none"
    given = {
        "HOME": str(folder),  # where Erlang keeps its cookie
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(names),
        "RABBITMQ_CONF_ENV_FILE": os.devnull,
        "RABBITMQ_CONFIG_FILE": str(folder / "none"),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "none"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_MNESIA_BASE": str(folder / "rabbitmq"),
        "RABBITMQ_NODENAME": "rabbit@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1 +sbwt none",
        "RUNNING_UNDER_SYSTEMD": "true",  # so that the script becomes the server, and its process takes the signals
    }
    with ExitStack() as stack:
        stack.enter_context(_process(["epmd", "-address", "127.0.0.1", "-port", str(names)], folder / "epmd.log"))
        process = stack.enter_context(_process([program], folder / "rabbitmq.log", **given))
        address = f"amqp://guest:guest@127.0.0.1:{port}//"
        connection = Celery(broker=address, set_as_current=False).connection_for_read(connect_timeout=1)
        wait_until(lambda: _answers(connection.connect, OSError), "RabbitMQ did not start")
        stack.callback(connection.release)
        yield Broker(
            address,
            process,
            lambda: _waiting(connection),
            lambda: connection.channel().queue_delete(QUEUE),
        )


def _waiting(connection: Any) -> int:
    with connection.channel() as channel:
        try:
            return int(channel.queue_declare(QUEUE, passive=True).message_count)
        except connection.channel_errors:  # there is no queue, so nobody has sent one
            return 0


def _answers(ask: Callable[[], Any], refused: type[Exception]) -> bool:
    try:
        ask()
    except refused:
        return False
    return True


@contextmanager
def _process(command: list[str], log: Path, **given: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process with its output in `log`, killed with the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment(given), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
