"""Long work: asked for in the transaction that needs it, done once or visibly not, whoever dies or comes back."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone, translation

from activity.models import Entry
from common.refusals import Invalid, Missing, NotAllowed, WrongState
from finance.actions import add_contribution
from finance.models import Contribution
from jobs import heart, schedules, waking
from jobs.actions import MOST_UNFINISHED, ask_for_job, cancel_job, retry_job
from jobs.claims import LEASE, LeaseLost, claim_next
from jobs.files import KEPT, Content, result_for
from jobs.hosting import Host
from jobs.kinds import Kind, register
from jobs.models import Job, JobFile
from jobs.recovery import recover_abandoned
from jobs.schedules import Due, Schedule, tick
from jobs.working import work_off, work_on
from tests.at_once import at_once
from tests.fund import gift
from tests.long_work.tasks import NOTE

SECONDS = 20


def kind(run, **said) -> Kind:
    """A kind of jobs that does what `run` says."""
    return register(Kind("tests.made_up", "Made up", run, **said))


def note(**said) -> Job:
    return ask_for_job(NOTE.code, {"word": "it"}, **{"by": None, **said})


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def lease_ends(job: Job) -> None:
    """Its worker has not been heard of for too long."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def due_at_once(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now())


def gives(claim, people, amount="5") -> None:
    """An effect and the end of its job, in one transaction."""
    with transaction.atomic():
        add_contribution(gift(amount=amount), by=people.finance_officer)
        claim.finish()


# --- Asked for -----------------------------------------------------------------------------------------------------


def test_a_job_is_there_exactly_when_what_asked_for_it_is(own_database, people):
    with transaction.atomic():
        note()
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    job = note(by=people.custodian)
    entry = Entry.objects.latest("sequence")
    assert (entry.verb, entry.target, entry.actor) == ("jobs.job.asked", f"job {job.key}", people.custodian)


@pytest.mark.django_db
def test_a_name_is_given_once(people):
    first, again = note(unique="notes/1"), note(unique="notes/1", by=people.custodian)
    assert first == again
    assert again.asked_by is None
    assert Entry.objects.filter(verb="jobs.job.asked").count() == 1


def test_three_that_ask_for_one_name_at_once_get_one_job(own_database):
    jobs = at_once([lambda: note(unique="notes/1")] * 3)
    assert len({job.pk for job in jobs}) == Job.objects.count() == 1


@pytest.mark.django_db
def test_somebody_who_has_too_many_waiting_asks_in_vain(people):
    for _ in range(MOST_UNFINISHED):
        note(by=people.custodian)
    with pytest.raises(WrongState, match=f"{MOST_UNFINISHED} of your jobs"):
        note(by=people.custodian)
    note(by=people.validator)


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("jobs.files.MOST_BYTES", 3)
    with pytest.raises(Invalid):
        note(given=Content("four.txt", "text/plain", b"four"))


# --- Worked off ----------------------------------------------------------------------------------------------------


def test_a_job_is_done_with_its_effect_and_its_result(own_database, people):
    def run(claim):
        claim.step("giving", 1, 2)
        with transaction.atomic():
            add_contribution(gift(amount=claim.given().decode()), by=claim.by)
            claim.finish(report={"said": ["Given."]}, file=Content("receipt.txt", "text/plain", b"thanks"))

    kind(run)
    job = ask_for_job("tests.made_up", {}, by=people.finance_officer, given=Content("sum.txt", "text/plain", b"12"))
    assert work_off() == 1
    job = now(job)
    assert (job.state, job.attempts, job.report) == ("done", 1, {"said": ["Given."]})
    assert Contribution.objects.get().amount == 12
    assert bytes(result_for(people.finance_officer, job.key).content) == b"thanks"
    assert work_off() == 0, "it is done once"


def test_what_comes_later_is_left_until_then(own_database):
    later = note(not_before=timezone.now() + timedelta(hours=1))
    assert work_off() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert work_off() == 1
    assert now(later).state == "done"


def test_a_kind_that_this_program_does_not_know_waits_for_one_that_does(own_database):
    job = note()
    Job.objects.update(kind="tests.unheard_of")
    assert work_off() == 0
    assert now(job).state == "queued"


@pytest.mark.parametrize(("language", "sentence"), [("en", "4 of 3"), ("zh", "4 of 3")])
def test_what_is_refused_fails_at_once_and_says_why_by_place(own_database, language, sentence):
    def run(claim):
        raise Invalid({"B2": [f"{sentence}, {translation.get_language()}"]})

    kind(run)
    with translation.override(language):
        job = ask_for_job("tests.made_up", {}, by=None)
    work_off()
    job = now(job)
    assert (job.state, job.attempts) == ("failed", 1)
    assert job.error == f"{sentence}, {language}", "the person's own language is spoken"
    assert job.report == {"refused": {"B2": [job.error]}}


