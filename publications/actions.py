"""Publishing: everything that is validated is copied into a release, which nobody changes afterwards.

A release is written at once, for now or for an hour to come; until then it is sealed, and can be called off.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.installation import is_demonstration
from accounts.models import User
from activity.actions import lock_head, record
from common.canonical import sha256, to_text
from common.entered import Faults, checked_sentence, checked_text
from common.names import NameRefused, clean_name
from common.refusals import Invalid, NotAllowed, VersionConflict, WrongState
from frameworks.models import ReportingYear
from indicators.recomputing import Changed, changed_figures
from indicators.slippage import slipped_series
from publications.differences import Difference, differences, without_edition
from publications.documents import Draft, Edition, all_documents, documents_of, flat_rows
from publications.hours import checked_hour
from publications.models import CalledOff, Document, Kind, Release, ReleasedObservation
from publications.slippage import Asked, asked, still_required

PUBLISHED = "publications.release.published"
SEALED = "publications.release.sealed"
CALLED_OFF = "publications.release.called_off"


@dataclass(frozen=True, slots=True)
class Moment:
    """When a release is published, when its content was copied, where that was before, and when the next one comes."""

    published_at: datetime
    sealed_at: datetime | None
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing now would do, against the newest release or the one that waits for its hour.

    `fingerprint` names exactly this content; publishing is bound to it.
    """

    edition: Edition
    against: Release | None
    waiting: Release | None
    documents: list[Draft]
    changes: list[Difference]
    fingerprint: str
    unresolved: list[Changed]
    slipped: list[Asked]

    @property
    def unexplained(self) -> list[Asked]:
        """The series that nothing is published without a sentence on."""
        return [row for row in self.slipped if row.is_required]

    @property
    def is_possible(self) -> bool:
        """Whether this could be published now."""
        return bool(self.changes) and not (self.waiting or self.unresolved or self.unexplained)


def preview_release(*, by: User) -> Preview:
    """What would change against the newest release, or the one that waits for its hour. Changes nothing."""
    if not by.has_perm("publications.preview_release"):
        raise NotAllowed
    newest = Release.objects.standing().first()
    edition = _next_edition(title="", due_year=None, demonstration=False, at=timezone.now())
    drafts = all_documents(edition)
    changes, fingerprint = _changes(newest, drafts), _fingerprint(newest, drafts)
    waiting = newest if newest and newest.is_waiting else None
    slipped = asked(slipped_series(), newest)
    return Preview(edition, newest, waiting, drafts, changes, fingerprint, _unresolved(), slipped)


def check_may_publish(by: User | None) -> None:
    """Raise NotAllowed unless `by` may publish; None is the system itself."""
    if by is not None and not by.has_perm("publications.publish_release"):
        raise NotAllowed(_("Only a publisher publishes."))


@transaction.atomic
def publish_release(
    reason: str,
    *,
    by: User | None,
    title: str = "",
    seen: str | None = None,
    due_year: int | None = None,
    at: datetime | None = None,
    next_on: date | None = None,
    from_source: bool = False,
) -> Release:
    """Copy everything that is public into the next release, and return it.

    `reason` says why in a sentence. `at` is its hour: until then it is sealed, and nobody outside sees it (Invalid
    where that hour is past, or too far). `next_on` announces the day of the next one, which has to come after it
    (Invalid). `seen` is the fingerprint of the preview that the publisher saw: when the
    content has changed since, VersionConflict. WrongState while another release waits for its hour, for one that would
    change nothing, while a figure's source has changed since it was validated and nobody resolved or explained it, and
    while a series whose value or rating is new slipped and nobody said why. `from_source` marks a document's own
    values: real even in a demonstration, and explained by nobody. Nothing else commits meanwhile.
    """
    check_may_publish(by)
    reason, title = _checked_texts(reason, title)
    lock_head()
    now = timezone.now()
    if at is not None:
        at = checked_hour(at, now)
    if next_on is not None and next_on <= timezone.localdate(at or now):
        raise Invalid({"next_on": [_("The next release comes after this one.")]})
    newest = Release.objects.standing().first()
    _check_none_waits(newest)
    demonstration = is_demonstration() and not from_source
    edition = _next_edition(title=title, due_year=due_year, demonstration=demonstration, at=at or now)
    drafts = all_documents(edition)
    if seen is not None and seen != _fingerprint(newest, drafts):
        raise VersionConflict(newest, _("What would be published has changed since you looked. Look again."))
    if unresolved := _unresolved():
        said = _("What is behind these figures has changed; resolve or explain each: %(figures)s.")
        raise WrongState(said % {"figures": ", ".join(changed.figure.observation.key for changed in unresolved)})
    if not from_source and (unexplained := still_required(newest)):
        said = _("Headquarters has not said yet why these series are behind: %(series)s.")
        raise WrongState(said % {"series": ", ".join(f"{row.series.key}/{row.year}" for row in unexplained)})
    if not _changes(newest, drafts):
        raise WrongState(_("Nothing has changed since the last release."))
    moment = Moment(at or now, sealed_at=now if at else None, next_on=next_on)
    drafts.append(_own_document(edition, reason, by, drafts, moment))
    release = _write(edition, reason, by, drafts, moment)
    record(
        SEALED if at else PUBLISHED,
        f"release {release.number}",
        by=by,
        data={"reason": reason, "sha256": release.sha256} | ({"published_at": at} if at else {}),
    )
    return release


