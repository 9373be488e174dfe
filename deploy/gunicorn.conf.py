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

# Workers show that they live by touching a file: in memory, so that a slow disk kills none of them.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
control_socket_disable = True
# Whose X-Forwarded-* headers are believed. A container behind a proxy sets "*": only the proxy reaches it.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")

loglevel = os.environ.get("LOG_LEVEL", "WARNING").lower()
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None


def post_worker_init(worker: Any) -> None:
    """Leave Ctrl-C, which a terminal sends to all processes, to the master, which then ends each worker once.

    Told twice at the same moment, a worker may wait for a lock that it holds itself, until it is killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