def test_a_fault_of_the_program_is_tried_again_later_and_not_for_ever(own_database, people):
    def run(claim):
        with transaction.atomic():
            add_contribution(gift(), by=people.finance_officer)
            claim.finish()
            raise ZeroDivisionError

    kind(run, attempts=3)
    job = ask_for_job("tests.made_up", {}, by=None)
    waits = []
    for _ in range(3):
        due_at_once(job)
        work_off()
        waits.append((now(job).not_before - timezone.now()).total_seconds())
        assert work_off() == 0, "not at once"
    assert waits[0] == pytest.approx(5, abs=3)
    assert waits[1] == pytest.approx(20, abs=3)
    assert now(job).state == "failed"
    assert "3 times" in now(job).error
    assert not Contribution.objects.exists()


def test_a_job_that_ends_without_finishing_is_no_success(own_database):
    kind(lambda claim: None, attempts=1)
    job = ask_for_job("tests.made_up", {}, by=None)
    work_off()
    assert now(job).state == "failed"


def test_a_job_whose_transaction_was_undone_is_no_success(own_database):
    def run(claim):
        with transaction.atomic():
            claim.finish()
            transaction.set_rollback(True)

    kind(run, attempts=1)
    job = ask_for_job("tests.made_up", {}, by=None)
    work_off()
    assert now(job).state == "failed"


def test_who_may_no_longer_do_it_is_refused_when_it_is_done(own_database, people):
    kind(lambda claim: gives(claim, people))
    job = ask_for_job("tests.made_up", {}, by=people.finance_officer)
    people.finance_officer.memberships.all().delete()
    work_off()
    assert now(job).state == "failed"
    assert not Contribution.objects.exists()


def test_several_workers_take_up_each_job_once(own_database):
    for number in range(12):
        note(unique=str(number))
    assert sum(at_once([work_off] * 3)) == 12
    assert set(Job.objects.values_list("state", "attempts", "fence")) == {("done", 1, 1)}


# --- Whoever was thought dead --------------------------------------------------------------------------------------


def test_a_worker_that_lost_its_lease_commits_nothing(own_database, people):
    kind(lambda claim: gives(claim, people))
    job = ask_for_job("tests.made_up", {}, by=None)
    slow = claim_next()
    lease_ends(job)
    assert recover_abandoned() == 1
    due_at_once(job)
    quick = claim_next()
    with pytest.raises(LeaseLost):
        gives(slow, people, "1")
    gives(quick, people, "2")
    with pytest.raises(LeaseLost):
        gives(slow, people, "3")
    assert [row.amount for row in Contribution.objects.all()] == [2]
    assert (now(job).state, now(job).attempts, now(job).fence) == ("done", 2, 2)


def test_two_that_finish_the_same_job_at_the_same_moment_are_one(own_database, people):
    gift()  # so that the contributor is there, and only the payment is made twice
    kind(lambda claim: gives(claim, people))
    job = ask_for_job("tests.made_up", {}, by=None)
    slow = claim_next()
    lease_ends(job)
    recover_abandoned()
    due_at_once(job)
    quick = claim_next()
    ended = at_once([lambda: gives(slow, people), lambda: gives(quick, people), recover_abandoned])
    assert isinstance(ended[0], LeaseLost)
    assert (ended[1], Contribution.objects.count(), now(job).state) == (None, 1, "done")


def test_a_job_whose_workers_die_every_time_fails_and_says_so(own_database):
    job = note()
    for _ in range(3):
        due_at_once(job)
        assert claim_next()
        lease_ends(job)
        recover_abandoned()
    job = now(job)
    assert (job.state, job.lease_until) == ("failed", None)
    assert "3 times" in job.error


def test_only_the_abandoned_are_taken_back(own_database):
    job = note()
    claim_next()
    assert recover_abandoned() == 0
    assert now(job).state == "running"
    assert recover_abandoned(timezone.now() + LEASE + timedelta(seconds=1)) == 1


def test_several_that_recover_at_once_do_it_once(own_database):
    job = note()
    claim_next()
    lease_ends(job)
    assert sum(at_once([recover_abandoned] * 3)) == 1
    assert now(job).attempts == 1