@transaction.atomic
def call_off_release(release: Release, reason: str, *, by: User) -> CalledOff:
    """Take back a sealed release before its hour; nobody outside ever sees it, and its number is not used again.

    WrongState from its hour on, by this server's clock, and where it was called off already.
    """
    check_may_publish(by)
    reason = checked_sentence("reason", reason, missing=_("Say in a sentence why this is called off."))
    lock_head()
    if CalledOff.objects.filter(release=release).exists():
        raise WrongState(_("Release %(number)s was called off already.") % {"number": release.number})
    _check_still_waits(release)
    row = CalledOff.objects.create(release=release, reason=reason, at=timezone.now(), by=by)
    data = {"reason": reason, "sha256": release.sha256, "at": row.at}
    record(CALLED_OFF, f"release {release.number}", by=by, data=data)
    _check_still_waits(release)  # last: its hour may have come while this waited for the end of the log
    return row


def _check_still_waits(release: Release) -> None:
    if not release.is_waiting:
        said = _("The hour of release %(number)s has come: it is published, and never taken back.")
        raise WrongState(said % {"number": release.number})


def _check_none_waits(newest: Release | None) -> None:
    """What comes after a release builds on it, so nothing is published while one can still be called off."""
    if newest is not None and newest.is_waiting:
        said = _("Release %(number)s waits for its hour. Call it off first, or wait until it is published.")
        raise WrongState(said % {"number": newest.number})


def _checked_texts(reason: str, title: str) -> tuple[str, str]:
    faults = Faults()
    reason = checked_text("reason", reason, faults)
    if not reason and not faults.by_field:
        faults.add("reason", _("Say in a sentence why this is published."))
    try:
        title = clean_name(title)
        if len(title) > 200:
            faults.add("title", _("At most %(most)s characters.") % {"most": 200})
    except NameRefused as error:
        faults.add("title", error.message)
    faults.refuse()
    return reason, title


def _next_edition(*, title: str, due_year: int | None, demonstration: bool, at: datetime) -> Edition:
    """The edition of a release whose hour is `at`; its day is that of New York, where years open and close."""
    last = Release.objects.first()  # called off or not: a number is never used again
    number = last.number + 1 if last else 1
    return Edition(
        number=number,
        title=title or f"Release {number}",
        date=timezone.localdate(at).isoformat(),
        due_year=due_year or _last_due_year(at),
        demonstration=demonstration,
    )


def _last_due_year(at: datetime) -> int:
    """The latest reporting year that has opened and is over by the calendar at that moment."""
    over = timezone.localdate(at).year - 1
    years = ReportingYear.objects.filter(opens_at__lte=at, year__lte=over).order_by("-year")
    return years.values_list("year", flat=True).first() or over


def _unresolved() -> list[Changed]:
    """The figures whose source has changed since they were validated, without an explanation of that change."""
    return [changed for changed in changed_figures() if changed.explanation is None]


def _changes(newest: Release | None, drafts: list[Draft]) -> list[Difference]:
    before = documents_of(newest) if newest else {}
    return differences(before, {(draft.kind, draft.key): draft.content for draft in drafts})


def _fingerprint(newest: Release | None, drafts: list[Draft]) -> str:
    """A hash of what would be published, and against which release, but not of the day, the title and what is due."""
    contents = [without_edition(draft.content) for draft in drafts]
    return sha256(to_text({"against": newest.number if newest else None, "contents": contents}))


def _own_document(edition: Edition, reason: str, by: User | None, drafts: list[Draft], moment: Moment) -> Draft:
    """The release's own document: what it is, why, when, and the hash of each of its documents."""
    manifest = [{"kind": draft.kind, "key": draft.key, "sha256": sha256(to_text(draft.content))} for draft in drafts]
    content = edition.content() | {
        "reason": reason,
        "published_at": moment.published_at,
        "sealed_at": moment.sealed_at,
        "next_on": moment.next_on,
        "published_by": "publisher" if by else "system",
        "documents": manifest,
    }
    return Draft(Kind.RELEASE, str(edition.number), 1, content)


def _write(edition: Edition, reason: str, by: User | None, drafts: list[Draft], moment: Moment) -> Release:
    texts = {(draft.kind, draft.key): to_text(draft.content) for draft in drafts}
    own = texts[Kind.RELEASE, str(edition.number)]
    release = Release.objects.create(
        number=edition.number,
        title=edition.title,
        reason=reason,
        published_at=moment.published_at,
        sealed_at=moment.sealed_at,
        next_on=moment.next_on,
        published_by=by,
        due_year=edition.due_year,
        demonstration=edition.demonstration,
        sha256=sha256(own),
    )
    Document.objects.bulk_create(
        Document(
            release=release,
            kind=draft.kind,
            key=draft.key,
            position=draft.position,
            text=texts[draft.kind, draft.key],
            sha256=sha256(texts[draft.kind, draft.key]),
        )
        for draft in drafts
    )
    ReleasedObservation.objects.bulk_create(
        (
            ReleasedObservation(release=release, position=position, **row)
            for position, row in enumerate(flat_rows(drafts), 1)
        ),
        batch_size=500,
    )
    return release
