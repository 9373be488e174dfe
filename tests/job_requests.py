"""Jobs that requests of the permission matrix are about: one of each state for each person, by whose they are."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import User
from jobs.files import Content, keep_file
from jobs.models import Job, Purpose, State
from tests.permission_matrix import Line

OTHERS = "others"
STATE_OF = {"job": State.DONE, "result": State.DONE, "cancel": State.QUEUED, "retry": State.CANCELLED}


def make_jobs(persons: Mapping[str, Any]) -> None:
    """For each person and for somebody else: a job that is done, with its result, one that waits, one that ended."""
    for person in persons.values():
        if person.user is not None:
            _three(person.user, person.user.email)
    _three(User.objects.create(email="others@example.org", is_active=True), OTHERS)


def parts_of(line: Line, user: User | None) -> dict[str, str]:
    """What varies in the address: the key of the job that the line is about."""
    name = line.address.partition(":")[2]
    if name not in STATE_OF:
        return {}
    if line.object == "missing":
        return {"key": "0" * 40}
    whose = OTHERS if line.object == "other's" or user is None else user.email
    return {"key": Job.objects.get(kind=f"tests.{whose}", state=STATE_OF[name]).key}


def _three(owner: User, whose: str) -> None:
    for state in dict.fromkeys(STATE_OF.values()):
        ended = None if state == State.QUEUED else timezone.now()
        said = {"kind": f"tests.{whose}", "asked_by": owner, "language": "en", "state": state, "finished_at": ended}
        job = Job.objects.create(key=f"{owner.pk:036}{state[:4]}", **said)
        if state == State.DONE:
            keep_file(job, Purpose.RESULT, Content("receipt.txt", "text/plain", b"thanks"))
