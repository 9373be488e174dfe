"""How gunicorn serves the site, here and in a container; docs/deployment.md lists the variables."""

import os
import signal
from typing import Any

bind = f"{os.environ.get('BIND_ADDRESS', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))

timeout = 60  # a worker that has not answered its master for so long is replaced
graceful_timeout = int(os.environ.get("GRACEFUL_TIMEOUT", "30"))  # how long what is under way may take to finish
keepalive = 5
SECONDS_FOR_LONG_WORK = 5  # how long the end of a worker waits for the job that it works on

# Workers show that they live by touching a file: in memory, so that a slow disk kills none of them.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
control_socket_disable = True
# Whose X-Forwarded-* headers are believed. A container behind a proxy sets "*": only the proxy reaches it.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
forwarder_headers = ""  # no header moves the site to another path: proxies hand on SCRIPT_NAME as visitors wrote it

loglevel = os.environ.get("LOG_LEVEL", "WARNING").lower()
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None


def post_worker_init(worker: Any) -> None:
    """Leave Ctrl-C, which a terminal sends to all processes, to the master, which then ends each worker once.

    Told twice at the same moment, a worker may wait for a lock that it holds itself, until it is killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work_within(worker)


def _work_within(worker: Any) -> None:
    """Where no broker is named, each worker of the web server works off long work too, in a thread beside its pages."""
    from django.conf import settings  # after the fork, and once the application is there

    from jobs.hosting import Host

    if not settings.CELERY_BROKER_URL:
        worker.long_work = Host()
        worker.long_work.start()


def worker_exit(server: Any, worker: Any) -> None:
    """Have a job that is under way hand itself back, so that another worker begins it at once."""
    if host := getattr(worker, "long_work", None):
        host.stop(SECONDS_FOR_LONG_WORK)