def test_the_lease_is_renewed_and_progress_is_seen_while_the_transaction_is_open(own_database, monkeypatch):
    monkeypatch.setattr(heart, "AT_MOST_EVERY", 0.02)
    monkeypatch.setattr(heart, "BEAT", 0.05)
    seen, first = [], []

    def run(claim):
        first.append(now(claim.job).lease_until)
        for number in range(1, 200):
            claim.step("counting", number, 200)
            row = now(claim.job)
            if row.done and row.lease_until > first[0]:
                seen.append((row.step, row.total))
                break
            threading.Event().wait(0.05)
        with transaction.atomic():
            claim.finish()

    kind(run, steps={"counting": "Counting"})
    ask_for_job("tests.made_up", {}, by=None)
    work_off()
    assert seen == [("counting", 200)]


@pytest.mark.parametrize("how", ["cancelled", "lost", "stopping", "too long"])
def test_a_step_tells_the_work_to_end(own_database, monkeypatch, how):
    monkeypatch.setattr(heart, "AT_MOST_EVERY", 0.02)
    monkeypatch.setattr(heart, "BEAT", 0.05)
    stopping = threading.Event()
    stepped = []

    def run(claim):
        if how == "cancelled":
            cancel_job(claim.job, by=None)
        elif how == "lost":
            Job.objects.filter(pk=claim.job.pk).update(fence=99)
        elif how == "stopping":
            stopping.set()
        else:
            claim.began -= claim.kind.time_limit + 1
        for number in range(400):
            stepped.append(number)
            claim.step("counting", number)
            threading.Event().wait(0.05)
        raise AssertionError("nothing told it")

    kind(run, time_limit=60)
    job = ask_for_job("tests.made_up", {}, by=None)
    work_off(stopping)
    row = now(job)
    state = {"cancelled": "cancelled", "lost": "running", "stopping": "queued", "too long": "failed"}[how]
    assert row.state == state
    assert row.attempts == (0 if how == "stopping" else 1), "who is stopped has not failed"
    assert ("1 minute" in row.error) == (how == "too long")
    assert len(stepped) < 400


def test_a_job_that_hangs_is_given_up_after_its_time(own_database):
    kind(lambda claim: None, time_limit=60)
    job = ask_for_job("tests.made_up", {}, by=None)
    claim_next()
    Job.objects.update(started_at=timezone.now() - timedelta(seconds=90))
    lease_ends(job)
    recover_abandoned()
    assert now(job).state == "failed"
    assert "longer than 1 minute" in now(job).error


def test_work_in_several_transactions_goes_on_where_it_was(own_database, people):
    tries = []

    def run(claim):
        tries.append(claim.checkpoint)
        for number in range(claim.checkpoint.get("given", 0), 4):
            with transaction.atomic():
                add_contribution(gift(amount=str(number + 1)), by=people.finance_officer)
                claim.keep({"given": number + 1})
            if number == 1 and len(tries) == 1:
                raise ZeroDivisionError
        with transaction.atomic():
            claim.finish()

    kind(run)
    job = ask_for_job("tests.made_up", {}, by=None)
    work_off()
    due_at_once(job)
    work_off()
    assert tries == [{}, {"given": 2}]
    assert sorted(row.amount for row in Contribution.objects.all()) == [1, 2, 3, 4]
    assert now(job).state == "done"


def test_the_end_of_a_job_is_never_written_outside_its_effect(own_database):
    note()
    claim = claim_next()
    with pytest.raises(AssertionError):
        claim.finish()


# --- Stopped, tried again ------------------------------------------------------------------------------------------


def test_what_waits_is_stopped_at_once_and_can_be_tried_again(own_database, people):
    job = note(by=people.custodian)
    cancel_job(job, by=people.custodian)
    assert (now(job).state, work_off()) == ("cancelled", 0)
    with pytest.raises(WrongState):
        cancel_job(job, by=people.custodian)
    retry_job(now(job), by=people.administrator)
    assert work_off() == 1
    assert now(job).state == "done"
    with pytest.raises(WrongState):
        retry_job(now(job), by=people.custodian)


def test_what_was_asked_to_stop_is_not_done_afterwards(own_database, people):
    kind(lambda claim: gives(claim, people))
    job = ask_for_job("tests.made_up", {}, by=people.custodian)
    claim = claim_next()
    cancel_job(job, by=people.custodian)
    work_on(claim)
    assert now(job).state == "cancelled"
    assert not Contribution.objects.exists()


def test_what_was_asked_to_stop_is_not_begun_again(own_database):
    job = note()
    claim_next()
    cancel_job(job, by=None)
    lease_ends(job)
    recover_abandoned()
    assert now(job).state == "cancelled"


def test_stopping_and_finishing_at_the_same_moment_agree(own_database, people):
    kind(lambda claim: gives(claim, people))
    for _ in range(5):
        job = ask_for_job("tests.made_up", {}, by=people.custodian)
        claim, before = claim_next(), Contribution.objects.count()
        _, stopped = at_once([lambda claim=claim: work_on(claim), lambda job=job: cancel_job(job, by=None)])
        given = Contribution.objects.count() - before
        assert (now(job).state, given) in {("done", 1), ("cancelled", 0)}
        assert isinstance(stopped, WrongState) == bool(given)


