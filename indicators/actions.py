"""What is done with observations: each function checks who and when, changes the rows and records one activity.

Every door (page, grid, API, command) calls these. Refusals come in one order: NotAllowed, Invalid, VersionNeeded,
VersionConflict, WrongState; after a refusal nothing has changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from common.entered import checked_sentence
from common.numbers import NumberRefused, read_canonical
from common.refusals import Invalid, VersionConflict, WrongState
from common.rows import checked as checked_row
from common.statuses import NEEDS_REASON, Status
from common.versions import need_version, write_version
from common.workflow import Transition
from frameworks.actions import check_may_change_years
from frameworks.models import ReportingYear
from indicators.amended import in_force
from indicators.behind import COMPUTED, computed_columns, content_now, hash_of_behind
from indicators.choices import Origin
from indicators.contents import Content, parts_of
from indicators.figures import append_figure
from indicators.models import Custodianship, Explanation, Figure, Indicator, Observation, Series
from indicators.permissions import require
from indicators.validation import Entry, checked
from indicators.workflow import EDITABLE, REOPEN, RETURN, SUBMIT, VALIDATE

ENTERED = [field.name for field in fields(Entry)]


@transaction.atomic
def save_observation(observation: Observation, entry: Entry, *, by: User, seen: int | None) -> Observation:
    """Keep what was entered as a draft. What equals the row already changes nothing, not even its version."""
    require("indicators.save_observation", by, observation)
    columns = checked(entry, in_force(observation))
    # Read here, not taken from `observation`: a form may have written into that, and `before` is what was seen.
    present = Observation.objects.get(pk=observation.pk)
    if present.version != need_version(seen):
        raise VersionConflict(present)
    unchanged = all(getattr(present, name) == value for name, value in columns.items())
    if unchanged and present.state in EDITABLE:
        return present
    if not _leaves_computed(present, columns):
        columns["origin"] = Origin.ENTERED
    before = {name: getattr(present, name) for name in columns}
    columns |= {"changed_at": timezone.now(), "changed_by": by}
    saved = write_version(present, columns, seen=seen, states=EDITABLE)
    after = {name: getattr(saved, name) for name in before}
    _record("saved", saved, by=by, data=_differences(before, after))
    _check_open(saved)
    return saved


@transaction.atomic
def use_computed(observation: Observation, *, by: User, seen: int | None) -> Observation:
    """Take the value, or why there is none, and the parts that are computed now. Kept as a draft."""
    require("indicators.save_observation", by, observation)
    # The row before the end of the log, as whoever saves it takes them: in turn, two would wait for each other.
    rows = Observation.objects.select_for_update(of=("self",)).select_related("series__indicator", "year")
    present = rows.get(pk=observation.pk)
    lock_head()  # no answer is accepted, and no contribution validated, between counting and writing
    content = content_now(present)
    if present.version != need_version(seen):
        raise VersionConflict(present)
    if content is None:
        raise WrongState(_("No rule and no questionnaire of this year asks for it, so nothing is computed."))
    _check_kept(content)
    columns = computed_columns(content, present.year_id)
    if all(getattr(present, name) == value for name, value in columns.items()) and present.state in EDITABLE:
        return present
    before = {name: getattr(present, name) for name in columns}
    columns |= {"changed_at": timezone.now(), "changed_by": by}
    saved = write_version(present, columns, seen=seen, states=EDITABLE)
    after = {name: getattr(saved, name) for name in before}
    _record("computed", saved, by=by, data=_differences(before, after))
    _check_open(saved)
    return saved


@transaction.atomic
def explain_difference(figure: Figure, sentence: str, *, by: User, seen: str) -> Explanation:
    """Let a figure stand although what is behind it has changed, with the reason. `seen` is the hash of the change.

    Raises VersionConflict when the source has changed further since it was seen.
    """
    require("indicators.explain_difference", by)
    cleaned = checked_sentence("sentence", sentence, missing=_("Say what is at issue."))
    lock_head()
    now = content_now(figure.observation)
    if now is None or hash_of_behind(now) != seen:
        raise VersionConflict(figure)
    if seen == hash_of_behind(figure.counted):
        raise WrongState(_("Nothing behind this figure has changed."))
    explanation, is_new = Explanation.objects.get_or_create(
        figure=figure, sha256=seen, defaults={"sentence": cleaned, "at": timezone.now(), "by": by}
    )
    if not is_new:
        raise WrongState(_("This difference is explained already."))
    record(
        "indicators.figure.explained",
        f"observation {figure.observation.key}",
        by=by,
        data={"figure": figure.number, "sha256": seen, "sentence": cleaned},
    )
    return explanation


@transaction.atomic
def submit_observation(observation: Observation, *, by: User, seen: int | None) -> Observation:
    """Hand an observation in for checking; it is locked from then on."""
    require("indicators.submit_observation", by, observation)
    submitted = _move(observation, SUBMIT, seen=seen, submitted_by=by, changed_at=timezone.now(), changed_by=by)
    if submitted.status in (*NEEDS_REASON, Status.NOT_REPORTED) and not submitted.reason:
        raise WrongState(_("Nothing to submit yet: enter a value, or say why there is none."))
    _record("submitted", submitted, by=by)
    _check_fits(submitted)
    _check_computed(submitted)
    _check_open(submitted)
    return submitted


@transaction.atomic
def return_observation(observation: Observation, comment: str, *, by: User, seen: int | None) -> Observation:
    """Give a submitted observation back to its custodian, with a comment that says what is at issue."""
    require("indicators.return_observation", by, observation)
    comment = checked_sentence("comment", comment, missing=_("Say what is at issue."))
    returned = _move(observation, RETURN, seen=seen, comment=comment, changed_at=timezone.now(), changed_by=by)
    _record("returned", returned, by=by, data={"comment": comment})
    _check_open(returned)  # in a closed year nobody could correct it
    return returned


@transaction.atomic
def validate_observation(observation: Observation, *, by: User, seen: int | None) -> Figure:
    """Accept a submitted observation: a figure is appended that nobody changes. Not by who submitted it."""
    require("indicators.validate_observation", by, observation)
    validated = _move(observation, VALIDATE, seen=seen, comment="", changed_at=timezone.now(), changed_by=by)
    require("indicators.validate_observation", by, validated)  # submitted by `by` since it was read
    lock_head()  # definitions wait for it too: the figure is measured by the rule that stands when it commits
    _check_fits(validated)
    content = _check_computed(validated)
    figure = append_figure(validated, by=by, counted=content)
    _record("validated", validated, by=by, data={"figure": figure.number, "sha256": figure.sha256})
    return figure


@transaction.atomic
def reopen_observation(observation: Observation, comment: str, *, by: User, seen: int | None) -> Observation:
    """Open a validated observation for correction, with a reason; its figure stands until the next one."""
    require("indicators.reopen_observation", by, observation)
    comment = checked_sentence("comment", comment, missing=_("Say what is at issue."))
    reopened = _move(observation, REOPEN, seen=seen, comment=comment, changed_at=timezone.now(), changed_by=by)
    _record("reopened", reopened, by=by, data={"comment": comment})
    _check_open(reopened)
    return reopened


@transaction.atomic
def open_reporting_year(year: int, *, by: User | None, opens_at: datetime | None = None) -> ReportingYear:
    """Open a reporting year, and create the observation of every series in it, at version 1."""
    check_may_change_years(by)
    row, is_new = ReportingYear.objects.get_or_create(year=year, defaults={"opens_at": opens_at or timezone.now()})
    if not is_new:
        raise WrongState(_("The reporting year %(year)s is there already.") % {"year": year})
    created = create_observations()
    record("frameworks.reporting_year.opened", f"reporting year {year}", by=by, data={"observations": created})
    return row


def create_observations() -> int:
    """Create the observations that any series lacks in the reporting years that it is measured for; return how many.

    Nobody reports on a framework that is in preparation.
    """
    lock_head()  # so that no series comes in beside a new year, or a year beside a new series, and is left out
    present = set(Observation.objects.values_list("series_id", "year_id"))
    adopted = Series.objects.filter(indicator__framework__in_preparation=False)
    measured = list(adopted.values_list("pk", "first_year", "last_year"))
    missing = [
        Observation(series_id=series, year_id=year)
        for year in ReportingYear.objects.values_list("year", flat=True)
        for series, first_year, last_year in measured
        if (series, year) not in present and (first_year or year) <= year <= (last_year or year)
    ]
    Observation.objects.bulk_create(missing)
    return len(missing)


@transaction.atomic
def assign_indicators(
    user: User,
    indicators: Iterable[Indicator],
    *,
    by: User | None,
    first_day: date,
    last_day: date | None = None,
) -> list[Custodianship]:
    """Make `user` the custodian of `indicators` between two days; None: until it is ended. Raises Invalid."""
    require("indicators.change_indicator", by)
    lock_head()  # so that nobody assigns the same between the check and the writing
    rows = [
        checked_row(Custodianship(user=user, indicator=indicator, valid_from=first_day, valid_to=last_day))
        for indicator in indicators
    ]
    Custodianship.objects.bulk_create(rows)
    codes = [row.indicator.code for row in rows]
    data = {"indicators": codes, "from": first_day, "to": last_day}
    record("indicators.custodianship.assigned", f"user {user.pk}", by=by, data=data)
    return rows


def _leaves_computed(present: Observation, columns: Mapping[str, Any]) -> bool:
    """Whether a computed figure stays one: nothing that computing writes is changed, such as by a note alone."""
    return present.origin in COMPUTED and all(
        getattr(present, name) == value for name, value in columns.items() if name not in ("note", "evidence")
    )


def _move(observation: Observation, transition: Transition, *, seen: int | None, **changes: Any) -> Observation:
    changes["state"] = transition.target
    return write_version(observation, changes, seen=seen, states=transition.sources)


def _check_open(observation: Observation) -> None:
    """Entry is locked in a closed year; checked last, so that its refusal comes last and undoes what was done.

    The action holds the end of the chain by then, and closing a year needs it: no year closes in between.
    """
    if not ReportingYear.objects.get(pk=observation.year_id).is_open:
        raise WrongState(_("The reporting year %(year)s is closed.") % {"year": observation.year_id})


def _check_fits(observation: Observation) -> None:
    """What was saved keeps the rules of its indicator's definition as it is now; it may have changed since."""
    entry = Entry(**{name: getattr(observation, name) for name in ENTERED})
    try:
        checked(entry, in_force(observation))
    except Invalid as error:
        raise WrongState(" ".join(map(str, error.sentences))) from error


def _check_kept(content: Content) -> None:
    """A sum can have more digits than an observation keeps, although each of its parts has fewer."""
    try:
        if content["value"] is not None:
            read_canonical(content["value"])
    except NumberRefused as error:
        raise WrongState(error.message) from error


def _check_computed(observation: Observation) -> Content | None:
    """What is behind it now, where it is computed. A computed value equals what its source gives at this moment; a
    value entered beside a computed one says why."""
    content = content_now(observation)
    if observation.origin in COMPUTED:
        if content is None or any(
            getattr(observation, name) != value
            for name, value in computed_columns(content, observation.year_id).items()
        ):
            raise WrongState(_("What is behind it has changed since it was computed. Take the computed figure again."))
    elif content and content["value"] and not observation.note and parts_of(content)[0] != observation.value:
        raise WrongState(_("Another value than the computed one needs a note that says why."))
    return content


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    changed = [name for name in before if before[name] != after[name]]
    return {
        "before": {name: before[name] for name in changed},
        "after": {name: after[name] for name in changed},
    }


def _record(verb: str, observation: Observation, *, by: User, data: dict[str, Any] | None = None) -> None:
    record(
        f"indicators.observation.{verb}",
        f"observation {observation.key}",
        by=by,
        data={"version": observation.version, **(data or {})},
    )