@pytest.mark.django_db
@pytest.mark.parametrize("verb", [cancel_job, retry_job])
def test_others_and_auditors_neither_stop_nor_retry(verb, people):
    job = note(by=people.custodian)
    for person in (people.validator, people.auditor):
        with pytest.raises(NotAllowed):
            verb(job, by=person)


# --- Files ---------------------------------------------------------------------------------------------------------


def test_results_are_for_their_owner_until_they_expire(own_database, people):
    def run(claim):
        with transaction.atomic():
            claim.finish(file=Content("receipt.txt", "text/plain", b"thanks"))

    kind(run)
    job = ask_for_job("tests.made_up", {}, by=people.custodian)
    work_off()
    for person in (people.validator, people.administrator, people.auditor):
        with pytest.raises(Missing):
            result_for(person, job.key)
    with time_machine.travel(timezone.now() + KEPT + timedelta(hours=1)):
        with pytest.raises(Missing):
            result_for(people.custodian, job.key)
        assert tick().expired == 1
    assert not JobFile.objects.exists()
    assert now(job).state == "done"


def test_a_job_whose_file_is_no_longer_kept_says_so(own_database, people):
    kind(lambda claim: claim.given())
    job = ask_for_job("tests.made_up", {}, by=people.custodian, given=Content("a.txt", "text/plain", b"a"))
    JobFile.objects.all().delete()
    work_off()
    assert now(job).error == "The file is no longer kept. Begin again with the file."


# --- The clock -----------------------------------------------------------------------------------------------------


@pytest.fixture
def daily(monkeypatch):
    """A schedule of a note for each of the last three days."""
    monkeypatch.setattr(schedules, "_SCHEDULES", {})

    def due(moment):
        days = [(moment - timedelta(days=back)).date().isoformat() for back in range(3)]
        return [Due(NOTE.code, f"notes/{day}", {"word": day}) for day in days]

    schedules.register(Schedule("notes", due))


def test_the_scheduler_run_three_times_at_once_or_late_asks_once(own_database, daily):
    with time_machine.travel("2026-11-20T12:00:00+00:00", tick=True):
        at_once([tick] * 3)
    assert Job.objects.count() == 3
    with time_machine.travel("2026-11-22T12:00:00+00:00", tick=True):
        assert tick().asked == 2
        assert tick().asked == 0
        work_off()
    assert set(Job.objects.values_list("unique", "state")) == {
        (f"notes/2026-11-{day}", "done") for day in (18, 19, 20, 21, 22)
    }


def test_a_schedule_that_fails_does_not_keep_others_from_theirs(own_database, daily):
    schedules.register(Schedule("broken", lambda moment: 1 / 0))
    assert tick().asked == 3


# --- Workers in processes ------------------------------------------------------------------------------------------


def ends(job: Job) -> bool:
    waited = threading.Event()
    for _ in range(SECONDS * 20):
        if now(job).is_finished:
            return True
        waited.wait(0.05)
    return False


def test_a_worker_in_a_process_is_woken_by_what_asks(own_database, monkeypatch):
    monkeypatch.setattr("jobs.hosting.LOOK_EVERY", 600)
    host = Host()
    host.start()
    try:
        assert ends(note())
        assert ends(note())
    finally:
        host.stop(SECONDS)


def test_a_worker_that_nobody_wakes_looks_by_itself(own_database, monkeypatch):
    monkeypatch.setattr("jobs.hosting.LOOK_EVERY", 0.05)
    monkeypatch.setattr("jobs.actions.waking.wake", lambda: None)
    host = Host()
    host.start()
    try:
        assert ends(note())
    finally:
        host.stop(SECONDS)


def test_asking_does_not_wait_for_a_broker_that_says_nothing(own_database, settings, monkeypatch):
    held, reached = threading.Event(), threading.Event()

    def send_task(*_said, **_options):
        reached.set()
        held.wait(SECONDS)

    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(waking.current_app, "send_task", send_task, raising=False)
    try:
        for _ in range(10):
            note()
        assert reached.wait(SECONDS)
        assert not held.is_set(), "all have asked while the first message was still on its way"
    finally:
        held.set()
    assert Job.objects.count() == 10


def test_an_idle_look_writes_nothing(own_database, django_assert_max_num_queries):
    with django_assert_max_num_queries(2) as said:
        assert work_off() == 0
    assert not [query for query in said.captured_queries if "SELECT" not in query["sql"]]
